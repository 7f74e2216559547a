//! The command `landsim`.

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "the terminal and the clock are its business"
)]
mod cli;

fn main() -> std::process::ExitCode {
    cli::run_command_line()
}
