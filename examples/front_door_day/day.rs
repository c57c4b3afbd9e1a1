//! The data of the day: who plays, what is written and answered, how each story must end.

use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Europe::London;
use serde::Deserialize;

use crate::stage::Problem;

const DAY: &str = include_str!("day.toml");

/// The whole day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Day {
    /// When it begins.
    pub(crate) start: NaiveDateTime,
    /// When it ends.
    pub(crate) until: NaiveDateTime,
    /// The front door's address.
    pub(crate) mailbox: String,
    /// Who plays.
    #[serde(rename = "player")]
    pub(crate) players: Vec<Player>,
    /// What happens.
    #[serde(rename = "story")]
    pub(crate) stories: Vec<Story>,
}

/// Somebody with a mailbox.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Player {
    /// The staff id, or a word of our own.
    pub(crate) id: String,
    /// As the diary names them.
    pub(crate) name: String,
    /// Their mailbox.
    pub(crate) email: String,
    /// What stands below their signature.
    #[serde(default)]
    pub(crate) title: String,
}

/// One mail and what comes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    /// What it shows.
    pub(crate) name: String,
    /// The mail's file, from the root of the repository.
    pub(crate) mail: String,
    /// When it is sent.
    pub(crate) at: NaiveDateTime,
    /// The child it is about, as the mail has the name.
    #[serde(default)]
    pub(crate) child: String,
    /// What the diary calls it, where that is not the child's short name.
    #[serde(default)]
    about: String,
    /// The diary's line when it is sent.
    pub(crate) writes: String,
    /// How those who are asked answer.
    #[serde(default, rename = "answer")]
    pub(crate) answers: Vec<Answer>,
    /// An officer drags it.
    #[serde(default)]
    pub(crate) drag: Option<Drag>,
    /// How it must end.
    pub(crate) ends: Ends,
}

/// How somebody answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    /// Who; `None` for whoever is asked.
    #[serde(default)]
    pub(crate) by: Option<String>,
    /// To which kind of message.
    pub(crate) on: Told,
    /// Minutes after it came.
    #[serde(default)]
    pub(crate) after: u32,
    /// Not before this.
    #[serde(default)]
    pub(crate) at: Option<NaiveDateTime>,
    /// With what.
    #[serde(default)]
    pub(crate) with: Program,
    /// The words.
    pub(crate) text: String,
}

/// A mail program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Program {
    /// Text and HTML, the original below a line.
    #[default]
    Outlook,
    /// Plain text, the original marked.
    Iphone,
    /// No person: the automatic reply of an absent one.
    OutOfOffice,
}

/// What a message of the daemon is, by its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Told {
    /// A decision is asked for.
    Request,
    /// A reminder.
    Reminder,
    /// Asked once more, since the answer was not clear.
    Again,
    /// A contact is to be created.
    Create,
    /// A mail is to be checked by hand.
    Check,
    /// Anything else for staff.
    Other,
}

impl Told {
    /// What a subject says.
    pub(crate) fn of(subject: &str) -> Self {
        let subject = subject.strip_prefix("URGENT: ").unwrap_or(subject);
        let begins = [
            ("Decision needed", Self::Request),
            ("Reminder:", Self::Reminder),
            ("Please answer once more", Self::Again),
            ("Please create a contact", Self::Create),
            ("Please check by hand", Self::Check),
        ];
        begins.into_iter().find(|(words, _)| subject.starts_with(words)).map_or(Self::Other, |(_, told)| told)
    }
}

/// An officer moves the mail in the shared mailbox.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drag {
    /// Who.
    pub(crate) by: String,
    /// From this folder.
    pub(crate) from: String,
    /// To this one.
    pub(crate) to: String,
    /// When.
    pub(crate) at: NaiveDateTime,
}

/// How a story ends: all that is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ends {
    /// Where the mail lies.
    pub(crate) folder: String,
    /// What its subject says after the reference; empty when it is as it came.
    #[serde(default)]
    pub(crate) subject: String,
    /// Flags and keywords, those of reading left out.
    #[serde(default)]
    pub(crate) flags: Vec<String>,
    /// Who was asked to decide, in order, with what came of it when that was not an answer.
    #[serde(default)]
    pub(crate) asked: Vec<String>,
    /// How many reminders those who were asked received.
    #[serde(default)]
    pub(crate) reminders: usize,
    /// How often somebody was asked once more.
    #[serde(default)]
    pub(crate) again: usize,
    /// The decision and whose it is.
    #[serde(default)]
    pub(crate) decided: String,
    /// Exactly the letters that lie in the referrer's mailbox.
    #[serde(default)]
    pub(crate) letters: Vec<String>,
    /// Exactly who was written to among the players; empty: not compared.
    #[serde(default)]
    pub(crate) told: Vec<String>,
}

impl Day {
    /// Reads the data that this program was built with.
    pub(crate) fn read() -> Result<Self, Problem> {
        Ok(toml::from_str(DAY)?)
    }

    /// The instant of a wall-clock time.
    pub(crate) fn instant(at: NaiveDateTime) -> Result<DateTime<Utc>, Problem> {
        let local = London.from_local_datetime(&at).earliest();
        local.map(|at| at.to_utc()).ok_or_else(|| format!("there is no {at} in London").into())
    }

    /// The player with this id.
    pub(crate) fn player(&self, id: &str) -> Option<&Player> {
        self.players.iter().find(|player| player.id == id)
    }
}

impl Story {
    /// What the diary calls it: "Kofi N.".
    pub(crate) fn about(&self) -> String {
        if !self.about.is_empty() {
            return self.about.clone();
        }
        let mut parts = self.child.split(' ');
        let given = parts.next().unwrap_or_default();
        let family = parts.next_back().unwrap_or_default();
        let initials: Vec<String> =
            family.split('-').filter_map(|part| part.chars().next()).map(|letter| format!("{letter}.")).collect();
        format!("{given} {}", initials.join("-"))
    }
}
