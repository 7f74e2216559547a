//! Reads what heads `[scenario]`: its id and its calendar.

use crate::calendar::{Calendar, YearMonth};
use crate::catalogue::result_folder::ResultFolder;
use crate::reader::name::{ACCEPTED, is_name};
use crate::reader::section::Section;

use super::{LONGEST_HORIZON, SHARD};

/// The scenario's id, which names the folder of its results: plain, and none of the names
/// that such folders have for other things.
pub(super) fn read_id(section: &Section<'_>) -> String {
    let id = section.text("id");
    let refuse = |found: String, accepted: &str| section.find("id", found, accepted);
    if section.sound(&["id"]) && !is_name(&id) {
        refuse(
            format!("the text {id:?}"),
            &format!("{ACCEPTED}, beginning with a letter or digit"),
        );
    }
    if section.sound(&["id"]) && id.contains(SHARD) {
        refuse(format!("the text {id:?}, the folder of a part of a run"), "another name");
    }
    if ResultFolder::named(&id).is_some() {
        refuse(format!("the text {id:?}, the folder of tables across scenarios"), "another name");
    }
    id
}

/// Start, window and horizon: 1 to 600 months each, the horizon no shorter than the window.
pub(super) fn read_calendar(section: &Section<'_>) -> Calendar {
    let window = section.count("window_months", "months", 1..=LONGEST_HORIZON);
    let horizon = section.count("horizon_months", "months", 1..=LONGEST_HORIZON);
    if section.sound(&["window_months", "horizon_months"]) && horizon < window {
        section.find(
            "horizon_months",
            format!("{horizon}"),
            format!("at least window_months, which is {window}"),
        );
    }
    section.refuse_uncertain(&["window_months", "horizon_months"]);
    let start = section.month("start").unwrap_or(YearMonth::PLACEHOLDER);
    Calendar { start, window, horizon }
}
