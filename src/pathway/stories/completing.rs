//! R6, R7 and R8: the contact, the outcome letter, the case notes.

use crate::domain::{Attach, FLAG_ACTIONED, FLAG_RAO, ReferrerKind};

use super::mails::form;
use super::world::{Told, World};

fn decided(mail: super::mails::Mail, choice: &str) -> World {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(mail);
    w.skip();
    w.clock_to("2026-11-23 11:00");
    w.answers("S2", choice, "the reason");
    w.filed_correspondence();
    w
}

#[test]
fn r6_the_officer_is_told_to_create_the_contact_and_reassign_it_to_the_adviser() {
    let mut w = decided(
        form().with(|m| m.findings.children[0].siblings = vec![("P10043".into(), "Ama".to_owned())]),
        "CONTACT",
    );
    let told = w.told("create-contact", &["R1"]);
    assert_eq!(told.cc, ["R2"]);
    assert_eq!(told.says().assigned_to, "Kim Lowe");
    assert_eq!(told.says().siblings, ["Ama (P10043)"]);
    assert_eq!(told.says().decision, "CONTACT, by Kim Lowe");
    assert_eq!(told.words(), ["DONE"]);
    assert_eq!(told.originals(), [w.request().mail]);
    assert!(told.notes().contains("File on record P10042, and on the brothers' and sisters' records P10043."));
    // Nobody writes to the referrer about a contact, and it is not urgent.
    w.nothing_more();
    assert_eq!(w.timers(), ["unattended 2026-11-23 15:00"]);
}

#[test]
fn r6_done_files_it_as_created() {
    let mut w = decided(form(), "CONTACT");
    w.skip();
    w.says("R2", "DONE");
    w.filed_correspondence();
    let filing = w.filed("CONTACT COMPLETED", "contact created");
    assert_eq!(filing.add, [FLAG_ACTIONED]);
    assert_eq!(filing.remove, [FLAG_RAO]);
    assert_eq!(w.outcome(), "contact created");
    // Said twice changes nothing.
    w.says("R1", "DONE");
    w.filed_correspondence();
}

#[test]
fn r6_a_word_that_is_not_understood_is_said_so() {
    let mut w = decided(form(), "CONTACT");
    w.skip();
    w.says("R1", "");
    w.filed_correspondence();
    w.told("refused-answer", &["R1", "R2"]);
    assert_eq!(w.outcome(), "");
}

#[test]
fn r6_an_adviser_who_cannot_take_contacts_or_is_not_on_the_list_gives_way_to_the_next() {
    let mut w = World::with("2026-11-23 09:30", &[("S2", |s| s.takes_contacts = false)]);
    w.arrives(form());
    w.skip();
    w.answers("S2", "CONTACT", "new injury");
    assert_eq!(w.told("create-contact", &["R1"]).says().assigned_to, "Jo Marsh");
    w.skip();

    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().closed_by("family_support", "Family Support South", "S1"));
    w.skip();
    w.answers("E1", "CONTACT", "new injury");
    assert_eq!(w.told("create-contact", &["R1"]).says().assigned_to, "Jo Marsh");
    w.skip();
}

#[test]
fn r6_the_list_is_a_rota_with_its_own_memory() {
    let mut w = World::at("2026-11-23 09:30");
    let mut assigned = vec![];
    for n in 0..3 {
        w.arrives(form().saying(&format!("concern {n}")).closed_by("family_support", "Family Support South", "S1"));
        w.answers("E1", "CONTACT", "new injury");
        assigned.push(w.request().assigned_to.clone().unwrap().to_string());
        w.skip();
    }
    assert_eq!(assigned, ["M1", "M2", "M3"]);
    // Whoever was asked in between does not lose their turn on the list.
    w.arrives(form().saying("concern 4").closed_by("asti", "ASTI North", "P1"));
    w.asked("M1");
    w.skip();
}

