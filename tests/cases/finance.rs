//! The reserve centre's books: draws, interest, repayments, support.

use landsim::catalogue::figure::Figure;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::Plot;
use landsim::trial::record::Trial;

use crate::ledger::{figure, flows, levels, undefined};
use crate::support::{run, stock, to_acquire};

/// Small cash, no gate on acquisitions, no administration, a minimum of 10 and a buffer of 5.
const THIN: &str = "
[scenario]
window_months = 12
horizon_months = 18
[reserve]
administration_rate = 0
funding_ratio = 0
[finance]
opening_cash = 30e6
min_cash = 10e6
cash_buffer = 5e6
";

/// Plot p costs 60 in months 1 to 3 and 12 in months 4 and 5, is worth 40 and never listed; plot s
/// with 20 sunk, worth 100, is listed in month 6 and sold in month 7.
///
/// Interest is 12 % / 12 = 1 % of the opening debt. A draw falls due after 6 months. The limit is
/// half of the collateral: 50 (plot s) in months 0 to 5, 70 (plots s and p) in month 6, 20 (p
/// alone) from month 7 on, when s is sold for 100.
///
/// Plot s pays 40 in month 8: fee 0.8, income fund 2, cost 0.4 × 22 = 8.8, net gain 28.4,
/// accruals 8.52, rest 19.88, city 4.97, gain 14.91, injection 5.964; and 60 in month 11: income
/// fund 3, cost 13.2, net gain 42.6, rest 29.82, gain 22.365, injection 8.946. Cost comes back in
/// months 10 and 13.
///
/// ```text
/// month 1   30 - 20 = 10, the minimum
/// month 2   10 - 20 = -10: draw 20 (due in month 8); cash 10, debt 20
/// month 3   interest 0.2; 10 - 20.2 = -10.2: draw 20.2 (month 9); debt 40.2
/// month 4   interest 0.402; 10 - 6.402 = 3.598: draw 6.402 (month 10); debt 46.602
/// month 5   interest 0.46602; 10 - 6.46602 = 3.53398; 6.46602 wanted, 50 - 46.602 = 3.398 to be
///           had (month 11); cash 6.93198, debt 50
/// month 6   interest 0.5; 6.43198: draw 3.56802 (month 12); cash 10, debt 53.56802
/// month 7   interest 0.5356802; cash 9.4643198; debt above the limit of 20, no draw
/// month 8   interest 0.5356802; 9.4643198 + 2 + 5.964 - 0.5356802 = 16.8926396; due 20:
///           -3.1073604; debt 33.56802, no headroom: support 3.1073604; cash 0
/// month 9   interest 0.3356802; due 20.2: -20.5356802; debt 13.36802, headroom 6.63198: draw it
///           (month 15); support 13.9037002; cash 0, debt 20
/// month 10  interest 0.2; 8.8 - 0.2 - 6.402 due = 2.198; debt 13.598: draw 6.402 (month 16) of
///           7.802 wanted; cash 8.6, debt 20
/// month 11  interest 0.2; 8.6 + 3 + 8.946 - 0.2 - 3.398 due = 16.948; debt 16.602; more than
///           10 + 5, so 1.948 of what is due in month 12 is repaid; cash 15, debt 14.654
/// month 12  interest 0.14654; due 3.56802 - 1.948 = 1.62002; cash 13.23344, debt 13.03398
/// month 13  interest 0.1303398; 13.23344 + 13.2 - 0.1303398 = 26.3031002; 11.3031002 repaid:
///           all 6.63198 of month 15 and 4.6711202 of month 16; cash 15, debt 1.7308798
/// month 14  interest 0.017308798; cash 14.982691202
/// month 15  interest 0.017308798; cash 14.965382404
/// month 16  interest 0.017308798, due 1.7308798; cash 13.217193806, debt 0
/// ```
fn thin_programme() -> Trial {
    let acquired = Plot {
        acquisition_cost_cny: 60e6,
        preparation_cost_cny: 12e6,
        gfa_residential_m2: 4_000.0,
        ..to_acquire("p", "2011-02")
    };
    run(THIN, &[acquired, Plot { sunk_cost_cny: 20e6, ..stock("s", "2011-07") }])
}

