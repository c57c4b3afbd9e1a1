//! `frontdoor why REFERENCE`: one page, everything that happened to one mail and why. With `--message-id` the mail is
//! named by what its header says.

mod page;

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::domain::{Reference, Request};
use crate::store::{Store, Why};

use super::{CommandError, WithConfig, open_store, print_json};

#[derive(Debug, Args)]
pub(super) struct WhyArguments {
    #[command(flatten)]
    with: WithConfig,
    #[command(flatten)]
    which: Which,
    /// Print JSON: one object a line for each request or mail.
    #[arg(long)]
    json: bool,
}

/// What is asked about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The reference, as FD-7KQ2-M4XA.
    reference: Option<String>,
    /// A mail's Message-ID, with or without its angle brackets; it need not have become a request.
    #[arg(long, value_name = "ID")]
    message_id: Option<String>,
}

pub(super) async fn run(arguments: WhyArguments) -> Result<ExitCode, CommandError> {
    let (places, store) = open_store(&arguments.with).await?;
    let found = find(&store, &arguments.which).await?;
    let pages = match found {
        Ok(pages) => pages,
        Err(unknown) if arguments.json => {
            print_json(&json!({ "error": unknown }))?;
            return Ok(ExitCode::FAILURE);
        }
        Err(unknown) => return Err(CommandError::Words(unknown)),
    };
    for (number, why) in pages.iter().enumerate() {
        if !arguments.json {
            if number > 0 {
                println!("\n----\n");
            }
            page::print(why, places.zone);
            continue;
        }
        match why.request.as_ref().filter(|request| request.findings.restricted()) {
            Some(request) => print_json(&restricted(why, request))?,
            None => print_json(why)?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One or more pages, or in words why there is none.
async fn find(store: &Store, which: &Which) -> Result<Result<Vec<Why>, String>, CommandError> {
    if let Some(message_id) = &which.message_id {
        let bare = message_id.trim();
        let bare = bare.strip_prefix('<').unwrap_or(bare);
        let bare = bare.strip_suffix('>').unwrap_or(bare).trim();
        let found = store.why_message_id(bare).await?;
        let unknown = || {
            format!(
                "no mail with the Message-ID <{bare}> is on record. Mail that was received before `start_from`, and what \
                 lay in the folders before the first look at them, is left alone and on no record"
            )
        };
        return Ok(if found.is_empty() { Err(unknown()) } else { Ok(found) });
    }
    let text = which.reference.as_deref().unwrap_or_default();
    let Some(reference) = Reference::parse(text) else {
        return Ok(Err(format!("{text} is no reference; they look like FD-7KQ2-M4XA")));
    };
    let why = store.why(&reference).await?;
    // Of a purged request the audit stays.
    let is_known = why.request.is_some() || !why.audit.is_empty();
    Ok(if is_known { Ok(vec![why]) } else { Err(format!("{reference} is not on record")) })
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