#[test]
fn r6_nobody_on_the_list_is_an_alarm_and_the_officer_is_told_all_the_same() {
    let all = ["M1", "M2", "M3", "S1", "S2"];
    let takes_none: super::staff::Change = |s| s.takes_contacts = false;
    let changes = all.map(|id| (id, takes_none));
    let mut w = World::with("2026-11-23 09:30", &changes);
    w.arrives(form());
    w.skip();
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.alarm("nobody on the list can take a new contact");
    assert_eq!(w.told("create-contact", &["R1"]).says().assigned_to, "");
}

#[test]
fn r6_if_urgent_whoever_takes_it_is_told() {
    let mut w = decided(form().urgent(), "CONTACT");
    w.told("create-contact", &["R1"]);
    let told = w.told("contact-assigned", &["S2"]);
    assert_eq!(told.cc, ["R1"]);
    assert!(told.message.urgent);
    assert_eq!(told.originals(), [w.request().mail]);
}

#[test]
fn r6_flagging_it_actioned_says_that_it_is_done() {
    let mut w = decided(form(), "CONTACT");
    w.skip();
    w.flags(&["\\Seen", FLAG_RAO]);
    w.nothing_more();
    w.flags(&["\\Seen", FLAG_ACTIONED]);
    w.filed("CONTACT COMPLETED", "contact created");
}

/// The letter of a request that was decided NO CONTACT.
fn letter(w: &mut World) -> Told {
    w.told("answer-to-officer", &["R1"]);
    w.letter("outcome-no-contact")
}

#[test]
fn r7_the_letter_first_and_the_subject_only_when_smtp_has_accepted_it() {
    let mut w = decided(form(), "NO CONTACT");
    let letter = letter(&mut w);
    assert_eq!(letter.message.in_reply_to.as_deref(), Some("a1@nspcc.test"));
    w.nothing_more();
    assert!(!w.request().letter_accepted);
    // Another message's acceptance says nothing of it.
    w.happens(&crate::domain::Event::Sent { key: "letter.999".to_owned() });
    w.nothing_more();
    w.smtp_accepts(&letter);
    let filing = w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    assert_eq!((filing.add, filing.remove), (vec![FLAG_ACTIONED.to_owned()], vec![FLAG_RAO.to_owned()]));
    w.told("answer-to-officer", &["R1"]);
    assert_eq!(w.outcome(), "no contact");
    // Said twice, filed once.
    w.smtp_accepts(&letter);
}

#[test]
fn r7_no_contact_alone_where_no_letter_may_go() {
    let mut w = decided(form().with(|m| m.facts.envelope.automatic.list = true), "NO CONTACT");
    w.told("answer-to-officer", &["R1"]);
    w.filed("PSS COMPLETED", "no contact");
    let notes = w.told("answer-to-officer", &["R1"]).notes();
    assert!(notes.contains("No letter was sent to the referrer: it came through a mailing list."), "{notes}");
}

#[test]
fn r7_no_contact_alone_where_the_letter_was_refused() {
    let mut w = decided(form(), "NO CONTACT");
    let letter = letter(&mut w);
    w.happens(&crate::domain::Event::Undeliverable {
        mail: None,
        key: letter.key,
        code: "550".to_owned(),
        whose: vec![],
    });
    w.told("not-delivered", &["R1", "R2"]);
    w.filed("PSS COMPLETED", "no contact");
    assert!(w.told("answer-to-officer", &["R1"]).notes().contains("could not be delivered"));
}

#[test]
fn r7_a_letter_that_bounces_later_is_taken_back_from_the_subject() {
    let mut w = decided(form(), "NO CONTACT");
    let letter = letter(&mut w);
    w.smtp_accepts(&letter);
    w.skip();
    w.bounces(&letter.key, &[]);
    w.filed_correspondence();
    w.told("not-delivered", &["R1", "R2"]);
    w.filed("PSS COMPLETED", "no contact");
    assert_eq!(w.outcome(), "no contact");
    // A second bounce of the same is nothing new.
    w.bounces(&letter.key, &[]);
    w.filed_correspondence();
}

