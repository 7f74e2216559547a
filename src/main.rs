//! The command `landsim`.

#[expect(clippy::disallowed_methods, reason = "the clock is its business")]
mod cli;

fn main() -> std::process::ExitCode {
    cli::run_command_line()
}
