//! The market along one path: regime, house and land prices, construction cost, rate,
//! bidders.
//!
//! ```text
//! S(t+1)   ~ row S(t) of the transition matrix
//! g(t+1)   = φ g(t) + (1-φ) m[S(t)] + pull/12 (trend t/12 - H(t)) + s[S(t)] z_H       per month
//! H(t+1)   = H(t) + g(t+1)
//! Y_u(t+1) = (1 - κ_u/12) Y_u(t) + σ_u √(1/12) z_u
//! X_u(t)   = β_u H(t) + drift_u t/12 + Y_u(t) + displacement_u(t)          log land price of use u
//! ln K(t+1) = ln K(t) + μ_K/12 + σ_K √(1/12) z_K                                construction cost
//! r(t+1)   = max(0, r(t) + a/12 (b(t) - r(t)) + σ_r √(1/12) z_r)       b: the policy rate's path
//! D(t+1)   = (1 - κ_D/12) D(t) + σ_D √(1/12) z_D                              developers' demand
//! λ(t)     = λ₀ λ[S(t)] exp(D(t)) × multipliers, held within its bounds    mean number of bidders
//! Deff(t)  = D(t) + log of the multipliers                                  what bids follow
//! ```
//!
//! What one month passes to the next goes month by month; everything else is worked out for
//! all months together. All logs are 0 and the cost index is 1 at month 0.

mod appraisal;
mod cumulative;
pub mod expectation;
mod filter;
mod history;
mod path;
pub mod points;
mod regime_step;
pub mod seen;
mod state;
mod stays;

use pulp::{Arch, Simd, WithSimd};

use crate::calendar::{ByMonth, Month};
use crate::catalogue::land_use::{ByUse, Use};
use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::rules::Rules;
use crate::rules::auction::Auction;
use crate::rules::market::{ByFactor, Factor, LandPrice};
use crate::uncertainty::draw_tables::MarketDrawTable;
use crate::uncertainty::elementary::{bounded_exp_all, sqrt};
use crate::uncertainty::normal::{self, LognormalByMoments};
use crate::uncertainty::stream::{EntityKey, MarketPurpose};

use super::auction;
use super::timeline::Timeline;

use cumulative::{differences, pick, running_sum};
use filter::{PriceChain, RegimeFilter};
use history::HistoryPath;
pub use path::MarketPath;
use points::Points;
use regime_step::RegimeStep;
use seen::SeenMarket;
use state::MarketState;
use stays::Stays;

/// The purpose whose uniforms become a factor's normals.
const fn purpose_of(factor: Factor) -> MarketPurpose {
    match factor {
        Factor::HousePrice => MarketPurpose::HousePrice,
        Factor::ResidentialLand => MarketPurpose::ResidentialLand,
        Factor::CommercialOfficeLand => MarketPurpose::CommercialOfficeLand,
        Factor::ConstructionCost => MarketPurpose::ConstructionCost,
        Factor::LendingRate => MarketPurpose::LendingRate,
        Factor::Demand => MarketPurpose::Demand,
    }
}

/// Months whose normals are correlated together.
const MONTHS_TOGETHER: usize = 64;

/// A mean-reverting factor by months: next = keep × now + spread × z, stationary with
/// variance spread² / (1 - keep²).
#[derive(Debug, Clone, Copy, PartialEq)]
struct MonthlyReversion {
    keep: f64,
    spread: f64,
}

impl MonthlyReversion {
    fn new(reversion_per_year: f64, volatility_per_sqrt_year: f64) -> Self {
        Self {
            keep: 1.0 - reversion_per_year / MONTHS_PER_YEAR,
            spread: volatility_per_sqrt_year * sqrt(1.0 / MONTHS_PER_YEAR),
        }
    }

    #[inline]
    fn next(self, now: f64, z: f64) -> f64 {
        self.keep * now + self.spread * z
    }
}

