//! The open case's way: O1, O2 and O3, through the whole core.

use crate::domain::{Involvement, Kind, Name, Problem, ReferrerKind, Relative};
use crate::pathway::people::PersonSettings;

use super::mails::{Mail, form, involvement};
use super::staff::{Change, at, leave};
use super::world::{Told, World};

fn away(s: &mut PersonSettings) {
    s.leave = vec![leave("2026-11-20", "2026-11-25")];
}

fn all_away(ids: &[&'static str]) -> Vec<(&'static str, Change)> {
    ids.iter().map(|id| (*id, away as Change)).collect()
}

fn open() -> Mail {
    form().open_to("ASTI North", Some("W1"))
}

/// Filed, returned to business support; the alert is given back.
fn alerted(w: &mut World, to: &[&str]) -> Told {
    w.filed("OPEN CASES", "");
    w.told("open-case-returned", &["bso.cass@trust.test"]);
    w.told("open-case-alert", to)
}

#[test]
fn o1_the_worker_the_tray_and_the_manager_are_alerted() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(open());
    let told = alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
    assert_eq!(told.says().open, ["referral: ASTI North, Worker One"]);
    assert_eq!(told.originals(), [w.request().mail]);
    assert!(told.notes().contains("Told Worker One, ASTI North, Ida Wells"));
    w.letter("acknowledgement");
}

#[test]
fn o1_the_covering_manager_is_alerted_for_one_who_is_absent() {
    let mut w = World::with("2026-11-23 09:30", &all_away(&["P1"]));
    w.arrives(open());
    alerted(&mut w, &["W1", "asti@trust.test", "M2"]);
    w.letter("acknowledgement");
}

#[test]
fn o1_every_team_that_is_involved_is_alerted_once() {
    let mut w = World::at("2026-11-23 09:30");
    let therapy =
        Involvement { worker: Some("W1".into()), ..involvement("occupational_therapy", "OT Service", "D1", None) };
    w.arrives(open().with(|m| m.findings.children[0].open.push(therapy)));
    alerted(&mut w, &["W1", "asti@trust.test", "occupationaltherapy@trust.test", "P1", "D1"]);
    w.letter("acknowledgement");
}

#[test]
fn o1_a_case_without_a_worker_goes_to_tray_and_manager() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("ASTI North", None));
    alerted(&mut w, &["asti@trust.test", "P1"]);
    w.letter("acknowledgement");
}

#[test]
fn o1_a_team_that_is_on_no_list_is_told_to_the_officers_and_never_to_nobody() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("Some New Team", None));
    alerted(&mut w, &["R1", "R2"]);
    w.letter("acknowledgement");
}

