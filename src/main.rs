//! `frontdoor`: arguments, a command, an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    frontdoor::cli::main()
}
