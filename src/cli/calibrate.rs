//! `landsim calibrate`: parameters of a market from data.

mod auctions;

use std::collections::BTreeMap;

use landsim::calendar::YearMonth;
use landsim::calibration::backtest::TRIED;
use landsim::calibration::regimes::{self, Fit, Terms};
use landsim::calibration::{bidders, land, lending_rate};
use landsim::finding::{Finding, Place, Rejected};
use landsim::report::terminal::calibration::{Made, text};
use landsim::report::terminal::estimates::{self, Origin, Outcomes};
use landsim::scenario::Use;
use landsim::scenario::history::{Row, read_columns};
use landsim::uncertainty::elementary::ln;
use rayon::prelude::*;

use super::history::HistoryArguments;
use super::run::reject;
use super::{Ending, month, print};

/// What is estimated; each is printed with its errors and as a part of a scenario.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Calibrate {
    /// Regimes, momentum and pull to trend of house prices, from monthly indices.
    HousePrices(HousePrices),
    /// Reversion, level and volatility of the lending rate, from its dated changes.
    LendingRate(LendingRate),
    /// How land prices answer to house prices and what moves them beside, from sales of plots.
    LandPrice(LandPrice),
    /// Bidders of sold plots, and beside them failures and premiums, from results of auctions.
    Bidders(Bidders),
    /// Reserve price, bidding and developers' demand, from premiums, failures and bidders of a city's auctions.
    Auctions(auctions::Auctions),
}

