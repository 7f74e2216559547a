//! What a programme is meant to reach: a plan that its authority has published, as a file, or,
//! where there is none, the totals that the plot table itself plans.
//!
//! Targets of the plan are compared with results, and every portfolio can be reconciled with
//! them; no trial depends on them. Each published total comes with the document that publishes
//! it, its wording where known, and its precision, so that "agrees" means to the last digit stated.
//! A plan states what it knows: a total that it leaves out is no target.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::finding::Rejected;
use crate::portfolio::plan_target::{Extent, PlanTarget, read_targets};
use crate::portfolio::plan_total::{ByTotal, Total};
use crate::portfolio::planned::Planned;
use crate::reader::accepted::Accepted;
use crate::reader::document::{self, Document};
use crate::reader::reading_log::ReadingLog;
use crate::reader::section::Section;

/// Name of the file with the published figures of the shipped case.
pub const FILE: &str = "seeds/plan.toml";

const TEXT: &str = include_str!("../../seeds/plan.toml");

/// Greatest total of any unit.
const GREATEST: f64 = 1e12;

/// One total as a plan states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// The total, in its unit.
    pub value: f64,
    /// One unit of the last published digit.
    pub precision: f64,
    /// Document that publishes it; empty of what follows from a plot table.
    pub document: String,
    /// Subject of the passage.
    pub section: Option<String>,
    /// Wording of the document, where it is known.
    pub quote: Option<String>,
    /// How to read the total.
    pub note: Option<String>,
}

/// The months the plan covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First month.
    pub first: YearMonth,
    /// Last month, part of the plan.
    pub last: YearMonth,
}

impl Period {
    /// So many months from a first one on.
    pub fn of_months(first: YearMonth, months: usize) -> Self {
        let months = i32::try_from(months).unwrap_or(i32::MAX);
        Self { first, last: first.plus(months.saturating_sub(1)) }
    }

    /// Whether a month belongs to the plan; no date at all does not.
    pub fn contains(&self, date: Option<YearMonth>) -> bool {
        date.is_some_and(|date| self.first <= date && date <= self.last)
    }

    /// Length of the plan (months).
    pub fn months(&self) -> i32 {
        self.last.months_since(self.first) + 1
    }
}

/// What the plan wants to achieve, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// The aim.
    pub text: String,
    /// Wording of the document, where it is known.
    pub quote: Option<String>,
    /// Document that publishes it.
    pub document: String,
    /// Subject of the passage.
    pub section: Option<String>,
}

/// Whose plan it is, in both languages as 中文 | English; empty where it is not stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// The district.
    pub district: String,
    /// The programme.
    pub programme: String,
    /// Who draws it up (编制单位).
    pub authority: String,
}

/// Where the totals come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From a plan that somebody has published.
    Stated,
    /// From the plot table: what it plans inside the window.
    PlotTable,
}

/// Everything a plan states about land and floor area.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// File as the user named it; of a plan that follows from a plot table that table's.
    pub file: String,
    /// SHA-256 of its text, or of that table.
    pub digest: String,
    /// Name and text of the file and of everything it extends, to be kept with results; empty of a
    /// plan that follows from a plot table.
    pub chain: Arc<[(String, String)]>,
    /// Where the totals come from.
    pub origin: Origin,
    /// Whose plan it is.
    pub names: Names,
    /// Months the plan covers.
    pub period: Period,
    /// Balance of land revenue and cost.
    pub aim: Option<Aim>,
    /// What it states.
    totals: ByTotal<Option<Stated>>,
    /// What it wants of parts of the programme, in the order of the file.
    pub targets: Vec<PlanTarget>,
}

