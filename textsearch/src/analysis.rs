//! French text analysis: one definition for the index and for queries, on every target.
//!
//! A text becomes words: letters are folded by [`engine::fold`], elided words are cut off (« l’emploi »,
//! « d'insertion », with any apostrophe), dotted acronyms are joined (« M.I.F.E. »). A word's stem is the
//! Snowball French stem of its folded form; folding comes first, so that « métiers » and « metiers » have
//! the same stem.

use engine::fold::{Word, split};
use frostem::{Algorithm, Stemmer};

/// Words that are elided before an apostrophe; they carry no meaning of their own.
const ELIDED: &str = "l d j m t s n c qu jusqu lorsqu puisqu quoiqu";

/// Whether a word stands in a list with blanks between.
pub(crate) fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| it == word)
}

/// Words between what comes before and the name of a town.
pub(crate) const ARTICLES: &str = "la le les l";

/// Words that stand before no name of a town.
pub(crate) const DETERMINERS: &str = "un une mon ma mes son sa ses ce cet cette ces notre votre leur";

/// What the inclusive spelling of a word adds to it behind a point, a hyphen, a slash or in parentheses:
/// « demandeur·euse », « salarié-e-s », « conseiller(ère) ».
const INCLUSIVE: &str = "e es s x ne nes le les te tes se ses euse euses eure eures rice rices trice trices ere eres iere ieres ve";

/// Words that a sentence holds without asking for anything. Only folded forms that are no acronym of the
/// field: « cap », « mission » or « bge » must stay.
const STOP_WORDS: &str = "a ai aider ainsi alors as assez au aucun aucune aussi autour aux avais avait avec avez avoir avons beaucoup \
    besoin besoins bien bonjour ca car ce cela celui ces cest cet cette cherche cherchons chez ci comme comment \
    d dans de deja depuis des dire dois doit donc du dun elle elles en encore entre es est et etais etait etant \
    etes etre eu eux faire fais fait faut ici il ils j jai jaimerais je juste l la le les leur leurs lui m ma \
    mais me meme merci mes moi mon n ne ni nos notre nous on ont ou oui par pas pendant peu peut peux plait plus \
    pour pourquoi pouvez pres proche puis qu quand que quel quelle quelles quelqu quelque quelques quelquun \
    quels quest qui quil quils quoi quun quune recherche rien s sa salut se ses si sil soit son sont stp suis \
    sur svp t ta te tellement tes toi ton toujours tous tout toute toutes tres trop tu un une va vais vers veut \
    veux voici voila vos votre voudrais voulais vouloir vous vraiment y";

/// Words that ask for something only beside another: « sans emploi », « cours du soir », « 50 ans ».
const WEAK: &str = "aime aimerai aimerais aller allez an annee annees ans apres arrive arriver autant autre autres avant \
    avril bientot bon bonne bout chose choses combien commence commencer complement completement connais \
    connait connaitre contre decembre demain demande demandent demander dernier derniere dernieres \
    derniers deux devant dix dizaine dont enfin entre envie etant fevrier fin fois gens gros grosse \
    heure heures hier hors huit jamais janvier jour journee jours juin laquelle lequel loin long longs \
    longtemps longue longues maintenant mal malgre matin matinee mettent mettre mieux mis moins mois \
    monde moyen nouveau nouveaux nouvelle novembre nuit obtenir octobre ose partir passe passer personne \
    petit petite petites petits possible prend prendre prends probleme propos quarante quatre quinze \
    regarder rentree sais sait sans savoir selon semaine semaines sens sent sept septembre seule simple \
    six soir soirs sous souvent tard temps tenir tot trente trois trouve trouver truc trucs urgent venir \
    venu venue viens vient vingt vite voir vrai vraie";

/// Stop words that names hold too (« Maison de l’emploi et de la formation du pays voironnais »), and those that only
/// make a question of what is looked for (« est-ce que la formation est gratuite »).
const LINKS: &str =
    "a au aux avec ce chez d dans de des du en est et l la le les notre ou par pour que sur votre";

/// Shortest sentence, in words: fewer are a name, or a few words to look up.
const SHORTEST_SENTENCE: usize = 5;

