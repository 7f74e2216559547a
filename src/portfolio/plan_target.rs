//! What a plan wants of a part of its programme: of zones, classes, uses or a named project.
//!
//! Totals are what a plan publishes in numbers; beside them it says in words what is to be done
//! where: "reserve of two riverside units basically complete", "main structure of a centre". A
//! target names a step of a plot's life, what is counted, the rows that belong, and how much of it
//! has to be reached within the window.
//!
//! ```text
//! [[targets]]
//! id = "north_cleared"
//! name = "北片区征收基本完成 | The north basically cleared"
//! step = "cleared"            reserved, cleared, net_land, sold, started, completed
//! measure = "land"            plots, land, floor_area, households, old_buildings
//! zones = ["north"]           and classes, uses, statuses, plots; what is left out does not narrow
//! share = 0.95                of what these rows hold; or value = 12.5, or total = "sale_land_ha"
//! document = "own programme"
//! ```
//!
//! # Which rows a share is of
//!
//! Of those that are meant to take the step: of land to be reserved or cleared the rows with a
//! planned start, of net land also what is reserved at month 0, of sales the rows with a planned
//! listing, of works these and carry-over. What is reached counts every row that belongs and takes
//! the step, meant to or not. The share is of the table as it was loaded: a scenario that changes
//! the plan does not lower what it is held against.

use std::collections::BTreeSet;

use crate::catalogue::Unit;
use crate::catalogue::land_use::{FloorKind, Use};
use crate::finding::Place;
use crate::keyed::keyed;
use crate::portfolio::plan_total::Total;
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};
use crate::quantity::SQUARE_METRES_PER_HECTARE;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;

/// Greatest value of any unit.
const GREATEST: f64 = 1e12;

keyed! {
    /// A step of a plot's life that a target counts.
    Step,
    /// One value for each step.
    ByStep:
    /// Acquisition starts.
    Reserved = "reserved";
    /// Households are resettled and the site is cleared: preparation may begin.
    Cleared = "cleared";
    /// Net land (净地).
    NetLand = "net_land";
    /// Dealt, and held by the buyer at the end of the window.
    Sold = "sold";
    /// Works start.
    Started = "started";
    /// Works are completed: floor area phase by phase, all else with the last phase.
    Completed = "completed";
}

keyed! {
    /// What a target counts of the plots that take its step.
    Measure,
    /// One value for each measure.
    ByMeasure:
    /// The plots themselves.
    Plots = "plots";
    /// Site area (ha).
    Land = "land";
    /// Buildable floor area as planned (m²), of all kinds or of those that the target names.
    FloorArea = "floor_area";
    /// Households to resettle.
    Households = "households";
    /// Floor area of old buildings to demolish (m²).
    OldBuildings = "old_buildings";
}

impl Step {
    /// Whether a row is meant to take the step.
    pub fn is_ahead_of(self, plot: &Plot) -> bool {
        let has_start = plot.reserve_start.is_some();
        match self {
            Self::Reserved | Self::Cleared => has_start,
            Self::NetLand => has_start || plot.status == PlotStatus::Reserved,
            Self::Sold => plot.list_date.is_some(),
            Self::Started | Self::Completed => {
                plot.list_date.is_some() || plot.status == PlotStatus::Sold
            }
        }
    }
}

impl Measure {
    /// A sum of what rows add, in the unit of the measure: sums of whole square metres are exact.
    pub fn in_unit(self, sum: f64) -> f64 {
        match self {
            Self::Land => sum / SQUARE_METRES_PER_HECTARE,
            _ => sum,
        }
    }

    /// Unit of its values.
    pub fn unit(self) -> Unit {
        match self {
            Self::Plots => Unit::Plots,
            Self::Land => Unit::Hectares,
            Self::FloorArea | Self::OldBuildings => Unit::SquareMetres,
            Self::Households => Unit::Households,
        }
    }
}

/// The rows that belong to a target; a list that is empty does not narrow them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Ids of zones.
    pub zones: Vec<String>,
    /// Who leads the reserve.
    pub classes: Vec<PlotClass>,
    /// The market use with the larger floor area.
    pub uses: Vec<Use>,
    /// What had happened before month 0.
    pub statuses: Vec<PlotStatus>,
    /// Ids of plots.
    pub plots: Vec<String>,
}

impl Selection {
    /// Whether a row belongs.
    ///
    /// ```
    /// use landsim::portfolio::plan_target::Selection;
    /// use landsim::portfolio::plot::Plot;
    ///
    /// let north = Selection { zones: vec!["north".into()], ..Selection::default() };
    /// let plot = Plot { zone: "south".into(), ..Plot::blank() };
    /// assert!(!north.takes(&plot) && Selection::default().takes(&plot));
    /// ```
    pub fn takes(&self, plot: &Plot) -> bool {
        fn admits<T: PartialEq>(list: &[T], item: &T) -> bool {
            list.is_empty() || list.contains(item)
        }
        admits(&self.zones, &plot.zone)
            && admits(&self.classes, &plot.class)
            && admits(&self.uses, &plot.main_use())
            && admits(&self.statuses, &plot.status)
            && admits(&self.plots, &plot.plot_id)
    }
}

/// How much has to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extent {
    /// So much, in the unit of the measure.
    Value(f64),
    /// A share of what the rows hold that are meant to take the step.
    Share(f64),
    /// What the plan states in total.
    Total(Total),
}

