//! One self-contained page for a run, for several, or for a market's backtest or diagnostics:
//! verdict, charts, tables and what they rest on.
//!
//! A page is data and words in a template (`assets/report/page.html`); charts are drawn where it is
//! opened, from the same data, by `assets/report/charts.js`. Nothing on it leaves the page.

mod against;
pub mod batch;
mod batch_projects;
mod believe;
mod brief;
mod budget;
mod charts;
pub mod drawing;
mod drivers;
mod figures;
mod go_on;
mod group;
pub mod market;
mod number_card;
mod project_charts;
mod projects;
pub mod run;
mod shown;
mod trade_off;
mod verdict;
mod why;

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value as TemplateValue};
use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::portfolio::plan::Names;
use crate::store::manifest::{Manifest, ZoneName};
use crate::wording::parameters;
use crate::wording::phrases::said;
use crate::wording::text::{Language, Text};
use crate::wording::units;
use crate::wording::words::{fill, of_pages, word};

use drawing::{CHARTS, LIBRARY};
use go_on::GoOn;

const TEMPLATE: &str = include_str!("../../assets/report/page.html");
const STYLE: &str = include_str!("../../assets/report/page.css");
const SCRIPT: &str = include_str!("../../assets/report/page.js");
/// Trials on which a quantile rests at least, so that it is not marked.
pub const LEAST_BEHIND_A_QUANTILE: f64 = 20.0;
/// The mark of a quantile that rests on fewer.
const THIN_MARK: &str = "‡";
/// Digits of a digest that are shown.
const DIGEST_SHOWN: usize = 12;

/// What a page says, apart from the data of its charts.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    heading: &'static str,
    title: Text,
    made: Made,
    sections: Vec<(&'static str, &'static str)>,
    verdict: Vec<Text>,
    limits: Text,
    /// What the plot table is.
    plot_table: Text,
    /// What a page of one run, of several or of a market's test says beside that.
    run: Option<Value>,
    batch: Option<Value>,
    market: Option<Value>,
    assumptions: Vec<Assumption>,
    /// Commands that answer what the page leaves open.
    go_on: Vec<GoOn>,
}

/// What a workbook's cover says, in one language.
pub(super) struct Cover {
    pub(super) heading: &'static str,
    pub(super) title: String,
    pub(super) verdict: Vec<String>,
    /// Keys of words with their values.
    pub(super) made: Vec<(&'static str, String)>,
    pub(super) trust: Vec<String>,
}

impl Page {
    pub(super) fn cover(&self, language: Language) -> Cover {
        let Made { trials, seed, window, scenario, portfolio, .. } = &self.made;
        let said = |key, name, value: String| fill(word(key, language), &[(name, value)]);
        let trust = vec![
            said("trust_sampling", "trials", trials.to_string()),
            self.plot_table.of(language).to_owned(),
            said("trust_assumptions", "count", self.assumptions.len().to_string()),
            self.limits.of(language).to_owned(),
        ];
        Cover {
            heading: self.heading,
            title: std::iter::once(&self.title)
                .chain(&self.made.whose)
                .map(|text| text.of(language))
                .collect::<Vec<_>>()
                .join(" · "),
            verdict: self.verdict.iter().map(|text| text.of(language).to_owned()).collect(),
            made: vec![
                ("trials_number", trials.to_string()),
                ("seed", seed.to_string()),
                ("window", window.clone()),
                ("scenario_digest", scenario.clone()),
                ("portfolio_digest", portfolio.clone()),
                ("program", env!("CARGO_PKG_VERSION").to_owned()),
            ],
            trust,
        }
    }

    /// Every assumption.
    pub(super) fn assumed(&self) -> &[Assumption] {
        &self.assumptions
    }
}

#[derive(Debug, Clone, Serialize)]
struct Made {
    /// Id of the scenario.
    id: String,
    trials: u64,
    seed: u64,
    window: String,
    scenario: String,
    portfolio: String,
    commit: String,
    /// Whose programme it is: district and programme; what is not stated is left out.
    whose: Vec<Text>,
    /// What has happened, where it was told.
    told: Option<ToldUntil>,
    /// What is doubtful in its inputs.
    warnings: Vec<Text>,
}

/// Until when it was told what has happened.
#[derive(Debug, Clone, Serialize)]
struct ToldUntil {
    month: String,
    digest: String,
    /// Whether a replayed trial was asked, so that nothing of it has happened.
    made_up: bool,
}

impl Made {
    fn of(manifest: &Manifest, window: String) -> Self {
        let digest = shortened;
        Self {
            id: manifest.scenario_id.clone(),
            trials: manifest.trials,
            seed: manifest.seed,
            window,
            scenario: digest(&manifest.scenario.sha256),
            portfolio: digest(&manifest.portfolio.sha256),
            commit: manifest.commit.clone(),
            whose: whose(manifest),
            told: manifest.actuals.as_ref().map(|told| ToldUntil {
                month: told.as_of.clone(),
                digest: digest(&told.input.sha256),
                made_up: told.rows_of_a_replay > 0,
            }),
            warnings: manifest.warnings.iter().map(|warning| in_both(warning)).collect(),
        }
    }
}

/// A message in both languages.
fn in_both(message: &str) -> Text {
    Text::each(|language| said(message, language))
}

/// As much of a digest as is shown.
fn shortened(digest: &str) -> String {
    digest.chars().take(DIGEST_SHOWN).collect()
}

/// Whose programme a run is of, as its plan says.
fn whose(manifest: &Manifest) -> Vec<Text> {
    let Some(plan) = &manifest.plan else { return Vec::new() };
    let Names { district, programme, .. } = &plan.names;
    let stated = [district, programme].into_iter().filter(|name| !name.is_empty());
    stated.map(|name| Text::parse(name)).collect()
}

/// A number that somebody assumed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Assumption {
    /// Its dotted key.
    pub(super) key: String,
    /// What it is called.
    pub(super) name: Text,
    /// The number with its unit.
    pub(super) value: Text,
    /// Why.
    pub(super) source: Text,
}

