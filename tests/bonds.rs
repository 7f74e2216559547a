//! Special bonds: what they pay, what implementation plans come to, and the price of idle land,
//! against published projects and a worked example of a local rule.

#![expect(clippy::expect_used, reason = "a case that cannot be read has failed")]

use std::path::Path;

use landsim::evaluation::cash_flow::cash_flow;
use landsim::evaluation::change::Change;
use landsim::evaluation::cover::{Cover, cover, cover_at_call, income_for};
use landsim::evaluation::projects::projects;
use landsim::evaluation::stress::stress;
use landsim::model::bond::BondTerms;
use landsim::model::buyback::{Financing, Offer, base_price};
use landsim::portfolio::implementation_plan::ImplementationPlan;
use landsim::rules::buyback::PurchaseRule;
use landsim::rules::project::{
    Bond, BondFees, BudgetInterest, CallWhen, CoverBasis, DatedAmount, Project,
};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/projects");
/// Fees of Shenzhen: issue, registration, payout.
const FEES: BondFees = BondFees { issue: 0.0008, registration: 0.000_064, payout: 0.000_05 };

/// The one project of a case.
fn case(name: &str) -> Project {
    let plan = ImplementationPlan::read(&Path::new(CASES).join(name)).expect("a plan");
    projects(&plan).expect("projects").remove(0)
}

fn planned(project: &Project) -> Cover {
    cover(&Change::NONE.of(project))
}

fn ratio(cover: &Cover, digits: usize) -> String {
    format!("{:.digits$}", cover.of_bonds().expect("bonds"))
}

/// Case A at the rate that it was issued at, in place of that of its plan.
fn case_a_at_its_coupon() -> Project {
    Project { planned_coupon: None, ..case("case_a.csv") }
}