/// Words of somebody who speaks of themselves or of theirs: « mon usine ferme » says all in three words.
const SPEAKERS: &str = "ai je jai jsuis ma mes mon moi nos notre nous on suis";

/// Shortest sentence with one of them.
const SHORTEST_SAID: usize = 3;

/// Whether somebody says something, rather than writing down a name or what to look up.
#[must_use]
pub(crate) fn is_sentence(words: &[Word]) -> bool {
    let said = |word: &Word| {
        listed(WEAK, &word.folded) || listed(STOP_WORDS, &word.folded) && !listed(LINKS, &word.folded)
    };
    let speaks = |word: &Word| listed(SPEAKERS, &word.folded);
    words.len() >= SHORTEST_SENTENCE && words.iter().any(said)
        || words.len() >= SHORTEST_SAID && words.iter().any(speaks)
}

/// The words of `text`, in order: folded, elisions cut off, dotted acronyms joined, ordinals in figures.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut letters = 0;
    for word in split(text) {
        let before = text[..word.span.start].chars().next_back();
        let after = text[word.span.end..].chars().next();
        // « M.I.F.E. »: each letter stands alone, a dot between it and the next.
        let mut letters_of = word.folded.chars();
        let single = letters_of.next().is_some_and(|c| !c.is_ascii_digit()) && letters_of.next().is_none();
        letters = if single { letters + 1 } else { 0 };
        let dotted = before == Some('.') && letters > 1;
        if let Some(last) = words.last_mut() {
            let between = &text[last.span.end..word.span.start];
            if !dotted && is_inclusive(between, &last.folded, &word.folded) {
                last.span.end = word.span.end;
                // « étudiant·e·s » stands for « étudiants ».
                if word.folded.ends_with(['s', 'x']) && !last.folded.ends_with(['s', 'x']) {
                    last.folded.push('s');
                }
                letters = 0;
                continue;
            }
            // « prud’hommes »: no elision, one word.
            let mut marks = between.chars();
            if marks.next().is_some_and(is_apostrophe) && marks.next().is_none() {
                last.folded.push_str(&word.folded);
                last.span.end = word.span.end;
                letters = 0;
                continue;
            }
        }
        match words.last_mut().filter(|last| dotted && last.span.end + 1 == word.span.start) {
            Some(acronym) => {
                acronym.folded.push_str(&word.folded);
                acronym.span.end = word.span.end;
            }
            None if after.is_some_and(is_apostrophe) && listed(ELIDED, &word.folded) => letters = 0,
            None => words.push(word),
        }
    }
    for word in &mut words {
        if let Some(number) = ordinal(&word.folded) {
            word.folded = format!("{number}e");
        }
    }
    words
}

/// The words of a query that ask for something: without stop words, nor weak ones when these are not wanted, unless
/// nothing else is left. A stop word in capitals among other letters is an acronym (« AI » for « association intermédiaire »).
#[must_use]
pub fn query_words(text: &str, weak: bool) -> Vec<Word> {
    let all = words(text);
    let shouted = !text.chars().any(char::is_lowercase);
    let is_acronym = |word: &Word| {
        let typed = &text[word.span.clone()];
        !shouted && typed.chars().nth(1).is_some() && typed.chars().all(char::is_uppercase)
    };
    // « depuis 2 ans » asks for no 2.
    let is_figure = |word: &Word| word.folded.len() == 1 && word.folded.bytes().all(|it| it.is_ascii_digit());
    let is_stop_word = |word: &Word| {
        listed(STOP_WORDS, &word.folded) || !weak && listed(WEAK, &word.folded) || is_figure(word)
    };
    let asks = |word: &&Word| !is_stop_word(word) || is_acronym(word);
    let kept: Vec<Word> = all.iter().filter(asks).cloned().collect();
    match kept.is_empty() {
        false => kept,
        true if weak => all,
        true => query_words(text, true),
    }
}

/// The words of `text` that are part of a term, with whether each asks for something by itself.
pub(crate) fn term_words(text: &str) -> Vec<(Word, bool)> {
    let words = words(text).into_iter().filter(|word| !listed(STOP_WORDS, &word.folded));
    words.map(|word| (listed(WEAK, &word.folded), word)).map(|(weak, word)| (word, !weak)).collect()
}

