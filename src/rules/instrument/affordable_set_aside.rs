//! Affordable housing in plots listed under it (配建).
//!
//! The set-aside turns a share of a plot's residential floor area into affordable housing,
//! which is sold at the administered price. It is stated in the notice, so that of the
//! month of listing binds, also when the plot is offered again later under another share.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// A share of residential floor area that becomes affordable housing. Main use and building
/// time of the plot stay those of the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AffordableSetAside {
    /// Share of the residential floor area, 0 to 1.
    pub share: f64,
}

impl InstrumentKind for AffordableSetAside {
    fn read(section: &Section<'_>) -> Self {
        Self { share: section.number("affordable_share", "share", &Accepted::share()) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.affordable_share = self.share;
    }
}
