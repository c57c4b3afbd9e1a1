//! The daemon dies at named points and at random moments, is started again, and finishes: what then lies in all
//! folders and mailboxes is what an undisturbed day leaves. Real servers keep what was begun.

mod points;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::harness::daemon::at;
use crate::harness::town::Town;

/// What a day leaves: the mails by folder with subject and flags, and the letters by mailbox. References differ from
/// run to run and are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End {
    folders: BTreeMap<String, Vec<String>>,
    letters: Vec<String>,
    outcomes: Vec<String>,
}

/// How fast the days go.
const SPEED: f64 = 20.0;

/// A day: a review that is answered NO CONTACT, one that is answered CONTACT and confirmed by dragging, a new contact, a
/// mail that a person takes out of CHECK BY HAND, and a reminder in the afternoon.
pub(crate) struct Day {
    pub(crate) town: Town,
    clock: NaiveDateTime,
    /// So often the daemon came back.
    pub(crate) restarts: u32,
}

const NOBODY: &str = "special-7-nobody-named@bwc.nhs.test";

impl Day {
    pub(crate) fn new(story: &str) -> Self {
        Self { town: Town::new(story), clock: at("23 09:30"), restarts: 0 }
    }

    /// Dies at that point.
    pub(crate) fn dies_at(mut self, point: &str) -> Self {
        self.town.environment.insert(frontdoor::daemon::DIE_AT.to_owned(), point.to_owned());
        self
    }

    /// Starts the daemon, or starts it again when it has died; after a death it does not die again.
    pub(crate) async fn alive(&mut self) {
        if self.town.runs() {
            return;
        }
        if self.town.daemon.is_some() {
            self.clock = self.town.now();
            self.town.ended().await;
            self.town.environment.clear();
            self.restarts += 1;
        }
        self.town.start_at(self.clock, SPEED).await;
    }

