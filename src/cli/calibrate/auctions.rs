//! `landsim calibrate auctions`: reserve price, bidding and demand from what a city's auctions
//! showed.

use std::path::PathBuf;

use landsim::calendar::YearMonth;
use landsim::calibration::auctions::fact::{Fact, Months};
use landsim::calibration::auctions::fit::fit;
use landsim::calibration::auctions::parameter::{Parameter, Prior};
use landsim::calibration::auctions::{Design, Evidence, Offered};
use landsim::finding::Rejected;
use landsim::reader::column::{Row, read_columns};
use landsim::report::terminal::auctions::text;
use landsim::report::terminal::estimates::Origin;
use landsim::scenario::Scenario;

use super::super::language::spoken;
use super::rows::{bad_file, bad_row, month_of, number};
use crate::cli::progress::Progress;
use crate::cli::values::between;

/// Most plots that a month may offer.
const MOST_OFFERS: u32 = 10_000;
/// Least and greatest median site area (ha).
const SITES: (f64, f64) = (0.01, 1_000.0);
/// Greatest standard deviation of the log of site areas.
const MOST_LOG_SD: f64 = 3.0;

/// What `landsim calibrate auctions` is asked.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Auctions {
    /// CSV file of what was seen, with the columns `fact`, `from`, `until`, `value` and `error`.
    #[arg(default_value = "builtin:shanghai_auction_facts")]
    facts: String,
    /// CSV file of plots by the month of the result: the columns `month`, `plots`, `site_ha`
    /// (median) and `site_log_sd`.
    #[arg(long, default_value = "builtin:shanghai_auction_offers")]
    offers: String,
    /// Scenario whose market is simulated, with the house prices of those years replayed.
    #[arg(long, default_value = "builtin:shanghai_2010_2012")]
    scenario: PathBuf,
    /// Parameters to estimate; the others stay as the scenario has them.
    #[arg(
        long,
        value_delimiter = ',',
        default_values = Parameter::ALL.map(Parameter::name),
        value_parser = parameter_names()
    )]
    parameters: Vec<String>,
    /// CSV file of what is believed of parameters before the facts are looked at: the columns
    /// `parameter`, `value` and `error`.
    #[arg(long, default_value = "builtin:auction_priors")]
    priors: String,
    /// Believe nothing beforehand.
    #[arg(long, conflicts_with = "priors")]
    no_priors: bool,
    /// Futures for each set of parameters.
    #[arg(long, default_value_t = 500, value_parser = between(100..=100_000))]
    trials: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Steps of the search at most; 0 shows the facts beside the scenario as it is.
    #[arg(long, default_value_t = 300, value_parser = between(0..=10_000))]
    steps: u64,
    /// Write estimates with their joint errors, as distributions and a copula that are drawn once
    /// per trial.
    #[arg(long)]
    errors: bool,
    /// Do not show progress.
    #[arg(long)]
    quiet: bool,
}

fn parameter_names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Parameter::ALL.map(Parameter::name))
}

impl Auctions {
    /// Estimates and writes what was found as a part of a scenario.
    pub(super) fn estimate(&self) -> Result<String, Rejected> {
        let scenario = Scenario::load(&self.scenario)?;
        let (evidence, mut digests) = self.evidence(&scenario)?;
        let priors = if self.no_priors { Vec::new() } else { self.believed(&mut digests)? };
        let parameters: Vec<Parameter> = Parameter::ALL
            .into_iter()
            .filter(|parameter| self.parameters.iter().any(|name| name == parameter.name()))
            .collect();
        let design = Design { trials: self.trials, seed: self.seed };
        let progress = Progress::new("auctions", self.steps * self.trials, self.quiet);
        let observer = || progress.advance(self.trials);
        let sought = (&parameters[..], &priors[..]);
        let fitted = fit(&scenario, &evidence, sought, (&design, self.steps), &observer)?;
        progress.finish();
        let Some(fitted) = fitted else {
            let found = "facts that the search cannot come nearer to".to_owned();
            return Err(bad_file(&self.facts, found, "facts that the model can show"));
        };
        let data = format!("{}, {}, {}", self.facts, self.offers, scenario.id);
        let origin = Origin { data, digests, errors: self.errors };
        Ok(text(&fitted, (&evidence, &priors), &design, &origin, spoken()))
    }

