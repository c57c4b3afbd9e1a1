//! How the stories ended: from the folders, the mailboxes and what the daemon itself says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use frontdoor::domain::FolderName;
use serde_json::Value;

use crate::Play;
use crate::day::{Ends, Story, Told};
use crate::letterbox::Letter;
use crate::stage::Problem;
use crate::words;

/// Everything that is compared and shown.
pub(crate) struct Evening {
    /// One for each story, in its order.
    pub(crate) stories: Vec<StoryEnd>,
    /// Mails by folder, as a mail program shows them.
    pub(crate) folders: Vec<(String, u32)>,
    /// What the daemon says of itself.
    pub(crate) status: Value,
    /// What is wrong beyond the stories, in sentences.
    pub(crate) wrong: Vec<String>,
}

/// How a story ended.
#[derive(Default)]
pub(crate) struct StoryEnd {
    /// What is compared.
    pub(crate) ends: Ends,
    /// The request's reference.
    pub(crate) reference: String,
    /// The child's number in the case system.
    pub(crate) child: String,
    /// The rule and the reason that led where it went.
    pub(crate) why: String,
    /// The last deadline, in words.
    pub(crate) due: String,
    /// Letters that lie in the referrer's mailbox, counted there.
    pub(crate) held: usize,
    /// Outcome letters among them.
    pub(crate) outcomes: usize,
}

/// A mail of a story where it lies.
struct Lies {
    folder: String,
    subject: String,
    flags: Vec<String>,
}

/// Looks everywhere.
pub(crate) async fn gather(play: &Play) -> Result<Evening, Problem> {
    let mut wrong = Vec::new();
    let mut lying: BTreeMap<String, Vec<Lies>> = BTreeMap::new();
    let folders = walk(play, &mut lying).await?;
    let mut stories = Vec::new();
    for story in &play.day.stories {
        let lies = lying.remove(&story.name).unwrap_or_default();
        stories.push(end_of(play, story, lies).await?);
    }
    let status = play.stage.ask(&["status"]).await?;
    completeness(&status, &mut wrong);
    for letter in play.ledger.letters() {
        if letter.story.is_none() {
            wrong.push(format!("{} has a letter that answers none of the mails", letter.to));
        }
    }
    for message in play.ledger.received().iter().filter(|m| m.player == "alarm") {
        wrong.push(format!("an alarm was sent: {}", message.says));
    }
    let wrong = counted(wrong);
    Ok(Evening { stories, folders, status, wrong })
}

/// Every folder with its count, and where each story's mail lies.
async fn walk(play: &Play, lying: &mut BTreeMap<String, Vec<Lies>>) -> Result<Vec<(String, u32)>, Problem> {
    let mut mailbox = play.stage.open(&play.day.mailbox).await?;
    let mut folders = Vec::new();
    for folder in mailbox.list().await? {
        mailbox.select(&FolderName::from(folder.as_str())).await?;
        let uids = mailbox.uids().await?;
        let messages = mailbox.fetch(&uids).await?;
        folders.push((folder.to_string(), u32::try_from(messages.len()).unwrap_or(u32::MAX)));
        for message in messages {
            let letter = Letter::read(&message.bytes, "");
            let Some(story) = play.day.stories.iter().find(|s| play.ledger.is_of(s, &letter.message_id)) else {
                continue;
            };
            let folder = folder.to_string();
            let mut flags = message.flags;
            flags.retain(|flag| !["\\Seen", "\\Recent"].contains(&flag.as_str()));
            lying.entry(story.name.clone()).or_default().push(Lies { folder, subject: letter.subject, flags });
        }
    }
    mailbox.logout().await;
    folders.sort();
    Ok(folders)
}

async fn end_of(play: &Play, story: &Story, lies: Vec<Lies>) -> Result<StoryEnd, Problem> {
    let mut end = StoryEnd::default();
    end.ends.folder = match lies.as_slice() {
        [] => "nowhere".to_owned(),
        all => all.iter().map(|one| one.folder.as_str()).collect::<Vec<_>>().join(" and "),
    };
    if let Some(one) = lies.into_iter().next() {
        if let Some((reference, outcome)) = words::filed_as(&one.subject) {
            outcome.clone_into(&mut end.ends.subject);
            play.ledger.quoted(story, reference);
        }
        end.ends.flags = one.flags;
        end.ends.flags.sort();
    }
    let received = play.ledger.received();
    let of_story = || received.iter().filter(|m| m.story.as_ref() == Some(&story.name));
    let count = |told| of_story().filter(|m| m.told == told && m.to_them).count();
    end.ends.reminders = count(Told::Reminder);
    end.ends.again = count(Told::Again);
    let told: BTreeSet<String> = of_story().map(|m| m.player.clone()).collect();
    end.ends.told = told.into_iter().collect();
    let letters = play.ledger.letters();
    let held = letters.iter().filter(|l| l.story.as_ref() == Some(&story.name));
    end.held = held.clone().count();
    end.outcomes = held.filter(|l| crate::stories::is_outcome(&l.text)).count();
    let Some(reference) = play.ledger.reference(story) else {
        "unknown: nothing quoted it".clone_into(&mut end.reference);
        return Ok(end);
    };
    end.reference = reference.to_string();
    let why = play.stage.ask(&["why", reference.as_str()]).await?;
    play.stage.keep(&story.name, &why)?;
    tell(&why, &mut end);
    Ok(end)
}

