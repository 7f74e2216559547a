//! Reads `[[shock]]`.
//!
//! | key | unit | accepted |
//! | --- | --- | --- |
//! | `id` | | a name, used once |
//! | `from` | month | either a date |
//! | `hazard` | per year | or a hazard, 0 to 100 |
//! | `hazard_from`, `hazard_until` | month | with the months in which it may come |
//! | `severity` | factor | a distribution with mean 1 |
//! | `until`, `duration_months` | month, months | optional; what comes first ends the effects |
//! | `price_displacement.USE` | log | -5 to 5 |
//! | `shape` | name | `step`, `ramp`, `decay` |
//! | `ramp_months`, `half_life_months` | months | 1, or 0.1, to 600 |
//! | `lending_rate_add` | per year | -1 to 1 |
//! | `moratorium_months` | months | 0 to 600 |
//! | `demand_multiplier` | factor | 0.0001 to 100 |
//! | five other multipliers | factor | 0 to 100 |
//!
//! Effects that a shock does not state change nothing.

use crate::calendar::YearMonth;
use crate::catalogue::land_use::ByUse;
use crate::reader::accepted::Accepted;
use crate::reader::name::{self, is_name};
use crate::reader::section::Section;
use crate::rules::shock::{Onset, Shape, Shock};
use crate::uncertainty::severity::{Severity, is_triangular};

/// Most shocks of a scenario.
const MOST_SHOCKS: usize = 64;

/// Reads the shocks, sorted by id.
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

/// Reads a shock; a dated one must end after it began.
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
                ByUse::of(|of_use| {
                    price.optional_number(of_use.name(), "log", &displacement).unwrap_or(0.0)
                })
            })
            .unwrap_or_default(),
        shape: read_shape(section),
        demand_multiplier: section.positive_factor("demand_multiplier"),
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
        section.find("id", format!("the text {:?}", shock.id), name::ACCEPTED);
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

/// Reads when the shock comes: a date, or a hazard with the months in which it may.
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

/// Reads how hard it hits. Every distribution has mean 1, so one number less is stated than
/// it has: a uniform its lower end, a triangle its two ends, a lognormal its spread.
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

/// Reads how a displacement unfolds; at once and for good where nothing is stated.
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
