//! Arguments, commands and exit codes; the only room that prints.

mod backtest;
mod book;
mod calibrate;
mod compare;
mod diagnose;
mod explain;
mod futures;
mod gather;
mod history;
mod merge;
mod new;
mod one_run;
mod portfolio;
mod progress;
mod recipe;
mod regret;
mod replay;
mod report;
mod resume;
mod run;
mod selftest;
mod show;
mod simulate;
mod until;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use landsim::calendar::YearMonth;
use landsim::catalogue::figure::Figure;
use landsim::store::manifest::Shard;
use landsim::uncertainty::sampling::Sampling;
use landsim::wording::text::Language;

/// How a command ended; the number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    /// Everything asked for was done.
    Done = 0,
    /// An input file was rejected, or a check found a difference.
    Rejected = 3,
    /// Results could not be written.
    NotWritten = 4,
    /// Interrupted by the user.
    Interrupted = 130,
}

/// Prints text for whoever reads the results. A reader that went away early, such as `head`, has read
/// enough; anything else that keeps the text from being written is a failure.
fn print(text: &str) -> Ending {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            say(format_args!(
                "landsim: standard output: found {error}; accepted: a place that can be written to"
            ));
            Ending::NotWritten
        }
        _ => Ending::Done,
    }
}

/// Says a line on the standard error stream; where nobody can hear it, the work goes on.
fn say(line: impl std::fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending as u8)
    }
}

const AFTER_HELP: &str = "\
Without a command, the baseline is run.

Exit codes: 0 done, 2 wrong arguments, 3 an input was rejected or a check found a difference,
4 results could not be written, 130 interrupted.";

/// Monte Carlo simulator of a city district's land reserve and land sale programme.
#[derive(Debug, Parser)]
#[command(version, about, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate scenarios and write their tables.
    Run(RunArguments),
    /// Put the parts of a run together, to the same bytes as the whole.
    Merge(MergeArguments),
    /// Hold scenarios against a base in the same futures: paired differences of every figure.
    Compare(CompareArguments),
    /// Split the change from a base to a scenario among the scenario's shocks, policies and other
    /// values: Shapley shares of every figure.
    #[command(mut_arg("trials", |trials| trials.default_value("1000")))]
    Explain(ExplainArguments),
    /// Try policies in several markets: means, regret against the best policy of each market, worst
    /// case, and the share of futures that meet the target.
    Regret(RegretArguments),
    /// Tell single trials as ledgers: every payment, auction and wait, and why the district had to pay.
    Replay(ReplayArguments),
    /// Run scenarios and write a seed book: what went in, and digests of every table.
    Register(RegisterArguments),
    /// Make a page, charts and a workbook of runs that are there; nothing is simulated.
    Report(report::ReportArguments),
    /// Make the runs of seed books, manifests or result folders again, and say table by table whether
    /// they are the same.
    Reproduce(ReproduceArguments),
    /// Estimate a market's parameters from data, with standard errors, and print them as a part of a
    /// scenario.
    #[command(subcommand)]
    Calibrate(calibrate::Calibrate),
    /// Forecast house prices from many months of the past, each from what was known then, and score what
    /// came against naive forecasts.
    Backtest(backtest::BacktestArguments),
    /// Hold house prices of a scenario's market against those that were seen.
    Diagnose(diagnose::DiagnoseArguments),
    /// Judge the program on this machine by closed forms, with the probability of what was found.
    Selftest(SelftestArguments),
    /// Say everything that is wrong with scenario files, and simulate nothing.
    Check(CheckArguments),
    /// Write a commented scenario file to begin with.
    New {
        /// Name of the scenario, or the path of its file.
        name: PathBuf,
    },
    /// Print the JSON Schema of scenario files, by which editors complete and check keys.
    Schema,
    /// Print every value of a scenario with all it extends, and where it stands.
    Show {
        /// Scenario file; `builtin:baseline` is the baseline compiled into the program.
        scenario: PathBuf,
    },
    /// Print the values in which two scenarios differ, by key.
    Diff {
        /// Scenario file whose values are marked with -.
        left: PathBuf,
        /// Scenario file whose values are marked with +.
        right: PathBuf,
    },
    /// Make or check a portfolio of plots.
    #[command(subcommand)]
    Portfolio(PortfolioCommand),
}

/// Language of the result table.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageArgument {
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

