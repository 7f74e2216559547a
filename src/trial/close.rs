//! The close of a month: the reserve centre's books and the record of where everything
//! stands.
//!
//! Payments of plots are in the month's row of series when it is closed, whenever they were
//! decided; the close adds what the month as a whole brings: administration, interest,
//! principal, draws, support.
//!
//! # Why two limits of debt
//!
//! The lenders' facility does not know the land, and the collateral does not know the
//! lenders. The lower counts; shocks move the first (their multiplier), prices and sales
//! the second.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::land_use::{ByFloorKind, ByUse};
use crate::catalogue::series::Series;
use crate::model::finance::{Close, MonthFlows};
use crate::model::plot::PlotState;
use crate::model::quota_bonds::BondsOnOffer;

use super::project_totals::OfProjects;
use super::witness::{MonthBooks, Occurrence, Payment, Witness};
use crate::trial::worker::Worker;

/// Series of the number of plots in each state, in the order of [`PlotState`].
pub const PLOTS_IN: [Series; PlotState::COUNT] = [
    Series::PlotsUnreserved,
    Series::PlotsAcquisition,
    Series::PlotsPreparation,
    Series::PlotsStock,
    Series::PlotsListed,
    Series::PlotsWithdrawn,
    Series::PlotsSold,
    Series::PlotsBuilding,
    Series::PlotsCompleted,
];
/// Series of the land in each state, in the order of [`PlotState`].
const LAND_IN: [Series; PlotState::COUNT] = [
    Series::LandUnreservedM2,
    Series::LandAcquisitionM2,
    Series::LandPreparationM2,
    Series::LandStockM2,
    Series::LandListedM2,
    Series::LandWithdrawnM2,
    Series::LandSoldM2,
    Series::LandBuildingM2,
    Series::LandCompletedM2,
];

