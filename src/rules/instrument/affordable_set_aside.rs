//! Affordable housing in plots listed under it (配建).

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::{InForce, Kind};

/// A share of residential floor area that becomes affordable housing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AffordableSetAside {
    /// Share of the residential floor area.
    pub share: f64,
}

impl Kind for AffordableSetAside {
    fn read(section: &Section<'_>) -> Self {
        Self { share: section.number("affordable_share", "share", &Accepted::share()) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.affordable_share = self.share;
    }
}
