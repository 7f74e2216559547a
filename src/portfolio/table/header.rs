//! The headings: which column stands where, and in which unit.
//!
//! Columns may stand in any order, but every column that the kind of table asks for must stand
//! there once: a column that was left out by mistake must not become zeros, and one that is not
//! known must not be ignored. A
//! heading is the column's name, or what offices call it, with its unit in brackets; where neither
//! the heading nor a row of units says which, a number that would mean nothing is asked for it.

use std::collections::BTreeMap;

use crate::catalogue::Unit;
use crate::finding::{Finding, nearest};
use crate::portfolio::cell::{Spelling, shown};
use crate::portfolio::columns::{Column, Kind};
use crate::portfolio::file::understanding::UnderstoodColumn;
use crate::reader::office::sheet::{Origin, Row};
use crate::reader::office::spelling;
use crate::reader::office::units::{self, Factor};
use crate::reader::office::width::plain_width;

/// Headings of columns that are no plot's: numbers of rows and remarks.
const IGNORED: [&str; 5] = ["序号", "备注", "说明", "no.", "remarks"];
/// Fewest headings by which a row of them is known.
pub(super) const LEAST_KNOWN: usize = 3;

/// Where a column stands, and how its numbers come into its own unit.
#[derive(Debug, Clone)]
struct Standing {
    position: usize,
    factor: Factor,
    spelling: Spelling,
}

/// Where the columns of a file stand.
#[derive(Debug, Default)]
pub(in crate::portfolio) struct Header {
    fields: usize,
    columns: BTreeMap<&'static str, Standing>,
    understood: Vec<UnderstoodColumn>,
}

/// How many cells of a row are headings of columns.
pub(super) fn known_headings(kind: &Kind, row: &Row) -> usize {
    row.cells.iter().filter(|cell| known(kind, &Heading::of(cell)).is_some()).count()
}

/// The units of a row in which nothing else stands; `None` of any other row.
pub(super) fn units_of(row: &Row) -> Option<Vec<Option<(String, Unit, Factor)>>> {
    if row.is_empty() {
        return None;
    }
    let unit = |cell: &String| -> Option<Option<(String, Unit, Factor)>> {
        let plain = plain_width(cell);
        let text = plain.trim_matches(['(', ')', ' ']);
        if spelling::is_nothing(text) {
            return Some(None);
        }
        units::known(text).map(|(unit, factor)| Some((text.to_owned(), unit, factor)))
    };
    let units: Vec<_> = row.cells.iter().map(unit).collect::<Option<_>>()?;
    units.iter().any(Option::is_some).then_some(units)
}

/// What is said of units beside the headings.
#[derive(Debug, Default)]
pub(super) struct StatedUnits {
    /// By position, in a row below the headings.
    pub(super) of_columns: Vec<Option<(String, Unit, Factor)>>,
    /// Above the table, for all columns of the kind.
    pub(super) of_table: Vec<(String, Unit, Factor)>,
}

impl StatedUnits {
    /// What is said of the column of a unit at a position.
    fn of(&self, position: usize, unit: Unit) -> Option<&(String, Unit, Factor)> {
        let of_column = self.of_columns.get(position).and_then(Option::as_ref);
        of_column.or_else(|| self.of_table.iter().find(|(_, of, _)| *of == unit))
    }
}

/// A heading, taken apart.
#[derive(Debug)]
struct Heading {
    /// What it says, without its unit; as it stands where it has none.
    name: String,
    /// What stands in brackets behind it.
    unit: Option<String>,
}

impl Heading {
    fn of(text: &str) -> Self {
        let joined: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = plain_width(&joined).into_owned();
        let inside = plain.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        match inside {
            Some((name, unit)) if !name.trim().is_empty() => {
                Self { name: name.trim().to_owned(), unit: Some(unit.trim().to_owned()) }
            }
            _ => Self { name: plain.trim().to_owned(), unit: None },
        }
    }
}

/// Reads the headings one after another.
struct HeaderReading<'r> {
    origin: &'r Origin,
    row: &'r Row,
    stated: &'r StatedUnits,
    findings: &'r mut Vec<Finding>,
}