impl<W: Witness> Worker<'_, W> {
    /// Effective land prices of a month, as factors on base prices.
    #[inline]
    pub(super) fn prices(&self, month: Month) -> ByUse<f64> {
        self.market.land_price.each_ref().map(|prices| prices[month])
    }

    /// Appraised value at a month's prices of net land that is not sold, withdrawn plots
    /// included (CNY). A plot's own value is left out: it is the bank's view.
    #[inline(always)]
    fn collateral(&self, month: Month) -> f64 {
        if self.model.speeds.is_empty() {
            return self.state.stock.at(self.prices(month));
        }
        self.collateral_by_plot(month)
    }

    /// Whether any plot is in one of some states.
    pub(super) fn has_plots_in(&self, states: &[PlotState]) -> bool {
        states.iter().any(|state| self.state.plots_in[*state as usize] > 0.0)
    }

    /// The same where zones have prices of their own: plot by plot.
    #[cold]
    #[inline(never)]
    fn collateral_by_plot(&self, month: Month) -> f64 {
        if !self.has_plots_in(&[PlotState::Stock, PlotState::Listed, PlotState::Withdrawn]) {
            return 0.0;
        }
        let held = self.model.plots.entries().filter(|(plot, _)| {
            matches!(
                self.state.plots[*plot].state,
                PlotState::Stock | PlotState::Listed | PlotState::Withdrawn
            ) && self.project_of(*plot).is_none()
        });
        let worth = held.map(|(plot, fixed)| {
            let share = self.state.plots[plot].affordable_share;
            fixed.worth_with(share).at(self.prices_of(plot, month))
        });
        worth.sum()
    }

    /// Most debt that facility and collateral allow; 0 under a ban of loans (CNY).
    fn debt_limit(&self, month: Month, collateral: f64) -> f64 {
        if self.timeline.terms[month].borrowing.loan_ban {
            return 0.0;
        }
        let [facility, secured] = self.debt_limits(month, collateral);
        facility.min(secured)
    }

    /// Most debt that the facility allows and most that the collateral allows, ban or not
    /// (CNY).
    fn debt_limits(&self, month: Month, collateral: f64) -> [f64; 2] {
        let borrowing = &self.timeline.terms[month].borrowing;
        let facility = borrowing.facility_limit * self.timeline.facility_multiplier[month];
        [facility, borrowing.loan_to_value * collateral]
    }

    /// What is left of the calendar year's quota of special bonds (CNY).
    #[inline(always)]
    fn bonds_left(&self, month: Month) -> f64 {
        let quota = self.timeline.terms[month].borrowing.bond_quota;
        if quota == 0.0 { 0.0 } else { self.left_of_quota(month, quota) }
    }

    #[cold]
    #[inline(never)]
    fn left_of_quota(&self, month: Month, quota: f64) -> f64 {
        let of_year = self.model.shares_of_year.bonds[month] * quota;
        (of_year - self.state.bonds_this_year).max(0.0)
    }

    /// Special bonds that may still be issued in the calendar year, and on what terms.
    #[inline(always)]
    pub(super) fn bonds_on_offer(&self, month: Month) -> BondsOnOffer {
        let borrowing = &self.timeline.terms[month].borrowing;
        if borrowing.bond_quota == 0.0 {
            return BondsOnOffer::default();
        }
        let months = borrowing.bond_term_months;
        BondsOnOffer {
            most: self.bonds_left(month),
            coupon: borrowing.bond_coupon,
            term_months: months.unwrap_or(self.model.finance.loan_term_months),
        }
    }

    /// What could be borrowed in a month, bonds included (CNY).
    pub(super) fn headroom(&self, month: Month) -> f64 {
        let debt_limit = self.debt_limit(month, self.collateral(month));
        self.headroom_under(debt_limit, month)
    }

    /// The same where the limit of loans is known (CNY).
    #[inline(always)]
    fn headroom_under(&self, debt_limit: f64, month: Month) -> f64 {
        self.state.centre.headroom(debt_limit) + self.bonds_left(month)
    }

    /// Lets debt run off from the first month in which new loans are barred.
    fn begin_ban(&mut self, month: Month) {
        let barred = |month: Month| self.timeline.terms[month].borrowing.loan_ban;
        if barred(month) && month.before().is_none_or(|before| !barred(before)) {
            let months = self.timeline.terms[month].borrowing.runoff_months;
            self.state.centre.run_off(month, months);
        }
    }

    /// Closes the books of a month and records what stands at its end.
    ///
    /// The balance is that of the district as a whole: what comes in is cost returned,
    /// income fund and land gain; injections only move money from the district to the
    /// centre and count in the centre's cash alone.
    #[inline(always)]
    pub(super) fn close_month(&mut self, month: Month) {
        if self.model.projects.is_empty() {
            self.close_books::<false>(month);
        } else {
            self.close_with_projects(month);
        }
    }

    #[cold]
    #[inline(never)]
    fn close_with_projects(&mut self, month: Month) {
        self.close_books::<true>(month);
    }

    /// The same with projects of special bonds, or without.
    #[inline(always)]
    fn close_books<const PROJECTS: bool>(&mut self, month: Month) {
        let of_projects = if PROJECTS { self.close_projects(month) } else { OfProjects::NONE };
        let fees = of_projects.fees;
        let [before, now] = self.trial.series.with_month_before(month);
        let now = |series: Series| now[series as usize];
        let so_far = |series: Series| before[series as usize];
        let (acquisition, preparation) = (now(Series::AcquisitionCny), now(Series::PreparationCny));
        let administration = self.administration_of(acquisition + preparation);
        let from_receipts = now(Series::CostReturnedCny) + now(Series::IncomeFundCny);
        let outlay = acquisition + preparation + administration;
        let collateral = self.collateral(month);
        let [facility, secured] = self.debt_limits_under_bans(month, collateral);
        let flows = MonthFlows {
            inflow: from_receipts + now(Series::InjectionCny) - of_projects.inflow,
            outlay: outlay - of_projects.outlay,
            interest_rate: self.market.lending_rate[month] + self.model.finance.spread,
            debt_limit: facility.min(secured),
            bonds: self.bonds_on_offer(month),
        };
        let [started, completed] = floor_area_so_far(so_far, now);
        let gain = now(Series::DistrictLandGainCny);
        let cumulative_before = so_far(Series::CumulativeBalanceCny);
        let treasury = treasury_balance(so_far(Series::TreasuryBalanceCny), now);
        self.begin_ban(month);
        let opening_cash = self.state.centre.cash;
        let close = self.state.centre.close(&self.model.finance, month, &flows);
        if W::WATCHES {
            let own = administration - of_projects.administration();
            self.tell_of_close(month, own, opening_cash, (&flows, &close));
        }
        self.state.bonds_this_year += close.bonds;
        self.state.acquisition_paid += acquisition - of_projects.acquisition;
        let interest = close.interest + of_projects.interest;
        let (total_inflow, total_outlay) = (from_receipts + gain, outlay + interest + fees);
        let balance = total_inflow - total_outlay;
        let headroom = self.headroom_under(flows.debt_limit, month);
        let values = self.trial.series.month_mut(month);
        for (series, value) in [
            (Series::AdministrationCny, administration + fees),
            (Series::InterestCny, interest),
            (Series::InflowCny, total_inflow),
            (Series::OutlayCny, total_outlay),
            (Series::BalanceCny, balance),
            (Series::CumulativeBalanceCny, cumulative_before + balance),
            (Series::DrawCny, close.draw + of_projects.draw),
            (Series::BondDrawCny, close.bonds + of_projects.draw),
            (Series::RepaymentCny, close.repayment + of_projects.repayment),
            (Series::SupportCny, close.support + of_projects.support),
            (Series::CashCny, self.state.centre.cash),
            (Series::DebtCny, self.state.centre.debt() + of_projects.debt),
            (Series::HeadroomCny, headroom),
            (Series::TreasuryBalanceCny, treasury),
            (Series::CollateralCny, collateral),
            (Series::FacilityLimitCny, facility),
            (Series::CollateralLimitCny, secured),
            (Series::GfaStartedSoFarM2, started),
            (Series::GfaCompletedSoFarM2, completed),
        ] {
            values[series as usize] = value;
        }
        self.record_states(month);
    }

    /// Closes the projects of a month and tells what they take from the district's books and add to
    /// them.
    fn close_projects(&mut self, month: Month) -> OfProjects {
        self.settle_projects(month);
        self.of_projects(month)
    }

    /// Administration of a month in which so much was spent: purchases bear none, and land that was
    /// bought is held (CNY).
    #[inline(always)]
    fn administration_of(&self, spent: f64) -> f64 {
        let rate = self.model.reserve.administration_rate;
        if self.model.buybacks.is_empty() {
            return rate * spent;
        }
        rate * (spent - self.state.buyback.purchases) + self.state.buyback.holding
    }

    /// The two limits of debt, the facility being nothing where loans are banned.
    #[inline(always)]
    fn debt_limits_under_bans(&self, month: Month, collateral: f64) -> [f64; 2] {
        let [facility, secured] = self.debt_limits(month, collateral);
        let loan_ban = self.timeline.terms[month].borrowing.loan_ban;
        [if loan_ban { 0.0 } else { facility }, secured]
    }

    /// Tells the witness what the close of a month pays and why.
    fn tell_of_close(
        &mut self,
        month: Month,
        administration: f64,
        opening_cash: f64,
        (flows, close): (&MonthFlows, &Close),
    ) {
        for (series, amount) in [
            (Series::AdministrationCny, administration),
            (Series::InterestCny, close.interest),
            (Series::RepaymentCny, close.repayment),
            (Series::DrawCny, close.draw),
            (Series::SupportCny, close.support),
        ] {
            self.witness.pays(Payment { series, month, plot: None, amount });
        }
        if close.support > 0.0 {
            self.witness.sees(Occurrence::new(month, Event::Support, 0).amount(close.support));
        }
        let [facility, secured] = self.debt_limits(month, self.collateral(month));
        self.witness.closes(&MonthBooks {
            opening_cash,
            flows: *flows,
            close: *close,
            facility,
            secured,
            loan_ban: self.timeline.terms[month].borrowing.loan_ban,
        });
    }

    /// Records plots and land by state, after the works that start and end in the month,
    /// and at the window's end what closing inventory is made of.
    fn record_states(&mut self, month: Month) {
        let state = &mut self.state;
        let moves = state.works_moves[month];
        let moves = [
            (PlotState::Sold, -moves.starting, -moves.starting_land),
            (
                PlotState::Building,
                moves.starting - moves.completing,
                moves.starting_land - moves.completing_land,
            ),
            (PlotState::Completed, moves.completing, moves.completing_land),
        ];
        for (plot_state, plots, land) in moves {
            state.plots_in[plot_state as usize] += plots;
            state.land_in[plot_state as usize] += land;
        }
        let values = self.trial.series.month_mut(month);
        for (index, (plots, land)) in state.plots_in.iter().zip(&state.land_in).enumerate() {
            values[PLOTS_IN[index] as usize] = *plots;
            values[LAND_IN[index] as usize] = *land;
        }
        if month.after() == self.model.calendar.window_end() {
            let kept =
                state.plots.iter().map(|progress| (progress.state, progress.affordable_share));
            state.at_window_end.extend(kept);
        }
    }
}

