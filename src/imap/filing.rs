//! Filing: carrying out what was decided about mails that lie in a mailbox (R1, R6, R7, R8).
//!
//! A task may have been carried out before, wholly or in part, by a daemon that was killed before it could note
//! it. So each step first looks whether it was done, and whatever is repeated ends in the same state: nothing
//! lost, nothing doubled. What is not where it should be is never searched for in other folders: a person
//! moved it, and that is respected (R9).

mod copies;
mod resubject;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::connection::Connection;
use super::error::ImapError;
use super::folders::is_same;
use crate::domain::{Digest, FolderName, Place};

pub use resubject::{COPY_HEADER, resubjected};

/// One mail to be filed.
#[derive(Debug, Clone)]
pub struct FilingTask {
    /// The caller's number for it.
    pub id: i64,
    /// Where it lies, as far as is known.
    pub from: Place,
    /// Where it is to lie; the same folder when only flags or the subject change. Made when it is missing.
    pub to: FolderName,
    /// The new subject; then what lies in the target is a copy that differs in that header and in
    /// [`COPY_HEADER`], and the original is removed.
    pub subject: Option<String>,
    /// Flags and keywords to be set (keywords only where the server keeps them).
    pub add_flags: Vec<String>,
    /// Flags and keywords to be taken away.
    pub remove_flags: Vec<String>,
    /// The mail's INTERNALDATE by the server's clock, where known: a mail that was moved keeps it.
    pub internal_date: Option<DateTime<Utc>>,
    /// The mail's bytes, to spare a fetch when there is a new subject.
    pub bytes: Option<Vec<u8>>,
    /// The digest of the mail's bytes: how it is recognised in the target after a crash.
    pub digest: Digest,
    /// Names this task alone among all there ever were: printable ASCII without spaces, not to be guessed by those
    /// who send mail. It is how a copy is recognised.
    pub mark: String,
    /// The target's UIDNEXT from before the first attempt: what has a lower UID is not ours, however alike. 1 when it is
    /// not known; then an identical mail that lies there can be taken for this one when this one is gone, and a server
    /// without MOVE may be left with two copies after a crash.
    pub target_from: u32,
}

/// How it went.
#[derive(Debug, Clone)]
pub enum FilingOutcome {
    /// It lies there, as decided. With the digest of what lies there when that differs from the original.
    Done(Place, Option<Digest>),
    /// It is not where it should be, nor filed already: a person moved or deleted it (R9), or the folder was rebuilt.
    Gone,
    /// It was not done, or not wholly. Repeating the task is always safe; the error says whether it makes sense.
    Failed(Arc<ImapError>),
}

/// Carries out the tasks, and says of each how it went, in their order. All are of the connection's mailbox.
///
/// Plain moves with the same flags between the same folders are done many at a time.
pub async fn file(connection: &mut Connection, tasks: &[FilingTask]) -> Vec<(i64, FilingOutcome)> {
    let mut groups: BTreeMap<GroupKey<'_>, Vec<&FilingTask>> = BTreeMap::new();
    for task in tasks {
        groups.entry(GroupKey::of(task)).or_default().push(task);
    }
    let mut outcomes: BTreeMap<i64, FilingOutcome> = BTreeMap::new();
    let mut claimed = BTreeSet::new();
    for (key, group) in groups {
        for some in group.chunks(if key.resubject { 50 } else { 500 }) {
            outcomes.extend(filed(connection, some, &mut claimed).await);
        }
    }
    tasks
        .iter()
        .map(|task| {
            // Every task is in one group, and every group answers for each of its tasks.
            let outcome = outcomes.get(&task.id).cloned();
            (task.id, outcome.unwrap_or_else(|| FilingOutcome::Failed(Arc::new(ImapError::Spent))))
        })
        .collect()
}

/// What tasks share that are carried out together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey<'a> {
    resubject: bool,
    from: &'a FolderName,
    uid_validity: u32,
    to: &'a FolderName,
    add: &'a [String],
    remove: &'a [String],
}

impl<'a> GroupKey<'a> {
    fn of(task: &'a FilingTask) -> Self {
        Self {
            resubject: task.subject.is_some(),
            from: &task.from.folder,
            uid_validity: task.from.uid_validity,
            to: &task.to,
            add: &task.add_flags,
            remove: &task.remove_flags,
        }
    }
}