/// What a plan wants of a part of its programme.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanTarget {
    /// Id, used once in a plan.
    pub id: String,
    /// Name for people, in both languages as 中文 | English.
    pub name: String,
    /// Step that counts.
    pub step: Step,
    /// What is counted.
    pub measure: Measure,
    /// Rows that belong.
    pub selection: Selection,
    /// Kinds of floor area that count, of a measure of floor area; empty: all.
    pub floor_kinds: Vec<FloorKind>,
    /// How much has to be reached.
    pub extent: Extent,
    /// Document that says so.
    pub document: String,
    /// Wording of the document, where it is known.
    pub quote: Option<String>,
    /// How to read the target.
    pub note: Option<String>,
    /// Where it stands in the plan's file.
    pub place: Place,
}

impl PlanTarget {
    /// What a row adds when it takes the step, areas in m²; 0 of a row that does not belong.
    pub fn amount(&self, plot: &Plot) -> f64 {
        if !self.selection.takes(plot) {
            return 0.0;
        }
        match self.measure {
            Measure::Plots => 1.0,
            Measure::Land => plot.land_m2,
            Measure::FloorArea if self.floor_kinds.is_empty() => plot.gfa_m2(),
            Measure::FloorArea => {
                let gfa = plot.gfa();
                self.floor_kinds.iter().map(|kind| gfa[*kind]).sum()
            }
            Measure::Households => f64::from(plot.households),
            Measure::OldBuildings => plot.demolished_gfa_m2,
        }
    }
}

/// A target with what a plot table makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredTarget {
    /// The target.
    pub target: PlanTarget,
    /// What the rows hold that are meant to take the step, in the unit of the measure.
    pub held: f64,
    /// What of it takes the step within the window as planned.
    pub planned: f64,
    /// What has to be reached.
    pub aimed: f64,
}

/// Reads the targets of a plan; an id is used once.
pub(super) fn read_targets(root: &Section<'_>) -> Vec<PlanTarget> {
    let targets = root.each("targets", read_target);
    let mut ids = BTreeSet::new();
    for (index, target) in targets.iter().enumerate() {
        if !target.id.is_empty() && !ids.insert(target.id.as_str()) {
            let key = format!("targets[{}].id", index + 1);
            root.find(&key, format!("{:?} once more", target.id), "an id that is used once");
        }
    }
    targets
}

fn read_target(section: &Section<'_>) -> PlanTarget {
    let step = Step::ALL[section.choice("step", &Step::NAMES)];
    let measure = Measure::ALL[section.choice("measure", &Measure::NAMES)];
    let floor_kinds = some_of(section, "floor_kinds", &FloorKind::ALL, FloorKind::name);
    if !floor_kinds.is_empty() && measure != Measure::FloorArea {
        let found = format!("kinds of floor area beside the measure {:?}", measure.name());
        section.find("floor_kinds", found, "a target that counts floor_area");
    }
    for key in ["zones", "classes", "uses", "statuses", "plots", "floor_kinds"] {
        if section.has(key) && section.list_length(key) == 0 && section.sound(&[key]) {
            section.find(key, "an empty list", "at least one, or no such key where all belong");
        }
    }
    PlanTarget {
        id: section.text("id"),
        name: section.text("name"),
        step,
        measure,
        selection: Selection {
            zones: section.optional_texts("zones"),
            classes: some_of(section, "classes", &PlotClass::ALL, PlotClass::name),
            uses: some_of(section, "uses", &Use::ALL, Use::name),
            statuses: some_of(section, "statuses", &PlotStatus::ALL, PlotStatus::name),
            plots: section.optional_texts("plots"),
        },
        floor_kinds,
        extent: read_extent(section, measure),
        document: section.text("document"),
        quote: section.optional_text("quote"),
        note: section.optional_text("note"),
        place: section.place().clone(),
    }
}

/// Exactly one of a value, a share and a total of the plan.
fn read_extent(section: &Section<'_>, measure: Measure) -> Extent {
    let unit = measure.unit().name();
    let stated = ["value", "share", "total"].into_iter().filter(|key| section.has(key)).count();
    if stated != 1 {
        let found = format!("{stated} of value, share and total");
        section.find("value", found, "exactly one of value, share and total");
    }
    let value = section.optional_number("value", unit, &Accepted::number(0.0..=GREATEST));
    let share = section.optional_number("share", "share", &Accepted::share());
    if section.has("total") {
        let total = Total::ALL[section.choice("total", &Total::NAMES)];
        let is_alike = Unit::named(total.unit()) == Some(measure.unit());
        if section.sound(&["total"]) && !is_alike {
            let found = format!("{:?}, in {}", total.name(), total.unit());
            section.find("total", found, format!("a total in {unit}"));
        }
        return Extent::Total(total);
    }
    value.map(Extent::Value).or(share.map(Extent::Share)).unwrap_or(Extent::Share(1.0))
}

/// Those of a closed list that are named.
fn some_of<T: Copy>(
    section: &Section<'_>,
    key: &'static str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Vec<T> {
    let named = |text: String| {
        let found = all.iter().copied().find(|item| name(*item) == text);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|item| name(*item)).collect();
            section.find(key, format!("the text {text:?}"), format!("of {}", names.join(", ")));
        }
        found
    };
    section.optional_texts(key).into_iter().filter_map(named).collect()
}
