//! The published figures of the five-year plan, compiled in from `seeds/plan.toml`.
//!
//! Targets of the plan are compared with results, and every portfolio can be reconciled with
//! them; no trial depends on them. Each figure comes with the document that
//! publishes it, its wording where known, and its precision, so that "agrees" means to the
//! last digit stated.

use std::sync::OnceLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, Rejected};

/// Name of the file with the published figures.
pub const FILE: &str = "seeds/plan.toml";

const TEXT: &str = include_str!("../../seeds/plan.toml");

/// One published figure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The figure, in `unit`.
    pub value: f64,
    /// Unit: `plots`, `households`, `ha` or `m2`.
    pub unit: String,
    /// One unit of the last published digit, in `unit`.
    pub precision: f64,
    /// Document that publishes it.
    pub document: String,
    /// Subject of the passage.
    pub section: String,
    /// Wording of the document, where it is known.
    pub quote: Option<String>,
    /// How to read the figure.
    pub note: Option<String>,
}

/// The months the plan covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First month.
    #[serde(deserialize_with = "year_month")]
    pub first: YearMonth,
    /// Last month, part of the plan.
    #[serde(deserialize_with = "year_month")]
    pub last: YearMonth,
}

impl Period {
    /// Whether a month belongs to the plan; no date at all does not.
    pub fn contains(&self, date: Option<YearMonth>) -> bool {
        date.is_some_and(|date| self.first <= date && date <= self.last)
    }

    /// Length of the plan (months).
    pub fn months(&self) -> i32 {
        self.last.months_since(self.first) + 1
    }
}

/// What the plan wants to achieve, in words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aim {
    /// The aim.
    pub text: String,
    /// Wording of the document.
    pub quote: String,
    /// Document that publishes it.
    pub document: String,
    /// Subject of the passage.
    pub section: String,
}

/// Everything the plan publishes about land and floor area.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Months the plan covers.
    pub period: Period,
    /// Balance of land revenue and cost.
    pub aim: Aim,
    /// Plots whose acquisition starts in the period.
    pub reserve_plots: Figure,
    /// Land of the reserve programme (ha).
    pub reserve_land_ha: Figure,
    /// Buildable floor area of the reserve programme (m²).
    pub reserve_gfa_m2: Figure,
    /// Its commercial and office part (m²).
    pub reserve_gfa_commercial_office_m2: Figure,
    /// Plots granted in the period.
    pub sale_plots: Figure,
    /// Land of the sale programme (ha).
    pub sale_land_ha: Figure,
    /// Buildable floor area of the sale programme (m²).
    pub sale_gfa_m2: Figure,
    /// Its commercial and office part (m²).
    pub sale_gfa_commercial_office_m2: Figure,
    /// Floor area expected to be built (m²).
    pub construction_gfa_m2: Figure,
    /// Its commercial and office part (m²).
    pub construction_gfa_commercial_office_m2: Figure,
    /// Affordable housing to be added (m²).
    pub affordable_gfa_m2: Figure,
    /// Households to be resettled from old areas.
    pub renewal_households: Figure,
    /// Old housing to be demolished (m²).
    pub renewal_demolished_gfa_m2: Figure,
    /// Land reserved under the previous plan (ha).
    pub previous_reserved_land_ha: Figure,
    /// Land sold under the previous plan (ha).
    pub previous_sold_land_ha: Figure,
    /// Old areas renewed under the previous plan.
    pub previous_renewal_plots: Figure,
    /// Households resettled under the previous plan.
    pub previous_renewal_households: Figure,
    /// Old housing demolished under the previous plan (m²).
    pub previous_renewal_demolished_gfa_m2: Figure,
}

