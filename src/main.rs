//! The command `landsim`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run_command_line()
}
