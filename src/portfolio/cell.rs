//! Kinds of cells: what a cell of a column may hold, how it is read and how it is written.
//!
//! A kind reads a text to a value or says what it accepts instead, in the words a finding ends
//! with; the same words stand in the table of columns. Kinds know nothing of files, places and
//! headers.
//!
//! # Why a kind is a value and not a type alone
//!
//! A column's kind says more than its type: areas, money and durations are all numbers, in
//! ranges and units of their own. So kinds are constants such as `AREA`, made of a few types
//! that know how to read; a new range is a constant, and only a new way of writing cells is a
//! type. [`CellKind`] is apart from [`Cell`] because the list of columns holds kinds of different
//! values side by side.

use std::fmt::Debug;
use std::ops::RangeInclusive;

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::finding::nearest;
use crate::reader::name::LONGEST_TEXT;

/// Most characters of a cell that a finding repeats.
const SHOWN_CHARACTERS: usize = 40;

/// The text of a cell or name as findings repeat it: quoted, escaped, and cut after
/// [`SHOWN_CHARACTERS`] with `…`, since an unclosed quote makes a cell of the rest of the
/// file.
pub(super) fn shown(text: &str) -> String {
    if text.is_empty() {
        return "an empty cell".to_owned();
    }
    let start: String = text.chars().take(SHOWN_CHARACTERS).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("\"{}{more}\"", start.escape_debug())
}

/// How offices write the cells of a kind, which decides what is brought into one way beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As they stand.
    Text,
    /// Names of a closed list.
    Name,
    /// Numbers, in a unit or without.
    Number,
    /// Months.
    Month,
}

/// What the documentation of a column needs to know of its cells, whatever their type.
pub(super) trait CellKind: Debug + Sync {
    /// What a cell may hold, a noun phrase.
    fn accepted(&self) -> String;

    /// Unit of the numbers; `None` for texts, names and dates.
    fn unit(&self) -> Option<Unit> {
        None
    }

    /// How offices write them.
    fn spelling(&self) -> Spelling {
        if self.unit().is_some() { Spelling::Number } else { Spelling::Text }
    }
}

/// A kind of cell with values of one type. What is written is read back as the same value.
pub(super) trait Cell: CellKind {
    /// What a cell that can be read becomes.
    type Value;

    /// The value of a text.
    ///
    /// # Errors
    /// What is accepted instead, a noun phrase, when the text is no value of this kind.
    fn read(&self, text: &str) -> Result<Self::Value, String>;

    /// The text of a value; numbers print shortest and come back the same to the last bit.
    fn write(&self, value: &Self::Value) -> String;

    /// What a plot has where nothing is said of it: nothing, or what changes nothing.
    fn blank(&self) -> Self::Value;
}

/// The identity of a plot: letters of any script, digits and few signs, since it becomes part of
/// random addresses, file names and command lines.
#[derive(Debug)]
pub(super) struct Id;

impl CellKind for Id {
    fn accepted(&self) -> String {
        "one or more letters, digits, '-', '_' and '.'".to_owned()
    }
}

impl Cell for Id {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        let allowed = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        let is_id = !text.is_empty() && text.chars().all(allowed);
        if is_id { Ok(text.to_owned()) } else { Err(self.accepted()) }
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn blank(&self) -> String {
        String::new()
    }
}

/// Any text of one line, empty or not; a line break mostly is a quote that was not closed.
#[derive(Debug)]
pub(super) struct Text;

impl CellKind for Text {
    fn accepted(&self) -> String {
        format!("text on one line of at most {LONGEST_TEXT} characters")
    }
}

impl Cell for Text {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        let is_one_line = !text.chars().any(char::is_control);
        if is_one_line && text.chars().count() <= LONGEST_TEXT {
            Ok(text.to_owned())
        } else {
            Err(self.accepted())
        }
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn blank(&self) -> String {
        String::new()
    }
}