/// The market's fixed part: rates per year turned into steps per month.
#[derive(Debug, Clone)]
pub struct MarketModel {
    horizon: usize,
    momentum: f64,
    monthly_pull: f64,
    monthly_trend: f64,
    initial_momentum: Option<f64>,
    cumulative_initial: Vec<f64>,
    regimes: Vec<RegimeStep>,
    land: ByUse<LandPrice>,
    land_step: ByUse<MonthlyReversion>,
    /// Own drift of land prices by use and month (log).
    land_drift: ByUse<ByMonth<f64>>,
    cost_drift: f64,
    cost_spread: f64,
    rate_initial: f64,
    rate_pull: f64,
    rate_spread: f64,
    demand_step: MonthlyReversion,
    factor: [[f64; Factor::COUNT]; Factor::COUNT],
    auction: Auction,
    history: HistoryPath,
    /// Months that were seen, from month 0 on.
    seen: Vec<SeenMarket>,
    /// What house prices that were seen tell of regimes that were not.
    filter: Option<RegimeFilter>,
    /// Where shocks and regimes come from when trials are not each for itself.
    pub(super) points: Option<Points>,
}

impl MarketModel {
    /// Compiles the market of some rules.
    pub fn new(rules: &Rules) -> Self {
        let market = &rules.market;
        Self {
            horizon: rules.calendar.horizon,
            momentum: market.momentum,
            monthly_pull: market.pull_to_trend / MONTHS_PER_YEAR,
            monthly_trend: market.trend / MONTHS_PER_YEAR,
            initial_momentum: market.initial_momentum,
            cumulative_initial: running_sum(
                market.regimes.iter().map(|regime| regime.initial_probability),
            ),
            regimes: market.regimes.iter().map(RegimeStep::new).collect(),
            land: market.land,
            land_step: market
                .land
                .map(|land| MonthlyReversion::new(land.reversion, land.volatility)),
            land_drift: market.land.map(|land| {
                let years = |month: Month| count(month.place()) / MONTHS_PER_YEAR;
                rules.calendar.months().map(|month| land.drift * years(month)).collect()
            }),
            cost_drift: market.construction_cost_drift / MONTHS_PER_YEAR,
            cost_spread: market.construction_cost_volatility * sqrt(1.0 / MONTHS_PER_YEAR),
            rate_initial: market.lending_rate_initial,
            rate_pull: market.lending_rate_reversion / MONTHS_PER_YEAR,
            rate_spread: market.lending_rate_volatility * sqrt(1.0 / MONTHS_PER_YEAR),
            demand_step: MonthlyReversion::new(market.demand_reversion, market.demand_volatility),
            factor: market.correlation_factor,
            auction: rules.auction,
            history: HistoryPath::new(market, &rules.calendar),
            seen: Vec::new(),
            filter: None,
            points: None,
        }
    }

    /// Takes what was seen of the months from month 0 on in the place of what is drawn.
    pub fn see(&mut self, seen: &[SeenMarket]) {
        self.seen = seen.to_vec();
        let chain = PriceChain {
            regimes: self.regimes.iter().map(RegimeStep::in_chain).collect(),
            initial: differences(&self.cumulative_initial),
            initial_momentum: self.initial_momentum,
            momentum: self.momentum,
            monthly_pull: self.monthly_pull,
            monthly_trend: self.monthly_trend,
        };
        self.filter = RegimeFilter::new(&chain, seen);
    }

    /// Number of regimes; their indices are places in the rules.
    pub fn regime_count(&self) -> usize {
        self.regimes.len()
    }

    /// Probability that a buyer who deals in a regime stops paying.
    pub fn default_rate(&self, regime: usize) -> f64 {
        self.regimes[regime].default_rate
    }

    /// Start lag of plots dealt in a regime (months).
    pub fn start_lag(&self, regime: usize) -> LognormalByMoments {
        self.regimes[regime].start_lag
    }

