//! `landsim run --resume`: what an interrupted batch has finished is kept, when it is whole.

use std::path::Path;

use landsim::model::Case;
use landsim::report::folder::MANIFEST;
use landsim::report::manifest::Manifest;
use landsim::report::recorded::{Recorded, changed_file, read_manifest};

use super::say;

/// The run of a case that stands finished in its folder, and whole; `None` when it has to be made, and
/// where something else stands in its place that is said.
pub(super) fn finished(out: &Path, case: &Case, wanted: &Manifest) -> Option<Recorded> {
    let id = &case.scenario().id;
    let folder = out.join(id);
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return None;
    }
    let again = |why: String| {
        say(format_args!("{why}; {id} is made again"));
        None
    };
    let manifest = match read_manifest(&path) {
        Ok(manifest) => manifest,
        Err(rejected) => return again(rejected.to_string()),
    };
    if let Some(what) = wanted.differs_from(&manifest) {
        return again(format!("{}: another {what} than now", path.display()));
    }
    if let Some(changed) = changed_file(&folder, &manifest) {
        return again(changed);
    }
    match Recorded::read(&folder) {
        Ok(recorded) => Some(recorded),
        Err(rejected) => again(rejected.to_string()),
    }
}
