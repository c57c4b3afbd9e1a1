//! `frontdoor backup`: a copy of the daemon's database, taken while it runs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{CommandError, WithConfig, open_store};

#[derive(Debug, Args)]
pub(super) struct BackupArguments {
    #[command(flatten)]
    with: WithConfig,
    /// The file to write; it must not exist.
    to: PathBuf,
}

pub(super) async fn run(arguments: BackupArguments) -> Result<ExitCode, CommandError> {
    let (_, store) = open_store(&arguments.with).await?;
    store.backup(&arguments.to).await?;
    println!("written to {}; it holds personal data: keep it as you keep the mailboxes", arguments.to.display());
    Ok(ExitCode::SUCCESS)
}
