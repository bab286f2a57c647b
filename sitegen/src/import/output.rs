//! Records as files of the directory, and putting them in place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use toml::Value;

use super::record::{Record, Service};
use crate::diagnostics::Failure;
use crate::french::slug::slug;
use crate::swap::{Staging, swap_in};

/// Lists what an import wrote, so that the next one knows what was made or changed by hand. Hidden: it is
/// no content.
const MARKER: &str = ".import-csv";

/// A file a structure: name → text. Rows of one group are the places of one structure.
pub(super) fn files(records: Vec<Record>) -> BTreeMap<String, String> {
    let groups = group(records);
    let ids = identifiers(&groups);
    groups.iter().zip(ids).map(|(group, id)| (format!("{id}.md"), page(group))).collect()
}

/// Records by group, in the order of the file; a record without group is alone.
fn group(records: Vec<Record>) -> Vec<Vec<Record>> {
    let mut groups: Vec<Vec<Record>> = Vec::new();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        match by_key.get(&record.group) {
            Some(&index) if !record.group.is_empty() => groups[index].push(record),
            _ => {
                by_key.insert(record.group.clone(), groups.len());
                groups.push(vec![record]);
            }
        }
    }
    groups
}

/// One identifier a structure: name and commune; those who would share it all get their postcode; those who
/// still do, a number by address. So an identifier does not depend on the order of the rows.
fn identifiers(groups: &[Vec<Record>]) -> Vec<String> {
    let mut ids: Vec<String> = groups.iter().map(|group| base_identifier(&group[0])).collect();
    for index in shared(&ids) {
        ids[index] = format!("{}-{}", ids[index], groups[index][0].place.postcode);
    }
    let mut still_shared: Vec<usize> = shared(&ids).into_iter().collect();
    let order = |index: &usize| {
        let place = &groups[*index][0].place;
        (slug(&place.address), place.latitude.to_bits(), place.longitude.to_bits(), groups[*index][0].line)
    };
    still_shared.sort_by_key(order);
    let mut taken: BTreeSet<String> = ids.iter().cloned().collect();
    for index in still_shared {
        let numbered = |number: usize| format!("{}-{number}", ids[index]);
        let free = (1..).map(numbered).find(|id| !taken.contains(id));
        ids[index] = free.expect("there are more numbers than identifiers");
        taken.insert(ids[index].clone());
    }
    ids
}

fn shared(ids: &[String]) -> BTreeSet<usize> {
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    ids.iter().enumerate().for_each(|(index, id)| by_id.entry(id).or_default().push(index));
    by_id.into_values().filter(|indices| indices.len() > 1).flatten().collect()
}

fn base_identifier(record: &Record) -> String {
    /// Addresses longer than this are cut when they are copied into e-mails.
    const MAX: usize = 80;
    let (name, commune) = (slug(&record.name), slug(&record.place.commune));
    let named = format!("-{name}-").contains(&format!("-{commune}-"));
    let mut id = if named || commune.is_empty() { name } else { format!("{name}-{commune}") };
    while id.len() > MAX {
        let cut = id[..MAX].rfind('-').unwrap_or(MAX);
        id.truncate(cut);
    }
    let id = id.trim_matches('-');
    if id.is_empty() { "structure".to_owned() } else { id.to_owned() }
}

/// The text of a file.
fn page(group: &[Record]) -> String {
    let first = &group[0];
    let mut networks: Vec<String> = Vec::new();
    for network in group.iter().flat_map(|record| &record.networks) {
        if !networks.contains(network) {
            networks.push(network.clone());
        }
    }
    let mut out = Lines("+++\n".to_owned());
    out.text("nom", &first.name);
    out.text("sigle", &first.acronym);
    out.list("reseaux", &networks);
    service(&mut out, &first.service, None);
    out.text("frais", &first.fee);
    out.text("frais_precisions", &first.fee_details);
    if !first.label_year.is_empty() {
        out.put("label_annee", &first.label_year);
    }
    out.text("source", &first.source);
    for record in group {
        out.0.push_str("\n[[lieux]]\n");
        place(&mut out, record, &first.service);
    }
    out.0.push_str("+++\n");
    let body = body(group);
    if !body.is_empty() {
        out.0.push('\n');
        out.0.push_str(&body);
    }
    out.0
}

fn place(out: &mut Lines, record: &Record, structure: &Service) {
    let place = &record.place;
    out.text("nom", &place.name);
    out.text("adresse", &place.address);
    out.text("complement", &place.complement);
    out.text("code_postal", &place.postcode);
    out.text("commune", &place.commune);
    out.text("insee", &place.insee);
    out.put("latitude", Value::Float(place.latitude));
    out.put("longitude", Value::Float(place.longitude));
    out.text("horaires", &place.hours);
    service(out, &record.service, Some(structure));
}