#[test]
fn r7_an_acknowledgement_that_bounces_is_told() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    let ack = w.letter("acknowledgement");
    w.skip();
    w.bounces(&ack.key, &[]);
    w.filed_correspondence();
    w.told("not-delivered", &["R1", "R2"]);
    assert_eq!(w.timers().len(), 2);
}

#[test]
fn l1_l2_the_outcome_letter_says_what_may_be_said_and_no_more() {
    let mut w = decided(form().from(ReferrerKind::Public, "neighbour@mailbox.test"), "NO CONTACT");
    w.told("answer-to-officer", &["R1"]);
    let told = w.letter("outcome-no-contact-public");
    let crate::domain::Context::Letter(context) = &told.message.context else { panic!("a letter") };
    assert!(!context.professional && context.back_on.is_none());
    let json = serde_json::to_string(&told.message.context).unwrap();
    for canary in ["Kofi", "Quennell", "Larkspur", "P10042", "Kim Lowe", "the reason", "CASS closed"] {
        assert!(!json.contains(canary), "{canary} in {json}");
    }
}

#[test]
fn a4_an_anonymous_referrer_is_never_written_to_or_named() {
    let anonymous = form().from(ReferrerKind::Anonymous, "someone@mailbox.test").kind(crate::domain::Kind::Anonymous);
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(anonymous);
    w.filed("REVIEW CONTACTS", "");
    let told = w.asked("S2");
    assert_eq!(told.says().referrer, "somebody who does not give their name");
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    w.told("answer-to-officer", &["R1"]);
    w.filed("PSS COMPLETED", "no contact");
    let notes = w.told("answer-to-officer", &["R1"]).notes();
    assert!(!notes.contains("someone@mailbox.test") && !notes.contains("Vesper"), "{notes}");
}

#[test]
fn r8_the_case_notes_are_complete_and_attached() {
    let mut w = decided(form(), "NO CONTACT");
    let letter = letter(&mut w);
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    let told = w.told("answer-to-officer", &["R1"]);
    assert!(told.cc.is_empty() && !told.message.attach.iter().any(|a| matches!(a, Attach::Original(_))));
    let expected = "Case note for request FD-0000-0001\n\
        File on record P10042.\n\
        \n\
        23/11/2026 09:30  Request received Monday 23 November 2026 at 09:30 from Ottoline Vesper, NSPCC Helpline (charity). \
        Closed, with an involvement in the last 28 days: to be reviewed.\n\
        23/11/2026 09:30  Filed in REVIEW CONTACTS.\n\
        23/11/2026 09:30  Receipt is acknowledged.\n\
        23/11/2026 09:30  Asked Kim Lowe (decided the previous referral), to answer by 17:15 today.\n\
        23/11/2026 11:00  Kim Lowe decided: NO CONTACT. Reason: the reason\n\
        23/11/2026 11:00  Told Lee Hart, Mo Aziz: No contact is to be created. The referrer is told the outcome where one \
        may be written to, and the mail is filed.\n\
        23/11/2026 11:00  Outcome letter sent to the referrer.\n\
        23/11/2026 11:00  Filed in PSS COMPLETED.\n\
        23/11/2026 11:00  Told Lee Hart: This is done, and the mail is filed.\n";
    assert_eq!(told.notes(), expected);
}

#[test]
fn r8_the_mail_a_person_works_on_carries_the_flag_until_it_is_done() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO]);
    w.skip();
    w.store_says(super::mails::open_findings("ASTI North", Some("W1")));
    w.answers("S2", "CONTACT", "new injury");
    assert_eq!(w.filed("OPEN CASES", "").remove, [FLAG_RAO]);
    w.skip();
}
