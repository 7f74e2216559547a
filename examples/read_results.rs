//! Reading the results of a run that was written: the figures of all trials from Parquet, and what
//! the manifest says of how they were made.
//!
//! ```sh
//! cargo run --release -- run --trials 1000 --quiet
//! cargo run --release --example read_results -- reports/baseline
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::fs::File;
use std::path::PathBuf;

use landsim::catalogue::figure::Figure;
use landsim::quantity::YUAN_PER_YI;
use landsim::store::folder::MANIFEST;
use landsim::store::recorded::read_manifest;
use polars_core::prelude::ChunkQuantile;
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::args_os().nth(1).map_or_else(|| "reports/baseline".into(), PathBuf::from);
    let manifest =
        read_manifest(&folder.join(MANIFEST)).map_err(|rejected| rejected.to_string())?;
    println!("landsim {}, seed {}, {} trials", manifest.version, manifest.seed, manifest.trials);
    let trials = ParquetReader::new(File::open(folder.join("trials.parquet"))?).finish()?;
    for figure in [Figure::WindowBalanceCny, Figure::PeakDebtCny, Figure::SupportCny] {
        let column = trials.column(figure.id())?.f64()?;
        let median = column.median().unwrap_or(f64::NAN) / YUAN_PER_YI;
        println!("{:<24} median {median:>8.1} 亿元 of {} trials", figure.id(), column.len());
    }
    Ok(())
}
