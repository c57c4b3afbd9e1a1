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
use super::folders::{Selected, is_same};
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
    /// What is known of a mail that is not on record whole: its digest is of no use then.
    pub in_part: Option<InPart>,
    /// Names this task alone among all there ever were: printable ASCII without spaces, not to be guessed by those
    /// who send mail. It is how a copy is recognised.
    pub mark: String,
    /// It may have been tried before: then it is looked for in the target first.
    pub tried: bool,
    /// The target's UIDNEXT from before the first attempt: what has a lower UID is not ours, however alike. When it is
    /// not known, or the target was rebuilt since, an identical mail that lies there can be taken for this one when this
    /// one is gone, and a server without MOVE may be left with two copies after a crash.
    pub target_from: Option<UidFrom>,
}

/// What is known of a mail that cannot be read whole, because it is too large or the server keeps it to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPart {
    /// Its size, as the server says.
    pub size: u64,
    /// Its first bytes; none where the server handed out none.
    pub beginning: Vec<u8>,
}

impl InPart {
    /// Whether a mail of this size that begins so may be it: a server hands out now more and now less.
    fn is_like(&self, size: u64, beginning: &[u8]) -> bool {
        size == self.size && (beginning.starts_with(&self.beginning) || self.beginning.starts_with(beginning))
    }
}

/// UIDs from this one on, as long as the folder keeps its UIDVALIDITY.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UidFrom {
    /// The folder's UIDVALIDITY.
    pub uid_validity: u32,
    /// The first UID.
    pub uid: u32,
}

