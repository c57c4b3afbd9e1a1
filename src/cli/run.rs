//! `frontdoor run`: the daemon.

use std::process::ExitCode;

use chrono::NaiveDateTime;
use clap::Args;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, Credentials};
use crate::daemon::{self, Entropy, Options};
use crate::domain::Clock;

use super::{CommandError, WithConfig};

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    with: WithConfig,
    /// Rehearse from this local time on, as 2026-11-23T07:50:00; refused unless every server is on loopback.
    #[arg(long)]
    rehearse: Option<NaiveDateTime>,
    /// How much faster a rehearsal's clock runs.
    #[arg(long, default_value_t = 60.0, requires = "rehearse")]
    speed: f64,
    /// Write the log as one JSON object a line.
    #[arg(long)]
    log_json: bool,
}

pub(super) async fn run(arguments: RunArguments) -> Result<ExitCode, CommandError> {
    // Only our own words: libraries below could log what they carry.
    let filter = EnvFilter::try_from_env("FRONTDOOR_LOG").unwrap_or_else(|_| EnvFilter::new("off,frontdoor=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if arguments.log_json {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
    let clock = match arguments.rehearse {
        None => Clock::System,
        Some(local) => {
            let config = Config::load(&arguments.with.config, &Credentials::OfSystemd)?;
            let start = config.calendar.at(local.date(), local.time());
            if !(0.1..=100_000.0).contains(&arguments.speed) {
                return Err(CommandError::Words("--speed takes a number from 0.1 to 100000".to_owned()));
            }
            Clock::rehearsal(start, arguments.speed)
        }
    };
    let program = std::env::current_exe()
        .map_err(|source| CommandError::Io { what: "finding this program's own file".to_owned(), source })?;
    let options = Options { config: arguments.with.config, clock, entropy: Entropy::Os, program };
    daemon::run(options).await?;
    Ok(ExitCode::SUCCESS)
}