#[test]
fn o2_a_verified_professional_is_told_when_the_worker_is_back() {
    let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
    w.arrives(open());
    alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
    // One letter, not two.
    let told = w.letter("worker-away");
    let crate::domain::Context::Letter(context) = &told.message.context else { panic!("a letter") };
    assert_eq!(context.back_on.as_deref(), Some("Thursday 26 November 2026"));
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn o2_of_several_workers_the_letter_speaks_of_absence_only_when_all_are_away_and_of_a_day_only_when_it_is_one() {
    let same: Change = away;
    let longer: Change = |s| s.leave = vec![leave("2026-11-20", "2026-12-04")];
    let without_end: Change = |s| s.leave = vec![leave("2026-11-20", "2029-12-31")];
    let both = |second| vec![("W1", same), ("W2", second)];
    let thursday = Some("Thursday 26 November 2026");
    for (who_is_away, absent, back_on) in [
        // Whichever of the two is at work has the mail, the first on the record or the other.
        (all_away(&["W1"]), false, None),
        (all_away(&["W2"]), false, None),
        (both(same), true, thursday),
        // Not one day for both, or none that is known: no day is named, and somebody can be asked for all the same.
        (both(longer), true, None),
        (vec![("W1", without_end), ("W2", without_end)], true, None),
    ] {
        let mut w = World::with("2026-11-23 09:30", &who_is_away);
        let second = Involvement { worker: Some("W2".into()), ..involvement("asti", "ASTI North", "P1", None) };
        w.arrives(open().with(|m| m.findings.children[0].open.push(second)));
        alerted(&mut w, &["W1", "W2", "asti@trust.test", "P1"]);
        if !absent {
            w.letter("acknowledgement");
            continue;
        }
        let told = w.letter("worker-away");
        let crate::domain::Context::Letter(context) = &told.message.context else { panic!("a letter") };
        assert_eq!(context.back_on.as_deref(), back_on);
        w.later_mail(open().saying("NOW please").facts);
        w.filed_correspondence();
        w.told("escalation", &["P1"]);
        w.skip();
    }
}

#[test]
fn o2_a_worker_of_whom_nothing_is_known_is_not_said_to_be_away() {
    let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
    let second = Involvement { worker: Some("W99".into()), ..involvement("asti", "ASTI North", "P1", None) };
    w.arrives(open().with(|m| m.findings.children[0].open.push(second)));
    alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
    w.letter("acknowledgement");
}

#[test]
fn o2_nobody_else_learns_that_a_case_is_open() {
    let not_verified = open().with(|m| m.facts.envelope.dmarc_pass = Some(false));
    let no_word = open().with(|m| m.facts.envelope.dmarc_pass = None);
    let public = open().from(ReferrerKind::Public, "neighbour@mailbox.test");
    for (mail, letter) in
        [(not_verified, "acknowledgement"), (no_word, "acknowledgement"), (public, "acknowledgement-public")]
    {
        let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
        w.arrives(mail);
        alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
        w.letter(letter);
    }
}

#[test]
fn o2_a_worker_who_is_there_has_nobody_told_anything() {
    // At night nobody is at work; whoever comes in the morning is not away.
    for text in ["2026-11-23 09:30", "2026-11-23 20:00"] {
        let mut w = World::at(text);
        w.arrives(open());
        alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
        w.letter("acknowledgement");
    }
}

#[test]
fn o2_now_asks_for_somebody_at_once() {
    let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
    w.arrives(open());
    w.skip();
    w.clock_to("2026-11-23 10:00");
    let mail = w.later_mail(open().saying("NOW please, he is at home alone").facts);
    w.filed_correspondence();
    // There is no duty social worker on the list: the responsible manager.
    let told = w.told("escalation", &["P1"]);
    assert_eq!(told.words(), ["TAKEN"]);
    assert!(told.says().reason_optional);
    assert_eq!(w.told("later-mail", &["P1", "R1", "W1", "asti@trust.test"]).originals(), [mail]);
    assert_eq!(w.timers(), ["deadline 2026-11-23 11:00"]);
    w.answers("P1", "TAKEN", "");
    w.filed_correspondence();
    assert!(w.told("answer-to-officer", &["R1", "R2"]).notes().contains("Ida Wells decided: TAKEN"));
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn o2_now_of_somebody_who_was_not_told_is_later_mail() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(open());
    w.skip();
    w.later_mail(open().saying("Now he has told me more").facts);
    w.filed_correspondence();
    w.told("later-mail", &["R1", "W1", "asti@trust.test", "P1"]);
    // Told, but not proven to be the same sender this time.
    let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
    w.arrives(open());
    w.skip();
    w.later_mail(open().saying("NOW").with(|m| m.facts.envelope.dmarc_pass = Some(false)).facts);
    w.filed_correspondence();
    w.told("later-mail", &["R1", "W1", "asti@trust.test", "P1"]);
}

#[test]
fn o2_now_at_night_goes_to_the_emergency_team() {
    let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
    w.arrives(open());
    w.skip();
    w.clock_to("2026-11-23 20:00");
    w.later_mail(open().saying("NOW").facts);
    w.filed_correspondence();
    assert_eq!(w.told("emergency-duty-team", &["edt@trust.test"]).originals().len(), 2);
    w.told("later-mail", &["R1", "W1", "asti@trust.test", "P1"]);
    assert_eq!(w.timers(), ["opening 2026-11-24 08:00"]);
    w.clock_to("2026-11-24 08:00");
    w.told("escalation", &["P1"]);
}

/// A parent by the kind of mail (as a form that says "own family" is), one of the family by name or by address, and who
/// is said to have harmed the child by name or by address, about an open case; with what staff are told of the writer.
fn concerned() -> Vec<(Mail, &'static str)> {
    let own = "A child or parent writes about themselves";
    let family = "The writer has the name or the address of somebody in the family";
    let accused = "The writer has the name or the address of somebody said to have harmed the child";
    let name = || Name { given: "Ottoline".to_owned(), family: "Vesper".to_owned() };
    let mother = |name, email: &str| Relative { name, email: email.to_owned(), ..Relative::default() };
    vec![
        (open().kind(Kind::AboutThemselves), own),
        (open().kind(Kind::AboutThemselves).from(ReferrerKind::Public, "kofi@mailbox.test"), own),
        (open().with(|m| m.facts.household = vec![mother(name(), "")]), family),
        (open().with(|m| m.facts.household = vec![mother(Name::default(), "ottoline@nspcc.test")]), family),
        (open().with(|m| m.facts.alleged.names = vec![name()]), accused),
        (open().with(|m| m.facts.alleged.emails = vec!["ottoline@nspcc.test".to_owned()]), accused),
    ]
}

#[test]
fn l4_a_writer_whom_an_open_case_is_about_gets_nothing_and_the_team_hears_at_once_that_a_person_must_answer() {
    for (mail, why) in concerned() {
        let says = format!("{why}. They got nothing automatic: a person must answer them.");
        // Not even that the worker is away, be the writer a verified professional or not.
        let mut w = World::with("2026-11-23 09:30", &all_away(&["W1"]));
        w.arrives(mail.clone());
        w.filed("OPEN CASES", "");
        let alert = w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
        let returned = w.told("open-case-returned", &["bso.cass@trust.test"]);
        assert_eq!(returned.cc, ["R1"], "the officer hears it too");
        for told in [&alert, &returned] {
            assert_eq!(told.says().writer, says);
        }
        assert!(alert.notes().contains(&says), "{}", alert.notes());
        // It stays with the officers until a person has answered.
        let waits = w.told("writer-waits", &["R1"]);
        assert_eq!((waits.says().writer.as_str(), waits.words()), (says.as_str(), vec!["DONE"]));
        w.nothing_more();
        assert!(w.it().notes.iter().any(|n| n.text.starts_with("No letter was sent to the referrer")));
        // They write again, and ask for somebody: their words go to the team, and still nothing to them.
        let again = mail.clone().saying("NOW please").facts;
        w.later_mail(again);
        w.filed_correspondence();
        assert_eq!(w.told("later-mail", &["R1", "W1", "asti@trust.test", "P1"]).says().writer, says);
        w.nothing_more();
        // Nobody has: that is reported, with the reason.
        assert_eq!(w.timers(), ["unattended 2026-11-23 13:30"]);
        w.clock_to("2026-11-23 13:30");
        assert_eq!(w.told("unattended", &["R1", "R2"]).says().writer, says);
        w.says("R2", "DONE");
        w.filed_correspondence();
        assert_eq!(w.outcome(), "passed to the team of the open case");
        assert!(w.it().notes.iter().any(|n| n.text == "Mo Aziz: a person has answered whoever wrote."));
    }
}

#[test]
fn l4_urgent_words_of_such_a_writer_climb_the_ladder_of_an_open_case() {
    for (mail, why) in concerned() {
        let mut w = World::at("2026-11-23 20:00");
        w.arrives(mail.urgent());
        alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
        assert!(w.told("emergency-duty-team", &["edt@trust.test"]).says().writer.starts_with(why));
        w.nothing_more();
        w.clock_to("2026-11-24 08:00");
        assert!(w.told("escalation", &["W1"]).says().writer.starts_with(why));
        w.nothing_more();
        w.answers("W1", "TAKEN", "");
        w.filed_correspondence();
        w.told("answer-to-officer", &["R1", "R2"]);
        assert!(w.told("writer-waits", &["R1"]).says().writer.starts_with(why));
    }
}

#[test]
fn l4_such_a_writer_about_a_child_with_an_open_sibling_gets_nothing_either() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().kind(Kind::AboutThemselves).sibling_open());
    alerted(&mut w, &["W2", "asti@trust.test", "P1"]);
    w.told("writer-waits", &["R1"]);
}

