//! Projects of special bonds in the shipped market: their books balance in every month of every
//! trial, and none moves what is not its own.

#![expect(clippy::expect_used, reason = "a case that cannot be set up has failed")]
#![expect(clippy::cast_precision_loss, reason = "counts of trials are small")]

use landsim::case::Case;
use landsim::catalogue::project_figure::ProjectFigure;
use landsim::catalogue::project_item::ProjectItem;
use landsim::catalogue::series::Series;
use landsim::ensemble::{self, Ensemble};
use landsim::evaluation::odds::simulate;
use landsim::model::Model;
use landsim::portfolio::{file, generate};
use landsim::rules::project::CoverBasis;
use landsim::scenario::Scenario;
use landsim::trial::project_state::ProjectMonth;
use landsim::trial::worker::Worker;

/// Trials of each comparison.
const TRIALS: u64 = 60;
/// Amounts that sums of some hundred payments of 10^10 yuan may differ by (CNY).
const ROUNDING: f64 = 0.05;

/// Two projects, each with two bonds, one of which may be called, and all sources.
const PROJECTS: [(&str, &str); 2] = [
    (
        "project",
        "[{ id = \"west\", zones = [\"caohejing\"], repayment_reserve_share = 0.05,
            own_capital = [{ month = \"2011-01\", amount = 5e8 }],
            other_debt = [{ month = \"2012-01\", amount = 2e8, rate = 0.06, term_months = 30 }],
            cover_order = [\"cash\", \"reserve\", \"other_projects\", \"refinancing\",
                           \"income_fund\", \"budget\"],
            refinancing = { quota = 8e8, times = 2, term_months = 24, coupon = 0.05 } },
          { id = \"centre\", zones = [\"xujiahui\"], rest = \"gaps\",
            cover_basis = \"shenzhen\" }]",
    ),
    (
        "bond",
        "[{ id = \"w1\", project = \"west\", issue_month = \"2011-01\", amount = 2e9,
            coupon = 0.05, term_months = 60, issue_fee = 0.0008, registration_fee = 0.000064,
            payout_fee = 0.00005 },
          { id = \"w2\", project = \"west\", issue_month = \"2012-03\", amount = 1e9,
            spread = 0.002, term_months = 48, interest_months = 6,
            instalment = [{ months = 24, share = 0.3 }] },
          { id = \"c1\", project = \"centre\", issue_month = \"2011-01\", amount = 4e9,
            coupon = 0.05, term_months = 84, call_months = 60, call_when = \"cash\" },
          { id = \"c2\", project = \"centre\", issue_month = \"2011-07\", amount = 1e9,
            coupon = 0.04, term_months = 36 }]",
    ),
];

fn scenario(changes: &[(&str, &str)]) -> Scenario {
    let horizon = [("scenario.horizon_months", "120")];
    let all: Vec<(&str, &str)> = horizon.iter().chain(changes).copied().collect();
    Scenario::baseline().expect("valid").with(&all).expect("valid")
}

fn model(changes: &[(&str, &str)]) -> Model {
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped portfolio is valid");
    Case::new(scenario(changes), portfolio).expect("they fit together").model(7)
}

/// Check 13.2: of each project and month the change of its account is what came in less what went
/// out, and nothing in it is below 0.
#[test]
fn accounts_of_projects_balance_every_month() {
    let model = model(&PROJECTS);
    let mut worker = Worker::new(&model);
    let (mut short, mut called, mut rolled) = (0, 0, 0);
    for trial in 0..TRIALS {
        worker.run(trial);
        for project in 0..model.projects.len() {
            let mut before = 0.0;
            for (month, books) in worker.project_months(project).iter().enumerate() {
                let change = books.account() - before;
                let flows = books.all_in() - books.all_out();
                assert!(
                    (change - flows).abs() < ROUNDING,
                    "trial {trial}, project {project}, month {month}: {change}, {flows}: {books:?}"
                );
                before = books.account();
                for part in [books.proceeds, books.cash, books.reserve, books.debt] {
                    assert!(part >= -ROUNDING, "{books:?}");
                }
                short += usize::from(books.short > 1.0);
                rolled += usize::from(books.rolled_over > 1.0);
            }
            let months = worker.project_months(project);
            let issued: f64 = months.iter().map(|books| books.issued).sum();
            let repaid: f64 = months.iter().map(|books| books.principal).sum();
            assert!((issued - repaid).abs() < ROUNDING, "{issued} issued, {repaid} repaid");
            let early = project == 0 && months[60..83].iter().any(|books| books.principal > 3e9);
            called += usize::from(early || (project == 1 && months[60].principal > 3e9));
        }
    }
    // What is put to the test happens.
    assert!(short > 20 && called > 5 && rolled > 2, "{short}, {called}, {rolled}");
}

/// Check 13.2: of projects, reserve centre and treasury together the change is what comes in from
/// outside less what leaves.
#[test]
fn the_books_of_the_district_balance_with_projects() {
    let model = model(&PROJECTS);
    let mut worker = Worker::new(&model);
    for trial in 0..TRIALS {
        let series = worker.run(trial).series.clone();
        let row = |series_of: Series| series.row(series_of);
        let of = |series_of: &[Series], month: usize| -> f64 {
            series_of.iter().map(|one| series.values()[month * Series::COUNT + *one as usize]).sum()
        };
        let (cash, treasury) = (row(Series::CashCny), row(Series::TreasuryBalanceCny));
        let mut before = model.finance.opening_cash;
        for month in 0..model.calendar.horizon {
            let sum = |of: fn(&ProjectMonth) -> f64| -> f64 {
                let books = (0..model.projects.len()).map(|one| worker.project_months(one)[month]);
                books.map(|books| of(&books)).sum()
            };
            let after = cash[month] + treasury[month] + sum(ProjectMonth::account);
            // Land gain stays with the budget but for what is injected and what projects get.
            let gain_of_projects = sum(|books| books.income - books.cost_returned);
            let kept = of(&[Series::DistrictLandGainCny], month)
                - of(&[Series::InjectionCny], month)
                - gain_of_projects;
            let inflow = of(
                &[Series::ReceiptsCny, Series::IdleFeeCny, Series::DrawCny, Series::SupportCny],
                month,
            ) + sum(|books| books.own_capital + books.budget_interest);
            let outflow = of(
                &[
                    Series::HandlingFeeCny,
                    Series::AccrualEducationCny,
                    Series::AccrualIrrigationCny,
                    Series::AccrualAffordableHousingCny,
                    Series::CityShareCny,
                    Series::AcquisitionCny,
                    Series::PreparationCny,
                    Series::AdministrationCny,
                    Series::InterestCny,
                    Series::RepaymentCny,
                ],
                month,
            ) + kept
                + sum(|books| books.to_budget);
            let (change, flows) = (after - before, inflow - outflow);
            assert!(
                (change - flows).abs() < ROUNDING,
                "trial {trial}, month {month}: {change}, not {flows}"
            );
            before = after;
        }
    }
}

/// Check 13.4: a project that is dropped moves no other variate; without sources that join them,
/// quotas and absorption the other project's account is the same.
#[test]
fn a_project_that_is_dropped_moves_no_other() {
    let alone = "cover_order = [\"cash\", \"reserve\", \"budget\"]";
    let project =
        |id: &str, zone: &str| format!("{{ id = \"{id}\", zones = [\"{zone}\"], {alone} }}");
    let bond = |project: &str| {
        format!(
            "{{ id = \"{project}\", project = \"{project}\", issue_month = \"2011-01\",
               amount = 2e9, coupon = 0.05, term_months = 60 }}"
        )
    };
    let free = [("auction.absorption_elasticity", "0"), ("reserve.clearance_capacity", "1e6")];
    let both = [
        format!("[{}, {}]", project("west", "caohejing"), project("x", "xujiahui")),
        format!("[{}, {}]", bond("west"), bond("x")),
    ];
    let one = [format!("[{}]", project("west", "caohejing")), format!("[{}]", bond("west"))];
    let with = |[projects, bonds]: &[String; 2]| {
        model(&[&free[..], &[("project", projects.as_str()), ("bond", bonds.as_str())]].concat())
    };
    let (both, one) = (with(&both), with(&one));
    let (mut first, mut second) = (Worker::new(&both), Worker::new(&one));
    let mut differs = false;
    for trial in 0..TRIALS {
        first.run(trial);
        second.run(trial);
        assert_eq!(first.market().land_price, second.market().land_price);
        let is_same = first.project_months(0) == second.project_months(0);
        assert!(is_same, "trial {trial}");
        differs |= first.trial().series != second.trial().series;
    }
    assert!(differs, "the other project's plots are financed otherwise");
}

/// Check 13.5: a call that is never exercised changes nothing; with the usual order and no transfer
/// between projects `cash` raises neither interest nor support of its project.
#[test]
fn a_call_raises_neither_interest_nor_support() {
    let project = ("project", "[{ id = \"x\", zones = [\"xujiahui\"] }]");
    let bonds = |call: &str| {
        format!(
            "[{{ id = \"a\", project = \"x\", issue_month = \"2011-01\", amount = 12e9,
                 coupon = 0.05, term_months = 84{call} }},
              {{ id = \"b\", project = \"x\", issue_month = \"2011-06\", amount = 1e9,
                 coupon = 0.05, term_months = 72 }}]"
        )
    };
    let with = |call: &str| model(&[project, ("bond", bonds(call).as_str())]);
    let plain = with("");
    let never = with(", call_months = 60, call_when = \"never\"");
    let cash = with(", call_months = 60, call_when = \"cash\"");
    let mut workers = [&plain, &never, &cash].map(Worker::new);
    let (mut called, mut kept) = (0, 0);
    for trial in 0..TRIALS {
        let [plain, never, cash] = &mut workers;
        for worker in [&mut *plain, never, cash] {
            worker.run(trial);
        }
        assert!(plain.project_months(0) == never.project_months(0), "trial {trial}");
        let of = |worker: &Worker<'_>, figure: ProjectFigure| {
            worker.trial().projects[0][figure as usize]
        };
        for figure in [ProjectFigure::InterestCny, ProjectFigure::ProjectSupportCny] {
            let (without, with) = (of(plain, figure), of(cash, figure));
            assert!(with <= without + ROUNDING, "trial {trial}, {figure:?}: {with} > {without}");
        }
        if cash.project_months(0)[60].principal > 1.0 {
            called += 1;
        } else {
            kept += 1;
        }
    }
    assert!(called > 5 && kept > 2, "{called} called, {kept} not");
}

