//! From content to the prebuilt index: what the engine, the details and the text search read.
//!
//! One set of three bundles a shard. There is one shard today (`tout`); the manifest is a list so that a
//! territory too large for one download can be cut by department without a new format.

use std::collections::HashMap;
use std::path::Path;

use engine::bundle::{self, Writer};
use engine::details::{PlaceDetails, StructureDetails};
use engine::directory::{self, Directory, Profile};
use engine::gazetteer as places;
use engine::geo::Point;
use engine::taxonomy::{Entry, Need, Network, Taxonomies};
use engine::{IdSet, meta::Meta, spatial};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use textsearch::Texts;

use crate::cli::{IndexArgs, print};
use crate::content::gazetteer::LocalityRef;
use crate::content::model::{self, Fee, Level, Mode};
use crate::content::{self, Content};
use crate::failure::Failure;
use crate::markdown;
use crate::publish::hours;
use crate::synonyms::Expansion;
use crate::timetables;

/// Version of `manifest.json`.
pub const MANIFEST_FORMAT: u32 = 1;

/// Name of the file that lists the bundles.
pub const MANIFEST: &str = "manifest.json";

/// `index-data/manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// What all bundles of one build share, in 16 hexadecimal digits.
    pub generation: String,
    /// Parts of the territory.
    pub shards: Vec<Shard>,
}

/// A part of the territory with its bundles.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Stable identifier.
    pub id: String,
    /// West, south, east, north of its places, in degrees.
    pub bbox: [f64; 4],
    /// Number of structures.
    pub structures: usize,
    /// Number of places.
    pub places: usize,
    /// What the first answer needs.
    pub base: File,
    /// Display records.
    pub details: File,
    /// The text index.
    pub text: File,
}

/// A bundle on disk.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Relative to the manifest; holds the hash of the content.
    pub path: String,
    /// In bytes.
    pub size: usize,
}

/// A built index, in memory.
#[derive(Clone, Debug)]
pub struct Index {
    /// The manifest.
    pub manifest: Manifest,
    /// The bundles, by path.
    pub files: Vec<(String, Vec<u8>)>,
}

/// `sitegen index`
///
/// # Errors
///
/// The problems of the content, or why the index could not be written.
pub fn run(args: &IndexArgs) -> Result<(), Failure> {
    let content = content::load_or_fail(&args.content, args.date.resolve())?;
    let index = build(&content)?;
    index.write(&args.out)?;
    let shard = &index.manifest.shards[0];
    print(&format!(
        "{} structures, {} lieux d’accueil dans {}\n",
        shard.structures,
        shard.places,
        args.out.display()
    ))
}

/// Builds the index of `content`. The same content gives the same bytes.
///
/// # Errors
///
/// When the records do not fit the format (see [`engine::Error::is_unencodable`]).
pub fn build(content: &Content) -> Result<Index, Failure> {
    let gazetteer = GazetteerMap::new(content);
    let directory = directory(content, &gazetteer);
    let points: Vec<Point> = directory.places.iter().map(|place| place.point).collect();
    let (structures, places) = directory.encode().map_err(unfit)?;
    let base = [
        (bundle::META, meta(content).encode()),
        (bundle::TAXONOMIES, taxonomies(content).encode()),
        (bundle::STRUCTURES, structures),
        (bundle::PLACES, places),
        (bundle::TREE, spatial::encode(&points).map_err(unfit)?),
        (bundle::GAZETTEER, gazetteer.lists.encode().map_err(unfit)?),
    ];
    let (structure_details, place_details) = details(content);
    let (structure_details, place_details) = engine::details::encode(&structure_details, &place_details);
    let mut details = vec![
        (bundle::STRUCTURE_DETAILS, structure_details),
        (bundle::PLACE_DETAILS, place_details),
        (bundle::HOURS, timetables::of(content).encode().map_err(unfit)?),
    ];
    if !content.outline.is_empty() {
        details.push((bundle::OUTLINE, content.outline.encode()));
    }
    let texts = expanded(content);

    let generation = generation(base.iter().chain(&details), &texts);
    let base = seal(generation, base).map_err(unfit)?;
    let details = seal(generation, details).map_err(unfit)?;
    let text = textsearch::build(&texts, generation)
        .map_err(|error| Failure::other(format!("index plein texte : {error}")))?;

    let mut files = Vec::new();
    let mut add = |kind: &str, bytes: Vec<u8>| {
        let file = File { path: format!("{kind}-{}.azb", hash(&bytes)), size: bytes.len() };
        files.push((file.path.clone(), bytes));
        file
    };
    let shard = Shard {
        id: "tout".to_owned(),
        bbox: bbox(&points),
        structures: directory.structures.len(),
        places: directory.places.len(),
        base: add("base", base),
        details: add("details", details),
        text: add("text", text),
    };
    let generation = format!("{generation:016x}");
    let manifest = Manifest { format: MANIFEST_FORMAT, generation, shards: vec![shard] };
    Ok(Index { manifest, files })
}

