//! Needs, publics and networks: the closed lists that records are described with.

use crate::bundle::TAXONOMIES as SECTION;
use crate::codec::{Decoder, Encoder};
use crate::{Fault, IdSet, Result};

/// An entry of a taxonomy. Its index in the list is what records and [`IdSet`]s hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Stable identifier, as in share links: `changer-de-metier`.
    pub id: String,
    /// What a person reads: « Changer de métier ».
    pub label: String,
}

/// A need (« J’ai besoin de… »).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Identifier and label.
    pub entry: Entry,
    /// Index into [`Taxonomies::groups`].
    pub group: usize,
}

/// A network of structures (« Missions locales », « CIO »…).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Identifier and label.
    pub entry: Entry,
    /// Acronym, or empty.
    pub acronym: String,
    /// Circle of the service: 1, 2 or 3.
    pub circle: u8,
}

/// The closed lists of one directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomies {
    /// Headings under which needs are shown.
    pub groups: Vec<Entry>,
    /// Needs, in the order in which they are shown.
    pub needs: Vec<Need>,
    /// Publics, in the order in which they are shown.
    pub publics: Vec<Entry>,
    /// Index of « tous publics » in [`Taxonomies::publics`]: structures that carry it suit everyone.
    pub everyone: usize,
    /// Networks.
    pub networks: Vec<Network>,
}

impl Taxonomies {
    /// The index of a need.
    #[must_use]
    pub fn need(&self, id: &str) -> Option<usize> {
        self.needs.iter().position(|need| need.entry.id == id)
    }

    /// The index of a public.
    #[must_use]
    pub fn public(&self, id: &str) -> Option<usize> {
        self.publics.iter().position(|public| public.id == id)
    }

    /// The index of a network.
    #[must_use]
    pub fn network(&self, id: &str) -> Option<usize> {
        self.networks.iter().position(|network| network.entry.id == id)
    }

    /// The section's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        encode_entries(&mut out, self.groups.iter());
        encode_entries(&mut out, self.needs.iter().map(|need| &need.entry));
        for need in &self.needs {
            out.put_len(need.group);
        }
        encode_entries(&mut out, self.publics.iter());
        out.put_len(self.everyone);
        encode_entries(&mut out, self.networks.iter().map(|network| &network.entry));
        out.put_column(self.networks.iter().map(|network| network.acronym.as_str()));
        for network in &self.networks {
            out.put_u8(network.circle);
        }
        out.finish()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(SECTION, bytes);
        let groups = decode_entries(&mut input);
        let needs = decode_entries(&mut input)
            .into_iter()
            .map(|entry| Need { entry, group: input.index(groups.len()) })
            .collect();
        let publics = decode_entries(&mut input);
        let everyone = input.index(publics.len());
        let entries = decode_entries(&mut input);
        let acronyms = input.column(entries.len());
        let networks = entries
            .into_iter()
            .zip(acronyms)
            .map(|(entry, acronym)| Network { entry, acronym: acronym.to_owned(), circle: input.u8() })
            .collect();
        input.finish()?;
        Ok(Self { groups, needs, publics, everyone, networks })
    }
}

fn encode_entries<'a>(out: &mut Encoder, entries: impl ExactSizeIterator<Item = &'a Entry> + Clone) {
    out.put_len(entries.len());
    out.put_column(entries.clone().map(|entry| entry.id.as_str()));
    out.put_column(entries.map(|entry| entry.label.as_str()));
}

fn decode_entries(input: &mut Decoder<'_>) -> Vec<Entry> {
    let count = input.count();
    input.require(count <= IdSet::CAPACITY, Fault::LongTaxonomy);
    let ids = input.column(count);
    let labels = input.column(count);
    let entries = ids.into_iter().zip(labels);
    entries.map(|(id, label)| Entry { id: id.to_owned(), label: label.to_owned() }).collect()
}
