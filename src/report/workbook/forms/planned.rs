//! What forms are made of.

use crate::evaluation::odds::Odds;
use crate::rules::buyback::PurchaseRule;
use crate::rules::project::Project;

/// A project as planned, what is simulated of it, and the rule by which idle land is bought.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'p> {
    /// The project.
    pub project: &'p Project,
    /// What its land may bring; `None`: nothing is simulated.
    pub odds: Option<&'p Odds>,
    /// The rule of the local report.
    pub rule: &'p PurchaseRule,
    /// Site area of its plots (m²); 0: not stated.
    pub land_m2: f64,
}