/// Estimates and prints what was found.
pub(super) fn run(what: &Calibrate) -> Ending {
    let estimated = match what {
        Calibrate::HousePrices(arguments) => arguments.estimate(),
        Calibrate::LendingRate(arguments) => arguments.estimate(),
        Calibrate::LandPrice(arguments) => arguments.estimate(),
        Calibrate::Bidders(arguments) => arguments.estimate(),
        Calibrate::Auctions(arguments) => arguments.estimate(),
    };
    match estimated {
        Ok(text) => print(&text),
        Err(rejected) => reject(&rejected),
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct HousePrices {
    #[command(flatten)]
    history: HistoryArguments,
    /// Number of regimes; default: that with the least BIC.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=4))]
    regimes: Option<u8>,
    /// Take changes to depend on the regime alone.
    #[arg(long)]
    without_momentum: bool,
    /// Last month that is known at the scenario's start, such as 2010-12: the block then has the probability of
    /// each regime a month later.
    #[arg(long, value_parser = month)]
    at: Option<YearMonth>,
    /// Estimate a pull to trend, too.
    #[arg(long)]
    pull: bool,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
    /// Starts from which the likelihood is climbed.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    starts: u64,
}

impl HousePrices {
    fn estimate(&self) -> Result<String, Rejected> {
        let used = self.history.read(1)?;
        let terms = Terms { momentum: !self.without_momentum, pull: self.pull };
        let of_number = |number: &usize| regimes::fit(&used.series, *number, terms, self.starts);
        let fits: Vec<Fit> = TRIED.par_iter().filter_map(of_number).collect();
        let wanted = self.regimes.map(usize::from);
        let chosen = match wanted {
            Some(wanted) => fits.iter().find(|fit| fit.regimes.len() == wanted),
            None => fits.iter().min_by(|left, right| left.bic().total_cmp(&right.bic())),
        };
        let Some(chosen) = chosen else {
            let found = format!("{} months that are used", used.series.len());
            let accepted = "ten different months for each regime, or more";
            return Err(self.history.reject(found, accepted));
        };
        let known = |at: YearMonth| {
            let months = usize::try_from(at.months_since(used.first) + 1).ok();
            months.filter(|months| (2..=used.series.len()).contains(months)).ok_or_else(|| {
                self.history.reject(format!("--at {at}"), "a month of those used, after the first")
            })
        };
        let known = self.at.map(known).transpose()?;
        let begins = known.map(|known| regimes::next_regime(chosen, &used.series[..known]));
        let made = Made { command: self.command(), begins, errors: self.errors };
        Ok(text(&fits, chosen, &used.source(), &made))
    }
}

impl HousePrices {
    /// The command that makes the same block, but for the data.
    fn command(&self) -> String {
        let regimes = self.regimes.map(|regimes| format!("--regimes {regimes}"));
        let at = self.at.map(|at| format!("--at {at}"));
        let flags = [(self.without_momentum, "--without-momentum"), (self.pull, "--pull")];
        let flags =
            flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag.to_owned());
        let parts: Vec<String> = std::iter::once("landsim calibrate house-prices".to_owned())
            .chain(regimes)
            .chain(flags)
            .chain(at)
            .collect();
        parts.join(" ")
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct LendingRate {
    /// CSV file with the columns `effective_date` (YYYY-MM-DD) and a rate in per cent a year.
    #[arg(default_value = "builtin:pboc_lending_rates")]
    file: String,
    /// Column of the rate.
    #[arg(long, default_value = "rate_1y_to_3y_pct")]
    column: String,
    /// First month used; default: that of the first change.
    #[arg(long, value_parser = month)]
    from: Option<YearMonth>,
    /// Last month used; default: that of the last change.
    #[arg(long, value_parser = month)]
    until: Option<YearMonth>,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
}

impl LendingRate {
    fn estimate(&self) -> Result<String, Rejected> {
        let (rows, digest) = read_columns(&self.file, &["effective_date", &self.column])?;
        // Of several changes in a month the last one holds at its end.
        let mut changes: BTreeMap<YearMonth, f64> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.1[1].is_empty()) {
            let (Some(month), Some(rate)) = (month_of(&row.1[0]), number(&row.1[1])) else {
                return Err(bad_row(&self.file, row, "a date YYYY-MM-DD and a rate in per cent"));
            };
            changes.insert(month, rate / 100.0);
        }
        let (first, last) = (changes.keys().next().copied(), changes.keys().last().copied());
        let (Some(first), Some(last)) = (self.from.or(first), self.until.or(last)) else {
            return Err(bad_file(&self.file, "no rate".into(), "a rate for each change"));
        };
        let months = usize::try_from(last.months_since(first) + 1).unwrap_or(0);
        let at = |month: usize| {
            let month = first.plus(i32::try_from(month).unwrap_or(i32::MAX));
            changes.range(..=month).next_back().map(|(_, rate)| *rate)
        };
        let rates: Vec<f64> = (0..months).filter_map(at).collect();
        let (Some(fit), Some(now)) = (lending_rate::fit(&rates), rates.last()) else {
            let found = format!("{} months with a rate", rates.len());
            return Err(bad_file(&self.file, found, "24 months or more, in which the rate moves"));
        };
        let data = format!("{}, {}, {first} to {last}", self.file, self.column);
        let origin = Origin { data, digests: vec![digest], errors: self.errors };
        Ok(estimates::lending_rate(&fit, *now, &origin))
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct LandPrice {
    /// CSV file of sales with the columns `sale_date` (YYYY-MM-DD), `status`, `user_code`, `first_lot_no` (whose
    /// first word is the town), `site_area_m2` and a price; those that are not `sold`, or have no price or site, are left out.
    #[arg(default_value = "builtin:hk_land_sales_1985_2011")]
    sales: String,
    /// Column of the price.
    #[arg(long, default_value = "premium_hkd")]
    column: String,
    /// Kinds of land that are used, by `user_code`.
    #[arg(long, value_delimiter = ',', default_value = "R1,R2,R3,R4,C/R,CR,C")]
    kinds: Vec<String>,
    /// CSV file of house prices with the columns `date` (the end of a quarter), `country_code` and an index.
    #[arg(long, default_value = "builtin:bis_residential_property_prices")]
    index: String,
    /// Column of the index.
    #[arg(long, default_value = "nominal_index_2010_100")]
    index_column: String,
    /// Country of the index.
    #[arg(long, default_value = "HK")]
    country: String,
    /// Use of land whose part of a scenario is written.
    #[arg(long, default_value = "residential", value_parser = Use::ALL.map(Use::name))]
    land_use: String,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
}

impl LandPrice {
    fn estimate(&self) -> Result<String, Rejected> {
        let columns = ["date", "country_code", &self.index_column];
        let (rows, of_index) = read_columns(&self.index, &columns)?;
        let mut index: BTreeMap<YearMonth, f64> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.1[1] == self.country && !row.1[2].is_empty()) {
            let (Some(month), Some(value)) = (month_of(&row.1[0]), positive(&row.1[2])) else {
                return Err(bad_row(&self.index, row, "a date YYYY-MM-DD and an index above 0"));
            };
            index.insert(month, value);
        }
        let columns =
            ["sale_date", "status", "user_code", "site_area_m2", &self.column, "first_lot_no"];
        let (rows, of_sales) = read_columns(&self.sales, &columns)?;
        let mut sales = Vec::new();
        for row in &rows {
            let [date, status, kind, site, price] = [0, 1, 2, 3, 4].map(|at| row.1[at].as_str());
            let is_used = status == "sold" && self.kinds.iter().any(|wanted| wanted == kind);
            let (Some(site_m2), Some(price), true) = (positive(site), positive(price), is_used)
            else {
                continue;
            };
            let Some(month) = month_of(date) else {
                return Err(bad_row(&self.sales, row, "a date YYYY-MM-DD"));
            };
            // The index of the quarter in which the sale was.
            let Some((_, house_price)) = index.range(month..).next() else { continue };
            let (kind, price_per_m2, house_price) =
                (kind.to_owned(), price / site_m2, *house_price);
            let town = row.1[5].split_whitespace().next().unwrap_or_default().to_owned();
            let year = month.year();
            sales.push(land::Sale { year, kind, town, site_m2, price_per_m2, house_price });
        }
        let Some(fit) = land::fit(&sales) else {
            let found = format!("{} sales of {} with an index", sales.len(), self.kinds.join(", "));
            let accepted = "sales of several years, more than kinds and towns together";
            return Err(bad_file(&self.sales, found, accepted));
        };
        let data =
            format!("{}, {}; {}, {}", self.sales, self.kinds.join(" "), self.index, self.country);
        let origin = Origin { data, digests: vec![of_sales, of_index], errors: self.errors };
        Ok(estimates::land_price(&fit, &self.land_use, &origin))
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Bidders {
    /// CSV file of auctions with the columns `outcome` (`sold` or `failed`; others are left out), `n_bidders`,
    /// `start_price_mn_cny` and `price_mn_cny`; cells may be empty.
    #[arg(default_value = "builtin:shanghai_press_bidders")]
    file: String,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
}

impl Bidders {
    fn estimate(&self) -> Result<String, Rejected> {
        let columns = ["outcome", "n_bidders", "start_price_mn_cny", "price_mn_cny"];
        let (rows, digest) = read_columns(&self.file, &columns)?;
        let mut outcomes = Outcomes { sold: 0, failed: 0, at_start: 0, with_start: 0 };
        let (mut numbers, mut premiums) = (Vec::new(), Vec::new());
        for row in &rows {
            let [outcome, bidders, start, price] = [0, 1, 2, 3].map(|at| row.1[at].as_str());
            outcomes.sold += usize::from(outcome == "sold");
            outcomes.failed += usize::from(outcome == "failed");
            if !bidders.is_empty() {
                let number = bidders.parse::<u32>();
                let accepted = "a whole number of bidders, or an empty cell";
                let number = number.map_err(|_| bad_row(&self.file, row, accepted))?;
                numbers.extend((outcome == "sold").then_some(number));
            }
            if let (Some(start), Some(price), "sold") = (positive(start), positive(price), outcome)
            {
                premiums.push(ln(price / start));
                outcomes.with_start += 1;
                outcomes.at_start += usize::from(price <= start);
            }
        }
        let Some(fit) = bidders::fit(&numbers) else {
            let found = format!("{} sold plots with bidders", numbers.len());
            let accepted = "five or more, whose bidders scatter more than by chance";
            return Err(bad_file(&self.file, found, accepted));
        };
        let data = format!("{}, n_bidders of sold plots", self.file);
        let origin = Origin { data, digests: vec![digest], errors: self.errors };
        Ok(estimates::bidders(&fit, outcomes, &premiums, &origin))
    }
}

/// The month of a date YYYY-MM-DD.
fn month_of(date: &str) -> Option<YearMonth> {
    date.get(..7)?.parse().ok()
}

fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|number: &f64| number.is_finite())
}

fn positive(cell: &str) -> Option<f64> {
    number(cell).filter(|number| *number > 0.0)
}

fn bad_row(file: &str, (line, cells): &Row, accepted: &str) -> Rejected {
    bad_file(file, format!("line {line} with {}", cells.join(", ")), accepted)
}

fn bad_file(file: &str, found: String, accepted: &str) -> Rejected {
    let (place, accepted) = (Place::whole(file), accepted.into());
    Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
}
