//! The program judged on the machine it runs on: closed forms with the probability of what was
//! found, and identities that hold in every trial.
//!
//! The tests of the repository ask the same with larger samples and of more; this is what a user
//! can run on the program that was installed.
//!
//! | check | sample | judged by |
//! | --- | --- | --- |
//! | uniforms, normals, durations, bidders | 200,000 draws | chi-squared, Kolmogorov-Smirnov |
//! | failures and second prices of auctions | 200,000 auctions | normal approximation |
//! | shocks come as often as their hazard says | 200,000 draws | normal approximation |
//! | house prices, regimes, land, demand | 20,000 paths | chi-squared, Kolmogorov-Smirnov |
//! | books balance every month; parts make the whole | 320 trials | exactly |
//!
//! # Why probabilities and not tolerances
//!
//! A tolerance that is wide enough for every seed is too wide to see a small mistake.
//! Here each check says how probable it is, if the program is right, to find what was
//! found or something less likely. That number is spread evenly from 0 to 1 for a right
//! program and next to 0 for a wrong one, whatever is checked, so one limit serves all.
//!
//! # What passing does not say
//!
//! That the model is true, or that a scenario's numbers are: it says that the program
//! computes what `docs/model.md` states. Neither does it look at every figure; balances
//! of accounts, which most figures are sums of, stand for them. What the market and the
//! auctions make is held against history elsewhere (`docs/calibration.md`).
//!
//! # Adding a check
//!
//! A function that takes the case or its scenario and the seed and ends in `judged` or
//! `exact`, with the claim in both languages, and a line in the list of [`run`]. A
//! claim with a probability needs a closed form: of the scenario as it is, or of one in
//! which all but what is looked at has been taken out, as `house_prices` does.

mod judge;

use crate::calendar::Month;
use crate::case::Case;
use crate::catalogue::account::Account;
use crate::catalogue::land_use::Use;
use crate::catalogue::series::Series;
use crate::ensemble::{BLOCK, Ensemble};
use crate::model::Model;
use crate::model::auction::{AuctionDraws, Offer, failure_probability, hold};
use crate::model::market::{MarketModel, MarketPath};
use crate::model::timeline::Timeline;
use crate::quantity::count;
use crate::rules::auction::{Auction, AuctionTerms};
use crate::rules::market::Regime;
use crate::rules::shock::Onset;
use crate::scenario::Scenario;
use crate::trial::close::PLOTS_IN;
use crate::trial::record::Trial;
use crate::trial::worker::Worker;
use crate::uncertainty::bidder_count::BidderCount;
use crate::uncertainty::elementary::{exp, ln, sqrt};
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::stream::{EntityKey, OccasionDraws, PlotPurpose, PlotUniforms};

use judge::{cells, distribution, events, lognormal_cdf, negative_binomial, normal_cdf, spread};

/// Probability below which what was found counts as a failure: of a dozen checks of a
/// right program one fails on one machine in ten thousand.
pub const LEAST_PROBABILITY: f64 = 1e-5;
/// Draws of the checks of single variates and of single auctions.
const DRAWS: u64 = 200_000;
/// Market paths of the checks of prices, regimes and demand.
const PATHS: u64 = 20_000;
/// Trials in which identities are looked at.
const TRIALS: u64 = 320;
/// Rounding that accounts may show after all months of the horizon (CNY).
const ROUNDING: f64 = 0.05;

/// What came of a check: the claim, how large the sample was, and how probable the
/// finding is.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What must hold, as a sentence in English.
    pub english: &'static str,
    /// What must hold, as a sentence in Chinese.
    pub chinese: &'static str,
    /// Size of the sample: draws, paths or trials.
    pub sample: u64,
    /// Probability of what was found, or of something less likely, if the program is right; `None`
    /// for what must hold exactly.
    pub probability: Option<f64>,
    /// Whether the check passes: exactly, or with a probability of at least
    /// [`LEAST_PROBABILITY`].
    pub passes: bool,
}

