//! Words for people in Chinese and English, and numbers in the units an office speaks.

use crate::calendar::Calendar;
use crate::catalogue::{Entry, Unit};
use crate::quantity::{YUAN_PER_YI, index};

/// Language of what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

/// Headings and sentences of the terminal's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// Heading of the figures' names.
    Figure,
    /// Heading of medians.
    Median,
    /// Heading of 90 % ranges.
    Range,
    /// Heading of the plan's values.
    Target,
    /// Heading of probabilities of meeting them.
    Probability,
    /// The word for a number of trials.
    Trials,
    /// The word for the seed.
    Seed,
    /// No value exists.
    None,
    /// In what share of trials a value exists.
    Exists,
    /// What the units mean.
    Units,
    /// Yearly deficits.
    Deficits,
    /// Assumptions in the scenario.
    Assumptions,
}

impl Phrase {
    /// The phrase in a language.
    pub fn text(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Figure => ("指标", "figure"),
            Self::Median => ("中位数", "median"),
            Self::Range => ("90%区间", "90% range"),
            Self::Target => ("目标", "target"),
            Self::Probability => ("达标概率（95%置信区间）", "probability (95% interval)"),
            Self::Trials => ("次模拟", "trials"),
            Self::Seed => ("种子", "seed"),
            Self::None => ("无", "none"),
            Self::Exists => ("的模拟中出现", "of trials have it"),
            Self::Units => (
                "金额单位：亿元；建筑面积单位：万㎡",
                "money in 亿元 (100 million CNY), floor area in 万㎡ (10,000 m²)",
            ),
            Self::Deficits => (
                "年末累计收支为负的概率",
                "Probability that the cumulative balance is negative at year's end",
            ),
            Self::Assumptions => (
                "项参数为假设；地块表为合成数据，合计与规划一致",
                "parameters are assumptions; the plot table is synthetic and adds up to the plan",
            ),
        };
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// An entry's name with the unit its values are shown in.
pub fn name(entry: &Entry, language: Language) -> String {
    let (name, unit) = match language {
        Language::Chinese => (entry.chinese, shown_unit(entry.unit).0),
        Language::English => (entry.english, shown_unit(entry.unit).1),
    };
    if unit.is_empty() { name.to_owned() } else { format!("{name} [{unit}]") }
}

fn shown_unit(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Cny => ("亿元", "亿元"),
        Unit::CnyPerSquareMetre => ("元/㎡", "CNY/m²"),
        Unit::SquareMetres => ("万㎡", "万㎡"),
        Unit::Hectares => ("公顷", "ha"),
        Unit::Plots => ("幅", "plots"),
        Unit::Deals => ("宗", "deals"),
        Unit::Auctions => ("场", "auctions"),
        Unit::Rounds => ("轮", "rounds"),
        Unit::Bidders => ("人", "bidders"),
        Unit::Months => ("月", "months"),
        Unit::Share => ("%", "%"),
        Unit::Month | Unit::Ratio => ("", ""),
    }
}

/// A value in the unit that [`name`] states.
pub fn value(value: f64, unit: Unit, calendar: &Calendar) -> String {
    const SQUARE_METRES_SHOWN: f64 = 10_000.0;
    const PERCENT: f64 = 100.0;
    match unit {
        Unit::Cny => format!("{:.1}", plus_zero(value / YUAN_PER_YI, 1)),
        Unit::SquareMetres => format!("{:.1}", value / SQUARE_METRES_SHOWN),
        Unit::Hectares | Unit::Bidders => format!("{value:.1}"),
        Unit::CnyPerSquareMetre
        | Unit::Plots
        | Unit::Deals
        | Unit::Auctions
        | Unit::Rounds
        | Unit::Months => format!("{value:.0}"),
        Unit::Share => format!("{:.1}", plus_zero(value * PERCENT, 1)),
        Unit::Ratio => format!("{value:.2}"),
        Unit::Month => calendar.date(index(value.round())).to_string(),
    }
}

/// Turns what would print as minus zero into zero.
fn plus_zero(value: f64, digits: i32) -> f64 {
    let half_step = 0.5 * 0.1_f64.powi(digits);
    if value.abs() < half_step { 0.0 } else { value }
}

/// A share as a percentage with one decimal.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
