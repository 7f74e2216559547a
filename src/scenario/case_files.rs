//! Reads `[case]`: the plot table (`portfolio`) and the plan (`plan`) of the scenario, as paths
//! from its folder; `builtin:portfolio` and `builtin:plan` are those that the program ships.
//!
//! They are only named here: a scenario may be looked at without its plots.

use std::path::PathBuf;

use crate::reader::section::Section;

/// Name of the shipped plot table.
pub const SHIPPED_PORTFOLIO: &str = "builtin:portfolio";
/// Name of the plan of the shipped case.
pub const SHIPPED_PLAN: &str = "builtin:plan";

/// The files that a scenario names for its case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFiles {
    /// Plot table, as a path from where the program runs.
    pub portfolio: Option<PathBuf>,
    /// Plan, likewise.
    pub plan: Option<PathBuf>,
}

/// Reads the section; a scenario without one names nothing.
pub(super) fn read(root: &Section<'_>) -> CaseFiles {
    root.optional("case", |section| CaseFiles {
        portfolio: section.file("portfolio", SHIPPED_PORTFOLIO),
        plan: section.file("plan", SHIPPED_PLAN),
    })
    .unwrap_or_default()
}
