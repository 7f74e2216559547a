//! Which month of a run: an index that nothing else can be taken for, and lists that only it
//! indexes.
//!
//! # Why a type of its own
//!
//! Months, numbers of months, plots and places in a list are all small whole numbers. A
//! month and a number of months make a month, two months make a number of months, and two
//! months added up are nothing: here they do not compile. A list that only a [`Month`]
//! indexes cannot be asked for plot 7 by mistake, at no cost: a month is its number in four
//! bytes.
//!
//! Numbers of months stay plain numbers, as every count does, and so do planned months,
//! which may lie before the start (`i32`).

use std::fmt;
use std::ops::{Index, IndexMut, Range};
use std::slice::{Iter, IterMut};

/// A month of a run, 0 being its start; it may lie beyond the horizon.
///
/// ```
/// use landsim::calendar::Month;
///
/// let deal = Month::new(3);
/// let start = deal.plus(14);
/// assert_eq!((start.number(), start.since(deal)), (17, 14));
/// assert_eq!((deal.back(9), deal.before()), (Month::START, Some(Month::new(2))));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Month(u32);

impl Month {
    /// Month 0.
    pub const START: Self = Self(0);

    /// The month of a number, counted from 0.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The month at a place of a list by month; what does not fit is beyond any horizon.
    #[inline]
    pub fn at(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX - 1))
    }

    /// The month of a planned month number; `None` before the start.
    #[inline]
    pub fn planned(number: i32) -> Option<Self> {
        u32::try_from(number).ok().map(Self)
    }

    /// The month as a number, as tables and records hold it.
    #[inline]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The place in a list by month.
    #[inline]
    pub const fn place(self) -> usize {
        self.0 as usize
    }

    /// The month `months` later.
    #[must_use]
    #[inline]
    pub fn plus(self, months: usize) -> Self {
        Self::at(self.place() + months)
    }

    /// The month `months` earlier, month 0 at the earliest.
    #[must_use]
    #[inline]
    pub fn back(self, months: usize) -> Self {
        Self(self.0.saturating_sub(u32::try_from(months).unwrap_or(u32::MAX)))
    }

    /// The month after.
    #[must_use]
    #[inline]
    pub fn after(self) -> Self {
        self.plus(1)
    }

    /// The month before; `None` of month 0.
    #[inline]
    pub fn before(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// Months from `earlier` to `self`, 0 when `self` comes first.
    #[inline]
    pub fn since(self, earlier: Self) -> usize {
        self.place().saturating_sub(earlier.place())
    }

    /// The first `months` months of a run, in order.
    #[inline]
    pub fn first(
        months: usize,
    ) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        Self::each(Self::START..Self::at(months))
    }

    /// Each month of a span, in order.
    #[inline]
    pub fn each(
        span: Range<Self>,
    ) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (span.start.0..span.end.0).map(Self)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// One value for each month of a run, from month 0 on.
///
/// ```
/// use landsim::calendar::{ByMonth, Month};
///
/// let mut dealt = ByMonth::same(0.0, 3);
/// dealt[Month::new(1)] += 2.5;
/// assert_eq!(dealt.as_slice(), [0.0, 2.5, 0.0]);
/// assert_eq!(dealt[Month::START..Month::new(2)].iter().sum::<f64>(), 2.5);
/// assert_eq!(dealt.get(Month::new(3)), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ByMonth<T>(Vec<T>);

/// No month has a value yet.
impl<T> Default for ByMonth<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByMonth<T> {
    /// The same value for each of the first `months` months.
    pub fn same(value: T, months: usize) -> Self
    where
        T: Clone,
    {
        Self(vec![value; months])
    }

    /// Gives each of the first `months` months the same value, in the buffer of the old ones.
    pub fn reset(&mut self, value: T, months: usize)
    where
        T: Clone,
    {
        self.0.clear();
        self.0.resize(months, value);
    }

    /// Goes on to month `end`, which is not included, with the same value for each month
    /// that is new; what goes on farther stays as it is.
    pub fn extend_to(&mut self, end: Month, value: T)
    where
        T: Clone,
    {
        self.0.resize(self.0.len().max(end.place()), value);
    }

    /// Takes over the values of another list, which has as many months.
    pub fn copy_from(&mut self, other: &Self)
    where
        T: Copy,
    {
        self.0.copy_from_slice(&other.0);
    }

    /// Gives the first month that has no value one.
    pub fn push(&mut self, value: T) {
        self.0.push(value);
    }

    /// The first month that has no value.
    #[inline]
    pub fn end(&self) -> Month {
        Month::at(self.0.len())
    }

    /// The value of a month; `None` beyond the last.
    #[inline]
    pub fn get(&self, month: Month) -> Option<&T> {
        self.0.get(month.place())
    }

    /// The value of a month, to be changed; `None` beyond the last.
    #[inline]
    pub fn get_mut(&mut self, month: Month) -> Option<&mut T> {
        self.0.get_mut(month.place())
    }

    /// All values, month by month.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// All values, month by month, to be changed.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.0
    }

    /// All values in order of months.
    #[inline]
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter()
    }

    /// All values in order of months, to be changed.
    #[inline]
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        self.0.iter_mut()
    }

    /// Months with their values, in order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (Month, &T)> {
        Month::first(self.0.len()).zip(&self.0)
    }
}

impl<T> FromIterator<T> for ByMonth<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<'l, T> IntoIterator for &'l ByMonth<T> {
    type Item = &'l T;
    type IntoIter = Iter<'l, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'l, T> IntoIterator for &'l mut ByMonth<T> {
    type Item = &'l mut T;
    type IntoIter = IterMut<'l, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T> Index<Month> for ByMonth<T> {
    type Output = T;

    #[inline]
    fn index(&self, month: Month) -> &T {
        &self.0[month.place()]
    }
}

impl<T> IndexMut<Month> for ByMonth<T> {
    #[inline]
    fn index_mut(&mut self, month: Month) -> &mut T {
        &mut self.0[month.place()]
    }
}

impl<T> Index<Range<Month>> for ByMonth<T> {
    type Output = [T];

    #[inline]
    fn index(&self, span: Range<Month>) -> &[T] {
        &self.0[span.start.place()..span.end.place()]
    }
}

impl<T> IndexMut<Range<Month>> for ByMonth<T> {
    #[inline]
    fn index_mut(&mut self, span: Range<Month>) -> &mut [T] {
        &mut self.0[span.start.place()..span.end.place()]
    }
}
