//! One row per answer that joins figures: joint probability, required reserve, yearly deficits.
//!
//! The table `risk`: answers that no single figure gives. How probable is it that floor
//! area and balance are both reached? How much money must be at hand so that it
//! suffices in nine futures of ten, and how much is? At the end of which years is the
//! cumulative balance negative?
//!
//! The required reserve is a quantile of the peak need, the largest sum of debt and
//! support so far: money that somebody has to have, whoever lends it. It is read
//! against the facility and the cash that stand beside it.

use crate::catalogue::series::Series;
use crate::ensemble::statistics::{Estimate, wilson};
use crate::quantity::PERCENT;

use super::column::columns;
use super::results::Results;
use super::summaries::RESERVE_PROBABILITIES;
use super::table::Table;

columns! {
    /// Columns of the table of answers.
    RiskTable = "risk": "One row per answer that joins figures or months.";
    ANSWER: Texts = "answer", "", "Id of the answer";
    NAME_ZH: Texts = "name_zh", "", "Chinese name";
    NAME_EN: Texts = "name_en", "", "English name";
    UNIT: Texts = "unit", "", "Unit of the value";
    VALUE: Estimates = "value", "the row's", "Value";
}

/// Id of the share of trials in which the district budget has to support the reserve centre.
pub const SUPPORT: &str = "probability_support";
/// Id of the cash that the reserve centre holds at month 0 (CNY).
pub const OPENING_CASH: &str = "opening_cash_cny";
/// Beginning of the ids of yearly deficits; the year follows.
pub const DEFICIT: &str = "probability_deficit_";

/// An answer that joins figures or months: a row of the table `risk`.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Id of the answer, by which the report finds it.
    pub id: String,
    /// Unit of the estimate: `share` or `CNY`.
    pub unit: &'static str,
    /// The answer's name in Chinese.
    pub chinese: String,
    /// The answer's name in English.
    pub english: String,
    /// The number with its interval; without ends for what the scenario states, `None`
    /// where no trial gives it.
    pub estimate: Option<Estimate>,
}

/// All answers of a run, in the order of the table.
pub fn answers(results: &Results<'_>) -> Vec<Answer> {
    let mut answers = vec![started_and_settled(results), support_needed(results)];
    let reserves = RESERVE_PROBABILITIES.iter().zip(results.figures.required_reserves);
    answers
        .extend(reserves.map(|(probability, estimate)| required_reserve(*probability, estimate)));
    answers.extend(stated(results));
    answers.extend(yearly_deficits(results));
    answers
}

/// The probability that floor area started reaches the plan and the settled balance is
/// not negative.
fn started_and_settled(results: &Results<'_>) -> Answer {
    Answer {
        id: "probability_started_and_settled".into(),
        unit: "share",
        chinese: "新开工达到规划且模拟期收支差额不为负的概率".into(),
        english: "Probability that floor area started reaches the plan and the settled balance is \
            not negative"
            .into(),
        estimate: results.figures.started_and_settled,
    }
}

/// The probability that the district budget has to support the reserve centre.
fn support_needed(results: &Results<'_>) -> Answer {
    Answer {
        id: SUPPORT.into(),
        unit: "share",
        chinese: "财政补足概率".into(),
        english: "Probability that the district budget has to support the reserve centre".into(),
        estimate: results.figures.support_needed,
    }
}

/// The quantile of the peak need at a probability.
fn required_reserve(probability: f64, estimate: Option<Estimate>) -> Answer {
    let percent = (probability * PERCENT).round();
    Answer {
        id: format!("required_reserve_{percent}_cny"),
        unit: "CNY",
        chinese: format!("资金准备规模（{percent}%保证率）"),
        english: format!("Required reserve at {percent}%: debt and support together stay below it"),
        estimate,
    }
}

/// What the required reserve is read against: the lowest facility limit of the horizon
/// and the cash at its start, both as the scenario states them.
fn stated(results: &Results<'_>) -> [Answer; 2] {
    let finance = &results.case.scenario().rules.finance;
    let facility =
        finance.facility_limit.iter().map(|step| step.value).fold(f64::INFINITY, f64::min);
    let answer = |id: &str, chinese: &str, english: &str, value: f64| Answer {
        id: id.into(),
        unit: "CNY",
        chinese: chinese.into(),
        english: english.into(),
        estimate: Some(Estimate { value, low: None, high: None }),
    };
    [
        answer(
            "facility_limit_cny",
            "授信额度",
            "Facility limit, the lowest of the horizon",
            facility,
        ),
        answer(OPENING_CASH, "期初现金", "Cash held at month 0", finance.opening_cash),
    ]
}

/// For each calendar year the share of trials in which the cumulative balance is
/// negative at its end, with Wilson's interval.
fn yearly_deficits(results: &Results<'_>) -> Vec<Answer> {
    let (distributions, trials) = (results.distributions, results.figures.trials);
    distributions
        .periods
        .iter()
        .enumerate()
        .filter(|(_, period)| period.label.parse::<i32>().is_ok())
        .map(|(index, period)| {
            let share = distributions
                .periodic(Series::CumulativeBalanceCny, index)
                .share_negative()
                .unwrap_or(0.0);
            let negative = crate::quantity::index((share * crate::quantity::count(trials)).round());
            Answer {
                id: format!("{DEFICIT}{}", period.label),
                unit: "share",
                chinese: format!("{}年末累计收支为负的概率", period.label),
                english: format!(
                    "Probability that the cumulative balance is negative at the end of {}",
                    period.label
                ),
                estimate: wilson(negative, trials),
            }
        })
        .collect()
}

/// The table `risk`: a row for each answer.
pub(super) fn table(results: &Results<'_>) -> Table {
    let answers = answers(results);
    let mut table = Table::of::<RiskTable>();
    let texts = |of: fn(&Answer) -> String| answers.iter().map(of).collect::<Vec<_>>();
    table.fill(RiskTable::ANSWER, texts(|answer| answer.id.clone()));
    table.fill(RiskTable::NAME_ZH, texts(|answer| answer.chinese.clone()));
    table.fill(RiskTable::NAME_EN, texts(|answer| answer.english.clone()));
    table.fill(RiskTable::UNIT, texts(|answer| answer.unit.to_owned()));
    let estimates: Vec<_> = answers.iter().map(|answer| answer.estimate).collect();
    table.estimates(RiskTable::VALUE, &estimates);
    table
}