impl Plan {
    /// The plan of the shipped case, compiled in.
    ///
    /// # Errors
    /// Only if the compiled-in file is broken, which a test rules out.
    pub fn published() -> Result<&'static Self, Rejected> {
        static PUBLISHED: OnceLock<Result<Plan, Rejected>> = OnceLock::new();
        PUBLISHED.get_or_init(|| Self::parse(FILE, TEXT)).as_ref().map_err(Clone::clone)
    }

    /// The plan of a TOML file.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the file.
    pub fn read(path: &Path) -> Result<Self, Rejected> {
        Self::of_document(&document::read(path)?)
    }

    /// The plan of a text; findings call it `name`.
    ///
    /// ```
    /// use landsim::portfolio::plan::Plan;
    /// use landsim::portfolio::plan_total::Total;
    ///
    /// let text = "[period]\nfirst = \"2026-01\"\nlast = \"2028-12\"\n\
    ///     [sale_plots]\nvalue = 12\ndocument = \"own programme\"\n";
    /// let plan = Plan::parse("plan.toml", text)?;
    /// assert_eq!(plan.value(Total::SalePlots), Some(12.0));
    /// assert_eq!(plan.value(Total::ReservePlots), None);
    ///
    /// let rejected = Plan::parse("plan.toml", &text.replace("12\n", "\"twelve\"\n")).unwrap_err();
    /// assert!(rejected.to_string().starts_with("plan.toml:5:1: sale_plots.value:"));
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the text.
    pub fn parse(name: &str, text: &str) -> Result<Self, Rejected> {
        Self::of_document(&document::parse_alone(name, text)?)
    }

    /// The plan of texts at hand: a file and everything it extends, as [`Self::chain`] holds them.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the texts.
    pub fn of_texts(chain: &[(String, String)]) -> Result<Self, Rejected> {
        Self::of_document(&document::merge_chain(chain)?)
    }

    fn of_document(document: &Document) -> Result<Self, Rejected> {
        let log = ReadingLog::of_folder("");
        let root = Section::root(&log, &document.file, &document.root);
        let plan = Self {
            file: document.file.clone(),
            digest: document.digest.clone(),
            chain: Arc::clone(&document.chain),
            origin: Origin::Stated,
            names: root.optional("names", read_names).unwrap_or_default(),
            period: root.section("period", read_period),
            aim: root.optional("aim", read_aim),
            totals: ByTotal::of(|total| {
                root.optional(total.name(), |section| read_total(section, total))
            }),
            targets: read_targets(&root),
        };
        for target in &plan.targets {
            if let Extent::Total(total) = target.extent
                && plan.stated(total).is_none()
            {
                let found = format!("{:?}, which the plan does not state", total.name());
                let key = format!("targets[{}].total", target.id);
                log.find(&target.place, &key, found, "a total that the plan states");
            }
        }
        if root.sound(&[]) && plan.totals.iter().all(Option::is_none) {
            root.find("", "no total", "a section for each total, such as [sale_plots]");
        }
        root.refuse_unknown_keys();
        let findings = log.findings.take();
        if findings.is_empty() { Ok(plan) } else { Err(Rejected::new(findings)) }
    }

    /// The plan that follows from a plot table, named by file and digest: its totals are what the
    /// table comes to as planned within a period. What it does not plan is no target.
    pub fn of_table((file, digest): (&str, &str), planned: &Planned, period: Period) -> Self {
        let Planned { reserved, sold, started } = planned;
        let totals = ByTotal::of(|total| {
            let value = match total {
                Total::ReservePlots => reserved.plots,
                Total::ReserveLandHa => reserved.land_ha(),
                Total::ReserveGfaM2 => reserved.gfa_m2,
                Total::ReserveGfaCommercialOfficeM2 => reserved.gfa_commercial_office_m2,
                Total::SalePlots => sold.plots,
                Total::SaleLandHa => sold.land_ha(),
                Total::SaleGfaM2 => sold.gfa_m2,
                Total::SaleGfaCommercialOfficeM2 => sold.gfa_commercial_office_m2,
                Total::ConstructionGfaM2 => started.gfa_m2,
                Total::ConstructionGfaCommercialOfficeM2 => started.gfa_commercial_office_m2,
                Total::AffordableGfaM2 => started.gfa_affordable_m2,
                Total::RenewalHouseholds => reserved.households,
                Total::RenewalDemolishedGfaM2 => reserved.demolished_gfa_m2,
                Total::PreviousReservedLandHa
                | Total::PreviousSoldLandHa
                | Total::PreviousRenewalPlots
                | Total::PreviousRenewalHouseholds
                | Total::PreviousRenewalDemolishedGfaM2 => 0.0,
            };
            (value > 0.0).then(|| Stated {
                value,
                precision: default_precision(total),
                document: String::new(),
                section: None,
                quote: None,
                note: None,
            })
        });
        Self {
            file: file.to_owned(),
            digest: digest.to_owned(),
            chain: [].into(),
            origin: Origin::PlotTable,
            names: Names::default(),
            period,
            aim: None,
            totals,
            targets: Vec::new(),
        }
    }

    /// What the plan states of a total.
    pub fn stated(&self, total: Total) -> Option<&Stated> {
        self.totals[total].as_ref()
    }

    /// The value of a total, in its unit; `None` where the plan does not state it.
    pub fn value(&self, total: Total) -> Option<f64> {
        self.stated(total).map(|stated| stated.value)
    }

    /// The value of a total, in its unit; 0 where the plan does not state it.
    pub fn amount(&self, total: Total) -> f64 {
        self.value(total).unwrap_or(0.0)
    }

    /// Every total that is stated, in the order of [`Total::ALL`].
    pub fn totals(&self) -> impl Iterator<Item = (Total, &Stated)> {
        Total::ALL.into_iter().filter_map(|total| Some((total, self.stated(total)?)))
    }
}