impl FilingTask {
    /// The lowest UID that the mail can have been given in the target; `None` when that is not known.
    fn lowest(&self, target: &Selected) -> Option<u32> {
        let from = self.target_from.filter(|from| from.uid_validity == target.uid_validity);
        from.map(|from| from.uid.max(1))
    }
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

/// Mails of the target that are compared at once.
const COMPARED: usize = 20;

/// Carries out the tasks, and says of each how it went, in their order. All are of the connection's mailbox.
///
/// Plain moves with the same flags between the same folders are done many at a time.
pub async fn file(connection: &mut Connection, tasks: &[FilingTask]) -> Vec<(i64, FilingOutcome)> {
    file_beside(connection, tasks, &BTreeSet::new()).await
}

/// The same beside mails of which it is known where they lie: none of them is taken for a task's.
pub async fn file_beside(
    connection: &mut Connection,
    tasks: &[FilingTask],
    others: &BTreeSet<(FolderName, u32)>,
) -> Vec<(i64, FilingOutcome)> {
    let mut groups: BTreeMap<GroupKey<'_>, Vec<&FilingTask>> = BTreeMap::new();
    for task in tasks {
        groups.entry(GroupKey::of(task)).or_default().push(task);
    }
    let mut outcomes: BTreeMap<i64, FilingOutcome> = BTreeMap::new();
    let mut claimed = others.clone();
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

/// Target UIDs where another mail lies, or a task of this run has been found: no second task is.
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
    let mut found = find_moved(connection, &rest, claimed, false).await?;
    outcomes.extend(rest.iter().map(|task| {
        let outcome = found.remove(&task.id).map_or(FilingOutcome::Gone, |place| FilingOutcome::Done(place, None));
        (task.id, outcome)
    }));
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
    let tried: Vec<&FilingTask> =
        rest.iter().copied().filter(|task| task.tried && task.target_from.is_some()).collect();
    if tried.is_empty() {
        return Ok(());
    }
    let uids: Vec<u32> = tried.iter().map(|task| task.from.uid).collect();
    let there = connection.meta_each(&uids).await?;
    let tried: Vec<&FilingTask> = tried.into_iter().filter(|task| there.contains_key(&task.from.uid)).collect();
    let copied = find_moved(connection, &tried, claimed, true).await?;
    if copied.is_empty() {
        return Ok(());
    }
    connection.ensure_selected(&first.from.folder).await?;
    let is_copied = |task: &&FilingTask| copied.contains_key(&task.id);
    let originals: Vec<u32> = rest.iter().filter(|task| is_copied(task)).map(|task| task.from.uid).collect();
    connection.expunge(&originals).await?;
    rest.retain(|task| !is_copied(task));
    outcomes.extend(copied.into_iter().map(|(id, place)| (id, FilingOutcome::Done(place, None))));
    Ok(())
}

/// Of mails with one source and one target those that lie in the target, since they were moved there before: the same
/// bytes and the same date, at a UID that was given since, and not another task's. `bounded` leaves out those of which
/// nobody knows which UIDs were given since.
async fn find_moved(
    connection: &mut Connection,
    tasks: &[&FilingTask],
    claimed: &mut Claimed,
    bounded: bool,
) -> Result<BTreeMap<i64, Place>, ImapError> {
    let mut found = BTreeMap::new();
    let Some(first) = tasks.first().filter(|task| !is_same(&task.from.folder, &task.to)) else { return Ok(found) };
    let target = match connection.ensure_selected(&first.to).await {
        Err(error) if error.is_missing_folder() => return Ok(found),
        other => other?,
    };
    let bounds = tasks.iter().map(|task| (*task, task.lowest(&target)));
    let mut rest: Vec<(&FilingTask, u32)> =
        bounds.filter(|(_, from)| !bounded || from.is_some()).map(|(task, from)| (task, from.unwrap_or(1))).collect();
    let Some(lowest) = rest.iter().map(|(_, from)| *from).min() else { return Ok(found) };
    let is_free = |uid: &u32, claimed: &Claimed| *uid >= lowest && !claimed.contains(&(first.to.clone(), *uid));
    let mut candidates = connection.search(&criteria(&rest, lowest)).await?;
    candidates.retain(|uid| is_free(uid, claimed));
    let place = |task: &FilingTask, uid| {
        let (folder, uid_validity) = (task.to.clone(), target.uid_validity);
        Place { folder, uid_validity, uid, ..task.from.clone() }
    };
    // These first: what the server does not hand out must not be asked for with the others.
    for (task, uid) in find_in_part(connection, &mut rest, &candidates).await? {
        claimed.insert((task.to.clone(), uid));
        found.insert(task.id, place(task, uid));
    }
    candidates.retain(|uid| is_free(uid, claimed));
    for some in candidates.chunks(COMPARED) {
        if rest.is_empty() {
            break;
        }
        let metas = connection.meta_each(some).await?;
        let readable = |uid: &u32| {
            let size = metas.get(uid).and_then(|meta| usize::try_from(meta.size).ok());
            size.is_some_and(|size| size <= connection.limits.max_message)
        };
        let uids: Vec<u32> = some.iter().copied().filter(readable).collect();
        for message in connection.fetch(&uids).await? {
            let digest = Digest::of(&message.bytes);
            let is_it = |(task, from): &(&FilingTask, u32)| {
                let dated = task.internal_date.zip(message.internal_date);
                message.uid >= *from
                    && task.digest == digest
                    && dated.is_none_or(|(one, other)| one.timestamp() == other.timestamp())
            };
            let Some(at) = rest.iter().position(is_it) else { continue };
            let (task, _) = rest.remove(at);
            claimed.insert((task.to.clone(), message.uid));
            found.insert(task.id, place(task, message.uid));
        }
    }
    Ok(found)
}

/// Takes out of `rest` the mails that are known in part, and says which of them is which candidate. A mail that the
/// server hands out nothing of is known by its size alone, so that the UIDs given since must be known too.
async fn find_in_part<'t>(
    connection: &mut Connection,
    rest: &mut Vec<(&'t FilingTask, u32)>,
    candidates: &[u32],
) -> Result<Vec<(&'t FilingTask, u32)>, ImapError> {
    let mut wanted = vec![];
    rest.retain(|(task, from)| {
        let in_part = task.in_part.as_ref().filter(|part| !part.beginning.is_empty() || task.target_from.is_some());
        wanted.extend(in_part.map(|part| (*task, *from, part)));
        task.in_part.is_none()
    });
    let mut found = vec![];
    if wanted.is_empty() {
        return Ok(found);
    }
    for (uid, meta) in connection.meta_each(candidates).await? {
        let size = u64::from(meta.size);
        let is_wanted = |from: u32, part: &InPart| uid >= from && part.size == size;
        let longest = wanted.iter().filter(|(_, from, part)| is_wanted(*from, part));
        let Some(longest) = longest.map(|(_, _, part)| part.beginning.len()).max() else { continue };
        let most = u32::try_from(longest.max(1)).unwrap_or(u32::MAX);
        let beginning = connection.as_far_as_it_goes(uid, most).await?;
        let at = wanted.iter().position(|(_, from, part)| uid >= *from && part.is_like(size, &beginning));
        if let Some(at) = at {
            let (task, _, _) = wanted.remove(at);
            found.push((task, uid));
        }
    }
    Ok(found)
}

/// What to look through: UIDs from the lowest on and, where all dates are known, their days.
fn criteria(tasks: &[(&FilingTask, u32)], lowest: u32) -> String {
    let dates: Option<Vec<DateTime<Utc>>> = tasks.iter().map(|(task, _)| task.internal_date).collect();
    let days = dates.and_then(|dates| Some((*dates.iter().min()?, *dates.iter().max()?)));
    let Some((first, last)) = days else { return format!("UID {lowest}:*") };
    // Days are in the server's zone, so that one either side is looked at.
    let day = |at: DateTime<Utc>, days: i64| {
        at.checked_add_signed(TimeDelta::days(days)).unwrap_or(at).format("%e-%b-%Y").to_string()
    };
    format!("UID {lowest}:* SINCE {} BEFORE {}", day(first, -1).trim_start(), day(last, 2).trim_start())
}
