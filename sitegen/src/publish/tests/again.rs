//! Sites built again: what is kept of the build before changes nothing of what is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::appearance::own;
use super::{minimal, sources};
use crate::content::Content;
use crate::index;
use crate::publish::{SiteOptions, replace, site};
use crate::swap::files_of;

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files_of(folder).unwrap().unwrap();
    files.into_iter().map(|path| (path.clone(), fs::read(folder.join(path)).unwrap())).collect()
}

/// Builds a content in the place of what was built before, and anew; both must be the same.
fn built_again(content: &Content, options: &SiteOptions, out: &Path, what: &str) {
    index::rebuild(content, &options.index_dir).unwrap();
    replace(content, options, out).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let fresh = sources(content, dir.path());
    site(content, &fresh, &dir.path().join("fresh")).unwrap();
    let (again, fresh) = (bytes(out), bytes(&dir.path().join("fresh")));
    assert_eq!(again.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>(), "{what}");
    for (path, bytes) in fresh {
        assert!(again[&path] == bytes, "{what}: {path}");
    }
}

#[test]
fn a_site_built_again_is_the_one_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("dist");
    let mut content = minimal();
    let mut options = sources(&content, dir.path());
    built_again(&content, &options, &out, "first");
    built_again(&content, &options, &out, "the same");
    content.structures[0].places[0].contacts.phone = Some("04 65 71 99 99".to_owned());
    built_again(&content, &options, &out, "a phone");
    let structure =
        content.structures.iter_mut().find(|it| it.remote).expect("a structure that serves at a distance");
    structure.contacts.phone = Some("04 65 71 88 88".to_owned());
    built_again(&content, &options, &out, "a phone that is for everywhere");
    content.structures[0].places[0].hours = Some("Mo-Fr 09:07-12:00".to_owned());
    built_again(&content, &options, &out, "hours");
    content.structures[0].places[0].latitude += 0.2;
    built_again(&content, &options, &out, "a place elsewhere");
    content.structures[0].name.push_str(" et alentour");
    built_again(&content, &options, &out, "a name");
    content.gazetteer.communes.iter_mut().find(|it| it.name == "Saugues").expect("Saugues").name =
        "Saugues-sur-Seuge".to_owned();
    built_again(&content, &options, &out, "a commune");
    content.structures[1].description = "Un mot nouveau : zythologie.".to_owned();
    content.taxonomies.needs[0].title = "Devenir zythologue".to_owned();
    built_again(&content, &options, &out, "texts");
    content.taxonomies.publics[1].ages = Some((16, 25));
    built_again(&content, &options, &out, "ages of a public");
    content.structures.remove(0);
    built_again(&content, &options, &out, "a structure less");
    content.site.title = "Un autre titre".to_owned();
    built_again(&content, &options, &out, "the title of all pages");
    content.appearance =
        own(&[("commune.html", "{% extends \"azimut/commune.html\" %}{% block footer %}{% endblock %}")]);
    built_again(&content, &options, &out, "a template");
    content.date = jiff::civil::date(2027, 3, 1);
    built_again(&content, &options, &out, "a day");
    options.base_url = "https://ailleurs.example/annuaire/".to_owned();
    content.site.url.clone_from(&options.base_url);
    built_again(&content, &options, &out, "an address");
}

#[test]
fn a_page_that_somebody_changed_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("dist");
    let content = minimal();
    let options = sources(&content, dir.path());
    replace(&content, &options, &out).unwrap();
    replace(&content, &options, &out).unwrap();
    let page = out.join("annuaire/commune/saugues-43234/index.html");
    let whole = fs::read(&page).unwrap();
    // Of the same size, as somebody who edits by hand may leave it.
    fs::write(&page, whole.to_ascii_uppercase()).unwrap();
    let touched = fs::File::options().write(true).open(&page).unwrap();
    touched.set_modified(SystemTime::now() - std::time::Duration::from_secs(60)).unwrap();
    fs::remove_file(out.join("index.html")).unwrap();
    replace(&content, &options, &out).unwrap();
    assert!(fs::read(&page).unwrap() == whole);
    assert!(out.join("index.html").is_file());
}