/// A check that passes unless what was found is too improbable.
fn judged(english: &'static str, chinese: &'static str, sample: u64, probability: f64) -> Check {
    let passes = probability >= LEAST_PROBABILITY;
    Check { english, chinese, sample, probability: Some(probability), passes }
}

/// A check of something that must hold exactly.
fn exact(english: &'static str, chinese: &'static str, sample: u64, passes: bool) -> Check {
    Check { english, chinese, sample, probability: None, passes }
}

/// All checks under a seed, in a fixed order; `told` hears of each as soon as it is
/// done.
///
/// The scenario gives rules and market, its portfolio the plots of the last two checks.
/// The same case and seed make the same samples on every machine, on any number of
/// threads.
pub fn run(case: &Case, seed: u64, told: &dyn Fn(&Check)) -> Vec<Check> {
    let checks: [&dyn Fn() -> Check; 13] = [
        &|| uniforms(seed),
        &|| normals(seed),
        &|| durations(seed),
        &|| bidders(seed),
        &|| failures(case.scenario(), seed),
        &|| second_prices(case.scenario(), seed),
        &|| hazards(case.scenario(), seed),
        &|| house_prices(case.scenario(), seed),
        &|| regimes(case.scenario(), seed),
        &|| land_prices(case.scenario(), seed),
        &|| demand(case.scenario(), seed),
        &|| books(case, seed),
        &|| parts(case, seed),
    ];
    checks
        .into_iter()
        .map(|check| {
            let check = check();
            told(&check);
            check
        })
        .collect()
}

/// The random numbers of a plot that only the self-test knows, trial by trial, so that
/// no check looks at numbers that a run of the same seed uses.
fn words(seed: u64) -> impl Iterator<Item = OccasionDraws> {
    let key = EntityKey::plot(seed, "self-test");
    (0..DRAWS).map(move |trial| key.occasion_draws(trial, 0))
}

/// Uniforms fall into a thousand cells alike (Pearson's chi-squared).
fn uniforms(seed: u64) -> Check {
    const CELLS: usize = 1_000;
    let mut counts = [0; CELLS];
    for words in words(seed) {
        let uniform = words.uniform(PlotPurpose::Value);
        counts[crate::quantity::index(uniform * count(CELLS))] += 1;
    }
    let p = cells(&counts, &[1.0 / count(CELLS); CELLS]);
    judged("random numbers fill 1,000 cells equally", "随机数均匀落入1000个区间", DRAWS, p)
}

/// Normals made from uniforms follow the normal distribution (Kolmogorov and Smirnov).
fn normals(seed: u64) -> Check {
    let mut sample: Vec<f64> = words(seed).map(|words| words.normal(PlotPurpose::Value)).collect();
    let p = distribution(&mut sample, normal_cdf);
    judged("normal numbers are normal", "正态随机数服从正态分布", DRAWS, p)
}

/// A lognormal by mean and standard deviation has them: that of 9 months with a spread
/// of 6.
fn durations(seed: u64) -> Check {
    let (mean, sd) = (9.0, 6.0);
    let lognormal = LognormalByMoments::new(mean, sd);
    let mut sample: Vec<f64> =
        words(seed).map(|words| lognormal.at(words.normal(PlotPurpose::StartLag))).collect();
    let p = distribution(&mut sample, |x| lognormal_cdf(mean, sd, x));
    judged("durations have the mean and spread stated", "工期分布符合给定均值与标准差", DRAWS, p)
}

/// Numbers of bidders by inversion are negative binomial: mean 6, shape 1.5; 30 and
/// more count as one cell.
fn bidders(seed: u64) -> Check {
    const MOST: usize = 30;
    let (mean, shape) = (6.0, 1.5);
    let mut counts = [0; MOST];
    for words in words(seed) {
        let bidders =
            BidderCount::NegativeBinomial { shape }.at(mean, words.uniform(PlotPurpose::Bidders));
        counts[(bidders as usize).min(MOST - 1)] += 1;
    }
    let p = cells(&counts, &negative_binomial::<MOST>(mean, shape));
    judged("numbers of bidders are negative binomial", "竞买人数服从负二项分布", DRAWS, p)
}

