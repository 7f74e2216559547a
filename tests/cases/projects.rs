//! Projects of special bonds in the level market: each ledger is written out before it is asserted,
//! in millions of yuan.
//!
//! The plot is cleared for 30 in months 0 to 2 and prepared for 8 in months 3 and 4, each with 2 %
//! of administration: 10.2, 10.2, 10.2, 4.08, 4.08 of a bond of 50, so 11.24 of its proceeds stay.
//! It is sold for 100, 40 a month after the deal and 60 four months after it. Of 40 the fee takes
//! 0.8 and the income fund 2; of the recognised cost of 38.76 × 1.1 = 42.636 this part returns
//! 17.0544; of the gain of 20.1456 accruals take 30 %, the city a quarter of the rest: 10.57644
//! stay. So the account receives 27.63084 of 40, and 41.44626 of 60.

use landsim::calendar::Month;
use landsim::catalogue::project_figure::ProjectFigure;
use landsim::catalogue::project_item::ProjectItem;
use landsim::catalogue::series::Series;
use landsim::evaluation::cover::{Cover, cover};
use landsim::model::project_grid::RowKind;
use landsim::portfolio::plot::Plot;
use landsim::rules::project::DatedAmount;
use landsim::trial::project_state::ProjectMonth;
use landsim::trial::record::Trial;
use landsim::trial::worker::Worker;

use super::support::{date, deterministic_scenario, model, portfolio, to_acquire};

/// A project of the plot with a bond of 50 at 6 % for two years, `more` of the project and of the
/// bond.
fn with(more_of_project: &str, more_of_bond: &str) -> String {
    format!(
        "[[project]]\nid = \"p\"\nplots = [\"a\"]\n{more_of_project}\n\
         [[bond]]\nid = \"b\"\nproject = \"p\"\nissue_month = \"2011-01\"\namount = 50e6\n\
         coupon = 0.06\nterm_months = 24\n{more_of_bond}\n"
    )
}

fn plot(id: &str, list: &str) -> Plot {
    Plot { list_date: Some(date(list)), ..to_acquire(id, "2011-01") }
}

/// A trial with the months of its projects.
fn run(overrides: &str, plots: &[Plot]) -> (Trial, Vec<Vec<ProjectMonth>>) {
    let model = model(&deterministic_scenario(overrides), &portfolio(plots), 1);
    let mut worker = Worker::new(&model);
    let trial = worker.run(0).clone();
    let projects = (0..model.projects.len()).map(|place| worker.project_months(place).to_vec());
    (trial, projects.collect())
}

#[track_caller]
fn near(found: f64, millions: f64) {
    assert!((found - millions * 1e6).abs() < 0.01, "{}, not {millions}", found / 1e6);
}

fn figure(trial: &Trial, figure: ProjectFigure) -> f64 {
    trial.projects[0][figure as usize]
}

#[test]
fn a_project_is_repaid_out_of_its_land() {
    // Sold in month 6: 27.63084 in month 7, 41.44626 in month 10. Interest of 3 in months 12 and
    // 24; the principal takes the 11.24 of proceeds first. What is left goes to the budget.
    let (trial, projects) = run(&with("", ""), &[plot("a", "2011-06")]);
    let months = &projects[0];
    for (month, proceeds, cash) in [
        (0, 39.8, 0.0),
        (1, 29.6, 0.0),
        (2, 19.4, 0.0),
        (3, 15.32, 0.0),
        (4, 11.24, 0.0),
        (7, 11.24, 27.63084),
        (10, 11.24, 69.0771),
        (12, 11.24, 66.0771),
        (23, 11.24, 66.0771),
        (24, 0.0, 0.0),
    ] {
        near(months[month].proceeds, proceeds);
        near(months[month].cash, cash);
    }
    near(months[24].to_budget, 24.3171);
    near(months[12].interest, 3.0);
    near(months[24].principal, 50.0);
    // The centre has its opening cash and the income fund; the bond is in the debt.
    near(trial.series.row(Series::CashCny)[23], 105.0);
    near(trial.series.row(Series::DebtCny)[23], 50.0);
    near(trial.series.row(Series::DebtCny)[24], 0.0);
    near(trial.series.row(Series::InterestCny).iter().sum(), 6.0);
    near(trial.series.row(Series::SupportCny).iter().sum(), 0.0);
    // Balance: 69.0771 and the fund of 5, less 38.76 and 6 of interest.
    near(trial.series.row(Series::BalanceCny).iter().sum(), 29.3171);
    // A project has its cost portion at once, and nothing of its gain goes to the centre.
    near(trial.series.row(Series::CostReturnedCny)[7], 17.0544);
    near(trial.series.row(Series::InjectionCny).iter().sum(), 0.0);
    let cover = figure(&trial, ProjectFigure::CoverBond);
    assert!((cover - 100.0 / 56.0).abs() < 1e-12, "{cover}");
    assert_eq!(figure(&trial, ProjectFigure::Covers120), 1.0);
    assert_eq!(figure(&trial, ProjectFigure::UnsoldAtMaturityPlots), 0.0);
    // Proceeds at the ends of months 0 to 23.
    let idle = 39.8 + 29.6 + 19.4 + 15.32 + 20.0 * 11.24;
    near(figure(&trial, ProjectFigure::IdleProceedsCnyMonths), idle);
    let (ledger, _) = run(&with("cover_basis = \"ledger\"", ""), &[plot("a", "2011-06")]);
    let found = figure(&ledger, ProjectFigure::CoverBond);
    assert!((found - 69.0771 / 56.0).abs() < 1e-9, "{found}");
}

