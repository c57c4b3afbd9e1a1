//! A sample of each template's context, with people who are made up. Every template is rendered
//! with its own when it is read, and `letter preview` shows the same.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::view::{Composing, Enclosed};
use crate::domain::{AlarmContext, AnswerLine, ChildLine, Context, LastInvolvement, LetterContext, StaffContext};

/// Messages to staff.
pub const STAFF: [&str; 22] = [
    "answer-to-officer",
    "check-by-hand",
    "contact-assigned",
    "create-contact",
    "decision-again",
    "decision-different",
    "decision-overtaken",
    "decision-reminder",
    "decision-request",
    "emergency-duty-team",
    "escalation",
    "later-mail",
    "nobody-left",
    "not-delivered",
    "open-case-alert",
    "open-case-returned",
    "refused-answer",
    "restricted",
    "restricted-named",
    "unattended",
    "who-it-is",
    "writer-waits",
];

/// Letters to referrers (L1, L2).
pub const LETTERS: [&str; 7] = [
    "acknowledgement",
    "acknowledgement-public",
    "outcome-contact",
    "outcome-contact-public",
    "outcome-no-contact",
    "outcome-no-contact-public",
    "worker-away",
];

/// The administrator's alarm.
pub const ALARM: &str = "alarm";

/// Every template that the shipped pathways and the daemon itself use.
pub fn all_names() -> impl Iterator<Item = &'static str> {
    STAFF.into_iter().chain(LETTERS).chain([ALARM])
}

/// What the shipped procedure sends of each message for a made-up mail, by template. A story of the core writes it
/// (`src/pathway/stories/samples.rs`) and tells when it no longer is what is sent.
const SENT: &str = include_str!("samples.json");

#[derive(Debug, Deserialize)]
struct Sent {
    context: Context,
    /// The original mail goes with it.
    original: bool,
    /// Case notes go with it.
    notes: bool,
    /// It carries a token, so that it can be answered.
    answerable: bool,
}

fn sent(template: &str) -> Option<Sent> {
    // Rendered for each template: a handful of times, at start and for a preview.
    let mut all: BTreeMap<String, Sent> = serde_json::from_str(SENT).ok()?;
    all.remove(template)
}

/// What composing would add to a message to staff: an attached original, case notes, answers that lead back.
pub(crate) fn composing(template: &str) -> Composing {
    let (original, notes, answerable) =
        sent(template).map_or((true, true, true), |sent| (sent.original, sent.notes, sent.answerable));
    let link = "mailto:front.door@norbury.example?subject=Re%3A%20FD-7KQ2-M4XA&body=";
    Composing {
        original: if original { Enclosed::Attached } else { Enclosed::Nothing },
        notes,
        answer_link: if answerable { link.to_owned() } else { String::new() },
    }
}

/// The sample of a template; a council's own folder gets the general one of its reader.
#[must_use]
pub fn context(template: &str) -> Context {
    sent(template).map_or_else(|| general(template), |sent| sent.context)
}

/// Everything that a template of this name can reach, each field filled.
#[must_use]
pub fn general(template: &str) -> Context {
    match super::templates::Reader::of(template) {
        super::Reader::Administrator => Context::Alarm(alarm()),
        super::Reader::Outsider => Context::Letter(letter(!template.ends_with("-public"))),
        super::Reader::Staff => Context::Staff(Box::new(everything())),
    }
}

fn alarm() -> AlarmContext {
    AlarmContext {
        what: "The mailbox cass has not been checked for 12 minutes: the server refuses the login.".to_owned(),
        advice: "Renew the mailbox's password or token. Mail is safe on the server and is taken up by itself."
            .to_owned(),
        reference: Some("FD-7KQ2-M4XA".to_owned()),
    }
}

fn letter(professional: bool) -> LetterContext {
    LetterContext {
        reference: "FD-7KQ2-M4XA".to_owned(),
        referrer_name: "Isaac Ahmed".to_owned(),
        received: "Monday 23 November 2026 at 10:15".to_owned(),
        service: "Norbury Children's Front Door".to_owned(),
        telephone: "01632 960 100".to_owned(),
        challenge: "Ask for the team manager on 01632 960 100, or write to \
                    challenge@norbury.example and quote the reference."
            .to_owned(),
        emergency: "If a child is in danger now, ring 999. Out of hours, ring the emergency duty team on \
                    01632 960 199."
            .to_owned(),
        back_on: professional.then(|| "Thursday 26 November".to_owned()),
        professional,
    }
}

