//! Checks 9.1 and 9.2: the books of the reserve centre and of the treasury, month by month.

use landsim::calendar::Month;
use landsim::catalogue::series::Series;
use landsim::quantity::count;

use crate::drawn::{Future, equal, holds, in_every_trial};

const ACCRUALS: [Series; 3] = [
    Series::AccrualEducationCny,
    Series::AccrualIrrigationCny,
    Series::AccrualAffordableHousingCny,
];
const OUTLAYS: [Series; 4] = [
    Series::AcquisitionCny,
    Series::PreparationCny,
    Series::AdministrationCny,
    Series::InterestCny,
];
const RETURNS: [Series; 2] = [Series::CostReturnedCny, Series::IncomeFundCny];

/// Debt that facility and collateral allow in a month.
fn limit(future: &Future<'_>, month: Month) -> f64 {
    let secured =
        future.scenario.rules.finance.loan_to_value * future.at(Series::CollateralCny, month);
    let timeline = &future.model.timeline;
    let facility = timeline.terms[month].borrowing.facility_limit;
    (facility * timeline.facility_multiplier[month]).min(secured)
}

/// How much money moved and stood in a month: what rounding is measured by.
fn size(future: &Future<'_>, month: Month) -> f64 {
    let moved: f64 = [
        Series::ReceiptsCny,
        Series::CashCny,
        Series::DebtCny,
        Series::DrawCny,
        Series::RepaymentCny,
    ]
    .iter()
    .chain(&OUTLAYS)
    .chain(&RETURNS)
    .map(|series| future.at(*series, month).abs())
    .sum();
    moved + future.before(Series::CashCny, month, future.scenario.rules.finance.opening_cash)
}

#[test]
fn the_centres_cash_changes_by_its_flows() {
    in_every_trial(|future| {
        for month in future.months() {
            let opening =
                future.before(Series::CashCny, month, future.scenario.rules.finance.opening_cash);
            let inflows = future.sum(&RETURNS, month)
                + future.sum(&[Series::InjectionCny, Series::DrawCny, Series::SupportCny], month);
            let outflows = future.sum(&OUTLAYS, month) + future.at(Series::RepaymentCny, month);
            let cash = future.at(Series::CashCny, month);
            equal("cash", month, cash - opening, inflows - outflows, size(future, month))?;
        }
        Ok(())
    });
}

#[test]
fn every_yuan_of_a_receipt_is_in_exactly_one_place() {
    in_every_trial(|future| {
        for month in future.months() {
            let held = future.at(Series::TreasuryBalanceCny, month)
                - future.before(Series::TreasuryBalanceCny, month, 0.0);
            let paid_in = future.sum(&[Series::ReceiptsCny, Series::IdleFeeCny], month);
            let placed = future.at(Series::HandlingFeeCny, month)
                + future.sum(&ACCRUALS, month)
                + future.sum(&[Series::CityShareCny, Series::DistrictLandGainCny], month)
                + future.sum(&RETURNS, month)
                + held;
            let size = size(future, month) + future.at(Series::TreasuryBalanceCny, month);
            equal("receipts placed", month, placed, paid_in, size)?;
        }
        Ok(())
    });
}

#[test]
fn balance_administration_and_injection_are_what_they_are_called() {
    in_every_trial(|future| {
        let (mut running, mut moved) = (0.0, 0.0);
        for month in future.months() {
            let gain = future.at(Series::DistrictLandGainCny, month);
            let balance = future.sum(&RETURNS, month) + gain - future.sum(&OUTLAYS, month);
            let size = size(future, month) + gain.abs();
            equal("balance", month, future.at(Series::BalanceCny, month), balance, size)?;
            running += balance;
            moved += size;
            let cumulative = future.at(Series::CumulativeBalanceCny, month);
            equal("cumulative balance", month, cumulative, running, moved)?;
            let outlay = future.sum(&[Series::AcquisitionCny, Series::PreparationCny], month);
            let administration = future.scenario.rules.reserve.administration_rate * outlay;
            equal(
                "administration",
                month,
                future.at(Series::AdministrationCny, month),
                administration,
                outlay,
            )?;
            let injection = future.scenario.rules.receipts.reinvested_share * gain;
            equal("injection", month, future.at(Series::InjectionCny, month), injection, size)?;
        }
        Ok(())
    });
}