#[test]
fn the_budget_pays_interest_before_the_first_planned_income() {
    // Sold in month 18, paid in months 19 and 22: the interest of month 12 is the budget's.
    let plots = [plot("a", "2012-06")];
    let (trial, projects) = run(&with("", ""), &plots);
    near(projects[0][12].budget_interest, 3.0);
    near(figure(&trial, ProjectFigure::BudgetInterestCny), 3.0);
    near(figure(&trial, ProjectFigure::ProjectSupportCny), 0.0);
    assert!(figure(&trial, ProjectFigure::FirstShortMonth).is_nan());
    // An income that is planned for month 11 ends that.
    let planned = "[[project.planned_income]]\nmonth = \"2011-12\"\namount = 1e6";
    let (trial, _) = run(&with(planned, ""), &plots);
    near(figure(&trial, ProjectFigure::BudgetInterestCny), 0.0);
    near(figure(&trial, ProjectFigure::ProjectSupportCny), 3.0);
    assert_eq!(figure(&trial, ProjectFigure::FirstShortMonth), 12.0);
    near(trial.series.row(Series::SupportCny)[12], 3.0);
    let (never, _) = run(&with("budget_interest = \"never\"", ""), &plots);
    near(figure(&never, ProjectFigure::ProjectSupportCny), 3.0);
}

#[test]
fn what_is_short_at_maturity_is_paid_in_order() {
    // Sold in month 23: 27.63084 in month 24, in which the bond is due, 41.44626 in month 27. After
    // 3 of interest 24.63084 of cash and 11.24 of proceeds repay 35.87084; 14.12916 are short. The
    // income fund has this month's 2; 10 are borrowed anew at 8 % for six months; 2.12916 are the
    // budget's. In month 30 0.4 of interest and 10 of principal leave 31.04626 to the budget.
    let refinancing = "refinancing = { quota = 10e6, term_months = 6, coupon = 0.08 }";
    let budget = "budget_interest = \"always\"";
    let (trial, projects) =
        run(&with(&format!("{refinancing}\n{budget}"), ""), &[plot("a", "2012-11")]);
    let at_maturity = projects[0][24];
    near(at_maturity.short_at_maturity, 14.12916);
    near(at_maturity.from_income_fund, 2.0);
    near(at_maturity.rolled_over, 10.0);
    near(at_maturity.support, 2.12916);
    near(at_maturity.debt, 10.0);
    near(projects[0][30].other_interest, 0.4);
    near(projects[0][30].to_budget, 31.04626);
    // The centre has not got the fund of month 24, and that of month 27.
    near(trial.series.row(Series::CashCny)[24], 100.0);
    near(trial.series.row(Series::CashCny)[27], 103.0);
    near(trial.series.row(Series::SupportCny)[24], 2.12916);
    near(figure(&trial, ProjectFigure::IncomeAfterMaturityCny), 60.0);
    let cover = figure(&trial, ProjectFigure::CoverBond);
    assert!((cover - 40.0 / 56.0).abs() < 1e-12, "{cover}");
    let later = figure(&trial, ProjectFigure::CoverAfterRefinancing);
    assert!((later - 100.0 / 56.4).abs() < 1e-12, "{later}");
    // Without fund and refinancing all of it is the budget's.
    let order = "cover_order = [\"cash\", \"budget\"]";
    let alone = with(&format!("{refinancing}\n{budget}\n{order}"), "");
    let (trial, _) = run(&alone, &[plot("a", "2012-11")]);
    near(figure(&trial, ProjectFigure::ProjectSupportCny), 14.12916);
    near(figure(&trial, ProjectFigure::RolledOverCny), 0.0);
}