/// Each field filled.
fn everything() -> StaffContext {
    StaffContext {
        reference: "FD-7KQ2-M4XA".to_owned(),
        dear: "Sam".to_owned(),
        mailbox: "front.door@norbury.example".to_owned(),
        urgent: "the sender marked it as urgent".to_owned(),
        received: "Monday 23 November 2026 at 10:15".to_owned(),
        referrer: "Isaac Ahmed, NSPCC Helpline (charity)".to_owned(),
        writer:
            "The writer has the name of somebody in the family. They got nothing automatic: a person must answer them."
                .to_owned(),
        children: children(),
        text: "Does this new information change the earlier outcome, and is a new contact needed?".to_owned(),
        concern: "A neighbour rang the helpline on Sunday evening. She had heard shouting and a child crying \
                  for about an hour.\n\nShe says this has happened three times this month & is getting worse."
            .to_owned(),
        last: Some(LastInvolvement {
            what: "referral, CASS".to_owned(),
            when: "opened 23 October 2026, closed 2 November 2026".to_owned(),
            source: "education".to_owned(),
            decided_by: "Sam Okoro".to_owned(),
            outcome: "no further action".to_owned(),
            summary: "School worried about lateness and tiredness.".to_owned(),
        }),
        difference: vec![
            ("Late for school, tired".to_owned(), "Shouting and crying heard, three times this month".to_owned()),
            ("From the school".to_owned(), "From a neighbour, through the NSPCC".to_owned()),
        ],
        changed: vec!["Amira Khan: address: 1 Elm Road -> 2 Oak Street".to_owned()],
        deadline: "by 16:30 today".to_owned(),
        answers: answers(),
        reason_optional: false,
        passed_on: "Kim Lowe was asked, and did not answer by 10:00 today.".to_owned(),
        why_you: "decided the previous referral".to_owned(),
        passed_over: vec!["Lee Marsh: on leave until 27 November".to_owned()],
        reasons: vec!["two children in the case system fit Amira Khan equally well".to_owned()],
        candidates: vec![
            "P10023 Amira Khan, born 3 May 2019: same name, date of birth and postcode".to_owned(),
            "P20417 Amira Khan, born 5 March 2019: same name; day and month of birth swapped".to_owned(),
        ],
        given: vec!["date of birth or age".to_owned(), "address".to_owned()],
        doubtful: vec!["Amira Khan: NHS number 9434765918: its check digit is wrong".to_owned()],
        missing: vec![
            "who has parental responsibility".to_owned(),
            "whether the parents know of the request".to_owned(),
        ],
        open: vec!["assessment: ASTI North, Jo Bell".to_owned()],
        decision: "NO CONTACT, by Sam Okoro".to_owned(),
        reason: "The school has seen the child today; the earlier plan covers this.".to_owned(),
        assigned_to: "Lee Marsh (senior practitioner)".to_owned(),
        siblings: vec!["P10024 Bilal Khan".to_owned()],
        alerts: vec!["Visit in pairs: a dog is kept at the address".to_owned()],
        folder: "REVIEW CONTACTS".to_owned(),
        lines: vec!["CONTACT, by Lee Marsh. Reason: a pattern is forming".to_owned()],
    }
}

fn children() -> Vec<ChildLine> {
    vec![
        ChildLine {
            name: "Amira Khan".to_owned(),
            born: "born 3 May 2019".to_owned(),
            postcode: "NB4 8QT".to_owned(),
            id: "P10023".to_owned(),
            known: "closed 2 November 2026 (CASS)".to_owned(),
        },
        ChildLine { name: "Bilal <Khan>".to_owned(), born: "aged 4".to_owned(), ..ChildLine::default() },
    ]
}

fn answers() -> Vec<AnswerLine> {
    [
        ("NO CONTACT", "the earlier outcome stands; the referrer gets a letter"),
        ("CONTACT", "a new contact is needed"),
        ("VISIT", "no contact; a family-support worker visits"),
    ]
    .into_iter()
    .map(|(word, means)| AnswerLine { word: word.to_owned(), means: means.to_owned(), link: String::new() })
    .collect()
}
