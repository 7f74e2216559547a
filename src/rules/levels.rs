//! Levels that nobody knows: how far prices, costs, debt and the city's share may lie from what a
//! scenario states.
//!
//! A scenario's numbers are medians of what is believed. That all prices are a fifth lower than
//! believed, or all costs a seventh higher, is no event of a market and stands in none of its
//! processes: it is one factor on all of them, drawn once for a future.

use std::borrow::Cow;

use super::Rules;

/// Factors on what a scenario states; those of [`Levels::STATED`] change nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Factor on all base prices of zones; compensation does not move with it.
    pub price: f64,
    /// Factor on acquisition, preparation and sunk cost of all plots.
    pub cost: f64,
    /// Factor on the reserve centre's opening debt.
    pub opening_debt: f64,
    /// What is added to the city's share of all classes, which stays between 0 and 1.
    pub city_share_shift: f64,
}

impl Levels {
    /// Everything as stated.
    pub const STATED: Self =
        Self { price: 1.0, cost: 1.0, opening_debt: 1.0, city_share_shift: 0.0 };
}

impl Default for Levels {
    fn default() -> Self {
        Self::STATED
    }
}

impl Rules {
    /// The rules with prices, debt and the city's share at their levels; cost is a matter of plots,
    /// which take its level themselves.
    pub fn at_levels(&self) -> Cow<'_, Self> {
        let Levels { price, opening_debt, city_share_shift, .. } = self.levels;
        if self.levels == Levels::STATED {
            return Cow::Borrowed(self);
        }
        let mut rules = self.clone();
        for zone in &mut rules.zones {
            for base_price in &mut zone.base_price {
                *base_price *= price;
            }
        }
        rules.finance.opening_debt *= opening_debt;
        for share in &mut rules.receipts.city_share {
            *share = (*share + city_share_shift).clamp(0.0, 1.0);
        }
        Cow::Owned(rules)
    }
}
