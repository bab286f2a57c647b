//! `[[fermetures]]`: when a structure or one of its places is closed, as it was written.

use jiff::civil::Date;

use super::structures::{Ids, Text};
use super::toml_reader::Table;
use crate::diagnostics::{Diagnostics, Located, Location};

/// A closure as written.
#[derive(Clone, Debug)]
pub struct ClosureDraft {
    /// `du`: the first day.
    pub from: Option<Located<Date>>,
    /// `au`: the last day; without it, until further notice.
    pub until: Option<Located<Date>>,
    /// `definitive`: for good.
    pub ever: Option<Located<bool>>,
    /// `raison`.
    pub reason: Text,
    /// `vers`: where to go instead, a structure (`cio-le-puy`) or one of its places (`cio-le-puy#lieu-2`).
    pub instead: Ids,
    /// `en_attendant`: what to do instead, in words.
    pub meanwhile: Text,
    /// Keys that were written, those whose value could not be read included: they are not missing.
    pub keys: Vec<String>,
    /// Where it begins.
    pub at: Location,
}

impl ClosureDraft {
    /// First and last day, the last that there is when no end is known; nothing of what is not a period.
    #[must_use]
    pub fn span(&self) -> Option<(Date, Date)> {
        let from = self.from.as_ref()?.value;
        let until = self.until.as_ref().map_or(Date::MAX, |until| until.value);
        (from <= until).then_some((from, until))
    }

    /// Whether it is closed on a day.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.span().is_some_and(|(from, until)| from <= day && day <= until)
    }

    /// The first day of what closes for good.
    #[must_use]
    pub fn ends_for_good(&self) -> Option<Date> {
        let ever = self.ever.as_ref().is_some_and(|flag| flag.value);
        self.from.as_ref().map(|from| from.value).filter(|_| ever)
    }
}

/// The closures of a table; `path` is how they are written there.
pub(super) fn read(table: &mut Table<'_>, path: &str, d: &mut Diagnostics) -> Vec<ClosureDraft> {
    table.tables_at("fermetures", path, d).into_iter().map(|table| closure(table, d)).collect()
}

fn closure(mut table: Table<'_>, d: &mut Diagnostics) -> ClosureDraft {
    let (at, keys) = (table.at().clone(), table.remaining_keys());
    let draft = ClosureDraft {
        from: table.date("du", d),
        until: table.date("au", d),
        ever: table.boolean("definitive", d),
        reason: table.string("raison", d),
        instead: table.strings("vers", d),
        meanwhile: table.string("en_attendant", d),
        keys,
        at,
    };
    table.finish(d);
    draft
}
