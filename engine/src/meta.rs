//! What a bundle says of itself.

use crate::Result;
use crate::bundle::META as SECTION;
use crate::codec::{Decoder, Encoder};

/// Title and territory of the directory in a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Title of the site.
    pub title: String,
    /// Name of the territory served.
    pub territory: String,
    /// True for demonstration data, which must be declared wherever it is shown.
    pub fictitious: bool,
}

impl Meta {
    /// The section's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.put_str(&self.title);
        out.put_str(&self.territory);
        out.put_u8(u8::from(self.fictitious));
        out.finish()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(SECTION, bytes);
        let meta = Self {
            title: input.str().to_owned(),
            territory: input.str().to_owned(),
            fictitious: input.index(2) == 1,
        };
        input.finish()?;
        Ok(meta)
    }
}
