//! What is kept of a trial: auctions, deals, series, figures and the fields of plots.
//!
//! It stays in the worker's buffers until the next trial; an ensemble takes from it what it
//! needs.

use crate::calendar::Month;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_figure::ProjectFigure;
use crate::catalogue::project_item::ProjectItem;
use crate::model::plot_index::{PlotIndex, Plots};
use crate::model::timeline::ShockDraw;

use super::series::SeriesTable;

/// One auction that was held, with what buyers would know of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuctionRecord {
    /// Index of the plot in the model.
    pub plot: PlotIndex,
    /// Month in which the auction had its result.
    pub month: Month,
    /// Reserve price of the round, after the cuts of those before (CNY).
    pub reserve_price: f64,
    /// Number of bidders, those below the reserve price included.
    pub bidders: u32,
    /// Price that the market paid (CNY); `None`: no valuation reached the reserve price.
    pub price: Option<f64>,
    /// Whether the district's own company took it after the failure.
    pub state_buyer: bool,
}

/// One deal, with all that follows from it, also what lies beyond the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deal {
    /// Index of the plot in the model.
    pub plot: PlotIndex,
    /// Month of the deal, which is that of the auction's result.
    pub month: Month,
    /// Appraised value behind the reserve price (CNY).
    pub appraised_value: f64,
    /// Reserve price of the round that ended in the deal (CNY); the deposit is a share of
    /// it.
    pub reserve_price: f64,
    /// Hammer price, of a state buyer the reserve price (CNY).
    pub price: f64,
    /// Number of bidders in that round; of a state buyer those who stayed below the reserve
    /// price.
    pub bidders: u32,
    /// Whether the buyer is the district's own company.
    pub state_buyer: bool,
    /// What the plot has cost, sunk cost included, without finance allowance; 0 of land
    /// that a price has already paid for once (CNY).
    pub full_cost: f64,
    /// Cost recognised for return, with finance allowance (CNY).
    pub recognised_cost: f64,
    /// Net gain of all receipts of the deal, whenever paid; 0 of a buyer who defaults
    /// (CNY).
    pub net_gain: f64,
    /// District land gain of all receipts of the deal, whenever paid; of a buyer who
    /// defaults the deposit (CNY).
    pub district_gain: f64,
    /// Cost, income fund and gain that all receipts of the deal bring the district,
    /// whenever paid (CNY).
    pub district_inflow: f64,
    /// Cost, income fund and gain of it that come in in the window (CNY).
    pub inflow_in_window: f64,
    /// Cost portion that comes back after the window, all instalments being paid (CNY); of deals
    /// of the window.
    pub cost_after_window: f64,
    /// Share of the plot's residential floor area that is to be affordable housing.
    pub affordable_share: f64,
    /// Plan of payment, as a place among those of the model.
    pub payment_plan: usize,
    /// Month in which the buyer defaults, if he does; it may lie beyond the horizon.
    pub default_month: Option<Month>,
    /// Month of repossession, if it comes to that.
    pub repossession_month: Option<Month>,
    /// Month in which works start; `None`: they never do.
    pub start_month: Option<Month>,
    /// Month in which the last phase is completed; `None`: works never start.
    pub completion_month: Option<Month>,
    /// Month in which the site turned idle, if it did.
    pub idle_month: Option<Month>,
}

impl Deal {
    /// Whether the buyer still holds the plot at the end of month `month` - 1.
    pub fn stands_before(&self, month: Month) -> bool {
        let over = |end: Option<Month>| end.is_some_and(|end| end < month);
        !over(self.default_month) && !over(self.repossession_month)
    }
}

/// What happened in a trial. Undefined figures and fields are NaN and become nulls in
/// tables.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Number of the trial, from 0.
    pub number: u64,
    /// Figures in the order of [`Figure::ALL`].
    pub figures: [f64; Figure::COUNT],
    /// Monthly series of money, plots, land and floor area.
    pub series: SeriesTable,
    /// Fields of each plot in the order of [`PlotField::ALL`], plots in that of the model.
    pub plots: Plots<[f64; PlotField::COUNT]>,
    /// What is reached of each target of the plan, in the order of the model, and 1 where that is
    /// enough, else 0.
    pub targets: Vec<[f64; 2]>,
    /// Figures of each project in the order of the model, then of all together; empty without
    /// projects.
    pub projects: Vec<[f64; ProjectFigure::COUNT]>,
    /// What passes through projects and their bonds, by cell of the model's grid.
    pub project_items: Vec<[f64; ProjectItem::COUNT]>,
    /// Auctions of the horizon, in order of time.
    pub auctions: Vec<AuctionRecord>,
    /// Deals of the horizon, in order of time.
    pub deals: Vec<Deal>,
    /// What became of each shock that is left to chance, in the order of the model; empty
    /// where there is none.
    pub shocks: Vec<Option<ShockDraw>>,
}

impl Trial {
    /// Value of a figure; NaN when it does not exist in this trial.
    pub fn figure(&self, figure: Figure) -> f64 {
        self.figures[figure as usize]
    }
}