/// The scenario's rules without a cap and an offer whose reserve price is 90 % of the
/// market value, with the probability that a valuation reaches a `share` of that value.
fn auction(scenario: &Scenario, share: f64) -> (Auction, Offer, f64) {
    const VALUE: f64 = 1e9;
    let rules = scenario.rules.auction;
    let rules = Auction { terms: AuctionTerms { premium_cap: None, ..rules.terms }, ..rules };
    let offer = Offer { reserve_price: 0.9 * VALUE, median_valuation: VALUE, bidder_mean: 4.0 };
    (rules, offer, 1.0 - normal_cdf(ln(share) / rules.bid_sd))
}

/// Auctions fail as often as the closed form says: for the negative binomial (1 + l
/// q / k)^-k with mean l, shape k and q the probability that a valuation reaches the
/// reserve price.
fn failures(scenario: &Scenario, seed: u64) -> Check {
    let (rules, offer, reach) = auction(scenario, 0.9);
    let failed = words(seed)
        .filter(|words| hold(&rules, &offer, &AuctionDraws::of(words)).price.is_none())
        .count();
    let expected = failure_probability(&rules, offer.bidder_mean, reach);
    judged(
        "auctions fail as often as the closed form says",
        "流拍频率与解析解一致",
        DRAWS,
        events(failed as u64, DRAWS, expected),
    )
}

/// The hammer price is at most x as often as the closed form says: with q the
/// probability that a valuation exceeds x, at most one of the bidders may, (1 + l
/// q / k)^-k (1 + l q / (1 + l q / k)).
fn second_prices(scenario: &Scenario, seed: u64) -> Check {
    let share = 1.0;
    let (rules, offer, reach) = auction(scenario, share);
    let limit = share * offer.median_valuation;
    let up_to = |words: &OccasionDraws| {
        hold(&rules, &offer, &AuctionDraws::of(words)).price.is_none_or(|price| price <= limit)
    };
    let found = words(seed).filter(up_to).count();
    let (mean, none) = (offer.bidder_mean, failure_probability(&rules, offer.bidder_mean, reach));
    let at_most_one = match rules.bidder_count {
        BidderCount::NegativeBinomial { shape } => {
            none * (1.0 + mean * reach / (1.0 + mean * reach / shape))
        }
        BidderCount::Poisson => none * (1.0 + mean * reach),
        BidderCount::Fixed => {
            none + mean * reach * crate::uncertainty::elementary::power(1.0 - reach, mean - 1.0)
        }
    };
    judged(
        "hammer prices are the second highest valuations",
        "成交价为第二高估价",
        DRAWS,
        events(found as u64, DRAWS, at_most_one),
    )
}

/// A shock comes within the range of its hazard with probability
/// 1 - exp(-hazard × years).
fn hazards(scenario: &Scenario, seed: u64) -> Check {
    let (per_year, months) = (0.3, 36);
    let onset = Onset::Hazard { per_year, from: scenario.rules.calendar.start, months };
    let came =
        words(seed).filter(|words| onset.at(words.uniform(PlotPurpose::Default)).is_some()).count();
    let expected = 1.0 - exp(-per_year * count(months) / crate::quantity::MONTHS_PER_YEAR);
    judged(
        "shocks come as often as their hazard says",
        "冲击发生频率与风险率一致",
        DRAWS,
        events(came as u64, DRAWS, expected),
    )
}

/// What `look` takes from each of the market paths of a scenario.
fn paths<T>(scenario: &Scenario, seed: u64, mut look: impl FnMut(&MarketPath) -> T) -> Vec<T> {
    let (market, timeline) = (MarketModel::new(&scenario.rules), Timeline::new(&scenario.rules));
    let key = EntityKey::market(seed);
    let mut path = MarketPath::new(scenario.rules.calendar.horizon);
    (0..PATHS)
        .map(|trial| {
            market.simulate(&timeline, key, trial, &mut path);
            look(&path)
        })
        .collect()
}

