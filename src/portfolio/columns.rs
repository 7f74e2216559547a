//! The table of columns: one entry makes a column of the file, of the struct and of the words
//! about both.
//!
//! # Why a table
//!
//! A column has a name, a type, a way to be read, refused and written, and words that say what it
//! is. Written in seven places, these drift apart; written once, a column whose unit, name or
//! meaning is missing does not compile, and a new one is one entry.

use std::fmt::Write as _;

use crate::catalogue::Unit;
use crate::finding::{Finding, Place};
use crate::portfolio::cell::CellKind;

/// A kind of table: its columns, and what findings call it.
#[derive(Debug)]
pub(super) struct Kind {
    /// Whose columns they are, such as `a portfolio`.
    pub(super) name: &'static str,
    /// What a sheet of it is called, such as `plot table`.
    pub(super) called: &'static str,
    /// What a row is, such as `plot`.
    pub(super) row: &'static str,
    /// Columns, in the order in which they are written.
    pub(super) columns: &'static [Column],
    /// Names of the columns that a table may do without: their cells are empty then.
    pub(super) optional: &'static [&'static str],
    /// Most rows of a table.
    pub(super) most_rows: usize,
    /// Whether a table may have none.
    pub(super) may_be_empty: bool,
}

impl Kind {
    /// Whether every table must have a column.
    pub(super) fn requires(&self, column: &str) -> bool {
        !self.optional.contains(&column)
    }

    /// Whether a text is the name of a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name || column.chinese == name)
    }
}

/// What a row of a kind of table becomes.
pub(super) trait Record: Sized {
    /// Its kind of table.
    const KIND: Kind;
    /// A row as far as it could be read.
    type Draft;

    /// Reads the cells of a row, each on its own. `text` gives the text of a column, where there is
    /// one; `refuse` learns the column and what is accepted instead.
    fn draft<'t>(
        text: &dyn Fn(&str) -> Option<&'t str>,
        refuse: &mut dyn FnMut(&'static str, String),
    ) -> Self::Draft;

    /// Checks what cells must satisfy together.
    fn check(draft: &Self::Draft, place: &Place, findings: &mut Vec<Finding>);

    /// What no other row may have, with its column.
    fn identity(draft: &Self::Draft) -> Option<(&'static str, &str)>;

    /// The whole of it, when every cell was read.
    fn complete(draft: Self::Draft) -> Option<Self>;
}

/// A column of a portfolio file, as templates, workbooks and the documentation describe it.
///
/// # Example
///
/// ```
/// use landsim::catalogue::Unit;
/// use landsim::portfolio::plot::Plot;
///
/// let column = Plot::COLUMNS.iter().find(|column| column.name == "quality").expect("a column");
/// assert_eq!(column.chinese, "区位系数");
/// assert_eq!(column.unit(), Some(Unit::Ratio));
/// assert_eq!(column.accepted(), "a number from 0.01 to 100");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in the header line and of the field of the plot.
    pub name: &'static str,
    /// Short name for people, in English.
    pub english: &'static str,
    /// Short name for people, in Chinese.
    pub chinese: &'static str,
    /// What offices call it, too.
    pub also: &'static [&'static str],
    /// What it is, one sentence without its full stop.
    pub meaning: &'static str,
    /// What the rest of the row asks of it, beside what each cell must be; empty for nothing.
    pub condition: &'static str,
    /// What its cells are.
    pub(super) cell: &'static dyn CellKind,
}

impl Column {
    /// Unit of the numbers of the column; `None` for texts, names and dates, `Ratio` for a number
    /// without a unit.
    pub fn unit(&self) -> Option<Unit> {
        self.cell.unit()
    }

    /// What a cell may hold, in the words findings use, and what the row asks of it.
    pub fn accepted(&self) -> String {
        let Self { cell, condition, .. } = self;
        let semicolon = if condition.is_empty() { "" } else { "; " };
        format!("{}{semicolon}{condition}", cell.accepted())
    }
}

