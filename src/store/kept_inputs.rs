//! Inputs that are kept in the folder of a run, so that it can be made again or put together
//! wherever the folder goes.
//!
//! # Why not the paths alone
//!
//! A manifest names its inputs by paths from where the program ran. Sent to a colleague, copied to
//! a cluster or found again after a year, the folder has lost them. The files are small beside the
//! tables, so they come along, byte for byte; what is compiled into the program is named alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::case::Case;
use crate::digest::sha256;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::actuals::Actuals;
use crate::portfolio::plan::Plan;
use crate::portfolio::{file, generate};
use crate::reader::built_in;
use crate::scenario::Scenario;
use crate::scenario::case_files::{SHIPPED_PLAN, SHIPPED_PORTFOLIO};

use super::file_names::{INPUTS, MANIFEST};
use super::regular_file;

/// How the names of what is compiled into the program begin.
const BUILT_IN: &str = "builtin:";

/// What an input is of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputRole {
    /// The scenario file, or a file that it extends: the base comes last.
    Scenario,
    /// A file of data that the scenario names.
    DataFile,
    /// The plot table.
    Portfolio,
    /// The plan, or a file that it extends.
    Plan,
    /// The table of actuals.
    Actuals,
}

impl InputRole {
    /// How the names of its files begin.
    fn begins(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::DataFile => "data",
            Self::Portfolio => "plots",
            Self::Plan => "plan",
            Self::Actuals => "actuals",
        }
    }
}

/// An input that is kept with a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptInput {
    /// What it is.
    pub role: InputRole,
    /// File as the user or the scenario named it.
    pub file: String,
    /// Where it is kept, from the folder of the run; of what is compiled into the program its name.
    pub kept: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The bytes, while the folder is written.
    #[serde(skip)]
    pub(super) bytes: Arc<[u8]>,
}

impl KeptInput {
    fn new(role: InputRole, file: &str, kept: String, bytes: &[u8]) -> Self {
        let sha256 = sha256(bytes);
        // What is compiled in needs no file.
        let bytes = if kept.starts_with(BUILT_IN) { &[] } else { bytes };
        Self { role, file: file.to_owned(), kept, sha256, bytes: bytes.into() }
    }

    /// Whether it is compiled into the program.
    fn is_built_in(&self) -> bool {
        self.kept.starts_with(BUILT_IN)
    }
}

/// The inputs of a case, in the order in which they are read.
pub fn of_case(case: &Case) -> Vec<KeptInput> {
    let (scenario, portfolio) = (case.scenario(), case.portfolio());
    let mut kept = of_chain(InputRole::Scenario, scenario.chain());
    for (number, data) in (1..).zip(&scenario.data_files) {
        let place = if built_in::data_file(&data.file).is_some() {
            data.file.clone()
        } else {
            place_of(InputRole::DataFile, number, "csv")
        };
        kept.push(KeptInput::new(InputRole::DataFile, &data.file, place, data.text.as_bytes()));
    }
    let place = if portfolio.digest == generate::shipped_digest() {
        SHIPPED_PORTFOLIO.to_owned()
    } else {
        let is_workbook = portfolio.understanding.sheet.is_some();
        place_of(InputRole::Portfolio, 1, if is_workbook { "xlsx" } else { "csv" })
    };
    kept.push(KeptInput::new(InputRole::Portfolio, &portfolio.file, place, &portfolio.source));
    let plan = case.plan();
    if Plan::published().is_ok_and(|published| published.digest == plan.digest) {
        let place = SHIPPED_PLAN.to_owned();
        let text = plan.chain.first().map_or("", |(_, text)| text.as_str());
        kept.push(KeptInput::new(InputRole::Plan, &plan.file, place, text.as_bytes()));
    } else {
        kept.extend(of_chain(InputRole::Plan, &plan.chain));
    }
    if let Some((actuals, _)) = case.actuals() {
        let is_workbook = actuals.understanding.sheet.is_some();
        let place = place_of(InputRole::Actuals, 1, if is_workbook { "xlsx" } else { "csv" });
        kept.push(KeptInput::new(InputRole::Actuals, &actuals.file, place, &actuals.source));
    }
    kept
}

/// The files of a chain; those of a plan and of a scenario are laid over one another alike.
fn of_chain(role: InputRole, chain: &[(String, String)]) -> Vec<KeptInput> {
    let kept = |(number, (file, text)): (usize, &(String, String))| {
        let place = match built_in::scenario_of_text(text) {
            Some(name) => name.to_owned(),
            None => place_of(role, number, "toml"),
        };
        KeptInput::new(role, file, place, text.as_bytes())
    };
    (1..).zip(chain).map(kept).collect()
}

fn place_of(role: InputRole, number: usize, extension: &str) -> String {
    format!("{INPUTS}/{}-{number}.{extension}", role.begins())
}