impl HeaderReading<'_> {
    fn find(&mut self, position: usize, key: &str, found: String, accepted: String) {
        let place = self.origin.cell(self.row.line, position);
        self.findings.push(Finding { place, key: key.to_owned(), found, accepted });
    }

    /// The factor of a column's numbers, and the unit in which they are written.
    fn factor(&mut self, column: &Column, position: usize, heading: &Heading) -> (Factor, String) {
        let Some(unit) = column.unit() else { return (Factor::ONE, String::new()) };
        let own = (Factor::ONE, unit.name().to_owned());
        let is_canonical = heading.name == column.name;
        let accepted = || format!("one of {}", units::spellings(unit));
        if let Some(spelled) = &heading.unit {
            return match units::known(spelled) {
                Some((of, factor)) if of == unit => (factor, spelled.clone()),
                // What stands in brackets over a number without a unit is a remark.
                _ if unit == Unit::Ratio => own,
                _ => {
                    let found = format!("the unit {}", shown(spelled));
                    self.find(position, column.name, found, accepted());
                    own
                }
            };
        }
        match self.stated.of(position, unit) {
            Some((spelled, of, _)) if *of != unit => {
                let found = format!("the unit {}", shown(spelled));
                self.find(position, column.name, found, accepted());
                own
            }
            Some((spelled, _, factor)) if is_canonical && *factor != Factor::ONE => {
                let found = format!("the unit {} over a column in {}", shown(spelled), unit.name());
                let accepted = format!(
                    "{}, or a heading such as {}（{spelled}）",
                    unit.name(),
                    column.chinese
                );
                self.find(position, column.name, found, accepted);
                own
            }
            Some((spelled, _, factor)) => (*factor, spelled.clone()),
            None if is_canonical || !units::matters(unit) => own,
            None => {
                let found = format!("the heading {} without a unit", shown(&heading.name));
                self.find(
                    position,
                    column.name,
                    found,
                    format!("its unit in brackets, {}", accepted()),
                );
                own
            }
        }
    }
}

impl Header {
    /// The columns that a row of headings names; unknown, missing and duplicate ones are findings.
    pub(super) fn read(
        kind: &Kind,
        (origin, row): (&Origin, &Row),
        stated: &StatedUnits,
        is_used: impl Fn(usize) -> bool,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut header =
            Self { fields: row.cells.len(), columns: BTreeMap::new(), understood: Vec::new() };
        let mut reading = HeaderReading { origin, row, stated, findings };
        for (position, text) in row.cells.iter().enumerate() {
            let heading = Heading::of(text);
            let Some(column) = known(kind, &heading) else {
                let is_ignored = IGNORED.contains(&heading.name.to_lowercase().as_str())
                    || (text.is_empty() && !is_used(position));
                if !is_ignored {
                    // An unknown name can be any text, so it stands quoted in what was found.
                    let (found, accepted) = unknown(kind, text);
                    reading.find(position, "", found, accepted);
                }
                continue;
            };
            if header.columns.contains_key(column.name) {
                let found = "the column a second time".to_owned();
                reading.find(position, column.name, found, "every column once".to_owned());
                continue;
            }
            let (factor, unit) = reading.factor(column, position, &heading);
            let standing = Standing { position, factor, spelling: column.cell.spelling() };
            header.columns.insert(column.name, standing);
            let heading = text.clone();
            header.understood.push(UnderstoodColumn {
                heading,
                column: column.name.to_owned(),
                unit,
            });
        }
        for column in kind.columns {
            if kind.requires(column.name) && !header.columns.contains_key(column.name) {
                findings.push(Finding {
                    place: origin.row(row.line),
                    key: column.name.to_owned(),
                    found: "no such column".to_owned(),
                    accepted: "every column once".to_owned(),
                });
            }
        }
        header
    }

    /// Number of fields of the row of headings, and so of every row.
    pub(super) fn fields(&self) -> usize {
        self.fields
    }

    /// What each heading was taken for.
    pub(super) fn understood(&self) -> &[UnderstoodColumn] {
        &self.understood
    }

    /// Position of a column; `None` when the file has no such column.
    pub(in crate::portfolio) fn position(&self, column: &str) -> Option<usize> {
        self.columns.get(column).map(|standing| standing.position)
    }

    /// Text of a column in a row, brought into the one way in which cells are read; `None` when the
    /// file has no such column.
    pub(super) fn cell(&self, row: &Row, column: &str) -> Option<String> {
        let Standing { position, factor, spelling } = self.columns.get(column)?;
        let text = row.cell(*position);
        Some(match spelling {
            Spelling::Number => spelling::number(text, *factor),
            Spelling::Month => spelling::month(text),
            Spelling::Name => plain_width(text).into_owned(),
            Spelling::Text => text.to_owned(),
        })
    }
}

/// The column of a heading: by its name, which is matched exactly, or by what offices call it.
fn known(kind: &Kind, heading: &Heading) -> Option<&'static Column> {
    let name = heading.name.as_str();
    let lower = name.to_lowercase();
    let by_name = |column: &&Column| column.name == name && heading.unit.is_none();
    let by_what_offices_say = |column: &&Column| {
        column.chinese == name
            || column.english.to_lowercase() == lower
            || column.also.iter().any(|also| also.to_lowercase() == lower)
    };
    let columns = kind.columns;
    columns.iter().find(by_name).or_else(|| columns.iter().find(by_what_offices_say))
}

/// What is wrong with a name that is no column's: what was found, what is accepted.
fn unknown(kind: &Kind, name: &str) -> (String, String) {
    let of_kind = format!("the columns of {}", kind.name);
    if name.is_empty() {
        return ("a column without a name".to_owned(), of_kind);
    }
    let names = kind.columns.iter().map(|column| column.name);
    let accepted = match nearest(&name.to_lowercase(), names) {
        None => of_kind,
        Some(column) => format!("{of_kind}; the nearest is {column}"),
    };
    (format!("an unknown column {}", shown(name)), accepted)
}
