//! What a scenario file may say: asked of the readers themselves, so that it cannot differ
//! from what they accept.

use std::collections::BTreeMap;

use crate::reader::document::Document;
use crate::reader::key_kind::{Description, KeyKind};
use crate::reader::reading_log::{Mode, ReadingLog};
use crate::reader::section::Section;
use crate::reader::tree::Table;

use crate::rules::instrument;

use super::{copula, doubt, read_scenario, sweep};

/// Section under which the keys of a distribution are described; no scenario has such a
/// section.
pub const DISTRIBUTION: &str = "distribution";
/// Passes over the readers: at least twice as many as the longest list of choices has
/// names, so that each choice is taken with optional keys there and missing.
const PASSES: usize = 64;
const _: () = assert!(PASSES >= 2 * instrument::NAMES.len(), "each instrument is described");

/// Every key of a scenario file with what it holds; those of a distribution under
/// [`DISTRIBUTION`]. Items of lists have `[]` after the list's name: `shock[].hazard`.
///
/// ```
/// use landsim::reader::key_kind::KeyKind;
/// use landsim::scenario::describe::describe;
///
/// let keys = describe();
/// let Some(KeyKind::Number(accepted)) = keys.get("finance.loan_term_months") else { panic!() };
/// assert!(accepted.is_whole && accepted.unit == "months");
/// assert_eq!((accepted.least, accepted.greatest), (1.0, 600.0));
/// ```
pub fn describe() -> BTreeMap<String, KeyKind> {
    let mut keys = BTreeMap::new();
    let nothing = Table::new();
    for pass in 0..PASSES {
        let log = ReadingLog::new(Mode::Describe(Description::new(pass, keys)));
        let root = Section::root(&log, "", &nothing);
        let _ = read_scenario(&root, &Document::default(), None, false);
        let _ = copula::read_copula(&root, &[]);
        sweep::describe(&root);
        doubt::describe(&root);
        let _ = root.section(DISTRIBUTION, |section| section.distribution(""));
        keys = log.described();
    }
    keys
}
