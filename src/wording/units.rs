//! Numbers in the units an office speaks: money in 亿元, floor area in 万㎡, shares in per cent.
//!
//! Tables hold yuan, square metres and shares of 1; whatever people read is turned into an office's
//! units here and nowhere else.

use crate::calendar::{Calendar, Month};
use crate::catalogue::{Entry, Unit};
use crate::quantity::{PERCENT, SQUARE_METRES_PER_WAN, YUAN_PER_YI, index};

use super::text::{Language, Text};

/// The unit of money: a hundred million yuan, in both languages.
pub const YI: &str = "亿元";
/// The unit of floor area: ten thousand square metres, in both languages.
pub const WAN: &str = "万㎡";

/// An entry's name without a unit.
pub fn plain_name(entry: &Entry, language: Language) -> &'static str {
    language.choose(entry.chinese, entry.english)
}

/// An entry's name with the unit its values are shown in.
pub fn name(entry: &Entry, language: Language) -> String {
    let (name, unit) = (plain_name(entry, language), symbol(entry.unit, language));
    if unit.is_empty() { name.to_owned() } else { format!("{name} [{unit}]") }
}

/// The same in both languages.
pub fn name_text(entry: &Entry) -> Text {
    Text::each(|language| name(entry, language))
}

/// A text with the unit that values are shown in behind it.
pub fn named(text: &Text, unit: Unit) -> Text {
    Text::each(|language| format!("{} [{}]", text.of(language), symbol(unit, language)))
}

/// What stands for a unit beside a name; nothing for calendar months and ratios.
fn symbol(unit: Unit, language: Language) -> &'static str {
    let (chinese, english) = match unit {
        Unit::Cny => (YI, YI),
        Unit::CnyMonths => ("亿元·月", "亿元-months"),
        Unit::CnyPerSquareMetre => ("元/㎡", "CNY/m²"),
        Unit::SquareMetres => (WAN, WAN),
        Unit::Hectares => ("公顷", "ha"),
        Unit::Plots => ("幅", "plots"),
        Unit::Deals => ("宗", "deals"),
        Unit::Auctions => ("场", "auctions"),
        Unit::Rounds => ("轮", "rounds"),
        Unit::Bidders => ("人", "bidders"),
        Unit::Months => ("月", "months"),
        Unit::PlotMonths => ("幅·月", "plot-months"),
        Unit::Households => ("户", "households"),
        Unit::Share => ("%", "%"),
        Unit::Month | Unit::Ratio => ("", ""),
    };
    language.choose(chinese, english)
}

/// How much of a table's unit makes one of an office's: yuan in 亿元, square metres in 万㎡, else 1.
pub fn divisor(unit: Unit) -> f64 {
    match unit {
        Unit::Cny | Unit::CnyMonths => YUAN_PER_YI,
        Unit::SquareMetres => SQUARE_METRES_PER_WAN,
        _ => 1.0,
    }
}

/// A number of a table in the unit that [`name`] states; of calendar months the month number.
pub fn scaled(number: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Share => number * PERCENT,
        _ => number / divisor(unit),
    }
}

/// A value in the unit that [`name`] states.
pub fn value(value: f64, unit: Unit, calendar: &Calendar) -> String {
    let shown = scaled(value, unit);
    match unit {
        Unit::Cny | Unit::CnyMonths | Unit::Share => format!("{:.1}", plus_zero(shown, 1)),
        Unit::SquareMetres | Unit::Hectares | Unit::Bidders => format!("{shown:.1}"),
        Unit::CnyPerSquareMetre
        | Unit::Plots
        | Unit::Deals
        | Unit::Auctions
        | Unit::Rounds
        | Unit::Months
        | Unit::PlotMonths
        | Unit::Households => format!("{shown:.0}"),
        Unit::Ratio => format!("{shown:.2}"),
        Unit::Month => calendar.date(Month::at(index(value.round()))).to_string(),
    }
}