/// Target UIDs that a task of this run has been found at: no second task is.
type Claimed = BTreeSet<(FolderName, u32)>;

/// A group, all at once; when the server refuses that, one by one, so that one mail does not hold up the others.
async fn filed(connection: &mut Connection, group: &[&FilingTask], claimed: &mut Claimed) -> Vec<(i64, FilingOutcome)> {
    let error = match once(connection, group, claimed).await {
        Ok(outcomes) => return outcomes,
        Err(error) => error,
    };
    let alone = group.len() == 1 || error.is_lost() || error.is_over_quota() || error.is_missing_folder();
    if alone || !matches!(error, ImapError::Refused { .. }) {
        return all_failed(group, error);
    }
    let mut outcomes = Vec::with_capacity(group.len());
    for task in group {
        let one = std::slice::from_ref(task);
        match once(connection, one, claimed).await {
            Ok(some) => outcomes.extend(some),
            Err(error) => outcomes.extend(all_failed(one, error)),
        }
    }
    outcomes
}

fn all_failed(group: &[&FilingTask], error: ImapError) -> Vec<(i64, FilingOutcome)> {
    let error = Arc::new(error);
    group.iter().map(|task| (task.id, FilingOutcome::Failed(Arc::clone(&error)))).collect()
}

/// A group, with the target made when it is missing.
async fn once(
    connection: &mut Connection,
    group: &[&FilingTask],
    claimed: &mut Claimed,
) -> Result<Vec<(i64, FilingOutcome)>, ImapError> {
    let Some(first) = group.first() else { return Ok(Vec::new()) };
    let attempt = attempted(connection, first, group, claimed).await;
    match attempt {
        Err(error) if error.is_missing_folder() => {
            connection.create(&first.to).await?;
            attempted(connection, first, group, claimed).await
        }
        other => other,
    }
}

async fn attempted(
    connection: &mut Connection,
    first: &FilingTask,
    group: &[&FilingTask],
    claimed: &mut Claimed,
) -> Result<Vec<(i64, FilingOutcome)>, ImapError> {
    if first.subject.is_some() {
        copies::filed(connection, first, group, claimed).await
    } else {
        moved(connection, first, group, claimed).await
    }
}