#[test]
fn l4_flagging_it_actioned_says_that_a_person_has_answered_the_writer() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(open().kind(Kind::AboutThemselves));
    w.skip();
    w.flags(&[crate::domain::FLAG_ACTIONED]);
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn l4_a_worker_who_is_the_accused_and_the_writer_is_told_and_asked_nothing() {
    let accused = open().urgent().from(ReferrerKind::Council, "worker.one@trust.test");
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(accused.with(|m| m.facts.alleged.emails = vec!["Worker.One@trust.test".to_owned()]));
    alerted(&mut w, &["asti@trust.test", "P1"]);
    w.told("escalation", &["P1"]);
}

#[test]
fn i7_what_cannot_be_read_waits_for_a_person_although_the_child_is_open() {
    for mail in [open(), open().kind(Kind::AboutThemselves)] {
        let professional = mail.facts.kind.is == Kind::Form;
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(mail.problem(Problem::Scanned("attachment 1 (PDF)".to_owned())));
        w.filed("CHECK BY HAND", "");
        let told = w.told("check-by-hand", &["R1"]);
        assert_eq!(told.says().writer.is_empty(), professional, "it says so when a person must answer (L4)");
        if professional {
            w.letter("acknowledgement");
        }
        w.nothing_more();
    }
}

#[test]
fn o3_urgent_goes_up_the_ladder_each_with_a_time_to_answer() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(open().urgent());
    alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
    w.letter("acknowledgement");
    let mut ladder = vec![];
    for (at, who) in [("09:30", "W1"), ("10:00", "P1"), ("10:30", "M2"), ("11:00", "M1"), ("11:30", "G1")] {
        w.clock_to(&format!("2026-11-23 {at}"));
        let told = w.told("escalation", &[who]);
        assert!(told.message.urgent);
        w.nothing_more();
        ladder.push(who);
    }
    // Hal Burns is the responsible service manager and the only one: nobody is asked twice.
    w.clock_to("2026-11-23 12:00");
    w.alarm("nobody is left to ask for a decision");
    w.told("nobody-left", &["R1", "R2"]);
    assert_eq!(w.request().asked.iter().map(|a| a.person.as_str()).collect::<Vec<_>>(), ladder);
    // The worker answers after all.
    w.answers("W1", "TAKEN", "");
    w.filed_correspondence();
    w.told("decision-overtaken", &["P1", "M2", "M1", "G1"]);
    w.told("answer-to-officer", &["R1", "R2"]);
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn o3_whoever_is_known_to_be_absent_is_skipped_at_once() {
    let mut w = World::with("2026-11-23 09:30", &all_away(&["W1", "P1"]));
    w.arrives(open().urgent());
    alerted(&mut w, &["W1", "asti@trust.test", "M2"]);
    w.letter("worker-away");
    // P1's cover is M2, who then is the responsible manager.
    let told = w.told("escalation", &["M2"]);
    assert_eq!(told.says().passed_on, "Ida Wells is away, and you cover for them.");
    assert_eq!(told.says().passed_over, ["Worker One on leave until 25 November"]);
    assert_eq!(w.timers(), ["deadline 2026-11-23 10:00"]);
    w.clock_to("2026-11-23 10:00");
    let told = w.told("escalation", &["M1"]);
    assert_eq!(told.says().passed_on, "Sam Okoro was asked, and did not answer by 10:00 today.");
}

