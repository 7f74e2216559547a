//! The tables of a run's folder as they stand there, checked against its manifest.

use std::collections::BTreeMap;
use std::path::Path;

use crate::calendar::YearMonth;
use crate::finding::Rejected;

use super::manifest::Manifest;
use super::recorded::{Recorded, RecordedTable, recorded_table, refused};

/// A table read back: cells by row and name of column.
#[derive(Debug, Clone)]
pub struct Grid {
    columns: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Grid {
    fn read(bytes: &[u8]) -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers()?.clone();
        let columns = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        Ok(Self { columns, rows: reader.records().collect::<Result<_, _>>()? })
    }

    /// Rows in order.
    pub fn rows(&self) -> impl Iterator<Item = GridRow<'_>> {
        self.rows.iter().map(|record| GridRow { columns: &self.columns, record })
    }

    /// The first row with these texts in these columns.
    pub fn find(&self, wanted: &[(&str, &str)]) -> Option<GridRow<'_>> {
        self.rows().find(|row| wanted.iter().all(|(column, text)| row.text(column) == *text))
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct GridRow<'g> {
    columns: &'g BTreeMap<String, usize>,
    record: &'g csv::StringRecord,
}

impl<'g> GridRow<'g> {
    /// A cell as it stands; empty where there is none.
    pub fn text(&self, column: &str) -> &'g str {
        self.columns.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default()
    }

    /// A cell as a number; `None` where it is empty.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }
}

/// Everything a report is made from.
#[derive(Debug, Clone)]
pub struct RunTables {
    /// Manifest, calendar and figures of trials.
    pub recorded: Recorded,
    /// Summaries of figures.
    pub summary: Grid,
    /// Answers that join figures or months.
    pub risk: Grid,
    /// Series by period.
    pub annual: Grid,
    /// Series by month.
    pub monthly: Grid,
    /// The office's balance table.
    pub ledger: Grid,
    /// Plots.
    pub plots: Grid,
    /// Published totals.
    pub reconciliation: Grid,
}

impl RunTables {
    /// Reads the folder of a run.
    ///
    /// # Errors
    /// When the folder was not written by `landsim run`, by another version, or has changed since.
    pub fn read(folder: &Path) -> Result<Self, Rejected> {
        let recorded = Recorded::read(folder)?;
        let table = |name: &str| read_table(folder, &recorded.manifest, name);
        Ok(Self {
            summary: table("summary")?,
            risk: table("risk")?,
            annual: table("annual")?,
            monthly: table("monthly")?,
            ledger: table("ledger")?,
            plots: table("plots")?,
            reconciliation: table("reconciliation")?,
            recorded,
        })
    }

    /// Months of the horizon.
    pub fn months(&self) -> Vec<YearMonth> {
        (0..self.recorded.calendar.horizon)
            .map(|month| self.recorded.calendar.date(month))
            .collect()
    }

    /// A quantile column of a series, month by month.
    pub fn of_months(&self, series: &str, column: &str) -> Vec<Option<f64>> {
        let rows = self.monthly.rows().filter(|row| row.text("series") == series);
        rows.map(|row| row.number(column)).collect()
    }
}

/// A table of a folder that this program wrote.
///
/// # Errors
/// When it is not there, or not as it was written.
pub fn read_table(folder: &Path, manifest: &Manifest, name: &str) -> Result<Grid, Rejected> {
    let file = folder.join(format!("{name}.csv")).display().to_string();
    let accepted = "a folder written by this version of the program";
    let Some(table) = manifest.tables.iter().find(|table| table.name == name) else {
        return Err(refused(&file, "", "no such table in the manifest".to_owned(), accepted));
    };
    match recorded_table(folder, table) {
        RecordedTable::Whole(bytes) => {
            Grid::read(&bytes).map_err(|error| refused(&file, "", error.to_string(), accepted))
        }
        RecordedTable::Changed { found, .. } | RecordedTable::Missing(found) => {
            let accepted = format!("the file that was written, with SHA-256 {}", table.csv_sha256);
            Err(refused(&file, "", found, &accepted))
        }
    }
}
