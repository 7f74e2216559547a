//! Figures are sums and extremes of series and deals, worked out a second time here.

use landsim::calendar::Month;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::land_use::Use;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::quantity::count;
use landsim::trial::record::Deal;

use crate::drawn::{Future, equal, in_every_trial};

/// Asserts figures, null where `None`, to a share of 1e-9 of `size`.
fn figures(
    future: &Future<'_>,
    size: f64,
    expected: &[(Figure, Option<f64>)],
) -> Result<(), String> {
    for (figure, expected) in expected {
        let found = future.trial.figure(*figure);
        match expected {
            Some(expected) => equal(figure.id(), Month::START, found, *expected, size)?,
            None if found.is_nan() => {}
            None => return Err(format!("{} is {found}, not null", figure.id())),
        }
    }
    Ok(())
}

fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

#[test]
fn window_figures_are_sums_of_series() {
    in_every_trial(|future| {
        let window =
            |series: Series| future.trial.series.sum(series, Month::START..future.window_end());
        let [returned, fund, gain] =
            [Series::CostReturnedCny, Series::IncomeFundCny, Series::DistrictLandGainCny]
                .map(window);
        let outlays: f64 = [
            Series::AcquisitionCny,
            Series::PreparationCny,
            Series::AdministrationCny,
            Series::InterestCny,
        ]
        .map(window)
        .iter()
        .sum();
        let inflows = returned + fund + gain;
        let size = returned.abs() + fund.abs() + gain.abs() + outlays;
        let balance = &[
            (Figure::WindowBalanceCny, Some(inflows - outlays)),
            (
                Figure::SettledBalanceCny,
                Some(future.trial.series.row(Series::BalanceCny).iter().sum()),
            ),
            (Figure::InterestCny, Some(window(Series::InterestCny))),
        ];
        figures(future, size, balance)?;
        let receipts = &[
            (Figure::ReceiptsCny, Some(window(Series::ReceiptsCny))),
            (Figure::ReceiptsStateBuyerCny, Some(window(Series::ReceiptsStateBuyerCny))),
        ];
        let paid: f64 =
            future.trial.series.row(Series::ReceiptsCny).iter().map(|paid| paid.abs()).sum();
        figures(future, paid, receipts)?;
        figures(
            future,
            size / outlays.max(1.0),
            &[(Figure::CoverageRatio, ratio(inflows, outlays))],
        )?;
        let (held, failed) = (window(Series::Auctions), window(Series::AuctionsFailed));
        figures(future, 1.0, &[(Figure::FailedShare, ratio(failed, held))])
    });
}

#[test]
fn areas_of_the_window_are_sums_of_series() {
    in_every_trial(|future| {
        let window =
            |series: Series| future.trial.series.sum(series, Month::START..future.window_end());
        let started: [f64; 4] = [
            Series::GfaStartedResidentialM2,
            Series::GfaStartedCommercialOfficeM2,
            Series::GfaStartedAffordableM2,
            Series::GfaStartedPublicM2,
        ]
        .map(window);
        let completed: [f64; 4] = [
            Series::GfaCompletedResidentialM2,
            Series::GfaCompletedCommercialOfficeM2,
            Series::GfaCompletedAffordableM2,
            Series::GfaCompletedPublicM2,
        ]
        .map(window);
        let floor_area = &[
            (Figure::GfaStartedM2, Some(started.iter().sum())),
            (Figure::GfaStartedCommercialOfficeM2, Some(started[1])),
            (Figure::GfaStartedAffordableM2, Some(started[2])),
            (Figure::GfaCompletedM2, Some(completed.iter().sum())),
            (Figure::GfaCompletedCommercialOfficeM2, Some(completed[1])),
            (Figure::ReservedHa, Some(window(Series::LandReservedM2) / 10_000.0)),
        ];
        let last = |series: Series| future.trial.series.at(series, future.window_end().back(1));
        let so_far = [
            (last(Series::GfaStartedSoFarM2), started.iter().sum::<f64>()),
            (last(Series::GfaCompletedSoFarM2), completed.iter().sum()),
        ];
        let is_sum = |(stock, sum): &(f64, f64)| (stock - sum).abs() <= 1e-6 * sum.max(1.0);
        if !so_far.iter().all(is_sum) {
            return Err(format!("floor area so far: {so_far:?}"));
        }
        figures(future, 1e7, floor_area)
    });
}