#[test]
fn o3_when_everybody_has_gone_home_the_emergency_team_has_it_and_it_is_tried_again_in_the_morning() {
    let mut w = World::at("2026-11-23 17:00");
    w.arrives(open().urgent());
    w.skip();
    assert_eq!(w.timers(), ["deadline 2026-11-23 17:30"]);
    w.clock_to("2026-11-23 17:30");
    w.alarm("nobody is left to ask for a decision");
    w.told("nobody-left", &["R1", "R2"]);
    w.told("emergency-duty-team", &["edt@trust.test"]);
    assert_eq!(w.timers(), ["unattended 2026-11-24 08:00"]);
    w.clock_to("2026-11-24 08:00");
    w.told("escalation", &["P1"]);
    assert_eq!(w.timers(), ["deadline 2026-11-24 08:30"]);
}

#[test]
fn o3_urgent_at_night_the_emergency_team_and_the_ladder_at_the_opening() {
    let mut w = World::at("2026-11-22 21:00");
    w.arrives(open().urgent());
    alerted(&mut w, &["W1", "asti@trust.test", "P1"]);
    w.told("emergency-duty-team", &["edt@trust.test"]);
    assert_eq!(w.letter("acknowledgement").after, Some(at("2026-11-23 08:00")));
    assert_eq!(w.timers(), ["opening 2026-11-23 08:00"]);
    w.clock_to("2026-11-23 08:00");
    w.told("escalation", &["W1"]);
}

#[test]
fn o3_urgent_later_mail_on_an_open_case_climbs_the_ladder_and_goes_to_the_team() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(open());
    w.skip();
    assert_eq!(w.outcome(), "passed to the team of the open case");
    let mail = w.later_mail(open().saying("He is bleeding").urgent().facts);
    w.filed_correspondence();
    assert_eq!(w.filed.remove(0).1.add, [crate::domain::FLAG_URGENT]);
    let told = w.told("later-mail", &["W1", "R1", "asti@trust.test", "P1"]);
    assert!(told.message.urgent && told.originals() == [mail]);
    assert!(w.told("escalation", &["W1"]).message.urgent);
    assert_eq!(w.timers(), ["deadline 2026-11-23 10:00"]);
    w.answers("W1", "TAKEN", "");
    w.filed_correspondence();
    w.told("answer-to-officer", &["R1", "R2"]);
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn o3_a_late_answer_to_the_review_does_not_decide_the_ladder() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().urgent());
    w.skip();
    w.store_says(open().findings);
    w.clock_to("2026-11-23 16:15");
    w.skip();
    assert_eq!(w.request().asked.last().unwrap().person.as_str(), "W1");
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    w.told("decision-different", &["R1", "R2"]);
    assert_eq!(w.outcome(), "");
}
