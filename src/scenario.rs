//! A scenario: what may happen and by which rules, complete and valid once it exists.
//!
//! [`document`] is the file as text with places, [`reader`] takes typed values out of it and
//! collects every finding, and one module per part of the file holds its parameters. A
//! [`Scenario`] can only be made by loading, so whatever has one needs no further checks.

pub mod document;
pub mod history;
mod inside;
pub mod market;
pub mod parameter;
pub mod parts;
pub mod plan_change;
pub mod policy;
pub mod programme;
pub mod reader;
pub mod receipts;
pub mod schema;
pub mod shock;
mod sweep;
pub mod uncertain;

use std::path::Path;
use std::sync::Arc;

use crate::calendar::{Calendar, YearMonth};
use crate::catalogue::result_folder::ResultFolder;
use crate::finding::{Finding, Place, Rejected};
use crate::uncertainty::correlation::Copula;
use crate::wording::text::Text;

use document::Document;
use market::Market;
use parameter::{Accepted, Account, DataFile, Parameter};
use plan_change::PlanChange;
use policy::Policy;
use programme::{Auction, Delivery, Finance, Reserve, Zone};
use reader::Section;
use receipts::Receipts;
use shock::Shock;
use uncertain::UncertainNumber;

/// Name of the scenario compiled into the program.
pub const BASELINE_FILE: &str = "scenarios/baseline.toml";
/// Its text, so that the program works from any folder.
pub const BASELINE_TEXT: &str = include_str!("../scenarios/baseline.toml");

/// What stands in the name of the folder of a part of a run, between the scenario's id and the part's
/// number.
pub const SHARD: &str = ".shard-";

/// Longest horizon (months).
pub const LONGEST_HORIZON: u32 = 600;

/// Uses of floor area that the market prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Housing for sale.
    Residential = 0,
    /// Shops and offices.
    CommercialOffice = 1,
}

impl Use {
    /// Both uses, in the order of all arrays by use.
    pub const ALL: [Self; 2] = [Self::Residential, Self::CommercialOffice];

    /// Name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Residential => "residential",
            Self::CommercialOffice => "commercial_office",
        }
    }
}

/// A complete and valid scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// File as the user named it.
    pub file: String,
    /// SHA-256 of the text, with all that it extends.
    pub digest: String,
    /// Short name; the folder of its results.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// Months covered.
    pub calendar: Calendar,
    /// Rate at which `npv_cny` discounts (per year).
    pub discount_rate: f64,
    /// The market.
    pub market: Market,
    /// Zones and their base prices, sorted by id.
    pub zones: Vec<Zone>,
    /// Rules of acquisition and preparation.
    pub reserve: Reserve,
    /// Rules of listing and auction.
    pub auction: Auction,
    /// Rules of payment and division.
    pub receipts: Receipts,
    /// Cash, debt and their limits.
    pub finance: Finance,
    /// Building.
    pub delivery: Delivery,
    /// Shocks, sorted by id.
    pub shocks: Vec<Shock>,
    /// Policies, sorted by id.
    pub policies: Vec<Policy>,
    /// Changes of the portfolio's plan, sorted by id.
    pub plan_changes: Vec<PlanChange>,
    /// Every value with unit and source, in the order of reading.
    pub parameters: Vec<Parameter>,
    /// Files of data that were read, sorted by name.
    pub data_files: Vec<DataFile>,
    /// Numbers that are drawn in each trial, sorted by key; elsewhere their medians stand for them.
    pub uncertain: Vec<UncertainNumber>,
    /// How they move together; `None`: they do not.
    pub copula: Option<Copula>,
    /// What it was read from.
    document: Arc<Document>,
}

impl Scenario {
    /// Loads a file that describes one scenario.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the file and the files it names, and when it
    /// describes several.
    pub fn load(path: &Path) -> Result<Self, Rejected> {
        let mut scenarios = Self::load_all(path)?;
        let found = format!("a sweep of {} scenarios", scenarios.len());
        match scenarios.pop() {
            Some(scenario) if scenarios.is_empty() => Ok(scenario),
            _ => Err(Rejected::new(vec![Finding {
                place: Place::whole(&path.display().to_string()),
                key: "sweep".into(),
                found,
                accepted: "a file that describes one scenario".into(),
            }])),
        }
    }