/// What the daemon's own record says.
fn tell(why: &Value, end: &mut StoryEnd) {
    let first = at(why, "/audit").as_array().and_then(|all| {
        all.iter().rev().find(|entry| text(at(entry, "/what")).contains("way ") && text(at(entry, "/who")) == "daemon")
    });
    if let Some(entry) = first {
        end.why = format!("{}: {}", text(at(entry, "/rule")), text(at(entry, "/why")));
    }
    let child = at(why, "/request/findings/children/0/found/person");
    child.as_str().unwrap_or("-").clone_into(&mut end.child);
    end.ends.asked = asked(why);
    let mut askings = at(why, "/request/asked").as_array().into_iter().flatten();
    let last = askings.rfind(|asking| *at(asking, "/notice") != true);
    if let Some(Ok(due)) = last.map(|asking| text(at(asking, "/deadline")).parse::<DateTime<Utc>>()) {
        end.due = due.with_timezone(&London).format("%a %H:%M").to_string();
    }
    let decision = at(why, "/request/decision");
    if decision.is_object() {
        end.ends.decided =
            format!("{}, {}", text(at(decision, "/choice")), at(decision, "/by").as_str().unwrap_or("by hand"));
    }
    for line in at(why, "/journal").as_array().into_iter().flatten() {
        if text(at(line, "/class")) == "outsider" && text(at(line, "/state")) == "done" {
            end.ends.letters.push(text(at(line, "/template")).to_owned());
        }
    }
}

/// Who was asked, in order, and why the next one was: what the audit says stays, whatever came of it later.
fn asked(why: &Value) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for entry in at(why, "/audit").as_array().into_iter().flatten() {
        let (what, reason) = (text(at(entry, "/what")), text(at(entry, "/why")));
        if let Some((person, _)) = what.strip_prefix("asked ").and_then(|rest| rest.split_once(", due ")) {
            people.push(person.to_owned());
        }
        let came = match (what, reason) {
            ("no answer by the deadline", _) => "no answer",
            ("the next person is asked", "out of office") => "away",
            ("the next person is asked", other) => other,
            _ => continue,
        };
        if let Some(last) = people.last_mut() {
            *last = format!("{last} ({came})");
        }
    }
    people
}

/// Every mail that arrived is filed, waits, lies with a person or was removed; nothing is left undone.
fn completeness(status: &Value, wrong: &mut Vec<String>) {
    let Some(mailboxes) = at(status, "/mailboxes").as_object() else {
        wrong.push("the status names no mailbox".to_owned());
        return;
    };
    for (name, mailbox) in mailboxes {
        let count = |what: &str| at(mailbox, &format!("/all/{what}")).as_u64().unwrap_or_default();
        let parts = count("filed") + count("waiting") + count("with_person") + count("removed");
        if count("arrived") != parts || parts == 0 {
            wrong.push(format!("{name}: {} mails arrived and {parts} are accounted for", count("arrived")));
        }
        if count("removed") > 0 {
            wrong.push(format!("{name}: {} mails count as removed, and nobody removed one", count("removed")));
        }
    }
    for problem in at(status, "/problems").as_array().into_iter().flatten() {
        wrong.push(text(problem).to_owned());
    }
    if at(status, "/unhandled").as_u64() != Some(0) {
        wrong.push(format!("{} mails on record are not handled", at(status, "/unhandled")));
    }
    for row in at(status, "/journal").as_array().into_iter().flatten() {
        wrong.push(format!(
            "the journal has {} {} row(s) that are {}",
            at(row, "/count"),
            text(at(row, "/effect")),
            text(at(row, "/state"))
        ));
    }
    for alarm in at(status, "/alarms").as_array().into_iter().flatten() {
        wrong.push(format!("alarm: {}", text(at(alarm, "/1"))));
    }
    for overdue in at(status, "/overdue").as_array().into_iter().flatten() {
        wrong.push(format!("{} is overdue", text(at(overdue, "/reference"))));
    }
}

/// Each sentence once, with how often it was said.
fn counted(sentences: Vec<String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in sentences {
        *counts.entry(sentence).or_default() += 1;
    }
    let said = |(sentence, times)| if times > 1 { format!("{sentence} ({times} times)") } else { sentence };
    counts.into_iter().map(said).collect()
}

/// What stands at a place of a document; null when nothing does.
pub(crate) fn at<'v>(value: &'v Value, place: &str) -> &'v Value {
    value.pointer(place).unwrap_or(&Value::Null)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
