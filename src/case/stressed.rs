//! A case with one change of what it states: a stress of its list, or one doubted number at an end.
//!
//! # Why uncertain numbers are held
//!
//! One change at a time asks what that change does. Numbers that a scenario draws itself stay at
//! their medians meanwhile, and so does every other doubted number at what is stated, so that the
//! base of the comparison is one model, too.

use crate::calendar::YearMonth;
use crate::model::Model;
use crate::portfolio::Portfolio;
use crate::portfolio::plot::PlotStatus;
use crate::reader::uncertain_number::UncertainNumber;
use crate::scenario::stress::Stress;

use super::Case;

/// Keys of the levels with what each is when everything is as stated.
const STATED_LEVELS: [(&str, f64); 4] = [
    ("doubt.price_level", 1.0),
    ("doubt.cost_level", 1.0),
    ("doubt.opening_debt_level", 1.0),
    ("doubt.city_share_shift", 0.0),
];

/// A doubted number with what is stated in its place.
#[derive(Debug, Clone, Copy)]
pub struct DoubtedNumber<'c> {
    /// The number with its distribution.
    pub number: &'c UncertainNumber,
    /// What stands for it where it is not drawn.
    pub stated: f64,
}

impl Case {
    /// The model of the case under a stress of its scenario's list.
    pub fn stressed(&self, stress: &Stress, seed: u64) -> Model {
        let mut rules = self.scenario.rules.clone();
        rules.levels.price *= stress.price_factor;
        rules.levels.cost *= stress.cost_factor;
        rules.finance.spread += stress.rate_shift;
        if stress.sale_delay_months == 0 {
            return self.model_of(&rules, seed);
        }
        self.model_with(&rules, &self.with_later_sales(stress.sale_delay_months), seed)
    }

    /// The plots with every planned listing so many months later that is still ahead.
    fn with_later_sales(&self, months: usize) -> Portfolio {
        let begin =
            self.told.as_ref().map_or(self.scenario.rules.calendar.start, |told| told.as_of);
        let months = i32::try_from(months).unwrap_or(i32::MAX);
        let mut portfolio = self.portfolio.clone();
        let later = |date: YearMonth| if date < begin { date } else { date.plus(months) };
        for plot in portfolio.plots.iter_mut().filter(|plot| plot.status != PlotStatus::Sold) {
            plot.list_date = plot.list_date.map(later);
        }
        portfolio
    }

    /// The numbers that the scenario doubts, in the order in which they are drawn, without those
    /// that it draws itself; none where it doubts nothing.
    pub fn doubted_numbers(&self) -> Vec<DoubtedNumber<'_>> {
        let Some(doubtful) = self.scenario.doubtful() else { return Vec::new() };
        let own = &self.scenario.uncertain;
        let is_own = |number: &&UncertainNumber| own.iter().any(|own| own.key == number.key);
        let doubted = doubtful.uncertain.iter().filter(|number| !is_own(number));
        doubted.map(|number| DoubtedNumber { number, stated: self.stated(number) }).collect()
    }

    /// What is stated in the place of a number that is drawn when it is doubted.
    fn stated(&self, number: &UncertainNumber) -> f64 {
        let level = STATED_LEVELS.into_iter().find(|(key, _)| *key == number.key);
        let parameter =
            || self.scenario.parameters.iter().find(|parameter| parameter.key == number.key);
        level
            .map(|(_, stated)| stated)
            .or_else(|| parameter()?.value.parse().ok())
            .unwrap_or_else(|| number.median())
    }

    /// The model of the case with one doubted number at a value and all others as stated; of a key
    /// that is not doubted, everything as stated.
    pub fn with_doubted(&self, key: &str, value: f64, seed: u64) -> Model {
        let Some(doubtful) = self.scenario.doubtful() else { return self.model(seed) };
        let of = |number: &UncertainNumber| {
            if number.key == key { value } else { self.stated(number) }
        };
        let numbers: Vec<f64> = doubtful.uncertain.iter().map(of).collect();
        self.model_of(&doubtful.drawn(&numbers), seed)
    }
}