/// With one regime, without momentum and pull, the log house price after T months is
/// normal with mean m T and variance s² T.
fn house_prices(scenario: &Scenario, seed: u64) -> Check {
    // One regime without momentum and pull: H(T) is normal with mean m T and variance s² T.
    let (mean, volatility, months) = (0.004, 0.003, 24);
    let mut scenario = scenario.clone();
    let first = scenario.rules.market.regimes.first().cloned();
    scenario.rules.market.regimes = first
        .map(|regime| Regime {
            mean,
            volatility,
            initial_probability: 1.0,
            transition: vec![1.0],
            ..regime
        })
        .into_iter()
        .collect();
    scenario.rules.market.momentum = 0.0;
    scenario.rules.market.pull_to_trend = 0.0;
    scenario.rules.market.history = None;
    let (mean, spread) = (mean * count(months), volatility * sqrt(count(months)));
    let standardised = |path: &MarketPath| (path.house_price[Month::at(months)] - mean) / spread;
    let p = distribution(&mut paths(&scenario, seed, standardised), normal_cdf);
    judged("house prices of one regime are normal", "单一状态下房价为正态", PATHS, p)
}

/// Regimes of the last month are as frequent as the powers of the transition matrix
/// say.
fn regimes(scenario: &Scenario, seed: u64) -> Check {
    let last = scenario.rules.calendar.end().back(1);
    let regimes = &scenario.rules.market.regimes;
    let mut probabilities: Vec<f64> =
        regimes.iter().map(|regime| regime.initial_probability).collect();
    for _ in 0..last.place() {
        let next = |to: usize| {
            let from = regimes.iter().zip(&probabilities);
            from.map(|(regime, probability)| probability * regime.transition[to]).sum::<f64>()
        };
        probabilities = (0..regimes.len()).map(next).collect();
    }
    let mut counts = vec![0; regimes.len()];
    for regime in paths(scenario, seed, |path| path.regime[last]) {
        counts[regime] += 1;
    }
    judged(
        "regimes are as frequent as their matrix says",
        "市场状态频率与转移矩阵一致",
        PATHS,
        cells(&counts, &probabilities),
    )
}

/// Variance of a mean-reverting factor after some months from 0.
fn reverted(reversion: f64, volatility: f64, months: usize) -> f64 {
    let keep = 1.0 - reversion / crate::quantity::MONTHS_PER_YEAR;
    let step = volatility * volatility / crate::quantity::MONTHS_PER_YEAR;
    (0..months).fold(0.0, |variance, _| keep * keep * variance + step)
}

/// The own part of residential land prices scatters as a mean-reverting factor of the
/// stated volatility does.
fn land_prices(scenario: &Scenario, seed: u64) -> Check {
    let (last, land) =
        (scenario.rules.calendar.end().back(1), scenario.rules.market.land[Use::Residential]);
    let sample = paths(scenario, seed, |path| path.land_own[Use::Residential][last]);
    judged(
        "land prices spread around house prices as stated",
        "地价相对房价的波动与给定参数一致",
        PATHS,
        spread(&sample, reverted(land.reversion, land.volatility, last.place())),
    )
}

/// Developers' demand scatters as a mean-reverting factor of the stated volatility
/// does.
fn demand(scenario: &Scenario, seed: u64) -> Check {
    let (last, market) = (scenario.rules.calendar.end().back(1), &scenario.rules.market);
    let sample = paths(scenario, seed, |path| path.demand[last]);
    let variance = reverted(market.demand_reversion, market.demand_volatility, last.place());
    judged(
        "developers' demand spreads as stated",
        "开发商需求波动与给定参数一致",
        PATHS,
        spread(&sample, variance),
    )
}