/// Whether the folder that the mails lay in is still the one they lay in: after a rebuild every UID is another mail's.
async fn source_stands(connection: &mut Connection, first: &FilingTask) -> Result<bool, ImapError> {
    match connection.ensure_selected(&first.from.folder).await {
        Ok(selected) => Ok(selected.uid_validity == first.from.uid_validity),
        Err(error) if error.is_missing_folder() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Plain moves: flags first, so that nobody sees the mail in its new folder without them.
async fn moved(
    connection: &mut Connection,
    first: &FilingTask,
    group: &[&FilingTask],
    claimed: &mut Claimed,
) -> Result<Vec<(i64, FilingOutcome)>, ImapError> {
    let mut outcomes = Vec::with_capacity(group.len());
    let mut rest: Vec<&FilingTask> = group.to_vec();
    if source_stands(connection, first).await? {
        let uids: Vec<u32> = group.iter().map(|task| task.from.uid).collect();
        if !(first.add_flags.is_empty() && first.remove_flags.is_empty()) {
            connection.set_flags(&uids, &first.add_flags, &first.remove_flags).await?;
        }
        if is_same(&first.from.folder, &first.to) {
            let there = connection.meta_each(&uids).await?;
            return Ok(group
                .iter()
                .map(|task| {
                    let is_there = there.contains_key(&task.from.uid);
                    let done = || FilingOutcome::Done(task.from.clone(), None);
                    (task.id, if is_there { done() } else { FilingOutcome::Gone })
                })
                .collect());
        }
        if !connection.can("MOVE") {
            remove_what_was_copied(connection, &mut rest, &mut outcomes, claimed).await?;
            if rest.is_empty() {
                return Ok(outcomes);
            }
            connection.ensure_selected(&first.from.folder).await?;
        }
        let uids: Vec<u32> = rest.iter().map(|task| task.from.uid).collect();
        let moved = connection.move_to(&uids, &first.to).await?;
        crate::domain::fault::point("file.mid-move");
        let places: BTreeMap<u32, u32> = moved.pairs.into_iter().collect();
        rest.retain(|task| match places.get(&task.from.uid) {
            Some(uid) => {
                claimed.insert((task.to.clone(), *uid));
                let place =
                    Place { folder: task.to.clone(), uid_validity: moved.uid_validity, uid: *uid, ..task.from.clone() };
                outcomes.push((task.id, FilingOutcome::Done(place, None)));
                false
            }
            None => true,
        });
        if rest.is_empty() {
            return Ok(outcomes);
        }
        // Without an answer for it, a mail is gone, or moved by a server that does not say where to, or still there.
        let missing: Vec<u32> = rest.iter().map(|task| task.from.uid).collect();
        let there = connection.meta_each(&missing).await?;
        rest.retain(|task| {
            let stays = there.contains_key(&task.from.uid);
            if stays {
                let error = ImapError::Unreadable { during: "MOVE", what: "a mail was left behind" };
                outcomes.push((task.id, FilingOutcome::Failed(Arc::new(error))));
            }
            !stays
        });
    }
    for task in rest {
        let found = find_moved(connection, task, claimed).await?;
        let outcome = found.map_or(FilingOutcome::Gone, |place| FilingOutcome::Done(place, None));
        outcomes.push((task.id, outcome));
    }
    Ok(outcomes)
}

/// A server without MOVE copies first and removes then; a crash between the two leaves both. What was copied since the
/// task began is not copied again, only removed.
async fn remove_what_was_copied(
    connection: &mut Connection,
    rest: &mut Vec<&FilingTask>,
    outcomes: &mut Vec<(i64, FilingOutcome)>,
    claimed: &mut Claimed,
) -> Result<(), ImapError> {
    let Some(first) = rest.first().copied() else { return Ok(()) };
    let uids: Vec<u32> = rest.iter().map(|task| task.from.uid).collect();
    let there = connection.meta_each(&uids).await?;
    let mut copied = BTreeMap::new();
    for task in rest.iter().filter(|task| task.target_from > 1 && there.contains_key(&task.from.uid)) {
        if let Some(place) = find_moved(connection, task, claimed).await? {
            copied.insert(task.id, (task.from.uid, place));
        }
    }
    if copied.is_empty() {
        return Ok(());
    }
    connection.ensure_selected(&first.from.folder).await?;
    let originals: Vec<u32> = copied.values().map(|(uid, _)| *uid).collect();
    connection.expunge(&originals).await?;
    rest.retain(|task| !copied.contains_key(&task.id));
    outcomes.extend(copied.into_iter().map(|(id, (_, place))| (id, FilingOutcome::Done(place, None))));
    Ok(())
}

/// The mail in the target folder, when it was moved there before: the same bytes and the same date, at a UID that was
/// given since, and not another task's.
async fn find_moved(
    connection: &mut Connection,
    task: &FilingTask,
    claimed: &mut Claimed,
) -> Result<Option<Place>, ImapError> {
    if is_same(&task.from.folder, &task.to) {
        return Ok(None);
    }
    let selected = match connection.ensure_selected(&task.to).await {
        Err(error) if error.is_missing_folder() => return Ok(None),
        other => other?,
    };
    let from = task.target_from.max(1);
    let mut criteria = format!("UID {from}:*");
    if let Some(date) = task.internal_date {
        // Days are in the server's zone, so that one either side is looked at.
        let day =
            |days: i64| date.checked_add_signed(TimeDelta::days(days)).unwrap_or(date).format("%e-%b-%Y").to_string();
        criteria = format!("{criteria} SINCE {} BEFORE {}", day(-1).trim_start(), day(2).trim_start());
    }
    let candidates = connection.search(&criteria).await?;
    let metas = connection.meta_each(&candidates).await?;
    for meta in metas.into_values().filter(|meta| meta.uid >= from) {
        let dated = |at: DateTime<Utc>| meta.internal_date.is_none_or(|own| own.timestamp() == at.timestamp());
        if claimed.contains(&(task.to.clone(), meta.uid)) || !task.internal_date.is_none_or(dated) {
            continue;
        }
        let same = connection.fetch(&[meta.uid]).await?.iter().any(|message| Digest::of(&message.bytes) == task.digest);
        if same {
            claimed.insert((task.to.clone(), meta.uid));
            let (folder, uid_validity) = (task.to.clone(), selected.uid_validity);
            return Ok(Some(Place { folder, uid_validity, uid: meta.uid, ..task.from.clone() }));
        }
    }
    Ok(None)
}