#[test]
fn draws_repayments_and_support_in_one_programme() {
    let trial = thin_programme();
    flows(&trial, Series::AcquisitionCny, &[(1, 20.0), (2, 20.0), (3, 20.0)]);
    flows(&trial, Series::PreparationCny, &[(4, 6.0), (5, 6.0)]);
    flows(&trial, Series::InjectionCny, &[(8, 5.964), (11, 8.946)]);
    flows(&trial, Series::CostReturnedCny, &[(10, 8.8), (13, 13.2)]);
    levels(&trial, Series::CollateralCny, &[(0, 100.0), (6, 140.0), (7, 40.0)]);
    let draws =
        [(2, 20.0), (3, 20.2), (4, 6.402), (5, 3.398), (6, 3.56802), (9, 6.63198), (10, 6.402)];
    flows(&trial, Series::DrawCny, &draws);
    let repayments = [
        (8, 20.0),
        (9, 20.2),
        (10, 6.402),
        (11, 3.398 + 1.948),
        (12, 1.62002),
        (13, 11.3031002),
        (16, 1.7308798),
    ];
    flows(&trial, Series::RepaymentCny, &repayments);
    flows(&trial, Series::SupportCny, &[(8, 3.1073604), (9, 13.9037002)]);
}

#[test]
fn interest_is_paid_on_the_debt_of_the_month_before() {
    let trial = thin_programme();
    let interest = [
        (3, 0.2),
        (4, 0.402),
        (5, 0.46602),
        (6, 0.5),
        (7, 0.5356802),
        (8, 0.5356802),
        (9, 0.3356802),
        (10, 0.2),
        (11, 0.2),
        (12, 0.14654),
        (13, 0.1303398),
        (14, 0.017308798),
        (15, 0.017308798),
        (16, 0.017308798),
    ];
    flows(&trial, Series::InterestCny, &interest);
}

#[test]
fn cash_debt_and_headroom_at_the_end_of_each_month() {
    let trial = thin_programme();
    let cash = [
        (0, 30.0),
        (1, 10.0),
        (5, 6.93198),
        (6, 10.0),
        (7, 9.4643198),
        (8, 0.0),
        (10, 8.6),
        (11, 15.0),
        (12, 13.23344),
        (13, 15.0),
        (14, 14.982691202),
        (15, 14.965382404),
        (16, 13.217193806),
    ];
    levels(&trial, Series::CashCny, &cash);
    let debt = [
        (0, 0.0),
        (2, 20.0),
        (3, 40.2),
        (4, 46.602),
        (5, 50.0),
        (6, 53.56802),
        (8, 33.56802),
        (9, 20.0),
        (11, 14.654),
        (12, 13.03398),
        (13, 1.7308798),
        (16, 0.0),
    ];
    levels(&trial, Series::DebtCny, &debt);
    let headroom = [
        (0, 50.0),
        (2, 30.0),
        (3, 9.8),
        (4, 3.398),
        (5, 0.0),
        (6, 16.43198),
        (7, 0.0),
        (11, 5.346),
        (12, 6.96602),
        (13, 18.2691202),
        (16, 20.0),
    ];
    levels(&trial, Series::HeadroomCny, &headroom);
}

#[test]
fn what_the_thin_programme_comes_to() {
    // Peak debt 53.56802 stands at the ends of months 6 and 7, the first
    // counts. Debt plus support so far: 53.56802 there, 33.56802 + 3.1073604 = 36.6753804 in month
    // 8, 20 + 17.0110606 from month 9 on. Interest of the window (months 0 to 11):
    // 0.2 + 0.402 + 0.46602 + 0.5 + 2 × 0.5356802 + 0.3356802 + 2 × 0.2 = 3.3750606.
    // Window balance: cost returned 8.8 + income fund 5 + gain 37.275 - 72 - 3.3750606.
    // Coverage: 51.075 / 75.3750606. The deal of s brings 22 + 5 + 37.275 in all, whenever paid,
    // and cost 20; with the interest of the window 40.8999394.
    // Over the horizon, for debt: cost returned 22 + income fund 5 + injection 14.91 - 72 = -30.09;
    // repaid 66.602, interest 3.703866794.
    let trial = thin_programme();
    for (id, by_hand) in [
        (Figure::PeakDebtCny, 53.56802),
        (Figure::PeakDebtMonth, 6.0),
        (Figure::PeakNeedCny, 53.56802),
        (Figure::SupportCny, 17.0110606),
        (Figure::SupportFirstMonth, 8.0),
        (Figure::SupportMonths, 2.0),
        (Figure::InterestCny, 3.3750606),
        (Figure::WindowBalanceCny, -24.3000606),
        (Figure::CoverageRatio, 51.075 / 75.3750606),
        (Figure::AccrualBalanceCny, 40.8999394),
        (Figure::DebtServiceCover, -30.09 / 70.305866794),
    ] {
        figure(&trial, id, by_hand);
    }
}

