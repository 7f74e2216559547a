//! Reads `[evidence]`: what was seen elsewhere that a reader holds the answer against, in words.
//!
//! | key | what it says |
//! | --- | --- |
//! | `cost_over_price` | shares of cost in the price of land that was sold, where and when |
//! | `back_test` | how the market of the scenario has done where it was held against the past |
//!
//! Both are texts as 中文 | English that reports show beside the verdict; nothing is computed from
//! them.

use serde::{Deserialize, Serialize};

use crate::reader::section::Section;

/// What was seen, in both languages as 中文 | English; empty where it is not stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// Shares of cost in the price of land that was sold.
    pub cost_over_price: String,
    /// How the market has done where it was held against the past.
    pub back_test: String,
}

/// Reads the section; a scenario without one states nothing.
pub(super) fn read(root: &Section<'_>) -> Evidence {
    root.optional("evidence", |section| Evidence {
        cost_over_price: section.optional_text("cost_over_price").unwrap_or_default(),
        back_test: section.optional_text("back_test").unwrap_or_default(),
    })
    .unwrap_or_default()
}
