//! Forecasts beside what came, as people read them in the terminal.

use std::fmt::Write as _;

use crate::calendar::Calendar;
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::ensemble::track::{Quantity, Track};
use crate::tables::track::{covered, entry};
use crate::wording::text::Language;
use crate::wording::units::{name, percent, value, yi};
use crate::wording::words::in_terminal;

use super::text_table::{align_right, headed, lines};

/// Figures that are shown beside the series; all that are known stand in the table.
const SHOWN: [Figure; 10] = [
    Figure::Sound,
    Figure::ProgrammeDone,
    Figure::WindowBalanceCny,
    Figure::PeakDebtCny,
    Figure::ReservedPlots,
    Figure::SoldPlots,
    Figure::FailedShare,
    Figure::PremiumMean,
    Figure::GfaStartedM2,
    Figure::IdlePlots,
];

/// Whether a quantity is shown.
fn is_shown(quantity: Quantity) -> bool {
    match quantity {
        Quantity::Series(_) => true,
        Quantity::Figure(figure) => SHOWN.contains(&figure),
    }
}

/// The report as text: each forecast's quantities beside what came and what its miss is made of,
/// then coverage over all forecasts where there are several.
pub fn text(forecasts: &[(String, Track)], calendar: &Calendar, language: Language) -> String {
    let say = |key: &'static str| in_terminal(key, language);
    let mut text = String::new();
    for (folder, track) in forecasts {
        let _ = writeln!(text, "{folder} ({} {})", say("track_from"), calendar.date(track.from));
        let heads = ["figure", "track_came", "median", "range", "track_rank", "track_crps"];
        let mut table = headed(heads.map(|head| say(head).to_owned()).to_vec());
        for row in track.rows.iter().filter(|row| is_shown(row.quantity)) {
            let entry = entry(row.quantity);
            let show = |number: f64| value(number, entry.unit, calendar);
            let [low, median, high] = [0.05, 0.5, 0.95].map(|share| row.predicted.quantile(share));
            let crps = match entry.unit {
                Unit::Cny | Unit::SquareMetres => show(row.crps()),
                _ => format!("{:.2}", row.crps()),
            };
            table.add_row([
                name(entry, language),
                show(row.came),
                show(median),
                format!("{} … {}", show(low), show(high)),
                percent(row.rank()),
                crps,
            ]);
        }
        align_right(&mut table);
        text += &lines(&table);
        let split = &track.split;
        let _ = write!(text, "\n{}: {}", say("track_miss"), yi(split.miss));
        let parts = ["track_price", "track_delay", "track_failure", "track_cost"];
        for (part, amount) in parts.into_iter().zip(&split.parts) {
            let _ = write!(text, "; {} {}", say(part), yi(amount.value));
        }
        let _ = writeln!(text, "; {} {}\n", say("track_rest"), yi(split.rest));
    }
    if forecasts.len() > 1 {
        let heads = ["figure", "track_forecasts", "track_half", "track_wide", "track_mean_rank"];
        let mut table = headed(heads.map(|head| say(head).to_owned()).to_vec());
        for row in covered(forecasts).iter().filter(|row| is_shown(row.quantity)) {
            table.add_row([
                name(entry(row.quantity), language),
                row.rows.len().to_string(),
                percent(row.within(0.5)),
                percent(row.within(0.9)),
                percent(row.mean_rank()),
            ]);
        }
        align_right(&mut table);
        text += &lines(&table);
        text.push('\n');
    }
    text
}
