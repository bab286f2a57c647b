//! What differs between two states of the directory, and the journal that keeps it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use sitegen::check;
use sitegen::content::Content;
use sitegen::content::journal::{Entry, What};
use sitegen::diagnostics::render::plain;
use sitegen::journal::record;
use tempfile::TempDir;

/// The minimal content, in a folder of its own.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/minimal");
        copy(&source, folder.0.path());
        drop(fs::remove_file(folder.file("journal.toml")));
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.file(&format!("annuaire/{name}.md"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn content(&self) -> Content {
        let (content, diagnostics) = check::load(self.0.path(), date(2026, 11, 23));
        assert_eq!(plain(&diagnostics), "0 erreur, 0 avertissement\n");
        content.unwrap()
    }

    /// What has changed since `before`, without the date.
    fn told(&self, before: &Content) -> Vec<(String, What, String)> {
        let entries = record(before, &self.content(), self.0.path(), date(2026, 11, 23)).unwrap();
        let said = |it: Entry| (it.structure, it.what, it.details.unwrap_or_default());
        entries.into_iter().map(said).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn said(structure: &str, what: What, details: &str) -> (String, What, String) {
    (structure.to_owned(), what, details.to_owned())
}

#[test]
fn what_has_changed_is_told_in_the_words_of_a_visitor() {
    let folder = Folder::new();
    let before = folder.content();
    folder.change("mission-locale-exemple", "Mission locale des Sucs", "Mission locale du Mézenc");
    folder.change("mission-locale-exemple", "besoins = [\"chercher-un-emploi\", ", "besoins = [");
    folder.change("cio-exemple", "telephone = \"04 65 71 00 20\"", "telephone = \"04 65 71 00 21\"");
    folder.change("cio-exemple", "4 rue du Marché", "14 rue du Marché");
    folder.change(
        "mife-exemple",
        "latitude = 45.2943",
        "horaires = \"Mo-Fr 09:00-12:00\"\nlatitude = 45.2943",
    );
    folder.change("mife-exemple", "\"sur-place\", \"visio\"", "\"telephone\", \"visio\"");
    folder.change("mife-exemple", "frais = \"payant\"", "frais = \"gratuit\"");
    folder.change("interne-exemple", "6 impasse", "7 impasse");
    let told = folder.told(&before);
    assert_eq!(
        told,
        [
            said(
                "cio-exemple",
                What::Address,
                "Permanence d’Yssingeaux : 14 rue du Marché, 43200 Yssingeaux"
            ),
            said("cio-exemple", What::Contact, "téléphone 04 65 71 00 21"),
            said("mife-exemple", What::Hours, "Du lundi au vendredi : de 9 h à 12 h"),
            said("mife-exemple", What::Services, "en plus : par téléphone ; en moins : sur place ; gratuit"),
            said("mission-locale-exemple", What::Name, "avant : Mission locale des Sucs d’Exemple"),
            said("mission-locale-exemple", What::Services, "Le Puy-en-Velay : en moins : Chercher un emploi"),
        ]
    );
    let content = folder.content();
    assert_eq!(content.journal.len(), told.len(), "the journal can be read again");
    assert!(folder.told(&before).is_empty(), "what is said is not said again");
    assert!(folder.told(&content).is_empty(), "nothing has changed");
}

#[test]
fn other_needs_of_the_site_are_no_other_services() {
    let folder = Folder::new();
    let before = folder.content();
    let path = folder.file("besoins.toml");
    let needs = fs::read_to_string(&path).unwrap();
    let first = needs.find("[[besoins]]").unwrap();
    let new = "[[besoins]]\nid = \"a-part\"\ntitre = \"Autre chose\"\n\n";
    let group = needs.lines().find(|line| line.starts_with("groupe = ")).map(|it| format!("{it}\n\n"));
    let new = new.trim_end().to_owned() + "\n" + &group.unwrap_or_else(|| "\n".to_owned());
    fs::write(&path, format!("{}{new}{}", &needs[..first], &needs[first..])).unwrap();
    assert_eq!(folder.told(&before), [], "every need has another number, and no place another need");
    // The other way round, a number of before may be past the end.
    let with = folder.content();
    fs::write(&path, needs).unwrap();
    assert_eq!(folder.told(&with), []);
}

#[test]
fn structures_and_places_come_and_go() {
    let folder = Folder::new();
    let before = folder.content();
    let path = folder.file("annuaire/cio-exemple.md");
    let cio = fs::read_to_string(&path).unwrap();
    let (head, places) = cio.split_once("[[lieux]]").unwrap();
    // A place that comes first moves the numbers of the others, which have not changed.
    let place = "[[lieux]]\nnom = \"Permanence de Saugues\"\nadresse = \"1 rue Haute\"\ncode_postal = \"43170\"\n\
                 commune = \"Saugues\"\ninsee = \"43234\"\nlatitude = 44.9606\nlongitude = 3.5448\n\n";
    fs::write(&path, format!("{head}{place}[[lieux]]{places}")).unwrap();
    fs::write(
        folder.file("annuaire/nouvelle.md"),
        cio.replace("Centre d’information", "Antenne d’information"),
    )
    .unwrap();
    fs::remove_file(folder.file("annuaire/mission-locale-exemple.md")).unwrap();
    folder.change("mife-exemple", "vers = [\"cio-exemple#lieu-2\"]", "vers = [\"cio-exemple#lieu-3\"]");
    let told = folder.told(&before);
    assert_eq!(
        told,
        [
            said("cio-exemple", What::PlaceAdded, "Permanence de Saugues, 1 rue Haute, 43170 Saugues"),
            said("mission-locale-exemple", What::Removed, ""),
            said("nouvelle", What::Added, "Le Puy-en-Velay et Yssingeaux"),
        ]
    );
    // Its name stays known.
    let journal = folder.content().journal;
    let removed = journal.iter().find(|it| it.what == What::Removed).unwrap();
    assert_eq!(removed.name, "Mission locale des Sucs d’Exemple");
}

#[test]
fn what_moves_away_is_one_place_and_what_closes_says_so() {
    let folder = Folder::new();
    let before = folder.content();
    folder.change("mife-exemple", "43100", "43170");
    folder.change("mife-exemple", "Brioude", "Saugues");
    folder.change("mife-exemple", "43040", "43234");
    folder.change(
        "mife-exemple",
        "latitude = 45.2943\nlongitude = 3.3839",
        "latitude = 44.9606\nlongitude = 3.5448",
    );
    folder.change(
        "cio-exemple",
        "[[lieux]]",
        "[[fermetures]]\ndu = 2026-11-01\ndefinitive = true\nraison = \"départ\"\nvers = [\"mission-locale-exemple\"]\n\n[[lieux]]",
    );
    folder.change("mife-exemple", "vers = [\"cio-exemple#lieu-2\"]\n", "");
    assert_eq!(
        folder.told(&before),
        [
            said("cio-exemple", What::Closed, ""),
            said("mife-exemple", What::Address, "5 boulevard de l’Essai, 43170 Saugues"),
        ]
    );
}

#[test]
fn what_editors_wrote_stays_as_they_wrote_it() {
    let folder = Folder::new();
    let before = folder.content();
    let own = "# Les changements, à la main.\n[[changements]]\ndate = 2026-10-01\nstructure = \"cio-exemple\"\n\
               changement = \"horaires\"";
    fs::write(folder.file("journal.toml"), own).unwrap();
    folder.change("cio-exemple", "4 rue du Marché", "14 rue du Marché");
    assert_eq!(folder.told(&before).len(), 1);
    let text = fs::read_to_string(folder.file("journal.toml")).unwrap();
    let added = text.strip_prefix(own).unwrap();
    assert!(
        added.starts_with("\n\n[[changements]]\ndate = 2026-11-23\nstructure = \"cio-exemple\"\n"),
        "{added}"
    );
    let journal = folder.content().journal;
    assert_eq!(
        journal.iter().map(|it| it.what).collect::<Vec<_>>(),
        [What::Address, What::Hours],
        "the newest first"
    );
}
