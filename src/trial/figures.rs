//! The figures and plot fields of a finished trial.
//!
//! What each figure means stands in `catalogue::figure`, and what was decided where a
//! meaning is silent in `docs/model.md` (Figures). Sums of series over the window are made
//! once and shared.
//!
//! # Why undefined is not zero
//!
//! A ratio without a denominator, the month of something that never came and a mean over
//! nothing are NaN here and null in tables: a 0 would pull means and quantiles to a value
//! that nobody saw.

use crate::calendar::Month;
use crate::catalogue::CAUTION;
use crate::catalogue::figure::Figure;
use crate::catalogue::land_use::{ByFloorKind, ByUse, FloorKind, Use};
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::model::plot::{PlotModel, PlotState};
use crate::model::plot_index::PlotIndex;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, count};
use crate::uncertainty::elementary::power;

use super::maybe_month::MaybeMonth;
use super::series::MonthValues;
use super::witness::Witness;
use crate::trial::record::Deal;
use crate::trial::worker::Worker;

/// A figure or field that does not exist in a trial; it becomes a null.
const UNDEFINED: f64 = f64::NAN;

/// A ratio; undefined where the denominator is not above 0.
fn ratio(numerator: f64, denominator: f64) -> f64 {
    if denominator > 0.0 { numerator / denominator } else { UNDEFINED }
}

/// The mean of some values; undefined of none.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    ratio(sum, count(n))
}

/// A month as a number.
fn number(month: Month) -> f64 {
    f64::from(month.number())
}

/// A month as a number; undefined where there is none.
fn month_or_null(month: Option<Month>) -> f64 {
    month.map_or(UNDEFINED, number)
}

