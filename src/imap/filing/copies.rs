//! Filing under a new subject: IMAP cannot change a message, so a copy takes its place.
//!
//! The order keeps the mail safe whatever happens between two steps: look for the copy, add it if it is not there,
//! read it back, and only then remove the original.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::connection::Connection;
use super::super::error::ImapError;
use super::super::folders::Selected;
use super::super::messages::{Message, Meta};
use super::resubject::{COPY_HEADER, copy_mark, resubjected};
use super::{Claimed, FilingOutcome, FilingTask, source_stands};
use crate::domain::{Digest, Place};

/// A copy that was read back.
struct Copy {
    uid: u32,
    digest: Digest,
    /// Whether this run added it.
    fresh: bool,
}

pub(super) async fn filed(
    connection: &mut Connection,
    first: &FilingTask,
    group: &[&FilingTask],
    claimed: &mut Claimed,
) -> Result<Vec<(i64, FilingOutcome)>, ImapError> {
    if !connection.can("UIDPLUS") {
        // Without it the original could not be removed alone.
        return Err(ImapError::Unsupported("it has no UIDPLUS"));
    }
    let uids: Vec<u32> = group.iter().map(|task| task.from.uid).collect();
    let originals = there(connection, first, &uids).await?;
    let target = connection.ensure_selected(&first.to).await?;
    let mut copies: BTreeMap<i64, Copy> = BTreeMap::new();
    for task in group {
        if let Some(copy) = copied(connection, &target, task, originals.get(&task.from.uid)).await? {
            claimed.insert((task.to.clone(), copy.uid));
            copies.insert(task.id, copy);
        }
    }

    // Only what has its copy is removed, and a copy only stands for what was still there to be removed.
    let now = there(connection, first, &uids).await?;
    let done: Vec<u32> = group
        .iter()
        .filter(|task| copies.contains_key(&task.id) && now.contains_key(&task.from.uid))
        .map(|task| task.from.uid)
        .collect();
    let mut left = BTreeMap::new();
    if !done.is_empty() {
        crate::domain::fault::point("resubject.before-expunge");
        connection.expunge(&done).await?;
        crate::domain::fault::point("resubject.expunged");
        left = connection.meta_each(&done).await?;
    }

    let mut withdrawn = Vec::new();
    let mut outcomes = Vec::with_capacity(group.len());
    for task in group {
        let uid = task.from.uid;
        let outcome = match copies.remove(&task.id) {
            None => FilingOutcome::Gone,
            Some(copy) if copy.fresh && !now.contains_key(&uid) => {
                withdrawn.push(copy.uid);
                FilingOutcome::Gone
            }
            Some(_) if left.contains_key(&uid) => FilingOutcome::Failed(Arc::new(ImapError::Unreadable {
                during: "EXPUNGE",
                what: "a mail was left behind",
            })),
            Some(copy) => {
                let (folder, uid_validity) = (task.to.clone(), target.uid_validity);
                let place = Place { folder, uid_validity, uid: copy.uid, ..task.from.clone() };
                FilingOutcome::Done(place, Some(copy.digest))
            }
        };
        outcomes.push((task.id, outcome));
    }
    if !withdrawn.is_empty() {
        connection.ensure_selected(&first.to).await?;
        connection.expunge(&withdrawn).await?;
    }
    Ok(outcomes)
}

/// Which of the originals are in the source folder now.
async fn there(
    connection: &mut Connection,
    first: &FilingTask,
    uids: &[u32],
) -> Result<BTreeMap<u32, Meta>, ImapError> {
    if source_stands(connection, first).await? { connection.meta_each(uids).await } else { Ok(BTreeMap::new()) }
}

/// The task's copy in the target, found or made; `None` when there is neither a copy nor an original.
async fn copied(
    connection: &mut Connection,
    target: &Selected,
    task: &FilingTask,
    original: Option<&Meta>,
) -> Result<Option<Copy>, ImapError> {
    let mut found = bearing_mark(connection, task).await?.into_iter();
    if let Some(copy) = found.next() {
        // Two identical copies can only come from an answer that was lost. While the original is there the task is
        // half done, and nobody can have made the second one on purpose.
        let doubled: Vec<u32> =
            found.filter(|other| original.is_some() && other.bytes == copy.bytes).map(|other| other.uid).collect();
        if !doubled.is_empty() {
            connection.ensure_selected(&task.to).await?;
            connection.expunge(&doubled).await?;
        }
        return Ok(Some(Copy { uid: copy.uid, digest: Digest::of(&copy.bytes), fresh: false }));
    }
    let (Some(original), Some(subject)) = (original, &task.subject) else { return Ok(None) };
    let bytes = match &task.bytes {
        Some(bytes) => Cow::Borrowed(bytes),
        None => match fetched_original(connection, task).await? {
            Some(bytes) => Cow::Owned(bytes),
            None => return Ok(None),
        },
    };
    let copy = resubjected(&bytes, subject, &task.mark);
    let date = original.internal_date.or(task.internal_date);
    let flags = flags_of_copy(original, task, target);
    connection.append(&task.to, &flags, date, &copy).await?;
    crate::domain::fault::point("resubject.copied");
    connection.ensure_selected(&task.to).await?;
    connection.noop().await?;
    let whole = |message: &Message| message.bytes == copy || message.bytes.len() >= copy.len() / 2;
    let read_back = bearing_mark(connection, task).await?.into_iter().find(whole);
    // Exchange rewrites what is added, so that a copy need not be identical; half of it would be no copy.
    let message = read_back.ok_or(ImapError::Unreadable { during: "APPEND", what: "the copy cannot be read back" })?;
    Ok(Some(Copy { uid: message.uid, digest: Digest::of(&message.bytes), fresh: true }))
}

/// The messages of the target that bear exactly the task's mark, ascending.
async fn bearing_mark(connection: &mut Connection, task: &FilingTask) -> Result<Vec<Message>, ImapError> {
    let target = connection.ensure_selected(&task.to).await?;
    let lowest = task.lowest(&target).unwrap_or(1);
    let uids = connection.search_header(COPY_HEADER, &task.mark, lowest).await?;
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let mut messages = connection.fetch(&uids).await?;
    messages.retain(|message| copy_mark(&message.bytes) == Some(task.mark.as_bytes()));
    messages.sort_by_key(|message| message.uid);
    Ok(messages)
}

async fn fetched_original(connection: &mut Connection, task: &FilingTask) -> Result<Option<Vec<u8>>, ImapError> {
    connection.ensure_selected(&task.from.folder).await?;
    let mut messages = connection.fetch(&[task.from.uid]).await?;
    connection.ensure_selected(&task.to).await?;
    Ok(messages.pop().map(|message| message.bytes))
}

fn flags_of_copy(original: &Meta, task: &FilingTask, target: &Selected) -> Vec<String> {
    let is = |flag: &String, list: &[String]| list.iter().any(|other| other.eq_ignore_ascii_case(flag));
    let mut flags: Vec<String> = Vec::new();
    for flag in original.flags.iter().chain(&task.add_flags) {
        let servers_own = ["\\Recent", "\\Deleted"].iter().any(|own| flag.eq_ignore_ascii_case(own));
        if !servers_own && !is(flag, &task.remove_flags) && !is(flag, &flags) && target.keeps(flag) {
            flags.push(flag.clone());
        }
    }
    flags
}
