//! The site as a whole, resolved.

use jiff::tz::TimeZone;

use crate::sources::site::{LinkDraft, SiteDraft};

/// Where most readers of French directories are.
pub(crate) const DEFAULT_TIME_ZONE: &str = "Europe/Paris";

/// The site as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Name of the site.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Address of the site, ending with `/`.
    pub url: String,
    /// Where errors are reported.
    pub email: String,
    /// Whether the data is fictitious, which every page says.
    pub fictitious: bool,
    /// Whether tags in texts are published instead of shown: a site trusts who writes them, or does not.
    pub raw_html: bool,
    /// Name of the territory.
    pub territory: String,
    /// Codes of the departments served, sorted.
    pub departments: Vec<String>,
    /// Whether each commune of these departments has a page.
    pub commune_pages: bool,
    /// Time zone of the opening hours, by its name in the IANA database.
    pub time_zone: String,
    /// The licence of the open data; without it there are none.
    pub licence: Option<Licence>,
    /// Ways out of the site.
    pub links: Vec<Link>,
}

impl Site {
    /// Its clock.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        // A rule has refused names that nobody knows.
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// Under what the data may be used again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Licence {
    /// Its name.
    pub title: String,
    /// Where its text is.
    pub url: String,
}

/// A way out of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What a person reads.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// What a visitor must know before following it.
    pub note: Option<String>,
}

/// Resolves the draft. `None` when something it needs is missing, which its reader has reported.
pub(crate) fn resolve(draft: &SiteDraft) -> Option<Site> {
    let mut url = draft.url.as_ref()?.value.clone();
    if !url.ends_with('/') {
        url.push('/');
    }
    let mut departments: Vec<String> =
        draft.departments.as_ref()?.iter().map(|code| code.value.clone()).collect();
    departments.sort();
    departments.dedup();
    let licence = match &draft.licence {
        Some(it) => {
            Some(Licence { title: it.title.as_ref()?.value.clone(), url: it.url.as_ref()?.value.clone() })
        }
        None => None,
    };
    Some(Site {
        title: draft.title.as_ref()?.value.clone(),
        description: draft.description.as_ref()?.value.clone(),
        url,
        email: draft.email.as_ref()?.value.clone(),
        fictitious: draft.fictitious,
        raw_html: draft.raw_html,
        territory: draft.territory.as_ref()?.value.clone(),
        departments,
        commune_pages: draft.commune_pages,
        time_zone: draft.time_zone.as_ref().map_or(DEFAULT_TIME_ZONE, |zone| &zone.value).to_owned(),
        licence,
        links: draft.links.iter().map(link).collect(),
    })
}

fn link(draft: &LinkDraft) -> Link {
    Link {
        title: draft.title.value.clone(),
        url: draft.url.value.clone(),
        note: draft.note.as_ref().map(|note| note.value.clone()),
    }
}
