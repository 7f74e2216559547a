//! What appraisals make of land prices: they follow the market with a lag.
//!
//! ```text
//! A_u(0) = X_u(0) - leverage_u × initial gap                   log appraised price of use u
//! A_u(t) = A_u(t-1) + (X_u(t) - A_u(t-1)) / (1 + age)          X_u: effective log land price
//! ```
//!
//! # Why appraisals lag
//!
//! An appraiser goes by deals of the past year or two and by the last appraisal, and cannot
//! tell a boom from a few dear plots. So reserve prices run behind booms and busts: in a boom
//! the difference is paid as a premium, in a bust it is asked in vain (Quan and Quigley 1991).
//! With the market's own price in its place, premiums do not know whether prices rise.
//!
//! # Why from a month on
//!
//! A policy with a trigger may move a month's prices when the month begins, so what appraisals
//! make of them from then on is worked out anew; without one, all months are worked out once.

use crate::calendar::Month;
use crate::catalogue::land_use::{ByUse, Use};
use crate::uncertainty::elementary::{bounded_exp, bounded_exp_all};

use super::{MarketModel, MarketPath};

impl MarketModel {
    /// Works out what appraisals make of the prices from a month on. Without age nothing is worked
    /// out: effective prices are in the place.
    pub(super) fn appraise(&self, path: &mut MarketPath, from: Month) {
        let age = self.auction.appraisal_age_months;
        for of_use in Use::ALL {
            let (market, prices) = (&path.log_land_price[of_use], &path.land_price[of_use]);
            let appraised = &mut path.appraised_price[of_use];
            if age == 0.0 {
                appraised.as_mut_slice()[from.place()..]
                    .copy_from_slice(&prices.as_slice()[from.place()..]);
                continue;
            }
            let logs = &mut path.log_appraised[of_use];
            let mut log = match from.before() {
                Some(before) => logs[before],
                None => {
                    market[from] - self.land[of_use].leverage * self.auction.initial_appraisal_gap
                }
            };
            for month in Month::each(from..Month::at(self.horizon)) {
                if month > Month::START {
                    log += (market[month] - log) / (1.0 + age);
                }
                logs[month] = log;
            }
            let later = &mut appraised.as_mut_slice()[from.place()..];
            later.copy_from_slice(&logs.as_slice()[from.place()..]);
            bounded_exp_all(later);
        }
    }

    /// Moves the effective prices of a month by a displacement of their logs, as a policy with a
    /// trigger does that comes into force in it; appraisals follow from then on.
    pub fn displace(&self, path: &mut MarketPath, month: Month, displacement: ByUse<f64>) {
        for (of_use, displacement) in Use::ALL.into_iter().zip(displacement) {
            path.land_price[of_use][month] *= bounded_exp(displacement);
            path.log_land_price[of_use][month] += displacement;
        }
        self.appraise(path, month);
    }
}
