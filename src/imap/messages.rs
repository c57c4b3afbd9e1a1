//! Messages of the selected folder: which there are, what they are, their bytes.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::connection::{Command, Connection, demand_ok};
use super::error::ImapError;
use super::names::quoted;
use super::reply::Reply;

/// What a message is, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Its UID.
    pub uid: u32,
    /// When the server received it, by the server's clock; `None` when that cannot be read.
    pub internal_date: Option<DateTime<Utc>>,
    /// Its size in bytes, as the server says: Exchange only estimates it.
    pub size: u32,
    /// Flags and keywords, as the server writes them.
    pub flags: Vec<String>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its UID.
    pub uid: u32,
    /// When the server received it, by the server's clock; `None` when that cannot be read.
    pub internal_date: Option<DateTime<Utc>>,
    /// Flags and keywords, as the server writes them.
    pub flags: Vec<String>,
    /// The whole message.
    pub bytes: Vec<u8>,
}

/// The longest UID set in one command: servers take lines of 8,000 bytes.
const MAX_SET: usize = 4000;

impl Connection {
    /// The UIDs in the selected folder, ascending.
    ///
    /// # Errors
    /// As every command.
    pub async fn uids(&mut self) -> Result<Vec<u32>, ImapError> {
        self.news = false;
        self.search("ALL").await
    }

