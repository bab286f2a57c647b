//! Display records: addresses, hours, contacts, descriptions. They travel in their own bundle, behind the
//! one that gives the first results.

use crate::bundle::{
    CLOSURE_DETAILS, CLOSURES, HOURS, OUTLINE, PLACE_DETAILS, Reader, STRUCTURE_DETAILS, Tag,
};
use crate::closures::Closures;
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

record! {
    /// What is shown of a closure.
    ClosureDetails, CLOSURE_COLUMNS:
    /// Why, in a sentence.
    reason,
    /// What to do instead, in a sentence, or empty.
    meanwhile,
    /// Where to go instead, a line each: the identifier of a structure; for one of its places, then `#`, the identifier
    /// of that place, a tab and its commune.
    instead,
}

/// The bytes of the section `DCLO`.
#[must_use]
pub fn encode_closures(closures: &[ClosureDetails]) -> Vec<u8> {
    encode_table(&closures.iter().map(ClosureDetails::columns).collect::<Vec<_>>())
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
    structures: Table,
    places: Table,
    closures: Table,
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
        let mut hours = Hours::decode(reader.section(HOURS)?)?;
        let mut closures = Table::default();
        if let Ok(section) = reader.section(CLOSURES) {
            hours.closures = Closures::decode(section)?;
            closures = Table::decode(CLOSURE_DETAILS, CLOSURE_COLUMNS, reader.section(CLOSURE_DETAILS)?)?;
        }
        Ok(Self {
            structures: Table::decode(
                STRUCTURE_DETAILS,
                STRUCTURE_COLUMNS,
                reader.section(STRUCTURE_DETAILS)?,
            )?,
            places: Table::decode(PLACE_DETAILS, PLACE_COLUMNS, reader.section(PLACE_DETAILS)?)?,
            hours,
            closures,
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
            && self.structures.rows() == engine.directory.structures.len()
            && self.places.rows() == engine.directory.places.len()
            && self.hours.places.len() == engine.directory.places.len()
            && self.hours.closures.list.len() == self.closures.rows();
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

    /// Display record of a closure; `None` past the last one.
    #[must_use]
    pub fn closure(&self, closure: usize) -> Option<ClosureDetails> {
        self.closures.row(closure).map(ClosureDetails::of)
    }

    /// When the places are open, and when they are closed.
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
#[derive(Clone, Debug, Default)]
struct Table {
    text: String,
    columns: usize,
    /// Row by row.
    cells: Vec<(u32, u32)>,
}

impl Table {
    fn decode(section: Tag, columns: usize, bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(section, bytes);
        let count = input.count();
        let text = String::with_capacity(bytes.len());
        let mut table = Self { text, columns, cells: vec![(0, 0); count * columns] };
        for column in 0..columns {
            let lengths = (0..count).map(|_| input.u32()).collect::<Vec<_>>();
            let mut cell = (0, 0);
            for (row, length) in lengths.into_iter().enumerate() {
                if let Some(length) = length.checked_sub(1) {
                    let text = input.text(length as usize);
                    cell = (table.text.len() as u32, length);
                    table.text.push_str(text);
                }
                table.cells[row * columns + column] = cell;
            }
        }
        input.finish()?;
        Ok(table)
    }

    fn rows(&self) -> usize {
        self.cells.len() / self.columns.max(1)
    }

    fn row<const N: usize>(&self, row: usize) -> Option<[String; N]> {
        let cells: [(u32, u32); N] = self.cells.get(row * N..(row + 1) * N)?.try_into().ok()?;
        Some(cells.map(|(start, length)| self.text[start as usize..(start + length) as usize].to_owned()))
    }
}
