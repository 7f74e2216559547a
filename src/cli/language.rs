//! The language in which the program speaks: as `--lang` says, else as the system's locale does,
//! else English; help, messages, findings, tables and reports alike.

use std::sync::OnceLock;

use clap::{Arg, Command, ValueEnum};
use landsim::wording::help::{about, after, argument, command};
use landsim::wording::phrases::said;
use landsim::wording::text::Language;

/// The language of the process.
static SPOKEN: OnceLock<Option<Language>> = OnceLock::new();

/// Option that says the language.
const OPTION: &str = "--lang";

/// A language, as it is named on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LanguageArgument {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::Zh => Self::Chinese,
            LanguageArgument::En => Self::English,
        }
    }
}

/// The language that was asked for, or that the system speaks; English where neither says one.
pub(super) fn spoken() -> Language {
    stated().unwrap_or(Language::English)
}

/// The same, `None` where neither says one.
pub(super) fn stated() -> Option<Language> {
    SPOKEN.get().copied().flatten()
}

/// A text of sentences and of parts of a scenario in the language that is spoken: parts of a file
/// stay as they are.
pub(super) fn in_words(text: &str) -> String {
    let is_of_a_file =
        |line: &str| line.contains(" = ") || line.starts_with('[') || line.starts_with('#');
    let line = |line: &str| {
        if is_of_a_file(line) { line.to_owned() } else { said(line, spoken()) }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Finds the language in the words of the command line, before they are read: help and refusals
/// speak it, too.
pub(super) fn listen(words: &[String]) {
    let after_option = words.windows(2).find_map(|pair| match pair {
        [option, language] if option == OPTION => Some(language.as_str()),
        _ => None,
    });
    let joined = words.iter().find_map(|word| word.strip_prefix(OPTION)?.strip_prefix('='));
    let asked = after_option.or(joined).and_then(named);
    let _ = SPOKEN.set(asked.or_else(|| named(&sys_locale::get_locale()?)));
}

/// The language of a name such as `zh`, `zh-CN` or `en_US.UTF-8`.
fn named(name: &str) -> Option<Language> {
    let letters: String = name.chars().take_while(char::is_ascii_alphabetic).collect();
    match letters.to_lowercase().as_str() {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The command line with its help in the language that is spoken.
pub(super) fn explained(program: Command) -> Command {
    match spoken() {
        Language::English => program,
        Language::Chinese => {
            let mut program = program.about(about()).after_help(after());
            // What the parser adds itself, such as help, has words, too.
            program.build();
            translated(program, "")
        }
    }
}

/// How help is laid out.
const LAYOUT: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// A command with its arguments and the commands below it, `path` being the names above.
fn translated(program: Command, path: &str) -> Command {
    let ids: Vec<String> =
        program.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let program = ids
        .iter()
        .fold(program, |program, id| program.mut_arg(id, |argument: Arg| told(argument, path, id)));
    let program = program.help_template(LAYOUT).subcommand_help_heading("命令");
    let names: Vec<String> =
        program.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    names.iter().fold(program, |program, name| {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        program.mut_subcommand(name, |below| {
            // Every command that has others below has one for help.
            let own = command(&path);
            let below = match own.or_else(|| (name == "help").then(|| command(name)).flatten()) {
                Some(help) => below.about(help).long_about(help),
                None => below,
            };
            translated(below, &path)
        })
    })
}

/// An argument with its help, and what it is by default and may be, in words of its own.
fn told(given: Arg, path: &str, id: &str) -> Arg {
    let joined = |values: Vec<String>| values.join("、");
    let defaults: Vec<String> =
        given.get_default_values().iter().map(|value| value.to_string_lossy().into()).collect();
    let possible: Vec<String> =
        given.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let heading = if given.is_positional() { "参数" } else { "选项" };
    // A flag is there or not.
    let takes_value = given.get_action().takes_values();
    let mut help = argument(path, id).unwrap_or_default().to_owned();
    if takes_value && !possible.is_empty() {
        help.push_str(&["（可选：", &joined(possible), "）"].concat());
    }
    if takes_value && !defaults.is_empty() {
        help.push_str(&["（默认：", &joined(defaults), "）"].concat());
    }
    let told = given.help(help.clone()).long_help(help).help_heading(heading);
    if takes_value { told.hide_default_value(true).hide_possible_values(true) } else { told }
}
