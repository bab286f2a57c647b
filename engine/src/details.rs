//! Display records: addresses, hours, contacts, descriptions. They travel in their own bundle, behind the
//! one that gives the first results.

use crate::bundle::{HOURS, OUTLINE, PLACE_DETAILS, Reader, STRUCTURE_DETAILS, Tag};
use crate::codec::{Decoder, Encoder};
use crate::hours::Hours;
use crate::outline::Outline;
use crate::{Error, Fault, Result};

/// Defines a record of texts, and the order of its columns, once.
macro_rules! record {
    ($(#[$about:meta])* $name:ident, $count:ident: $($(#[$column_about:meta])* $column:ident),* $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name { $($(#[$column_about])* pub $column: String),* }

        const $count: usize = [$(stringify!($column)),*].len();

        impl $name {
            fn columns(&self) -> [&str; $count] {
                [$(&self.$column),*]
            }

            fn of([$($column),*]: [String; $count]) -> Self {
                Self { $($column),* }
            }
        }
    };
}

record! {
    /// What is shown of a structure, beside its compact record. Empty strings stand for « not given ».
    StructureDetails, STRUCTURE_COLUMNS:
    /// Plain-text description.
    description,
    /// What is said about prices.
    fee_note,
    /// Attribution of the data.
    source,
}

record! {
    /// What is shown of a place. What it inherits from its structure is already in it.
    PlaceDetails, PLACE_COLUMNS:
    /// Identifier, unique in the structure.
    id,
    /// Own name, such as « Permanence de Saugues », or empty.
    name,
    /// Street and number.
    address,
    /// Building, floor…, or empty.
    address_extra,
    /// Postcode.
    postcode,
    /// Commune as the editor wrote it.
    city,
    /// Opening hours in the OpenStreetMap `opening_hours` syntax, or empty.
    hours,
    /// The same in French, or empty.
    hours_text,
    /// Telephone, or empty.
    phone,
    /// E-mail, or empty.
    email,
    /// Web site, or empty.
    website,
    /// When the record was last checked, as `AAAA-MM-JJ`.
    checked,
    /// Languages spoken other than French, as ISO 639 codes with commas between, or empty.
    languages,
    /// How far people with a disability can come in: `totale`, `partielle`, `aucune`, or empty.
    access,
    /// Page that says so in detail, or empty.
    access_url,
    /// `oui` where one must make an appointment, `non` where one need not, or empty.
    appointment,
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
    hours: Hours,
    outline: Option<Outline>,
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
            hours: Hours::decode(reader.section(HOURS)?)?,
            outline: reader.section(OUTLINE).ok().map(Outline::decode).transpose()?,
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
            && self.places.rows.len() == engine.directory.places.len()
            && self.hours.places.len() == engine.directory.places.len();
        if same { Ok(()) } else { Err(Error::corrupt(PLACE_DETAILS, 0, Fault::Mixed)) }
    }

    /// Display record of a structure; `None` past the last one.
    #[must_use]
    pub fn structure(&self, structure: usize) -> Option<StructureDetails> {
        self.structures.row(structure).map(StructureDetails::of)
    }

    /// Display record of a place; `None` past the last one.
    #[must_use]
    pub fn place(&self, place: usize) -> Option<PlaceDetails> {
        self.places.row(place).map(PlaceDetails::of)
    }

    /// When the places are open.
    #[must_use]
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// Outlines of the departments, when the content has them.
    #[must_use]
    pub fn outline(&self) -> Option<&Outline> {
        self.outline.as_ref()
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
        let count = input.count();
        let mut table = Self { text: String::with_capacity(bytes.len()), rows: vec![[(0, 0); N]; count] };
        for column in 0..N {
            let lengths = (0..count).map(|_| input.u32()).collect::<Vec<_>>();
            let mut cell = (0, 0);
            for (row, length) in lengths.into_iter().enumerate() {
                if let Some(length) = length.checked_sub(1) {
                    let text = input.text(length as usize);
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
