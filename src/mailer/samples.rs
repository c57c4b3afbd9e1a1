//! A sample of each template's context, with people who are made up. Every template is rendered
//! with its own when it is read, and `letter preview` shows the same.

use crate::domain::{AlarmContext, AnswerLine, ChildLine, Context, LastInvolvement, LetterContext, StaffContext};

/// Messages to staff.
pub const STAFF: [&str; 20] = [
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

const QUESTION: &str = "A new request has come in about a child whose case closed within the last four weeks. \
                        Does it change the earlier outcome, or is a new contact needed?";

/// Whether the original mail goes with the sample, and whether case notes do.
pub(crate) fn enclosed(template: &str) -> (bool, bool) {
    let without =
        ["decision-different", "decision-overtaken", "not-delivered", "refused-answer", "restricted", "unattended"];
    let with_notes = ["answer-to-officer", "create-contact", "open-case-alert", "open-case-returned"];
    (!without.contains(&template), with_notes.contains(&template))
}

/// The sample of a template; a council's own folder gets the general one of its reader.
#[must_use]
pub fn context(template: &str) -> Context {
    match super::templates::Reader::of(template) {
        super::Reader::Administrator => Context::Alarm(alarm()),
        super::Reader::Outsider => Context::Letter(letter(!template.ends_with("-public"), template == "worker-away")),
        super::Reader::Staff => Context::Staff(Box::new(staff(template))),
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

fn letter(professional: bool, away: bool) -> LetterContext {
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
        back_on: away.then(|| "Thursday 26 November".to_owned()),
        professional,
    }
}

/// The full context, as far as this template shows of it.
fn staff(template: &str) -> StaffContext {
    let full = everything(template);
    let open = vec!["assessment, ASTI North; worker Jo Bell".to_owned()];
    let reason = "Three times in a month is a pattern.".to_owned();
    let urgent = "the sender marked it as urgent".to_owned();
    match template {
        "decision-again" => StaffContext { lines: vec!["two of the words stood in your answer".to_owned()], ..full },
        "decision-different" => StaffContext {
            dear: "Dana".to_owned(),
            lines: vec!["CONTACT, by Lee Marsh: \"A pattern is forming.\"".to_owned()],
            ..full
        },
        "answer-to-officer" => StaffContext { dear: "Dana".to_owned(), answers: Vec::new(), ..full },
        "create-contact" => {
            let done = AnswerLine {
                word: "DONE".to_owned(),
                means: "the contact is created".to_owned(),
                ..AnswerLine::default()
            };
            let decision = "CONTACT, by Sam Okoro".to_owned();
            StaffContext { dear: "Dana".to_owned(), decision, reason, answers: vec![done], ..full }
        }
        "contact-assigned" => StaffContext {
            dear: "Lee".to_owned(),
            urgent,
            decision: "CONTACT, by Sam Okoro".to_owned(),
            reason,
            ..full
        },
        "check-by-hand" => {
            StaffContext { dear: "all".to_owned(), folder: "CHECK BY HAND".to_owned(), answers: Vec::new(), ..full }
        }
        "emergency-duty-team" => {
            StaffContext { dear: "colleagues".to_owned(), urgent, open, answers: Vec::new(), ..full }
        }
        "escalation" => StaffContext {
            dear: "Jo".to_owned(),
            urgent,
            open,
            reason_optional: true,
            text: "A concern has come in on an open case and cannot wait. Will you take it?".to_owned(),
            deadline: "by 14:30 today".to_owned(),
            answers: vec![AnswerLine {
                word: "TAKEN".to_owned(),
                means: "you deal with it".to_owned(),
                ..AnswerLine::default()
            }],
            why_you: "you are the duty social worker".to_owned(),
            passed_over: vec!["Ali Rose (allocated worker): away".to_owned()],
            ..full
        },
        "not-delivered" => StaffContext {
            lines: vec!["The decision request to Lee Marsh could not be delivered (5.1.1).".to_owned()],
            ..full
        },
        "refused-answer" => {
            StaffContext { reasons: vec!["the sender's address is not on the list of staff".to_owned()], ..full }
        }
        "nobody-left" => StaffContext { dear: "all".to_owned(), answers: Vec::new(), ..full },
        "unattended" => StaffContext {
            dear: "all".to_owned(),
            answers: Vec::new(),
            lines: vec!["Lying there since 10:15 today.".to_owned()],
            ..full
        },
        "restricted-named" => StaffContext {
            candidates: vec![
                "the child may be P10023 Amira Khan, born 07/03/2019; with ASTI North since Monday 2 November 2026; \
                 restricted, and you are named for it"
                    .to_owned(),
            ],
            last: None,
            difference: Vec::new(),
            folder: "CHECK BY HAND".to_owned(),
            answers: vec![AnswerLine {
                word: "DONE".to_owned(),
                means: "I have dealt with this by hand".to_owned(),
                ..AnswerLine::default()
            }],
            ..full
        },
        "open-case-alert" => {
            let referrer = "Nadia Khan (member of the public)".to_owned();
            let writer = "A child or parent writes about themselves. They got nothing automatic: a person must answer \
                          them."
                .to_owned();
            StaffContext { dear: "Jo".to_owned(), referrer, writer, open, answers: Vec::new(), ..full }
        }
        "open-case-returned" => StaffContext { dear: "business support".to_owned(), open, answers: Vec::new(), ..full },
        _ => full,
    }
}

/// Each field filled.
fn everything(template: &str) -> StaffContext {
    StaffContext {
        reference: "FD-7KQ2-M4XA".to_owned(),
        dear: "Sam".to_owned(),
        mailbox: "front.door@norbury.example".to_owned(),
        urgent: String::new(),
        received: "Monday 23 November 2026 at 10:15".to_owned(),
        referrer: "Isaac Ahmed, NSPCC Helpline (charity)".to_owned(),
        writer: String::new(),
        children: children(),
        text: if template.starts_with("decision-re") { QUESTION.to_owned() } else { String::new() },
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
        deadline: "by 16:30 today".to_owned(),
        answers: answers(),
        reason_optional: false,
        why_you: "decided the previous referral".to_owned(),
        passed_over: vec!["Lee Marsh: on leave until 27 November".to_owned()],
        reasons: vec!["two children in the case system fit Amira Khan equally well".to_owned()],
        candidates: vec![
            "P10023 Amira Khan, born 3 May 2019: same name, date of birth and postcode".to_owned(),
            "P20417 Amira Khan, born 5 March 2019: same name; day and month of birth swapped".to_owned(),
        ],
        missing: vec![
            "who has parental responsibility".to_owned(),
            "whether the parents know of the request".to_owned(),
        ],
        open: Vec::new(),
        decision: "NO CONTACT, by Sam Okoro".to_owned(),
        reason: "The school has seen the child today; the earlier plan covers this.".to_owned(),
        assigned_to: "Lee Marsh (senior practitioner)".to_owned(),
        siblings: vec!["P10024 Bilal Khan".to_owned()],
        alerts: vec!["Visit in pairs: a dog is kept at the address".to_owned()],
        folder: "REVIEW CONTACTS".to_owned(),
        lines: Vec::new(),
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