impl Plan {
    /// The published plan.
    ///
    /// # Errors
    /// Only if the compiled-in file is broken, which a test rules out.
    pub fn published() -> Result<&'static Self, Rejected> {
        static PUBLISHED: OnceLock<Result<Plan, Rejected>> = OnceLock::new();
        PUBLISHED
            .get_or_init(|| toml::from_str(TEXT).map_err(|error| broken(FILE, TEXT, &error)))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Every figure with its name in the file, in the order of the file.
    pub fn figures(&self) -> [(&'static str, &Figure); 18] {
        [
            ("reserve_plots", &self.reserve_plots),
            ("reserve_land_ha", &self.reserve_land_ha),
            ("reserve_gfa_m2", &self.reserve_gfa_m2),
            ("reserve_gfa_commercial_office_m2", &self.reserve_gfa_commercial_office_m2),
            ("sale_plots", &self.sale_plots),
            ("sale_land_ha", &self.sale_land_ha),
            ("sale_gfa_m2", &self.sale_gfa_m2),
            ("sale_gfa_commercial_office_m2", &self.sale_gfa_commercial_office_m2),
            ("construction_gfa_m2", &self.construction_gfa_m2),
            ("construction_gfa_commercial_office_m2", &self.construction_gfa_commercial_office_m2),
            ("affordable_gfa_m2", &self.affordable_gfa_m2),
            ("renewal_households", &self.renewal_households),
            ("renewal_demolished_gfa_m2", &self.renewal_demolished_gfa_m2),
            ("previous_reserved_land_ha", &self.previous_reserved_land_ha),
            ("previous_sold_land_ha", &self.previous_sold_land_ha),
            ("previous_renewal_plots", &self.previous_renewal_plots),
            ("previous_renewal_households", &self.previous_renewal_households),
            ("previous_renewal_demolished_gfa_m2", &self.previous_renewal_demolished_gfa_m2),
        ]
    }
}

/// A month written as text such as `2011-01`.
pub(super) fn year_month<'de, D: Deserializer<'de>>(from: D) -> Result<YearMonth, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not a month such as 2011-01")))
}

/// What the TOML reader says about a compiled-in file, as a finding.
pub(super) fn broken(file: &str, text: &str, error: &toml::de::Error) -> Rejected {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| before.matches('\n').count() + 1);
    Rejected::new(vec![Finding {
        place: Place { file: file.to_owned(), line, column: None },
        key: String::new(),
        found: error.message().to_owned(),
        accepted: "the file as it was published with the program".to_owned(),
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_plan_is_complete_and_sourced() {
        let plan = Plan::published().unwrap();
        for (name, figure) in plan.figures() {
            assert!(figure.value > 0.0 && figure.precision > 0.0, "{name}");
            assert!(figure.document.contains("2012-02-06") && !figure.section.is_empty(), "{name}");
            assert!(["plots", "households", "ha", "m2"].contains(&figure.unit.as_str()), "{name}");
        }
        assert!(plan.aim.quote.contains("总体平衡"));
    }

    #[test]
    fn a_published_value_has_no_digits_beyond_its_precision() {
        for (name, figure) in Plan::published().unwrap().figures() {
            let steps = figure.value / figure.precision;
            assert!((steps - steps.round()).abs() < 1e-9, "{name}");
        }
    }

    #[test]
    fn the_file_names_exactly_the_figures_of_the_struct() {
        let table: toml::Table = toml::from_str(TEXT).unwrap();
        let plan = Plan::published().unwrap();
        assert_eq!(table.len(), plan.figures().len() + 2);
        for (name, figure) in plan.figures() {
            assert_eq!(table[name]["value"].to_string(), figure.value.to_string(), "{name}");
        }
    }

    #[test]
    fn the_plan_covers_five_years_and_its_ends() {
        let period = Plan::published().unwrap().period;
        assert_eq!(period.months(), 60);
        for (text, inside) in
            [("2010-12", false), ("2011-01", true), ("2015-12", true), ("2016-01", false)]
        {
            assert_eq!(period.contains(text.parse().ok()), inside, "{text}");
        }
        assert!(!period.contains(None));
    }

    #[test]
    fn a_broken_file_is_reported_with_its_line() {
        let text = "[period]\nfirst = \"2011-13\"\nlast = \"2015-12\"\n";
        let error = toml::from_str::<Plan>(text).unwrap_err();
        assert_eq!(
            broken("plan.toml", text, &error).to_string(),
            "plan.toml:2: found \"2011-13\" is not a month such as 2011-01; \
             accepted: the file as it was published with the program"
        );
    }
}
