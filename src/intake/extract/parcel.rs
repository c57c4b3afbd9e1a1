//! Files within files: mails with their attachments, archives with their files. What lies in all of them
//! together is bounded, and what cannot be read of it is named.

use super::{Extracted, extract_within};
use crate::domain::{Lock, Problem};
use crate::intake::document::{Block, Document};
use crate::intake::parse::Attachment;
use crate::intake::places::within;

/// How deep files are looked for in files, how many are read, and how many bytes are inflated, in all of an
/// attachment together.
const DEEPEST: usize = 3;
const MOST_FILES: usize = 60;
const MOST_INFLATED: u64 = 128 << 20;

/// What may still be read.
#[derive(Debug)]
pub(super) struct Allowance {
    deeper: usize,
    files: usize,
    inflated: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { deeper: DEEPEST, files: MOST_FILES, inflated: MOST_INFLATED }
    }
}

/// A file that holds others, as it is gathered.
#[derive(Debug)]
pub(super) struct Parcel<'a> {
    document: Document,
    allowance: &'a mut Allowance,
    /// What a file in it is called: "its attachment".
    noun: &'static str,
    files: usize,
    /// A wrapper whose letter is locked in one of its files.
    locked: bool,
}

impl<'a> Parcel<'a> {
    /// Begins one.
    ///
    /// # Errors
    /// The result that stands for it where it lies too deep in others.
    pub(super) fn open(allowance: &'a mut Allowance, noun: &'static str) -> Result<Self, Extracted> {
        let Some(deeper) = allowance.deeper.checked_sub(1) else {
            return Err(Extracted::Failed("files are packed too deep in one another".to_owned()));
        };
        allowance.deeper = deeper;
        Ok(Self { document: Document::default(), allowance, noun, files: 0, locked: false })
    }

    /// Adds the letter itself.
    pub(super) fn letter(&mut self, subject: &str, body: Document) {
        if !subject.is_empty() {
            self.document.push(Block::Paragraph(subject.to_owned()));
        }
        self.document.append(body);
    }

    /// Says that a part could not be read.
    pub(super) fn unread(&mut self, problem: Problem) {
        if !self.document.unread.contains(&problem) {
            self.document.unread.push(problem);
        }
    }

    /// Says that the next file is locked.
    pub(super) fn locked_file(&mut self) {
        self.add(|_| Extracted::Protected(Lock::Password));
    }

    /// How many bytes may still be inflated.
    pub(super) fn inflatable(&self) -> u64 {
        self.allowance.inflated
    }

    /// Says how many bytes were inflated.
    pub(super) fn inflated(&mut self, bytes: u64) {
        self.allowance.inflated = self.allowance.inflated.saturating_sub(bytes);
    }

    /// Reads an attachment.
    pub(super) fn attachment(&mut self, attachment: &Attachment) {
        if attachment.is_decoration() {
            self.files += 1;
            return;
        }
        self.locked |= attachment.media_type.contains("rpmsg") || attachment.name.to_lowercase().ends_with(".rpmsg");
        self.add(|allowance| extract_within(&attachment.name, &attachment.media_type, &attachment.bytes, allowance));
    }

    /// Reads the next file in it.
    pub(super) fn add(&mut self, read: impl FnOnce(&mut Allowance) -> Extracted) {
        self.files += 1;
        let Some(files) = self.allowance.files.checked_sub(1) else {
            self.unread(Problem::Broken(format!("{} {} and those after it", self.noun, self.files)));
            // What is named already is not named for each of them.
            self.files -= 1;
            return;
        };
        self.allowance.files = files;
        let place = format!("{} {}", self.noun, self.files);
        match read(self.allowance) {
            Extracted::Text(mut inner) => {
                inner.unread = inner.unread.iter().map(|problem| within(problem, &place)).collect();
                self.document.append(inner);
            }
            Extracted::Unsupported => self.unread(Problem::Unsupported(place)),
            Extracted::Protected(by) => self.unread(Problem::protected(place, by)),
            Extracted::Scanned => self.unread(Problem::Scanned(place)),
            Extracted::Failed(_) => self.unread(Problem::Broken(place)),
        }
    }

    /// What it says; `nothing` says what is wrong where that is nothing.
    pub(super) fn close(self, nothing: &str) -> Extracted {
        self.allowance.deeper += 1;
        if self.locked {
            Extracted::Protected(Lock::Rights)
        } else if self.document.is_empty() && self.document.unread.is_empty() {
            Extracted::Failed(nothing.to_owned())
        } else {
            Extracted::Text(self.document)
        }
    }
}
