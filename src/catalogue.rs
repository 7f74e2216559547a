//! Every figure, series and plot field: its id, unit, names and meaning, in one place.
//!
//! Ids are column and key names everywhere; tables, their documentation and the terminal take
//! their words from here.
//!
//! ```
//! use landsim::catalogue::figure::Figure;
//! use landsim::catalogue::{Better, Unit};
//!
//! let entry = Figure::PeakDebtCny.entry();
//! assert_eq!((entry.id, entry.unit), ("peak_debt_cny", Unit::Cny));
//! assert_eq!((entry.english, entry.chinese), ("Peak debt", "债务峰值"));
//! assert_eq!(Figure::PeakDebtCny.class(), Better::Lower);
//! // An id says its unit where that is money.
//! let money = Figure::ALL.into_iter().filter(|figure| figure.entry().unit == Unit::Cny);
//! assert!(money.into_iter().all(|figure| figure.id().ends_with("_cny")));
//! ```
//!
//! # Adding an entry
//!
//! One line of names and unit and one of meaning, in the place where tables shall have
//! it. The enum, the column with its documentation, the terminal, the page and the
//! workbook's sheet of all figures follow. What remains is to compute it where the
//! trial does, and to renew golden tables and seed books, since every table that has a
//! column for it changes.

pub mod account;
pub mod event;
pub mod figure;
pub mod land_use;
pub mod observation;
pub mod plot_field;
pub mod project_figure;
pub mod project_item;
pub mod result_folder;
pub mod series;

/// Unit of a figure, series, field, account or event. Money is nominal, areas are in m²
/// unless the unit says hectares; readers see 亿元 and 万㎡ only where people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Chinese yuan, nominal.
    Cny,
    /// Chinese yuan, counted once for each month.
    CnyMonths,
    /// Yuan per m² of buildable floor area.
    CnyPerSquareMetre,
    /// Square metres.
    SquareMetres,
    /// Hectares.
    Hectares,
    /// A number of plots.
    Plots,
    /// A number of deals.
    Deals,
    /// A number of auctions.
    Auctions,
    /// A number of auction rounds.
    Rounds,
    /// A number of bidders.
    Bidders,
    /// A duration in months.
    Months,
    /// Months, counted once for each plot.
    PlotMonths,
    /// A number of households.
    Households,
    /// A month number, 0 being the scenario's start.
    Month,
    /// A share of 1: 0.25 is a quarter.
    Share,
    /// A ratio of two numbers of one unit, which may be above 1.
    Ratio,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 16] = [
        Self::Cny,
        Self::CnyMonths,
        Self::CnyPerSquareMetre,
        Self::SquareMetres,
        Self::Hectares,
        Self::Plots,
        Self::Deals,
        Self::Auctions,
        Self::Rounds,
        Self::Bidders,
        Self::Months,
        Self::PlotMonths,
        Self::Households,
        Self::Month,
        Self::Share,
        Self::Ratio,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::CnyMonths => "CNY-months",
            Self::CnyPerSquareMetre => "CNY/m2",
            Self::SquareMetres => "m2",
            Self::Hectares => "ha",
            Self::Plots => "plots",
            Self::Deals => "deals",
            Self::Auctions => "auctions",
            Self::Rounds => "rounds",
            Self::Bidders => "bidders",
            Self::Months => "months",
            Self::PlotMonths => "plot-months",
            Self::Households => "households",
            Self::Month => "month number",
            Self::Share => "share",
            Self::Ratio => "ratio",
        }
    }

    /// The unit of a name in tables.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// Part of the expected price, or of its appraised value, at which offices state cost cover and
/// land that is not sold (八折). The district's own form asks for it (cover at 80 % of the price,
/// 成本覆盖率); nobody has published why it is eight tenths.
pub const CAUTION: f64 = 0.8;

/// Which way of a figure is good for the district: what "better", regrets and the worst
/// 5 % are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it describes and does not judge.
    Neutral,
}

/// Part of a plot's life a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Acquisition and preparation.
    Reserve,
    /// Listing, auction and deal.
    Sale,
    /// Works.
    Delivery,
}

/// Whether a series counts what happens in a month or what there is at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowOrStock {
    /// Happens in the month; a year's value is the sum.
    Flow,
    /// Is there at the month's end; a year's value is the last month's.
    Stock,
}

/// Who can know what a table of actuals tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    /// An office.
    Office,
    /// The program alone, of a trial that it replays.
    Replay,
}

/// Names, unit and meaning of a figure, series, field, account or event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Key and column name, the same everywhere; it never changes its meaning.
    pub id: &'static str,
    /// Unit of its values.
    pub unit: Unit,
    /// Name for English readers, as in tables and pages.
    pub english: &'static str,
    /// Name for Chinese readers, in the words that land offices use.
    pub chinese: &'static str,
    /// What it is, in one sentence: the documentation of its column.
    pub meaning: &'static str,
}

/// Makes an enum of entries: one line of names and unit, one of meaning, for each.
macro_rules! entries {
    (
        $(#[$attribute:meta])*
        $name:ident by $trait:ident;
        $($variant:ident = $id:literal, $unit:ident, $class:ident,
            $english:literal, $chinese:literal:
            $meaning:literal;)*
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $meaning] $variant,)*
        }

        impl $name {
            /// All entries, in the order of tables.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)*];
            /// How many entries there are.
            pub const COUNT: usize = [$($id,)*].len();

            /// Names, unit and meaning of the entry.
            pub fn entry(self) -> &'static $crate::catalogue::Entry {
                const ENTRIES: [$crate::catalogue::Entry; $name::COUNT] = [
                    $($crate::catalogue::Entry {
                        id: $id,
                        unit: $crate::catalogue::Unit::$unit,
                        english: $english,
                        chinese: $chinese,
                        meaning: $meaning,
                    },)*
                ];
                &ENTRIES[self as usize]
            }

            /// How the entry is classed: which way is good, flow or stock, part of a plot's life.
            pub fn class(self) -> $crate::catalogue::$trait {
                const CLASSES: [$crate::catalogue::$trait; $name::COUNT] =
                    [$($crate::catalogue::$trait::$class,)*];
                CLASSES[self as usize]
            }

            /// Key and column name of the entry.
            pub fn id(self) -> &'static str {
                self.entry().id
            }
        }
    };
}
use entries;
