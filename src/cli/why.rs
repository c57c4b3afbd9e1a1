//! `frontdoor why REFERENCE`: one page, everything that happened to one mail and why.

mod page;

use std::process::ExitCode;

use clap::Args;

use crate::domain::{Reference, Request};
use crate::store::Why;

use super::{CommandError, WithConfig, open_store, print_json};

#[derive(Debug, Args)]
pub(super) struct WhyArguments {
    #[command(flatten)]
    with: WithConfig,
    /// The reference, as FD-7KQ2-M4XA.
    reference: String,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: WhyArguments) -> Result<ExitCode, CommandError> {
    let reference = Reference::parse(&arguments.reference).ok_or_else(|| {
        CommandError::Words(format!("{} is no reference; they look like FD-7KQ2-M4XA", arguments.reference))
    })?;
    let (config, store) = open_store(&arguments.with).await?;
    let why = store.why(&reference).await?;
    if arguments.json {
        match why.request.as_ref().filter(|request| request.findings.restricted()) {
            Some(request) => print_json(&restricted(&why, request))?,
            None => print_json(&why)?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    if why.request.is_none() {
        return Err(CommandError::Words(format!("{reference} is not on record")));
    }
    page::print(&why, config.calendar.zone());
    Ok(ExitCode::SUCCESS)
}

/// C9: of a restricted record a terminal shows where the request stands and who did what, and nothing of the mail,
/// the record or the reasons.
fn restricted(why: &Why, request: &Request) -> serde_json::Value {
    let audit = why.audit.iter().map(
        |row| serde_json::json!({ "at": row.at, "who": row.entry.who, "rule": row.entry.rule, "what": row.entry.what }),
    );
    serde_json::json!({
        "restricted": true,
        "request": {
            "reference": request.reference,
            "mailbox": request.mailbox,
            "folder": request.folder,
            "received_at": request.received_at,
            "urgent": request.urgent().is_some(),
            "closed": request.is_closed(),
        },
        "audit": audit.collect::<Vec<_>>(),
        "journal": why.journal,
        "timers": why.timers,
    })
}
