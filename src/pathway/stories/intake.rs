//! Intake: the clock that starts at receipt, urgency, the night, what a person must look at, acknowledgements.

use crate::domain::{FLAG_RAO, FLAG_URGENT, Kind, Lock, Name, Problem, ReferrerKind, Relative};

use super::mails::{Mail, form};
use super::staff::at;
use super::world::World;
use crate::pathway::procedure::{AskForForm, Step, When};

#[test]
fn i1_the_clock_starts_at_receipt_and_not_at_reading() {
    let mut w = World::at("2026-11-23 12:30");
    w.arrives(form().received("2026-11-23 11:40"));
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    let told = w.asked("S2");
    assert_eq!(told.says().received, "Monday 23 November 2026 at 11:40");
    assert_eq!(told.says().deadline, "by 17:15 today");
    w.filed("REVIEW CONTACTS", "");
    assert_eq!(w.letter("acknowledgement").after, None);
}

#[test]
fn i5_urgent_is_flagged_and_named_in_every_message() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().urgent());
    assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO, FLAG_URGENT]);
    let told = w.asked("S2");
    assert!(told.message.urgent);
    assert_eq!(told.says().urgent, "marked urgent by the sender");
    w.clock_to("2026-11-23 16:15");
    let told = w.told("decision-reminder", &["S2"]);
    assert!(told.message.urgent);
    // What the referrer reads says nothing of it.
    assert!(!w.letter("acknowledgement").message.urgent);
}

#[test]
fn i6_urgent_at_night_goes_to_the_emergency_team_at_once_and_is_asked_at_the_next_opening() {
    let mut w = World::at("2026-11-22 23:10");
    w.arrives(form().urgent().closed_by("safeguarding", "Area Safeguarding East", "S1"));
    let told = w.told("emergency-duty-team", &["edt@trust.test"]);
    assert!(told.message.urgent && told.after.is_none());
    assert_eq!(told.originals(), [w.request().mail]);
    assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO, FLAG_URGENT]);
    assert_eq!(w.letter("acknowledgement").after, Some(at("2026-11-23 08:00")));
    assert_eq!(w.timers(), ["opening 2026-11-23 08:00"]);
    w.nothing_more();

    w.clock_to("2026-11-23 08:00");
    let told = w.asked("M1");
    assert_eq!(told.says().why_you, "not asked before");
    assert_eq!(told.says().passed_over, ["Raj Gill not among those who are asked about this"]);
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
}

#[test]
fn i6_what_is_not_urgent_waits_for_the_next_opening_over_a_bank_holiday() {
    // Christmas Eve is a Thursday; Boxing Day is kept on Monday.
    let mut w = World::at("2026-12-24 18:00");
    w.arrives(form());
    w.filed("REVIEW CONTACTS", "");
    assert_eq!(w.letter("acknowledgement").after, Some(at("2026-12-29 08:00")));
    assert_eq!(w.timers(), ["opening 2026-12-29 08:00"]);
    w.clock_to("2026-12-29 08:00");
    w.asked("S2");
    assert_eq!(w.timers(), ["remind 2026-12-29 16:15", "deadline 2026-12-29 17:15"]);
}

#[test]
fn i6_urgent_at_night_without_an_emergency_team_is_an_alarm() {
    let mut w = World::at("2026-11-22 23:10");
    w.policy.mailboxes.values_mut().for_each(|m| m.emergency_team = None);
    w.arrives(form().urgent());
    w.alarm("urgent mail came out of hours and no emergency duty team is configured");
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
}

