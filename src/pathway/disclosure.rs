//! Who may be written to automatically (L3, L4, A4), and the few facts that a letter can say
//! (L1, L2). Where there is doubt, nothing goes and a person answers.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::policy::ServiceFacts;
use crate::domain::{Address, Facts, Kind, LetterContext, Name, Reference, ReferrerKind};

#[cfg(test)]
mod tests;

/// Which letter may go, to [`recipient`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFor {
    /// What was decided, what happens next, how to challenge it (L1).
    Professional,
    /// Received and dealt with, no more (L2).
    Public,
}

/// No letter goes; where one was due, a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoLetter {
    /// Why, without personal data.
    pub why: &'static str,
    /// Under which rule.
    pub rule: &'static str,
}

/// What is known besides the mail itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Our own addresses, lower-case: mailboxes, trays, the alarm address.
    pub own: &'a [String],
}

/// Whether the writer of this mail may be written to automatically.
///
/// # Errors
/// With why not, and under which rule.
pub fn may_write(facts: &Facts, known: &Known<'_>) -> Result<LetterFor, NoLetter> {
    let no = |rule, why| Err(NoLetter { why, rule });
    let marks = facts.envelope.automatic;
    if facts.referrer.kind == ReferrerKind::Anonymous || facts.kind.is == Kind::Anonymous {
        return no("A4", "the writer does not want to be known");
    }
    if matches!(facts.kind.is, Kind::DeliveryFailure | Kind::AutomaticReply) || marks.auto_replied {
        return no("L3", "it is an automatic answer");
    }
    if facts.kind.is == Kind::Reply {
        return no("L3", "it answers a message of ours");
    }
    if marks.ours {
        return no("L3", "we sent it ourselves");
    }
    if marks.list || facts.kind.is == Kind::Bulk {
        return no("L3", "it came through a mailing list");
    }
    if marks.empty_return_path {
        return no("L3", "its sender takes no answers");
    }
    if marks.any() {
        return no("L3", "it was sent by a machine");
    }
    let to = &facts.referrer.email;
    if !is_plain_address(to) {
        return no("L3", "there is no address to write to");
    }
    if *to != facts.envelope.from.email.to_lowercase() {
        return no("L3", "the address to write to is not the one that wrote");
    }
    if is_own(to, known.own) {
        return no("L3", "it came from one of our own addresses");
    }
    if is_unattended(to) {
        return no("L3", "the address takes no answers");
    }
    if let Some(why) = writer_concerned(facts) {
        return no("L4", why);
    }
    Ok(if facts.referrer.kind.is_professional() { LetterFor::Professional } else { LetterFor::Public })
}

/// Why the writer is, or seems to be, somebody whom the mail is about: by the kind of mail, or by their name or their
/// address, which are those of who is said to have harmed the child, or of the family. A person answers them (L4).
/// Without personal data.
#[must_use]
pub fn writer_concerned(facts: &Facts) -> Option<&'static str> {
    if facts.kind.is == Kind::AboutThemselves {
        return Some("a child or parent writes about themselves");
    }
    let writers = [words(&facts.referrer.name), words(&facts.envelope.from.name)];
    let addresses = [facts.referrer.email.to_lowercase(), facts.envelope.from.email.to_lowercase()];
    let is_writer = |name: &Name| writers.iter().any(|writer| same_person(writer, name));
    let wrote = |email: &String| !email.is_empty() && addresses.contains(&email.to_lowercase());
    if facts.alleged.names.iter().any(is_writer) || facts.alleged.emails.iter().any(wrote) {
        return Some("the writer has the name or the address of somebody said to have harmed the child");
    }
    let children = facts.children.iter().flat_map(|child| child.aliases.iter().chain([&child.name]));
    let family = children.chain(facts.household.iter().map(|relative| &relative.name));
    if family.into_iter().any(is_writer) || facts.household.iter().any(|relative| wrote(&relative.email)) {
        return Some("the writer has the name or the address of somebody in the family");
    }
    None
}