/// The table of columns as `seeds/plots/README.md` shows it (Markdown), ended by `\n`.
///
/// # Example
///
/// ```
/// use landsim::portfolio::columns::documentation;
/// use landsim::portfolio::plot::Plot;
///
/// let table = documentation(Plot::COLUMNS);
/// assert!(table.contains("| `land_m2` | Site area, 占地面积 | m2 |"));
/// ```
pub fn documentation(columns: &[Column]) -> String {
    let mut text = "| column | names | unit | meaning | accepted |\n".to_owned();
    text.push_str("| --- | --- | --- | --- | --- |\n");
    for column in columns {
        let Column { name, english, chinese, meaning, .. } = column;
        let cells = [
            format!("{english}, {chinese}"),
            column.unit().map_or("", Unit::name).to_owned(),
            (*meaning).to_owned(),
            column.accepted(),
        ];
        // A bar within a cell would end it, and a text in angle brackets would be a tag.
        let cells = cells.map(|cell| cell.replace('|', "\\|").replace('<', "\\<"));
        let _ = writeln!(text, "| `{name}` | {} |", cells.join(" | "));
    }
    text
}

/// Makes a struct of its columns, and everything that is known of them.
///
/// An entry is `field: type = cell, "English name", "中文名" | "又称": "Meaning", "condition of the
/// row";`, the condition and what offices call it, too, only where there is one. The cell is a
/// constant of a kind of [`cell`](crate::portfolio::cell) whose value is of the type. From the
/// entries follow the
/// struct with its documentation, its columns in the order in which they are written, the row
/// under reading (`$draft`) and what turns it into the struct, the texts of its cells, and a
/// blank one.
macro_rules! columns {
    (
        $(#[$attribute:meta])*
        $name:ident from $draft:ident;
        $($field:ident: $type:ty = $cell:expr, $english:literal, $chinese:literal
            $(| $also:literal)*:
            $meaning:literal $(, $condition:literal)?;)*
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $(
                #[doc = concat!($meaning, ".")]
                #[doc = ""]
                #[doc = concat!(
                    $english, ", ", $chinese, "; in files a cell of `", stringify!($cell), "`",
                    $("; ", $condition,)? "."
                )]
                pub $field: $type,
            )*
        }

        impl $name {
            /// The columns of a file, in the order in which they are written: names in both
            /// languages, unit, meaning and what is accepted.
            pub const COLUMNS: &'static [$crate::portfolio::columns::Column] = &[
                $($crate::portfolio::columns::Column {
                    name: stringify!($field),
                    english: $english,
                    chinese: $chinese,
                    also: &[$($also,)*],
                    meaning: $meaning,
                    condition: concat!($($condition)?),
                    cell: &$cell,
                },)*
            ];

            /// One of which nothing is said: empty texts, no dates, amounts of 0, multipliers of
            /// 1, the first name of each list. It is no valid row of a file; whoever makes rows
            /// starts from it, so that a new column does not touch those who have nothing to say
            /// about it.
            pub fn blank() -> Self {
                Self { $($field: $crate::portfolio::cell::Cell::blank(&$cell),)* }
            }

            /// The texts of its cells, in the order of [`Self::COLUMNS`]; numbers print shortest
            /// and come back the same.
            pub fn cells(&self) -> [String; Self::COLUMNS.len()] {
                [$($crate::portfolio::cell::Cell::write(&$cell, &self.$field),)*]
            }
        }

        /// One row as far as it could be read; `None` where a cell is missing or no value of its
        /// column.
        #[derive(Debug)]
        pub(in crate::portfolio) struct $draft {
            $(pub(in crate::portfolio) $field: Option<$type>,)*
        }

        impl $draft {
            /// Reads all cells of a row, each on its own. `text` gives the text of a column, where
            /// there is one; `refuse` learns the column, the text and what is accepted instead.
            pub(in crate::portfolio) fn read<'t>(
                text: impl Fn(&str) -> Option<&'t str>,
                mut refuse: impl FnMut(&'static str, &str, String),
            ) -> Self {
                Self {
                    $($field: text(stringify!($field)).and_then(|text| {
                        $crate::portfolio::cell::Cell::read(&$cell, text)
                            .map_err(|accepted| refuse(stringify!($field), text, accepted))
                            .ok()
                    }),)*
                }
            }

            /// The whole of it, when every cell was read.
            pub(in crate::portfolio) fn complete(self) -> Option<$name> {
                Some($name { $($field: self.$field?,)* })
            }
        }
    };
}
pub(super) use columns;
