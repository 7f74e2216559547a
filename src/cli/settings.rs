//! Arguments that several commands share.

use std::path::{Path, PathBuf};

use clap::Parser;

use landsim::store::csv_text::CsvFiles;
use landsim::store::folder::PendingFolder;
use landsim::store::write_error::WriteError;

use super::inputs::CaseArguments;
use super::values::{MOST_TRIALS, between};

/// How futures are simulated and where results go.
#[derive(Debug, clap::Args)]
pub(super) struct Settings {
    /// Number of simulated futures of each scenario.
    #[arg(long, default_value_t = 10_000, value_parser = between(1..=MOST_TRIALS))]
    pub(super) trials: u64,
    /// Seed of all random numbers; the same seed gives scenarios the same luck.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Folder for results, one folder per scenario.
    #[arg(long, default_value = "reports")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) files: FileArguments,
    #[command(flatten)]
    pub(super) case: CaseArguments,
    /// Show neither progress nor the result table.
    #[arg(long)]
    pub(super) quiet: bool,
}

/// How tables are written beside Parquet.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(super) struct FileArguments {
    /// Leave CSV files out: Parquet alone holds the tables.
    #[arg(long)]
    no_csv: bool,
    /// Write CSV files without the byte-order mark by which spreadsheets know Chinese.
    #[arg(long, conflicts_with = "no_csv")]
    no_bom: bool,
}

impl FileArguments {
    /// How tables are written as CSV.
    pub(super) fn csv_files(self) -> CsvFiles {
        match (self.no_csv, self.no_bom) {
            (true, _) => CsvFiles::Left,
            (false, true) => CsvFiles::Plain,
            (false, false) => CsvFiles::Marked,
        }
    }

    /// A folder for results whose tables are written so.
    pub(super) fn folder(self, out: &Path, name: &str) -> Result<PendingFolder, WriteError> {
        Ok(PendingFolder::begin(out, name)?.with_csv(self.csv_files()))
    }
}

/// What arguments are when nothing is given on the command line.
pub(super) fn defaults<A: clap::Args>() -> A {
    #[derive(Parser)]
    struct Alone<A: clap::Args> {
        #[command(flatten)]
        arguments: A,
    }
    Alone::parse_from(["landsim"]).arguments
}