impl<W: Witness> Worker<'_, W> {
    /// Works out all figures and plot fields, once the last month is closed.
    pub(super) fn measure(&mut self) {
        for waiting in &self.state.waiting {
            self.state.plots[waiting.plot].deferral = waiting.deferral;
        }
        let window = self.trial.series.sums(Month::START..self.model.calendar.window_end());
        self.measure_balance(&window);
        self.measure_deals(&window);
        self.measure_debt_service(&window);
        self.measure_debt();
        self.measure_programme(&window);
        self.measure_auctions();
        self.measure_floor_area(&window);
        self.measure_verdict();
        self.measure_targets();
        self.measure_projects();
        self.measure_plots();
    }

    /// Sets a figure of the trial; all are set once in [`Self::measure`], NaN where they do
    /// not exist.
    pub(super) fn set(&mut self, figure: Figure, value: f64) {
        self.trial.figures[figure as usize] = value;
    }

    /// Balances, their ratio and present value, receipts and interest.
    ///
    /// A month's balance is discounted from the month's end: the last month first, each
    /// step by a twelfth of a year.
    fn measure_balance(&mut self, window: &MonthValues) {
        let (series, calendar) = (&self.trial.series, self.model.calendar);
        let cumulative = |month| series.at(Series::CumulativeBalanceCny, month);
        let (at_window_end, at_end) =
            (cumulative(calendar.window_end().back(1)), cumulative(calendar.end().back(1)));
        let below = series.months(Series::CumulativeBalanceCny).rposition(|balance| balance < 0.0);
        let breakeven = match below {
            None => Some(Month::START),
            Some(last) => Some(Month::at(last).after()).filter(|month| *month < calendar.end()),
        };
        let monthly_discount =
            power(1.0 + self.model.discount_rate, -1.0 / crate::quantity::MONTHS_PER_YEAR);
        let npv = series
            .months(Series::BalanceCny)
            .rev()
            .fold(0.0, |later, balance| (later + balance) * monthly_discount);
        let sum = |series: Series| window[series as usize];
        for (figure, value) in [
            (Figure::WindowBalanceCny, at_window_end),
            (Figure::SettledBalanceCny, at_end),
            (Figure::CoverageRatio, ratio(sum(Series::InflowCny), sum(Series::OutlayCny))),
            (Figure::NpvCny, npv),
            (Figure::BreakevenMonth, month_or_null(breakeven)),
            (Figure::InterestCny, sum(Series::InterestCny)),
            (Figure::ReceiptsCny, sum(Series::ReceiptsCny)),
            (Figure::ReceiptsStateBuyerCny, sum(Series::ReceiptsStateBuyerCny)),
        ] {
            self.set(figure, value);
        }
    }

    /// Figures of the deals of the window.
    fn measure_deals(&mut self, window: &MonthValues) {
        for (figure, value) in self.deal_figures(window) {
            self.set(figure, value);
        }
    }

    /// Figures of the deals of the window: gain, cost cover, inversion, floor prices, what
    /// is still due.
    ///
    /// Standing deals are those whose buyer never defaults, later or not; receivable are
    /// instalments of deals that stand at the window's end.
    fn deal_figures(&self, sums: &MonthValues) -> [(Figure, f64); 10] {
        let window = self.model.calendar.window_end();
        let mut totals =
            DealTotals { receivable: self.state.carried.due_after_window, ..DealTotals::default() };
        for deal in self.trial.deals.iter().filter(|deal| deal.month < window) {
            totals.add(deal, &self.model.plots[deal.plot]);
            if deal.stands_before(window) {
                let plan = &self.model.payment_plans[deal.payment_plan];
                let late = plan.iter().filter(|part| deal.month.plus(part.months) >= window);
                totals.receivable += late.map(|part| part.share * deal.price).sum::<f64>();
            }
        }
        let interest = sums[Series::InterestCny as usize];
        let floor_price = |of_use: Use| {
            let (price, gfa) = totals.of_use[of_use];
            ratio(price, gfa)
        };
        let standing = &totals.standing;
        [
            (Figure::ReceivableCny, totals.receivable),
            (Figure::AccrualBalanceCny, totals.inflow - standing.full_cost - interest),
            (Figure::GainRatio, ratio(standing.net_gain, standing.price)),
            (Figure::CostIncomeRatio, ratio(standing.full_cost, standing.price)),
            (Figure::CostCover80, ratio(CAUTION * standing.appraised, standing.recognised)),
            (Figure::InvertedPlots, count(standing.inverted)),
            (Figure::Top3GainShare, ratio(standing.best.iter().sum(), standing.gain)),
            (Figure::DefaultedDeals, count(totals.defaulted)),
            (Figure::FloorPriceResidentialCnyM2, floor_price(Use::Residential)),
            (Figure::FloorPriceCommercialOfficeCnyM2, floor_price(Use::CommercialOffice)),
        ]
    }

    /// Cover of all principal and interest of the horizon by what the reserve centre has
    /// for it (本息覆盖倍数).
    fn measure_debt_service(&mut self, window: &MonthValues) {
        let calendar = &self.model.calendar;
        let after = self.trial.series.sums(calendar.window_end()..calendar.end());
        let sum = |series: Series| window[series as usize] + after[series as usize];
        let income = sum(Series::CostReturnedCny) + sum(Series::IncomeFundCny);
        let land = sum(Series::AcquisitionCny) + sum(Series::PreparationCny);
        let for_debt = income + sum(Series::InjectionCny) - land - sum(Series::AdministrationCny);
        let service = sum(Series::RepaymentCny) + sum(Series::InterestCny);
        self.set(Figure::DebtServiceCover, ratio(for_debt, service));
    }

    /// Peaks of debt and need, and support, over the horizon, from the opening debt on. Need is
    /// debt and all support so far.
    fn measure_debt(&mut self) {
        let (series, calendar) = (&self.trial.series, self.model.calendar);
        let (debt, support) = (series.months(Series::DebtCny), series.months(Series::SupportCny));
        let opening = self.model.finance.opening_debt;
        let mut peak = (opening, (opening > 0.0).then_some(Month::START));
        let (mut need, mut supported) = (opening, 0.0);
        for (month, (debt, support)) in calendar.months().zip(debt.zip(support.clone())) {
            supported += support;
            need = f64::max(need, debt + supported);
            if debt > peak.0 {
                peak = (debt, Some(month));
            }
        }
        let first = support.clone().position(|support| support > 0.0).map(Month::at);
        let months = support.filter(|support| *support > 0.0).count();
        for (figure, value) in [
            (Figure::PeakDebtCny, peak.0),
            (Figure::PeakDebtMonth, month_or_null(peak.1)),
            (Figure::PeakNeedCny, need),
            (Figure::SupportCny, supported),
            (Figure::SupportFirstMonth, month_or_null(first)),
            (Figure::SupportMonths, count(months)),
        ] {
            self.set(figure, value);
        }
    }

    /// What the programme has done in the window: reserved, sold, withdrawn, waited, and
    /// what is left.
    fn measure_programme(&mut self, sums: &MonthValues) {
        let window = self.model.calendar.window_end();
        let reserved = |start: Option<Month>| start.is_some_and(|start| start < window);
        let started =
            self.state.plots.iter().filter(|plot| reserved(plot.acquisition_start.get())).count();
        let held = self
            .trial
            .deals
            .iter()
            .filter(|deal| deal.month < window && deal.stands_before(window));
        let (mut plots, mut land, mut gfa) = (0.0, 0.0, 0.0);
        for deal in held {
            let fixed = &self.model.plots[deal.plot];
            plots += 1.0;
            land += fixed.land_m2;
            gfa += fixed.gfa_total;
        }
        let (inventory_cost, inventory_value) = self.closing_inventory();
        let deferrals = self.state.deferrals;
        for (figure, value) in [
            (Figure::ReservedPlots, count(started)),
            (Figure::ReservedHa, sums[Series::LandReservedM2 as usize] / SQUARE_METRES_PER_HECTARE),
            (Figure::SoldPlots, plots),
            (Figure::SoldHa, land / SQUARE_METRES_PER_HECTARE),
            (Figure::SoldGfaM2, gfa),
            (Figure::WithdrawnPlots, f64::from(self.state.withdrawn_in_window)),
            (Figure::DeferralMonthsMoney, f64::from(deferrals[0])),
            (Figure::DeferralMonthsCapacity, f64::from(deferrals[1])),
            (Figure::DeferralMonthsConsent, f64::from(deferrals[2])),
            (Figure::IdlePlots, f64::from(self.state.idle_in_window)),
            (Figure::ClosingInventoryCostCny, inventory_cost),
            (Figure::ClosingInventoryValueCny, inventory_value),
        ] {
            self.set(figure, value);
        }
    }

    /// Spent until the window's end on plots that are reserved and unsold then, and what
    /// they are worth (both CNY).
    ///
    /// Plots that are not yet cleared are valued like cleared ones; their cost to go is not
    /// deducted. Both halves take what was so at the window's end, though plots may be
    /// offered on other terms later.
    fn closing_inventory(&self) -> (f64, f64) {
        let window = self.model.calendar.window_end();
        let (mut cost, mut value) = (0.0, 0.0);
        for ((plot, fixed), (state, affordable_share)) in
            self.model.plots.entries().zip(&self.state.at_window_end)
        {
            let in_reserve = (PlotState::Acquisition..=PlotState::Withdrawn).contains(state);
            if !in_reserve {
                continue;
            }
            let outlays = self.outlays_in_window(plot);
            let rate = self.model.reserve.administration_rate;
            cost += fixed.sunk_cost
                + match fixed.status {
                    // Nothing is taken for the administration of a purchase.
                    PlotStatus::Buyback => {
                        let bought = self.state.plots[plot].acquisition_cost;
                        outlays + (outlays - bought).max(0.0) * rate
                    }
                    _ => outlays * (1.0 + rate),
                };
            value += fixed.worth_with(*affordable_share).at(self.prices_of(plot, window.back(1)));
        }
        (cost, value)
    }

    /// Failures, premium and bidders of the auctions of the window.
    fn measure_auctions(&mut self) {
        let window = self.model.calendar.window_end();
        let held = self.trial.auctions.iter().filter(|auction| auction.month < window);
        let failed = held.clone().filter(|auction| auction.price.is_none()).count();
        let sold = held.clone().filter_map(|auction| auction.price.map(|price| (auction, price)));
        // A plot whose reserve price is 0 has no premium.
        let premiums = sold.clone().filter(|(auction, _)| auction.reserve_price > 0.0);
        let premium = mean(premiums.map(|(auction, price)| price / auction.reserve_price - 1.0));
        let bidders = mean(sold.map(|(auction, _)| f64::from(auction.bidders)));
        let failed_share = ratio(count(failed), count(held.count()));
        self.set(Figure::FailedShare, failed_share);
        self.set(Figure::PremiumMean, premium);
        self.set(Figure::BiddersMean, bidders);
    }

    /// Floor area started and completed in the window.
    fn measure_floor_area(&mut self, window: &MonthValues) {
        let sums = |series: ByFloorKind<Series>| series.map(|series| window[series as usize]);
        let (started, completed) = (sums(Series::GFA_STARTED), sums(Series::GFA_COMPLETED));
        for (figure, value) in [
            (Figure::GfaStartedM2, started.iter().sum()),
            (Figure::GfaStartedCommercialOfficeM2, started[FloorKind::CommercialOffice]),
            (Figure::GfaStartedAffordableM2, started[FloorKind::Affordable]),
            (Figure::GfaCompletedM2, completed.iter().sum()),
            (Figure::GfaCompletedCommercialOfficeM2, completed[FloorKind::CommercialOffice]),
        ] {
            self.set(figure, value);
        }
    }

    /// Fields of all plots: those of a deal are of the last one that stands at the end of
    /// the horizon.
    fn measure_plots(&mut self) {
        let horizon = self.model.calendar.end();
        for (index, fields) in PlotIndex::all().zip(self.trial.plots.iter_mut()) {
            let (fixed, progress) = (&self.model.plots[index], &self.state.plots[index]);
            *fields = [UNDEFINED; PlotField::COUNT];
            let mut set = |field: PlotField, value: f64| fields[field as usize] = value;
            if let Some(start) = progress.acquisition_start.get() {
                set(PlotField::AcquisitionStartMonth, number(start));
                set(PlotField::AcquisitionCostCny, progress.acquisition_cost);
            }
            if progress.preparation_months > 0 {
                set(PlotField::PreparationCostCny, progress.preparation_cost);
            }
            if fixed
                .reserve_start
                .is_some_and(|start| Month::planned(start).is_some_and(|start| start < horizon))
            {
                set(PlotField::DeferralMonths, f64::from(progress.deferral));
            }
            set(PlotField::ReadyMonth, month_or_null(progress.ready.get()));
            if let Some(listed) = progress.first_listed.get() {
                set(PlotField::ListMonth, number(listed));
                set(PlotField::Rounds, f64::from(progress.auctions));
            }
            if progress.deals > 0 {
                set(PlotField::DefaultedDeals, f64::from(progress.defaults));
            }
            let last = progress.last_deal().map(|deal| &self.trial.deals[deal]);
            if let Some(deal) = last.filter(|deal| deal.stands_before(horizon)) {
                let planned = fixed.list_month.map_or(0.0, f64::from);
                set(PlotField::DealMonth, number(deal.month));
                set(PlotField::DealDelayMonths, number(deal.month) - planned);
                set(PlotField::ReservePriceCny, deal.reserve_price);
                set(PlotField::PriceCny, deal.price);
                set(PlotField::FloorPriceCnyM2, ratio(deal.price, fixed.gfa_total));
                set(
                    PlotField::Premium,
                    if deal.reserve_price > 0.0 {
                        deal.price / deal.reserve_price - 1.0
                    } else {
                        UNDEFINED
                    },
                );
                set(PlotField::Bidders, f64::from(deal.bidders));
                set(PlotField::NetGainCny, deal.net_gain);
            }
            let [start, completion] = progress.works.map(MaybeMonth::get);
            set(PlotField::StartMonth, month_or_null(start.filter(|month| *month < horizon)));
            set(
                PlotField::CompletionMonth,
                month_or_null(completion.filter(|month| *month < horizon)),
            );
        }
    }
}

