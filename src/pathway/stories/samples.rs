//! What `letter preview` shows of each message: what the core sends for a made-up mail, with the procedure as it is
//! shipped. Kept in `src/mailer/samples.json`, since the mailer knows no procedure; `FRONTDOOR_WRITE=1` writes it anew.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::domain::{Attach, CaseState, Kind, ReferrerKind};
use crate::pathway::policy::ServiceFacts;

use super::mails::{Mail, child, form};
use super::staff::{Change, leave};
use super::world::{Told, World};

/// The reference that previews quote.
const QUOTED: &str = "FD-7KQ2-M4XA";

#[derive(Default)]
struct Samples(BTreeMap<String, Value>);

impl Samples {
    fn keep(&mut self, told: &Told, reference: &str) {
        let message = &told.message;
        let text = serde_json::to_string(&message.context).unwrap().replace(reference, QUOTED);
        let context: Value = serde_json::from_str(&text).unwrap();
        let original = message.attach.iter().any(|a| matches!(a, Attach::Original(_)));
        let notes = message.attach.iter().any(|a| matches!(a, Attach::CaseNotes(_)));
        let sample = json!({
            "context": context, "original": original, "notes": notes, "answerable": message.token.is_some(),
        });
        assert!(self.0.insert(message.template.clone(), sample).is_none(), "{} is there already", message.template);
    }

    /// The message of this template to these.
    fn take(&mut self, w: &mut World, template: &str, to: &[&str]) {
        let reference = w.it.to_string();
        let told = w.told(template, to);
        self.keep(&told, &reference);
    }

    /// The letter of this template to who wrote.
    fn letter(&mut self, w: &mut World, template: &str) -> Told {
        let reference = w.it.to_string();
        let told = w.letter(template);
        self.keep(&told, &reference);
        told
    }
}

fn office(at: &str, changes: &[(&str, Change)]) -> World {
    let mut w = World::with(at, changes);
    w.careless = true;
    w.policy.service = ServiceFacts {
        name: "Norbury Children's Front Door".to_owned(),
        telephone: "01632 960 100".to_owned(),
        challenge: "Ask for the team manager on 01632 960 100, or write to challenge@norbury.example and quote the \
                    reference."
            .to_owned(),
        emergency:
            "If a child is in danger now, ring 999. Out of hours, ring the emergency duty team on 01632 960 199."
                .to_owned(),
    };
    w.policy.mailboxes.get_mut(&"cass".into()).unwrap().address.email = "front.door@norbury.example".to_owned();
    w
}

/// A form about a child with a brother on record, who is named as well.
fn mail() -> Mail {
    form().saying("Kofi came to school with a bruise. He said he fell & \"nobody <pushed> him\".").with(|m| {
        m.facts.missing = vec!["who has parental responsibility".to_owned()];
        m.facts.alerts = vec!["a dog that bites is kept at the address".to_owned()];
        let mut brother = m.facts.children[0].clone();
        (brother.name.given, brother.date_of_birth, brother.age) = ("Ama".to_owned(), None, Some(9));
        m.facts.children.push(brother);
        m.findings.children.push(form().unknown().findings.children.remove(0));
        m.findings.children[0].siblings = vec![("P10043".into(), "Yaw Quennell".to_owned())];
    })
}

fn by_a_neighbour() -> Mail {
    mail().from(ReferrerKind::Public, "a.neighbour@mail.test").with(|m| {
        m.facts.referrer.name = "Nell Ash".to_owned();
        m.facts.referrer.agency = String::new();
        m.facts.envelope.from.name = "Nell Ash".to_owned();
    })
}

/// Asked, reminded, escalated, answered late by the first, and differently by the second.
fn a_review(all: &mut Samples) {
    let mut w = office("2026-11-23 09:30", &[("M3", |s| s.leave = vec![leave("2026-11-23", "2026-11-27")])]);
    w.arrives(mail());
    all.take(&mut w, "decision-request", &["S2"]);
    all.letter(&mut w, "acknowledgement");
    w.answers("S2", "NO CONTACT", "");
    all.take(&mut w, "decision-again", &["S2"]);
    w.later_mail(form().saying("He has a second bruise.").facts);
    all.take(&mut w, "later-mail", &["S2", "R1"]);
    w.answers("S2", "", "two of the words stand in it");
    all.take(&mut w, "refused-answer", &["R1", "R2"]);
    w.clock_to("2026-11-23 17:15");
    all.take(&mut w, "decision-reminder", &["S2"]);
    w.answers("S2", "NO CONTACT", "the school saw him today, and the earlier plan covers it");
    all.take(&mut w, "decision-overtaken", &["M1"]);
    all.take(&mut w, "answer-to-officer", &["R1"]);
    let letter = all.letter(&mut w, "outcome-no-contact");
    w.answers_number(1, "M1", "CONTACT", "a pattern is forming");
    all.take(&mut w, "decision-different", &["R1", "R2"]);
    w.bounces(&letter.key, &[]);
    all.take(&mut w, "not-delivered", &["R1", "R2"]);
}

