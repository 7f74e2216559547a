//! Projects of special bonds as a manifest names them.

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::rules::project::Project;

/// A project of special bonds with its plots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedProject {
    /// Its id.
    pub id: String,
    /// Ids of its plots.
    pub plots: Vec<String>,
    /// Month number in which the last of its bonds is due.
    pub due_month: i32,
}

impl RecordedProject {
    /// Those of a case, in the order of their ids.
    pub fn all(case: &Case) -> Vec<Self> {
        let (rules, plots) = (&case.scenario().rules, &case.portfolio().plots);
        let recorded = |project: &Project| Self {
            id: project.id.clone(),
            plots: plots
                .iter()
                .filter(|plot| project.has(plot))
                .map(|plot| plot.plot_id.clone())
                .collect(),
            due_month: project
                .bonds
                .iter()
                .map(|bond| rules.calendar.month_number(bond.due()))
                .max()
                .unwrap_or(0),
        };
        rules.projects.iter().map(recorded).collect()
    }
}