/// What is offered; for a place, only what differs from its structure.
fn service(out: &mut Lines, service: &Service, inherited: Option<&Service>) {
    let differs = |same: fn(&Service, &Service) -> bool| inherited.is_none_or(|other| !same(service, other));
    if differs(|a, b| a.needs == b.needs) {
        out.list("besoins", &service.needs);
    }
    if differs(|a, b| a.publics == b.publics) {
        out.list("publics", &service.publics);
    }
    if differs(|a, b| a.levels == b.levels) {
        out.list("niveaux", &service.levels);
    }
    if differs(|a, b| a.modes == b.modes) {
        out.list("modes", &service.modes);
    }
    if differs(|a, b| a.phone == b.phone) {
        out.text("telephone", &service.phone);
    }
    if differs(|a, b| a.email == b.email) {
        out.text("courriel", &service.email);
    }
    if differs(|a, b| a.website == b.website) {
        out.text("site_web", &service.website);
    }
    if differs(|a, b| a.verified == b.verified) {
        out.put("verifie_le", service.verified);
    }
}

/// The Markdown: descriptions and further contacts, as text.
fn body(group: &[Record]) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    for record in group {
        let more = record.more_contacts.iter().map(|line| escape_markdown(line));
        for paragraph in std::iter::once(escape_markdown(&record.description)).chain(more) {
            if !paragraph.is_empty() && !paragraphs.contains(&paragraph) {
                paragraphs.push(paragraph);
            }
        }
    }
    let text = paragraphs.join("\n\n");
    if text.is_empty() { text } else { format!("{text}\n") }
}

/// Text whose punctuation means nothing in Markdown. A backslash is allowed before any ASCII punctuation.
fn escape_markdown(text: &str) -> String {
    let line = |line: &str| {
        let mut out = String::new();
        for (index, c) in line.trim().chars().enumerate() {
            let always = "\\`*_[]<>&#|~!$^{}".contains(c);
            let at_start = index == 0 && "+-=:".contains(c);
            let after_number =
                ".)".contains(c) && !out.is_empty() && out.bytes().all(|byte| byte.is_ascii_digit());
            if always || at_start || after_number {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Lines of TOML, each value written by a TOML writer, so that any text stays text.
struct Lines(String);

impl Lines {
    fn put(&mut self, key: &str, value: impl Display) {
        self.0.push_str(&format!("{key} = {value}\n"));
    }

    fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.put(key, Value::from(text));
        }
    }

    fn list(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.put(key, Value::from(texts.to_vec()));
        }
    }
}

/// Replaces the folder `dir` by these files.
///
/// # Errors
/// When the folder holds files that no import wrote, or that were changed since, and `force` is not set.
pub(super) fn write(dir: &Path, files: &BTreeMap<String, String>, force: bool) -> Result<(), Failure> {
    if !force {
        refuse_foreign(dir)?;
    }
    let staging = Staging::beside(dir)?;
    let mut marker = String::new();
    for (name, text) in files {
        write_file(&staging.path().join(name), text)?;
        marker.push_str(&format!("{} {name}\n", digest(text.as_bytes())));
    }
    write_file(&staging.path().join(MARKER), &marker)?;
    // What must not be lost was looked for above.
    Ok(swap_in(staging.path(), dir, &|_| Ok(true))?)
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|fault| Failure::io("écriture de", path, &fault))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refuse_foreign(dir: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(dir).is_err() {
        return Ok(());
    }
    let entries = fs::read_dir(dir).map_err(|fault| Failure::io("lecture de", dir, &fault))?;
    let marker = fs::read_to_string(dir.join(MARKER)).unwrap_or_default();
    let ours: BTreeMap<&str, &str> =
        marker.lines().filter_map(|line| line.split_once(' ')).map(|(digest, name)| (name, digest)).collect();
    let mut foreign = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let same = || {
            fs::read(entry.path())
                .is_ok_and(|bytes| ours.get(name.as_str()) == Some(&digest(&bytes).as_str()))
        };
        if name != MARKER && !same() {
            foreign.push(name);
        }
    }
    foreign.sort();
    if foreign.is_empty() {
        return Ok(());
    }
    let (count, some) = (foreign.len(), foreign.iter().take(5).cloned().collect::<Vec<_>>().join(", "));
    Err(Failure::other(format!(
        "{} contient {count} fichier(s) faits ou changés à la main ({some}{}) : rien n’est remplacé ; \
         ajoutez --force pour les perdre",
        dir.display(),
        if count > 5 { "…" } else { "" }
    )))
}
