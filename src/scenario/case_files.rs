//! Reads `[case]`: the plot table (`portfolio`), the plan (`plan`) and the table of actuals
//! (`actuals`) of the scenario, as paths from its folder, and the date of the actuals (`as_of`);
//! `builtin:portfolio` and `builtin:plan` are those that the program ships.
//!
//! They are only named here: a scenario may be looked at without its plots.

use std::path::PathBuf;

use crate::calendar::YearMonth;
use crate::reader::section::Section;

/// Name of the shipped plot table.
pub const SHIPPED_PORTFOLIO: &str = "builtin:portfolio";
/// Name of the plan of the shipped case.
pub const SHIPPED_PLAN: &str = "builtin:plan";

/// No table of actuals is shipped: nothing has this name.
const SHIPPED_ACTUALS: &str = "builtin:actuals";

/// The files that a scenario names for its case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFiles {
    /// Plot table, as a path from where the program runs.
    pub portfolio: Option<PathBuf>,
    /// Plan, likewise.
    pub plan: Option<PathBuf>,
    /// Table of actuals, likewise.
    pub actuals: Option<PathBuf>,
    /// First month of which the actuals do not tell any more.
    pub as_of: Option<YearMonth>,
}

/// Reads the section; a scenario without one names nothing.
pub(super) fn read(root: &Section<'_>) -> CaseFiles {
    root.optional("case", |section| CaseFiles {
        portfolio: section.file("portfolio", SHIPPED_PORTFOLIO),
        plan: section.file("plan", SHIPPED_PLAN),
        actuals: section.file("actuals", SHIPPED_ACTUALS),
        as_of: section.optional_date("as_of"),
    })
    .unwrap_or_default()
}