#[test]
fn debt_and_support_figures_are_extremes_of_their_series() {
    in_every_trial(|future| {
        let series = &future.trial.series;
        let (debt, support) = (series.row(Series::DebtCny), series.row(Series::SupportCny));
        let opening = future.model.finance.opening_debt;
        let peak = debt.iter().copied().fold(opening, f64::max);
        let (mut supported, mut need) = (0.0, opening);
        for (debt, support) in debt.iter().zip(&support) {
            supported += support;
            need = need.max(debt + supported);
        }
        let first = support.iter().position(|support| *support > 0.0);
        let of_months = debt.iter().position(|debt| *debt == peak).filter(|_| peak > 0.0);
        let at_opening = (opening == peak && peak > 0.0).then_some(0);
        let peak_month = at_opening.or(of_months);
        let expected = &[
            (Figure::PeakDebtCny, Some(peak)),
            (Figure::PeakNeedCny, Some(need)),
            (Figure::SupportCny, Some(supported)),
            (Figure::PeakDebtMonth, peak_month.map(count)),
            (Figure::SupportFirstMonth, first.map(count)),
            (
                Figure::SupportMonths,
                Some(count(support.iter().filter(|support| **support > 0.0).count())),
            ),
        ];
        figures(future, 1.0 + need, expected)
    });
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a second way to the same number, to 1e-9")]
fn break_even_and_present_value_follow_from_the_balances() {
    in_every_trial(|future| {
        let series = &future.trial.series;
        let cumulative = series.row(Series::CumulativeBalanceCny);
        let holds_from = |month: &usize| cumulative[*month..].iter().all(|balance| *balance >= 0.0);
        let breakeven = (0..cumulative.len()).find(holds_from);
        figures(future, 1.0, &[(Figure::BreakevenMonth, breakeven.map(count))])?;
        let balances = series.row(Series::BalanceCny);
        let factor = |month: usize| {
            (1.0 + future.scenario.rules.discount_rate).powf(-count(month + 1) / 12.0)
        };
        let npv = balances.iter().enumerate().map(|(month, balance)| balance * factor(month)).sum();
        let size: f64 = balances.iter().map(|balance| balance.abs()).sum();
        figures(future, size, &[(Figure::NpvCny, Some(npv))])
    });
}

#[test]
fn deal_figures_follow_from_the_deals() {
    in_every_trial(|future| {
        let dealt: Vec<&Deal> =
            future.trial.deals.iter().filter(|deal| deal.month < future.window_end()).collect();
        let standing: Vec<&&Deal> =
            dealt.iter().filter(|deal| deal.default_month.is_none()).collect();
        let sum = |value: fn(&Deal) -> f64| standing.iter().map(|deal| value(deal)).sum::<f64>();
        let (price, cost, recognised) =
            (sum(|deal| deal.price), sum(|deal| deal.full_cost), sum(|deal| deal.recognised_cost));
        let mut gains: Vec<f64> = standing.iter().map(|deal| deal.district_gain).collect();
        gains.sort_by(|left, right| right.total_cmp(left));
        let inflow: f64 = dealt.iter().map(|deal| deal.district_inflow).sum();
        let interest =
            future.trial.series.sum(Series::InterestCny, Month::START..future.window_end());
        let inverted = standing.iter().filter(|deal| deal.recognised_cost > deal.price).count();
        let ratios = &[
            (Figure::GainRatio, ratio(sum(|deal| deal.net_gain), price)),
            (Figure::CostIncomeRatio, ratio(cost, price)),
            (Figure::CostCover80, ratio(0.8 * sum(|deal| deal.appraised_value), recognised)),
            (Figure::Top3GainShare, ratio(gains.iter().take(3).sum(), gains.iter().sum())),
            (Figure::InvertedPlots, Some(count(inverted))),
            (Figure::DefaultedDeals, Some(count(dealt.len() - standing.len()))),
        ];
        figures(future, 1e3, ratios)?;
        let size = inflow + cost + interest;
        figures(future, size, &[(Figure::AccrualBalanceCny, Some(inflow - cost - interest))])?;
        for (of_use, figure) in [
            (Use::Residential, Figure::FloorPriceResidentialCnyM2),
            (Use::CommercialOffice, Figure::FloorPriceCommercialOfficeCnyM2),
        ] {
            let plot = |deal: &Deal| &future.portfolio.plots[deal.plot.place()];
            let offices =
                |deal: &Deal| plot(deal).gfa_commercial_office_m2 > plot(deal).gfa_residential_m2;
            let of_that_use =
                dealt.iter().filter(|deal| offices(deal) == (of_use == Use::CommercialOffice));
            let price: f64 = of_that_use.clone().map(|deal| deal.price).sum();
            let gfa: f64 = of_that_use.map(|deal| plot(deal).gfa_m2()).sum();
            figures(future, 1e5, &[(figure, ratio(price, gfa))])?;
        }
        Ok(())
    });
}

#[test]
fn programme_figures_count_what_the_window_holds() {
    in_every_trial(|future| {
        let window = future.window_end();
        let held = future.trial.deals.iter().filter(|deal| {
            let over =
                deal.default_month.or(deal.repossession_month).is_some_and(|end| end < window);
            deal.month < window && !over
        });
        let land: f64 =
            held.clone().map(|deal| future.portfolio.plots[deal.plot.place()].land_m2).sum();
        let gfa: f64 =
            held.clone().map(|deal| future.portfolio.plots[deal.plot.place()].gfa_m2()).sum();
        let field =
            |plot: usize, field: PlotField| future.trial.plots[PlotIndex::at(plot)][field as usize];
        let starts = (0..future.portfolio.plots.len())
            .map(|plot| field(plot, PlotField::AcquisitionStartMonth));
        let idle = future
            .trial
            .deals
            .iter()
            .filter(|deal| deal.idle_month.is_some_and(|month| month < window));
        let auctions = future.trial.auctions.iter().filter(|auction| auction.month < window);
        let sold = auctions.filter_map(|auction| {
            auction.price.map(|price| (price / auction.reserve_price, auction))
        });
        let sales = count(sold.clone().count());
        let premiums: f64 = sold.clone().map(|(multiple, _)| multiple - 1.0).sum();
        let bidders: f64 = sold.map(|(_, auction)| f64::from(auction.bidders)).sum();
        let withdrawn = future.at(Series::PlotsWithdrawn, window.back(1));
        let expected = &[
            (Figure::SoldPlots, Some(count(held.count()))),
            (Figure::SoldHa, Some(land / 10_000.0)),
            (
                Figure::ReservedPlots,
                Some(count(starts.filter(|start| *start < f64::from(window.number())).count())),
            ),
            (Figure::IdlePlots, Some(count(idle.count()))),
            (Figure::PremiumMean, ratio(premiums, sales)),
            (Figure::BiddersMean, ratio(bidders, sales)),
            // A withdrawn plot stays withdrawn.
            (Figure::WithdrawnPlots, Some(withdrawn)),
        ];
        figures(future, 1e3, expected)?;
        figures(future, 1e7, &[(Figure::SoldGfaM2, Some(gfa))])
    });
}

#[test]
fn the_closing_inventory_lies_between_nothing_and_all_that_was_spent() {
    in_every_trial(|future| {
        let series = &future.trial.series;
        let window = future.window_end();
        let sunk: f64 = future.portfolio.plots.iter().map(|plot| plot.sunk_cost_cny).sum();
        let spent: f64 =
            [Series::AcquisitionCny, Series::PreparationCny, Series::AdministrationCny]
                .map(|outlay| series.sum(outlay, Month::START..window))
                .iter()
                .sum();
        let cost = future.trial.figure(Figure::ClosingInventoryCostCny);
        let value = future.trial.figure(Figure::ClosingInventoryValueCny);
        let within = (0.0..=(sunk + spent) * (1.0 + 1e-9)).contains(&cost);
        // Net land is part of what is reserved and unsold.
        let collateral = series.at(Series::CollateralCny, window.back(1));
        if within && value >= collateral * (1.0 - 1e-9) {
            return Ok(());
        }
        Err(format!(
            "cost {cost} of {sunk} and {spent}; value {value} with collateral {collateral}"
        ))
    });
}

#[test]
fn waiting_is_counted_once_for_each_plot_and_month() {
    in_every_trial(|future| {
        let waited = [
            Figure::DeferralMonthsMoney,
            Figure::DeferralMonthsCapacity,
            Figure::DeferralMonthsConsent,
        ];
        let counted: f64 = waited.iter().map(|figure| future.trial.figure(*figure)).sum();
        let mut expected = 0.0;
        for (plot, fields) in future.portfolio.plots.iter().zip(future.trial.plots.iter()) {
            let Some(planned) = plot.reserve_start else { continue };
            let planned = future.model.calendar.month(planned);
            let start = fields[PlotField::AcquisitionStartMonth as usize];
            let started = future.months().find(|month| f64::from(month.number()) == start);
            let until = |end: Month| count(started.unwrap_or(end).min(end).since(planned));
            expected += until(future.window_end());
            if planned < future.end() {
                let field = fields[PlotField::DeferralMonths as usize];
                equal(&plot.plot_id, Month::START, field, until(future.end()), 1.0)?;
            }
        }
        equal("plot-months waited", Month::START, counted, expected, 1.0)
    });
}
