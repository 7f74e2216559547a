//! `[[shock]]`: what happens to the district, at a date or with a hazard.

use super::parameter::Accepted;
use super::reader::Section;
use super::{Use, is_name};
use crate::calendar::YearMonth;
use crate::uncertainty::elementary::ln;
use crate::uncertainty::severity::{Severity, is_triangular};

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

/// When a shock comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Onset {
    /// In a month, for certain; it may lie before the start.
    Date(YearMonth),
    /// At most once in a range of months, with a constant hazard.
    Hazard {
        /// Hazard (per year).
        per_year: f64,
        /// First month of the range.
        from: YearMonth,
        /// Length of the range (months).
        months: usize,
    },
}

impl Onset {
    /// The month of the onset by the exponential waiting time that belongs to a uniform; `None`
    /// when that is longer than the range. It comes within the range with probability
    /// 1 - exp(-hazard × years).
    pub fn at(self, uniform: f64) -> Option<YearMonth> {
        match self {
            Self::Date(month) => Some(month),
            Self::Hazard { per_year, from, months } => {
                let waited = -ln(uniform) / per_year * crate::quantity::MONTHS_PER_YEAR;
                let month = crate::quantity::index(waited);
                (waited < crate::quantity::count(months))
                    .then(|| from.plus(i32::try_from(month).unwrap_or(i32::MAX)))
            }
        }
    }
}

/// A shock with everything it changes when it comes with severity 1; 1 and 0 mean no change.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Identity.
    pub id: String,
    /// When it comes.
    pub onset: Onset,
    /// How hard it hits.
    pub severity: Severity,
    /// First month without its effects; `None`: for ever.
    pub until: Option<YearMonth>,
    /// Months its effects last; `None`: for ever.
    pub duration_months: Option<usize>,
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
        onset: read_onset(section),
        severity: section.optional("severity", read_severity).unwrap_or(Severity::Fixed),
        until: section.optional_month("until"),
        duration_months: section
            .has("duration_months")
            .then(|| section.count("duration_months", "months", 1..=600)),
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
    if let (Onset::Date(from), Some(until)) = (shock.onset, shock.until)
        && section.sound(&["from", "until"])
        && until <= from
    {
        section.find("until", until.to_string(), format!("a month after `from`, which is {from}"));
    }
    shock
}

/// Keys of a hazard; a shock has them or a date.
const HAZARD: [&str; 3] = ["hazard", "hazard_from", "hazard_until"];

fn read_onset(section: &Section<'_>) -> Onset {
    if !section.has("hazard") {
        for key in &HAZARD[1..] {
            if section.has(key) {
                section.find(key, "a range without a `hazard`", "`hazard` beside it, or `from`");
            }
        }
        return Onset::Date(section.month("from").unwrap_or(YearMonth::PLACEHOLDER));
    }
    if section.has("from") {
        section.find(
            "from",
            "a date beside a hazard",
            "either `from` or `hazard` with `hazard_from` and `hazard_until`",
        );
    }
    let per_year = section.number("hazard", "per year", &Accepted::number(0.0..=100.0));
    let range = [section.month(HAZARD[1]), section.month(HAZARD[2])];
    let [from, until] = range.map(|month| month.unwrap_or(YearMonth::PLACEHOLDER));
    if section.sound(&HAZARD) && until <= from {
        section.find(
            HAZARD[2],
            until.to_string(),
            format!("a month after `hazard_from`, which is {from}"),
        );
    }
    let months = usize::try_from(until.months_since(from)).unwrap_or(0);
    Onset::Hazard { per_year, from, months }
}

fn read_severity(section: &Section<'_>) -> Severity {
    section.tolerate(&["least", "greatest", "sd"]);
    let end = |key| section.number(key, "factor", &Accepted::number(0.0..=10.0));
    match section.choice("distribution", &["fixed", "uniform", "triangular", "lognormal"]) {
        0 => Severity::Fixed,
        1 => Severity::Uniform { least: section.number("least", "factor", &Accepted::share()) },
        2 => {
            let (least, greatest) = (end("least"), end("greatest"));
            let (least_ends, greatest_ends) =
                (section.ends("least", least), section.ends("greatest", greatest));
            // Being a triangle of mean 1 is a matter of linear bounds, so the corners decide.
            let possible = [least_ends.0, least_ends.1].iter().all(|low| {
                is_triangular(*low, greatest_ends.0) && is_triangular(*low, greatest_ends.1)
            });
            if section.sound(&["least", "greatest"]) && !possible {
                section.find(
                    "greatest",
                    format!("a triangle from {least} to {greatest}"),
                    "ends between which a triangle can have mean 1",
                );
            }
            Severity::Triangular { least, greatest }
        }
        _ => Severity::lognormal(section.number("sd", "factor", &Accepted::number(0.0..=3.0))),
    }
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
