//! One row as far as it could be read: each cell on its own, with a finding for each that is no
//! value of its column.

#![expect(
    clippy::option_option,
    reason = "no outer value: the cell could not be read; no inner value: the cell is empty"
)]

use std::ops::RangeInclusive;

use csv::StringRecord;

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, nearest};
use crate::portfolio::file::header::Header;
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};

/// Areas (m²); the largest district of the city is smaller than the upper end.
const AREA: (RangeInclusive<f64>, &str) = (0.0..=1e8, "a number of m² from 0 to 100000000");

/// Money (CNY).
const MONEY: (RangeInclusive<f64>, &str) = (0.0..=1e13, "a number of CNY from 0 to 10000000000000");

/// Durations (months); a hundred years.
const MONTHS: (RangeInclusive<f64>, &str) = (0.0..=1200.0, "a number of months from 0 to 1200");

/// Location multipliers.
const QUALITY: (RangeInclusive<f64>, &str) = (0.01..=100.0, "a number from 0.01 to 100");

/// Most households of one plot.
const MOST_HOUSEHOLDS: u32 = 1_000_000;

/// Most characters of a cell that a finding repeats.
const SHOWN_CHARACTERS: usize = 40;

/// The fields of a [`Plot`]; `None` where the cell is missing or no value of its column.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) plot_id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) class: Option<PlotClass>,
    pub(super) status: Option<PlotStatus>,
    pub(super) land_m2: Option<f64>,
    pub(super) gfa_residential_m2: Option<f64>,
    pub(super) gfa_commercial_office_m2: Option<f64>,
    pub(super) gfa_affordable_m2: Option<f64>,
    pub(super) gfa_public_m2: Option<f64>,
    pub(super) reserve_start: Option<Option<YearMonth>>,
    pub(super) list_date: Option<Option<YearMonth>>,
    pub(super) ready_date: Option<Option<YearMonth>>,
    pub(super) households: Option<u32>,
    pub(super) demolished_gfa_m2: Option<f64>,
    pub(super) acquisition_cost_cny: Option<f64>,
    pub(super) acquisition_months: Option<f64>,
    pub(super) preparation_cost_cny: Option<f64>,
    pub(super) preparation_months: Option<f64>,
    pub(super) sunk_cost_cny: Option<f64>,
    pub(super) start_lag_months: Option<Option<f64>>,
    pub(super) build_months: Option<Option<f64>>,
    pub(super) quality: Option<f64>,
    pub(super) source: Option<String>,
}

impl Draft {
    /// Reads all cells of a row.
    pub(super) fn read(
        header: &Header,
        record: &StringRecord,
        place: &Place,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut cells = Cells { header, record, place, findings };
        Self {
            plot_id: cells.plot_id(),
            name: cells.text("name"),
            zone: cells.filled("zone", "the id of a zone"),
            class: cells.class(),
            status: cells.status(),
            land_m2: cells.number("land_m2", &AREA),
            gfa_residential_m2: cells.number("gfa_residential_m2", &AREA),
            gfa_commercial_office_m2: cells.number("gfa_commercial_office_m2", &AREA),
            gfa_affordable_m2: cells.number("gfa_affordable_m2", &AREA),
            gfa_public_m2: cells.number("gfa_public_m2", &AREA),
            reserve_start: cells.date("reserve_start"),
            list_date: cells.date("list_date"),
            ready_date: cells.date("ready_date"),
            households: cells.households(),
            demolished_gfa_m2: cells.number("demolished_gfa_m2", &AREA),
            acquisition_cost_cny: cells.number("acquisition_cost_cny", &MONEY),
            acquisition_months: cells.number("acquisition_months", &MONTHS),
            preparation_cost_cny: cells.number("preparation_cost_cny", &MONEY),
            preparation_months: cells.number("preparation_months", &MONTHS),
            sunk_cost_cny: cells.number("sunk_cost_cny", &MONEY),
            start_lag_months: cells.optional_number("start_lag_months", &MONTHS),
            build_months: cells.optional_number("build_months", &MONTHS),
            quality: cells.number("quality", &QUALITY),
            source: cells.filled("source", "plan, data:<file> or synthetic, with a reason"),
        }
    }

    /// The plot, when every cell was read.
    pub(super) fn complete(self) -> Option<Plot> {
        Some(Plot {
            plot_id: self.plot_id?,
            name: self.name?,
            zone: self.zone?,
            class: self.class?,
            status: self.status?,
            land_m2: self.land_m2?,
            gfa_residential_m2: self.gfa_residential_m2?,
            gfa_commercial_office_m2: self.gfa_commercial_office_m2?,
            gfa_affordable_m2: self.gfa_affordable_m2?,
            gfa_public_m2: self.gfa_public_m2?,
            reserve_start: self.reserve_start?,
            list_date: self.list_date?,
            ready_date: self.ready_date?,
            households: self.households?,
            demolished_gfa_m2: self.demolished_gfa_m2?,
            acquisition_cost_cny: self.acquisition_cost_cny?,
            acquisition_months: self.acquisition_months?,
            preparation_cost_cny: self.preparation_cost_cny?,
            preparation_months: self.preparation_months?,
            sunk_cost_cny: self.sunk_cost_cny?,
            start_lag_months: self.start_lag_months?,
            build_months: self.build_months?,
            quality: self.quality?,
            source: self.source?,
        })
    }
}