#[derive(Debug, clap::Args)]
struct RunArguments {
    /// Scenario files; none: the baseline compiled into the program.
    scenarios: Vec<PathBuf>,
    /// Keep what an interrupted batch or long run has finished: scenarios and parts whose folder was made
    /// of the same inputs by the same program and has every file as it was written.
    #[arg(long)]
    resume: bool,
    /// Simulate only a part of the trials, such as 3/16; `landsim merge` puts the parts together.
    #[arg(long, value_parser = shard)]
    shard: Option<Shard>,
    /// Trials after which a longer run keeps what it has done, for `--resume`; results do not depend
    /// on it.
    #[arg(long, default_value_t = 262_144, value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    part: u64,
    /// How chance is spread over trials; all but `plain` need fewer of them for the same error.
    #[arg(long, default_value_t = Sampling::Plain, value_parser = sampling)]
    sampling: Sampling,
    /// Correct means and probabilities by the luck that the trials had, where it is known: the table `controlled`.
    #[arg(long, conflicts_with_all = ["shard", "resume"])]
    control_variates: bool,
    /// Simulate until an answer is as precise as asked, such as `p_balance±0.005` or
    /// `window_balance_cny±1e8`, however many trials it takes.
    #[arg(long, conflicts_with_all = ["shard", "resume", "trials"])]
    until: Option<until::Until>,
    /// Most trials that `--until` may take.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    most: u64,
    /// Make a report of each scenario, and of all together; as `landsim report` does.
    #[arg(long, conflicts_with = "shard")]
    report: bool,
    #[command(flatten)]
    settings: Settings,
}

fn sampling(name: &str) -> Result<Sampling, String> {
    let names = || Sampling::ALL.map(Sampling::name).join(", ");
    Sampling::named(name).ok_or_else(|| format!("accepted: one of {}", names()))
}

fn shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(number, of)| {
        Some(Shard { number: number.parse().ok()?, of: of.parse().ok()? })
    });
    parts
        .filter(|shard| (1..=shard.of).contains(&shard.number) && shard.of <= MOST_SHARDS)
        .ok_or_else(|| format!("accepted: K/N with 1 <= K <= N <= {MOST_SHARDS}, such as 3/16"))
}

/// Most trials of a scenario.
const MOST_TRIALS: u64 = 1_000_000_000;
/// Most parts of a run.
const MOST_SHARDS: u64 = 10_000;

#[derive(Debug, clap::Args)]
struct MergeArguments {
    /// Folders that `landsim run --shard` wrote: all parts of one run.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Folder for results, in which the scenario's folder is written.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    /// Do not show the result table.
    #[arg(long)]
    quiet: bool,
    /// Language of the result table.
    #[arg(long, value_enum, default_value_t = LanguageArgument::En)]
    lang: LanguageArgument,
}

#[derive(Debug, clap::Args)]
struct CompareArguments {
    /// What the others are held against; `builtin:baseline` is the baseline compiled into the
    /// program.
    base: PathBuf,
    /// Scenario files held against the base. In place of files, base and others may be folders that
    /// `landsim run` wrote, with their own seeds and trials: nothing is simulated then, and runs of
    /// different seeds or portfolios are labelled as not paired.
    #[arg(required = true)]
    others: Vec<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, clap::Args)]
struct ExplainArguments {
    /// Scenario file.
    scenario: PathBuf,
    /// What it is held against; the default is the baseline compiled into the program.
    #[arg(long, default_value = "builtin:baseline")]
    base: PathBuf,
    /// Orders of arrival that are drawn when there are more than 8 parts.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(2..=10_000))]
    orders: u16,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, clap::Args)]
struct RegretArguments {
    /// Scenario files whose policies are tried, the rows; `builtin:baseline` adds nothing to a market.
    #[arg(long, required = true, num_args = 1..)]
    policies: Vec<PathBuf>,
    /// Scenario files of the markets, the columns. What a policy's file says on top of the files it
    /// shares with the market is laid over it.
    #[arg(long, required = true, num_args = 1..)]
    markets: Vec<PathBuf>,
    /// Figure by which policies are judged, by its id in the tables.
    #[arg(long, default_value = "settled_balance_cny", value_parser = figure)]
    figure: Figure,
    /// Target that a future meets from here on upwards, in the figure's unit. Default: the target
    /// that the figure has.
    #[arg(long, allow_negative_numbers = true)]
    at_least: Option<f64>,
    /// Target that a future meets from here on downwards.
    #[arg(long, allow_negative_numbers = true, conflicts_with = "at_least")]
    at_most: Option<f64>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["trial", "worst", "near"])))]
struct ReplayArguments {
    /// Scenario file; `builtin:baseline` is the baseline compiled into the program.
    #[arg(default_value = "builtin:baseline")]
    scenario: PathBuf,
    /// Number of a trial, from 0, as in the table `trials`; may be given several times. The diary by
    /// month is printed of one trial alone.
    #[arg(long)]
    trial: Vec<u64>,
    /// Simulate `--trials` futures and replay as many of the worst by a figure; of one that is neither
    /// good nor bad the lowest. Trials that do not have the figure are not ranked.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1000))]
    worst: Option<u16>,
    /// Simulate `--trials` futures and replay the one at a quantile of a figure, such as p05.
    #[arg(long, value_parser = quantile)]
    near: Option<f64>,
    /// Figure by which `--worst` and `--near` choose, by its id in the tables.
    #[arg(long, default_value = "window_balance_cny", value_parser = figure)]
    figure: Figure,
    /// How chance was spread over the trials of the run whose numbers these are.
    #[arg(long, default_value_t = Sampling::Plain, value_parser = sampling)]
    sampling: Sampling,
    /// Print only the month and the cause of the first support payment.
    #[arg(long)]
    pinpoint: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, clap::Args)]