    /// What is believed beforehand.
    fn believed(&self, digests: &mut Vec<String>) -> Result<Vec<Prior>, Rejected> {
        let (rows, digest) = read_columns(&self.priors, &["parameter", "value", "error"])?;
        digests.push(digest);
        let priors = rows.iter().map(|row| {
            prior(row).ok_or_else(|| {
                let names = Parameter::ALL.map(Parameter::name).join(", ");
                let accepted =
                    format!("a parameter ({names}), a value it can have, an error above 0");
                bad_row(&self.priors, row, &accepted)
            })
        });
        priors.collect()
    }

    /// Facts and offers, all within the scenario's months.
    fn evidence(&self, scenario: &Scenario) -> Result<(Evidence, Vec<String>), Rejected> {
        let calendar = &scenario.rules.calendar;
        let last = calendar.date(calendar.end().back(1));
        let notice = i32::try_from(scenario.rules.auction.notice_months).unwrap_or(0);
        let earliest = calendar.start.plus(notice);
        let is_simulated = |month: YearMonth| earliest <= month && month <= last;
        let (rows, of_offers) =
            read_columns(&self.offers, &["month", "plots", "site_ha", "site_log_sd"])?;
        let offers = rows.iter().map(|row| {
            offered(row).filter(|offered| is_simulated(offered.month)).ok_or_else(|| {
                let (smallest, largest) = SITES;
                let accepted = format!(
                    "a month from {earliest} to {last}, up to {MOST_OFFERS} plots, a median site \
                     of {smallest} to {largest} ha and a standard deviation of its log up to \
                     {MOST_LOG_SD}"
                );
                bad_row(&self.offers, row, &accepted)
            })
        });
        let offers = offers.collect::<Result<_, Rejected>>()?;
        let (rows, of_facts) =
            read_columns(&self.facts, &["fact", "from", "until", "value", "error"])?;
        let is_within = |fact: &Fact| is_simulated(fact.from) && is_simulated(fact.until);
        let facts = rows.iter().map(|row| {
            fact(row).filter(is_within).ok_or_else(|| {
                let names: Vec<String> = Fact::names().map(|(name, ..)| name).collect();
                let accepted = format!(
                    "a fact ({}), two months from {earliest} to {last} in order, a value it can \
                     have, and its standard error",
                    names.join(", ")
                );
                bad_row(&self.facts, row, &accepted)
            })
        });
        let facts = facts.collect::<Result<_, Rejected>>()?;
        Ok((Evidence { offers, facts }, vec![of_facts, of_offers]))
    }
}

fn prior((_, cells): &Row) -> Option<Prior> {
    let parameter = Parameter::ALL.into_iter().find(|known| known.name() == cells[0])?;
    let (least, greatest) = parameter.ends();
    let value = number(&cells[1]).filter(|value| least < *value && *value < greatest)?;
    let error = number(&cells[2]).filter(|error| *error > 0.0)?;
    Some(Prior { parameter, value, error })
}

fn offered((_, cells): &Row) -> Option<Offered> {
    let month = month_of(&cells[0])?;
    let plots = cells[1].parse().ok().filter(|plots| *plots <= MOST_OFFERS)?;
    let site_ha = number(&cells[2]).filter(|site| (SITES.0..=SITES.1).contains(site))?;
    let site_log_sd = number(&cells[3]).filter(|sd| (0.0..=MOST_LOG_SD).contains(sd))?;
    Some(Offered { month, plots, site_ha, site_log_sd })
}

fn fact((_, cells): &Row) -> Option<Fact> {
    let (_, measure, months) = Fact::names().find(|(name, ..)| *name == cells[0])?;
    let (from, until) = (month_of(&cells[1])?, month_of(&cells[2])?);
    let (least, greatest) = measure.ends();
    let seen = number(&cells[3]).filter(|seen| (least..=greatest).contains(seen))?;
    let has_months = from < until || from == until && months == Months::All;
    let error = number(&cells[4]).filter(|error| *error >= 0.0)?;
    has_months.then_some(Fact { measure, months, from, until, seen, error })
}