    /// Simulates the path of a trial into `path`, whose buffers have room for the horizon.
    ///
    /// Nothing that the programme does moves it, so control variates and expectations of it
    /// are known before anything is sold; what policies with a trigger change is laid over
    /// it later.
    pub fn simulate(&self, timeline: &Timeline, key: EntityKey, trial: u64, path: &mut MarketPath) {
        self.draw(key, trial, path);
        let mut stays = self.points.as_ref().map(|points| Stays::new(points, trial));
        let mut state = self.begin(&path.draws, trial);
        self.bind_seen(&mut state, Month::START, &path.seen_regimes);
        path.record(Month::START, &state);
        for month in Month::each(Month::START.after()..Month::at(self.horizon)) {
            let given = self.given_change(&mut state, month, &path.draws);
            if let Some((_, regime)) = given {
                state.regime = regime;
                path.regime[month.back(1)] = regime;
            }
            self.change_regime(&mut state, month, &path.draws, stays.as_mut());
            let given = given.map(|(change, _)| change);
            self.advance(&mut state, given, month, path.normals_of(month), timeline);
            self.bind_seen(&mut state, month, &path.seen_regimes);
            path.record(month, &state);
        }
        for (month, seen) in Month::first(self.seen.len()).zip(&self.seen) {
            if let Some(regime) = seen.regime {
                // History may have put another in place.
                path.regime[month] = regime.min(self.regimes.len() - 1);
            }
        }
        self.finish(timeline, path);
    }

    /// What was seen of a month's market takes the place of what was drawn.
    #[inline]
    fn bind_seen(&self, state: &mut MarketState, month: Month, regimes: &[usize]) {
        if let Some(seen) = self.seen.get(month.place()) {
            seen.bind(state, self.regimes.len());
            if let Some(regime) = regimes.get(month.place()) {
                state.regime = *regime;
            }
        }
    }

    /// Draws the words of a path and makes correlated normals of them, by factor and month.
    fn draw(&self, key: EntityKey, trial: u64, path: &mut MarketPath) {
        let MarketPath { draws, normals, seen_regimes, .. } = path;
        draws.draw(key, trial);
        for (normals, factor) in normals.chunks_exact_mut(self.horizon).zip(Factor::ALL) {
            for (normal, uniform) in normals.iter_mut().zip(draws.uniforms(purpose_of(factor))) {
                *normal = uniform;
            }
        }
        normal::inverse_all(normals);
        if let Some(points) = &self.points {
            points.spread(trial, normals);
        }
        if let Some(filter) = &self.filter {
            filter.draw(draws, seen_regimes);
            let of_prices = &mut normals[Factor::HousePrice as usize * self.horizon..];
            for (normal, shock) in of_prices[1..].iter_mut().zip(filter.shocks(seen_regimes)) {
                *normal = shock;
            }
        }
        Arch::new().dispatch(Correlate { factor: &self.factor, normals, months: self.horizon });
    }

    /// The market of month 0: its regime, the momentum that it starts with, and where in a
    /// resampled history it stands.
    fn begin(&self, draws: &MarketDrawTable, trial: u64) -> MarketState {
        let mut state = MarketState { rate: self.rate_initial, ..MarketState::default() };
        let u = match &self.points {
            None => draws.uniform(MarketPurpose::Regime, Month::START),
            Some(points) => points.first_regime(trial),
        };
        state.regime = pick(&self.cumulative_initial, u);
        let mut momentum = None;
        match &self.history {
            HistoryPath::Replay(months) => {
                if let Some(Some((change, _))) = months.get(Month::START) {
                    momentum = Some(*change);
                }
            }
            HistoryPath::Bootstrap(changes, _) => {
                let u = draws.uniform(MarketPurpose::HistoryBlock, Month::START);
                state.history_at = index_at(u, changes.len());
            }
            HistoryPath::None => {}
        }
        state.momentum =
            momentum.or(self.initial_momentum).unwrap_or(self.regimes[state.regime].mean);
        state
    }

