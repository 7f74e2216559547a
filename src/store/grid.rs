//! A table of a folder read back, its cells by row and declared column.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::Path;

use crate::ensemble::statistics::Estimate;
use crate::finding::Rejected;
use crate::tables::column::{Column, Declared, Estimates, Numeric, Texts};

use super::csv_text::as_meant;
use super::manifest::Manifest;
use super::recorded::{RecordedTable, recorded_table, refused};

/// The table `T` read back.
#[derive(Debug, Clone)]
pub struct Grid<T> {
    columns: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
    of: PhantomData<T>,
}

impl<T: Declared> Grid<T> {
    /// Whether a folder has the table.
    pub fn is_in(manifest: &Manifest) -> bool {
        manifest.tables.iter().any(|table| table.name == T::NAME)
    }

    /// The table of a folder that this program wrote.
    ///
    /// # Errors
    /// When it is not there, or not as it was written.
    pub fn read(folder: &Path, manifest: &Manifest) -> Result<Self, Rejected> {
        let file = folder.join(format!("{}.csv", T::NAME)).display().to_string();
        let accepted = "a folder written by this version of the program";
        let Some(table) = manifest.tables.iter().find(|table| table.name == T::NAME) else {
            let (found, accepted) = match &manifest.chosen_tables {
                Some(chosen) => (
                    format!("a run of which only {} were written", chosen.join(", ")),
                    "a run with all its tables, without --tables",
                ),
                None => ("no such table in the manifest".to_owned(), accepted),
            };
            return Err(refused(&file, "", found, accepted));
        };
        match recorded_table(folder, table) {
            RecordedTable::Whole(bytes) => {
                let grid = Self::parse(&bytes)
                    .map_err(|error| refused(&file, "", error.to_string(), accepted))?;
                if grid.rows.len() == table.rows {
                    return Ok(grid);
                }
                let found = format!("{} rows", grid.rows.len());
                Err(refused(&file, "", found, &format!("the {} of the manifest", table.rows)))
            }
            RecordedTable::Changed { found, .. } | RecordedTable::Missing(found) => {
                let accepted = format!(
                    "the file that was written, with SHA-256 {}; make the run again",
                    table.csv_sha256
                );
                Err(refused(&file, "", found, &accepted))
            }
        }
    }

    fn parse(bytes: &[u8]) -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers()?.clone();
        let columns = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        let rows = reader.records().collect::<Result<_, _>>()?;
        Ok(Self { columns, rows, of: PhantomData })
    }

    /// Rows in order.
    pub fn rows(&self) -> impl Iterator<Item = GridRow<'_, T>> {
        let columns = &self.columns;
        self.rows.iter().map(move |record| GridRow { columns, record, of: PhantomData })
    }

    /// The first row with these texts in these columns.
    pub fn find(&self, wanted: &[(Column<T, Texts>, &str)]) -> Option<GridRow<'_, T>> {
        self.rows().find(|row| wanted.iter().all(|(column, text)| row.text(*column) == *text))
    }
}

/// A row of the table `T`.
#[derive(Debug, Clone, Copy)]
pub struct GridRow<'g, T> {
    columns: &'g BTreeMap<String, usize>,
    record: &'g csv::StringRecord,
    of: PhantomData<T>,
}

impl<'g, T> GridRow<'g, T> {
    /// A cell as a text; empty where there is nothing.
    pub fn text<C>(&self, column: Column<T, C>) -> &'g str {
        as_meant(self.cell(column))
    }

    /// An estimate with the ends of its interval; `None` where its cell is empty.
    pub fn estimate(&self, column: Column<T, Estimates>) -> Option<Estimate> {
        let (low, high) = (self.number(column.low()), self.number(column.high()));
        self.number(column).map(|value| Estimate { value, low, high })
    }

    /// A cell as a number; `None` where it is empty.
    pub fn number<C: Numeric>(&self, column: Column<T, C>) -> Option<f64> {
        self.cell(column).parse().ok()
    }

    /// A cell as it stands.
    fn cell<C>(&self, column: Column<T, C>) -> &'g str {
        let place = self.columns.get(column.name().as_ref());
        place.and_then(|at| self.record.get(*at)).unwrap_or_default()
    }
}
