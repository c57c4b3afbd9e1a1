//! Who received what: filled while the day runs, compared at its end.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use frontdoor::domain::Reference;

use crate::day::{Day, Story, Told};
use crate::letterbox::Letter;
use crate::words;

/// A message to a player.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The player.
    pub(crate) player: String,
    /// What it is.
    pub(crate) told: Told,
    /// Whether it was to them, and not a copy.
    pub(crate) to_them: bool,
    /// The story; `None` when that cannot be told.
    pub(crate) story: Option<String>,
    /// The first line of its text.
    pub(crate) says: String,
}

/// A letter to a referrer.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The referrer's address.
    pub(crate) to: String,
    /// The story of the mail that it answers.
    pub(crate) story: Option<String>,
    /// Its text.
    pub(crate) text: String,
}

/// All that was received.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Story by the Message-ID of its mail.
    mails: BTreeMap<String, String>,
    /// Reference by story.
    references: BTreeMap<String, Reference>,
    received: Vec<Received>,
    letters: Vec<Sent>,
}

impl Ledger {
    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A story's mail goes out.
    pub(crate) fn goes_out(&self, story: &Story, message_id: &str) {
        self.with(|inner| {
            inner.mails.insert(message_id.to_owned(), story.name.clone());
        });
    }

    /// Whether a mail with this Message-ID is the story's.
    pub(crate) fn is_of(&self, story: &Story, message_id: &str) -> bool {
        self.with(|inner| inner.mails.get(message_id) == Some(&story.name))
    }

    /// The reference of a story, once somebody has quoted it.
    pub(crate) fn reference(&self, story: &Story) -> Option<Reference> {
        self.with(|inner| inner.references.get(&story.name).cloned())
    }

    /// A filed mail or a letter quoted the reference of a story.
    pub(crate) fn quoted(&self, story: &Story, reference: Reference) {
        self.with(|inner| {
            inner.references.entry(story.name.clone()).or_insert(reference);
        });
    }

    /// A letter reached a referrer; the story's place in the day.
    pub(crate) fn letter(&self, day: &Day, to: &str, letter: &Letter) -> Option<usize> {
        let reference = words::reference(&letter.subject);
        self.with(|inner| {
            let story = inner.mails.get(&letter.in_reply_to).cloned();
            if let (Some(story), Some(reference)) = (&story, reference) {
                inner.references.entry(story.clone()).or_insert(reference);
            }
            inner.letters.push(Sent { to: to.to_owned(), story: story.clone(), text: letter.text.clone() });
            day.stories.iter().position(|s| Some(&s.name) == story.as_ref())
        })
    }

    /// A message reached a player; the story's place in the day. Known by the reference, or by the mail that is
    /// attached, or by the child's name where that is one story's alone.
    pub(crate) fn message(&self, day: &Day, player: &str, letter: &Letter) -> Option<usize> {
        let reference = words::reference(&letter.subject);
        self.with(|inner| {
            let known = inner.references.iter().find(|(_, r)| Some(*r) == reference.as_ref()).map(|(s, _)| s.clone());
            let attached = || inner.mails.get(&letter.original).cloned();
            let named = || {
                let free = |s: &&Story| !s.child.is_empty() && !inner.references.contains_key(&s.name);
                let mut found = day.stories.iter().filter(free).filter(|s| letter.text.contains(&s.child));
                found.next().filter(|_| found.next().is_none()).map(|s| s.name.clone())
            };
            let story = known.or_else(attached).or_else(named);
            if let (Some(story), Some(reference)) = (&story, reference) {
                inner.references.entry(story.clone()).or_insert(reference);
            }
            inner.received.push(Received {
                player: player.to_owned(),
                told: Told::of(&letter.subject),
                to_them: letter.to_me,
                story: story.clone(),
                says: letter.text.lines().next().unwrap_or_default().to_owned(),
            });
            day.stories.iter().position(|s| Some(&s.name) == story.as_ref())
        })
    }

    /// Everything the players received.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.with(|inner| inner.received.clone())
    }

    /// Every letter to a referrer.
    pub(crate) fn letters(&self) -> Vec<Sent> {
        self.with(|inner| inner.letters.clone())
    }
}
