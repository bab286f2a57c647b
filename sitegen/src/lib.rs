//! `sitegen`: from a folder of content to a prebuilt index and a static site.
//!
//! The only crate that touches the disk. A library with a thin `main`, so that tests and the build
//! automation call the same functions as the command line. Floors, from the top; a module uses what stands below
//! it, never what stands above or beside (`tests/arrows.rs` holds this):
//!
//! * [`cli`]: arguments, one module a command; the only place that prints and exits;
//! * [`serve`], [`search`], [`import`], [`journal`], [`publish`]: what commands do; each reports, none prints;
//! * [`index`]: from content to the bundles;
//! * [`check`]: a content folder read, checked, resolved;
//! * [`rules`]: what drafts must obey;
//! * [`content`]: the resolved content, one module a kind;
//! * [`sources`]: files to drafts whose values know their place;
//! * [`swap`]: a folder replaced whole; `kept`: work that serves again;
//! * [`diagnostics`]: what is wrong, where, and how to mend it;
//! * [`templates`]: the templates of pages, ours and the site's own;
//! * [`markdown`]: the structure of a text: headings, links, notes;
//! * [`french`]: words, numbers, dates and hours as they are printed.
//!
//! Under them all, `kinds` is the one list of the kinds of content.

pub mod check;
pub mod cli;
pub mod content;
pub mod diagnostics;
pub mod french;
pub mod import;
pub mod index;
pub mod journal;
mod kept;
mod kinds;
pub mod markdown;
pub mod publish;
pub mod rules;
pub mod search;
pub mod serve;
pub mod sources;
pub mod swap;
pub mod templates;
