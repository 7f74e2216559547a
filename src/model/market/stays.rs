//! Regimes of evenly spread trials: a path is made of stays, of which two numbers each say
//! how long they last and where they lead. It has the distribution of the month by month
//! chain.
//!
//! # Why stays
//!
//! Drawn month by month, a path of regimes takes a uniform for each month, and no few of
//! them decide much: even spreading gains nothing. A stay lasts longer than k months with
//! probability p^k, p being the probability of staying, so one uniform is its length, and
//! another says which regime comes next. In 120 months there are a handful of stays, and
//! their numbers are worth spreading: shares of variance that regimes have are saved only
//! so (`docs/performance.md`).

use crate::calendar::Month;
use crate::quantity::whole_months;
use crate::uncertainty::elementary::ln;

use super::cumulative::pick;
use super::points::Points;

/// Longest stay that is told from one without an end (months).
const LONGEST: f64 = 1e6;

/// A stay in a regime, whose end is known when it begins.
#[derive(Debug, Clone, Copy)]
struct Stay {
    /// Regime that the market stays in.
    regime: usize,
    /// Month in which it is over.
    until: Month,
    /// Regime that comes after it.
    next: usize,
}

/// The stays of a trial, one after another.
#[derive(Debug)]
pub(super) struct Stays<'p> {
    points: &'p Points,
    trial: u64,
    /// Number of stays that have begun.
    begun: usize,
    /// The stay that goes on, if one does.
    stay: Option<Stay>,
}

impl<'p> Stays<'p> {
    /// The stays of a trial, before the first.
    pub(super) fn new(points: &'p Points, trial: u64) -> Self {
        Self { points, trial, begun: 0, stay: None }
    }

    /// The regime of `month`, after `previous` in the month before with its transitions
    /// summed up; `None` where the random draws decide. History may have put another regime
    /// in place: a new stay begins, which is as long as what is left of an old one.
    pub(super) fn next(
        &mut self,
        previous: usize,
        month: Month,
        cumulative_transition: &[f64],
    ) -> Option<usize> {
        let stay = match self.stay {
            Some(stay) if stay.regime == previous => stay,
            _ => self.begin(previous, month.back(1), cumulative_transition)?,
        };
        let goes_on = month < stay.until;
        self.stay = goes_on.then_some(stay);
        Some(if goes_on { previous } else { stay.next })
    }

    /// A stay from `month` on: with probability p of staying it lasts longer than k months
    /// with p^k, so it lasts 1 + floor(ln u / ln p) months for a uniform u.
    fn begin(&mut self, regime: usize, month: Month, cumulative: &[f64]) -> Option<Stay> {
        let [length, end] = self.points.stay(self.trial, self.begun)?;
        self.begun += 1;
        let before = if regime == 0 { 0.0 } else { cumulative[regime - 1] };
        let staying = cumulative[regime] - before;
        let months = if staying <= 0.0 {
            1.0
        } else if staying >= 1.0 {
            LONGEST
        } else {
            (1.0 + (ln(length) / ln(staying)).floor()).min(LONGEST)
        };
        let among_others = end * (1.0 - staying);
        let in_row = if among_others < before { among_others } else { among_others + staying };
        Some(Stay {
            regime,
            until: month.plus(whole_months(months)),
            next: pick(cumulative, in_row),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::count;
    use crate::uncertainty::sampling::Sampling;

    #[test]
    fn stays_have_the_probabilities_of_the_chain() {
        // 262,144 trials of 12 months, in which nobody stays eight times: shares of a tenth would
        // be known to 0.6 % from independent trials, and better spread evenly; 1 % is the limit.
        // Expected shares by multiplying the rows out.
        const TRIALS: u64 = 262_144;
        const MONTHS: usize = 12;
        let rows = [[0.9, 0.1, 0.0], [0.03, 0.92, 0.05], [0.0, 0.3, 0.7]];
        let summed = rows.map(|row| [row[0], row[0] + row[1], 1.0]);
        let points = Points::new(Sampling::Sobol, 3, 60, 120).unwrap();
        let mut found = [[0.0; 3]; MONTHS];
        for trial in 0..TRIALS {
            let (mut stays, mut regime) = (Stays::new(&points, trial), 1);
            for (month, shares) in Month::first(MONTHS).zip(&mut found).skip(1) {
                let Some(next) = stays.next(regime, month, &summed[regime]) else { break };
                regime = next;
                shares[regime] += 1.0 / count(usize::try_from(TRIALS).unwrap());
            }
        }
        let mut expected = [0.0, 1.0, 0.0];
        for shares in &found[1..] {
            expected = [0, 1, 2].map(|to| (0..3).map(|from| expected[from] * rows[from][to]).sum());
            for (found, expected) in shares.iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 0.01 * expected.max(0.1),
                    "{shares:?} {expected:?}"
                );
            }
        }
    }

    #[test]
    fn a_regime_that_never_ends_or_never_stays() {
        let points = Points::new(Sampling::Sobol, 3, 60, 120).unwrap();
        let mut stays = Stays::new(&points, 0);
        let mut next = |from, month| stays.next(from, Month::new(month), &[0.0, 1.0]);
        assert_eq!(next(0, 1), Some(1));
        assert!((2..1_000).all(|month| next(1, month) == Some(1)));
        // History put regime 0 in place.
        assert_eq!(next(0, 1_000), Some(1));
    }
}
