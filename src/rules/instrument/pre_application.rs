//! Plots are listed on application alone (预申请): the office gives notice when
//! somebody has said that he would pay the reserve price.
//!
//! The share of plots that is listed so without it, the length of a spell and what it takes off the
//! price are `[auction]`'s. Of several policies one is enough.

use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// What could be listed in the months in which it is in force seeks an applicant first. It has no
/// keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreApplication;

impl InstrumentKind for PreApplication {
    fn read(_: &Section<'_>) -> Self {
        Self
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.listing.on_application = true;
    }
}
