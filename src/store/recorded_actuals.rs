//! What has happened, as a manifest or a seed book keeps it.

use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::portfolio::actuals::Actuals;

use super::input::Input;

/// What has happened, as a run took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedActuals {
    /// The table of actuals.
    pub input: Input,
    /// First month of which it does not tell any more, such as `2026-06`.
    pub as_of: String,
    /// Rows that no office can know: a replayed trial was asked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rows_of_a_replay: usize,
}

impl RecordedActuals {
    /// What is kept of actuals.
    pub fn of(actuals: &Actuals, as_of: YearMonth) -> Self {
        let of_a_replay = actuals.rows.iter().filter(|row| row.known_only_in_replay);
        Self {
            input: Input { file: actuals.file.clone(), sha256: actuals.digest.clone() },
            as_of: as_of.to_string(),
            rows_of_a_replay: of_a_replay.count(),
        }
    }
}

/// Whether there are none, so that nothing is written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
