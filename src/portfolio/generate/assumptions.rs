//! The assumptions of the generator, as `seeds/plots/generator.toml` states them.

use std::sync::OnceLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::plan::Plan;
use crate::portfolio::planned::PlannedTerms;
use crate::portfolio::plot::PlotClass;

/// Name of the file with the assumptions.
pub const FILE: &str = "seeds/plots/generator.toml";

const TEXT: &str = include_str!("../../../seeds/plots/generator.toml");

/// One assumed number.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption<T = f64> {
    /// The number, in `unit`.
    pub value: T,
    /// Unit in words.
    pub unit: String,
    /// Where it comes from or why it is assumed.
    pub source: String,
}

/// What the zone columns mean.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneUnits {
    /// Unit of [`Zone::reserve_weight`].
    pub reserve_weight: String,
    /// Unit of [`Zone::stock_weight`].
    pub stock_weight: String,
    /// Unit of [`Zone::carry_over_weight`].
    pub carry_over_weight: String,
    /// Unit of [`Zone::land_scale`].
    pub land_scale: String,
    /// Unit of [`Zone::floor_area_ratio`].
    pub floor_area_ratio: String,
    /// Unit of [`Zone::commercial_office_probability`].
    pub commercial_office_probability: String,
    /// Unit of [`Zone::joint_probability`].
    pub joint_probability: String,
    /// Unit of [`Zone::old_area_weight`].
    pub old_area_weight: String,
    /// Unit of [`Zone::residential_value`].
    pub residential_value: String,
    /// Unit of [`Zone::commercial_office_value`].
    pub commercial_office_value: String,
}

/// What is assumed about the plots of one zone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Zone id, as scenarios price it.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Relative number of plots of the reserve programme.
    pub reserve_weight: f64,
    /// Relative number of stock plots.
    pub stock_weight: f64,
    /// Relative number of carry-over plots.
    pub carry_over_weight: f64,
    /// Relative site area.
    pub land_scale: f64,
    /// Relative floor area per land (m²/m²).
    pub floor_area_ratio: f64,
    /// Probability that a plot is mainly commercial or office.
    pub commercial_office_probability: f64,
    /// Probability that city and district reserve a plot together.
    pub joint_probability: f64,
    /// Relative chance that a plot of the reserve programme is an old area.
    pub old_area_weight: f64,
    /// Relative value of residential floor area.
    pub residential_value: f64,
    /// Relative value of commercial and office floor area.
    pub commercial_office_value: f64,
    /// Where the numbers come from.
    pub source: String,
}

/// A stock plot known from the press, the same in every draw.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Identity.
    pub plot_id: String,
    /// Name for people.
    pub name: String,
    /// Zone id.
    pub zone: String,
    /// Who leads the reserve.
    #[serde(deserialize_with = "class")]
    pub class: PlotClass,
    /// Site area (m²).
    pub land_m2: f64,
    /// Housing for sale (m²).
    pub gfa_residential_m2: f64,
    /// Commercial and office floor area (m²).
    pub gfa_commercial_office_m2: f64,
    /// Affordable housing (m²).
    pub gfa_affordable_m2: f64,
    /// Public floor area (m²).
    pub gfa_public_m2: f64,
    /// Planned month of net land.
    #[serde(deserialize_with = "year_month")]
    pub ready_date: YearMonth,
    /// Planned listing.
    #[serde(deserialize_with = "year_month")]
    pub list_date: YearMonth,
    /// Building time, where it is known (months).
    pub build_months: Option<f64>,
    /// Location multiplier.
    pub quality: f64,
    /// What is real and what is synthetic.
    pub source: String,
}

impl Named {
    /// All buildable floor area (m²).
    pub fn gfa_m2(&self) -> f64 {
        self.gfa_residential_m2
            + self.gfa_commercial_office_m2
            + self.gfa_affordable_m2
            + self.gfa_public_m2
    }
}

