//! A month or none, as small as a month: there are many in what a trial remembers of its plots.

use crate::calendar::Month;

/// A month or none, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MaybeMonth(u32);

impl MaybeMonth {
    /// No month.
    pub(super) const NONE: Self = Self(u32::MAX);

    /// A month.
    #[inline]
    pub(super) fn of(month: Month) -> Self {
        Self(month.number())
    }

    /// The month, where there is one.
    #[inline]
    pub(super) fn get(self) -> Option<Month> {
        (self != Self::NONE).then_some(Month::new(self.0))
    }

    /// The month; where there is none, it is set to `month` first.
    #[inline]
    pub(super) fn get_or_insert(&mut self, month: Month) -> Month {
        if *self == Self::NONE {
            *self = Self::of(month);
        }
        Month::new(self.0)
    }
}
