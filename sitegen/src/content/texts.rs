//! What a keyword may match, as it is written.

use textsearch::ages::ANY;
use textsearch::{Example, Texts};

use super::Content;
use super::everyday;
use super::gazetteer::LocalityRef;
use super::structures::{Place, Structure};
use super::taxonomies::{Network, Public};
use crate::markdown::plain_text;

/// The texts of a content, without what synonyms add.
pub(crate) fn texts(content: &Content) -> Texts {
    let texts = written(content);
    let everyday = everyday::everyday(content, &texts);
    Texts { everyday, ..texts }
}

/// The same without what is only told of them: which words are everyday ones.
pub(crate) fn written(content: &Content) -> Texts {
    let lists = &content.taxonomies;
    let name = |it: &Structure| lines([Some(&it.name), it.acronym.as_ref()].into_iter().flatten());
    let description = |it: &Structure| plain_text(&it.description);
    let public = |it: &Public| lines([&it.title].into_iter().chain(&it.synonyms));
    let mut publics: Vec<String> = lists.publics.iter().map(public).collect();
    // « Tous publics » describes nobody, and would be found by every word like « public ». Those whom nobody receives in
    // particular are received by who receives everyone.
    publics[lists.everyone].clear();
    let places = || content.structures.iter().flat_map(|it| &it.places);
    for number in 0..publics.len() {
        if number != lists.everyone && !places().any(|place| place.offer.publics.contains(&number)) {
            let text = core::mem::take(&mut publics[number]);
            let everyone = &mut publics[lists.everyone];
            everyone.push_str(if everyone.is_empty() { "" } else { "\n" });
            everyone.push_str(&text);
        }
    }
    let network =
        |it: &Network| lines([&it.title].into_iter().chain(it.acronym.as_ref()).chain(&it.synonyms));
    Texts {
        names: content.structures.iter().map(name).collect(),
        descriptions: content.structures.iter().map(description).collect(),
        places: content
            .structures
            .iter()
            .flat_map(|it| &it.places)
            .map(|place| place_text(content, place))
            .collect(),
        needs: lists.needs.iter().map(|it| lines([&it.title].into_iter().chain(&it.synonyms))).collect(),
        publics,
        networks: lists.networks.iter().map(network).collect(),
        everyday: Vec::new(),
        ages: lists.publics.iter().map(|it| it.ages.unwrap_or(ANY)).collect(),
        examples: examples(content),
    }
}

/// The sentences of the content, and each name of a need.
fn examples(content: &Content) -> Vec<Example> {
    let mut all = content.examples.clone();
    if !all.is_empty() {
        for (number, need) in content.taxonomies.needs.iter().enumerate() {
            let names = [&need.title].into_iter().chain(&need.synonyms);
            all.extend(names.map(|name| Example { text: name.clone(), needs: vec![number] }));
        }
    }
    all
}

fn lines<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    texts.map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn place_text(content: &Content, place: &Place) -> String {
    let name = content.gazetteer.name(place.locality).to_owned();
    let city = matches!(place.locality, LocalityRef::District(_))
        .then(|| content.gazetteer.commune_of(place.locality).name.clone());
    lines([Some(&place.commune), Some(&name), city.as_ref(), place.name.as_ref()].into_iter().flatten())
}