/// Odds are counts over the trials of the model, one by one.
#[test]
fn odds_are_counts_of_trials() {
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped portfolio is valid");
    let case = Case::new(scenario(&PROJECTS), portfolio).expect("they fit together");
    let odds = simulate(&case, 7, TRIALS);
    assert_eq!(odds.len(), 3);
    let model = case.model(7);
    let mut worker = Worker::new(&model);
    let figures: Vec<_> = (0..TRIALS).map(|trial| worker.run(trial).projects.clone()).collect();
    for (place, basis) in [(0, CoverBasis::Shenzhen), (1, CoverBasis::Gross)] {
        let of = |figure: ProjectFigure| -> Vec<f64> {
            figures.iter().map(|trial| trial[place][figure as usize]).collect()
        };
        let count = |values: &[f64], holds: &dyn Fn(f64) -> bool| {
            let held = values.iter().filter(|value| holds(**value)).count();
            f64::from(u32::try_from(held).expect("few")) / 60.0
        };
        let covers = of(ProjectFigure::CoverBond);
        for line in [0.8, 1.0, 1.1, 1.5, 2.0] {
            let found = odds[place].reaches(basis, line).expect("trials").value;
            assert_eq!(found, count(&covers, &|cover| cover >= line - 1e-9), "{basis:?} {line}");
            let found = odds[place].cover_at_most(basis, line).expect("trials").value;
            assert_eq!(found, count(&covers, &|cover| cover <= line + 1e-9), "{basis:?} {line}");
        }
        let incomes = of(ProjectFigure::IncomeUntilDueCny);
        let middle = incomes[3];
        let found = odds[place].income_at_most(middle).expect("trials").value;
        assert_eq!(found, count(&incomes, &|income| income <= middle * (1.0 + 1e-9)));
        let short = of(ProjectFigure::MaturityShortfallCny);
        let found = odds[place].short()[0].expect("trials").value;
        assert_eq!(found, count(&short, &|amount| amount >= 1.0));
    }
    // Later is rarer, and something is always late by minus a hundred years.
    let late =
        [-1_200, 12, 24, 60].map(|months| odds[0].late_at_least(months).expect("some").value);
    assert!(late[0] == 1.0 && late.windows(2).all(|pair| pair[0] >= pair[1]), "{late:?}");
}

