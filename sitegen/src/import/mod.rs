//! Taking over a directory that exists elsewhere.

pub mod csv;
mod decode;
mod mapping;
mod output;
mod record;
mod report;
mod row;
#[cfg(test)]
mod tests;