/// A difference of two values, with its sign, in the unit that [`name`] states; of months, a number
/// of months.
pub fn difference(difference: f64, unit: Unit) -> String {
    let digits = match unit {
        Unit::CnyPerSquareMetre => 0,
        Unit::Ratio => 3,
        Unit::Cny
        | Unit::CnyMonths
        | Unit::SquareMetres
        | Unit::Share
        | Unit::Hectares
        | Unit::Plots
        | Unit::Deals
        | Unit::Auctions
        | Unit::Rounds
        | Unit::Bidders
        | Unit::PlotMonths
        | Unit::Households
        | Unit::Months
        | Unit::Month => 1,
    };
    let shown = plus_zero(scaled(difference, unit), digits);
    let digits = usize::try_from(digits).unwrap_or(0);
    if shown == 0.0 { format!("{shown:.digits$}") } else { format!("{shown:+.digits$}") }
}

/// Turns what would print as minus zero into zero.
fn plus_zero(value: f64, digits: i32) -> f64 {
    let half_step = 0.5 * 0.1_f64.powi(digits);
    if value.abs() < half_step { 0.0 } else { value }
}

/// Yuan in 亿元 with one decimal, as sentences and tables of pages say them; small deficits keep
/// their sign.
pub fn yi(yuan: f64) -> String {
    format!("{:.1}", scaled(yuan, Unit::Cny) + 0.0)
}

/// A share as a percentage with one decimal.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * PERCENT)
}

/// A share that somebody has stated, without decimals that say nothing: `90%`.
pub fn stated_percent(share: f64) -> String {
    let shown = format!("{:.1}", share * PERCENT);
    format!("{}%", shown.strip_suffix(".0").unwrap_or(&shown))
}

/// A share as a percentage with one decimal, but never a whole one where it is none: `<0.1%`,
/// `>99.9%`.
pub fn exact_percent(share: f64) -> String {
    const LEAST_SHOWN: f64 = 0.0005;
    if share > 0.0 && share < LEAST_SHOWN {
        "<0.1%".to_owned()
    } else if share < 1.0 && share > 1.0 - LEAST_SHOWN {
        ">99.9%".to_owned()
    } else {
        percent(share)
    }
}

/// A probability with its interval, as sentences and tables say it: with one decimal; of none or
/// all of a run's futures the interval's end, since no number of futures shows that something never
/// happens.
pub fn exact_probability(value: f64, ends: (Option<f64>, Option<f64>)) -> String {
    limit(value, ends).unwrap_or_else(|| exact_percent(value))
}

/// What a run that found none or all says of a probability: that it is below or above its
/// interval's end, in hundredths of a per cent, on the safe side; `None` of anything between.
fn limit(value: f64, (low, high): (Option<f64>, Option<f64>)) -> Option<String> {
    const HUNDREDTHS: f64 = 100.0;
    if value <= 0.0 {
        let end = (high? * PERCENT * HUNDREDTHS).ceil() / HUNDREDTHS;
        return (end < PERCENT).then(|| format!("<{end}%"));
    }
    if value >= 1.0 {
        let end = (low? * PERCENT * HUNDREDTHS).floor() / HUNDREDTHS;
        return (end > 0.0).then(|| format!(">{end}%"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!(difference(-4.0e6, Unit::Cny), "0.0");
        assert_eq!(difference(-6.0e6, Unit::Cny), "-0.1");
        assert_eq!(difference(0.25, Unit::Ratio), "+0.250");
    }

    #[test]
    fn shares_near_the_ends_are_told_from_them() {
        assert_eq!(
            [0.0, 0.0004, 0.9996, 1.0].map(exact_percent),
            ["0.0%", "<0.1%", ">99.9%", "100.0%"]
        );
    }

    /// Wilson's limits of none and all of 10,000.
    #[test]
    fn none_and_all_are_limits() {
        let of = |value, low, high| exact_probability(value, (Some(low), Some(high)));
        assert_eq!(of(0.0, 0.0, 0.000_384), "<0.04%");
        assert_eq!(of(1.0, 0.999_616, 1.0), ">99.96%");
        assert_eq!(of(0.5, 0.49, 0.51), "50.0%");
        assert_eq!(exact_probability(0.0, (None, None)), "0.0%");
    }
}