/// What agreement is measured by where nobody says how exactly a total is published.
fn default_precision(total: Total) -> f64 {
    if total.unit() == "ha" { 0.01 } else { 1.0 }
}

fn read_names(section: &Section<'_>) -> Names {
    let text = |key| section.optional_text(key).unwrap_or_default();
    Names { district: text("district"), programme: text("programme"), authority: text("authority") }
}

fn read_period(section: &Section<'_>) -> Period {
    let month = |key| section.month(key).unwrap_or(YearMonth::PLACEHOLDER);
    let period = Period { first: month("first"), last: month("last") };
    if section.sound(&["first", "last"]) && period.last < period.first {
        section.find("last", period.last.to_string(), format!("a month from {} on", period.first));
    }
    period
}

fn read_aim(section: &Section<'_>) -> Aim {
    Aim {
        text: section.text("text"),
        quote: section.optional_text("quote"),
        document: section.text("document"),
        section: section.optional_text("section"),
    }
}

fn read_total(section: &Section<'_>, total: Total) -> Stated {
    let unit = total.unit();
    let value = section.number("value", unit, &Accepted::number(0.0..=GREATEST));
    if let Some(stated) = section.optional_text("unit")
        && stated != unit
    {
        section.find("unit", format!("the text {stated:?}"), format!("{unit:?}, or nothing"));
    }
    let precision = section.optional_number("precision", unit, &Accepted::number(1e-6..=GREATEST));
    Stated {
        value,
        precision: precision.unwrap_or_else(|| default_precision(total)),
        document: section.text("document"),
        section: section.optional_text("section"),
        quote: section.optional_text("quote"),
        note: section.optional_text("note"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_plan_is_complete_and_sourced() {
        let plan = Plan::published().unwrap();
        assert_eq!(plan.totals().count(), Total::COUNT);
        for (total, stated) in plan.totals() {
            let name = total.name();
            assert!(stated.value > 0.0 && stated.precision > 0.0, "{name}");
            assert!(stated.document.contains("2012-02-06") && stated.section.is_some(), "{name}");
            assert!(["plots", "households", "ha", "m2"].contains(&total.unit()), "{name}");
        }
        assert!(plan.aim.as_ref().unwrap().quote.as_ref().unwrap().contains("总体平衡"));
        assert!(plan.names.district.contains("徐汇"));
    }

    #[test]
    fn a_published_value_has_no_digits_beyond_its_precision() {
        for (total, stated) in Plan::published().unwrap().totals() {
            let steps = stated.value / stated.precision;
            assert!((steps - steps.round()).abs() < 1e-9, "{}", total.name());
        }
    }

    #[test]
    fn the_plan_covers_five_years_and_its_ends() {
        let period = Plan::published().unwrap().period;
        assert_eq!(period.months(), 60);
        for (text, inside) in
            [("2010-12", false), ("2011-01", true), ("2015-12", true), ("2016-01", false)]
        {
            assert_eq!(period.contains(text.parse().ok()), inside, "{text}");
        }
        assert!(!period.contains(None));
        assert_eq!(Period::of_months(period.first, 60), period);
    }

    /// Everything wrong is said at once, each at its line.
    #[test]
    fn what_is_wrong_with_a_plan_is_said_at_its_place() {
        let text = "[period]\nfirst = \"2026-13\"\nlast = \"2028-12\"\n[sale_plots]\nvalue = 12\n\
                    unit = \"亩\"\n[sale_plot]\nvalue = 1\n";
        let found = Plan::parse("plan.toml", text).unwrap_err().to_string();
        for part in [
            "plan.toml:2:1: period.first",
            "plan.toml:6:1: sale_plots.unit: found the text \"亩\"; accepted: \"plots\"",
            "sale_plots.document",
            "plan.toml:7:2: sale_plot: found an unknown key",
        ] {
            assert!(found.contains(part), "{part} in {found}");
        }
        let empty = "[period]\nfirst = \"2026-01\"\nlast = \"2025-12\"\n";
        let found = Plan::parse("plan.toml", empty).unwrap_err().to_string();
        assert!(found.contains("a month from 2026-01 on"), "{found}");
    }
}
