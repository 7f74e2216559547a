//! `landsim merge`: the parts of a run, put together to the run.

use std::path::{Path, PathBuf};

use landsim::ensemble::{Ensemble, Figures};
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::uncertain::Models;
use landsim::portfolio::plan::Plan;
use landsim::report::folder::{MANIFEST, PendingFolder};
use landsim::report::manifest::{Manifest, Shard};
use landsim::report::recorded::{RecordedShard, read_manifest};
use landsim::report::terminal;

use super::recipe::Recipe;
use super::run::{Clock, reject, thread_pool};
use super::simulate::Simulated;
use super::{Ending, MergeArguments, print, say};

/// Puts parts together and writes what the run would have written.
pub(super) fn run(arguments: &MergeArguments) -> Ending {
    let Some(pool) = thread_pool(None) else { return Ending::NotWritten };
    pool.install(|| match merge(arguments) {
        Ok(ending) => ending,
        Err(rejected) => reject(&rejected),
    })
}

fn merge(arguments: &MergeArguments) -> Result<Ending, Rejected> {
    let clock = Clock::start();
    let (plan, folders) = (Plan::published()?, in_order(&arguments.folders)?);
    let manifest = read_manifest(&folders[0].join(MANIFEST))?;
    let case = Recipe::of(&manifest).case(Path::new(""))?;
    let Manifest { seed, trials, .. } = manifest;
    let models = Models::new(&case, seed);
    let mut ensemble = Ensemble::empty(&models);
    let mut exchanged: Option<Figures> = None;
    for folder in &folders {
        let shard = RecordedShard::read(folder)?;
        let range = shard.manifest.shard.map_or(0..0, |part| part.range(trials));
        if shard.figures.len() as u64 != range.end - range.start {
            let found = format!("{} trials", shard.figures.len());
            return Err(refused(folder, found, format!("{} trials", range.end - range.start)));
        }
        let recorded = Ensemble::empty(&models).with_records(shard.figures, &shard.columns);
        ensemble.append(&recorded.ok_or_else(|| {
            let found = "distributions that are not those of its trials".to_owned();
            refused(folder, found, "the tables that `landsim run --shard` wrote".to_owned())
        })?);
        if let Some(figures) = shard.exchanged {
            exchanged.get_or_insert_default().extend(figures);
        }
    }
    let simulated = Simulated { ensemble, exchanged };
    let folder = match PendingFolder::begin(&arguments.out, &case.scenario().id) {
        Ok(folder) => folder,
        Err(error) => {
            say(error);
            return Ok(Ending::NotWritten);
        }
    };
    let manifest = Manifest::new(&case, seed, trials, clock.circumstances());
    Ok(match folder.finish(&simulated.tables(&case, plan), manifest) {
        Ok(_) if arguments.quiet => Ending::Done,
        Ok(path) => {
            let language = arguments.lang.into();
            let mut text = terminal::text(&simulated.results(&case, plan), seed, language);
            let shares = simulated.shares();
            text.extend(shares.map(|shares| terminal::variance(&shares, language)));
            print(&format!("{text}\n{}\n", path.display()))
        }
        Err(error) => {
            say(error);
            Ending::NotWritten
        }
    })
}

fn refused(folder: &Path, found: String, accepted: String) -> Rejected {
    let place = Place::whole(&folder.display().to_string());
    Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
}

/// The folders of all parts of one run, in order of its trials; gaps, overlaps and parts of other
/// runs are refused.
fn in_order(folders: &[PathBuf]) -> Result<Vec<PathBuf>, Rejected> {
    let mut parts: Vec<(Shard, Manifest, &PathBuf)> = Vec::new();
    for folder in folders {
        let manifest = read_manifest(&folder.join(MANIFEST))?;
        let Some(shard) = manifest.shard else {
            let found = "a whole run, or something else".to_owned();
            return Err(refused(folder, found, "the part of a run".to_owned()));
        };
        if !(1..=shard.of).contains(&shard.number) {
            let found = format!("part {} of {}", shard.number, shard.of);
            return Err(refused(folder, found, "a part from 1 to their number".to_owned()));
        }
        parts.push((shard, manifest, folder));
    }
    parts.sort_by_key(|(shard, ..)| shard.number);
    let Some((shard, first, of_first)) = parts.first() else { return Ok(Vec::new()) };
    for (other, manifest, folder) in &parts {
        let same_part = manifest.clone().of_shard(first.shard);
        let differs = match first.differs_from(&same_part) {
            None if other.of != shard.of => Some("number of parts"),
            differs => differs,
        };
        if let Some(what) = differs {
            let accepted = format!("that of {}", of_first.display());
            return Err(refused(folder, format!("another {what}"), accepted));
        }
    }
    for number in 1..=shard.of {
        let mut with_number = parts.iter().filter(|(part, ..)| part.number == number);
        let accepted = || format!("each of the parts 1 to {} once", shard.of);
        if with_number.next().is_none() {
            return Err(refused(of_first, format!("no part {number} beside it"), accepted()));
        }
        if let Some((_, _, folder)) = with_number.next() {
            return Err(refused(folder, format!("part {number} once more"), accepted()));
        }
    }
    Ok(parts.into_iter().map(|(_, _, folder)| folder.clone()).collect())
}
