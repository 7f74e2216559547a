//! A scenario: what may happen and by which rules, complete and valid once it exists.
//!
//! The readers of `reader` take typed values out of the file and collect every finding;
//! here one module per part of the file reads it into [`crate::rules`]. A [`Scenario`] can
//! only be made by loading, so whatever has one needs no further checks.
//!
//! | part of the file | read by |
//! | --- | --- |
//! | `[scenario]` | this file |
//! | `[case]` | [`case_files`] |
//! | `[market]`, `[market.history]` | `market`, `history` |
//! | `[[zone]]` | `zone` |
//! | `[reserve]`, `[auction]`, `[receipts]`, `[finance]`, `[delivery]` | the file of the name |
//! | `[[project]]`, `[[bond]]` | `project` |
//! | `[[shock]]`, `[[policy]]` | `shock`, `policy` and the instrument's own file |
//! | `[doubt]` | `doubt` |
//! | `[[plan_change]]`, `[[copula]]`, `[sweep]` | [`plan_change`], `copula`, `sweep` |
//! | `[[stress]]`, `[evidence]` | [`stress`], [`evidence`] |
//!
//! # Why a scenario keeps its document
//!
//! Values may be changed by key ([`Scenario::with`]), taken apart ([`parts`]) and drawn
//! ([`Scenario::drawn`]); each time the document is read again by the same readers, as if
//! the values stood in the file. There is one place that knows what a key means and
//! accepts.
//!
//! # Why uncertain numbers are checked at their ends
//!
//! A number that is drawn must be acceptable whatever is drawn, and rules between two keys
//! (least and greatest bidders, rates that sum to at most 1) are held for the worst of
//! both. So nothing can be refused once trials run.

mod auction;
mod buyback;
pub mod case_files;
mod copula;
mod delivery;
pub mod describe;
mod doubt;
pub mod evidence;
mod finance;
mod heading;
mod history;
pub mod json_schema;
mod market;
mod overrides;
pub mod parts;
pub mod plan_change;
mod policy;
mod project;
mod receipts;
mod reserve;
mod scatter;
mod shock;
mod split;
mod state_buyer;
pub mod stress;
mod sweep;
mod zone;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::digest::sha256;
use crate::finding::{Finding, Place, Rejected};
use crate::reader::accepted::Accepted;
use crate::reader::built_in::{BASELINE_FILE, BASELINE_TEXT};
use crate::reader::document::{self, Document};
use crate::reader::parameter::{DataFile, Parameter};
use crate::reader::reading_log::{Files, Mode, ReadingLog};
use crate::reader::section::Section;
use crate::reader::uncertain_number::UncertainNumber;
use crate::rules::Rules;
use crate::rules::history::History;
use crate::rules::levels::Levels;
use crate::rules::scatter::CommonScatter;
use crate::uncertainty::correlation::Copula;
use crate::wording::text::Text;

use case_files::CaseFiles;
use evidence::Evidence;
use plan_change::PlanChange;
use stress::Stress;

/// What stands in the name of the folder of a part of a run, between the scenario's id and the
/// part's number.
pub const SHARD: &str = ".shard-";

/// How keys begin of what is only asked beside a run: nothing that is simulated depends on it.
pub const ASKED: &str = "stress[";

/// What findings call values that were laid over a scenario, in the place of a file.
const OVERRIDES: &str = "overrides";

/// Longest horizon (months): fifty years.
pub const LONGEST_HORIZON: u32 = 600;

