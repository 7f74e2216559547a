//! What simulated futures make of cover, and how often money is short.

use crate::ensemble::statistics::Estimate;
use crate::evaluation::cover::Cover;
use crate::evaluation::odds::{Mover, Odds, Today};
use crate::rules::project::{CoverBasis, Project};
use crate::wording::units::exact_probability;

use super::parts::{Part, Section, Table, Words, basis_of, ratio, shared_basis, sum, wan};

/// Cover on the plan's basis and on the others, what moves it, and how often money is short.
pub(super) fn simulated(odds: &Odds, projects: &[Project], words: Words) -> Section {
    let heads =
        ["odds_heading", "odds_p05", "odds_p50", "odds_p95", "odds_100", "odds_110", "odds_120"];
    let heads = heads.map(|key| words.word(key)).to_vec();
    let mut rows = Vec::new();
    for (basis, key) in [
        (CoverBasis::Gross, "project_gross"),
        (CoverBasis::Ledger, "project_ledger"),
        (CoverBasis::Shenzhen, "project_shenzhen"),
    ] {
        let Some(covers) = odds.covers(basis, [0.05, 0.5, 0.95]) else { continue };
        let mark = if shared_basis(projects) == Some(basis) { " *" } else { "" };
        let covers = covers.map(|cover| format!("{cover:.2}"));
        let shares = [1.0, 1.1, 1.2].map(|line| share(odds.reaches(basis, line)));
        let cells = std::iter::once(format!("{}{mark}", words.word(key)));
        rows.push(cells.chain(covers).chain(shares).collect());
    }
    let mut lines = vec![short(odds, words)];
    let planned: f64 = projects.iter().map(|project| sum(&project.planned_income)).sum();
    let basis = projects.first().map_or(CoverBasis::Gross, |project| project.cover_basis);
    rests_on(&mut lines, odds, (planned, basis), words);
    Section { part: Part::Odds, table: Some(Table { heads, rows }), lines }
}

/// How often the account is short, and the budget has to pay.
fn short(odds: &Odds, words: Words) -> String {
    let [short, support] = odds.short().map(share);
    let values = [("trials", odds.trials().to_string()), ("short", short), ("support", support)];
    words.say("odds_short", &values)
}

/// What the simulated market starts from, and what moves cover in it.
fn rests_on(
    lines: &mut Vec<String>,
    odds: &Odds,
    (planned, basis): (f64, CoverBasis),
    words: Words,
) {
    let Today { value, scales } = odds.today;
    if value > 0.0 {
        let values = [("value", wan(value)), ("ratio", format!("{:.2}", planned / value))];
        lines.push(words.say("odds_value_today", &values));
    }
    if let Some((least, greatest)) = scales {
        let values = [("least", format!("{least:.2}")), ("greatest", format!("{greatest:.2}"))];
        lines.push(words.say("odds_scales", &values));
    }
    let moved = odds.moved_by(basis).into_iter().map(|(mover, rho)| {
        let key = match mover {
            Mover::Prices => "moved_by_prices",
            Mover::Bidders => "moved_by_bidders",
            Mover::Failures => "moved_by_failures",
            Mover::Delay => "moved_by_delay",
        };
        format!("{} {rho:+.2}", words.word(key))
    });
    let moved: Vec<String> = moved.collect();
    if !moved.is_empty() {
        let movers = moved.join(words.0.choose("；", "; "));
        lines.push(words.say("odds_moved_by", &[("movers", movers)]));
    }
}

/// Cover as planned, and how likely it is, in a sentence.
pub(super) fn conclusion(
    planned: &Cover,
    odds: Option<&Odds>,
    projects: &[Project],
    words: Words,
) -> String {
    let cover = ratio(planned.of_bonds());
    let values = [("cover", cover), ("basis", words.word(basis_of(projects)))];
    let stated = words.say("plan_concludes", &values);
    let Some(odds) = odds else { return stated + &words.word("plan_odds_unknown") };
    // Projects on different bases have no odds in common.
    let of_basis = |basis: CoverBasis| Some((basis, odds.covers(basis, [0.5])?));
    let Some((basis, [median])) = shared_basis(projects).and_then(of_basis) else { return stated };
    let [reaches_100, reaches_110, reaches_120] =
        [1.0, 1.1, 1.2].map(|line| share(odds.reaches(basis, line)));
    let [short, _] = odds.short().map(share);
    let values = [
        ("trials", odds.trials().to_string()),
        ("median", ratio(Some(median))),
        ("reaches_100", reaches_100),
        ("reaches_110", reaches_110),
        ("reaches_120", reaches_120),
        ("short", short),
    ];
    stated + &words.say("plan_odds", &values)
}

/// A share of futures with the ends that sampling leaves it where it is none or all.
pub(super) fn share(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |share| exact_probability(share.value, (share.low, share.high)),
    )
}
