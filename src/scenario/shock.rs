//! `[[shock]]`: what happens to the district at a date.

use super::parameter::Accepted;
use super::reader::Section;
use super::{Use, is_name};
use crate::calendar::YearMonth;

/// Most shocks of a scenario.
const MOST_SHOCKS: usize = 64;

/// How a price displacement unfolds after its onset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// At once and for good.
    Step,
    /// In equal monthly parts over this many months.
    Ramp(usize),
    /// At once, then fading with this half-life (months).
    Decay(f64),
}

/// A dated shock with everything it changes; 1 and 0 mean no change.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Identity.
    pub id: String,
    /// First month of its effects.
    pub from: Option<YearMonth>,
    /// First month without them; `None`: for ever.
    pub until: Option<YearMonth>,
    /// Displacement of land prices by use (log).
    pub price_displacement: [f64; 2],
    /// How the displacement unfolds.
    pub shape: Shape,
    /// Factor on the mean number of bidders.
    pub demand_multiplier: f64,
    /// Added to the lending rate (per year).
    pub lending_rate_add: f64,
    /// Factor on the cost of acquisitions that start under the shock.
    pub acquisition_cost_multiplier: f64,
    /// Factor on their duration.
    pub acquisition_duration_multiplier: f64,
    /// Factor on the preparation cost of acquisitions that start under the shock.
    pub preparation_cost_multiplier: f64,
    /// Factor on the start lag of plots dealt under the shock.
    pub start_lag_multiplier: f64,
    /// Months from the onset without listings.
    pub moratorium_months: usize,
    /// Factor on the facility limit.
    pub facility_limit_multiplier: f64,
}

pub(super) fn read_all(root: &Section<'_>) -> Vec<Shock> {
    let mut shocks = root.each("shock", read);
    if shocks.len() > MOST_SHOCKS {
        root.find("shock", format!("{} shocks", shocks.len()), format!("at most {MOST_SHOCKS}"));
    }
    shocks.sort_by(|left, right| left.id.cmp(&right.id));
    for pair in shocks.windows(2) {
        let stated = !pair[0].id.is_empty() || root.sound(&["shock"]);
        if stated && pair[0].id == pair[1].id {
            root.find(
                "shock",
                format!("the id {:?} twice", pair[0].id),
                "shocks with different ids",
            );
        }
    }
    shocks
}

fn read(section: &Section<'_>) -> Shock {
    let factor = Accepted::number(0.0..=100.0);
    let multiplier = |key| section.optional_number(key, "factor", &factor).unwrap_or(1.0);
    let displacement = Accepted::number(-5.0..=5.0);
    let shock = Shock {
        id: section.text("id"),
        from: section.month("from"),
        until: section.optional_month("until"),
        price_displacement: section
            .optional("price_displacement", |price| {
                Use::ALL.map(|of_use| {
                    price.optional_number(of_use.name(), "log", &displacement).unwrap_or(0.0)
                })
            })
            .unwrap_or_default(),
        shape: read_shape(section),
        demand_multiplier: multiplier("demand_multiplier"),
        lending_rate_add: section
            .optional_number("lending_rate_add", "per year", &Accepted::number(-1.0..=1.0))
            .unwrap_or(0.0),
        acquisition_cost_multiplier: multiplier("acquisition_cost_multiplier"),
        acquisition_duration_multiplier: multiplier("acquisition_duration_multiplier"),
        preparation_cost_multiplier: multiplier("preparation_cost_multiplier"),
        start_lag_multiplier: multiplier("start_lag_multiplier"),
        moratorium_months: if section.has("moratorium_months") {
            section.count("moratorium_months", "months", 0..=600)
        } else {
            0
        },
        facility_limit_multiplier: multiplier("facility_limit_multiplier"),
    };
    if section.sound(&["id"]) && !is_name(&shock.id) {
        section.find(
            "id",
            format!("the text {:?}", shock.id),
            "1 to 80 of a-z, A-Z, 0-9, -, _ and .",
        );
    }
    if let (Some(from), Some(until)) = (shock.from, shock.until)
        && until <= from
    {
        section.find("until", until.to_string(), format!("a month after `from`, which is {from}"));
    }
    shock
}

fn read_shape(section: &Section<'_>) -> Shape {
    section.tolerate(&["ramp_months", "half_life_months"]);
    if !section.has("shape") {
        return Shape::Step;
    }
    match section.choice("shape", &["step", "ramp", "decay"]) {
        0 => Shape::Step,
        1 => Shape::Ramp(section.count("ramp_months", "months", 1..=600)),
        _ => Shape::Decay(section.number(
            "half_life_months",
            "months",
            &Accepted::number(0.1..=600.0),
        )),
    }
}