/// All assumptions of the generator; units and reasons are in the file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// Plots in both programmes.
    pub both_programmes_plots: Assumption<u32>,
    /// Carry-over rows for the market.
    pub carry_over_market_plots: Assumption<u32>,
    /// Carry-over rows of separately built affordable housing.
    pub carry_over_affordable_plots: Assumption<u32>,
    /// Share of the reserve programme's land on plots in both programmes.
    pub both_programmes_land_share: Assumption,
    /// The same of its floor area.
    pub both_programmes_gfa_share: Assumption,
    /// The same of its commercial and office floor area.
    pub both_programmes_commercial_office_share: Assumption,
    /// Share of the plan's affordable housing within plots for sale.
    pub affordable_share_in_sale: Assumption,
    /// Affordable share of reserve plots listed after the plan.
    pub affordable_share_after_plan: Assumption,
    /// Public share of floor area.
    pub public_share: Assumption,
    /// Mean floor area per land of carry-over rows (m²/m²).
    pub carry_over_floor_area_ratio: Assumption,
    /// Log spread of site areas.
    pub land_log_sd: Assumption,
    /// Smallest site (m²).
    pub land_least_m2: Assumption,
    /// Largest site (m²).
    pub land_most_m2: Assumption,
    /// Log spread of floor area per land within a zone.
    pub floor_area_ratio_log_sd: Assumption,
    /// Least floor area per land (m²/m²).
    pub floor_area_ratio_least: Assumption,
    /// Most floor area per land (m²/m²).
    pub floor_area_ratio_most: Assumption,
    /// Relative commercial and office share of a commercial plot.
    pub commercial_office_main_share: Assumption,
    /// Relative commercial and office share of a housing plot.
    pub commercial_office_side_share: Assumption,
    /// Most affordable housing in the housing of a plot for sale, as a share.
    pub affordable_most: Assumption,
    /// Most public floor area of a plot, as a share.
    pub public_most: Assumption,
    /// Log spread of the shares of uses.
    pub use_log_sd: Assumption,
    /// Log spread of the location multiplier.
    pub quality_log_sd: Assumption,
    /// Least location multiplier.
    pub quality_least: Assumption,
    /// Greatest location multiplier.
    pub quality_most: Assumption,
    /// Probability that a city-level body reserves a plot.
    pub city_class_probability: Assumption,
    /// Old areas in the reserve programme.
    pub old_area_plots: Assumption<u32>,
    /// Log spread of households.
    pub households_log_sd: Assumption,
    /// Least new floor area per household resettled (m²).
    pub gfa_per_household_least: Assumption,
    /// Old housing per land under it (m²/m²).
    pub old_area_floor_area_ratio: Assumption,
    /// Most land of a plot under old housing, as a share.
    pub old_area_most_share: Assumption,
    /// Log spread of old housing per household.
    pub demolished_log_sd: Assumption,
    /// Acquisition cost of the reserve programme (CNY).
    pub acquisition_cost: Assumption,
    /// Cost of the stock before the plan (CNY).
    pub sunk_cost: Assumption,
    /// Primary development still to pay (CNY).
    pub preparation_cost: Assumption,
    /// Log spread of a plot's acquisition or sunk cost around its share.
    pub cost_log_sd: Assumption,
    /// Power of the location multiplier to which cost grows.
    pub cost_quality_exponent: Assumption,
    /// Shortest planned acquisition (months).
    pub acquisition_months_least: Assumption,
    /// Longest planned acquisition (months).
    pub acquisition_months_most: Assumption,
    /// Households at which 63 % of the added time is reached.
    pub acquisition_months_households: Assumption,
    /// Log spread of planned durations.
    pub duration_log_sd: Assumption,
    /// Shortest planned primary development (months).
    pub preparation_months_least: Assumption,
    /// Longest planned primary development (months).
    pub preparation_months_most: Assumption,
    /// Floor area at which 63 % of the added time is reached (m²).
    pub preparation_months_gfa: Assumption,
    /// From a listing to its result (months).
    pub notice_months: Assumption<u32>,
    /// From a deal to the start of works, as agreed (months).
    pub planned_start_lag_months: Assumption<u32>,
    /// First months of the plan in which plots of both programmes start.
    pub reserve_both_start_months: Assumption<u32>,
    /// First months of the plan in which plots of the reserve programme start.
    pub reserve_start_months: Assumption<u32>,
    /// Month of the plan in which the first plot listed after it starts, from 0.
    pub reserve_only_first_month: Assumption<u32>,
    /// Months after the plan over which plots ready before its end are listed.
    pub listing_after_plan_months: Assumption<u32>,
    /// Longest planned time from net land to listing (months).
    pub listing_gap_months: Assumption<u32>,
    /// Latest listing of a reserve plot, months after the plan's first month.
    pub last_listing_month: Assumption<u32>,
    /// First months of the plan in which stock becomes net land.
    pub stock_ready_months: Assumption<u32>,
    /// Stock that is net land in one of so many first months needs no more preparation.
    pub ready_at_once_months: Assumption<u32>,
    /// Stock is listed less than so many months after it is net land.
    pub stock_listing_wait_months: Assumption<u32>,
    /// Exponent that shifts stock to early listings.
    pub stock_listing_exponent: Assumption,
    /// Mean remaining start lag of carry-over rows (months).
    pub start_lag_mean_months: Assumption,
    /// Its log spread.
    pub start_lag_log_sd: Assumption,
    /// Least remaining start lag (months).
    pub start_lag_least_months: Assumption,
    /// Greatest remaining start lag (months).
    pub start_lag_most_months: Assumption,
    /// What the zone columns mean.
    pub zone_units: ZoneUnits,
    /// The zones.
    pub zone: Vec<Zone>,
    /// Plots known from the press.
    pub named: Vec<Named>,
}