/// Whether the writer is a professional whom our own server vouches for: the only one who may
/// learn when a worker is due back (O2), and with that, that a case is open.
#[must_use]
pub fn is_verified_professional(facts: &Facts, known: &Known<'_>) -> bool {
    facts.envelope.dmarc_pass == Some(true) && may_write(facts, known) == Ok(LetterFor::Professional)
}

/// The one address that a letter may go to: the one that wrote (L3). Without a display name,
/// which is the sender's to choose.
#[must_use]
pub fn recipient(facts: &Facts) -> Address {
    Address { name: String::new(), email: facts.referrer.email.clone() }
}

/// Builds all that a letter can say (L1, L2).
///
/// `received` is local time; `back_on` is only taken for a professional (O2), and whether that one
/// is verified is asked of [`is_verified_professional`] first.
#[must_use]
pub fn letter_context(
    reader: LetterFor,
    reference: &Reference,
    facts: &Facts,
    service: &ServiceFacts,
    received: NaiveDateTime,
    back_on: Option<String>,
) -> LetterContext {
    let professional = reader == LetterFor::Professional;
    LetterContext {
        reference: reference.to_string(),
        referrer_name: plain_name(&facts.referrer.name),
        received: received.format("%A %-d %B %Y at %H:%M").to_string(),
        service: service.name.clone(),
        telephone: service.telephone.clone(),
        challenge: service.challenge.clone(),
        emergency: service.emergency.clone(),
        back_on: back_on.filter(|_| professional),
        professional,
    }
}

/// A name that can only be a name: a writer could sign with a sentence that our letter would then
/// say to whomever it is shown.
fn plain_name(name: &str) -> String {
    let name = name.trim();
    let fits = name.chars().count() <= 60
        && name.split_whitespace().count() <= 5
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'));
    if fits { name.split_whitespace().collect::<Vec<_>>().join(" ") } else { String::new() }
}

fn is_plain_address(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | '\\' | ':');
    !local.is_empty() && domain.contains('.') && !domain.contains('@') && address.chars().all(plain)
}

/// Our own address, with or without a detail (`local+detail@`).
fn is_own(address: &str, own: &[String]) -> bool {
    let bare = match address.split_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split_once('+').map_or(local, |(name, _)| name)),
        None => address.to_owned(),
    };
    own.iter().map(|one| one.to_lowercase()).any(|one| one == address || one == bare)
}

/// Local parts behind which nobody reads, compared without hyphens, dots and underscores.
const UNATTENDED: [&str; 12] = [
    "noreply",
    "donotreply",
    "dontreply",
    "noreplies",
    "notreply",
    "mailerdaemon",
    "postmaster",
    "bounce",
    "bounces",
    "autoreply",
    "notifications",
    "unsubscribe",
];

fn is_unattended(address: &str) -> bool {
    let local = address.split_once('@').map_or(address, |(local, _)| local);
    let squeezed: String = local.chars().filter(|c| !matches!(c, '-' | '.' | '_')).collect();
    let named = squeezed.split_once('+').map_or(squeezed.as_str(), |(name, _)| name);
    UNATTENDED.contains(&named)
        || ["noreply", "donotreply"].iter().any(|word| named.starts_with(word) || named.ends_with(word))
        || ["bounce+", "bounces+"].iter().any(|word| squeezed.starts_with(word))
}

fn words(name: &str) -> BTreeSet<String> {
    name.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Whether the writer's name holds the whole of this one. One part alone (a shared family name, a
/// given name) is not enough.
fn same_person(writer: &BTreeSet<String>, name: &Name) -> bool {
    let (given, family) = (words(&name.given), words(&name.family));
    // A middle name that only one side gives does not make another person.
    let first = name.given.split_whitespace().next().map(words).unwrap_or_default();
    !given.is_empty() && !family.is_empty() && family.is_subset(writer) && first.is_subset(writer)
}
