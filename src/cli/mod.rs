//! The command line: arguments, then one file per command, then an exit code.

mod audit;
mod backup;
mod check;
mod import;
mod letter;
mod matching;
mod migrate;
mod read;
mod run;
mod status;
mod why;
mod wording;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Credentials, Draft, Places};
use crate::domain::in_full;
use crate::store::Store;

/// Watches the mailboxes of a children's front door and keeps its procedures.
#[derive(Debug, Parser)]
#[command(name = "frontdoor", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Every command that works with a configuration names it.
#[derive(Debug, Args)]
struct WithConfig {
    /// The main configuration file.
    #[arg(long, short, default_value = "/etc/frontdoor/frontdoor.toml")]
    config: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the daemon.
    Run(run::RunArguments),
    /// Validate the configuration, connect, log in, list folders; say what is wrong.
    Check(check::CheckArguments),
    /// Read the case system's extract into the case store.
    Import(import::ImportArguments),
    /// Is this child known? One, or a table of many.
    Match(Box<matching::MatchArguments>),
    /// Create or bring up to date the daemon's own database.
    Migrate(migrate::MigrateArguments),
    /// Write a copy of the daemon's database while it runs.
    Backup(backup::BackupArguments),
    /// What waits, what is overdue, whether all is accounted for.
    Status(status::StatusArguments),
    /// Everything that happened to one request, and why.
    Why(why::WhyArguments),
    /// What is read from mails and forms; nothing is touched.
    Read(read::ReadArguments),
    /// Letters and messages.
    Letter {
        #[command(subcommand)]
        command: letter::LetterCommand,
    },
    /// The audit.
    Audit {
        #[command(subcommand)]
        command: audit::AuditCommand,
    },
    /// Reads attachments for the daemon; started by it.
    #[command(hide = true)]
    ReadAttachments,
}

/// Why a command failed, for a person at a terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The configuration has problems.
    #[error("{0}")]
    Config(#[from] crate::config::ConfigProblems),
    /// The database refused.
    #[error("the database: {}", in_full(.0))]
    Store(#[from] crate::store::StoreError),
    /// The case store refused.
    #[error("the case store: {}", in_full(.0))]
    Cases(#[from] crate::store::cases::CaseError),
    /// The import was refused.
    #[error("{}", in_full(.0))]
    Import(#[from] crate::store::cases::import::ImportError),
    /// The daemon stopped with an error.
    #[error("{0}")]
    Daemon(#[from] crate::daemon::DaemonError),
    /// Reading or writing failed.
    #[error("{what}: {source}")]
    Io {
        /// What was done.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Anything else, in words.
    #[error("{0}")]
    Words(String),
}

/// Runs the program; the exit code is 0 when all is well, 1 when something is wrong, 2 for wrong arguments.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    quiet_on_a_closed_pipe();
    let result = match arguments.command {
        Command::ReadAttachments => {
            let served = crate::intake::child::serve(std::io::stdin(), std::io::stdout());
            return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        Command::Letter { command } => letter::run(command),
        Command::Run(arguments) => on_runtime(run::run(arguments)),
        Command::Check(arguments) => on_runtime(check::run(arguments)),
        Command::Import(arguments) => on_runtime(import::run(arguments)),
        Command::Match(arguments) => on_runtime(matching::run(*arguments)),
        Command::Migrate(arguments) => on_runtime(migrate::run(arguments)),
        Command::Backup(arguments) => on_runtime(backup::run(arguments)),
        Command::Status(arguments) => on_runtime(status::run(arguments)),
        Command::Read(arguments) => on_runtime(read::run(arguments)),
        Command::Why(arguments) => on_runtime(why::run(arguments)),
        Command::Audit { command } => on_runtime(audit::run(command)),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("frontdoor: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `frontdoor why … | head` ends when nobody reads on: that is no failure to be told of.
fn quiet_on_a_closed_pipe() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let words = panic.payload().downcast_ref::<String>();
        if words.is_some_and(|words| words.starts_with("failed printing to stdout") && words.contains("Broken pipe")) {
            std::process::exit(0);
        }
        told(panic);
    }));
}

fn on_runtime(work: impl Future<Output = Result<ExitCode, CommandError>>) -> Result<ExitCode, CommandError> {
    // The one TLS provider, for IMAP and SMTP alike.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| CommandError::Io { what: "starting the runtime".to_owned(), source })?
        .block_on(work)
}

/// Prints a value as one line of JSON.
fn print_json(value: &impl serde::Serialize) -> Result<(), CommandError> {
    let text = serde_json::to_string(value).map_err(|e| CommandError::Words(format!("cannot write JSON: {e}")))?;
    println!("{text}");
    Ok(())
}

/// What a command needs that looks at what is on record.
fn places(with: &WithConfig) -> Result<Places, CommandError> {
    Ok(Draft::read(&with.config, &Credentials::NotNeeded).places()?)
}

/// The same, and the daemon's database.
async fn open_store(with: &WithConfig) -> Result<(Places, Store), CommandError> {
    let places = places(with)?;
    let store = Store::open(&places.store.join("frontdoor.db")).await?;
    Ok((places, store))
}