/// Shares of trials that reach a line are exact counts, and means of amounts add up over projects.
#[test]
fn figures_of_projects_are_those_of_their_months() {
    let model = model(&PROJECTS);
    let mut worker = Worker::new(&model);
    for trial in 0..TRIALS {
        let figures = worker.run(trial).projects.clone();
        assert_eq!(figures.len(), 3);
        for figure in ProjectFigure::ALL {
            let at = figure as usize;
            let is_sum = figure.id().ends_with("_cny") || figure.id().contains("unsold");
            if is_sum {
                let sum = figures[0][at] + figures[1][at];
                assert!((sum - figures[2][at]).abs() <= 1e-9 * sum.abs().max(1.0), "{figure:?}");
            }
        }
        for (project, figures) in figures.iter().take(2).enumerate() {
            let months = worker.project_months(project);
            let support: f64 = months.iter().map(|books| books.support).sum();
            assert_eq!(figures[ProjectFigure::ProjectSupportCny as usize], support);
            let cover = figures[ProjectFigure::CoverBond as usize];
            for (line, figure) in [
                (1.0, ProjectFigure::CoversDebt),
                (1.1, ProjectFigure::Covers110),
                (1.2, ProjectFigure::Covers120),
            ] {
                assert_eq!(figures[figure as usize], f64::from(u8::from(cover >= line)));
            }
            // What was not covered by account and reserve is what others paid.
            let short: f64 = months.iter().map(|books| books.short).sum();
            let paid: f64 = months
                .iter()
                .map(|books| books.from_other_projects + books.from_income_fund + books.rolled_over)
                .sum();
            let open = figures[ProjectFigure::OpenAtHorizonCny as usize];
            assert!((short - paid - (support - open)).abs() < ROUNDING);
        }
    }
}

