//! Changes to messages: flags, moving, adding, removing.

use chrono::{DateTime, Utc};

use super::connection::{Command, Connection, demand_ok};
use super::error::{ImapError, Said};
use super::folders::Selected;
use super::messages::uid_sets;
use super::names::quoted_folder;
use super::reply::{Reply, uid_set};
use crate::domain::FolderName;

/// Where moved messages lie now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moved {
    /// The target's UIDVALIDITY; 0 when nothing was moved or the server does not say where to.
    pub uid_validity: u32,
    /// The old and the new UID of each. A UID that is missing here was not there, or the server (one without
    /// UIDPLUS) did not say.
    pub pairs: Vec<(u32, u32)>,
}

/// Where an added message lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The folder's UIDVALIDITY.
    pub uid_validity: u32,
    /// The message's UID.
    pub uid: u32,
}

impl Connection {
    /// Adds and removes flags and keywords. Keywords that the folder cannot keep are left out: what they say is
    /// on record elsewhere. UIDs that are not there are passed over.
    ///
    /// # Errors
    /// As every command; [`ImapError::BadName`] for a flag that cannot be sent.
    pub async fn set_flags(&mut self, uids: &[u32], add: &[String], remove: &[String]) -> Result<(), ImapError> {
        let selected = self.demand_selected()?;
        let mut changes = Vec::new();
        for (sign, flags) in [('+', add), ('-', remove)] {
            let list = flag_list(flags, selected)?;
            if !list.is_empty() {
                changes.push(format!("{sign}FLAGS.SILENT ({list})"));
            }
        }
        let sets = uid_sets(uids);
        let lines: Vec<String> =
            changes.iter().flat_map(|change| sets.iter().map(move |set| format!("UID STORE {set} {change}"))).collect();
        let commands: Vec<Command<'_>> = lines.iter().map(|line| Command::line(line)).collect();
        let deadline = self.limits.command;
        for said in self.exchange("STORE", deadline, &commands, |_| ()).await? {
            demand_ok("STORE", said)?;
        }
        Ok(())
    }

    /// Moves messages to another folder. The answer says where each lies now.
    ///
    /// Without MOVE they are copied, the copies are confirmed by COPYUID, and only what is confirmed is removed.
    ///
    /// # Errors
    /// As every command. [`ImapError::is_missing_folder`] when the target does not exist. [`ImapError::Unsupported`]
    /// when the server has neither MOVE nor UIDPLUS. After an error some may have moved and some not.
    pub async fn move_to(&mut self, uids: &[u32], folder: &FolderName) -> Result<Moved, ImapError> {
        self.demand_selected()?;
        let by_move = self.can("MOVE");
        if !by_move && !self.can("UIDPLUS") {
            return Err(ImapError::Unsupported("it has neither MOVE nor UIDPLUS"));
        }
        let name = quoted_folder(folder, self.delimiter)?;
        let (during, verb) = if by_move { ("MOVE", "UID MOVE") } else { ("COPY", "UID COPY") };
        let deadline = self.limits.transfer;
        let mut moved = Moved::default();
        for set in uid_sets(uids) {
            let mut codes: Vec<Said> = Vec::new();
            let line = format!("{verb} {set} {name}");
            let mut said = self
                .exchange(during, deadline, &[Command::line(&line)], |reply| {
                    // MOVE gives COPYUID before it removes anything, in an untagged OK.
                    if let Reply::Status(said) = reply
                        && said.has_code("COPYUID")
                    {
                        codes.push(said);
                    }
                })
                .await?;
            let said = demand_ok(during, said.pop().ok_or(ImapError::Spent)?)?;
            codes.push(said);
            let mut pairs = Vec::new();
            for code in codes.iter().filter(|said| said.has_code("COPYUID")) {
                let (validity, some) = copied(code, uids.len())
                    .ok_or(ImapError::Unreadable { during, what: "a COPYUID that makes no sense" })?;
                moved.uid_validity = validity;
                pairs.extend(some.into_iter().filter(|(old, _)| uids.contains(old)));
            }
            if !by_move {
                let confirmed: Vec<u32> = pairs.iter().map(|(old, _)| *old).collect();
                self.expunge(&confirmed).await?;
            }
            moved.pairs.extend(pairs);
        }
        Ok(moved)
    }

