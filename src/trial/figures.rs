//! The figures and plot fields of a finished trial.

use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::model::plot::PlotState;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, count};
use crate::scenario::Use;
use crate::uncertainty::elementary::power;

use super::{Deal, Worker};

/// Undefined: becomes a null.
const UNDEFINED: f64 = f64::NAN;
/// Share of the expected price in the office's cost cover.
const COVER_SHARE: f64 = 0.8;

fn ratio(numerator: f64, denominator: f64) -> f64 {
    if denominator > 0.0 { numerator / denominator } else { UNDEFINED }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    ratio(sum, count(n))
}

fn month_or_null(month: Option<usize>) -> f64 {
    month.map_or(UNDEFINED, count)
}

impl Worker<'_> {
    /// Works out figures and plot fields.
    pub(super) fn measure(&mut self) {
        self.measure_balance();
        self.measure_deals();
        self.measure_debt();
        self.measure_programme();
        self.measure_auctions();
        self.measure_floor_area();
        self.measure_plots();
    }

    fn set(&mut self, figure: Figure, value: f64) {
        self.trial.figures[figure as usize] = value;
    }

    /// Sum of a series over the window.
    fn window_sum(&self, series: Series) -> f64 {
        self.trial.series.sum(series, 0, self.model.calendar.window)
    }

    fn measure_balance(&mut self) {
        let outlays = self.window_sum(Series::OutlayCny);
        let inflows = self.window_sum(Series::InflowCny);
        let cumulative = self.trial.series.row(Series::CumulativeBalanceCny);
        let (at_window_end, at_end) =
            (cumulative[self.model.calendar.window - 1], cumulative[cumulative.len() - 1]);
        let below = cumulative.iter().rposition(|balance| *balance < 0.0);
        let breakeven = match below {
            None => Some(0),
            Some(last) if last + 1 < cumulative.len() => Some(last + 1),
            Some(_) => None,
        };
        let monthly_discount =
            power(1.0 + self.model.discount_rate, -1.0 / crate::quantity::MONTHS_PER_YEAR);
        let balances = self.trial.series.row(Series::BalanceCny);
        let npv =
            balances.iter().rev().fold(0.0, |later, balance| (later + balance) * monthly_discount);
        self.set(Figure::WindowBalanceCny, at_window_end);
        self.set(Figure::SettledBalanceCny, at_end);
        self.set(Figure::CoverageRatio, ratio(inflows, outlays));
        self.set(Figure::NpvCny, npv);
        self.set(Figure::BreakevenMonth, month_or_null(breakeven));
        self.set(Figure::InterestCny, self.window_sum(Series::InterestCny));
        self.set(Figure::ReceiptsCny, self.window_sum(Series::ReceiptsCny));
        self.set(Figure::ReceiptsStateBuyerCny, self.window_sum(Series::ReceiptsStateBuyerCny));
    }

    /// Deals of the window whose buyer keeps paying.
    fn standing_deals(&self) -> impl Iterator<Item = &Deal> + Clone {
        let window = self.model.calendar.window;
        self.trial
            .deals
            .iter()
            .filter(move |deal| deal.month < window && deal.default_month.is_none())
    }

    fn measure_deals(&mut self) {
        for (figure, value) in self.deal_figures() {
            self.set(figure, value);
        }
    }

    fn deal_figures(&self) -> [(Figure, f64); 9] {
        let window = self.model.calendar.window;
        let standing = self.standing_deals();
        let price: f64 = standing.clone().map(|deal| deal.price).sum();
        let full_cost: f64 = standing.clone().map(|deal| deal.full_cost).sum();
        let recognised: f64 = standing.clone().map(|deal| deal.recognised_cost).sum();
        let expected: f64 = standing.clone().map(|deal| deal.appraised_value).sum();
        let net_gain: f64 = standing.clone().map(|deal| deal.net_gain).sum();
        let gain: f64 = standing.clone().map(|deal| deal.district_gain).sum();
        let best =
            standing.clone().fold([0.0; 3], |best, deal| with_candidate(best, deal.district_gain));
        let inverted = standing.clone().filter(|deal| deal.recognised_cost > deal.price).count();
        let dealt = self.trial.deals.iter().filter(|deal| deal.month < window);
        let inflow: f64 = dealt.clone().map(|deal| deal.district_inflow).sum();
        let defaulted = dealt.filter(|deal| deal.default_month.is_some()).count();
        let [residential, commercial] = Use::ALL.map(|of_use| self.floor_price(of_use));
        let interest = self.window_sum(Series::InterestCny);
        [
            (Figure::AccrualBalanceCny, inflow - full_cost - interest),
            (Figure::GainRatio, ratio(net_gain, price)),
            (Figure::CostIncomeRatio, ratio(full_cost, price)),
            (Figure::CostCover80, ratio(COVER_SHARE * expected, recognised)),
            (Figure::InvertedPlots, count(inverted)),
            (Figure::Top3GainShare, ratio(best.iter().sum(), gain)),
            (Figure::DefaultedDeals, count(defaulted)),
            (Figure::FloorPriceResidentialCnyM2, residential),
            (Figure::FloorPriceCommercialOfficeCnyM2, commercial),
        ]
    }

    fn floor_price(&self, of_use: Use) -> f64 {
        let window = self.model.calendar.window;
        let of_that_use = self.trial.deals.iter().filter(|deal| {
            deal.month < window && self.model.plots[deal.plot as usize].main_use == of_use
        });
        let (price, gfa) = of_that_use.fold((0.0, 0.0), |(price, gfa), deal| {
            (price + deal.price, gfa + self.model.plots[deal.plot as usize].gfa_total)
        });
        ratio(price, gfa)
    }

    fn measure_debt(&mut self) {
        let series = &self.trial.series;
        let (debt, support) = (series.row(Series::DebtCny), series.row(Series::SupportCny));
        let mut peak = (0.0, None);
        let (mut need, mut supported) = (0.0, 0.0);
        for (month, (debt, support)) in debt.iter().zip(support).enumerate() {
            supported += support;
            need = f64::max(need, debt + supported);
            if *debt > peak.0 {
                peak = (*debt, Some(month));
            }
        }
        let first = support.iter().position(|support| *support > 0.0);
        let months = support.iter().filter(|support| **support > 0.0).count();
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

    fn measure_programme(&mut self) {
        let window = self.model.calendar.window;
        let reserved = |start: Option<usize>| start.is_some_and(|start| start < window);
        let started =
            self.state.plots.iter().filter(|plot| reserved(plot.acquisition_start)).count();
        let held = self
            .trial
            .deals
            .iter()
            .filter(|deal| deal.month < window && deal.stands_before(window));
        let (mut plots, mut land, mut gfa) = (0.0, 0.0, 0.0);
        for deal in held {
            let fixed = &self.model.plots[deal.plot as usize];
            plots += 1.0;
            land += fixed.land_m2;
            gfa += fixed.gfa_total;
        }
        let (inventory_cost, inventory_value) = self.closing_inventory();
        let deferrals = self.state.deferrals;
        for (figure, value) in [
            (Figure::ReservedPlots, count(started)),
            (
                Figure::ReservedHa,
                self.window_sum(Series::LandReservedM2) / SQUARE_METRES_PER_HECTARE,
            ),
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

    /// Spent until the window's end on plots then reserved and unsold, and what they are worth.
    fn closing_inventory(&self) -> (f64, f64) {
        let window = self.model.calendar.window;
        let price = self.prices(window - 1);
        let (mut cost, mut value) = (0.0, 0.0);
        for ((fixed, progress), state) in
            self.model.plots.iter().zip(&self.state.plots).zip(&self.state.window_states)
        {
            let in_reserve = (PlotState::Acquisition..=PlotState::Withdrawn).contains(state);
            if !in_reserve {
                continue;
            }
            let paid_share = |start: usize, months: usize| {
                (count(window.saturating_sub(start)) / count(months.max(1))).min(1.0)
            };
            let cleared = progress
                .acquisition_start
                .map_or(0.0, |start| paid_share(start, progress.acquisition_months));
            let outlays = progress.acquisition_cost * cleared
                + progress.preparation_cost
                    * paid_share(progress.preparation_start, progress.preparation_months);
            cost += fixed.sunk_cost + outlays * (1.0 + self.model.reserve.administration_rate);
            value += fixed.value_at(price);
        }
        (cost, value)
    }

    fn measure_auctions(&mut self) {
        let window = self.model.calendar.window;
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

    fn measure_floor_area(&mut self) {
        let started = [
            Series::GfaStartedResidentialM2,
            Series::GfaStartedCommercialOfficeM2,
            Series::GfaStartedAffordableM2,
            Series::GfaStartedPublicM2,
        ]
        .map(|series| self.window_sum(series));
        let completed = [
            Series::GfaCompletedResidentialM2,
            Series::GfaCompletedCommercialOfficeM2,
            Series::GfaCompletedAffordableM2,
            Series::GfaCompletedPublicM2,
        ]
        .map(|series| self.window_sum(series));
        for (figure, value) in [
            (Figure::GfaStartedM2, started.iter().sum()),
            (Figure::GfaStartedCommercialOfficeM2, started[1]),
            (Figure::GfaStartedAffordableM2, started[2]),
            (Figure::GfaCompletedM2, completed.iter().sum()),
            (Figure::GfaCompletedCommercialOfficeM2, completed[1]),
        ] {
            self.set(figure, value);
        }
    }

    fn measure_plots(&mut self) {
        let horizon = self.model.calendar.horizon;
        for (index, fields) in self.trial.plots.iter_mut().enumerate() {
            let (fixed, progress) = (&self.model.plots[index], &self.state.plots[index]);
            *fields = [UNDEFINED; PlotField::COUNT];
            let mut set = |field: PlotField, value: f64| fields[field as usize] = value;
            if let Some(start) = progress.acquisition_start {
                set(PlotField::AcquisitionStartMonth, count(start));
                set(PlotField::AcquisitionCostCny, progress.acquisition_cost);
            }
            if progress.preparation_months > 0 {
                set(PlotField::PreparationCostCny, progress.preparation_cost);
            }
            if fixed
                .reserve_start
                .is_some_and(|start| usize::try_from(start).is_ok_and(|start| start < horizon))
            {
                set(PlotField::DeferralMonths, f64::from(progress.deferral));
            }
            set(PlotField::ReadyMonth, month_or_null(progress.ready));
            if let Some(listed) = progress.first_listed {
                set(PlotField::ListMonth, count(listed));
                set(PlotField::Rounds, f64::from(progress.auctions));
            }
            if progress.deals > 0 {
                set(PlotField::DefaultedDeals, f64::from(progress.defaults));
            }
            let last = progress.last_deal.map(|deal| &self.trial.deals[deal]);
            if let Some(deal) = last.filter(|deal| deal.stands_before(horizon)) {
                let planned = fixed.list_month.map_or(0.0, f64::from);
                set(PlotField::DealMonth, count(deal.month));
                set(PlotField::DealDelayMonths, count(deal.month) - planned);
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
            let (start, completion) = progress.works;
            set(PlotField::StartMonth, month_or_null(start.filter(|month| *month < horizon)));
            set(
                PlotField::CompletionMonth,
                month_or_null(completion.filter(|month| *month < horizon)),
            );
        }
    }
}

/// The three greatest of four.
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