/// Distributions of items count what the trials have: values that are nothing, that are something
/// and that do not exist, also where all of a column are alike. Trials fill a chunk and a part.
#[test]
fn distributions_of_items_count_the_trials() {
    let model = model(&PROJECTS);
    let trials = ensemble::of_trials(&model, TRIALS, |trial| trial.project_items.clone());
    let found = Ensemble::run(&model, TRIALS, &|_| true).expect("a whole run").distributions;
    let (mut nothing, mut missing, mut mixed) = (0, 0, 0);
    for cell in 0..model.project_grid.cells() {
        for item in ProjectItem::ALL {
            let values: Vec<f64> = trials.iter().map(|cells| cells[cell][item as usize]).collect();
            let count = |is: fn(&f64) -> bool| values.iter().filter(|value| is(value)).count();
            let nulls = count(|value| value.is_nan());
            let positive = count(|value| *value > 0.0);
            let sketch = found.project_cell(cell, item);
            let counted = [sketch.nulls(), sketch.count()];
            assert_eq!(counted, [nulls, values.len() - nulls].map(|of| of as u64), "{item:?}");
            let share = sketch.share_positive();
            let expected = (nulls < values.len()).then(|| positive as f64 / TRIALS as f64);
            assert_eq!(share, expected, "{item:?} in cell {cell}");
            nothing += usize::from(positive == 0 && nulls == 0);
            missing += usize::from(nulls == values.len());
            mixed += usize::from((1..values.len()).contains(&positive));
        }
    }
    assert!(nothing > 1_000 && missing > 100 && mixed > 100, "{nothing}, {missing}, {mixed}");
}
