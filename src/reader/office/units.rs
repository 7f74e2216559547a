//! Units in headings and rows of units, as offices write them.

use crate::catalogue::Unit;

use super::width::plain_width;

/// What a number is multiplied by to come into the column's own unit: 10^`tens` × `times` / `by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    /// Power of ten.
    pub tens: i32,
    /// Numerator.
    pub times: u32,
    /// Denominator.
    pub by: u32,
}

impl Factor {
    /// The column's own unit.
    pub const ONE: Self = Self::tens(0);
    /// 亩: fifteen to the hectare.
    const MU: Self = Self { tens: 3, times: 2, by: 3 };
    /// Years in months.
    const YEAR: Self = Self { tens: 0, times: 12, by: 1 };

    const fn tens(tens: i32) -> Self {
        Self { tens, times: 1, by: 1 }
    }
}

/// Every spelling of a unit, the unit of the columns that it may stand over, and its factor.
const SPELLINGS: &[(&str, Unit, Factor)] = &[
    ("m2", Unit::SquareMetres, Factor::ONE),
    ("m²", Unit::SquareMetres, Factor::ONE),
    ("㎡", Unit::SquareMetres, Factor::ONE),
    ("平方米", Unit::SquareMetres, Factor::ONE),
    ("平米", Unit::SquareMetres, Factor::ONE),
    ("万㎡", Unit::SquareMetres, Factor::tens(4)),
    ("万m2", Unit::SquareMetres, Factor::tens(4)),
    ("万m²", Unit::SquareMetres, Factor::tens(4)),
    ("万平方米", Unit::SquareMetres, Factor::tens(4)),
    ("万平米", Unit::SquareMetres, Factor::tens(4)),
    ("亩", Unit::SquareMetres, Factor::MU),
    ("mu", Unit::SquareMetres, Factor::MU),
    ("公顷", Unit::SquareMetres, Factor::tens(4)),
    ("ha", Unit::SquareMetres, Factor::tens(4)),
    ("元", Unit::Cny, Factor::ONE),
    ("cny", Unit::Cny, Factor::ONE),
    ("yuan", Unit::Cny, Factor::ONE),
    ("千元", Unit::Cny, Factor::tens(3)),
    ("万元", Unit::Cny, Factor::tens(4)),
    ("百万元", Unit::Cny, Factor::tens(6)),
    ("亿元", Unit::Cny, Factor::tens(8)),
    ("月", Unit::Months, Factor::ONE),
    ("个月", Unit::Months, Factor::ONE),
    ("months", Unit::Months, Factor::ONE),
    ("年", Unit::Months, Factor::YEAR),
    ("years", Unit::Months, Factor::YEAR),
    ("%", Unit::Share, Factor::tens(-2)),
    ("％", Unit::Share, Factor::tens(-2)),
    ("户", Unit::Households, Factor::ONE),
    ("households", Unit::Households, Factor::ONE),
];

/// Words before a list of units above a table.
const OF_TABLE: [&str; 3] = ["单位", "units", "unit"];

/// What a spelling of a unit means: the unit that columns have, and the factor to it.
pub fn known(text: &str) -> Option<(Unit, Factor)> {
    let text = text.trim().to_lowercase();
    SPELLINGS
        .iter()
        .find(|(spelling, ..)| *spelling == text)
        .map(|(_, unit, factor)| (*unit, *factor))
}

/// Spellings for a unit, for findings.
pub fn spellings(unit: Unit) -> String {
    let of_unit = SPELLINGS.iter().filter(|(_, of, _)| *of == unit);
    of_unit.map(|(spelling, ..)| *spelling).collect::<Vec<_>>().join(", ")
}

/// Whether a number of this unit means nothing without it.
pub fn matters(unit: Unit) -> bool {
    matches!(unit, Unit::SquareMetres | Unit::Cny)
}

/// The units that a line above a table lists, such as 单位：㎡、万元; none where it lists none.
pub fn of_table(text: &str) -> Vec<(String, Unit, Factor)> {
    let text = plain_width(text.trim());
    let lower = text.to_lowercase();
    let Some(list) = OF_TABLE
        .iter()
        .find_map(|word| lower.find(word).map(|at| &lower[at + word.len()..]))
        .map(|list| list.trim_start_matches([':', ' ']))
    else {
        return Vec::new();
    };
    let parts = list.split(['、', ',', ';', '/', ' ', ')', '。']).map(str::trim);
    let known = |part: &str| known(part).map(|(unit, factor)| (part.to_owned(), unit, factor));
    parts.filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_above_a_table_lists_its_units() {
        let units = |text| -> Vec<String> {
            of_table(text).into_iter().map(|(spelling, ..)| spelling).collect()
        };
        assert_eq!(units("单位：㎡、元"), ["㎡", "元"]);
        assert_eq!(units("（单位：亩，万元）"), ["亩", "万元"]);
        assert_eq!(units("某区2026-2028年土地储备计划表"), [""; 0]);
        assert_eq!(known("亩"), Some((Unit::SquareMetres, Factor::MU)));
        assert_eq!(known("磅"), None);
    }
}