#[test]
fn a_bond_is_called_when_cash_covers_it() {
    // In month 12 the account has 11.24 + 69.0771 - 3 of interest: 50 are repaid, a bond of 30
    // months ends there, 27.3171 go to the budget.
    let plots = [plot("a", "2011-06")];
    let long = |when: &str| {
        let bond = format!("call_months = 12\ncall_when = \"{when}\"");
        with("", &bond).replace("term_months = 24", "term_months = 30")
    };
    let (called, projects) = run(&long("cash"), &plots);
    near(projects[0][12].principal, 50.0);
    near(projects[0][12].to_budget, 27.3171);
    let cover = figure(&called, ProjectFigure::CoverBond);
    assert!((cover - 100.0 / 53.0).abs() < 1e-12, "{cover}");
    let (never, _) = run(&long("never"), &plots);
    // Two and a half years of 3.
    near(figure(&never, ProjectFigure::InterestCny), 7.5);
    // Sold too late for the first date, the bond is called on the second: month 24.
    let (later, projects) = run(&long("cash"), &[plot("a", "2012-06")]);
    near(projects[0][24].principal, 50.0);
    near(figure(&later, ProjectFigure::InterestCny), 6.0);
    // On the first date, whoever pays: 11.24 of proceeds, the rest is the budget's.
    let (always, projects) = run(&long("always"), &[plot("a", "2012-06")]);
    near(projects[0][12].principal, 50.0);
    near(figure(&always, ProjectFigure::ProjectSupportCny), 38.76);
}

#[test]
fn a_project_that_keeps_its_rest_pays_for_another() {
    // The second plot's project, sold in month 6, keeps its rest: 24.3171 after its bond of month
    // 24. The first is short of 14.12916 in that month, which the second pays.
    let other = "[[project]]\nid = \"q\"\nplots = [\"b\"]\nrest = \"gaps\"\n\
                 [[bond]]\nid = \"c\"\nproject = \"q\"\nissue_month = \"2011-01\"\n\
                 amount = 50e6\ncoupon = 0.06\nterm_months = 24\n";
    let overrides = format!("{}{other}", with("budget_interest = \"always\"", ""));
    let plots = [plot("a", "2012-11"), plot("b", "2011-06")];
    let (trial, projects) = run(&overrides, &plots);
    near(projects[0][24].from_other_projects, 14.12916);
    near(projects[1][24].to_other_projects, 14.12916);
    near(projects[0][24].support, 0.0);
    // It stays there until the horizon.
    near(projects[1][35].account(), 24.3171 - 14.12916);
    let all = trial.projects.last().expect("all together");
    let cover = all[ProjectFigure::CoverBond as usize];
    assert!((cover - 140.0 / 112.0).abs() < 1e-12, "{cover}");
}

#[test]
fn a_purchase_waits_for_its_money() {
    // The bond of 50 comes in month 6: before, nothing is there for a clearance of 30.
    let late = with("", "").replace("2011-01", "2011-07");
    let late = late.replace("term_months = 24", "term_months = 12");
    let (trial, projects) = run(&late, &[plot("a", "2012-06")]);
    let acquisition = trial.series.row(Series::AcquisitionCny);
    near(acquisition[..6].iter().sum(), 0.0);
    near(acquisition[6], 10.0);
    near(projects[0][6].proceeds, 39.8);
}

#[test]
fn a_repayment_reserve_is_kept_and_used() {
    // A tenth of 27.63084 and 41.44626 is put aside; the bond takes cash before the reserve. Cash
    // is
    // 62.16939 - 6 = 56.16939 of which 38.76 are needed; reserve and rest go to the budget.
    let (_, projects) = run(&with("repayment_reserve_share = 0.1", ""), &[plot("a", "2011-06")]);
    near(projects[0][10].reserve, 6.90771);
    near(projects[0][23].cash, 59.16939);
    near(projects[0][24].to_budget, 24.3171);
}

