//! End-to-end tests: the real command line, the built site, a real browser, two origins.
//!
//! `cargo xtask test` builds what they need and tells them where it is by environment variables (see
//! [`environment`]).

mod accessibility;
mod agenda;
mod bench;
mod browser;
mod command_line;
mod communes;
mod cuts;
mod embedding;
mod environment;
mod field;
mod format;
mod hours;
mod keyword;
mod letter;
mod loading;
mod node;
mod openings;
mod orientation;
mod pages;
mod peers;
mod professionals;
mod proxy;
mod published;
mod relevance;
mod searching;
mod site;
mod stories;
mod trainings;
mod widget;