impl Index {
    /// Writes the index into `dir`, which is emptied of older bundles first by writing aside and swapping.
    ///
    /// # Errors
    ///
    /// With the path that could not be written.
    pub fn write(&self, dir: &Path) -> Result<(), Failure> {
        std::fs::create_dir_all(dir).map_err(|error| Failure::io("création de", dir, &error))?;
        for (name, bytes) in &self.files {
            write_whole(&dir.join(name), bytes)?;
        }
        // The manifest comes last: until then the older one and its bundles are whole.
        let manifest = dir.join(MANIFEST);
        let json = serde_json::to_string_pretty(&self.manifest)
            .map_err(|error| Failure::other(format!("{} : {error}", manifest.display())))?;
        write_whole(&manifest, format!("{json}\n").as_bytes())?;
        self.remove_stale(dir)
    }

    /// Removes the bundles of earlier builds.
    fn remove_stale(&self, dir: &Path) -> Result<(), Failure> {
        let unreadable = |error: std::io::Error| Failure::io("lecture de", dir, &error);
        for entry in std::fs::read_dir(dir).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.ends_with(".azb") && !self.files.iter().any(|(file, _)| file == name) {
                std::fs::remove_file(&path).map_err(|error| Failure::io("suppression de", &path, &error))?;
            }
        }
        Ok(())
    }
}

/// Reads the manifest of an index folder.
///
/// # Errors
///
/// When it is not there, or not of this version.
pub fn read_manifest(dir: &Path) -> Result<Manifest, Failure> {
    let path = dir.join(MANIFEST);
    let json = std::fs::read(&path).map_err(|error| Failure::io("lecture de", &path, &error))?;
    let manifest: Manifest = serde_json::from_slice(&json)
        .map_err(|error| Failure::other(format!("{} : manifeste illisible ({error})", path.display())))?;
    if manifest.format != MANIFEST_FORMAT || manifest.shards.is_empty() {
        return Err(Failure::other(format!("{} : manifeste d’une autre version", path.display())));
    }
    Ok(manifest)
}

/// First 16 hexadecimal digits of the SHA-256 of `bytes`: the name that a content keeps for ever.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unfit(error: engine::Error) -> Failure {
    Failure::other(format!("ces fiches n’entrent pas dans l’index : {error}"))
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io("écriture de", path, &error);
    let aside = path.with_extension("tmp");
    std::fs::write(&aside, bytes).map_err(failed)?;
    std::fs::rename(&aside, path).map_err(failed)
}

fn seal(
    generation: u64,
    sections: impl IntoIterator<Item = (bundle::Tag, Vec<u8>)>,
) -> engine::Result<Vec<u8>> {
    let writer = Writer::new(generation);
    sections.into_iter().fold(writer, |writer, (tag, bytes)| writer.section(tag, bytes)).finish()
}