/// What the deals of the window add up to.
#[derive(Debug, Default)]
struct DealTotals {
    standing: StandingDeals,
    /// What all deals bring the district, whenever paid (CNY).
    inflow: f64,
    /// Instalments of deals standing at the end of the window that fall due after it (CNY).
    receivable: f64,
    /// Deals whose buyer stops paying.
    defaulted: usize,
    /// Price (CNY) and floor area (m²) of all deals, by the plots' main use.
    of_use: ByUse<(f64, f64)>,
}

/// Deals whose buyer keeps paying: sums in yuan, `best` the three greatest district gains,
/// `inverted` the number of plots that cost more than their price (倒挂).
#[derive(Debug, Default)]
struct StandingDeals {
    price: f64,
    full_cost: f64,
    recognised: f64,
    appraised: f64,
    net_gain: f64,
    gain: f64,
    best: [f64; 3],
    inverted: usize,
}

impl DealTotals {
    /// Adds a deal of the window.
    fn add(&mut self, deal: &Deal, plot: &PlotModel) {
        self.inflow += deal.district_inflow;
        let (price, gfa) = &mut self.of_use[plot.main_use];
        *price += deal.price;
        *gfa += plot.gfa_total;
        if deal.default_month.is_some() {
            self.defaulted += 1;
            return;
        }
        let standing = &mut self.standing;
        standing.price += deal.price;
        standing.full_cost += deal.full_cost;
        standing.recognised += deal.recognised_cost;
        standing.appraised += deal.appraised_value;
        standing.net_gain += deal.net_gain;
        standing.gain += deal.district_gain;
        standing.best = with_candidate(standing.best, deal.district_gain);
        standing.inverted += usize::from(deal.recognised_cost > deal.price);
    }
}

/// The three greatest of three in descending order and a fourth.
fn with_candidate(best: [f64; 3], candidate: f64) -> [f64; 3] {
    let [first, second, third] = best;
    if candidate > first {
        [candidate, first, second]
    } else if candidate > second {
        [first, candidate, second]
    } else if candidate > third {
        [first, second, candidate]
    } else {
        best
    }
}
