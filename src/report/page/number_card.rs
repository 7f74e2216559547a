//! A number of the first screen, with what stands below it.

use serde::Serialize;

use crate::wording::text::Text;

/// A number of the first screen.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NumberCard {
    pub(super) name: Text,
    pub(super) number: String,
    pub(super) below: Text,
}
