//! Files that went into a run, as its manifest and seed books name them.

use serde::{Deserialize, Serialize};

/// An input file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// File as the user named it.
    pub file: String,
    /// SHA-256 of its contents (of a scenario: with all that it extends).
    pub sha256: String,
}