    /// Lets the regime that follows come, as the draws or, of evenly spread trials, the stays say.
    #[inline]
    fn change_regime(
        &self,
        state: &mut MarketState,
        month: Month,
        draws: &MarketDrawTable,
        stays: Option<&mut Stays<'_>>,
    ) {
        let now = state.regime;
        let cumulative = &self.regimes[now].cumulative_transition;
        let next = stays.and_then(|stays| stays.next(now, month, cumulative));
        state.previous = now;
        state.regime =
            next.unwrap_or_else(|| pick(cumulative, draws.uniform(MarketPurpose::Regime, month)));
    }

    /// Takes the market from the month before into `month` with the month's normals; a change of
    /// house prices that history gives stands in the place of the simulated one.
    fn advance(
        &self,
        state: &mut MarketState,
        given: Option<f64>,
        month: Month,
        z: ByFactor<f64>,
        timeline: &Timeline,
    ) {
        let change =
            given.unwrap_or_else(|| self.house_price_change(state, month, z[Factor::HousePrice]));
        state.momentum = change;
        state.house_price += change;
        for of_use in Use::ALL {
            let own = &mut state.land_own[of_use];
            *own = self.land_step[of_use].next(*own, z[Factor::of_land(of_use)]);
        }
        state.log_cost += self.cost_drift + self.cost_spread * z[Factor::ConstructionCost];
        state.rate_change = self.rate_spread * z[Factor::LendingRate];
        state.rate =
            self.next_rate(state.rate, timeline.policy_rate[month.back(1)], state.rate_change);
        state.demand = self.demand_step.next(state.demand, z[Factor::Demand]);
    }

    /// Lending rate of the next month, from the rate and the policy rate of this one (per
    /// year).
    #[inline]
    fn next_rate(&self, rate: f64, policy_rate: f64, change: f64) -> f64 {
        (rate + self.rate_pull * (policy_rate - rate) + change).max(0.0)
    }

    /// Lets the lending rates after `month` follow the policy rates of the timeline anew,
    /// with the shocks that were drawn; replayed rates stay.
    pub fn follow_policy_rate(&self, timeline: &Timeline, month: Month, path: &mut MarketPath) {
        if timeline.lending_rate_replay.is_some() {
            return;
        }
        for later in Month::each(month.after()..Month::at(self.horizon)) {
            let before = later.back(1);
            let (rate, policy_rate) = (path.simulated_rate[before], timeline.policy_rate[before]);
            let rate = self.next_rate(rate, policy_rate, path.rate_change[later]);
            path.simulated_rate[later] = rate;
            path.lending_rate[later] = (rate + timeline.lending_rate_add[later]).max(0.0);
        }
    }

    /// The change of house prices into `month` that history gives, with the regime that it is of:
    /// that of the month before, since a month's regime drives the change into the next, of
    /// simulated months as of replayed ones.
    #[inline]
    fn given_change(
        &self,
        state: &mut MarketState,
        month: Month,
        draws: &MarketDrawTable,
    ) -> Option<(f64, usize)> {
        match &self.history {
            HistoryPath::None => None,
            HistoryPath::Replay(months) => months[month],
            HistoryPath::Bootstrap(changes, new_block) => {
                let u = draws.uniform(MarketPurpose::HistoryBlock, month);
                let next = state.history_at + 1;
                let starts_block = u < *new_block || next == changes.len();
                // Within a starting block the uniform, rescaled, is uniform again.
                state.history_at = if u < *new_block {
                    index_at(u / new_block, changes.len())
                } else if starts_block {
                    0
                } else {
                    next
                };
                Some(changes[state.history_at])
            }
        }
    }

    /// The simulated change of house prices into `month`; `regime` in `state` is already the new
    /// one, the one before drives the change, as the recursion says.
    #[inline]
    fn house_price_change(&self, state: &MarketState, month: Month, z: f64) -> f64 {
        let regime = &self.regimes[state.previous];
        let gap = self.monthly_trend * count(month.back(1).place()) - state.house_price;
        self.momentum * state.momentum
            + (1.0 - self.momentum) * regime.mean
            + self.monthly_pull * gap
            + regime.volatility * z
    }

