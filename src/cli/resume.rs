//! `landsim run --resume`: what an interrupted batch has finished is kept, when it is whole.

use std::path::Path;

use landsim::finding::Rejected;
use landsim::store::aspect::{Aspect, first_difference};
use landsim::store::file_names::MANIFEST;
use landsim::store::manifest::Manifest;
use landsim::store::recorded::{changed_file, read_any_manifest};

use super::ending::tell;

/// Whether a run stands finished in its folder, and whole; where something else stands in its
/// place, that is said.
pub(super) fn is_finished(folder: &Path, name: &str, wanted: &Manifest) -> bool {
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return false;
    }
    let why = match read_any_manifest(&path) {
        Err(rejected) => rejected.to_string(),
        Ok(manifest) => {
            let differs = first_difference(&Aspect::ALL, wanted, &manifest).map(Aspect::name);
            let differs =
                differs.map(|what| format!("{}: another {what} than now", path.display()));
            let changed = || changed_file(folder, &manifest);
            match differs.or_else(|| Some(Rejected::from(changed()?).to_string())) {
                None => return true,
                Some(why) => why,
            }
        }
    };
    tell(format_args!("{why}; {name} is made again"));
    false
}