/// A number that changes with any byte of the index.
fn generation<'a>(sections: impl Iterator<Item = &'a (bundle::Tag, Vec<u8>)>, texts: &Texts) -> u64 {
    let mut hasher = Sha256::new();
    for (tag, bytes) in sections {
        hasher.update(tag);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    for list in texts.lists() {
        hasher.update((list.len() as u64).to_le_bytes());
        for text in list {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        }
    }
    let digest = hasher.finalize();
    digest[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn bbox(points: &[Point]) -> [f64; 4] {
    let edge = |pick: fn(f64, f64) -> f64, start: f64, of: fn(&Point) -> f64| {
        points.iter().map(of).fold(start, pick)
    };
    let longitude = |point: &Point| point.longitude.degrees();
    let latitude = |point: &Point| point.latitude.degrees();
    if points.is_empty() {
        return [0.0; 4];
    }
    [
        edge(f64::min, 180.0, longitude),
        edge(f64::min, 90.0, latitude),
        edge(f64::max, -180.0, longitude),
        edge(f64::max, -90.0, latitude),
    ]
}

fn meta(content: &Content) -> Meta {
    Meta {
        title: content.site.title.clone(),
        territory: content.site.territory.clone(),
        fictitious: content.site.fictitious,
    }
}

fn taxonomies(content: &Content) -> Taxonomies {
    let entry = |id: &str, label: &str| Entry { id: id.to_owned(), label: label.to_owned() };
    let lists = &content.taxonomies;
    Taxonomies {
        groups: lists.need_groups.iter().map(|group| entry(&group.id, &group.title)).collect(),
        needs: lists
            .needs
            .iter()
            .map(|need| Need { entry: entry(&need.id, &need.title), group: need.group })
            .collect(),
        publics: lists.publics.iter().map(|public| entry(&public.id, &public.title)).collect(),
        everyone: lists.everyone,
        networks: lists
            .networks
            .iter()
            .map(|network| Network {
                entry: entry(&network.id, &network.title),
                acronym: network.acronym.clone().unwrap_or_default(),
                circle: network.circle,
            })
            .collect(),
    }
}

/// The engine's gazetteer, where communes and municipal arrondissements are one list by INSEE code.
struct GazetteerMap {
    lists: places::Lists,
    numbers: HashMap<String, usize>,
}

impl GazetteerMap {
    fn new(content: &Content) -> Self {
        let source = &content.gazetteer;
        let mut rows: Vec<(places::Commune, Option<&str>)> = Vec::new();
        for commune in &source.communes {
            rows.push((commune_record(commune), None));
        }
        for district in &source.districts {
            let city = &source.communes[district.commune];
            let record = places::Commune {
                insee: district.insee.clone(),
                name: district.name.clone(),
                postcodes: postcodes(&district.postcodes),
                population: district.population,
                point: point(district.longitude, district.latitude),
                ..commune_record(city)
            };
            rows.push((record, Some(&city.insee)));
        }
        rows.sort_by(|a, b| a.0.insee.cmp(&b.0.insee));
        let numbers: HashMap<String, usize> =
            rows.iter().enumerate().map(|(number, (commune, _))| (commune.insee.clone(), number)).collect();
        let communes = rows
            .into_iter()
            .map(|(commune, city)| places::Commune { city: city.map(|city| numbers[city]), ..commune })
            .collect();
        let epci = |it: &crate::content::gazetteer::Epci| places::Epci {
            siren: it.siren.clone(),
            name: it.name.clone(),
        };
        let department = |it: &crate::content::gazetteer::Department| places::Department {
            code: it.code.clone(),
            name: it.name.clone(),
            region: it.region,
        };
        let region = |it: &crate::content::gazetteer::Region| places::Region {
            code: it.code.clone(),
            name: it.name.clone(),
        };
        let former = |it: &crate::content::gazetteer::FormerCommune| places::Former {
            name: it.name.clone(),
            commune: numbers[&source.communes[it.commune].insee],
        };
        let mut former: Vec<places::Former> = source.former_communes.iter().map(former).collect();
        former.sort_by(|a, b| (a.commune, &a.name).cmp(&(b.commune, &b.name)));
        let lists = places::Lists {
            communes,
            epcis: source.epcis.iter().map(epci).collect(),
            departments: source.departments.iter().map(department).collect(),
            regions: source.regions.iter().map(region).collect(),
            former,
        };
        Self { lists, numbers }
    }
}

fn commune_record(commune: &crate::content::gazetteer::Commune) -> places::Commune {
    places::Commune {
        insee: commune.insee.clone(),
        name: commune.name.clone(),
        department: commune.department,
        epci: commune.epci,
        city: None,
        postcodes: postcodes(&commune.postcodes),
        population: commune.population,
        point: point(commune.longitude, commune.latitude),
    }
}

fn postcodes(codes: &[String]) -> Vec<u32> {
    codes.iter().filter_map(|code| code.parse().ok()).collect()
}

fn point(longitude: f64, latitude: f64) -> Point {
    Point::from_degrees(longitude, latitude).expect("coordinates were checked when the content was loaded")
}

fn directory(content: &Content, gazetteer: &GazetteerMap) -> Directory {
    let mut directory = Directory::default();
    for (number, structure) in content.structures.iter().enumerate() {
        let first = directory.places.len();
        for place in &structure.places {
            directory.places.push(directory::Place {
                structure: number,
                commune: gazetteer.numbers[&place.insee],
                profile: profile(&place.offer),
                point: point(place.longitude, place.latitude),
            });
        }
        directory.structures.push(directory::Structure {
            id: structure.id.clone(),
            name: structure.name.clone(),
            acronym: structure.acronym.clone().unwrap_or_default(),
            networks: structure.networks.iter().copied().collect(),
            profile: profile(&structure.offer),
            at_distance: structure.remote,
            paid: structure.fee == Fee::Paid,
            places: first..directory.places.len(),
        });
    }
    directory
}

fn profile(offer: &model::Offer) -> Profile {
    let level = |level: &Level| match level {
        Level::Information => directory::LEVEL_INFORMATION,
        Level::Guidance => directory::LEVEL_SUPPORT,
    };
    let mode = |mode: &Mode| match mode {
        Mode::OnSite => directory::MODE_ON_SITE,
        Mode::Phone => directory::MODE_PHONE,
        Mode::Video => directory::MODE_VIDEO,
    };
    Profile {
        needs: offer.needs.iter().copied().collect::<IdSet>(),
        publics: offer.publics.iter().copied().collect(),
        levels: offer.levels.iter().map(level).collect(),
        modes: offer.modes.iter().map(mode).collect(),
    }
}

fn details(content: &Content) -> (Vec<StructureDetails>, Vec<PlaceDetails>) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let structure = |it: &model::Structure| StructureDetails {
        description: markdown::plain_text(&it.description),
        fee_note: text(&it.fee_details),
        source: text(&it.source),
    };
    let place = |it: &model::Place| PlaceDetails {
        id: it.id.clone(),
        name: text(&it.name),
        address: it.address.clone(),
        address_extra: text(&it.complement),
        postcode: it.postcode.clone(),
        city: it.commune.clone(),
        hours: text(&it.hours),
        hours_text: it.hours.as_deref().map(hours::french).unwrap_or_default(),
        phone: text(&it.contacts.phone),
        email: text(&it.contacts.email),
        website: text(&it.contacts.website),
        checked: it.verified.to_string(),
        languages: it.welcome.languages.join(","),
        access: it.welcome.access.map(|access| access.word().to_owned()).unwrap_or_default(),
        access_url: text(&it.welcome.access_url),
        appointment: match it.welcome.appointment {
            Some(true) => "oui".to_owned(),
            Some(false) => "non".to_owned(),
            None => String::new(),
        },
    };
    let structures = content.structures.iter().map(structure).collect();
    let places = content.structures.iter().flat_map(|it| &it.places).map(place).collect();
    (structures, places)
}

/// What a keyword may match, as it is written, without what synonyms add.
pub(crate) fn texts(content: &Content) -> Texts {
    let lists = &content.taxonomies;
    let name = |it: &model::Structure| lines([Some(&it.name), it.acronym.as_ref()].into_iter().flatten());
    let description = |it: &model::Structure| markdown::plain_text(&it.description);
    let public = |(number, it): (usize, &model::Public)| {
        // It describes nobody, and would be found by every word like « public ».
        if number == lists.everyone {
            String::new()
        } else {
            lines([&it.title].into_iter().chain(&it.synonyms))
        }
    };
    let network =
        |it: &model::Network| lines([&it.title].into_iter().chain(it.acronym.as_ref()).chain(&it.synonyms));
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
        publics: lists.publics.iter().enumerate().map(public).collect(),
        networks: lists.networks.iter().map(network).collect(),
    }
}

/// The texts with what synonyms add. A commune is no word of the service: « Bourse » stays a place.
fn expanded(content: &Content) -> Texts {
    let expansion = Expansion::new(&content.synonyms);
    let expand = |list: Vec<String>| list.iter().map(|text| expansion.apply(text)).collect();
    let texts = texts(content);
    Texts {
        names: expand(texts.names),
        descriptions: expand(texts.descriptions),
        places: texts.places,
        needs: expand(texts.needs),
        publics: expand(texts.publics),
        networks: expand(texts.networks),
    }
}

fn lines<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    texts.map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn place_text(content: &Content, place: &model::Place) -> String {
    let name = content.gazetteer.name(place.locality).to_owned();
    let city = matches!(place.locality, LocalityRef::District(_))
        .then(|| content.gazetteer.commune_of(place.locality).name.clone());
    lines([Some(&place.commune), Some(&name), city.as_ref(), place.name.as_ref()].into_iter().flatten())
}