/// It lies in CHECK BY HAND, the officers know why, and nobody else is told anything.
fn is_checked_by_hand(mail: Mail, why: &str) -> World {
    let mut w = World::at("2026-11-23 09:30");
    let urgent = mail.facts.urgent.is_some();
    w.arrives(mail);
    let flags: &[&str] = if urgent { &[FLAG_URGENT] } else { &[] };
    assert_eq!(w.filed("CHECK BY HAND", "").add, flags);
    let told = w.told("check-by-hand", &["R1"]);
    assert_eq!(told.cc, ["R2"]);
    assert!(told.says().reasons.iter().any(|r| r.contains(why)), "{why} in {:?}", told.says().reasons);
    assert_eq!(told.originals(), [w.request().mail]);
    assert!(told.message.token.is_some());
    assert_eq!(told.message.urgent, urgent);
    assert_eq!(w.timers(), ["unattended 2026-11-23 10:30"]);
    w
}

#[test]
fn i7_what_cannot_be_read_goes_to_a_person_with_the_reason() {
    let one = || "attachment 1 (PDF)".to_owned();
    for (problem, why) in [
        (Problem::protected(one(), Lock::Password), "attachment 1 (PDF) is protected by a password"),
        (Problem::Scanned(one()), "is a picture without text"),
        (Problem::Unsupported(one()), "is of a kind that is not read here"),
        (Problem::Broken(one()), "could not be read"),
        (Problem::NoChildNamed, "no child is named"),
        (Problem::SeveralFamilies, "more than one family"),
    ] {
        is_checked_by_hand(form().problem(problem), why).letter("acknowledgement");
    }
}

#[test]
fn i7_urgent_mail_that_cannot_be_read_is_still_urgent() {
    is_checked_by_hand(form().urgent().problem(Problem::NoChildNamed), "no child is named").letter("acknowledgement");
}

#[test]
fn i7_a_machine_that_gave_up_says_why() {
    let mail = form().with(|m| m.by_hand = Some("it could not be fetched in five attempts".to_owned()));
    is_checked_by_hand(mail, "it could not be fetched in five attempts").letter("acknowledgement");
}

#[test]
fn i7_odd_characters_alone_do_not_stop_a_mail() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().problem(Problem::OddCharacters));
    let told = w.asked("S2");
    assert!(told.says().reasons.contains(&Problem::OddCharacters.in_words()));
    w.skip();
}

#[test]
fn i2_kinds_without_a_way_of_their_own_go_to_a_person() {
    for kind in [Kind::Lado, Kind::Remand, Kind::Missing, Kind::TransferIn, Kind::NotClear] {
        is_checked_by_hand(form().kind(kind), "no way of its own for this kind of mail").letter("acknowledgement");
    }
    // What answers a message of ours and was not believed is looked at, and not answered (L3).
    is_checked_by_hand(form().kind(Kind::Reply), "no way of its own for this kind of mail").nothing_more();
}

#[test]
fn i7_a_newsletter_goes_to_a_person_and_gets_no_letter() {
    let mail = form().kind(Kind::Bulk).problem(Problem::BulkMail).unknown();
    let mut w = is_checked_by_hand(mail.with(|m| m.facts.envelope.automatic.list = true), "newsletter");
    w.nothing_more();
}

#[test]
fn i8_receipt_is_acknowledged_at_once_in_hours() {
    let mut w = World::at("2026-11-23 16:50");
    w.arrives(form().unknown());
    w.filed("NEW CONTACTS", "");
    let told = w.letter("acknowledgement");
    assert_eq!(told.after, None);
    assert_eq!(told.message.in_reply_to.as_deref(), Some("a1@nspcc.test"));
}

#[test]
fn i8_receipt_is_acknowledged_at_the_next_opening_otherwise() {
    let mut w = World::at("2026-11-21 12:00");
    w.arrives(form().unknown());
    w.filed("NEW CONTACTS", "");
    assert_eq!(w.letter("acknowledgement").after, Some(at("2026-11-23 08:00")));
}

#[test]
fn i8_a_member_of_the_public_has_a_letter_of_their_own() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().from(ReferrerKind::Public, "neighbour@mailbox.test").unknown());
    w.filed("NEW CONTACTS", "");
    w.letter("acknowledgement-public");
}