    /// Turns the logs of a path into prices, costs and numbers, and puts replayed series in place.
    fn finish(&self, timeline: &Timeline, path: &mut MarketPath) {
        for of_use in Use::ALL {
            let Self { land, land_drift, .. } = self;
            let own = path.house_price.iter().zip(&land_drift[of_use]).zip(&path.land_own[of_use]);
            let logs = path.land_price[of_use].iter_mut().zip(own);
            for ((log, ((house_price, drift), own)), displacement) in
                logs.zip(&timeline.price_displacement[of_use])
            {
                *log = land[of_use].leverage * house_price + drift + own + displacement;
            }
            path.log_land_price[of_use].copy_from(&path.land_price[of_use]);
            bounded_exp_all(path.land_price[of_use].as_mut_slice());
        }
        bounded_exp_all(path.construction_cost.as_mut_slice());
        path.bidder_mean.copy_from(&path.demand);
        bounded_exp_all(path.bidder_mean.as_mut_slice());
        let demand = path.demand.iter().zip(&timeline.demand_multiplier);
        for (level, (demand, multiplier)) in path.bid_level.iter_mut().zip(demand) {
            let effective = auction::effective_demand(*demand, *multiplier);
            *level = auction::bid_level(&self.auction, effective);
        }
        bounded_exp_all(path.bid_level.as_mut_slice());
        path.lending_rate.copy_from(&path.simulated_rate);
        if let Some(replayed) = &timeline.construction_cost_replay {
            path.construction_cost.copy_from(replayed);
        }
        if let Some(replayed) = &timeline.lending_rate_replay {
            path.lending_rate.copy_from(replayed);
        }
        for (rate, add) in path.lending_rate.iter_mut().zip(&timeline.lending_rate_add) {
            *rate = (*rate + add).max(0.0);
        }
        let Auction { bidder_mean, bidder_mean_least, bidder_mean_greatest, .. } = self.auction;
        let multipliers = path.regime.iter().zip(&timeline.demand_multiplier);
        for (mean, (regime, multiplier)) in path.bidder_mean.iter_mut().zip(multipliers) {
            *mean = (bidder_mean * self.regimes[*regime].bidder_multiplier * *mean * multiplier)
                .clamp(bidder_mean_least, bidder_mean_greatest);
        }
        self.appraise(path, Month::START);
    }
}

/// Independent normals, by factor and month, on their way to correlated ones: z = L e.
struct Correlate<'n> {
    /// Lower triangle L of the correlation matrix.
    factor: &'n [[f64; Factor::COUNT]; Factor::COUNT],
    normals: &'n mut [f64],
    months: usize,
}

impl WithSimd for Correlate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { factor, normals, months } = self;
        for first in (0..months).step_by(MONTHS_TOGETHER) {
            let number = (months - first).min(MONTHS_TOGETHER);
            let span = |index: usize| index * months + first..index * months + first + number;
            // The last first: each takes its own and those before it as they were.
            for (index, row) in factor.iter().enumerate().rev() {
                let mut sums = [0.0; MONTHS_TOGETHER];
                for (before, weight) in row.iter().enumerate().take(index) {
                    for (sum, normal) in sums.iter_mut().zip(&normals[span(before)]) {
                        *sum += weight * normal;
                    }
                }
                for (own, sum) in normals[span(index)].iter_mut().zip(&sums) {
                    *own = sum + row[index] * *own;
                }
            }
        }
    }
}

/// The place that a uniform picks out of `length` equally likely ones.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 <= u < 1 times a length"
)]
fn index_at(u: f64, length: usize) -> usize {
    ((u * count(length)) as usize).min(length.saturating_sub(1))
}
