//! Parameters estimated from facts of auctions as text: estimates, the facts beside their futures,
//! parts of a scenario.

use std::fmt::Write as _;

use crate::calibration::Estimated;
use crate::calibration::auctions::fit::FittedAuctions;
use crate::calibration::auctions::parameter::Parameter;
use crate::calibration::auctions::{Design, Evidence, rank};
use crate::ensemble::statistics::quantile;

use super::calibration::{shown, table};
use super::estimates::Origin;

/// Everything that was found.
pub fn text(
    fitted: &FittedAuctions,
    evidence: &Evidence,
    design: &Design,
    origin: &Origin,
) -> String {
    let mut text = origin.head();
    let FittedAuctions { estimates, score: (reached, own), steps, .. } = fitted;
    for (parameter, estimate) in estimates {
        let _ = writeln!(text, "{} {}", parameter.name(), shown(*estimate, 1.0));
    }
    let offered: u32 = evidence.offers.iter().map(|offered| offered.plots).sum();
    let _ = writeln!(
        text,
        "\nscore {reached:.4}, that of the scenario's own values {own:.4} (mean CRPS of the facts \
         over their spread; less is better)\n\
         {steps} steps, {} futures of {offered} auctions each, seed {}\n",
        design.trials, design.seed
    );
    text += &facts(fitted, evidence);
    for of_table in ["auction", "market.demand"] {
        let keys: String =
            estimates.iter().filter_map(|estimate| key(of_table, *estimate, origin)).collect();
        if !keys.is_empty() {
            let _ = write!(text, "\n[{of_table}]\n{keys}");
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
fn facts(fitted: &FittedAuctions, evidence: &Evidence) -> String {
    let heads =
        ["fact", "from", "until", "seen", "median", "50 % low", "high", "80 % low", "high", "rank"];
    let rows = evidence.facts.iter().enumerate().map(|(index, fact)| {
        let mut values: Vec<f64> = fitted.simulated.iter().map(|row| row[index]).collect();
        values.sort_unstable_by(f64::total_cmp);
        let bands = [0.5, 0.25, 0.75, 0.1, 0.9].map(|p| format!("{:.2}", quantile(&values, p)));
        let place = format!("{:.2}", rank(&values, fact.seen));
        let named = [fact.name(), fact.from.to_string(), fact.until.to_string()];
        [&named[..], &[fact.seen.to_string()], &bands, &[place]].concat()
    });
    table(&heads, rows)
}