#[test]
fn i8_nobody_is_written_to_who_may_not_be() {
    let anonymous = form().from(ReferrerKind::Anonymous, "someone@mailbox.test").kind(Kind::Anonymous);
    let list = form().with(|m| m.facts.envelope.automatic.list = true);
    let machine = form().with(|m| m.facts.envelope.automatic.auto_submitted = true);
    let nowhere = form().with(|m| m.facts.envelope.automatic.empty_return_path = true);
    let other = form().with(|m| m.facts.referrer.email = "somebody.else@nspcc.test".to_owned());
    let unattended = form().from(ReferrerKind::Police, "no-reply@police.test");
    let ours = form().from(ReferrerKind::Council, "cass@trust.test");
    for mail in [anonymous, list, machine, nowhere, other, unattended, ours] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(mail);
        // It is triaged all the same.
        w.filed("REVIEW CONTACTS", "");
        w.asked("S2");
        w.nothing_more();
        assert!(w.it().notes.iter().any(|n| n.text.starts_with("No letter was sent to the referrer")));
    }
}

#[test]
fn i9_one_family_is_one_request_the_most_protective_way_of_any_child() {
    let mut w = World::at("2026-11-23 09:30");
    let open = super::mails::open_findings("ASTI North", Some("W1")).children.remove(0);
    w.arrives(form().unknown().with(|m| {
        m.facts.children.push(m.facts.children[0].clone());
        m.findings.children.push(open);
    }));
    w.filed("OPEN CASES", "");
    w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    w.told("open-case-returned", &["bso.cass@trust.test"]);
    w.letter("acknowledgement");
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn i9_an_open_child_is_not_kept_waiting_for_one_who_is_perhaps_known() {
    let mut w = World::at("2026-11-23 09:30");
    let perhaps = form().perhaps().findings.children.remove(0);
    w.arrives(form().open_to("ASTI North", Some("W1")).with(|m| {
        m.facts.children.push(m.facts.children[0].clone());
        m.findings.children.push(perhaps);
    }));
    w.filed("OPEN CASES", "");
    w.skip();
}

#[test]
fn l4_a_child_or_parent_who_writes_about_themselves_is_answered_by_a_person() {
    let mail = form().kind(Kind::AboutThemselves).from(ReferrerKind::Public, "kofi@mailbox.test");
    is_checked_by_hand(mail, "a child or parent writes about themselves").nothing_more();
}

#[test]
fn l4_who_is_said_to_have_harmed_the_child_gets_nothing_and_a_person_is_told() {
    let name = |given: &str, family: &str| Name { given: given.to_owned(), family: family.to_owned() };
    let by_name = form().with(|m| m.facts.alleged.names = vec![name("Ottoline", "Vesper")]);
    let by_address = form().with(|m| m.facts.alleged.emails = vec!["ottoline@nspcc.test".to_owned()]);
    for mail in [by_name.clone(), by_address] {
        is_checked_by_hand(mail.clone(), "whom the mail is about").nothing_more();
        // What may be about somebody on record, too.
        is_checked_by_hand(mail.perhaps(), "whom the mail is about").nothing_more();
    }
    // A manager decides after a person has put it on a review: still no letter, and the notes say so.
    let mut w = is_checked_by_hand(by_name, "whom the mail is about");
    w.moves("REVIEW CONTACTS");
    w.skip();
    w.answers("S2", "NO CONTACT", "nothing new");
    w.told("answer-to-officer", &["R1"]);
    w.filed("PSS COMPLETED", "no contact");
    let notes = w.told("answer-to-officer", &["R1"]).notes();
    assert!(notes.contains("No letter was sent to the referrer"), "{notes}");
    w.filed_correspondence();
}

#[test]
fn l4_a_parent_named_on_the_form_who_writes_is_answered_by_a_person() {
    let mother = |change: fn(&mut Relative)| {
        let mut mother = Relative { relationship: "Mother".to_owned(), ..Relative::default() };
        mother.name = Name { given: "Ama".to_owned(), family: "Quennell".to_owned() };
        change(&mut mother);
        form().from(ReferrerKind::Public, "ama@mailbox.test").with(|m| m.facts.household = vec![mother])
    };
    let by_name = mother(|_| {}).with(|m| m.facts.referrer.name = "Ama Quennell".to_owned());
    is_checked_by_hand(by_name, "whom the mail is about").nothing_more();
    let by_address = mother(|m| m.email = "ama@mailbox.test".to_owned());
    is_checked_by_hand(by_address, "whom the mail is about").nothing_more();
    // Somebody else who writes about the same family is acknowledged.
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(mother(|m| m.email = "other@mailbox.test".to_owned()));
    w.letter("acknowledgement-public");
    w.skip();
}

#[test]
fn i3_alerts_for_the_safety_of_staff_go_to_staff() {
    let mail = form().with(|m| {
        m.facts.alerts = vec!["Larkspur dog bites".to_owned()];
        m.findings.children[0].safety_alerts = vec!["P10042".into()];
    });
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(mail.clone());
    let alerts = ["the form says: Larkspur dog bites", "the case system has a staff-safety alert on record P10042"];
    assert_eq!(w.asked("S2").says().alerts, alerts);
    w.skip();
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(mail.open_then("ASTI North", "W1"));
    assert_eq!(w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]).says().alerts, alerts);
    w.skip();
}