#[test]
fn a_loan_taken_after_everything_was_repaid_stays_on_the_books() {
    // Opening cash 30, opening debt 12, due in equal parts of 2 in months 0 to 5;
    // interest 1 % a month.
    // month 0   interest 0.12, due 2: 27.88; above 0 by more than 10, so the remaining 10 are
    //           repaid early; cash 17.88, debt 0
    // month 3   p starts: 20; -2.12: draw 2.12 (due in month 9); cash 0, debt 2.12
    // month 4   interest 0.0212, 20 out: draw 20.0212 (month 10); debt 22.1412
    // month 5   interest 0.221412, 20 out: draw 20.221412 (month 11); debt 42.362612
    // months 6, 7  interest 0.42362612 and 6 out: draw 6.42362612; debt 48.78623812; then interest
    //           0.4878623812: only 50 - 48.78623812 = 1.21376188 to be had; debt 50
    // The limit of half of plot s, which is never listed, is 50.
    let rules = "
        [scenario]
        window_months = 8
        horizon_months = 8
        [finance]
        opening_cash = 30e6
        opening_debt = 12e6
        [reserve]
        administration_rate = 0
        funding_ratio = 0";
    let acquired = Plot {
        acquisition_cost_cny: 60e6,
        preparation_cost_cny: 12e6,
        ..to_acquire("p", "2011-04")
    };
    let trial = run(rules, &[acquired, Plot { list_date: None, ..stock("s", "2011-07") }]);
    flows(&trial, Series::RepaymentCny, &[(0, 12.0)]);
    let draws = [(3, 2.12), (4, 20.0212), (5, 20.221412), (6, 6.42362612), (7, 1.21376188)];
    flows(&trial, Series::DrawCny, &draws);
    let debt = [(0, 0.0), (3, 2.12), (4, 22.1412), (5, 42.362612), (6, 48.78623812), (7, 50.0)];
    levels(&trial, Series::DebtCny, &debt);
    let interest = [(0, 0.12), (4, 0.0212), (5, 0.221412), (6, 0.42362612), (7, 0.4878623812)];
    flows(&trial, Series::InterestCny, &interest);
    flows(&trial, Series::SupportCny, &[(7, 6.4878623812 - 1.21376188)]);
}

#[test]
fn peaks_begin_with_the_opening_debt() {
    // Cash 100 repays the opening debt of 12 in month 0; no month ends with debt, and both peaks
    // are what the case began with.
    let trial = run("[finance]\nopening_debt = 12e6", &[stock("a", "2011-03")]);
    flows(&trial, Series::RepaymentCny, &[(0, 12.0)]);
    figure(&trial, Figure::PeakDebtCny, 12.0);
    figure(&trial, Figure::PeakNeedCny, 12.0);
    figure(&trial, Figure::PeakDebtMonth, 0.0);
    undefined(&trial, &[Figure::SupportFirstMonth]);
    figure(&trial, Figure::SupportMonths, 0.0);
}

#[test]
fn a_need_that_nobody_lends_to_is_support_and_no_debt() {
    // 10 in hand, nothing to pledge. Acquisition 30 in months 1 to 3, preparation 8 in months 4 and
    // 5, administration 2 %: 10.2 three times, 4.08 twice. Support 0.2, 10.2, 10.2, 4.08, 4.08.
    let rules = "[finance]\nopening_cash = 10e6\nloan_to_value = 0\n[reserve]\nfunding_ratio = 0";
    let trial = run(rules, &[to_acquire("p", "2011-02")]);
    flows(&trial, Series::SupportCny, &[(1, 0.2), (2, 10.2), (3, 10.2), (4, 4.08), (5, 4.08)]);
    figure(&trial, Figure::PeakNeedCny, 28.76);
    figure(&trial, Figure::SupportFirstMonth, 1.0);
    figure(&trial, Figure::SupportMonths, 5.0);
    figure(&trial, Figure::PeakDebtCny, 0.0);
    undefined(&trial, &[Figure::PeakDebtMonth]);
}
