//! The Tantivy schema: two fields, words and their stems, with neither positions nor frequencies, because
//! nothing ranks by them.

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// The two fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Folded words.
    pub(crate) words: Field,
    /// Their stems.
    pub(crate) stems: Field,
}

/// What Tantivy calls the one segment, in the bundle: random identifiers would make other bytes each time.
pub(crate) const SEGMENT_ID: &str = "00000000000000000000000000000000";

/// What Tantivy writes about an index of ours that has so many documents. A reader compares it as it is, and so
/// needs no code to read it: that of a schema alone would be a tenth of the module.
pub(crate) fn meta(documents: usize) -> String {
    include_str!("meta.json").trim_end().replace("{}", &documents.to_string())
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    // Texts come already cut into words; the tokenizer's name is only what Tantivy requires.
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let options = TextOptions::default().set_indexing_options(indexing);
    let mut builder = Schema::builder();
    let words = builder.add_text_field("mots", options.clone());
    let stems = builder.add_text_field("racines", options);
    (builder.build(), Fields { words, stems })
}
