//! `sitegen`: from a folder of content to a prebuilt index and a static site.
//!
//! The only crate that touches the disk. A library with a thin `main`, so that tests and the build
//! automation call the same functions as the command line.
//!
//! * [`content`] reads the content folder, [`rules`] check it, [`diagnostics`] hold and draw what is wrong;
//! * [`index`] writes the bundles, [`search`] answers from them, [`publish`] assembles the site;
//! * [`import`] turns spreadsheets into content, [`serve`] shows the result;
//! * [`cli`] is the command line over all this.

pub mod cli;
pub mod content;
pub mod diagnostics;
pub mod failure;
pub mod import;
pub mod index;
pub mod markdown;
pub mod publish;
pub mod rules;
pub mod search;
pub mod serve;
pub mod slug;
pub mod swap;
mod synonyms;
mod timetables;
