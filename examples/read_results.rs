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
use std::path::{Path, PathBuf};

use landsim::catalogue::figure::Figure;
use landsim::quantity::YUAN_PER_YI;
use landsim::store::file_names::MANIFEST;
use landsim::store::recorded::read_manifest;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use parquet::schema::types::Type;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::args_os().nth(1).map_or_else(|| "reports/baseline".into(), PathBuf::from);
    let manifest =
        read_manifest(&folder.join(MANIFEST)).map_err(|rejected| rejected.to_string())?;
    println!("landsim {}, seed {}, {} trials", manifest.version, manifest.seed, manifest.trials);
    let path = folder.join("trials.parquet");
    for figure in [Figure::WindowBalanceCny, Figure::PeakDebtCny, Figure::SupportCny] {
        let mut values = column(&path, figure.id())?;
        values.sort_by(f64::total_cmp);
        let median = values.get(values.len() / 2).map_or(f64::NAN, |value| value / YUAN_PER_YI);
        println!("{:<24} median {median:>8.1} 亿元 of {} trials", figure.id(), values.len());
    }
    Ok(())
}

/// The numbers of a column that exist; the other columns of the file are not read.
fn column(path: &Path, name: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    let file = SerializedFileReader::new(File::open(path)?)?;
    let schema = file.metadata().file_metadata().schema();
    let wanted = schema.get_fields().iter().filter(|field| field.name() == name).cloned();
    let wanted = Type::group_type_builder("wanted").with_fields(wanted.collect()).build()?;
    let mut values = Vec::new();
    for row in file.get_row_iter(Some(wanted))? {
        values.extend(row?.get_double(0).ok());
    }
    Ok(values)
}