struct RegisterArguments {
    /// Book that is written.
    book: PathBuf,
    /// Scenario files; none: the baseline compiled into the program.
    scenarios: Vec<PathBuf>,
    /// Number of simulated futures of each scenario.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Portfolio file; default: the shipped synthetic portfolio.
    #[arg(long)]
    portfolio: Option<PathBuf>,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, clap::Args)]
struct ReproduceArguments {
    /// Seed books, or manifests or folders that `landsim run` wrote.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, clap::Args)]
struct SelftestArguments {
    /// Seed; a right program passes under almost every one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Language.
    #[arg(long, value_enum, default_value_t = LanguageArgument::En)]
    lang: LanguageArgument,
}

fn month(text: &str) -> Result<YearMonth, String> {
    text.parse().map_err(|_| "accepted: a month, such as 2006-01".to_owned())
}

fn quantile(name: &str) -> Result<f64, String> {
    const PERCENT: f64 = 100.0;
    let percent = name.strip_prefix('p').and_then(|digits| digits.parse::<f64>().ok());
    let accepted = || "accepted: p and a percentage from 0 to 100, such as p05".to_owned();
    percent
        .filter(|percent| (0.0..=PERCENT).contains(percent))
        .map(|percent| percent / PERCENT)
        .ok_or_else(accepted)
}

fn figure(id: &str) -> Result<Figure, String> {
    let found = Figure::ALL.into_iter().find(|figure| figure.id() == id);
    found.ok_or_else(|| {
        let near = landsim::finding::nearest(id, Figure::ALL.iter().map(|figure| figure.id()));
        let near = near.map_or(String::new(), |near| format!(", perhaps {near}"));
        format!("accepted: the id of a figure, as in the column `figure` of summary.csv{near}")
    })
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// Scenario files.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Portfolio file; default: the shipped synthetic portfolio.
    #[arg(long)]
    portfolio: Option<PathBuf>,
}

/// How futures are simulated and where results go.
#[derive(Debug, clap::Args)]
struct Settings {
    /// Number of simulated futures of each scenario.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: u64,
    /// Seed of all random numbers; the same seed gives scenarios the same luck.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder for results, one folder per scenario.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    /// Portfolio file; default: the shipped synthetic portfolio.
    #[arg(long)]
    portfolio: Option<PathBuf>,
    /// Show neither progress nor the result table.
    #[arg(long)]
    quiet: bool,
    /// Language of the result table.
    #[arg(long, value_enum, default_value_t = LanguageArgument::En)]
    lang: LanguageArgument,
}

impl Default for RunArguments {
    /// What `landsim run` without arguments means.
    fn default() -> Self {
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            arguments: RunArguments,
        }
        Alone::parse_from(["landsim"]).arguments
    }
}

#[derive(Debug, Subcommand)]
enum PortfolioCommand {
    /// Print a synthetic portfolio that adds up to the published plan.
    Generate {
        /// Seed; the shipped portfolio has 20110101.
        #[arg(long)]
        seed: u64,
    },
    /// Print plan, portfolio and difference of every published total.
    Check {
        /// Portfolio file; default: the shipped one.
        file: Option<PathBuf>,
    },
}

/// Runs the command line of the process.
pub(crate) fn run_command_line() -> ExitCode {
    let ending = match Arguments::parse().command {
        None => run::run(&RunArguments::default()),
        Some(Command::Run(arguments)) => run::run(&arguments),
        Some(Command::Merge(arguments)) => merge::run(&arguments),
        Some(Command::Compare(arguments)) => compare::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Regret(arguments)) => regret::run(&arguments),
        Some(Command::Replay(arguments)) => replay::run(&arguments),
        Some(Command::Register(arguments)) => book::register(&arguments),
        Some(Command::Reproduce(arguments)) => book::reproduce(&arguments),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Calibrate(what)) => calibrate::run(&what),
        Some(Command::Backtest(arguments)) => backtest::run(&arguments),
        Some(Command::Diagnose(arguments)) => diagnose::run(&arguments),
        Some(Command::Selftest(arguments)) => selftest::run(&arguments),
        Some(Command::Check(arguments)) => run::check(&arguments),
        Some(Command::New { name }) => new::run(&name),
        Some(Command::Schema) => show::schema(),
        Some(Command::Show { scenario }) => show::show(&scenario),
        Some(Command::Diff { left, right }) => show::diff(&left, &right),
        Some(Command::Portfolio(PortfolioCommand::Generate { seed })) => portfolio::generate(seed),
        Some(Command::Portfolio(PortfolioCommand::Check { file })) => {
            portfolio::check(file.as_deref())
        }
    };
    ending.into()
}