/// A text of one line that must say something; the words say what.
#[derive(Debug)]
pub(super) struct Filled(pub(super) &'static str);

impl CellKind for Filled {
    fn accepted(&self) -> String {
        self.0.to_owned()
    }
}

impl Cell for Filled {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, String> {
        let text = Text.read(text)?;
        if text.is_empty() { Err(self.accepted()) } else { Ok(text) }
    }

    fn write(&self, value: &String) -> String {
        value.clone()
    }

    fn blank(&self) -> String {
        String::new()
    }
}

/// A name of a closed list: the members, how each is written, and what offices write for it. Case
/// counts when a name is read, and does not when the nearest is looked for.
#[derive(Debug)]
pub(super) struct NameOf<T: 'static>(
    pub(super) &'static [T],
    pub(super) fn(T) -> &'static str,
    pub(super) fn(T) -> &'static [&'static str],
);

impl<T: Copy> NameOf<T> {
    /// The names in the order of the list.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|member| (self.1)(*member))
    }
}

impl<T: Copy + Debug + Sync> CellKind for NameOf<T> {
    fn accepted(&self) -> String {
        let names: Vec<&str> = self.names().collect();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => names.concat(),
        }
    }

    fn spelling(&self) -> Spelling {
        Spelling::Name
    }
}

impl<T: Copy + Debug + Sync> Cell for NameOf<T> {
    type Value = T;

    fn read(&self, text: &str) -> Result<T, String> {
        let is_named =
            |member: &&T| (self.1)(**member) == text || (self.2)(**member).contains(&text);
        let found = self.0.iter().find(is_named);
        found.copied().ok_or_else(|| match nearest(&text.to_lowercase(), self.names()) {
            Some(name) => format!("{}; the nearest is {name}", self.accepted()),
            None => self.accepted(),
        })
    }

    fn write(&self, value: &T) -> String {
        (self.1)(*value).to_owned()
    }

    /// The first of the list.
    fn blank(&self) -> T {
        self.0[0]
    }
}

/// A number within a range, in a unit. Decimal or scientific, with a point; no separators of
/// thousands and no unit in the cell, but for a share, which may be written in per cent.
#[derive(Debug)]
pub(super) struct Number {
    /// What may stand in a file, both ends included.
    pub(super) range: RangeInclusive<f64>,
    /// Unit of the column; `Ratio` for a number without one.
    pub(super) unit: Unit,
    /// What a plot has where nothing is said: 0 of what is added up, 1 of what multiplies.
    pub(super) blank: f64,
}

impl CellKind for Number {
    fn accepted(&self) -> String {
        let (least, most) = (self.range.start(), self.range.end());
        let unit = match self.unit {
            Unit::Ratio => String::new(),
            Unit::SquareMetres => " of m²".to_owned(),
            unit => format!(" of {}", unit.name()),
        };
        format!("a number{unit} from {least} to {most}")
    }

    fn unit(&self) -> Option<Unit> {
        Some(self.unit)
    }
}

impl Cell for Number {
    type Value = f64;

    fn read(&self, text: &str) -> Result<f64, String> {
        let per_cent = text.strip_suffix('%').filter(|_| self.unit == Unit::Share);
        let parsed = match per_cent {
            // A shifted point rounds nothing.
            Some(number) => format!("{}e-2", number.trim_end()).parse(),
            None => text.parse(),
        };
        match parsed {
            // Adding zero turns a negative zero into zero; NaN lies in no range.
            Ok(number) if self.range.contains(&number) => Ok(number + 0.0),
            _ => Err(self.accepted()),
        }
    }

    fn write(&self, value: &f64) -> String {
        value.to_string()
    }

    fn blank(&self) -> f64 {
        self.blank
    }
}

/// A whole number of things, from 0; a cell such as `12.0` is refused, since half a household
/// would be one too.
#[derive(Debug)]
pub(super) struct Count {
    /// Greatest number that may stand in a file.
    pub(super) most: u32,
    /// What is counted.
    pub(super) unit: Unit,
}

impl CellKind for Count {
    fn accepted(&self) -> String {
        format!("a whole number from 0 to {}", self.most)
    }