fn assumptions(manifest: &Manifest) -> Vec<Assumption> {
    let without_kind =
        |source: &str| source.strip_prefix("assumption:").unwrap_or(source).trim().to_owned();
    manifest
        .assumptions
        .iter()
        .map(|parameter| Assumption {
            key: parameter.key.clone(),
            name: named(&parameter.key, &manifest.zones),
            value: Text::each(|language| {
                let value = parameters::value(&parameter.value, language);
                let unit = parameters::unit(&parameter.unit, language);
                format!("{value} {unit}").trim().to_owned()
            }),
            source: Text::parse(&without_kind(&parameter.source)),
        })
        .collect()
}

/// What a dotted key is called, its zones by their names; a key without a name by itself.
fn named(key: &str, zones: &[ZoneName]) -> Text {
    let item = |id: &str| {
        let zone = zones.iter().find(|zone| zone.id == id);
        zone.map(|zone| zone.name.clone()).or_else(|| parameters::item(id))
    };
    parameters::name(key, &item).unwrap_or_else(|| Text::same(key))
}

/// A page and the data its charts are drawn from.
#[derive(Debug, Clone)]
pub struct RenderedPage {
    /// What it says.
    pub page: Page,
    /// What its charts show.
    pub data: Value,
    /// What whoever circulates it fills in.
    pub form: Form,
    /// What of it a memo has; a market's test has none.
    pub(super) brief: Option<Brief>,
}

/// A table, and charts by their ids with what they show.
#[derive(Debug, Clone)]
pub(super) struct Brief {
    /// What the columns are; the first is wide.
    pub(super) heads: Vec<Text>,
    /// What stands in them.
    pub(super) rows: Vec<Vec<Text>>,
    /// What is said below the table.
    pub(super) note: Text,
    /// Ids of charts and what they show.
    pub(super) charts: Vec<(String, Text)>,
}

/// What stands in the head of a form: given by whoever circulates it, else left to fill in by hand.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Form {
    /// Who draws it up (编制单位).
    pub authority: Option<Text>,
    /// When (编制日期), as it was given.
    pub date: Option<String>,
}

impl RenderedPage {
    /// The page as one HTML text that opens in a language.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn html(&self, language: Language) -> Result<String, String> {
        let told = |error: minijinja::Error| format!("{error:#}");
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.add_function("words", spoken);
        environment.add_template("page", TEMPLATE).map_err(told)?;
        // In a script nothing may look like its end.
        let data = self.data.to_string().replace('<', "\\u003c");
        let context = json!({
            "page": self.page,
            "form": self.form,
            "language": code(language),
            "program": format!("landsim {}", env!("CARGO_PKG_VERSION")),
            "css": STYLE,
            "library": LIBRARY.replace("</script", "<\\/script"),
            "charts": CHARTS.concat(),
            "script": SCRIPT,
            "data": data,
        });
        let context = TemplateValue::from(minijinja::value::Serde(context));
        environment.get_template("page").and_then(|page| page.render(context)).map_err(told)
    }
}

/// A word for the template, its braces filled in from a map.
#[expect(clippy::needless_pass_by_value, reason = "as the template engine hands values over")]
fn spoken(key: &str, language: &str, values: TemplateValue) -> Result<String, minijinja::Error> {
    let language = if language == "zh" { Language::Chinese } else { Language::English };
    let mut text = word(key, language).to_owned();
    for name in values.try_iter()? {
        let value = values.get_item(&name)?;
        text = fill(&text, &[(name.as_str().unwrap_or_default(), value.to_string())]);
    }
    Ok(text)
}

/// The name of a language in pages and files.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh",
        Language::English => "en",
    }
}

/// Words and names that charts show, with those of zones.
fn vocabulary(zones: &[ZoneName]) -> (Value, Value) {
    let entries = Figure::ALL
        .into_iter()
        .map(Figure::entry)
        .chain(Series::ALL.into_iter().map(Series::entry));
    let names = entries.map(|entry| (entry.id, Text::new(entry.chinese, entry.english)));
    let of_zones = zones.iter().map(|zone| (zone.id.as_str(), Text::parse(&zone.name)));
    let names: BTreeMap<&str, Text> = names.chain(of_zones).collect();
    (json!(of_pages()), json!(names))
}

/// A number in the unit that charts show, with the digits that can be seen.
fn scaled(number: f64, unit: Unit) -> f64 {
    rounded(units::scaled(number, unit))
}

/// Six decimals: more than charts show, so that what they round is not rounded twice.
fn rounded(number: f64) -> f64 {
    // Adding zero turns a negative zero into one that shows no sign.
    (number * 1e6).round() / 1e6 + 0.0
}

/// Whether a quantile of so many values rests on fewer trials than it should.
fn is_thin(trials: f64, probability: f64) -> bool {
    trials * probability.min(1.0 - probability) < LEAST_BEHIND_A_QUANTILE
}
