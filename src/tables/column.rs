//! Columns that are read back: declared once, filled by the tables and read by whatever is made of
//! them.
//!
//! A column knows its table and what its cells hold, so that neither a column that was renamed nor
//! one of another table compiles where it is read.

use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;

/// A table whose columns are declared.
pub trait Declared: Copy + Debug {
    /// Name of its files.
    const NAME: &'static str;
    /// What a row is.
    const GRAIN: &'static str;
}

/// Cells that hold text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts;

/// Cells that hold counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts;

/// Cells that hold numbers, empty where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers;

/// Numbers with the ends of their intervals, which stand in two columns behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimates;

/// Cells that can be read as a number.
pub trait Numeric {}

impl Numeric for Counts {}
impl Numeric for Numbers {}
impl Numeric for Estimates {}

/// A column of the table `T` whose cells are `C`.
#[derive(Debug, PartialEq, Eq)]
pub struct Column<T, C> {
    begin: &'static str,
    end: &'static str,
    pub(super) unit: &'static str,
    pub(super) meaning: &'static str,
    of: PhantomData<(T, C)>,
}

// Not derived: a column is copied whatever its table is.
impl<T, C> Copy for Column<T, C> {}

impl<T, C> Clone for Column<T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, C> Column<T, C> {
    pub(super) const fn new(name: &'static str, unit: &'static str, meaning: &'static str) -> Self {
        Self { begin: name, end: "", unit, meaning, of: PhantomData }
    }

    /// A column whose name is put together from an id and an end.
    pub(super) const fn put_together(begin: &'static str, end: &'static str) -> Self {
        Self { begin, end, unit: "", meaning: "", of: PhantomData }
    }

    /// The name in the table's head.
    pub fn name(&self) -> Cow<'static, str> {
        if self.end.is_empty() {
            Cow::Borrowed(self.begin)
        } else {
            Cow::Owned(format!("{}{}", self.begin, self.end))
        }
    }
}

impl<T> Column<T, Estimates> {
    /// The column of the lower ends of the intervals.
    pub const fn low(self) -> Column<T, Numbers> {
        Column::put_together(self.begin, "_low")
    }

    /// The column of the upper ends.
    pub const fn high(self) -> Column<T, Numbers> {
        Column::put_together(self.begin, "_high")
    }
}

/// Declares a table: its files, what a row is, and a line for each column with cells, name, unit
/// and meaning.
macro_rules! columns {
    (
        $(#[$attribute:meta])*
        $table:ident = $name:literal: $grain:literal;
        $($column:ident: $cells:ident = $id:literal, $unit:literal, $meaning:literal;)*
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $table;

        impl $crate::tables::column::Declared for $table {
            const NAME: &'static str = $name;
            const GRAIN: &'static str = $grain;
        }

        impl $table {
            $(
                #[doc = $meaning]
                pub const $column: $crate::tables::column::Column<
                    Self,
                    $crate::tables::column::$cells,
                > = $crate::tables::column::Column::new($id, $unit, $meaning);
            )*
        }
    };
}
pub(super) use columns;

/// Declares the columns of a table's quantiles.
macro_rules! quantiles {
    ($table:ident: $cells:ident = $($column:ident $place:literal $meaning:literal),*) => {
        impl $table {
            $(
                #[doc = $meaning]
                pub const $column: $crate::tables::column::Column<
                    Self,
                    $crate::tables::column::$cells,
                > = $crate::tables::column::Column::put_together(
                    $crate::ensemble::statistics::QUANTILE_NAMES[$place],
                    "",
                );
            )*

            /// Quantiles in the order of
            /// [`PROBABILITIES`](crate::ensemble::statistics::PROBABILITIES).
            pub const QUANTILES: [$crate::tables::column::Column<
                Self,
                $crate::tables::column::$cells,
            >; 9] = [$(Self::$column),*];
        }
    };
    ($table:ident: $cells:ident) => {
        $crate::tables::column::quantiles! {
            $table: $cells =
                P01 0 "1 % quantile.",
                P05 1 "5 % quantile.",
                P10 2 "10 % quantile.",
                P25 3 "25 % quantile.",
                P50 4 "Median.",
                P75 5 "75 % quantile.",
                P90 6 "90 % quantile.",
                P95 7 "95 % quantile.",
                P99 8 "99 % quantile."
        }
    };
}
pub(super) use quantiles;
