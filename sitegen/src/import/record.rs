//! What a row of a spreadsheet says, once it is known to be right.

use jiff::civil::Date;

/// A row that can be taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) group: String,
    pub(super) name: String,
    pub(super) acronym: String,
    pub(super) networks: Vec<String>,
    pub(super) fee: String,
    pub(super) fee_details: String,
    pub(super) label_year: String,
    pub(super) source: String,
    pub(super) description: String,
    /// What a place may say otherwise than its structure.
    pub(super) service: Service,
    pub(super) place: Place,
    /// Second and further phones, e-mails and websites, each with its French label.
    pub(super) more_contacts: Vec<String>,
}

/// Needs, contacts and date of last verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) needs: Vec<String>,
    pub(super) publics: Vec<String>,
    pub(super) levels: Vec<String>,
    pub(super) modes: Vec<String>,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) website: String,
    pub(super) verified: Date,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) complement: String,
    pub(super) postcode: String,
    pub(super) commune: String,
    pub(super) insee: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) hours: String,
}
