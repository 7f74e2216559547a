//! Reads `[scatter]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `district_share` | share of variance | 0 to 0.5 | assumed; held against completion |
//! | `zone_share` | share of variance | 0 to 0.5, both at most 0.6 | assumed, likewise |
//! | `block_months` | months | 1 to 600 | assumed |
//!
//! Without the section every plot scatters by itself.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::scatter::CommonScatter;

/// Most that both shares may come to: something must be left to the plot.
const MOST_IN_COMMON: f64 = 0.6;

/// Reads the section.
pub(super) fn read(section: &Section<'_>) -> CommonScatter {
    let accepted = Accepted::number(0.0..=0.5);
    let share = |key| section.number(key, "share of variance", &accepted);
    let common = CommonScatter {
        district_share: share("district_share"),
        zone_share: share("zone_share"),
        block_months: section.count("block_months", "months", 1..=600),
    };
    let greatest = section.ends("district_share", common.district_share).1
        + section.ends("zone_share", common.zone_share).1;
    if section.sound(&["district_share", "zone_share"]) && greatest > MOST_IN_COMMON {
        section.find(
            "zone_share",
            format!("{greatest} with district_share"),
            format!("at most {MOST_IN_COMMON} together"),
        );
    }
    common
}