#[test]
fn debt_changes_by_draws_and_repayments_and_bears_interest() {
    in_every_trial(|future| {
        let finance = &future.scenario.rules.finance;
        for month in future.months() {
            let opening = future.before(Series::DebtCny, month, finance.opening_debt);
            let debt = future.at(Series::DebtCny, month);
            let change = future.at(Series::DrawCny, month) - future.at(Series::RepaymentCny, month);
            equal("change of debt", month, debt - opening, change, size(future, month) + opening)?;
            let rate = (future.market.lending_rate[month] + finance.spread).max(0.0);
            equal(
                "interest",
                month,
                future.at(Series::InterestCny, month),
                opening * rate / 12.0,
                opening,
            )?;
        }
        Ok(())
    });
}

#[test]
fn debt_stays_within_its_limit_at_every_draw_and_support_is_the_last_resort() {
    in_every_trial(|future| {
        let finance = &future.scenario.rules.finance;
        for month in future.months() {
            let (cash, debt) =
                (future.at(Series::CashCny, month), future.at(Series::DebtCny, month));
            let (limit, headroom) = (limit(future, month), future.at(Series::HeadroomCny, month));
            let rounding = 1e-9 * (size(future, month) + debt + limit).max(1.0);
            holds(cash >= 0.0 && debt >= 0.0, || {
                format!("cash {cash}, debt {debt} in month {month}")
            })?;
            equal("headroom", month, headroom, (limit - debt).max(0.0), debt + limit)?;
            if future.at(Series::DrawCny, month) > 0.0 {
                holds(debt <= limit + rounding, || {
                    format!("debt {debt} above {limit} in month {month}")
                })?;
                holds(cash <= finance.min_cash + rounding, || {
                    format!("more drawn than needed in month {month}")
                })?;
            }
            if future.at(Series::SupportCny, month) > 0.0 {
                holds(cash == 0.0, || format!("support and {cash} of cash in month {month}"))?;
                holds(headroom <= rounding, || {
                    format!("support with {headroom} of headroom in month {month}")
                })?;
            }
            let kept = finance.min_cash + finance.cash_buffer;
            holds(debt <= rounding || cash <= kept + rounding, || {
                format!("{cash} of cash idle beside {debt} of debt in month {month}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn no_loan_is_older_than_its_term() {
    // What is owed at the end of a month was drawn within the last term, or is what is left of the
    // opening debt, of which an equal part falls due each month.
    in_every_trial(|future| {
        let finance = &future.scenario.rules.finance;
        let term = finance.loan_term_months;
        for month in future.months() {
            let recent: f64 = Month::each(month.back(term - 1)..month.after())
                .map(|at| future.at(Series::DrawCny, at))
                .sum();
            let left = term.saturating_sub(month.place() + 1);
            let most = recent + finance.opening_debt * count(left) / count(term);
            let debt = future.at(Series::DebtCny, month);
            let rounding = 1e-9 * (finance.opening_debt + recent + size(future, month)).max(1.0);
            holds(debt <= most + rounding, || {
                format!("{debt} owed in month {month}, at most {most} not yet due")
            })?;
        }
        Ok(())
    });
}

#[test]
fn what_cannot_be_negative_is_not() {
    // Receipts and what is made of them may be: a default posts them back.
    let never_negative = [
        Series::IdleFeeCny,
        Series::AcquisitionCny,
        Series::PreparationCny,
        Series::AdministrationCny,
        Series::InterestCny,
        Series::DrawCny,
        Series::RepaymentCny,
        Series::SupportCny,
        Series::CashCny,
        Series::DebtCny,
        Series::HeadroomCny,
        Series::CollateralCny,
        Series::Auctions,
        Series::AuctionsFailed,
        Series::LandReservedM2,
        Series::LandDealtM2,
    ];
    in_every_trial(|future| {
        for series in never_negative {
            let least = future.trial.series.row(series).iter().copied().fold(0.0, f64::min);
            holds(least >= 0.0, || format!("{} falls to {least}", series.id()))?;
        }
        let held = future.trial.series.row(Series::TreasuryBalanceCny);
        // What it holds is left of what came in: rounding is as large as that.
        let received = future.trial.series.row(Series::ReceiptsCny);
        let most = held.iter().copied().chain(received).fold(1.0, f64::max);
        let least = held.iter().copied().fold(0.0, f64::min);
        holds(least >= -1e-9 * most, || format!("the treasury falls to {least}"))
    });
}
