//! Taking over a directory that exists elsewhere.

pub mod csv;
mod decode;
mod mapping;
mod output;
mod record;
mod report;
#[cfg(test)]
mod tests;