/// A complete and valid scenario: its rules, and all that is known of where they come from.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// File as the user named it; of a scenario in memory the name it was given.
    pub file: String,
    /// SHA-256 of the text, with all that it extends; of overridden values that and the
    /// values.
    pub digest: String,
    /// Short name, at most 80 letters and digits of any script; the folder of its results is
    /// called so.
    pub id: String,
    /// One line for people, in both languages as 中文 | English.
    pub title: String,
    /// What the scenario says of the district, its market and its governments; uncertain
    /// numbers at their medians.
    pub rules: Rules,
    /// Plot table and plan that it names.
    pub case_files: CaseFiles,
    /// Changes of the portfolio's plan, sorted by id; [`plan_change::apply`] makes them.
    pub plan_changes: Vec<PlanChange>,
    /// What is asked of it beside its own run, in the order of the file.
    pub stresses: Vec<Stress>,
    /// What was seen elsewhere, in words.
    pub evidence: Evidence,
    /// Every value with unit and source, in the order of reading: what `landsim show`
    /// prints.
    pub parameters: Vec<Parameter>,
    /// Files of data that were read, sorted by name.
    pub data_files: Vec<DataFile>,
    /// Numbers that are drawn in each trial, sorted by key; elsewhere their medians stand for them.
    pub uncertain: Vec<UncertainNumber>,
    /// How uncertain numbers move together; `None`: each for itself.
    pub copula: Option<Copula>,
    /// The same scenario with the numbers of which its section `[doubt]` says how far they may be
    /// wrong as uncertain numbers; `None` without the section.
    doubtful: Option<Box<Self>>,
    /// Whether it is one of these itself.
    is_doubtful: bool,
    /// The tree that it was read from, to be read again.
    document: Arc<Document>,
    /// Where files of data that it names are found.
    files: Files,
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
    /// [`Rejected`] with everything that is wrong with the file and the files it names;
    /// what is wrong with several scenarios of a sweep is said once.
    pub fn load_all(path: &Path) -> Result<Vec<Self>, Rejected> {
        let files = Files::beside(path);
        let (mut scenarios, mut findings) = (Vec::new(), Vec::new());
        for document in sweep::expand(document::read(path)?)? {
            match Self::resolve(&document, &files) {
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

    /// A scenario from text that stands alone; findings call it `name`.
    ///
    /// ```
    /// use landsim::reader::built_in::BASELINE_TEXT;
    /// use landsim::scenario::Scenario;
    ///
    /// let text = BASELINE_TEXT.replace("id = \"baseline\"", "id = \"mine\"");
    /// assert_eq!(Scenario::parse("mine.toml", &text)?.id, "mine");
    ///
    /// let rejected = Scenario::parse("empty.toml", "[scenario]\nid = \"mine\"\n").unwrap_err();
    /// let missing = |key: &str| rejected.findings.iter().any(|finding| finding.key == key);
    /// assert!(missing("market") && missing("finance"), "everything is said at once");
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the text.
    pub fn parse(name: &str, text: &str) -> Result<Self, Rejected> {
        Self::resolve(&document::parse_alone(name, text)?, &Files::beside(Path::new("")))
    }

    /// The scenario of an id from texts at hand: a file and everything it extends, by name and
    /// text, the base last, and the files of data that it names by their names.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with the texts, and when none of their scenarios
    /// has the id.
    pub fn of_texts(
        chain: &[(String, String)],
        data_files: BTreeMap<String, String>,
        id: &str,
    ) -> Result<Self, Rejected> {
        let documents = sweep::expand(document::merge_chain(chain)?)?;
        match documents.iter().find(|document| document.id() == Some(id)) {
            Some(document) => {
                let file = Path::new(&document.file);
                let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
                Self::resolve(document, &Files::Kept(folder, Arc::new(data_files)))
            }
            None => Err(Rejected::new(vec![Finding {
                place: Place::whole(&chain.first().map(|file| file.0.clone()).unwrap_or_default()),
                key: "scenario.id".into(),
                found: format!("no scenario {id:?}"),
                accepted: "the scenario that was recorded".into(),
            }])),
        }
    }

    /// Dotted keys that a sweep has given other values, with the texts of these.
    pub fn swept(&self) -> &[(String, String)] {
        &self.document.swept
    }

    /// Name and text of the file and of everything it extends, the base last.
    pub fn chain(&self) -> &[(String, String)] {
        &self.document.chain
    }

    /// A policy in a market: what the file `policy` says on top of the files the two share,
    /// laid over the scenario of the file `market`. Its id and title name both.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with either file, and when a policy
    /// states what the market does not accept.
    pub fn load_over(policy: &Path, market: &Path) -> Result<Self, Rejected> {
        let (upper, lower) = (Self::load(policy)?, Self::load(market)?);
        let both = Self::resolve(&document::read_over(policy, market)?, &Files::beside(market))?;
        Ok(Self {
            id: format!("{}-in-{}", upper.id, lower.id),
            title: Text::joined(&[&lower.title, &upper.title], ": ").to_string(),
            ..both
        })
    }

    /// The scenario in which the numbers that its section `[doubt]` names are drawn, too; `None`
    /// where nothing is doubted.
    pub fn doubtful(&self) -> Option<&Self> {
        self.doubtful.as_deref()
    }

    /// Reads a document whose files of data are found among `files`, with all findings or
    /// none; where it doubts some of its numbers, a second time with these drawn.
    fn resolve(document: &Document, files: &Files) -> Result<Self, Rejected> {
        let mut scenario = Self::read(document, files, false)?;
        let log = ReadingLog::of_files(files.clone());
        let root = Section::root(&log, &document.file, &document.root);
        let known = (&scenario.parameters[..], &scenario.uncertain[..]);
        let drawn = doubt::drawn(&root, document, known);
        let findings = log.findings.take();
        if !findings.is_empty() {
            return Err(Rejected::new(findings));
        }
        if let Some(drawn) = drawn {
            let doubtful = Self::read(&drawn, files, true)?;
            let levels = doubtful.parameters.iter().filter(|parameter| is_of_doubt(&parameter.key));
            scenario.parameters.extend(levels.cloned());
            let is_number = |parameter: &Parameter| !parameter.key.ends_with(doubt::BETWEEN);
            scenario.parameters.extend(log.parameters.take().into_iter().filter(is_number));
            scenario.doubtful = Some(Box::new(doubtful));
        }
        Ok(scenario)
    }

    /// Reads a document once, with or without its doubts.
    fn read(document: &Document, files: &Files, is_doubtful: bool) -> Result<Self, Rejected> {
        let log = ReadingLog::of_files(files.clone());
        let root = Section::root(&log, &document.file, &document.root);
        let scenario = read_scenario(&root, document, None, is_doubtful);
        let mut uncertain = log.uncertain.borrow().clone();
        uncertain.sort_by(|left, right| left.key.cmp(&right.key));
        let copula = copula::read_copula(&root, &uncertain);
        root.refuse_unknown_keys();
        let findings = log.findings.take();
        if !findings.is_empty() {
            return Err(Rejected::new(findings));
        }
        let document = Arc::new(document.clone());
        let parameters = log.parameters.take();
        let mut data_files = log.data_files.take();
        data_files.sort();
        data_files.dedup();
        let files = files.clone();
        Ok(Self { parameters, data_files, uncertain, copula, document, files, ..scenario })
    }

    /// The scenario with other values at some dotted keys, as `landsim show` prints them:
    /// one value in TOML for each, such as `("finance.loan_to_value", "0.6")`. It is read
    /// again as if the values stood in the file; its digest is another one.
    ///
    /// ```
    /// use landsim::scenario::Scenario;
    ///
    /// let careful = Scenario::baseline()?.with(&[("finance.loan_to_value", "0.6")])?;
    /// assert_eq!(careful.rules.finance.loan_to_value, 0.6);
    /// assert!(careful.with(&[("finance.loan_to_valve", "0.6")]).is_err());
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejected`] with every key that leads nowhere and every value that is not accepted.
    pub fn with(&self, overrides: &[(&str, &str)]) -> Result<Self, Rejected> {
        let mut document = Document::clone(&self.document);
        let mut findings = Vec::new();
        let mut hashed = self.digest.clone();
        for (key, text) in overrides {
            let _ = write!(hashed, "\n{key} = {text}");
            match document::parse_value(OVERRIDES, text) {
                Err(rejected) => findings.extend(rejected.findings),
                Ok(value) => {
                    if !overrides::set(&mut document.root, key, value) {
                        findings.push(leads_nowhere(key));
                    }
                }
            }
        }
        if !findings.is_empty() {
            return Err(Rejected::new(findings));
        }
        document.digest = sha256(hashed.as_bytes());
        Self::resolve(&document, &self.files)
    }

    /// The rules of a trial in which the uncertain numbers are these, in the order of
    /// [`Self::uncertain`].
    ///
    /// They are read again from the document they came from, whose every combination of
    /// drawn numbers was found acceptable when it was loaded.
    #[must_use]
    pub fn drawn(&self, numbers: &[f64]) -> Rules {
        let keys = self.uncertain.iter().map(|number| number.key.clone());
        let numbers = keys.zip(numbers.iter().copied()).collect();
        let log = ReadingLog::new(Mode::Redraw { numbers });
        let root = Section::root(&log, &self.document.file, &self.document.root);
        let history = self.rules.market.history.as_ref();
        read_scenario(&root, &self.document, history, self.is_doubtful).rules
    }

    /// Values that are assumptions: stated as such, or without a source. What is only asked beside
    /// the run is none: nothing rests on it.
    pub fn assumptions(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| is_assumed(parameter))
    }

    /// All other values: from a plan, a statute or data, or only asked beside the run.
    pub fn sourced(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| !is_assumed(parameter))
    }
}

/// Whether a result rests on a value that is an assumption.
fn is_assumed(parameter: &Parameter) -> bool {
    parameter.is_assumption() && !parameter.key.starts_with(ASKED)
}

/// Whether a dotted key lies in the section `[doubt]`.
fn is_of_doubt(key: &str) -> bool {
    key.strip_prefix(doubt::DOUBT).is_some_and(|rest| rest.starts_with('.'))
}

/// The finding of an overridden key whose tables are not there.
fn leads_nowhere(key: &str) -> Finding {
    Finding {
        place: Place::whole(OVERRIDES),
        key: key.to_owned(),
        found: "a key that leads nowhere".into(),
        accepted: "a dotted key as `landsim show` prints it".into(),
    }
}

/// Reads a scenario; `history` is that of its market, when it was read before, so that no file is
/// touched again. Levels are read of a doubtful one alone. What is not in sections (uncertain
/// numbers, copula, files) is filled in by [`Scenario::resolve`].
fn read_scenario(
    root: &Section<'_>,
    document: &Document,
    history: Option<&History>,
    is_doubtful: bool,
) -> Scenario {
    let (id, title, calendar, [discount_rate, programme_share]) =
        root.section("scenario", |section| {
            let id = heading::read_id(section);
            let numbers = [
                section.number("discount_rate", "per year", &Accepted::number(-0.5..=1.0)),
                section.number("programme_share", "share", &Accepted::share()),
            ];
            (id, section.text("title"), heading::read_calendar(section), numbers)
        });
    let mut rules = Rules {
        calendar,
        discount_rate,
        programme_share,
        market: root.section("market", |section| market::read(section, history)),
        zones: zone::read_all(root),
        reserve: root.section("reserve", reserve::read),
        auction: root.section("auction", auction::read),
        receipts: root.section("receipts", receipts::read),
        finance: root.section("finance", finance::read),
        delivery: root.section("delivery", delivery::read),
        state_buyer: root.section("state_buyer", state_buyer::read),
        scatter: root.optional("scatter", scatter::read).unwrap_or(CommonScatter::NONE),
        levels: read_levels(root, is_doubtful),
        buyback: root.optional("buyback", buyback::read),
        projects: project::read_all(root),
        shocks: shock::read_all(root),
        policies: policy::read_all(root),
    };
    // What came before the start is known better by a history than by a number.
    let age = rules.auction.appraisal_age_months;
    let known = rules.market.history.as_ref();
    if let Some(gap) = known.and_then(|history| history.appraisal_gap(calendar.start, age)) {
        rules.auction.initial_appraisal_gap = gap;
    }
    let plan_changes = plan_change::read_all(root);
    let stresses = stress::read_all(root);
    policy::check_applications(root, &rules.auction, &rules.policies);
    policy::check_city_stock(root, &rules.market, &rules.policies);
    split::check_splits(root, &rules.receipts, &rules.policies);
    Scenario {
        file: document.file.clone(),
        digest: document.digest.clone(),
        id,
        title,
        rules,
        case_files: case_files::read(root),
        plan_changes,
        stresses,
        evidence: evidence::read(root),
        parameters: Vec::new(),
        data_files: Vec::new(),
        uncertain: Vec::new(),
        copula: None,
        doubtful: None,
        is_doubtful,
        document: Arc::default(),
        files: Files::beside(Path::new("")),
    }
}

/// The levels of a doubtful scenario; of another one, everything as stated.
fn read_levels(root: &Section<'_>, is_doubtful: bool) -> Levels {
    if is_doubtful {
        return root.section(doubt::DOUBT, doubt::read_levels);
    }
    root.tolerate(&[doubt::DOUBT]);
    Levels::STATED
}