/// What is left of a word without the elided word that it may begin with: « emploi » of « lemploi ».
pub(crate) fn without_elision(word: &str) -> impl Iterator<Item = &str> {
    let rests = ELIDED.split(' ').filter_map(|elided| word.strip_prefix(elided));
    let vowels = ['a', 'e', 'i', 'o', 'u', 'y', 'h'];
    rests.filter(move |rest| rest.len() >= 3 && rest.starts_with(vowels) && !listed(STOP_WORDS, rest))
}

/// The number of an ordinal, in figures or in letters: « 2e », « 2ème », « 2nde », « deuxième », « seconde ».
fn ordinal(word: &str) -> Option<&str> {
    const IN_LETTERS: [(&str, &str); 13] = [
        ("premier", "1"),
        ("premiere", "1"),
        ("second", "2"),
        ("seconde", "2"),
        ("deuxieme", "2"),
        ("troisieme", "3"),
        ("quatrieme", "4"),
        ("cinquieme", "5"),
        ("sixieme", "6"),
        ("septieme", "7"),
        ("huitieme", "8"),
        ("neuvieme", "9"),
        ("dixieme", "10"),
    ];
    let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let figures = &word[..word.len() - suffix.len()];
    let suffixes = ["e", "er", "re", "ere", "eme", "ieme", "de", "nd", "nde"];
    if !figures.is_empty() {
        return suffixes.contains(&suffix).then_some(figures);
    }
    let singular = word.strip_suffix('s').unwrap_or(word);
    IN_LETTERS.iter().find(|(letters, _)| *letters == singular).map(|(_, figures)| *figures)
}

/// Words that would have the stem of another thing: no « licence » speaks of who is « licencié ».
const UNLIKE: &str = "face licence medecine";

/// The stem of a folded word.
///
/// Snowball keeps the plural « s » after some vowels (« emplois », « métros »); in words of five letters
/// and more it is cut first. The feminine of trades and situations becomes their masculine (« conseillère »,
/// « salariée »), which Snowball does where accents say so only.
#[must_use]
pub fn stem(word: &str) -> String {
    let plural = word.len() >= 5 && word.ends_with('s') && !word.ends_with("ss");
    let singular = if plural { &word[..word.len() - 1] } else { word };
    if listed(UNLIKE, singular) {
        return singular.to_owned();
    }
    let masculine = masculine(singular);
    let singular = masculine.as_deref().unwrap_or(singular);
    let stem = Stemmer::new(Algorithm::French).stem(singular);
    // « travaille » is said as « travail », « accueillir » is its « accueil ».
    if stem.ends_with("aill") || stem.ends_with("eill") {
        return stem[..stem.len() - 1].to_owned();
    }
    // Of a short word too little would be left: « moni » (Monistrol, being typed) is not « mon ».
    let short = stem.len() < 4 && !(singular.ends_with('e') || singular.ends_with("er"));
    if short { singular.to_owned() } else { stem.into_owned() }
}

/// What feminine endings become, the most particular first.
const ENDINGS: [(&str, &str); 7] = [
    ("trice", "teur"),
    ("euse", "eur"),
    ("enne", "en"),
    ("elle", "el"),
    ("effe", "ef"),
    ("ere", "er"),
    ("ee", "e"),
];

/// The masculine of a folded word of five letters and more that ends as feminines do.
fn masculine(word: &str) -> Option<String> {
    let (stem, ending) = ENDINGS.iter().find_map(|(from, to)| Some((word.strip_suffix(from)?, to)))?;
    (word.len() >= 5).then(|| format!("{stem}{ending}"))
}

/// Whether `next` only tells the other gender or the plural of `word`, with `between` between them.
fn is_inclusive(between: &str, word: &str, next: &str) -> bool {
    let mark = match between {
        "·" | "•" | "‧" | "∙" | "⋅" | "(" | "/" | "." => true,
        // « donne-le » and « vas-tu » are no plurals.
        "-" | "‑" | "–" => !matches!(next, "le" | "les" | "te" | "se" | "ve" | "ses" | "tes"),
        ")" => matches!(next, "s" | "es"),
        _ => false,
    };
    mark && word.len() >= 3 && word.bytes().all(|byte| !byte.is_ascii_digit()) && listed(INCLUSIVE, next)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '′' | '＇')
}
