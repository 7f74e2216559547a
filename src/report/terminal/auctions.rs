//! Parameters estimated from facts of auctions as text: estimates, the facts beside their futures,
//! parts of a scenario.

use std::fmt::Write as _;

use crate::calibration::Estimated;
use crate::calibration::auctions::fact::Measure;
use crate::calibration::auctions::fit::FittedAuctions;
use crate::calibration::auctions::parameter::{Parameter, Prior};
use crate::calibration::auctions::{Design, Evidence, rank};
use crate::calibration::backtest::LEVELS;
use crate::ensemble::scores::Predicted;
use crate::ensemble::statistics::quantile;
use crate::quantity::count;
use crate::uncertainty::correlation::rank_correlation;
use crate::uncertainty::elementary::ln_1p;
use crate::wording::phrases::said;
use crate::wording::text::Language;

use super::calibration::{shown, table};
use super::estimates::Origin;

/// Everything that was found.
pub fn text(
    fitted: &FittedAuctions,
    (evidence, priors): (&Evidence, &[Prior]),
    design: &Design,
    origin: &Origin,
    language: Language,
) -> String {
    let mut text = origin.head();
    let FittedAuctions { estimates, score: (reached, own), steps, .. } = fitted;
    for (parameter, estimate) in estimates {
        let believed = priors.iter().find(|prior| prior.parameter == *parameter);
        let before = believed.map_or(String::new(), |Prior { value, error, .. }| {
            let before = Estimated { value: *value, se: Some(*error) };
            said(&format!(", before the facts {}", shown(before, 1.0)), language)
        });
        let _ = writeln!(text, "{} {}{before}", parameter.name(), shown(*estimate, 1.0));
    }
    let offered: u32 = evidence.offers.iter().map(|offered| offered.plots).sum();
    let _ = writeln!(
        text,
        "\nscore {reached:.4}, that of the scenario's own values {own:.4} (mean CRPS of the facts \
         over their spread; less is better)\n\
         {steps} steps, {} futures of {offered} auctions each, seed {}\n",
        design.trials, design.seed
    );
    text += &facts(fitted, evidence, language);
    text += &held(fitted, evidence);
    for of_table in ["auction", "market.demand"] {
        let keys: String =
            estimates.iter().filter_map(|estimate| key(of_table, *estimate, origin)).collect();
        if !keys.is_empty() {
            let _ = write!(text, "\n[{of_table}]\n{keys}");
        }
    }
    if origin.errors {
        text += &copula(fitted);
    }
    text
}

/// How many facts lie inside the central bands of their futures, and the mean score of those that
/// are shares, growths or premiums: of premiums the log of one more, so that a boom does not decide
/// alone.
fn held(fitted: &FittedAuctions, evidence: &Evidence) -> String {
    let of_fact = |at: usize| -> Vec<f64> { fitted.simulated.iter().map(|row| row[at]).collect() };
    let ranks: Vec<f64> =
        evidence.facts.iter().enumerate().map(|(at, fact)| rank(&of_fact(at), fact.seen)).collect();
    let inside = LEVELS.map(|level| {
        let least = 0.5 - 0.5 * level;
        ranks.iter().filter(|rank| (least..=1.0 - least).contains(*rank)).count().to_string()
    });
    let scores: Vec<f64> = evidence
        .facts
        .iter()
        .enumerate()
        .filter(|(_, fact)| fact.measure.is_ratio())
        .map(|(at, fact)| {
            let scaled = |value: f64| match fact.measure {
                Measure::Premium => ln_1p(value),
                _ => value,
            };
            let futures = of_fact(at).into_iter().map(scaled).collect();
            Predicted::sample(futures).crps(scaled(fact.seen))
        })
        .collect();
    let mean = scores.iter().sum::<f64>() / count(scores.len().max(1));
    format!(
        "\ninside the middle 50 / 80 / 90% of futures: {} of {}\n\
         mean CRPS of the {} premiums (log of 1 + premium), shares and growths: {mean:.3}\n",
        inside.join(" / "),
        ranks.len(),
        scores.len()
    )
}

/// Rank correlations of the errors, as a scenario states them.
fn copula(fitted: &FittedAuctions) -> String {
    let mut text = String::new();
    for (row, correlations) in fitted.correlations.iter().enumerate() {
        for (at, correlation) in correlations.iter().enumerate().take(row) {
            let names = [at, row].map(|at| fitted.estimates[at].0.name());
            let ranks = rank_correlation(*correlation);
            let _ = write!(
                text,
                "\n[[copula]]\nbetween = [\"{}\", \"{}\"]\nrank_correlation = {ranks:.3}\n",
                names[0], names[1]
            );
        }
    }
    text
}

/// The estimate as a key of a table; `None`: it is not that table's.
fn key(
    table: &str,
    (parameter, estimate): (Parameter, Estimated),
    origin: &Origin,
) -> Option<String> {
    let (of_table, key) = parameter.name().rsplit_once('.')?;
    let written = || origin.key(key, estimate, parameter.unit(), parameter.ends(), "auctions");
    (of_table == table).then(written)
}

/// Each fact beside its distribution over futures.
fn facts(fitted: &FittedAuctions, evidence: &Evidence, language: Language) -> String {
    let heads =
        ["fact", "from", "until", "seen", "median", "50% low", "high", "80% low", "high", "rank"];
    let rows = evidence.facts.iter().enumerate().map(|(index, fact)| {
        let mut values: Vec<f64> = fitted.simulated.iter().map(|row| row[index]).collect();
        values.sort_unstable_by(f64::total_cmp);
        let bands = [0.5, 0.25, 0.75, 0.1, 0.9].map(|p| format!("{:.2}", quantile(&values, p)));
        let place = format!("{:.2}", rank(&values, fact.seen));
        let named = [fact.name(), fact.from.to_string(), fact.until.to_string()];
        [&named[..], &[fact.seen.to_string()], &bands, &[place]].concat()
    });
    table(&heads, rows, language)
}