    fn unit(&self) -> Option<Unit> {
        Some(self.unit)
    }
}

impl Cell for Count {
    type Value = u32;

    fn read(&self, text: &str) -> Result<u32, String> {
        match text.parse() {
            Ok(count) if count <= self.most => Ok(count),
            _ => Err(self.accepted()),
        }
    }

    fn write(&self, value: &u32) -> String {
        value.to_string()
    }

    fn blank(&self) -> u32 {
        0
    }
}

/// A calendar month, or an empty cell: not planned, or not of this kind of row.
#[derive(Debug)]
pub(super) struct OptionalMonth;

impl CellKind for OptionalMonth {
    fn accepted(&self) -> String {
        "an empty cell or a month such as 2011-01".to_owned()
    }

    fn spelling(&self) -> Spelling {
        Spelling::Month
    }
}

impl Cell for OptionalMonth {
    type Value = Option<YearMonth>;

    fn read(&self, text: &str) -> Result<Self::Value, String> {
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| self.accepted())
    }

    fn write(&self, value: &Self::Value) -> String {
        value.map(|month| month.to_string()).unwrap_or_default()
    }

    fn blank(&self) -> Self::Value {
        None
    }
}

/// A number, or an empty cell: what the plot is not known to have of its own.
#[derive(Debug)]
pub(super) struct OptionalNumber(pub(super) Number);

impl CellKind for OptionalNumber {
    fn accepted(&self) -> String {
        format!("an empty cell or {}", self.0.accepted())
    }

    fn unit(&self) -> Option<Unit> {
        self.0.unit()
    }
}

impl Cell for OptionalNumber {
    type Value = Option<f64>;

    fn read(&self, text: &str) -> Result<Self::Value, String> {
        if text.is_empty() {
            return Ok(None);
        }
        self.0.read(text).map(Some).map_err(|_| self.accepted())
    }

    fn write(&self, value: &Self::Value) -> String {
        value.map(|number| self.0.write(&number)).unwrap_or_default()
    }

    fn blank(&self) -> Self::Value {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That each text is read, and written as it was.
    #[track_caller]
    fn comes_back<C: Cell>(cell: &C, texts: &[&str]) {
        for text in texts {
            assert_eq!(cell.read(text).map(|value| cell.write(&value)), Ok((*text).to_owned()));
        }
    }

    const SHARE: Number = Number { range: 0.0..=1.0, unit: Unit::Ratio, blank: 0.0 };

    #[test]
    fn what_is_read_is_written_as_it_was() {
        comes_back(&Id, &["a-1_b.c"]);
        comes_back(&Text, &["", "徐家汇 | Xujiahui"]);
        comes_back(&Filled("a name"), &["x"]);
        comes_back(&NameOf(&["low", "high"], |name| name, |_| &[]), &["low", "high"]);
        comes_back(&SHARE, &["0", "0.1", "0.30000000000000004", "1"]);
        comes_back(&Count { most: 9, unit: Unit::Plots }, &["0", "9"]);
        comes_back(&OptionalMonth, &["", "2011-01"]);
        comes_back(&OptionalNumber(SHARE), &["", "0.5"]);
    }

    #[test]
    fn a_refused_text_is_answered_with_what_is_accepted() {
        assert_eq!(NameOf(&["low"], |name| name, |_| &[]).read("x"), Err("low".to_owned()));
        let levels = NameOf(&["low", "middle", "high"], |name| name, |_| &[]);
        assert_eq!(levels.read("x"), Err("low, middle or high".to_owned()));
        let near = "low, middle or high; the nearest is middle";
        assert_eq!(levels.read("midle"), Err(near.to_owned()));
        let optional = "an empty cell or a number from 0 to 1";
        assert_eq!(OptionalNumber(SHARE).read("2"), Err(optional.to_owned()));
        assert_eq!(OptionalNumber(SHARE).accepted(), optional);
    }

    #[test]
    fn a_negative_zero_is_none() {
        assert_eq!(SHARE.read("-0").map(f64::to_bits), Ok(0));
    }
}