    /// Waits for something, and brings the daemon back when it dies meanwhile.
    async fn until<T>(&mut self, what: &str, look: impl AsyncFn(&Town) -> Option<T>) -> T {
        let since = tokio::time::Instant::now();
        loop {
            self.alive().await;
            if let Some(found) = look(&self.town).await {
                return found;
            }
            if since.elapsed().as_secs() > 60 {
                self.town.give_up(what).await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
    }

    async fn settled(&mut self) {
        self.until("a settled town", async |town| {
            let record = town.record();
            let all = record.arrived().await == town.delivered.load(std::sync::atomic::Ordering::Relaxed);
            // A message may lie twice where nobody could say whether it had arrived.
            let done = all && !record.busy().await && town.letters_lying() >= record.messages_out().await;
            done.then_some(())
        })
        .await;
    }

    /// Plays the day, and says what it leaves.
    pub(crate) async fn play(&mut self) -> End {
        self.alive().await;
        self.town.arrives_in_turn("first.eml").await;
        self.play_after_first().await
    }

    /// The day after its first mail.
    pub(crate) async fn play_after_first(&mut self) -> End {
        self.alive().await;
        self.town.arrives_in_turn("008.eml").await;
        self.town.arrives_in_turn("001.eml").await;
        self.town.arrives_in_turn("nobody-named.eml").await;
        self.settled().await;
        let question = self.letter("kim.lowe", "decision-request").await;
        self.town.answers("kim.lowe", &question, "NO CONTACT - the school has seen to it.").await;
        self.settled().await;
        let question = self.letter("jo.marsh", "decision-request").await;
        self.town.answers("jo.marsh", &question, "CONTACT - new and worrying.").await;
        self.settled().await;
        self.until("the letter's end", async |town| {
            town.record().requests().await.iter().any(|r| r.outcome.as_deref() == Some("no contact")).then_some(())
        })
        .await;
        // Hands: created by the officer, and a mail without a name to the review.
        self.drags("sample-7-8@mailbox.test", "REVIEW CONTACTS", "CONTACT COMPLETED").await;
        self.drags(NOBODY, "CHECK BY HAND", "REVIEW CONTACTS").await;
        self.until("three ends and a question", async |town| {
            let all = town.record().requests().await;
            let closed = all.iter().filter(|r| r.phase == "closed").count();
            (closed == 3 && all.iter().any(|r| r.phase == "answer")).then_some(())
        })
        .await;
        self.settled().await;
        // Late in the afternoon the reminder.
        if self.town.now() < at("23 16:16") {
            self.town.stop().await;
            self.town.daemon = None;
            self.clock = at("23 16:16");
            // The point may lie in what comes now.
        }
        self.until("a reminder", async |town| {
            town.letters().await.iter().any(|l| l.template == "decision-reminder").then_some(())
        })
        .await;
        self.settled().await;
        self.end().await
    }

    async fn letter(&mut self, who: &str, template: &str) -> crate::harness::post::Letter {
        self.until(&format!("{template} to {who}"), async |town| {
            town.letters().await.into_iter().find(|l| l.who == who && l.template == template)
        })
        .await
    }

    async fn drags(&mut self, id: &str, from: &str, to: &str) {
        self.settled().await;
        self.town.drags(id, from, to).await;
    }

    async fn end(&mut self) -> End {
        let record = self.town.record();
        let references: Vec<String> = record.requests().await.into_iter().map(|r| r.reference).collect();
        let nameless = |text: &str| references.iter().fold(text.to_owned(), |text, r| text.replace(r.as_str(), "FD"));
        let folders = self.town.folders().await.into_iter().filter(|(_, mails)| !mails.is_empty());
        let folders = folders
            .map(|(folder, mails)| {
                let mut mails: Vec<String> =
                    mails.into_iter().map(|m| format!("{} {:?}", nameless(&m.subject), m.flags)).collect();
                mails.sort();
                (folder, mails)
            })
            .collect();
        // Byte-identical repetitions are one letter.
        let mut seen: BTreeMap<(String, String), Vec<u8>> = BTreeMap::new();
        let mut letters = vec![];
        for letter in self.town.letters().await {
            let key = (letter.who.clone(), letter.message_id.clone());
            let body = sent_bytes(&letter.bytes);
            if let Some(first) = seen.get(&key) {
                assert_eq!(*first, body, "a repetition is the same to the byte");
            } else {
                letters.push(format!("{}: {}", letter.who, letter.template));
                seen.insert(key, body);
            }
        }
        letters.sort();
        let mut outcomes: Vec<String> = record
            .requests()
            .await
            .into_iter()
            .map(|r| format!("{} {:?} {:?}", r.phase, r.outcome, r.decided_by))
            .collect();
        outcomes.sort();
        End { folders, letters, outcomes }
    }

    /// So many letters lie twice.
    pub(crate) async fn repetitions(&self) -> usize {
        let all = self.town.letters().await;
        let mut once: Vec<_> = all.iter().map(|l| (&l.who, &l.message_id)).collect();
        once.sort();
        once.dedup();
        all.len() - once.len()
    }

    /// Everything adds up, nothing is left in the journal, the audit is whole.
    pub(crate) async fn finish(mut self) {
        self.settled().await;
        let open: Vec<String> = self
            .town
            .record()
            .journal()
            .await
            .iter()
            .filter(|row| !["done", "cancelled"].contains(&row.state.as_str()))
            .map(super::harness::record::Row::line)
            .collect();
        assert!(open.is_empty(), "left in the journal: {open:#?}");
        self.town.adds_up().await;
        self.town.stop().await;
        assert!(self.town.command(&["audit", "verify"]).status.success(), "the audit is whole");
    }
}

/// Without the trace headers that the servers put in front.
fn sent_bytes(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let from = text.find("\nFrom:").map_or(0, |at| at + 1);
    let of = if text.starts_with("From:") { 0 } else { from };
    text[of..].as_bytes().to_vec()
}
