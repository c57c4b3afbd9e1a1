//! `frontdoor audit verify`: whether every row of the audit is as it was written.

use std::process::ExitCode;

use clap::Subcommand;

use super::{CommandError, WithConfig, open_store};

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Check the hash chain of every request.
    Verify {
        #[command(flatten)]
        with: WithConfig,
    },
}

pub(super) async fn run(command: AuditCommand) -> Result<ExitCode, CommandError> {
    let AuditCommand::Verify { with } = command;
    let (_, store) = open_store(&with).await?;
    match store.audit().verify().await {
        Ok(rows) => {
            println!("{rows} rows, every one as it was written");
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            println!("the audit was changed: {fault}");
            Ok(ExitCode::FAILURE)
        }
    }
}
