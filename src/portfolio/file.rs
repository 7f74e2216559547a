//! A portfolio as a file: what is read, what is written, and what is refused.
//!
//! A file is a CSV text or a workbook, as offices keep them (`portfolio::table`): its headings name
//! the columns by the fields of [`Plot`] or by what offices call them. What the program writes is
//! the plainest of these: UTF-8, commas, own names and units.

mod rules;
#[cfg(test)]
mod tests;
pub mod understanding;

use std::path::Path;
use std::sync::Arc;

use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::Portfolio;
use crate::portfolio::columns::{Column, Kind, Record};
use crate::portfolio::plot::{Draft, OPTIONAL, Plot};
use crate::portfolio::table::{self, Table};

/// Most rows a portfolio may have.
pub const MOST_PLOTS: usize = 10_000;

/// Most bytes a portfolio file may have: 16 MiB, about ten times what [`MOST_PLOTS`] rows
/// take.
pub const MOST_BYTES: usize = table::MOST_BYTES;

impl Record for Plot {
    const KIND: Kind = Kind {
        name: "a portfolio",
        called: "plot table",
        row: "plot",
        columns: Self::COLUMNS,
        optional: &OPTIONAL,
        most_rows: MOST_PLOTS,
        may_be_empty: false,
    };

    type Draft = Draft;

    fn draft<'t>(
        text: &dyn Fn(&str) -> Option<&'t str>,
        refuse: &mut dyn FnMut(&'static str, String),
    ) -> Draft {
        Draft::read(text, |column, _, accepted| refuse(column, accepted))
    }

    fn check(draft: &Draft, place: &Place, findings: &mut Vec<Finding>) {
        rules::check(draft, place, findings);
    }

    fn identity(draft: &Draft) -> Option<(&'static str, &str)> {
        draft.plot_id.as_deref().map(|id| ("plot_id", id))
    }

    fn complete(draft: Draft) -> Option<Self> {
        draft.complete()
    }
}

/// The portfolio of a file, with its path as the name that findings use.
///
/// # Errors
/// Everything that is wrong with the file, when anything is: it cannot be read, is too large
/// or no UTF-8 (the line of the first bad byte), or anything [`parse`] finds.
pub fn read(path: &Path) -> Result<Portfolio, Rejected> {
    let (name, bytes) = table::bytes(path)?;
    of_bytes(&name, bytes)
}

/// The portfolio of the bytes of a file, a workbook or a text; `name` is what findings call it.
///
/// # Errors
/// As [`read`], but for a file that cannot be read.
pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Portfolio, Rejected> {
    let source: Arc<[u8]> = bytes.as_slice().into();
    Ok(portfolio(table::of_bytes(name, bytes)?, source))
}

/// The portfolio of a text; `name` is what findings call it.
///
/// # Errors
/// Everything that is wrong with the text, when anything is. Only an empty file and a text beyond
/// the limits end reading before all cells were looked at.
///
/// # Example
///
/// ```
/// use landsim::portfolio::{file, generate};
///
/// let (name, text) = generate::shipped();
/// let portfolio = file::parse(name, text)?;
/// assert_eq!(portfolio.plots[0].plot_id, "carry-01");
///
/// let broken = text.replacen(",quality,", ",qualty,", 1);
/// let rejected = file::parse(name, &broken).expect_err("a column is missing");
/// assert!(rejected.to_string().contains("the nearest is quality"));
///
/// // As an office may write it.
/// let [headings, row] = text.lines().skip(3).take(2).collect::<Vec<_>>()[..] else { panic!() };
/// let own = headings.replace("land_m2", "用地面积（亩）").replace(',', "\t");
/// let portfolio = file::parse("own", &format!("地块表\n{own}\n{}\n", row.replace(',', "\t")))?;
/// assert!(portfolio.understanding.told().contains("用地面积（亩） → land_m2 [亩]"));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn parse(name: &str, text: &str) -> Result<Portfolio, Rejected> {
    Ok(portfolio(table::of_text(name, text, "UTF-8")?, text.as_bytes().into()))
}

/// The portfolio of a table.
fn portfolio(table: Table<Plot>, source: Arc<[u8]>) -> Portfolio {
    let Table { origin, digest, rows: mut placed, understanding } = table;
    placed.sort_by(|left, right| left.1.plot_id.cmp(&right.1.plot_id));
    let (lines, plots) = placed.into_iter().unzip();
    Portfolio { file: origin.file, digest, source, plots, lines, understanding }
}

/// The CSV text of plots, in their order: a header and a line per plot, each ended by `\n`.
/// What is written is read back the same, and written again it has the same bytes.
pub fn write(plots: &[Plot]) -> String {
    let blank = Plot::blank().cells();
    let all: Vec<_> = plots.iter().map(Plot::cells).collect();
    // A column of which no row says anything is left out where a table may do without it.
    let is_written = |place: &usize| {
        let is_optional = OPTIONAL.contains(&Plot::COLUMNS[*place].name);
        !is_optional || all.iter().any(|cells| cells[*place] != blank[*place])
    };
    let places: Vec<usize> = (0..Plot::COLUMNS.len()).filter(is_written).collect();
    let columns: Vec<Column> = places.iter().map(|place| Plot::COLUMNS[*place]).collect();
    let cells = |cells: &[String; Plot::COLUMNS.len()]| {
        places.iter().map(|place| cells[*place].clone()).collect()
    };
    table::write(&columns, all.iter().map(cells))
}
