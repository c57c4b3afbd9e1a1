//! What is shown while it runs: a diary, by the rehearsal clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Europe::London;
use frontdoor::domain::{Clock, FolderName};
use frontdoor::imap::{Connection, ImapError};
use tokio::task::JoinSet;

use crate::Play;
use crate::letterbox::Letter;
use crate::words;

/// Writes lines with the time in front.
pub(crate) struct Diary {
    clock: Clock,
}

impl Diary {
    /// A diary by this clock.
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock }
    }

    /// One line.
    pub(crate) fn line(&self, text: &str) {
        let at = self.clock.now().with_timezone(&London);
        println!("{}  {text}", at.format("%a %H:%M"));
    }
}

/// How often the folders are looked at.
const LOOK: Duration = Duration::from_millis(400);

/// Looks at the shared mailbox as a person would, and notes where mails come to lie.
pub(crate) fn enter(play: &Arc<Play>, tasks: &mut JoinSet<()>) {
    let play = Arc::clone(play);
    tasks.spawn(async move {
        let mut seen: BTreeMap<FolderName, u32> = BTreeMap::new();
        loop {
            if let Ok(mut mailbox) = play.stage.open(&play.day.mailbox).await {
                while look(&play, &mut mailbox, &mut seen).await.is_ok() {
                    tokio::time::sleep(LOOK).await;
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    });
}

async fn look(play: &Play, mailbox: &mut Connection, seen: &mut BTreeMap<FolderName, u32>) -> Result<(), ImapError> {
    // A folder that is selected is only seen anew after this.
    mailbox.noop().await?;
    let mut folders = mailbox.list().await?;
    folders.retain(|folder| !matches!(folder.as_str(), "INBOX" | "CORRESPONDENCE"));
    for status in mailbox.status(&folders).await? {
        let next = seen.get(&status.folder).copied().unwrap_or(1);
        if status.uid_next <= next {
            continue;
        }
        mailbox.select(&status.folder).await?;
        let mut uids = mailbox.uids().await?;
        uids.retain(|uid| *uid >= next);
        for message in mailbox.fetch(&uids).await? {
            let letter = Letter::read(&message.bytes, "");
            let Some(story) = play.day.stories.iter().find(|s| play.ledger.is_of(s, &letter.message_id)) else {
                continue;
            };
            let said = words::filed_as(&letter.subject).map(|(_, outcome)| format!(" ({outcome})"));
            let line = format!("  -> {} lies in {}{}", story.about(), status.folder, said.unwrap_or_default());
            play.diary.line(&line);
        }
        let next = uids.last().map_or(status.uid_next, |uid| status.uid_next.max(uid.saturating_add(1)));
        seen.insert(status.folder, next);
    }
    Ok(())
}