/// Whether a name is that of an input in its folder.
pub(super) fn is_place(name: &str) -> bool {
    let roles = [
        InputRole::Scenario,
        InputRole::DataFile,
        InputRole::Portfolio,
        InputRole::Plan,
        InputRole::Actuals,
    ];
    let of_role = |role: InputRole| {
        let rest = name.strip_prefix(role.begins())?.strip_prefix('-')?;
        let (number, extension) = rest.split_once('.')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && ["toml", "csv", "xlsx"].contains(&extension)).then_some(())
    };
    roles.into_iter().any(|role| of_role(role).is_some())
}

/// Refuses a manifest that says an input is kept anywhere but in the folder of inputs.
fn check_places(kept: &[KeptInput], folder: &Path) -> Result<(), Rejected> {
    let is_kept_here = |input: &&KeptInput| {
        let name = input.kept.strip_prefix(INPUTS).and_then(|rest| rest.strip_prefix('/'));
        input.is_built_in() || name.is_some_and(is_place)
    };
    match kept.iter().find(|input| !is_kept_here(input)) {
        None => Ok(()),
        Some(input) => Err(Rejected::new(vec![Finding {
            place: Place::whole(&folder.join(MANIFEST).display().to_string()),
            key: "kept_inputs".into(),
            found: format!("{:?}", input.kept),
            accepted: format!("a file of the folder {INPUTS}, such as {INPUTS}/scenario-1.toml"),
        }])),
    }
}

/// The case of kept inputs, found from the folder of the run; `None` where they are not there, as
/// beside a manifest that was sent alone.
///
/// # Errors
/// [`Rejected`] when a file that is there is not the one that was kept, or they do not make a case.
pub fn case_of(
    kept: &[KeptInput],
    folder: &Path,
    (scenario_id, as_of): (&str, Option<YearMonth>),
) -> Result<Option<Case>, Rejected> {
    check_places(kept, folder)?;
    let missing = |input: &&KeptInput| !input.is_built_in() && !folder.join(&input.kept).is_file();
    if kept.is_empty() || kept.iter().any(|input| missing(&input)) {
        return Ok(None);
    }
    let of_role = |role: InputRole| kept.iter().filter(move |input| input.role == role);
    let chain = |role: InputRole| -> Result<Vec<(String, String)>, Rejected> {
        of_role(role).map(|input| Ok((input.file.clone(), text_of(input, folder)?))).collect()
    };
    let data = of_role(InputRole::DataFile)
        .filter(|input| !input.is_built_in())
        .map(|input| Ok((input.file.clone(), text_of(input, folder)?)));
    let data: BTreeMap<String, String> = data.collect::<Result<_, Rejected>>()?;
    let scenario = Scenario::of_texts(&chain(InputRole::Scenario)?, data, scenario_id)?;
    let portfolio = match of_role(InputRole::Portfolio).next() {
        Some(input) if !input.is_built_in() => {
            file::of_bytes(&input.file, bytes_of(input, folder)?)?
        }
        _ => {
            let (name, text) = generate::shipped();
            file::parse(name, text)?
        }
    };
    let plan = if of_role(InputRole::Plan).any(|input| input.kept == SHIPPED_PLAN) {
        Some(Plan::published()?.clone())
    } else {
        let plan = chain(InputRole::Plan)?;
        (!plan.is_empty()).then(|| Plan::of_texts(&plan)).transpose()?
    };
    let case = Case::under_plan(scenario, portfolio, plan)?;
    Ok(Some(match of_role(InputRole::Actuals).next() {
        None => case,
        Some(input) => {
            case.told(Actuals::of_bytes(&input.file, bytes_of(input, folder)?)?, as_of)?
        }
    }))
}

/// The bytes of an input, checked to be those that were kept.
fn bytes_of(input: &KeptInput, folder: &Path) -> Result<Vec<u8>, Rejected> {
    let path = folder.join(&input.kept);
    let refuse = |found: String| {
        let place = Place::whole(&path.display().to_string());
        let accepted = format!("the input that was kept, with SHA-256 {}", input.sha256);
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    };
    let bytes = regular_file::read(&path).map_err(|error| refuse(error.to_string()))?;
    let found = sha256(&bytes);
    if found == input.sha256 { Ok(bytes) } else { Err(refuse(format!("SHA-256 {found}"))) }
}

/// The text of an input; of what is compiled in that of this program.
fn text_of(input: &KeptInput, folder: &Path) -> Result<String, Rejected> {
    if let Some((_, text)) = built_in::scenario(&input.kept) {
        return Ok(text.to_owned());
    }
    let refuse = |error: std::string::FromUtf8Error| {
        let place = Place::whole(&folder.join(&input.kept).display().to_string());
        let accepted = "text in UTF-8".to_owned();
        let found = error.to_string();
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    };
    String::from_utf8(bytes_of(input, folder)?).map_err(refuse)
}
