//! Taking over a directory that exists elsewhere.

mod cells;
pub mod csv;
mod decode;
mod mapping;
mod output;
mod record;
mod report;
mod row;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_exports;
