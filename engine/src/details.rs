//! Display records: addresses, hours, contacts, descriptions. They travel in their own bundle, behind the
//! one that gives the first results.

use crate::bundle::{PLACE_DETAILS, Reader, STRUCTURE_DETAILS, Tag};
use crate::codec::{Decoder, Encoder};
use crate::{Error, Result};

/// A calendar date, written `AAAA-MM-JJ`.
pub type IsoDate = String;

/// What is shown of a structure, beside its compact record. Empty strings stand for « not given ».
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StructureDetails {
    /// Plain-text description.
    pub description: String,
    /// What is said about prices.
    pub fee_note: String,
    /// Attribution of the data.
    pub source: String,
}

/// What is shown of a place. What it inherits from its structure is already in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceDetails {
    /// Identifier, unique in the structure.
    pub id: String,
    /// Own name, such as « Permanence de Saugues », or empty.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// Building, floor…, or empty.
    pub address_extra: String,
    /// Postcode.
    pub postcode: String,
    /// Commune as the editor wrote it.
    pub city: String,
    /// Opening hours in the OpenStreetMap `opening_hours` syntax, or empty.
    pub hours: String,
    /// The same in French, or empty.
    pub hours_text: String,
    /// Telephone, or empty.
    pub phone: String,
    /// E-mail, or empty.
    pub email: String,
    /// Web site, or empty.
    pub website: String,
    /// When the record was last checked.
    pub checked: IsoDate,
}

const STRUCTURE_COLUMNS: usize = 3;
const PLACE_COLUMNS: usize = 12;

impl StructureDetails {
    fn columns(&self) -> [&str; STRUCTURE_COLUMNS] {
        [&self.description, &self.fee_note, &self.source]
    }
}

impl PlaceDetails {
    fn columns(&self) -> [&str; PLACE_COLUMNS] {
        [
            &self.id,
            &self.name,
            &self.address,
            &self.address_extra,
            &self.postcode,
            &self.city,
            &self.hours,
            &self.hours_text,
            &self.phone,
            &self.email,
            &self.website,
            &self.checked,
        ]
    }
}

/// The bytes of the sections `DSTR` and `DPLC`.
#[must_use]
pub fn encode(structures: &[StructureDetails], places: &[PlaceDetails]) -> (Vec<u8>, Vec<u8>) {
    let structures: Vec<_> = structures.iter().map(StructureDetails::columns).collect();
    let places: Vec<_> = places.iter().map(PlaceDetails::columns).collect();
    (encode_table(&structures), encode_table(&places))
}

/// A table of strings, column by column. In a column, a string equal to the one above it is written as a
/// length of zero and an empty one as a length of one: contacts repeat from place to place.
fn encode_table<const N: usize>(rows: &[[&str; N]]) -> Vec<u8> {
    let mut out = Encoder::new();
    out.put_len(rows.len());
    for column in 0..N {
        let cell = |row: usize| rows[row][column];
        let written = |row: usize| row == 0 || cell(row) != cell(row - 1);
        for row in 0..rows.len() {
            out.put_len(if written(row) { cell(row).len() + 1 } else { 0 });
        }
        for row in (0..rows.len()).filter(|row| written(*row)) {
            for byte in cell(row).bytes() {
                out.put_u8(byte);
            }
        }
    }
    out.finish()
}

/// Display records, read on demand from a details bundle.
#[derive(Clone, Debug)]
pub struct Details {
    structures: Table<STRUCTURE_COLUMNS>,
    places: Table<PLACE_COLUMNS>,
    generation: u64,
}

impl Details {
    /// Opens the bytes of a details bundle.
    ///
    /// # Errors
    ///
    /// As [`crate::Engine::open`].
    pub fn open(bytes: &[u8]) -> Result<Self> {
        let reader = Reader::open(bytes)?;
        Ok(Self {
            structures: Table::decode(STRUCTURE_DETAILS, reader.section(STRUCTURE_DETAILS)?)?,
            places: Table::decode(PLACE_DETAILS, reader.section(PLACE_DETAILS)?)?,
            generation: reader.generation(),
        })
    }

    /// Fails unless this bundle belongs to the same build as `engine`.
    ///
    /// # Errors
    ///
    /// Corrupt for another generation or other numbers of records.
    pub fn check_belongs_to(&self, engine: &crate::Engine) -> Result<()> {
        let same = self.generation == engine.generation()
            && self.structures.rows.len() == engine.directory.structures.len()
            && self.places.rows.len() == engine.directory.places.len();
        if same { Ok(()) } else { Err(Error::corrupt(PLACE_DETAILS, 0, "fichiers de deux versions mêlés")) }
    }

    /// Display record of a structure; `None` past the last one.
    #[must_use]
    pub fn structure(&self, structure: usize) -> Option<StructureDetails> {
        let [description, fee_note, source] = self.structures.row(structure)?;
        Some(StructureDetails { description, fee_note, source })
    }

    /// Display record of a place; `None` past the last one.
    #[must_use]
    pub fn place(&self, place: usize) -> Option<PlaceDetails> {
        let [
            id,
            name,
            address,
            address_extra,
            postcode,
            city,
            hours,
            hours_text,
            phone,
            email,
            website,
            checked,
        ] = self.places.row(place)?;
        Some(PlaceDetails {
            id,
            name,
            address,
            address_extra,
            postcode,
            city,
            hours,
            hours_text,
            phone,
            email,
            website,
            checked,
        })
    }
}

/// A decoded table: one text, and where each cell lies in it.
#[derive(Clone, Debug)]
struct Table<const N: usize> {
    text: String,
    rows: Vec<[(u32, u32); N]>,
}

impl<const N: usize> Table<N> {
    fn decode(section: Tag, bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(section, bytes);
        let count = input.count()?;
        let mut table = Self { text: String::with_capacity(bytes.len()), rows: vec![[(0, 0); N]; count] };
        for column in 0..N {
            let lengths = (0..count).map(|_| input.u32()).collect::<Result<Vec<_>>>()?;
            let mut cell = (0, 0);
            for (row, length) in lengths.into_iter().enumerate() {
                if let Some(length) = length.checked_sub(1) {
                    let text = input.text(length as usize)?;
                    cell = (table.text.len() as u32, length);
                    table.text.push_str(text);
                }
                table.rows[row][column] = cell;
            }
        }
        input.finish()?;
        Ok(table)
    }

    fn row(&self, row: usize) -> Option<[String; N]> {
        let cells = self.rows.get(row)?;
        Some(cells.map(|(start, length)| self.text[start as usize..(start + length) as usize].to_owned()))
    }
}