/// Check 13.1, its part without a market.
#[test]
fn a_bond_pays_interest_every_year_and_principal_once() {
    let terms = BondTerms {
        amount: 1e9,
        coupon: 0.0585,
        term_months: 60,
        interest_months: 12,
        instalments: &[],
    };
    let payments = terms.payments();
    let due: Vec<usize> = payments.iter().map(|paid| paid.months).collect();
    assert_eq!(due, [12, 24, 36, 48, 60]);
    assert!(payments.iter().all(|paid| paid.interest == 58.5e6));
    assert_eq!(payments.iter().map(|paid| paid.interest).sum::<f64>(), 292.5e6);
    let principal: Vec<f64> = payments.iter().map(|paid| paid.principal).collect();
    assert_eq!(principal, [0.0, 0.0, 0.0, 0.0, 1e9]);
    let project = project(&[bond(1e9, 0.0585, 60)], &[("2026-12", 1.5e9)], &[("2026-01", 9e8)]);
    assert_eq!(ratio(&cover(&project), 4), "1.1605");
    // Drawn once: the year of issue has all of it.
    let flow = cash_flow(&project);
    let issued: Vec<f64> = flow.years.iter().map(|year| year.flows.bonds).collect();
    assert_eq!(issued, [1e9, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

/// Check 14.1: case A at three rates, as printed, and its stress.
#[test]
fn case_a_comes_to_what_its_record_says() {
    let project = case("case_a.csv");
    assert_eq!(ratio(&planned(&project), 4), "1.2128");
    assert_eq!(ratio(&planned(&project), 2), "1.21");
    let at = |rate| planned(&Project { planned_coupon: Some(rate), ..project.clone() });
    assert_eq!(ratio(&at(0.02), 4), "1.2073");
    let project = case_a_at_its_coupon();
    assert_eq!(ratio(&planned(&project), 4), "1.2156");
    let with = |change: Change| ratio(&cover(&change.of(&project)), 3);
    let incomes = [0.95, 0.9, 0.85, 0.8, 0.7].map(|income| Change { income, ..Change::NONE });
    assert_eq!(incomes.map(with), ["1.155", "1.094", "1.033", "0.972", "0.851"]);
    let late = [1, 2, 5].map(|late_years| Change { late_years, ..Change::NONE });
    assert_eq!(late.map(with), ["1.195", "1.176", "1.121"]);
    // The fall that gives a cover of one.
    let income = income_for(&planned(&project), CoverBasis::Gross, 1.0).expect("income");
    assert_eq!(format!("{:.1}", 100.0 * (income - 1.0)), "-17.7");
}

/// Check 14.1: cases B and C.
#[test]
fn cases_b_and_c_come_to_what_was_reproduced() {
    let b = case("case_b.csv");
    assert_eq!(ratio(&planned(&b), 3), "1.112");
    let with = |change: Change| ratio(&cover(&change.of(&b)), 3);
    let incomes = [0.95, 0.9, 0.85, 0.8, 0.7].map(|income| Change { income, ..Change::NONE });
    assert_eq!(incomes.map(with), ["1.057", "1.001", "0.945", "0.890", "0.779"]);
    let late = [1, 2, 5].map(|late_years| Change { late_years, ..Change::NONE });
    assert_eq!(late.map(with), ["1.094", "1.076", "1.026"]);
    let income = income_for(&planned(&b), CoverBasis::Gross, 1.0).expect("income");
    assert_eq!(format!("{:.1}", 100.0 * (income - 1.0)), "-10.1");
    let c = case("case_c.csv");
    assert_eq!(ratio(&planned(&c), 3), "1.223");
    // Printed was 1.24, which four years of interest give.
    let four = Bond { term_months: 48, ..c.bonds[0].clone() };
    let income = vec![DatedAmount { month: "2029-06".parse().expect("a month"), amount: 98_309e4 }];
    let four = Project { bonds: vec![four], planned_income: income, ..c.clone() };
    assert_eq!(ratio(&planned(&four), 4), "1.2437");
    let late = [1, 2, 5].map(|late_years| Change { late_years, ..Change::NONE });
    assert_eq!(late.map(|change| ratio(&cover(&change.of(&c)), 3)), ["1.202", "1.183", "1.127"]);
}

/// The rule and the offer of the worked example (CNY).
fn example_of_shenzhen() -> (PurchaseRule, Offer) {
    let rule = PurchaseRule {
        narrowing_first: 0.05,
        narrowing_later: 0.02,
        deed_and_stamp_tax: 0.0305,
        holding: 2.0,
        auction_cost: 0.003,
        technical_support: 0.005,
        cut_step: 0.001,
        least_cut: 0.005,
    };
    let offer = Offer {
        land_m2: 20_000.0,
        original_plan: 60_000e4,
        benchmark: 55_000e4,
        appraisal: 49_500e4,
        original_price: None,
    };
    (rule, offer)
}

/// Check 14.2: every column of the worked example, to the printed digits.
#[test]
fn the_rule_of_shenzhen_gives_every_column_of_its_example() {
    let (rule, offer) = example_of_shenzhen();
    let rates = [(1_i32, 0.014), (2, 0.0145), (3, 0.0155), (5, 0.017), (7, 0.018)];
    let path = Path::new(CASES).join("shenzhen_rule_example.csv");
    let mut reader = csv::Reader::from_path(path).expect("the example");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), rates.len());
    for (row, (years, rate)) in rows.iter().zip(rates) {
        let held = usize::try_from(years).expect("few");
        let price = rule.price(&offer, &Financing { years: held, rate, fees: FEES });
        let income = 72_000e4 * price.market_coefficient;
        let bond = Bond { fees: FEES, ..bond(price.price, rate, 12 * held) };
        let resale = DatedAmount { month: bond.due(), amount: income };
        let project = Project {
            cover_basis: CoverBasis::Shenzhen,
            planned_income: vec![resale],
            ..project(&[bond], &[], &[])
        };
        let cover = cover(&project);
        let set_aside = cover.taken_off - 0.003 * income;
        let wan = |amount: f64| amount / 1e4;
        let found = [
            f64::from(years),
            price.market_coefficient,
            wan(price.income),
            wan(price.finance_cost),
            wan(price.holding_cost),
            wan(price.tax),
            wan(price.auction_cost),
            wan(price.government_cost),
            wan(price.balance_price),
            100.0 * price.least_cut,
            100.0 * price.cut,
            wan(price.price),
            wan(income),
            wan(cover.interest + cover.fees),
            wan(set_aside),
            wan(cover.debt_service()),
            cover.of_bonds().expect("a bond"),
        ];
        assert_eq!(row.len(), found.len());
        for (column, (printed, found)) in row.iter().zip(found).enumerate() {
            let digits = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
            let expected: f64 = printed.parse().expect("a number");
            let half = 0.5 * 10f64.powi(-i32::try_from(digits).expect("few")) * (1.0 + 1e-6);
            assert!((found - expected).abs() <= half, "column {column}: {found}, not {printed}");
        }
        if years == 5 {
            let with = |income: f64| {
                ratio(&self::cover(&Change { income, ..Change::NONE }.of(&project)), 3)
            };
            assert_eq!([with(0.9), with(1.1)], ["1.102", "1.302"]);
        }
    }
}

/// The rule's ratio where income falls short of the debt: nothing is set aside there.
#[test]
fn the_income_of_a_ratio_gives_that_ratio() {
    let bonds = [Bond { fees: FEES, ..bond(1e8, 0.02, 60) }];
    for basis in CoverBasis::ALL {
        let project = Project { cover_basis: basis, ..project(&bonds, &[("2029-01", 1.4e8)], &[]) };
        for ratio in [0.8, 0.95, 1.0, 1.1, 1.2, 1.5] {
            let income = income_for(&cover(&project), basis, ratio).expect("income");
            let there = cover(&Change { income, ..Change::NONE }.of(&project));
            let found = there.of_bonds().expect("bonds");
            assert!((found - ratio).abs() < 1e-12, "{basis:?}: {found}, not {ratio}");
        }
    }
}

/// Check 14.3: Pingshan's share of the district's land income, and what is left of it.
#[test]
fn pingshan_is_repaid_out_of_a_share_of_land_income() {
    let (mut district, mut income) = (92.82e8, Vec::new());
    for year in 2021..=2025 {
        let month = format!("{year}-12").parse().expect("a month");
        income.push(DatedAmount { month, amount: district * 0.085 * 0.7 });
        district *= 1.085;
    }
    let shown: Vec<String> = income.iter().map(|one| format!("{:.2}", one.amount / 1e8)).collect();
    assert_eq!(shown, ["5.52", "5.99", "6.50", "7.05", "7.65"]);
    // 3.45 %, five years; the principal follows from the 6.10 that are left and is not published.
    let bond =
        Bond { issue_month: "2020-12".parse().expect("a month"), ..bond(22.71e8, 0.0345, 60) };
    let bonds = [bond];
    let project =
        Project { planned_income: income, ..project(&bonds, &[], &[("2020-12", 22.71e8)]) };
    assert_eq!(ratio(&cover(&project), 2), "1.23");
    let last = cash_flow(&project).years.pop().expect("a year");
    assert!((last.account / 1e8 - 6.10).abs() < 0.02, "{}", last.account);
}

/// Check 15.1: base, cut and price of case B.
#[test]
fn the_base_price_is_the_lower_of_appraisal_and_cost() {
    assert_eq!(base_price(9_224.83, Some(9_226.00)), 9_224.83);
    assert_eq!(base_price(9_224.83, Some(9_000.00)), 9_000.00);
    assert_eq!(base_price(9_224.83, None), 9_224.83);
    assert_eq!(format!("{:.2}", base_price(9_224.83, Some(9_226.00)) * 0.98), "9040.33");
}

/// A fall narrows until it ends; a rise goes on.
#[test]
fn the_market_coefficient_narrows_falls() {
    let rule = PurchaseRule {
        narrowing_first: 0.05,
        narrowing_later: 0.02,
        deed_and_stamp_tax: 0.0,
        holding: 0.0,
        auction_cost: 0.0,
        technical_support: 0.0,
        cut_step: 0.001,
        least_cut: 0.005,
    };
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
    near(rule.market_coefficient(-0.2, 4), 0.8 * 0.85 * 0.9 * 0.92);
    near(rule.market_coefficient(-0.2, 9), 0.8 * 0.85 * 0.9 * 0.92 * 0.94 * 0.96 * 0.98);
    near(rule.market_coefficient(0.1, 3), 1.331);
    near(rule.market_coefficient(0.0, 3), 1.0);
}

fn dated(amounts: &[(&str, f64)]) -> Vec<DatedAmount> {
    let one = |(month, amount): &(&str, f64)| DatedAmount {
        month: month.parse().expect("a month"),
        amount: *amount,
    };
    amounts.iter().map(one).collect()
}

fn bond(amount: f64, coupon: f64, term_months: usize) -> Bond {
    Bond {
        id: "1".into(),
        issue_month: "2026-01".parse().expect("a month"),
        amount,
        coupon,
        over_market: false,
        term_months,
        interest_months: 12,
        instalments: Vec::new(),
        call_months: None,
        call_when: CallWhen::Never,
        fees: BondFees::default(),
    }
}

fn project(bonds: &[Bond], income: &[(&str, f64)], cost: &[(&str, f64)]) -> Project {
    Project {
        planned_income: dated(income),
        planned_cost: dated(cost),
        bonds: bonds.to_vec(),
        ..Project::named("P")
    }
}

/// A ledger by hand: 100 of proceeds, 90 of cost, interest of 5 a year, land sold in year 3.
#[test]
fn the_account_is_what_a_ledger_by_hand_says() {
    let bonds = [bond(100.0, 0.05, 48)];
    let project = project(&bonds, &[("2028-06", 60.0)], &[("2026-03", 90.0)]);
    let flow = cash_flow(&project);
    // Proceeds pay no interest: 2027 and 2028 (January, before the income of June) are the
    // budget's; 2029 and 2030 are paid of cash, and of the principal 10 + 55 - 5 - 5 = 55 can be.
    let budget: Vec<f64> = flow.years.iter().map(|year| year.flows.budget_interest).collect();
    assert_eq!(budget, [0.0, 5.0, 5.0, 0.0, 0.0]);
    let account: Vec<f64> = flow.years.iter().map(|year| year.account).collect();
    assert_eq!(account, [10.0, 10.0, 70.0, 65.0, 0.0]);
    let short: Vec<f64> = flow.years.iter().map(|year| year.flows.short).collect();
    assert_eq!(short, [0.0, 0.0, 0.0, 0.0, 40.0]);
    assert_eq!(flow.first_failing_year, Some(2030));
    // Money in: 100 - 90, 5 - 5, 5 - 5, then 10 of interest with 10 carried over.
    let carried: Vec<f64> = flow.years.iter().map(|year| year.carried_over).collect();
    assert_eq!(carried, [10.0, 10.0, 10.0, 5.0, 0.0]);
    assert_eq!(flow.first_year_without_money, None);
    // 60 of income, 90 + 20 of spending.
    assert!(!flow.covers_spending);
    let never = Project { budget_interest: BudgetInterest::Never, ..project.clone() };
    assert_eq!(cash_flow(&never).first_failing_year, Some(2030));
    assert_eq!(cash_flow(&never).first_year_without_money, Some(2029));
    assert_eq!(cash_flow(&never).total.short, 50.0);
}

/// What comes after the last due date covers nothing, and a call moves that date.
#[test]
fn income_after_the_due_date_covers_nothing() {
    let called = Bond { call_months: Some(60), ..bond(100.0, 0.02, 84) };
    let income = [("2030-12", 60.0), ("2032-06", 50.0), ("2033-02", 70.0)];
    let project = project(&[called], &income, &[]);
    let full = cover(&project);
    assert_eq!((full.income, full.income_after_maturity), (110.0, 70.0));
    assert_eq!(ratio(&full, 4), "0.9649");
    let at_call = cover_at_call(&project).expect("it may be called");
    assert_eq!((at_call.income, at_call.income_after_maturity), (60.0, 120.0));
    assert_eq!(ratio(&at_call, 4), "0.5455");
    assert!(cover_at_call(&Project { bonds: vec![bond(1.0, 0.0, 12)], ..project }).is_none());
}

/// A year's delay moves income and principal alike, and costs a year's interest; costs that rise
/// are borrowed.
#[test]
fn changes_do_what_they_say() {
    let bonds = [bond(100.0, 0.02, 60), Bond { id: "2".into(), ..bond(50.0, 0.04, 36) }];
    let mut project = project(&bonds, &[("2028-01", 200.0)], &[("2026-01", 140.0)]);
    project.own_capital = dated(&[("2026-01", 5.0)]);
    let late = cover(&Change { late_years: 1, ..Change::NONE }.of(&project));
    assert_eq!((late.income, late.interest), (200.0, 100.0 * 0.02 * 6.0 + 50.0 * 0.04 * 4.0));
    let dear = Change { cost: 1.1, ..Change::NONE }.of(&project);
    // 14 more on 150 of bonds.
    assert!((cover(&dear).principal - 164.0).abs() < 1e-12);
    assert_eq!(dear.own_capital, project.own_capital);
    let free = Change { rate: -0.03, ..Change::NONE }.of(&project);
    assert_eq!(free.bonds.iter().map(|bond| bond.coupon).collect::<Vec<_>>(), [0.0, 0.04 - 0.03]);
    let early = Bond { instalments: vec![(24, 30.0)], ..bond(100.0, 0.02, 60) };
    let with = Project { bonds: vec![early], ..project };
    let late = Change { late_years: 2, ..Change::NONE }.of(&with);
    assert_eq!(late.bonds[0].instalments, [(24, 30.0)]);
    // 100 for two years, 70 for five.
    assert!((cover(&late).interest - (100.0 * 0.04 + 70.0 * 0.1)).abs() < 1e-12);
}

/// Several projects together are sums over sums.
#[test]
fn projects_together_are_sums_over_sums() {
    let first = project(&[bond(100.0, 0.0, 60)], &[("2028-01", 150.0)], &[]);
    let second = project(&[bond(300.0, 0.0, 60)], &[("2028-01", 330.0)], &[]);
    let table = stress(&[first, second.clone()]);
    assert_eq!(table.lines[0].cover.of_bonds(), Some(1.2));
    let fall = table.income_for.iter().find(|(ratio, _)| *ratio == 1.0).expect("one").1;
    assert!((fall.expect("income") - 400.0 / 480.0).abs() < 1e-12);
    // On two bases there is no one such income.
    let other = Project { cover_basis: CoverBasis::Shenzhen, ..second.clone() };
    assert!(stress(&[second, other]).income_for.iter().all(|(_, income)| income.is_none()));
}
