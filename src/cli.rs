//! Arguments, commands and exit codes; the only room that prints.
//!
//! A command is a file with its arguments and a function `run` of them, and a line in the table of
//! commands here.

mod backtest;
mod calibrate;
mod check;
#[expect(clippy::disallowed_methods, reason = "the clock is its business")]
mod clock;
mod compare;
mod diagnose;
mod diff;
mod ending;
mod explain;
mod gather;
mod history;
mod inputs;
mod language;
mod merge;
mod new;
mod paired;
mod plan;
mod portfolio;
mod progress;
mod recipe;
mod register;
mod regret;
mod replay;
mod report;
mod reproduce;
mod resume;
mod run;
mod scenario_run;
mod schema;
mod selftest;
mod settings;
mod show;
mod simulate;
mod threads;
mod track;
mod until;
mod values;
mod write_new;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use ending::{Ending, print, tell};
use language::LanguageArgument;
use settings::defaults;

const AFTER_HELP: &str = "\
Without a command, the baseline is run.

Exit codes: 0 done, 2 wrong arguments, 3 an input was rejected or a check found a difference,
4 results could not be written, 130 interrupted.";

/// Exit code of wrong arguments.
const WRONG_ARGUMENTS: u8 = 2;

/// Monte Carlo simulator of a city district's land reserve and land sale programme.
#[derive(Debug, Parser)]
#[command(version, about, after_help = AFTER_HELP)]
struct Arguments {
    /// Language of help, messages, tables and reports. Default: the system's, else English; of
    /// reports Chinese.
    #[arg(long, global = true, value_enum)]
    lang: Option<LanguageArgument>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Makes the commands and what they do from a table: the help text of each, its name, its file with
/// its arguments. A file without `run(&Arguments) -> Ending` does not compile.
macro_rules! commands {
    ($($(#[$help:meta])* $name:ident($file:ident::$arguments:ident),)*) => {
        /// The commands in the order in which help lists them.
        #[derive(Debug, Subcommand)]
        enum Command {
            $($(#[$help])* $name($file::$arguments),)*
        }

        impl Command {
            /// Does what is asked, and says how it ended.
            fn run(&self) -> Ending {
                match self {
                    $(Self::$name(arguments) => $file::run(arguments),)*
                }
            }
        }
    };
}

commands! {
    /// Simulate scenarios and write their tables.
    Run(run::RunArguments),
    /// Put the parts of a run together, to the same bytes as the whole.
    Merge(merge::MergeArguments),
    /// Hold scenarios against a base in the same futures: paired differences of every figure.
    Compare(compare::CompareArguments),
    /// Split the change from a base to a scenario among the scenario's shocks, policies and other
    /// values: Shapley shares of every figure.
    #[command(mut_arg("trials", |trials| trials.default_value("1000")))]
    Explain(explain::ExplainArguments),
    /// Try policies in several markets: means, regret against the best policy of each market, worst
    /// case, and the share of futures that meet the target.
    Regret(regret::RegretArguments),
    /// Tell single trials as ledgers: every payment, auction and wait, and why the district had to
    /// pay.
    Replay(replay::ReplayArguments),
    /// Hold forecasts against what has happened: rank, band and score of every quantity, and what
    /// the miss is made of.
    Track(track::TrackArguments),
    /// Run scenarios and write a seed book: what went in, and digests of every table.
    Register(register::RegisterArguments),
    /// Make a page, charts and a workbook of runs that are there; nothing is simulated.
    Report(report::ReportArguments),
    /// Make the runs of seed books, manifests or result folders again, and say table by table
    /// whether they are the same.
    Reproduce(reproduce::ReproduceArguments),
    /// Estimate a market's parameters from data, with standard errors, and print them as a part of
    /// a scenario.
    #[command(subcommand)]
    Calibrate(calibrate::Calibrate),
    /// Forecast house prices from many months of the past, each from what was known then, and score
    /// what came against naive forecasts.
    Backtest(backtest::BacktestArguments),
    /// Hold house prices of a scenario's market against those that were seen.
    Diagnose(diagnose::DiagnoseArguments),
    /// Judge the program on this machine by closed forms, with the probability of what was found.
    Selftest(selftest::SelftestArguments),
    /// Say everything that is wrong with scenario files, and simulate nothing.
    Check(check::CheckArguments),
    /// Write a commented scenario file to begin with.
    New(new::NewArguments),
    /// Print the JSON Schema of scenario files, by which editors complete and check keys.
    Schema(schema::SchemaArguments),
    /// Print every value of a scenario with all it extends, and where it stands.
    Show(show::ShowArguments),
    /// Print the values in which two scenarios differ, by key.
    Diff(diff::DiffArguments),
    /// Evaluate an implementation plan of special bond projects as it is stated: cover of principal
    /// and interest, cash flow by year, stress table, and how far income may fall.
    Plan(plan::PlanArguments),
    /// Make or check a portfolio of plots.
    #[command(subcommand)]
    Portfolio(portfolio::PortfolioCommand),
}

/// Says help or version, or what is wrong with the command line.
fn refused(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    if error.use_stderr() {
        tell(text.trim_end());
        return ExitCode::from(WRONG_ARGUMENTS);
    }
    print(&text).into()
}

/// Runs the command line of the process.
pub(crate) fn run_command_line() -> ExitCode {
    threads::watch_interrupts();
    let words: Vec<OsString> = std::env::args_os().collect();
    let plain: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    language::listen(&plain);
    let matches = language::explained(Arguments::command()).try_get_matches_from(words);
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    threads::start_threads();
    let ending = match arguments.command {
        None => run::run(&defaults()),
        Some(command) => command.run(),
    };
    ending.into()
}