/// The rows of the bond and of the project, as in the ledger of what is short at maturity above.
#[test]
fn a_bond_says_who_paid_for_it() {
    let refinancing = "refinancing = { quota = 10e6, term_months = 6, coupon = 0.08 }";
    let budget = "budget_interest = \"always\"";
    let overrides = with(&format!("{refinancing}\n{budget}"), "");
    let model = model(&deterministic_scenario(&overrides), &portfolio(&[plot("a", "2012-11")]), 1);
    let mut worker = Worker::new(&model);
    let trial = worker.run(0);
    let row = |kind: RowKind| {
        let rows = model.project_grid.rows();
        rows.iter().position(|row| row.kind == kind).expect("a row")
    };
    let at = |kind: RowKind, month: u32, item: ProjectItem| {
        let cell = model.project_grid.cell(row(kind), Month::new(month)).expect("a cell");
        trial.project_items[cell][item as usize]
    };
    let bond = RowKind::Bond(0);
    near(at(bond, 0, ProjectItem::Issued), 50.0);
    near(at(bond, 12, ProjectItem::Interest), 3.0);
    near(at(bond, 12, ProjectItem::BudgetInterest), 3.0);
    near(at(bond, 12, ProjectItem::Outstanding), 50.0);
    for (item, millions) in [
        (ProjectItem::Interest, 3.0),
        (ProjectItem::Principal, 50.0),
        (ProjectItem::PaidFromAccount, 38.87084),
        (ProjectItem::PaidByIncomeFund, 2.0),
        (ProjectItem::RolledOver, 10.0),
        (ProjectItem::Support, 2.12916),
        (ProjectItem::Outstanding, 0.0),
    ] {
        near(at(bond, 24, item), millions);
    }
    let anew = RowKind::Refinancing;
    near(at(anew, 24, ProjectItem::Issued), 10.0);
    near(at(anew, 30, ProjectItem::Principal), 10.0);
    near(at(anew, 30, ProjectItem::PaidFromAccount), 10.4);
    let whole = RowKind::Whole;
    near(at(whole, 24, ProjectItem::Income), 40.0);
    near(at(whole, 24, ProjectItem::AccountIncome), 27.63084);
    near(at(whole, 30, ProjectItem::RestToBudget), 31.04626);
    // 40 of 56 have come in when the bond is due, and nothing counts later.
    for (month, cover) in [(23, 0.0), (24, 40.0 / 56.0), (30, 40.0 / 56.0)] {
        let found = at(whole, month, ProjectItem::CoverSoFar);
        assert!((found - cover).abs() < 1e-12, "{month}: {found}");
    }
    // A bond is not asked in months in which it pays nothing.
    assert_eq!(model.project_grid.cell(row(bond), Month::new(11)), None);
    assert!((figure(trial, ProjectFigure::IncomeFallTo100) - (1.0 - 56.0 / 40.0)).abs() < 1e-12);
}

/// Check 13.3: nothing being left to chance, the trial has the cover of plan mode, exactly.
#[test]
fn plan_mode_and_trial_agree_where_nothing_is_left_to_chance() {
    for (list, basis) in [("2011-06", "gross"), ("2012-11", "gross"), ("2011-06", "shenzhen")] {
        let fees = "issue_fee = 0.0008\nregistration_fee = 0.000064\npayout_fee = 0.00005";
        let overrides = with(&format!("cover_basis = \"{basis}\""), fees);
        let plots = [plot("a", list)];
        let (trial, _) = run(&overrides, &plots);
        let deal = trial.deals[0];
        let scenario = deterministic_scenario(&overrides);
        let calendar = scenario.rules.calendar;
        let instalments = scenario.rules.receipts.instalments.iter();
        let planned_income = instalments.map(|instalment| DatedAmount {
            month: calendar.date(deal.month.plus(instalment.months)),
            amount: instalment.share * deal.price,
        });
        let mut project = scenario.rules.projects[0].clone();
        project.planned_income = planned_income.collect();
        let planned: Cover = cover(&project);
        let simulated = figure(&trial, ProjectFigure::CoverBond);
        assert_eq!(planned.of_bonds(), Some(simulated), "{list}, {basis}");
        let after = figure(&trial, ProjectFigure::IncomeAfterMaturityCny);
        assert_eq!(planned.income_after_maturity, after);
    }
}