/// In every trial and month each account holds what the series of the trial say.
fn books(case: &Case, seed: u64) -> Check {
    let model = case.model(seed);
    let mut worker = Worker::new(&model);
    let passes = (0..TRIALS).all(|number| books_balance(&model, worker.run(number)));
    exact("the books of every trial balance every month", "每次模拟逐月账目平衡", TRIALS, passes)
}

/// Whether, month by month, cash, debt and the treasury's balance are what reached each
/// account less what left it; cash and debt are not negative; and every plot is in
/// exactly one state.
fn books_balance(model: &Model, trial: &Trial) -> bool {
    let mut held = [0.0; Account::COUNT];
    held[Account::ReserveCentre as usize] = model.finance.opening_cash;
    held[Account::Lenders as usize] = -model.finance.opening_debt;
    let plots = count(model.plots.len());
    model.calendar.months().all(|month| {
        let at = |series| trial.series.at(series, month);
        for series in Series::ALL {
            if let Some([from, to]) = Account::moved_by(series) {
                held[from as usize] -= at(series);
                held[to as usize] += at(series);
            }
        }
        let holds =
            |account: Account, expected: f64| (held[account as usize] - expected).abs() < ROUNDING;
        holds(Account::ReserveCentre, at(Series::CashCny))
            && holds(Account::Lenders, -at(Series::DebtCny))
            && holds(Account::Treasury, at(Series::TreasuryBalanceCny))
            && at(Series::CashCny) >= 0.0
            && at(Series::DebtCny) >= 0.0
            && PLOTS_IN.iter().map(|series| at(*series)).sum::<f64>() == plots
    })
}

/// A run in two parts has the figures and distributions of the run in one, to the last
/// bit.
fn parts(case: &Case, seed: u64) -> Check {
    let model = case.model(seed);
    let run = |part| Ensemble::run_part(&model, part, &|_| true);
    let (whole, middle) = (run(0..TRIALS), 3 * BLOCK);
    let together = run(0..middle).zip(run(middle..TRIALS)).map(|(mut first, second)| {
        first.distributions.append(second.distributions);
        first.figures.extend(second.figures);
        first
    });
    let passes = whole.zip(together).is_some_and(|(whole, together)| {
        let records = |run: &Ensemble| run.distributions.records(0..run.distributions.width());
        records(&whole) == records(&together)
            && whole
                .figures
                .iter()
                .zip(&together.figures)
                .all(|(whole, part)| whole.map(f64::to_bits) == part.map(f64::to_bits))
    });
    exact("a run in parts is the run to the last bit", "分段运行与整体运行逐位一致", TRIALS, passes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::normal;

    #[test]
    fn a_right_program_passes_under_many_seeds() {
        let scenario = Scenario::baseline().unwrap();
        let (name, text) = crate::portfolio::generate::shipped();
        let portfolio = crate::portfolio::file::parse(name, text).unwrap();
        let case = Case::new(scenario, portfolio).unwrap();
        let mut probabilities = Vec::new();
        for seed in 1..=3 {
            for check in run(&case, seed, &|_| {}) {
                assert!(check.passes, "{check:?} under seed {seed}");
                probabilities.extend(check.probability);
            }
        }
        // Probabilities of a right program are spread over 0 to 1.
        let below = probabilities.iter().filter(|p| **p < 0.5).count();
        assert!((8..=25).contains(&below), "{below} of {}", probabilities.len());
    }

    #[test]
    fn a_wrong_scenario_fails() {
        let mut scenario = Scenario::baseline().unwrap();
        let right = land_prices(&scenario, 1);
        assert!(right.passes);
        // The claim is worked out from a volatility that is 5 % off.
        let sample = paths(&scenario, 1, |path| path.land_own[Use::Residential][Month::new(119)]);
        scenario.rules.market.land[Use::Residential].volatility *= 1.05;
        let land = scenario.rules.market.land[Use::Residential];
        let p = spread(&sample, reverted(land.reversion, land.volatility, 119));
        assert!(p < LEAST_PROBABILITY, "{p}");
        assert!((normal_cdf(normal::inverse(0.123)) - 0.123).abs() < 1e-9);
    }
}