    /// Adds a message to a folder, with its flags (keywords that the selected folder could not keep are the
    /// caller's to leave out) and its date. `None` when the server does not say where it lies.
    ///
    /// # Errors
    /// As every command; [`ImapError::is_over_quota`], [`ImapError::is_missing_folder`].
    pub async fn append(
        &mut self,
        folder: &FolderName,
        flags: &[String],
        date: Option<DateTime<Utc>>,
        bytes: &[u8],
    ) -> Result<Option<Appended>, ImapError> {
        let name = quoted_folder(folder, self.delimiter)?;
        let mut line = format!("APPEND {name} ({}) ", checked(flags)?.join(" "));
        if let Some(date) = date {
            line.push_str(&date.format("\"%e-%b-%Y %H:%M:%S +0000\" ").to_string());
        }
        let deadline = self.limits.transfer;
        // The server is asked before the bytes are sent, so that a full mailbox costs nothing.
        let line = format!("{line}{{{}}}", bytes.len());
        let command = Command { line: &line, more: &[bytes] };
        let mut said = self.exchange("APPEND", deadline, &[command], |_| ()).await?;
        let said = demand_ok("APPEND", said.pop().ok_or(ImapError::Spent)?)?;
        if !said.has_code("APPENDUID") {
            return Ok(None);
        }
        let place = said.arguments.trim().split_once(' ').and_then(|(validity, uid)| {
            Some(Appended { uid_validity: validity.parse().ok()?, uid: uid.trim().parse().ok()? })
        });
        Ok(place)
    }

    /// Removes exactly these messages for good. UIDs that are not there are passed over.
    ///
    /// # Errors
    /// As every command; [`ImapError::Unsupported`] without UIDPLUS: a bare EXPUNGE would remove what others marked.
    pub async fn expunge(&mut self, uids: &[u32]) -> Result<(), ImapError> {
        self.demand_selected()?;
        if !self.can("UIDPLUS") {
            return Err(ImapError::Unsupported("it has no UIDPLUS"));
        }
        let lines: Vec<String> = uid_sets(uids)
            .iter()
            .flat_map(|set| [format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), format!("UID EXPUNGE {set}")])
            .collect();
        let deadline = self.limits.command;
        for pair in lines.chunks(2) {
            let commands: Vec<Command<'_>> = pair.iter().map(|line| Command::line(line)).collect();
            for said in self.exchange("EXPUNGE", deadline, &commands, |_| ()).await? {
                demand_ok("EXPUNGE", said)?;
            }
        }
        Ok(())
    }
}

/// The flags that the folder keeps, as a list.
fn flag_list(flags: &[String], selected: &Selected) -> Result<String, ImapError> {
    let kept: Vec<&str> = checked(flags)?.into_iter().filter(|flag| selected.keeps(flag)).collect();
    Ok(kept.join(" "))
}

fn checked(flags: &[String]) -> Result<Vec<&str>, ImapError> {
    let atom = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '{' | '%' | '*' | '"' | '\\' | ']');
    flags
        .iter()
        .map(|flag| {
            let name = flag.strip_prefix('\\').unwrap_or(flag);
            if name.is_empty() || !name.chars().all(atom) {
                return Err(ImapError::BadName("a flag has a name that cannot be sent"));
            }
            Ok(flag.as_str())
        })
        .collect()
}

/// UIDVALIDITY and pairs of a COPYUID.
fn copied(said: &Said, most: usize) -> Option<(u32, Vec<(u32, u32)>)> {
    let mut parts = said.arguments.split_ascii_whitespace();
    let validity = parts.next()?.parse().ok()?;
    let old = uid_set(parts.next()?, most)?;
    let new = uid_set(parts.next()?, most)?;
    (old.len() == new.len()).then(|| (validity, old.into_iter().zip(new).collect()))
}
