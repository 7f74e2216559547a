//! A table as every table is: named, documented columns of equal length.

use rayon::prelude::*;

use crate::ensemble::sketch::Sketch;
use crate::ensemble::statistics::{Estimate, PROBABILITIES};
use crate::quantity::PERCENT;

use super::column::{Column, Counts, Declared, Estimates, Numbers, Texts};

/// The values of a column, one for each row.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Doubles; `None` where a number does not exist.
    Numbers(Vec<Option<f64>>),
    /// Whole numbers, which exist in every row.
    Counts(Vec<u64>),
    /// Texts, which exist in every row.
    Texts(Vec<String>),
}

impl Values {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Counts(values) => values.len(),
            Self::Texts(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A column with its documentation and its values.
#[derive(Debug, Clone)]
pub(super) struct Documented {
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) meaning: String,
    pub(super) values: Values,
}

impl Documented {
    /// Name, unit and meaning.
    fn described(&self) -> (&str, &str, &str) {
        (&self.name, &self.unit, &self.meaning)
    }
}

/// A table: its name, what a row of it is, and its documented columns in order.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of the table and, with an ending, of its files.
    pub name: &'static str,
    /// What a row is, as a sentence of the documentation; also which command writes the
    /// table.
    pub grain: &'static str,
    pub(super) columns: Vec<Documented>,
}

impl Table {
    /// A table without columns.
    pub(crate) fn new(name: &'static str, grain: &'static str) -> Self {
        Self { name, grain, columns: Vec::new() }
    }

    /// Appends a column. All columns of a table have the same number of values, a row
    /// each.
    pub(super) fn push(&mut self, name: &str, unit: &str, meaning: &str, values: Values) {
        self.columns.push(Documented {
            name: name.to_owned(),
            unit: unit.to_owned(),
            meaning: meaning.to_owned(),
            values,
        });
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |first| first.values.len())
    }

    /// Names and values of the columns, in their order.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = (&str, &Values)> {
        self.columns.iter().map(|column| (column.name.as_str(), &column.values))
    }

    /// Name, unit and meaning of the columns, in their order.
    pub fn described(&self) -> impl ExactSizeIterator<Item = (&str, &str, &str)> {
        self.columns.iter().map(Documented::described)
    }

    /// Appends a column of texts, which has no unit.
    pub(crate) fn texts(&mut self, name: &str, meaning: &str, values: Vec<String>) {
        self.push(name, "", meaning, Values::Texts(values));
    }

    /// Appends a column of doubles; `None` becomes null.
    pub(crate) fn numbers(
        &mut self,
        name: &str,
        unit: &str,
        meaning: &str,
        values: Vec<Option<f64>>,
    ) {
        self.push(name, unit, meaning, Values::Numbers(values));
    }

    /// Appends a column of whole numbers that exist in every row.
    pub(crate) fn counts(&mut self, name: &str, unit: &str, meaning: &str, values: Vec<u64>) {
        self.push(name, unit, meaning, Values::Counts(values));
    }

    /// A table whose columns are declared, without any yet.
    pub(super) fn of<T: Declared>() -> Self {
        Self::new(T::NAME, T::GRAIN)
    }

    /// A declared column with its values.
    pub(super) fn fill<T, C: Filled>(&mut self, column: Column<T, C>, values: Vec<C::Value>) {
        let Column { unit, meaning, .. } = column;
        self.fill_as(column, unit, meaning, values);
    }

    /// The same of a column whose unit or meaning the table works out.
    pub(super) fn fill_as<T, C: Filled>(
        &mut self,
        column: Column<T, C>,
        unit: &str,
        meaning: &str,
        values: Vec<C::Value>,
    ) {
        self.push(&column.name(), unit, meaning, C::values(values));
    }

    /// A declared column of estimates, with the ends of their intervals.
    pub(super) fn estimates<T>(
        &mut self,
        column: Column<T, Estimates>,
        estimates: &[Option<Estimate>],
    ) {
        self.estimate(&column.name(), column.unit, column.meaning, estimates);
    }

    /// Mean and quantiles of one sketch for each row, in a unit.
    pub(super) fn distribution<T>(
        &mut self,
        mean: Column<T, Numbers>,
        columns: &[Column<T, Numbers>],
        unit: &str,
        sketches: &[&Sketch],
    ) {
        let means = sketches.iter().map(|sketch| sketch.mean()).collect();
        self.fill_as(mean, unit, mean.meaning, means);
        let quantiles: Vec<Vec<f64>> =
            sketches.par_iter().map(|sketch| sketch.quantiles(&PROBABILITIES)).collect();
        for (index, column) in columns.iter().enumerate() {
            let values = quantiles.iter().map(|row| row.get(index).copied()).collect();
            let meaning = format!(
                "{} % quantile over trials, to two parts in a thousand",
                PROBABILITIES[index] * PERCENT
            );
            self.fill_as(*column, unit, &meaning, values);
        }
    }

    /// Appends an estimate as three columns: `name` and the ends of its interval,
    /// `name_low` and `name_high`; null where there is none.
    pub(super) fn estimate(
        &mut self,
        name: &str,
        unit: &str,
        meaning: &str,
        estimates: &[Option<Estimate>],
    ) {
        let of = |part: fn(&Estimate) -> Option<f64>| {
            estimates.iter().map(|estimate| estimate.as_ref().and_then(part)).collect()
        };
        self.numbers(name, unit, meaning, of(|estimate| Some(estimate.value)));
        self.numbers(
            &format!("{name}_low"),
            unit,
            "Lower end of its 95 % interval; null where the trials cannot tell",
            of(|estimate| estimate.low),
        );
        self.numbers(&format!("{name}_high"), unit, "Upper end", of(|estimate| estimate.high));
    }
}

/// Cells that one list of values fills.
pub(super) trait Filled: Copy {
    type Value;

    fn values(values: Vec<Self::Value>) -> Values;
}

impl Filled for Texts {
    type Value = String;

    fn values(values: Vec<String>) -> Values {
        Values::Texts(values)
    }
}

impl Filled for Counts {
    type Value = u64;

    fn values(values: Vec<u64>) -> Values {
        Values::Counts(values)
    }
}

impl Filled for Numbers {
    type Value = Option<f64>;

    fn values(values: Vec<Option<f64>>) -> Values {
        Values::Numbers(values)
    }
}
