//! What a trial is judged by: what the window earned, whether the district had to pay, and
//! whether the programme was done.
//!
//! # Why not the cash balance
//!
//! The balance of a window rewards not spending: who acquires nothing has none of its costs, and a
//! plan that sells its old stock and clears no new site looks sound. So what is in stock at
//! the end counts beside cash, prudently: no higher than its cost, and no higher than what it
//! would bring. What was in stock at the beginning is taken off.
//!
//! # Why what a state buyer pays is left out
//!
//! Money from the district's own company is not earned. What it pays in the window is taken off the
//! balance, and its plot stays in stock at cost; it counts neither as sold nor as started.

use crate::calendar::Month;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::model::observed::{SeenStep, Uneven};
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::portfolio::planned::Planned;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, count};

use super::record::Deal;
use super::witness::Witness;
use super::worker::Worker;

/// Sets of a trial that one number stands for: 1 where it is so, else 0.
fn holds(so: bool) -> f64 {
    if so { 1.0 } else { 0.0 }
}

impl<W: Witness> Worker<'_, W> {
    /// Sets what the trial is judged by; figures of the programme must be set before.
    pub(super) fn measure_verdict(&mut self) {
        let end = self.model.calendar.window_end();
        let debt = self.trial.series.at(Series::DebtCny, end.back(1));
        let earned = self.trial.figure(Figure::WindowBalanceCny) + self.closing_stock()
            - self.opening_stock()
            - self.paid_by_state_buyers();
        let shares = self.plan_shares();
        let done = shares.iter().all(|share| *share >= self.model.programme_share);
        let supported = self.trial.figure(Figure::SupportCny) > 0.0;
        for (figure, value) in [
            (Figure::InventoryAdjustedBalanceCny, earned),
            (Figure::DebtChangeCny, debt - self.model.finance.opening_debt),
            (Figure::ProgrammeDone, holds(done)),
            (Figure::ReservedPlanShare, shares[0]),
            (Figure::SoldPlanShare, shares[1]),
            (Figure::StartedPlanShare, shares[2]),
            (Figure::Sound, holds(earned >= 0.0 && !supported && done)),
            (Figure::WaitingPlotMonths, f64::from(self.state.applications.waited_in_window)),
        ] {
            self.set(figure, value);
        }
    }

    /// What was spent before month 0 on plots that are in stock then, and cost that prices agreed
    /// before it are still to return (CNY).
    fn opening_stock(&self) -> f64 {
        let plots = self.model.plots.iter().filter(|plot| plot.status != PlotStatus::Sold);
        plots.map(|plot| plot.sunk_cost).sum::<f64>() + self.state.carried.cost
    }

    /// What state buyers pay into the window balance (CNY).
    fn paid_by_state_buyers(&self) -> f64 {
        let bought = self.trial.deals.iter().filter(|deal| deal.state_buyer);
        bought.map(|deal| deal.inflow_in_window).sum::<f64>() + self.state.carried.from_state_buyers
    }

    /// Plots of the window's end, prudently valued, and cost that is still to come back (CNY).
    fn closing_stock(&self) -> f64 {
        let end = self.model.calendar.window_end();
        // Land that was taken back counts 0; there is little of it, in most trials none.
        let is_over = |deal: &&Deal| deal.repossession_month.is_some_and(|month| month < end);
        let taken_back: Vec<PlotIndex> =
            self.trial.deals.iter().filter(is_over).map(|deal| deal.plot).collect();
        let unsold: f64 = PlotIndex::all()
            .zip(&self.state.at_window_end)
            .filter(|(plot, _)| !taken_back.contains(plot))
            .map(|(plot, (state, affordable_share))| match state {
                PlotState::Acquisition
                | PlotState::Preparation
                | PlotState::Stock
                | PlotState::Listed
                | PlotState::Withdrawn => self.stock_value(plot, *affordable_share),
                PlotState::Unreserved
                | PlotState::Sold
                | PlotState::Building
                | PlotState::Completed => 0.0,
            })
            .sum();
        let dealt = self.trial.deals.iter().filter(|deal| deal.month < end);
        let sold: f64 = dealt
            .filter(|deal| deal.stands_before(end))
            .map(|deal| if deal.state_buyer { deal.full_cost } else { deal.cost_after_window })
            .sum();
        unsold + sold + self.state.carried.cost_after_window
    }

    /// The lower of what was spent on a plot that is not sold at the window's end and of its
    /// appraised value less what is still to be spent (CNY).
    fn stock_value(&self, plot: PlotIndex, affordable_share: f64) -> f64 {
        let end = self.model.calendar.window_end();
        let (fixed, progress) = (&self.model.plots[plot], &self.state.plots[plot]);
        let outlays = progress.acquisition_cost + progress.preparation_cost;
        let spent = self.outlays_in_window(plot);
        let price = self.prices_of(plot, end.back(1));
        let value = fixed.worth_with(affordable_share).at(price);
        if fixed.status == PlotStatus::Buyback {
            let left = progress.preparation_cost - (spent - progress.acquisition_cost).max(0.0);
            return (fixed.sunk_cost + spent).min(value - left);
        }
        let with_administration = 1.0 + self.model.reserve.administration_rate;
        let cost = fixed.sunk_cost + spent * with_administration;
        cost.min(value - (outlays - spent) * with_administration)
    }

    /// Compensation and preparation of a plot that were paid in the window (CNY).
    pub(super) fn outlays_in_window(&self, plot: PlotIndex) -> f64 {
        let end = self.model.calendar.window_end();
        let progress = &self.state.plots[plot];
        let observed = self.model.observed.as_deref();
        let as_of = observed.map_or(Month::START, |observed| observed.as_of);
        let paid = |cost: f64, (first, months): (Month, u32), seen: Option<&SeenStep>| match seen
            .and_then(|seen| seen.uneven(first, months as usize, as_of))
        {
            None => cost * (count(end.since(first)) / f64::from(months.max(1))).min(1.0),
            Some(Uneven { paid, before, .. }) if end <= as_of => {
                paid * count(end.since(first)) / count(before)
            }
            Some(Uneven { paid, left, .. }) => {
                paid + (cost - paid) * (count(end.since(as_of)) / count(left)).min(1.0)
            }
        };
        let seen = observed.map(|observed| &observed.plots[plot]);
        let clearance = progress.clearance_start(&self.model.plots[plot]).map_or(0.0, |first| {
            let span = (first, progress.acquisition_months);
            paid(progress.acquisition_cost, span, seen.map(|seen| &seen.clearance))
        });
        let span = (progress.preparation_start, progress.preparation_months);
        clearance + paid(progress.preparation_cost, span, seen.map(|seen| &seen.preparation))
    }

    /// What was reserved, sold and started, each as the share of the plan as planned that its
    /// weakest measure reaches; 1 where nothing of it is planned.
    fn plan_shares(&self) -> [f64; 3] {
        let Planned { reserved, sold, started } = self.model.planned;
        let figure = |figure: Figure| self.trial.figure(figure);
        let [state_plots, state_land, state_gfa, state_started] = self.taken_by_state_buyers();
        let weakest = |parts: &[(f64, f64)]| {
            let planned = parts.iter().filter(|(_, planned)| *planned > 0.0);
            planned.map(|(done, planned)| done / planned).fold(f64::INFINITY, f64::min)
        };
        [
            weakest(&[
                (figure(Figure::ReservedPlots), reserved.plots),
                (figure(Figure::ReservedHa), reserved.land_ha()),
            ]),
            weakest(&[
                (figure(Figure::SoldPlots) - state_plots, sold.plots),
                (figure(Figure::SoldHa) - state_land / SQUARE_METRES_PER_HECTARE, sold.land_ha()),
                (figure(Figure::SoldGfaM2) - state_gfa, sold.gfa_m2),
            ]),
            weakest(&[(figure(Figure::GfaStartedM2) - state_started, started.gfa_m2)]),
        ]
        .map(|share| if share.is_finite() { share } else { 1.0 })
    }

    /// Plots, land (m²) and floor area (m²) that state buyers hold at the window's end, and floor
    /// area that they have started by then (m²).
    fn taken_by_state_buyers(&self) -> [f64; 4] {
        let end = self.model.calendar.window_end();
        let mut taken = [0.0; 4];
        let bought = self.trial.deals.iter().filter(|deal| deal.state_buyer && deal.month < end);
        for deal in bought {
            let fixed = &self.model.plots[deal.plot];
            if deal.stands_before(end) {
                let held = [1.0, fixed.land_m2, fixed.gfa_total];
                taken.iter_mut().zip(held).for_each(|(sum, held)| *sum += held);
            }
            if deal.start_month.is_some_and(|month| month < end) {
                taken[3] += fixed.gfa_total;
            }
        }
        taken
    }
}
