//! One row per part and figure: the part's share of the change from base to scenario.
//!
//! The table `explanation`, which `landsim explain` writes and shows. Over the parts of
//! a figure the shares add up to the change, `scenario_mean` minus `base_mean`, both
//! over the trials that have the figure.
//!
//! For example, with numbers that are made up:
//!
//! ```text
//! figure              part               base_mean  scenario_mean  share   share_se
//! window_balance_cny  shock[crisis]      1.7e10     0.9e10         -1.1e10 ..
//! window_balance_cny  policy[loan-ban]   1.7e10     0.9e10         0.3e10  ..
//! ```

use crate::catalogue::figure::Figure;
use crate::ensemble::attribution::{Attribution, Contribution};
use crate::ensemble::statistics::{CONFIDENCE, Estimate};
use crate::uncertainty::normal;

use super::table::Table;

/// A figure with what each part in which two scenarios differ does to it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The figure that is explained.
    pub figure: Figure,
    /// Mean of the figure in the base, over the trials that have it, in the figure's
    /// unit.
    pub base_mean: f64,
    /// Mean of the figure in the scenario with all parts.
    pub scenario_mean: f64,
    /// Share of each part in the change, in the order of the parts.
    pub shares: Vec<Contribution>,
}

impl Contribution {
    /// The mean share with the normal interval of its standard error; without ends
    /// where there is none.
    pub fn estimate(&self) -> Estimate {
        let half = normal::inverse(0.5 + 0.5 * CONFIDENCE);
        let end = |sign: f64| self.se.map(|se| self.mean + sign * half * se);
        Estimate { value: self.mean, low: end(-1.0), high: end(1.0) }
    }
}

/// The figures that exist in base and scenario, with every part's share; a figure of
/// which some part has no share is left out.
pub fn explained(attribution: &Attribution<'_>, parts: usize) -> Vec<Explained> {
    let of = |figure: Figure| {
        let mean = |chosen: bool| attribution.mean(&vec![chosen; parts], figure);
        let shares = (0..parts).map(|part| attribution.contribution(part, figure));
        Some(Explained {
            figure,
            base_mean: mean(false)?,
            scenario_mean: mean(true)?,
            shares: shares.collect::<Option<_>>()?,
        })
    };
    Figure::ALL.into_iter().filter_map(of).collect()
}

/// The table of an explanation: `ids` are those of base and scenario, `parts` the names
/// of the parts.
pub fn table(ids: (&str, &str), parts: &[String], explained: &[Explained]) -> Table {
    let rows: Vec<(&Explained, &String, &Contribution)> = explained
        .iter()
        .flat_map(|row| parts.iter().zip(&row.shares).map(move |(part, share)| (row, part, share)))
        .collect();
    let mut table = Table::new(
        "explanation",
        "Written by `landsim explain`. One row per figure and part in which scenario and base \
         differ: its Shapley share of the change, trial by trial.",
    );
    let texts = |of: &dyn Fn(&(&Explained, &String, &Contribution)) -> String| {
        rows.iter().map(of).collect::<Vec<_>>()
    };
    table.texts("base", "Id of the base", texts(&|_| ids.0.to_owned()));
    table.texts("scenario", "Id of the scenario", texts(&|_| ids.1.to_owned()));
    table.texts("figure", "Id of the figure", texts(&|row| row.0.figure.id().to_owned()));
    let units = texts(&|row| row.0.figure.entry().unit.name().to_owned());
    table.texts("unit", "Unit of the values", units);
    let meaning = "A shock, policy or change of the plan, or all other values together";
    table.texts("part", meaning, texts(&|row| row.1.clone()));
    let trials = rows.iter().map(|row| row.2.trials as u64).collect();
    let meaning = "Trials in which the figure exists with every choice of parts";
    table.counts("trials", "trials", meaning, trials);
    let row = "the row's";
    let base = rows.iter().map(|row| Some(row.0.base_mean)).collect();
    table.numbers("base_mean", row, "Mean of the base", base);
    let scenario = rows.iter().map(|row| Some(row.0.scenario_mean)).collect();
    table.numbers("scenario_mean", row, "Mean of the scenario", scenario);
    let estimates: Vec<_> = rows.iter().map(|row| Some(row.2.estimate())).collect();
    table.estimate("share", row, "The part's mean share of the change", &estimates);
    let errors = rows.iter().map(|row| row.2.se).collect();
    let meaning = "Its standard error, of the trials and, above 8 parts, of the orders drawn";
    table.numbers("share_se", row, meaning, errors);
    table
}
