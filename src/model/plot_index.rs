//! Which plot: an index that nothing else can be taken for, and lists that only it indexes.
//!
//! # Why a type of its own
//!
//! Months, rows of a table, places in a queue and plots are all small whole numbers. A list
//! of plots that only a [`PlotIndex`] indexes cannot be asked for month 7 by mistake, at no
//! cost: the index is the number in four bytes.

use std::ops::{Deref, DerefMut, Index, IndexMut};

/// The place of a plot among those of a portfolio, which are sorted by id; so indices are
/// in the order of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlotIndex(u32);

impl PlotIndex {
    /// The plot at a place, counted from 0.
    pub const fn new(place: u32) -> Self {
        Self(place)
    }

    /// The plot at a place of a list of all plots; portfolios hold at most 10,000.
    pub fn at(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// The place as a number, as tables and records hold it.
    #[inline]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The place in a list of all plots.
    #[inline]
    pub const fn place(self) -> usize {
        self.0 as usize
    }

    /// The indices of all plots in order, without an end: to be zipped with a list.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        (0..).map(Self)
    }
}

/// One value for each plot, in the order of plots.
///
/// ```
/// use landsim::model::plot_index::{PlotIndex, Plots};
///
/// let mut rounds: Plots<u32> = Plots::same(0, 3);
/// rounds[PlotIndex::new(1)] += 1;
/// assert_eq!(rounds.entries().map(|(plot, rounds)| plot.number() + rounds).sum::<u32>(), 4);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plots<T>(Vec<T>);

impl<T> Plots<T> {
    /// The same value for each of `plots` plots.
    pub fn same(value: T, plots: usize) -> Self
    where
        T: Clone,
    {
        Self(vec![value; plots])
    }

    /// Plots with their values, in order.
    pub fn entries(&self) -> impl Iterator<Item = (PlotIndex, &T)> {
        PlotIndex::all().zip(&self.0)
    }
}

impl<T> FromIterator<T> for Plots<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T> Index<PlotIndex> for Plots<T> {
    type Output = T;

    #[inline]
    fn index(&self, plot: PlotIndex) -> &T {
        &self.0[plot.place()]
    }
}

impl<T> IndexMut<PlotIndex> for Plots<T> {
    #[inline]
    fn index_mut(&mut self, plot: PlotIndex) -> &mut T {
        &mut self.0[plot.place()]
    }
}

impl<T> Deref for Plots<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for Plots<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}
