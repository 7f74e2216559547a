//! What a manifest keeps of the plan that targets are of.

use serde::{Deserialize, Serialize};

use crate::portfolio::plan::{Names, Origin, Plan, Stated};
use crate::portfolio::plan_total::Total;

use super::input::Input;

/// The plan that targets are of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPlan {
    /// Its file; of a plan that follows from the plot table that table.
    pub input: Input,
    /// Where its totals come from.
    pub origin: Origin,
    /// Whose plan it is.
    pub names: Names,
    /// What it states in total.
    pub totals: Vec<RecordedTotal>,
}

/// A total of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedTotal {
    /// Id of the total.
    pub id: String,
    /// Its value, in its unit.
    pub value: f64,
    /// One unit of the last published digit.
    pub precision: f64,
}

impl RecordedPlan {
    /// What is kept of a plan.
    pub fn of(plan: &Plan) -> Self {
        let total = |(total, stated): (Total, &Stated)| RecordedTotal {
            id: total.name().to_owned(),
            value: stated.value,
            precision: stated.precision,
        };
        Self {
            input: Input { file: plan.file.clone(), sha256: plan.digest.clone() },
            origin: plan.origin,
            names: plan.names.clone(),
            totals: plan.totals().map(total).collect(),
        }
    }

    /// What is kept of a total, where the plan states it.
    pub fn total(&self, total: Total) -> Option<&RecordedTotal> {
        self.totals.iter().find(|recorded| recorded.id == total.name())
    }
}
