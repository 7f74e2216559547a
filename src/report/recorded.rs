//! Reads back what a run wrote: its manifest and the figures of its trials.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::folder::MANIFEST;
use super::manifest::Manifest;
use crate::calendar::Calendar;
use crate::catalogue::figure::Figure;
use crate::ensemble::Figures;
use crate::finding::{Finding, Place, Rejected};
use crate::scenario::document::hexadecimal;

/// Table that holds the figures of all trials.
const TRIALS: &str = "trials";

/// A run that was written.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What made it.
    pub manifest: Manifest,
    /// Months covered.
    pub calendar: Calendar,
    /// Figures of its trials.
    pub figures: Figures,
}

impl Recorded {
    /// Reads the folder of a run.
    ///
    /// # Errors
    /// When the folder was not written by `landsim run`, by a version with other figures, or has
    /// changed since.
    pub fn read(folder: &Path) -> Result<Self, Rejected> {
        let manifest = read_manifest(&folder.join(MANIFEST))?;
        let path = folder.join(format!("{TRIALS}.csv"));
        let file = path.display().to_string();
        let refuse =
            |key: &str, found: String, accepted: &str| refused(&file, key, found, accepted);
        let Some(calendar) = manifest.calendar.calendar() else {
            return Err(refuse("calendar", manifest.calendar.start, "a month such as \"2011-01\""));
        };
        let Some(table) = manifest.tables.iter().find(|table| table.name == TRIALS) else {
            let found = "a manifest without the table `trials`".to_owned();
            return Err(refuse("", found, "the folder of a scenario written by `landsim run`"));
        };
        let bytes = read(&path)?;
        let digest = hexadecimal(&Sha256::digest(&bytes));
        if digest != table.csv_sha256 {
            let accepted = format!("the file that was written, with SHA-256 {}", table.csv_sha256);
            return Err(refuse("", format!("a file with SHA-256 {digest}"), &accepted));
        }
        let figures = figures(&bytes).map_err(|wrong| {
            let accepted = "the figures of this version of the program, as numbers";
            refuse(wrong.column, wrong.found, accepted)
        })?;
        Ok(Self { manifest, calendar, figures })
    }
}

/// Reads `manifest.json`.
fn read_manifest(path: &Path) -> Result<Manifest, Rejected> {
    let file = path.display().to_string();
    let accepted = "the manifest of a run, as this version of `landsim run` writes it";
    let manifest: Manifest = serde_json::from_slice(&read(path)?)
        .map_err(|error| refused(&file, "", error.to_string(), accepted))?;
    if manifest.program == env!("CARGO_PKG_NAME") {
        Ok(manifest)
    } else {
        Err(refused(&file, "program", format!("{:?}", manifest.program), accepted))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Rejected> {
    fs::read(path).map_err(|error| {
        let accepted = "a file of a folder that `landsim run` wrote";
        refused(&path.display().to_string(), "", error.to_string(), accepted)
    })
}

fn refused(file: &str, key: &str, found: String, accepted: &str) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(file),
        key: key.to_owned(),
        found,
        accepted: accepted.to_owned(),
    }])
}

/// What keeps a table of trials from being read.
struct Wrong {
    column: &'static str,
    found: String,
}

/// The figures of each row.
fn figures(bytes: &[u8]) -> Result<Figures, Wrong> {
    let unreadable = |error: csv::Error| Wrong { column: "", found: error.to_string() };
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(unreadable)?.clone();
    let place_of = |figure: Figure| {
        let place = header.iter().position(|name| name == figure.id());
        place.ok_or_else(|| Wrong { column: figure.id(), found: "no such column".to_owned() })
    };
    let places: Vec<usize> = Figure::ALL.into_iter().map(place_of).collect::<Result<_, _>>()?;
    let mut rows = Figures::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(unreadable)? {
        let mut row = [f64::NAN; Figure::COUNT];
        for ((value, place), figure) in row.iter_mut().zip(&places).zip(Figure::ALL) {
            let text = record.get(*place).unwrap_or_default();
            // Empty: the trial does not have the figure.
            if !text.is_empty() {
                let not_a_number = |_| Wrong { column: figure.id(), found: format!("{text:?}") };
                *value = text.parse().map_err(not_a_number)?;
            }
        }
        rows.push(row);
    }
    Ok(rows)
}