/// Floor area started and completed until the end of a month: what it was before, and what the
/// month's series add.
#[inline(always)]
fn floor_area_so_far(
    so_far: impl Fn(Series) -> f64,
    now: impl Fn(Series) -> f64 + Copy,
) -> [f64; 2] {
    let sum = |of_kinds: ByFloorKind<Series>| of_kinds.map(now).iter().sum::<f64>();
    [
        so_far(Series::GfaStartedSoFarM2) + sum(Series::GFA_STARTED),
        so_far(Series::GfaCompletedSoFarM2) + sum(Series::GFA_COMPLETED),
    ]
}

/// Cost portions the treasury has received and not yet returned (CNY): what it had before,
/// and what a month's series make of it.
#[inline]
fn treasury_balance(before: f64, of_month: impl Fn(Series) -> f64) -> f64 {
    let inflow = of_month(Series::ReceiptsCny) + of_month(Series::IdleFeeCny);
    let outflow: f64 = [
        Series::HandlingFeeCny,
        Series::IncomeFundCny,
        Series::AccrualEducationCny,
        Series::AccrualIrrigationCny,
        Series::AccrualAffordableHousingCny,
        Series::CityShareCny,
        Series::DistrictLandGainCny,
        Series::CostReturnedCny,
    ]
    .map(of_month)
    .iter()
    .sum();
    before + inflow - outflow
}