impl Generator {
    /// The assumptions that made the shipped file.
    ///
    /// # Errors
    /// Only if the compiled-in file is broken, which a test rules out.
    pub fn shipped() -> Result<&'static Self, Rejected> {
        static SHIPPED: OnceLock<Result<Generator, Rejected>> = OnceLock::new();
        SHIPPED
            .get_or_init(|| toml::from_str(TEXT).map_err(|error| broken(FILE, TEXT, &error)))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The plan as planned that tables are made for: of the plan period, by the assumed notice and
    /// start lag.
    pub fn terms(&self, plan: &Plan) -> PlannedTerms {
        let months =
            |assumed: &Assumption<u32>| usize::try_from(assumed.value).unwrap_or(usize::MAX);
        PlannedTerms {
            start: plan.period.first,
            window_months: usize::try_from(plan.period.months()).unwrap_or(0),
            notice_months: months(&self.notice_months),
            start_lag_months: months(&self.planned_start_lag_months),
            negotiation_months: 0,
        }
    }
}

fn class<'de, D: Deserializer<'de>>(from: D) -> Result<PlotClass, D::Error> {
    let text = String::deserialize(from)?;
    let class = PlotClass::ALL.into_iter().find(|class| class.name() == text);
    class.ok_or_else(|| D::Error::custom(format!("{text:?} is not district, joint or city")))
}

/// A month written as text such as `2011-01`.
fn year_month<'de, D: Deserializer<'de>>(from: D) -> Result<YearMonth, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not a month such as 2011-01")))
}

/// What the TOML reader says about a compiled-in file, as a finding.
fn broken(file: &str, text: &str, error: &toml::de::Error) -> Rejected {
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
    fn every_assumption_has_a_value_a_unit_and_a_source() {
        let table: toml::Table = toml::from_str(TEXT).unwrap();
        for (name, entry) in &table {
            let Some(entry) = entry.as_table().filter(|_| name != "zone_units") else { continue };
            assert!(entry.contains_key("value"), "{name}");
            for key in ["unit", "source"] {
                assert!(!entry[key].as_str().unwrap().is_empty(), "{name}.{key}");
            }
        }
    }

    #[test]
    fn the_shipped_assumptions_name_eight_zones_and_price_no_other() {
        let assumptions = Generator::shipped().unwrap();
        let zones: Vec<&str> = assumptions.zone.iter().map(|zone| zone.id.as_str()).collect();
        assert_eq!(
            zones,
            [
                "xujiahui",
                "riverside_b",
                "riverside_c",
                "riverside_d",
                "south_station",
                "longhua",
                "caohejing",
                "huajing",
            ]
        );
        for named in &assumptions.named {
            assert!(zones.contains(&named.zone.as_str()), "{}", named.plot_id);
        }
    }

    #[test]
    fn real_areas_of_named_plots_are_as_published() {
        let named = &Generator::shipped().unwrap().named;
        let areas = [named[0].land_m2, named[0].gfa_m2(), named[1].land_m2, named[2].gfa_m2()];
        let published = [99_189.0, 584_200.0, 66_530.0, 5.43e9 / 11_000.0];
        for (area, published) in areas.into_iter().zip(published) {
            assert!((area - published).abs() < 0.5, "{area} is not {published}");
        }
    }
}
