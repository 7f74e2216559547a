//! `[[stress]]`: one change each of what the scenario states, asked of the run's first futures.
//!
//! | key | unit | accepted |
//! | --- | --- | --- |
//! | `id`, `title` | | a name; a line for people as 中文 \| English |
//! | `price_factor` | factor | 0.05 to 20, on all base prices of zones |
//! | `cost_factor` | factor | the same, on acquisition, preparation and sunk cost |
//! | `rate_shift` | per year | -0.1 to 1, added to the interest rate on debt |
//! | `sale_delay_months` | months | 0 to 240, later planned listings |
//!
//! # Why a list of its own and not a sweep
//!
//! A sweep makes scenarios, each with a folder and all tables. A stress is a line of a table beside
//! the run that it is asked of: what of the verdict is left when prices are a fifth lower. It
//! changes no result of the run, so it is no part of the market it is compared in.

use crate::reader::accepted::Accepted;
use crate::reader::name::{self, is_name};
use crate::reader::section::Section;

/// Name of the list.
pub const STRESS: &str = "stress";
/// Most entries.
const MOST: usize = 32;
/// Longest delay of sales (months): twenty years.
const LONGEST_DELAY: u32 = 240;

/// A change of what a scenario states; what is not said stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Stress {
    /// Identity.
    pub id: String,
    /// One line for people, as 中文 | English.
    pub title: String,
    /// Factor on all base prices of zones; compensation does not move with it.
    pub price_factor: f64,
    /// Factor on acquisition, preparation and sunk cost of all plots.
    pub cost_factor: f64,
    /// What is added to the interest rate on the reserve centre's debt (per year).
    pub rate_shift: f64,
    /// Months by which planned listings come later.
    pub sale_delay_months: usize,
}

/// Reads the list: at most 32 entries with different ids, each with one change at least.
pub(super) fn read_all(root: &Section<'_>) -> Vec<Stress> {
    let stresses = root.each(STRESS, read);
    if stresses.len() > MOST {
        let found = format!("{} entries", stresses.len());
        root.find(STRESS, found, format!("at most {MOST}"));
    }
    for (at, stress) in stresses.iter().enumerate() {
        if root.sound(&[STRESS]) && stresses[..at].iter().any(|before| before.id == stress.id) {
            let found = format!("the id {:?} twice", stress.id);
            root.find(STRESS, found, "entries with different ids");
        }
    }
    stresses
}

fn read(section: &Section<'_>) -> Stress {
    const CHANGES: [&str; 4] = ["price_factor", "cost_factor", "rate_shift", "sale_delay_months"];
    let id = section.text("id");
    if section.sound(&["id"]) && !is_name(&id) {
        section.find("id", format!("the text {id:?}"), name::ACCEPTED);
    }
    let factor = Accepted::number(0.05..=20.0);
    let changes = [
        section.optional_number(CHANGES[0], "factor", &factor),
        section.optional_number(CHANGES[1], "factor", &factor),
        section.optional_number(CHANGES[2], "per year", &Accepted::number(-0.1..=1.0)),
    ];
    let delay = section.optional_count(CHANGES[3], "months", LONGEST_DELAY);
    section.refuse_uncertain(&CHANGES);
    if section.sound(&CHANGES) && delay.is_none() && changes.iter().all(Option::is_none) {
        section.find(
            "id",
            "a stress that changes nothing",
            format!("one of {}", CHANGES.join(", ")),
        );
    }
    let [price, cost, rate] = changes;
    Stress {
        id,
        title: section.text("title"),
        price_factor: price.unwrap_or(1.0),
        cost_factor: cost.unwrap_or(1.0),
        rate_shift: rate.unwrap_or(0.0),
        sale_delay_months: delay.unwrap_or(0),
    }
}