/// The text of a cell or name as findings repeat it: quoted, escaped, not too long.
pub(super) fn shown(text: &str) -> String {
    if text.is_empty() {
        return "an empty cell".to_owned();
    }
    let start: String = text.chars().take(SHOWN_CHARACTERS).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("\"{}{more}\"", start.escape_debug())
}

/// The cells of one row.
struct Cells<'a> {
    header: &'a Header,
    record: &'a StringRecord,
    place: &'a Place,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Cells<'a> {
    fn raw(&self, column: &str) -> Option<&'a str> {
        self.header.cell(self.record, column)
    }

    /// Notes that a cell is no value of its column.
    fn refuse<T>(&mut self, column: &str, text: &str, accepted: &str) -> Option<T> {
        self.findings.push(Finding {
            place: self.place.clone(),
            key: column.to_owned(),
            found: shown(text),
            accepted: accepted.to_owned(),
        });
        None
    }

    fn plot_id(&mut self) -> Option<String> {
        let text = self.raw("plot_id")?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if text.is_empty() || !text.bytes().all(allowed) {
            let accepted = "one or more ASCII letters, digits, '-', '_' and '.'";
            return self.refuse("plot_id", text, accepted);
        }
        Some(text.to_owned())
    }

    /// Any text of one line; a line break mostly is a quote that was not closed.
    fn text(&mut self, column: &str) -> Option<String> {
        let text = self.raw(column)?;
        if text.chars().any(char::is_control) {
            return self.refuse(column, text, "text on one line");
        }
        Some(text.to_owned())
    }

    fn filled(&mut self, column: &str, accepted: &str) -> Option<String> {
        let text = self.text(column)?;
        if text.is_empty() {
            return self.refuse(column, &text, accepted);
        }
        Some(text)
    }

    fn class(&mut self) -> Option<PlotClass> {
        let text = self.raw("class")?;
        let class = PlotClass::ALL.into_iter().find(|class| class.name() == text);
        class.or_else(|| self.refuse_name("class", text, PlotClass::ALL.map(PlotClass::name)))
    }

    fn status(&mut self) -> Option<PlotStatus> {
        let text = self.raw("status")?;
        let status = PlotStatus::ALL.into_iter().find(|status| status.name() == text);
        status.or_else(|| self.refuse_name("status", text, PlotStatus::ALL.map(PlotStatus::name)))
    }

    fn refuse_name<T>(&mut self, column: &str, text: &str, names: [&str; 3]) -> Option<T> {
        let [first, second, third] = names;
        let mut accepted = format!("{first}, {second} or {third}");
        if let Some(name) = nearest(&text.to_lowercase(), names) {
            accepted.push_str("; the nearest is ");
            accepted.push_str(name);
        }
        self.refuse(column, text, &accepted)
    }

    fn number(&mut self, column: &str, kind: &(RangeInclusive<f64>, &str)) -> Option<f64> {
        let text = self.raw(column)?;
        let (range, accepted) = kind;
        match text.parse() {
            // Adding zero turns a negative zero into zero; NaN lies in no range.
            Ok(number) if range.contains(&number) => Some(number + 0.0),
            _ => self.refuse(column, text, accepted),
        }
    }

    fn optional_number(
        &mut self,
        column: &str,
        kind: &(RangeInclusive<f64>, &str),
    ) -> Option<Option<f64>> {
        if self.raw(column)?.is_empty() {
            return Some(None);
        }
        let accepted = format!("an empty cell or {}", kind.1);
        self.number(column, &(kind.0.clone(), &accepted)).map(Some)
    }

    fn households(&mut self) -> Option<u32> {
        let text = self.raw("households")?;
        match text.parse() {
            Ok(households) if households <= MOST_HOUSEHOLDS => Some(households),
            _ => self.refuse("households", text, "a whole number from 0 to 1000000"),
        }
    }

    fn date(&mut self, column: &str) -> Option<Option<YearMonth>> {
        let text = self.raw(column)?;
        if text.is_empty() {
            return Some(None);
        }
        match text.parse() {
            Ok(date) => Some(Some(date)),
            Err(_) => self.refuse(column, text, "an empty cell or a month such as 2011-01"),
        }
    }
}
