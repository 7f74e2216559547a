//! Net land is put up before its time where sales fall behind the plan (调剂供应).
//!
//! An office that must sell so many hectares a year does not wait for a plot that is late: it puts
//! up another that is ready. Of several policies one is enough.

use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// Net land takes the place of plots that should have been put up by now. It has no keys of its
/// own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitution;

impl InstrumentKind for Substitution {
    fn read(_: &Section<'_>) -> Self {
        Self
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.listing.substitution = true;
    }
}
