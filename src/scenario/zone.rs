//! Reads `[[zone]]`: `id` and `name` (中文 | English), and `base_price_residential` and
//! `base_price_commercial_office` from 0 to 10^7 CNY per m² of floor area;
//! `state_applicant_share` from 0 to 1, `demand_multiplier` from 0.0001 to 100 and `price_drift`
//! from -0.5 to 0.5 (log per year), all optional.
//!
//! Zones are those of the portfolio; a plot in a zone that the scenario does not price is
//! refused when a case is put together.

use crate::catalogue::land_use::{ByUse, Use};
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::zone::Zone;

/// Reads the zones, sorted by id; one at least, each id once.
pub(super) fn read_all(root: &Section<'_>) -> Vec<Zone> {
    let price = Accepted::number(0.0..=1e7);
    let mut zones = root.each("zone", |zone| Zone {
        id: zone.text("id"),
        name: zone.text("name"),
        base_price: ByUse::of(|of_use| zone.number(base_price_key(of_use), "CNY/m2", &price)),
        state_applicant_share: zone.optional_number(
            "state_applicant_share",
            "share",
            &Accepted::share(),
        ),
        demand_multiplier: zone.positive_factor("demand_multiplier"),
        price_drift: zone
            .optional_number("price_drift", "log per year", &Accepted::number(-0.5..=0.5))
            .unwrap_or(0.0),
    });
    zones.sort_by(|left, right| left.id.cmp(&right.id));
    if zones.is_empty() && root.sound(&["zone"]) {
        root.find("zone", "no zone", "one table [[zone]] for each zone of the portfolio");
    }
    for pair in zones.windows(2) {
        let stated = !pair[0].id.is_empty() || root.sound(&["zone"]);
        if stated && pair[0].id == pair[1].id {
            root.find("zone", format!("the id {:?} twice", pair[0].id), "zones with different ids");
        }
    }
    zones
}

/// The key of a use's base price.
fn base_price_key(of_use: Use) -> &'static str {
    match of_use {
        Use::Residential => "base_price_residential",
        Use::CommercialOffice => "base_price_commercial_office",
    }
}