/// Asked, and nobody answers.
fn nobody(all: &mut Samples) {
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(mail());
    w.clock_to("2026-11-24 11:00");
    all.take(&mut w, "nobody-left", &["R1", "R2"]);
    all.take(&mut w, "alarm", &["alarm@trust.test"]);
}

/// A contact is created, and the same mail comes once more.
fn a_contact(all: &mut Samples) {
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(mail().urgent());
    w.answers("S2", "CONTACT", "a new injury");
    all.take(&mut w, "create-contact", &["R1"]);
    all.take(&mut w, "contact-assigned", &["S2"]);
    w.says("R1", "DONE");
    w.arrives(mail().urgent());
    all.letter(&mut w, "outcome-contact");
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(by_a_neighbour());
    all.letter(&mut w, "acknowledgement-public");
    w.answers("S2", "CONTACT", "a new injury");
    w.says("R1", "DONE");
    w.arrives(by_a_neighbour());
    all.letter(&mut w, "outcome-contact-public");
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(by_a_neighbour());
    w.answers("S2", "NO CONTACT", "nothing new");
    all.letter(&mut w, "outcome-no-contact-public");
}

/// A person must look: who it is, or what nobody but those named may see.
fn by_hand(all: &mut Samples) {
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(mail().perhaps());
    all.take(&mut w, "check-by-hand", &["R1"]);
    w.clock_to("2026-11-23 10:30");
    all.take(&mut w, "unattended", &["R1", "R2"]);
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(mail().one_of_or_nobody(&[("P10042", child(CaseState::Old))]));
    all.take(&mut w, "who-it-is", &["R1", "R2"]);
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(mail().restricted_to(&["W1"]));
    all.take(&mut w, "restricted", &["R1", "R2"]);
    all.take(&mut w, "restricted-named", &["W1"]);
}

/// An open case: a mother writes; the worker is away; it is urgent, by day and by night.
fn open(all: &mut Samples) {
    let open = || mail().open_to("ASTI North", Some("W1"));
    let mut w = office("2026-11-23 09:30", &[]);
    let mother = open().from(ReferrerKind::Public, "mother@mail.test").kind(Kind::AboutThemselves);
    w.arrives(mother.with(|m| {
        (m.facts.referrer.name, m.facts.referrer.agency) = ("Esi Quennell".to_owned(), String::new());
    }));
    all.take(&mut w, "open-case-alert", &["W1", "asti@trust.test", "P1"]);
    all.take(&mut w, "open-case-returned", &["bso.cass@trust.test"]);
    all.take(&mut w, "writer-waits", &["R1"]);
    let mut w = office("2026-11-23 09:30", &[("W1", |s| s.leave = vec![leave("2026-11-20", "2026-11-25")])]);
    w.arrives(open());
    all.letter(&mut w, "worker-away");
    let mut w = office("2026-11-23 09:30", &[]);
    w.arrives(open().urgent());
    w.clock_to("2026-11-23 10:00");
    all.take(&mut w, "escalation", &["P1"]);
    let mut w = office("2026-11-23 22:30", &[]);
    w.arrives(open().urgent());
    all.take(&mut w, "emergency-duty-team", &["edt@trust.test"]);
}

#[test]
fn the_samples_of_the_letters_are_what_the_shipped_procedure_sends() {
    let mut all = Samples::default();
    a_review(&mut all);
    nobody(&mut all);
    a_contact(&mut all);
    by_hand(&mut all);
    open(&mut all);
    let text = format!("{}\n", serde_json::to_string_pretty(&all.0).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mailer/samples.json");
    if std::env::var_os("FRONTDOOR_WRITE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept == text, "src/mailer/samples.json is not what is sent: run this with FRONTDOOR_WRITE=1");
    let names: Vec<&str> = all.0.keys().map(String::as_str).collect();
    let mut used: Vec<&str> = crate::mailer::samples::all_names().collect();
    used.sort_unstable();
    assert_eq!(names, used, "every message has a sample");
}
