//! Mails that are too large to be read, or that the server does not hand out: their beginning is put on record, and a
//! person goes on with them (I1, I7). Nothing is left lying without anybody knowing.

use tracing::warn;

use crate::domain::{Digest, FolderName};
use crate::imap::{self, Connection, Message, Meta};
use crate::store::NotWhole;

use super::mailbox::{RoundError, Worker};

/// Bytes of a beginning: the header, and with most mails the words.
const BEGINNING: u32 = 64 * 1024;
/// Attempts at fetching one mail, after which its beginning is tried.
const FETCH_ATTEMPTS: u32 = 3;
/// Attempts at its beginning, after which it goes to a person with nothing but its place.
const BEGINNING_ATTEMPTS: u32 = 1;
/// Why a mail is not whole that the server keeps to itself.
const WITHHELD: &str = "the server does not hand it out; please look at the mail itself";

/// A mail that is to be put on record.
pub(super) struct Readable {
    meta: Meta,
    /// Only its beginning can be read, for this reason.
    in_part: Option<String>,
}

/// A mail that can only be read in part, and why.
pub(super) type InPart = (Meta, String);

/// A mail as far as it could be read.
pub(super) struct Found {
    pub(super) message: Message,
    pub(super) digest: Digest,
    pub(super) not_whole: Option<NotWhole>,
}

impl From<Message> for Found {
    fn from(message: Message) -> Self {
        Self { digest: Digest::of(&message.bytes), message, not_whole: None }
    }
}

/// UIDs with their sizes to be fetched whole, and what can only be read in part.
pub(super) fn apart(all: Vec<Readable>) -> (Vec<(u32, u64)>, Vec<InPart>) {
    let (mut whole, mut in_part) = (vec![], vec![]);
    for Readable { meta, in_part: why } in all {
        match why {
            None => whole.push((meta.uid, u64::from(meta.size))),
            Some(why) => in_part.push((meta, why)),
        }
    }
    (whole, in_part)
}

impl Worker {
    /// Whether a mail of the selected folder can be read whole.
    pub(super) fn readable(&self, validity: u32, meta: Meta) -> Readable {
        let most = self.door.settings().config.limits.max_message_bytes;
        let size = u64::from(meta.size);
        let failures = self.fetch_failures.get(&(validity, meta.uid)).copied().unwrap_or(0);
        let in_part = if size > most {
            let megabytes = size.div_ceil(1024 * 1024);
            Some(format!("it is too large to be read here ({megabytes} MB); please look at the mail itself"))
        } else {
            (failures >= FETCH_ATTEMPTS).then(|| WITHHELD.to_owned())
        };
        Readable { meta, in_part }
    }

    /// Puts mails of the inbox on record of which only the beginning can be read, and brings them to a person.
    pub(super) async fn take_in_part(
        &mut self,
        connection: &mut Connection,
        inbox: &FolderName,
        validity: u32,
        mails: Vec<InPart>,
    ) -> Result<(), RoundError> {
        for (meta, why) in mails {
            warn!(mailbox = %self.name, uid = meta.uid, size = meta.size, why, "a mail cannot be read whole");
            let found = self.in_part(connection, validity, meta, why).await?;
            let unhandled = self.record(connection, inbox, validity, vec![found]).await?;
            self.door.ingest(unhandled).await?;
        }
        Ok(())
    }

    /// The beginning of a mail of the selected folder, or its header, or nothing where the server has neither.
    pub(super) async fn in_part(
        &mut self,
        connection: &mut Connection,
        validity: u32,
        meta: Meta,
        why: String,
    ) -> Result<Found, RoundError> {
        let failures = self.fetch_failures.get(&(validity, meta.uid)).copied().unwrap_or(0);
        let bytes = if failures >= FETCH_ATTEMPTS + BEGINNING_ATTEMPTS {
            vec![]
        } else {
            match connection.as_far_as_it_goes(meta.uid, BEGINNING).await {
                Ok(bytes) => bytes,
                Err(error) => {
                    let failures = self.fetch_failures.entry((validity, meta.uid)).or_insert(0);
                    *failures = (*failures).max(FETCH_ATTEMPTS) + 1;
                    return Err(error.into());
                }
            }
        };
        // The size tells apart mails that begin alike; without any bytes only the place does.
        let place = if bytes.is_empty() { format!("{validity} {}", meta.uid) } else { String::new() };
        let mark = format!("not whole {} {place}\n", meta.size);
        let digest = Digest::of(&[mark.as_bytes(), &bytes].concat());
        let not_whole = Some(NotWhole { size: u64::from(meta.size), why });
        let Meta { uid, internal_date, flags, .. } = meta;
        Ok(Found { message: imap::Message { uid, internal_date, flags, bytes }, digest, not_whole })
    }

    /// Mails of the selected folder, each as far as it can be read: one that the server keeps to itself does not keep
    /// the others from being seen.
    pub(super) async fn read_all(
        &mut self,
        connection: &mut Connection,
        validity: u32,
        uids: &[u32],
    ) -> Result<Vec<Found>, RoundError> {
        let (Some(first), Some(last)) = (uids.iter().min(), uids.iter().max()) else { return Ok(vec![]) };
        let metas = connection.meta(*first..=*last).await?;
        let readable = metas.into_iter().filter(|meta| uids.contains(&meta.uid));
        let readable: Vec<Readable> = readable.map(|meta| self.readable(validity, meta)).collect();
        let metas: Vec<Meta> = readable.iter().map(|one| one.meta.clone()).collect();
        let (whole, in_part) = apart(readable);
        let whole: Vec<u32> = whole.into_iter().map(|(uid, _)| uid).collect();
        let mut found: Vec<Found> = vec![];
        match connection.fetch(&whole).await {
            Ok(messages) => found.extend(messages.into_iter().map(Found::from)),
            Err(error) => {
                if let [uid] = whole.as_slice() {
                    *self.fetch_failures.entry((validity, *uid)).or_insert(0) += 1;
                }
                if error.is_lost() {
                    return Err(error.into());
                }
                for meta in metas.iter().filter(|meta| whole.contains(&meta.uid)) {
                    match connection.fetch(&[meta.uid]).await {
                        Ok(messages) => found.extend(messages.into_iter().map(Found::from)),
                        Err(error) if error.is_lost() => return Err(error.into()),
                        Err(_) => {
                            found.push(self.in_part(connection, validity, meta.clone(), WITHHELD.to_owned()).await?);
                        }
                    }
                }
            }
        }
        for (meta, why) in in_part {
            found.push(self.in_part(connection, validity, meta, why).await?);
        }
        Ok(found)
    }
}
