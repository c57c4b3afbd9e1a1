//! `frontdoor status`: what waits, what is overdue, whether all is accounted for.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::config::Places;
use crate::daemon::longest_between_looks;
use crate::domain::{Clock, MailboxName};
use crate::store::{Lease, Reading, Status};

use super::{CommandError, WithConfig, open_store, print_json};

#[derive(Debug, Args)]
pub(super) struct StatusArguments {
    #[command(flatten)]
    with: WithConfig,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// The status, and what an administrator should look at.
#[derive(Debug, Serialize)]
struct Report {
    /// Nothing is the matter: no problem is named below.
    well: bool,
    /// What is the matter, in words without personal data.
    problems: Vec<String>,
    /// Who works on the store; `None` when no daemon does.
    daemon: Option<String>,
    /// The daemon rehearses: every time is by its own clock.
    rehearsal: bool,
    /// Mailboxes on record that the configuration no longer has.
    not_configured: BTreeSet<MailboxName>,
    #[serde(flatten)]
    status: Status,
}

pub(super) async fn run(arguments: StatusArguments) -> Result<ExitCode, CommandError> {
    let (places, store) = open_store(&arguments.with).await?;
    let zone = places.zone;
    let machine = Clock::System.now();
    let clock = store.clock().await?;
    let now = clock.map_or(machine, |clock| clock.now(machine));
    let holder = store.holder().await?.filter(|lease| lease.until > machine);
    let report = judged(store.status(now, zone).await?, &limits(&places), clock.as_ref(), holder);
    if arguments.json {
        print_json(&report)?;
    } else {
        words::print(&report, zone);
    }
    Ok(if report.well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is tried in vain for so long, or not handled, is something to look at.
const IN_VAIN: Duration = Duration::from_mins(30);

/// Within what time each configured mailbox must be looked at.
fn limits(places: &Places) -> BTreeMap<MailboxName, Duration> {
    places.mailboxes.iter().map(|(name, mailbox)| (name.clone(), longest_between_looks(mailbox))).collect()
}

/// Every configured mailbox is in the report, also one that was never reached.
fn judged(
    mut status: Status,
    limits: &BTreeMap<MailboxName, Duration>,
    clock: Option<&Reading>,
    holder: Option<Lease>,
) -> Report {
    let known = status.mailboxes.keys();
    let not_configured: BTreeSet<MailboxName> = known.filter(|name| !limits.contains_key(*name)).cloned().collect();
    let mut problems = vec![];
    for (name, limit) in limits {
        // A rehearsal's minutes are shorter.
        let limit = clock.map_or(*limit, |clock| limit.mul_f64(clock.speed.clamp(1.0, 1e6)));
        let mailbox = status.mailboxes.entry(name.clone()).or_default();
        problems.extend(words::problems(mailbox, status.now, limit).into_iter().map(|what| format!("{name}: {what}")));
    }
    let longest = clock.map_or(IN_VAIN, |clock| IN_VAIN.mul_f64(clock.speed.clamp(1.0, 1e6)));
    problems.extend(words::of_all(&status, holder.is_some(), longest));
    Report {
        well: problems.is_empty(),
        problems,
        daemon: holder.map(|lease| lease.holder),
        rehearsal: clock.is_some(),
        not_configured,
        status,
    }
}

#[cfg(test)]
mod tests;
