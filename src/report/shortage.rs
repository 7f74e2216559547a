//! Why money is short, in sentences, for terminal, page and workbook alike.

use crate::ensemble::statistics::Estimate;
use crate::store::manifest::Manifest;
use crate::store::run_tables::RunTables;
use crate::tables::beside::BesideRows;
use crate::tables::shortage::{
    BEFORE, BOUND, FAILED_AUCTION, LATE_CLEARANCE, ShortageTable, UNPAID_SALE, YEAR,
};
use crate::trial::shortfall::Bound;
use crate::wording::text::{Language, Text};
use crate::wording::units::exact_percent;
use crate::wording::words::{both, filled, filled_both};

use super::command::{options, scenario_argument};

/// Years that are named.
const NAMED_YEARS: usize = 3;

/// A reason with its share.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    pub(super) kind: String,
    /// What it is.
    pub(super) id: String,
    pub(super) share: Option<Estimate>,
    /// In the same months of futures that do not pay.
    pub(super) otherwise: Option<Estimate>,
}

/// Why money is short in a run.
#[derive(Debug, Clone)]
pub(super) struct Why {
    /// Futures that pay.
    pub(super) paying: u64,
    /// Futures of the run.
    pub(super) trials: u64,
    pub(super) reasons: Vec<Reason>,
    /// The trial that is told.
    pub(super) typical: Option<u64>,
}

/// Why money is short in results at hand; `None` where no future pays.
pub(super) fn of_rows(rows: &BesideRows, trials: usize) -> Option<Why> {
    let reasons: Vec<Reason> = rows
        .shortage
        .iter()
        .map(|row| Reason {
            kind: row.kind.to_owned(),
            id: row.reason.clone(),
            share: row.share,
            otherwise: row.otherwise,
        })
        .collect();
    (!reasons.is_empty()).then(|| Why {
        paying: rows.paying() as u64,
        trials: trials as u64,
        reasons,
        typical: rows.typical(),
    })
}

/// Why money is short in a recorded run; `None` where no future pays.
pub(super) fn of_run(run: &RunTables) -> Option<Why> {
    let table = run.shortage.as_ref()?;
    let first = table.rows().next()?;
    let whole = |number: Option<f64>| number.map(|number| crate::quantity::index(number) as u64);
    let reasons = table.rows().map(|row| Reason {
        kind: row.text(ShortageTable::KIND).to_owned(),
        id: row.text(ShortageTable::REASON).to_owned(),
        share: row.estimate(ShortageTable::SHARE),
        otherwise: row.estimate(ShortageTable::OTHERWISE),
    });
    Some(Why {
        paying: whole(first.number(ShortageTable::PAYING))?,
        trials: run.recorded.manifest.trials,
        reasons: reasons.collect(),
        typical: whole(first.number(ShortageTable::TYPICAL_TRIAL)),
    })
}

impl Why {
    fn reason(&self, kind: &str, reason: &str) -> Option<&Reason> {
        self.reasons.iter().find(|row| row.kind == kind && row.id == reason)
    }

    /// Share of a reason.
    fn share(&self, kind: &str, reason: &str) -> f64 {
        self.reason(kind, reason).and_then(|row| row.share).map_or(0.0, |share| share.value)
    }

    /// What binds most of the futures that pay, with its share of them.
    pub(super) fn binding(&self) -> Option<(Text, f64)> {
        let bound = self.reasons.iter().filter(|row| row.kind == BOUND);
        let bound = bound.filter_map(|row| Some((&row.id, row.share?.value)));
        let (most, share) = bound.max_by(|left, right| left.1.total_cmp(&right.1))?;
        Some((both(&format!("reason_{most}")), share))
    }

    /// What bound, what came before, when, and how to see one.
    pub(super) fn sentences(&self) -> Vec<Text> {
        let shown = |kind, reason| exact_percent(self.share(kind, reason));
        let otherwise = |reason| {
            let share = self.reason(BEFORE, reason).and_then(|row| row.otherwise);
            share.map_or_else(String::new, |share| exact_percent(share.value))
        };
        let bound = filled(
            "why_bound",
            &[
                ("paying", self.paying.to_string()),
                ("trials", self.trials.to_string()),
                ("collateral", shown(BOUND, Bound::Collateral.id())),
                ("facility", shown(BOUND, Bound::Facility.id())),
                ("ban", shown(BOUND, Bound::LoanBan.id())),
            ],
        );
        let before = filled(
            "why_before",
            &[
                ("failed", shown(BEFORE, FAILED_AUCTION)),
                ("failed_else", otherwise(FAILED_AUCTION)),
                ("late", shown(BEFORE, LATE_CLEARANCE)),
                ("late_else", otherwise(LATE_CLEARANCE)),
                ("unpaid", shown(BEFORE, UNPAID_SALE)),
                ("unpaid_else", otherwise(UNPAID_SALE)),
            ],
        );
        vec![bound, before, self.years()]
    }

    /// The years in which most of them pay for the first time.
    fn years(&self) -> Text {
        let mut years: Vec<(&str, f64)> = self
            .reasons
            .iter()
            .filter(|row| row.kind == YEAR)
            .map(|row| (row.id.as_str(), row.share.map_or(0.0, |share| share.value)))
            .collect();
        years.sort_by(|left, right| right.1.total_cmp(&left.1));
        years.truncate(NAMED_YEARS);
        let named = Text::each(|language| {
            let one = |(year, share): &(&str, f64)| match language {
                Language::Chinese => format!("{year}年（{}）", exact_percent(*share)),
                Language::English => format!("{year} ({})", exact_percent(*share)),
            };
            years.iter().map(one).collect::<Vec<_>>().join(language.choose("、", ", "))
        });
        filled_both("why_years", &[("years", named)])
    }
}

/// Whether `landsim replay` tells trials of a recorded run: not of a file of a sweep, which is more
/// than one scenario.
pub(super) fn can_be_replayed(manifest: &Manifest) -> bool {
    manifest.swept.is_empty()
}

/// How to see the future that is told, month by month: the command as it is typed.
pub(super) fn why_replay(file: &str, case_options: &[String], seed: u64, trial: u64) -> Text {
    let (scenario, options) = (scenario_argument(file), options(case_options, seed));
    let values = [("scenario", scenario), ("options", options), ("trial", trial.to_string())];
    filled("why_replay", &values)
}