#[test]
fn l1_a_letter_never_says_a_staff_safety_alert() {
    let mail = form().with(|m| {
        m.facts.alerts = vec!["Larkspur dog bites".to_owned()];
        m.findings.children[0].safety_alerts = vec!["P10042".into()];
    });
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(mail);
    let received = w.letter("acknowledgement");
    w.skip();
    w.answers("S2", "NO CONTACT", "nothing new");
    let outcome = w.letter("outcome-no-contact");
    for letter in [received, outcome] {
        let said = serde_json::to_string(&letter.message).unwrap();
        assert!(!said.contains("Larkspur") && !said.contains("safety"), "{said}");
    }
    w.skip();
}

/// A town whose procedure asks these referrers for the form.
fn asking_for_the_form(referrers: &[ReferrerKind]) -> World {
    let mut w = World::at("2026-11-23 09:30");
    let when = When { kinds: Some(vec![Kind::FreeForm]), referrers: Some(referrers.to_vec()), ..When::default() };
    let form = AskForForm { when, template: "letter-form-wanted".to_owned() };
    for step in w.policy.procedures.values_mut().flat_map(|procedure| &mut procedure.steps) {
        if let Step::Letter(letter) = step
            && letter.professional == "acknowledgement"
        {
            letter.ask_for_form = Some(form.clone());
        }
    }
    w
}

#[test]
fn i4_a_professional_who_did_not_use_the_form_is_asked_for_it_where_that_is_chosen() {
    let free_words = || form().with(|m| m.facts.kind.is = Kind::FreeForm);
    let mut w = asking_for_the_form(&[ReferrerKind::Charity]);
    w.arrives(free_words());
    w.asked("S2");
    w.filed("REVIEW CONTACTS", "");
    w.letter("letter-form-wanted");
    // Who used it, and who is not among those asked, is only told that it was received.
    let mut w = asking_for_the_form(&[ReferrerKind::Charity]);
    w.arrives(form());
    w.letter("acknowledgement");
    w.skip();
    let mut w = asking_for_the_form(&[ReferrerKind::Health]);
    w.arrives(free_words());
    w.letter("acknowledgement");
    w.skip();
}

#[test]
fn i4_the_police_are_never_asked_for_the_form() {
    let mut w = asking_for_the_form(&[ReferrerKind::Police]);
    w.arrives(form().with(|m| {
        m.facts.kind.is = Kind::FreeForm;
        m.facts.referrer.kind = ReferrerKind::Police;
    }));
    w.letter("acknowledgement");
    w.skip();
}