    /// The UIDs of the messages in the selected folder that bear this keyword, ascending.
    ///
    /// # Errors
    /// As every command; [`ImapError::BadName`] for a keyword that cannot be sent.
    pub async fn bearing(&mut self, keyword: &str) -> Result<Vec<u32>, ImapError> {
        if keyword.is_empty() || !keyword.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(ImapError::BadName("a keyword has a name that cannot be searched for"));
        }
        self.search(&format!("KEYWORD {keyword}")).await
    }

    /// Which messages bear the system flag of urgent mail.
    ///
    /// # Errors
    /// As every command.
    pub async fn flagged(&mut self) -> Result<Vec<u32>, ImapError> {
        self.search("FLAGGED").await
    }

    /// What the messages with these UIDs are (`5..=u32::MAX` for all from 5), ascending. UIDs that are not there
    /// are left out.
    ///
    /// # Errors
    /// As every command.
    pub async fn meta(&mut self, uids: RangeInclusive<u32>) -> Result<Vec<Meta>, ImapError> {
        self.demand_selected()?;
        if *uids.end() == u32::MAX {
            self.news = false;
        }
        let first = (*uids.start()).max(1);
        let set = if *uids.end() == u32::MAX { format!("{first}:*") } else { format!("{first}:{}", uids.end()) };
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = BTreeMap::new();
        self.meta_of(&set, &mut found).await?;
        // `n:*` always names the last message, even one below n.
        Ok(found.into_values().filter(|meta| uids.contains(&meta.uid)).collect())
    }

    /// What these messages are, by UID; those that are not there are left out.
    pub(super) async fn meta_each(&mut self, uids: &[u32]) -> Result<BTreeMap<u32, Meta>, ImapError> {
        self.demand_selected()?;
        let mut found = BTreeMap::new();
        for set in uid_sets(uids) {
            self.meta_of(&set, &mut found).await?;
        }
        found.retain(|uid, _| uids.contains(uid));
        Ok(found)
    }

    async fn meta_of(&mut self, set: &str, found: &mut BTreeMap<u32, Meta>) -> Result<(), ImapError> {
        self.fetched(&format!("UID FETCH {set} (UID FLAGS INTERNALDATE RFC822.SIZE)"), |reply| {
            if let Reply::Fetch(fetch) = reply
                && let (Some(uid), Some(size)) = (fetch.uid, fetch.size)
            {
                let flags = fetch.flags.unwrap_or_default();
                found.insert(uid, Meta { uid, internal_date: fetch.internal_date, size, flags });
            }
        })
        .await
    }

    /// The messages with these UIDs, \Seen untouched. Those that are not there, or went while being fetched, are
    /// left out.
    ///
    /// # Errors
    /// As every command; [`ImapError::TooLarge`] for a message over the limit (see [`Connection::meta`]).
    pub async fn fetch(&mut self, uids: &[u32]) -> Result<Vec<Message>, ImapError> {
        self.demand_selected()?;
        let mut messages = Vec::with_capacity(uids.len());
        for set in uid_sets(uids) {
            self.fetched(&format!("UID FETCH {set} (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"), |reply| {
                // A change of flags made elsewhere arrives as a FETCH without a body.
                if let Reply::Fetch(fetch) = reply
                    && let (Some(uid), Some(body)) = (fetch.uid, fetch.body)
                {
                    messages.push(Message {
                        uid,
                        internal_date: fetch.internal_date,
                        flags: fetch.flags.unwrap_or_default(),
                        bytes: body,
                    });
                }
            })
            .await?;
        }
        Ok(messages)
    }

    /// The first `most` bytes of a message; `None` when it is not there or the server has none of it.
    ///
    /// # Errors
    /// As every command.
    pub async fn beginning(&mut self, uid: u32, most: u32) -> Result<Option<Vec<u8>>, ImapError> {
        self.part(uid, &format!("BODY.PEEK[]<0.{most}>")).await
    }

    /// The header of a message; `None` when it is not there or the server has none.
    ///
    /// # Errors
    /// As every command.
    pub async fn header(&mut self, uid: u32) -> Result<Option<Vec<u8>>, ImapError> {
        self.part(uid, "BODY.PEEK[HEADER]").await
    }

    /// The first `most` bytes of a message, or its header, or nothing where the server hands out neither.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn as_far_as_it_goes(&mut self, uid: u32, most: u32) -> Result<Vec<u8>, ImapError> {
        match self.beginning(uid, most).await {
            Ok(Some(bytes)) => return Ok(bytes),
            Err(error) if error.is_lost() => return Err(error),
            Ok(None) | Err(_) => {}
        }
        match self.header(uid).await {
            Err(error) if error.is_lost() => Err(error),
            Ok(header) => Ok(header.unwrap_or_default()),
            Err(_) => Ok(vec![]),
        }
    }

    async fn part(&mut self, uid: u32, section: &str) -> Result<Option<Vec<u8>>, ImapError> {
        self.demand_selected()?;
        let mut part = None;
        self.fetched(&format!("UID FETCH {uid} (UID {section})"), |reply| {
            if let Reply::Fetch(fetch) = reply
                && fetch.uid == Some(uid)
                && let Some(body) = fetch.body
            {
                part = Some(body);
            }
        })
        .await?;
        Ok(part)
    }

    /// A FETCH. A message that went meanwhile makes servers answer NO although the others came.
    async fn fetched(&mut self, line: &str, on: impl FnMut(Reply) + Send) -> Result<(), ImapError> {
        let deadline = self.limits.transfer;
        let mut said = self.exchange("FETCH", deadline, &[Command::line(line)], on).await?;
        let said = said.pop().ok_or(ImapError::Spent)?;
        if said.has_code("EXPUNGEISSUED") {
            return Ok(());
        }
        demand_ok("FETCH", said).map(drop)
    }

    /// The UIDs, from `from` on, of the messages whose header `name` contains `value` (servers compare without
    /// case, and find parts of words: look at what was found).
    ///
    /// # Errors
    /// As every command; [`ImapError::BadName`] when name or value is not printable ASCII.
    pub async fn search_header(&mut self, name: &str, value: &str, from: u32) -> Result<Vec<u32>, ImapError> {
        let criteria = format!("UID {}:* HEADER {} {}", from.max(1), quoted(name)?, quoted(value)?);
        let found = self.search(&criteria).await?;
        Ok(found.into_iter().filter(|uid| *uid >= from).collect())
    }

    /// The UIDs that meet IMAP's `criteria`, ascending.
    pub(super) async fn search(&mut self, criteria: &str) -> Result<Vec<u32>, ImapError> {
        self.demand_selected()?;
        let mut found = Vec::new();
        self.command("SEARCH", Command::line(&format!("UID SEARCH {criteria}")), |reply| {
            if let Reply::Search(uids) = reply {
                found.extend(uids);
            }
        })
        .await?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// UIDs as IMAP sets, neighbours joined, each short enough for a line.
pub(super) fn uid_sets(uids: &[u32]) -> Vec<String> {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut sets: Vec<String> = Vec::new();
    for run in sorted.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        let text = match run {
            [one] => one.to_string(),
            [first, .., last] => format!("{first}:{last}"),
            [] => continue,
        };
        match sets.last_mut() {
            Some(set) if set.len() + text.len() < MAX_SET => {
                set.push(',');
                set.push_str(&text);
            }
            _ => sets.push(text),
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined_and_lines_stay_short() {
        assert_eq!(uid_sets(&[7, 3, 1, 2, 9, 8, 8, u32::MAX]), ["1:3,7:9,4294967295"]);
        assert!(uid_sets(&[]).is_empty());
        let odd: Vec<u32> = (0..5000).map(|n| n * 2 + 1).collect();
        let sets = uid_sets(&odd);
        assert!(sets.len() > 1 && sets.iter().all(|set| set.len() <= MAX_SET));
        assert_eq!(sets.iter().map(|set| set.split(',').count()).sum::<usize>(), 5000);
    }
}
