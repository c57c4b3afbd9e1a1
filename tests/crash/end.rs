//! What a day leaves, to be compared with what an undisturbed day leaves.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::post::{Letter, difference};
use crate::harness::town::Town;

/// What a day leaves: the mails by folder with subject and flags, the letters by mailbox, how each request ended, and the audit.
/// References differ from run to run and are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End {
    folders: BTreeMap<String, Vec<String>>,
    letters: Vec<String>,
    outcomes: Vec<String>,
    /// What was done, by whom and under which rule: a step that is done twice shows here.
    audit: Vec<String>,
}

impl End {
    /// What lies in the town now. A message that lies twice in a mailbox is one letter.
    pub(crate) async fn of(town: &Town) -> Self {
        let record = town.record();
        let requests = record.requests().await;
        let references: Vec<String> = requests.iter().map(|r| r.reference.clone()).collect();
        let nameless = |text: &str| references.iter().fold(text.to_owned(), |text, r| text.replace(r.as_str(), "FD"));
        let folders = town.folders().await.into_iter().filter(|(_, mails)| !mails.is_empty());
        let folders = folders
            .map(|(folder, mails)| {
                let mut mails: Vec<String> =
                    mails.into_iter().map(|m| format!("{} {:?}", nameless(&m.subject), m.flags)).collect();
                mails.sort();
                (folder, mails)
            })
            .collect();
        let copies = copies(town.letters().await);
        let mut letters: Vec<String> =
            copies.into_values().map(|of_one| format!("{}: {}", of_one[0].who, of_one[0].template)).collect();
        letters.sort();
        let mut outcomes: Vec<String> = requests
            .iter()
            .map(|r| format!("{} {:?} {:?} asked {:?}", r.phase, r.outcome, r.decided_by, r.asked()))
            .collect();
        outcomes.sort();
        // Mails are numbered as they came on record, which is not compared.
        let number = regex::Regex::new(r"mail \d+").unwrap();
        let audit = record.decisions().await;
        let audit = audit.iter().map(|line| format!("audit: {}", number.replace_all(&nameless(line), "mail")));
        let mut audit: Vec<String> = audit.collect();
        audit.sort();
        Self { folders, letters, outcomes, audit }
    }
}

impl End {
    /// Fails and says what differs.
    pub(crate) fn must_be(&self, calm: &Self, story: &str) {
        let (here, there) = (self.lines(), calm.lines());
        let extra = difference(&here, &there);
        let missing = difference(&there, &here);
        assert!(extra.is_empty() && missing.is_empty(), "{story}: extra {extra:#?}, missing {missing:#?}");
    }

    fn lines(&self) -> Vec<String> {
        let mails = self.folders.iter().flat_map(|(folder, mails)| mails.iter().map(move |m| format!("{folder}: {m}")));
        mails.chain([&self.letters, &self.outcomes, &self.audit].into_iter().flatten().cloned()).collect()
    }
}

/// The letters by mailbox and Message-ID.
fn copies(letters: Vec<Letter>) -> BTreeMap<(String, String), Vec<Letter>> {
    let mut all: BTreeMap<(String, String), Vec<Letter>> = BTreeMap::new();
    for letter in letters {
        all.entry((letter.who.clone(), letter.message_id.clone())).or_default().push(letter);
    }
    all
}

/// How many different letters lie in all mailboxes; not those of which nobody can say whether they should.
pub(crate) async fn different_letters(town: &Town) -> usize {
    let rows = town.record().journal().await;
    let unknown: BTreeSet<&str> =
        rows.iter().filter(|row| row.state == "unknown").filter_map(|row| row.message_id.as_deref()).collect();
    copies(town.letters().await).keys().filter(|(_, id)| !unknown.contains(id.as_str())).count()
}

/// A message whose sending was cut may be repeated once: no more messages are repeated than there were cuts, each lies
/// was sent at most twice and is the same to the byte, and the journal knows of each that its outcome was unknown.
pub(crate) async fn repeated_at_most_once(town: &Town, cuts: u32) {
    let unknown = town.record().unknown_once().await;
    let rows: Vec<String> = town.record().journal().await.iter().map(crate::harness::record::Row::line).collect();
    let mut repeated: Vec<String> = vec![];
    for ((who, id), copies) in copies(town.letters().await) {
        let first = sent_bytes(&copies[0].bytes);
        let sent = queued_as(&copies);
        assert!(sent <= 2, "{}: {} was sent {sent} times to {who}", town.tag, copies[0].template);
        assert!(copies.iter().all(|copy| sent_bytes(&copy.bytes) == first), "{}: not the same to the byte", town.tag);
        if sent == 2 {
            assert!(
                unknown.contains(&id),
                "{}: {} of {id} was sent twice to {who} without need: {rows:#?}\n{}\n{}\n{}",
                town.tag,
                copies[0].template,
                String::from_utf8_lossy(&copies[0].bytes),
                String::from_utf8_lossy(&copies[1].bytes),
                town.log(),
            );
            repeated.push(id);
        }
    }
    repeated.sort();
    repeated.dedup();
    assert!(repeated.len() <= cuts as usize, "{}: {cuts} cuts, repeated: {repeated:?}", town.tag);
}

/// How often a message was sent: the submission server gave each its own number. What that server's own delivery repeats
/// bears one number and is not ours.
fn queued_as(copies: &[Letter]) -> usize {
    let number = |letter: &Letter| {
        let text = String::from_utf8_lossy(&letter.bytes).into_owned();
        let trace = text.split_once("(Postfix)").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        trace.split_once(" id ").and_then(|(_, rest)| rest.split_whitespace().next().map(str::to_owned))
    };
    let numbers: BTreeSet<String> = copies.iter().map(|letter| number(letter).expect("a trace header")).collect();
    numbers.len()
}

/// Without the trace headers that the servers put in front.
fn sent_bytes(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let from = text.find("\nFrom:").map_or(0, |at| at + 1);
    let of = if text.starts_with("From:") { 0 } else { from };
    text[of..].as_bytes().to_vec()
}
