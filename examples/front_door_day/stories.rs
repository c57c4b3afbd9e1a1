//! The referrers, who write and read what comes back; and the officer who drags a mail by hand.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use frontdoor::domain::FolderName;
use frontdoor::imap::ImapError;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::Play;
use crate::day::{Day, Drag, Story};
use crate::letterbox::{self, Letter};
use crate::post;
use crate::stage::Problem;

/// How often a referrer looks for an answer.
const LOOK: Duration = Duration::from_millis(500);
/// How often an officer looks for the mail that is to be dragged.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Everybody outside takes their place.
pub(crate) fn enter(play: &Arc<Play>, tasks: &mut JoinSet<()>) {
    let mut referrers = BTreeSet::new();
    for (number, story) in play.day.stories.iter().enumerate() {
        if let Ok(bytes) = play.stage.mail(&story.mail) {
            referrers.insert(Letter::read(&bytes, "").from_address);
        }
        let writer = Arc::clone(play);
        tasks.spawn(async move {
            let Some(story) = writer.day.stories.get(number) else { return };
            if let Err(problem) = write(&writer, story).await {
                writer.diary.line(&format!("the mail of \"{}\" was not sent: {problem}", story.name));
            }
        });
        if story.drag.is_some() {
            let officer = Arc::clone(play);
            tasks.spawn(async move {
                let Some(story) = officer.day.stories.get(number) else { return };
                let Some(move_it) = &story.drag else { return };
                while drag(&officer, story, move_it).await.is_err() {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            });
        }
    }
    for referrer in referrers {
        let (new, letters) = mpsc::unbounded_channel();
        tasks.spawn(letterbox::read(Arc::clone(play), referrer.clone(), LOOK, new));
        tasks.spawn(read(Arc::clone(play), referrer, letters));
    }
}

/// Sends the story's mail when its time has come.
async fn write(play: &Play, story: &Story) -> Result<(), Problem> {
    let bytes = play.stage.mail(&story.mail)?;
    let letter = Letter::read(&bytes, "");
    play.ledger.goes_out(story, &letter.message_id);
    tokio::time::sleep(play.clock.until(Day::instant(story.at)?)).await;
    let bytes = post::dated(&bytes, play.clock.now());
    play.diary.line(&story.writes);
    post::submit(&play.stage, &letter.from_address, &play.day.mailbox, &bytes).await
}

/// A referrer's letters.
async fn read(play: Arc<Play>, referrer: String, mut letters: mpsc::UnboundedReceiver<Letter>) {
    while let Some(letter) = letters.recv().await {
        let story = play.ledger.letter(&play.day, &referrer, &letter).and_then(|at| play.day.stories.get(at));
        let about = story.map_or_else(|| "something unknown".to_owned(), Story::about);
        let what = if is_outcome(&letter.text) { "the outcome" } else { "an acknowledgement" };
        play.diary.line(&format!("  {referrer} has {what} ({about})"));
    }
}

/// Whether a letter says what was decided, and not only that something came.
pub(crate) fn is_outcome(text: &str) -> bool {
    text.contains("What was decided") || text.contains("has been dealt with")
}

/// Moves the mail in the shared mailbox, once it lies there.
async fn drag(play: &Play, story: &Story, drag: &Drag) -> Result<(), Problem> {
    tokio::time::sleep(play.clock.until(Day::instant(drag.at)?)).await;
    let mut mailbox = play.stage.open(&play.day.mailbox).await?;
    mailbox.select(&FolderName::from(drag.from.as_str())).await?;
    let uids = mailbox.uids().await?;
    let messages = mailbox.fetch(&uids).await?;
    let found = messages.iter().find(|m| play.ledger.is_of(story, &Letter::read(&m.bytes, "").message_id));
    let uid = found.map(|m| m.uid).ok_or(ImapError::NotSelected)?;
    mailbox.move_to(&[uid], &FolderName::from(drag.to.as_str())).await?;
    let who = play.day.player(&drag.by).map_or(drag.by.as_str(), |player| player.name.as_str());
    play.diary.line(&format!("{who} drags {} from {} to {}", story.about(), drag.from, drag.to));
    mailbox.logout().await;
    Ok(())
}
