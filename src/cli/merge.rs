//! `landsim merge`: the parts of a run, put together to the run.

use std::path::{Path, PathBuf};

use landsim::case::models::Models;
use landsim::ensemble::{doubt, stress};
use landsim::finding::{Finding, Place, Rejected};
use landsim::store::aspect::{Aspect, first_difference};
use landsim::store::file_names::MANIFEST;
use landsim::store::manifest::{Manifest, Shard};
use landsim::store::recorded_shard::RecordedShard;
use landsim::tables::beside::Beside;
use landsim::targets::Aims;

use super::clock::Clock;
use super::ending::{Ending, print};
use super::gather::{Failure, Gathering};
use super::language::spoken;
use super::recipe::{Recipe, recorded_sampling};
use super::settings::FileArguments;
use super::threads::thread_pool;

/// What `landsim merge` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct MergeArguments {
    /// Folders that `landsim run --shard` wrote: all parts of one run.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Folder for results, in which the scenario's folder is written.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    #[command(flatten)]
    files: FileArguments,
    /// Do not show the result table.
    #[arg(long)]
    quiet: bool,
}

/// Puts parts together and writes what the run would have written.
pub(super) fn run(arguments: &MergeArguments) -> Ending {
    let Some(pool) = thread_pool(None) else { return Ending::NotWritten };
    pool.install(|| merge(arguments).unwrap_or_else(|failure| failure.report("interrupted")))
}

fn merge(arguments: &MergeArguments) -> Result<Ending, Failure> {
    let clock = Clock::start();
    let shards = in_order(&arguments.folders)?;
    let (manifest, first) = (&shards[0].manifest, shards[0].folder());
    let case = Recipe::of(manifest, first).case(Path::new(""))?;
    let Manifest { seed, trials, doubt_trials, stress_trials, .. } = *manifest;
    let sampling = recorded_sampling(manifest, &first.join(MANIFEST))?;
    let models = Models::sampled(&case, seed, sampling);
    let folder = arguments.files.folder(&arguments.out, &case.scenario().id)?;
    let mut gathering = Gathering::of_whole(folder, &models, &Aims::of(&case))?;
    for shard in &shards {
        shard.check()?;
        let range = shard.manifest.shard.map_or(0..0, |part| part.range(trials));
        gathering.take_recorded(range.end - range.start, shard)?;
    }
    let manifest = Manifest::new(&case, seed, trials, clock.circumstances())
        .of_sampling(sampling)
        .of_doubt(&case, doubt_trials)
        .of_stress(stress_trials)
        .keeping(&case);
    let beside = Beside {
        doubted: doubt::run(&case, seed, manifest.doubt_trials, &|_| true),
        stressed: stress::run(&case, seed, stress_trials, &|_| true).unwrap_or_default(),
    };
    let written = gathering.finish(&case, manifest, &beside)?;
    if arguments.quiet {
        return Ok(Ending::Done);
    }
    Ok(print(&written.text(&case, seed, spoken())))
}

fn refused(folder: &Path, found: String, accepted: String) -> Rejected {
    let place = Place::whole(&folder.display().to_string());
    Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
}

/// All parts of one run, in order of its trials; gaps, overlaps and parts of other runs are
/// refused.
fn in_order(folders: &[PathBuf]) -> Result<Vec<RecordedShard>, Rejected> {
    let mut parts: Vec<(Shard, RecordedShard)> = Vec::new();
    for folder in folders {
        let recorded = RecordedShard::begin(folder)?;
        let Some(shard) = recorded.manifest.shard else {
            let found = "a whole run, or something else".to_owned();
            return Err(refused(folder, found, "the part of a run".to_owned()));
        };
        if !(1..=shard.of).contains(&shard.number) {
            let found = format!("part {} of {}", shard.number, shard.of);
            return Err(refused(folder, found, "a part from 1 to their number".to_owned()));
        }
        parts.push((shard, recorded));
    }
    parts.sort_by_key(|(shard, _)| shard.number);
    let Some((shard, first)) = parts.first() else { return Ok(Vec::new()) };
    let of_first = first.folder();
    for (other, recorded) in &parts {
        let folder = recorded.folder();
        let (first, same_part) =
            (&first.manifest, recorded.manifest.clone().of_shard(first.manifest.shard));
        let differs = match first_difference(&Aspect::ALL, first, &same_part).map(Aspect::name) {
            None if other.of != shard.of => Some("number of parts"),
            differs => differs,
        };
        if let Some(what) = differs {
            let accepted = format!("that of {}", of_first.display());
            return Err(refused(folder, format!("another {what}"), accepted));
        }
    }
    for number in 1..=shard.of {
        let mut with_number = parts.iter().filter(|(part, _)| part.number == number);
        let accepted = || format!("each of the parts 1 to {} once", shard.of);
        if with_number.next().is_none() {
            return Err(refused(of_first, format!("no part {number} beside it"), accepted()));
        }
        if let Some((_, again)) = with_number.next() {
            return Err(refused(again.folder(), format!("part {number} once more"), accepted()));
        }
    }
    Ok(parts.into_iter().map(|(_, recorded)| recorded).collect())
}
