//! The yearly budget on the page of a run, and what has changed since the last forecast.

use serde::Serialize;

use crate::catalogue::Unit;
use crate::catalogue::series::Series;
use crate::quantity::PERCENT;
use crate::wording::text::Text;
use crate::wording::units::{name_text, percent, scaled, yi};

use super::super::budget::{Budget, Changed, OfYear};

/// The yearly budget: years with what stands below each, items with their amounts.
#[derive(Debug, Clone, Serialize)]
pub(super) struct BudgetView {
    as_of: String,
    years: Vec<i32>,
    /// Keys of the words of a year's columns.
    kinds: Vec<&'static str>,
    parts: Vec<BudgetPart>,
    changed: Vec<ChangedRow>,
}

#[derive(Debug, Clone, Serialize)]
struct BudgetPart {
    key: &'static str,
    rows: Vec<BudgetRow>,
}

#[derive(Debug, Clone, Serialize)]
struct BudgetRow {
    name: Text,
    amounts: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct ChangedRow {
    name: Text,
    is_probability: bool,
    last: String,
    now: String,
    change: String,
}

/// The budget view as the page shows it.
pub(super) fn budget_view(view: &Budget) -> BudgetView {
    let shown = |number: Option<f64>| number.map(yi).unwrap_or_default();
    let part = |key: &'static str, items: &[(Series, Vec<OfYear>)]| BudgetPart {
        key,
        rows: items
            .iter()
            .map(|(series, years)| BudgetRow {
                name: name_text(series.entry()),
                amounts: years
                    .iter()
                    .flat_map(|year| {
                        let budget = view.has_last.then(|| shown(year.budget));
                        budget.into_iter().chain([shown(year.done), shown(year.projected)])
                    })
                    .collect(),
            })
            .collect(),
    };
    let budget = view.has_last.then_some("budget_planned");
    BudgetView {
        as_of: view.as_of.to_string(),
        years: view.years.clone(),
        kinds: budget.into_iter().chain(["budget_done", "budget_projected"]).collect(),
        parts: vec![part("budget_district", &view.district), part("budget_centre", &view.centre)],
        changed: view.changed.iter().map(changed_row).collect(),
    }
}

fn changed_row(changed: &Changed) -> ChangedRow {
    let Changed { figure, is_probability, last, now } = *changed;
    let unit = figure.entry().unit;
    let shown = |number: f64| match (is_probability, unit) {
        (true, _) => percent(number),
        (false, Unit::Cny) => yi(number),
        (false, _) => format!("{number:.1}"),
    };
    let change = if is_probability {
        format!("{:+.1}", PERCENT * (now - last))
    } else if unit == Unit::Cny {
        format!("{:+.1}", scaled(now - last, unit))
    } else {
        format!("{:+.1}", now - last)
    };
    let (last, now) = (shown(last), shown(now));
    ChangedRow { name: name_text(figure.entry()), is_probability, last, now, change }
}