    /// Loads all scenarios that a file describes: one, or those of its sweep in order.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the file and the files it names.
    pub fn load_all(path: &Path) -> Result<Vec<Self>, Rejected> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let (mut scenarios, mut findings) = (Vec::new(), Vec::new());
        for document in sweep::expand(document::read(path)?)? {
            match Self::resolve(&document, folder) {
                Ok(scenario) => scenarios.push(scenario),
                // What is wrong with the file itself is wrong with every scenario of its sweep and
                // is said once.
                Err(rejected) => findings.extend(rejected.findings),
            }
        }
        if findings.is_empty() { Ok(scenarios) } else { Err(Rejected::new(findings)) }
    }

    /// The baseline compiled into the program.
    ///
    /// # Errors
    /// Never in a released program; a test loads it.
    pub fn baseline() -> Result<Self, Rejected> {
        Self::parse(BASELINE_FILE, BASELINE_TEXT)
    }

    /// A scenario from text that extends nothing.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the text.
    pub fn parse(name: &str, text: &str) -> Result<Self, Rejected> {
        Self::resolve(&document::parse_alone(name, text)?, Path::new(""))
    }

    /// A policy in a market: what the file `policy` says on top of the files the two share, laid over
    /// the scenario of the file `market`. Its id and title name both.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with either file, and when a policy states what the
    /// market does not accept.
    pub fn load_over(policy: &Path, market: &Path) -> Result<Self, Rejected> {
        let (upper, lower) = (Self::load(policy)?, Self::load(market)?);
        let folder = market.parent().unwrap_or(Path::new(""));
        let both = Self::resolve(&document::read_over(policy, market)?, folder)?;
        Ok(Self {
            id: format!("{}-in-{}", upper.id, lower.id),
            title: Text::joined(&[&lower.title, &upper.title], ": ").to_string(),
            ..both
        })
    }

    fn resolve(document: &Document, folder: &Path) -> Result<Self, Rejected> {
        let account = Account { folder: folder.to_path_buf(), ..Account::default() };
        let root = Section::root(&account, &document.file, &document.root);
        let scenario = read_scenario(&root, document);
        let mut uncertain = account.uncertain.borrow().clone();
        uncertain.sort_by(|left, right| left.key.cmp(&right.key));
        let copula = uncertain::read_copula(&root, &uncertain);
        root.refuse_unknown_keys();
        let findings = account.findings.take();
        if !findings.is_empty() {
            return Err(Rejected::new(findings));
        }
        let document = Arc::new(document.clone());
        let parameters = account.parameters.take();
        let mut data_files = account.data_files.take();
        data_files.sort();
        data_files.dedup();
        Ok(Self { parameters, data_files, uncertain, copula, document, ..scenario })
    }

    /// The scenario of a trial in which the uncertain numbers are these, in their order.
    ///
    /// It is read again from the document it came from, whose every combination of drawn numbers was
    /// found acceptable when it was loaded.
    #[must_use]
    pub fn drawn(&self, numbers: &[f64]) -> Self {
        let keys = self.uncertain.iter().map(|number| number.key.clone());
        let account = Account {
            drawn: keys.zip(numbers.iter().copied()).collect(),
            history: self.market.history.clone(),
            ..Account::default()
        };
        let root = Section::root(&account, &self.document.file, &self.document.root);
        let read = read_scenario(&root, &self.document);
        Self { document: Arc::clone(&self.document), ..read }
    }

    /// Values that are assumptions: stated as such, or without a source.
    pub fn assumptions(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.is_assumption())
    }
}

fn read_scenario(root: &Section<'_>, document: &Document) -> Scenario {
    let (id, title, calendar, discount_rate) = root.section("scenario", |section| {
        let id = section.text("id");
        if section.sound(&["id"]) && !is_name(&id) {
            section.find(
                "id",
                format!("the text {id:?}"),
                "1 to 80 of a-z, A-Z, 0-9, -, _ and ., beginning with a letter or digit",
            );
        }
        if section.sound(&["id"]) && id.contains(SHARD) {
            section.find(
                "id",
                format!("the text {id:?}, the folder of a part of a run"),
                "another name",
            );
        }
        if ResultFolder::named(&id).is_some() {
            section.find(
                "id",
                format!("the text {id:?}, the folder of tables across scenarios"),
                "another name",
            );
        }
        let discount = section.number("discount_rate", "per year", &Accepted::number(-0.5..=1.0));
        (id, section.text("title"), read_calendar(section), discount)
    });
    let scenario = Scenario {
        file: document.file.clone(),
        digest: document.digest.clone(),
        id,
        title,
        calendar,
        discount_rate,
        market: root.section("market", Market::read),
        zones: programme::read_zones(root),
        reserve: root.section("reserve", Reserve::read),
        auction: root.section("auction", Auction::read),
        receipts: root.section("receipts", Receipts::read),
        finance: root.section("finance", Finance::read),
        delivery: root.section("delivery", Delivery::read),
        shocks: shock::read_all(root),
        policies: policy::read_all(root),
        plan_changes: plan_change::read_all(root),
        parameters: Vec::new(),
        data_files: Vec::new(),
        uncertain: Vec::new(),
        copula: None,
        document: Arc::default(),
    };
    receipts::check_splits(root, &scenario.receipts, &scenario.policies);
    scenario
}

fn read_calendar(section: &Section<'_>) -> Calendar {
    let window = section.count("window_months", "months", 1..=LONGEST_HORIZON);
    let horizon = section.count("horizon_months", "months", 1..=LONGEST_HORIZON);
    if section.sound(&["window_months", "horizon_months"]) && horizon < window {
        section.find(
            "horizon_months",
            format!("{horizon}"),
            format!("at least window_months, which is {window}"),
        );
    }
    section.refuse_uncertain(&["window_months", "horizon_months"]);
    let start = section.month("start").unwrap_or(YearMonth::PLACEHOLDER);
    Calendar { start, window, horizon }
}

/// Whether a text can name a folder and a row: short, plain ASCII, not beginning with a dot.
pub fn is_name(text: &str) -> bool {
    const LONGEST: usize = 80;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.len() <= LONGEST
        && text.bytes().all(plain)
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
}
