//! Review by a TM or SP: R1, R2, R3 and R5.

use crate::domain::{AskResult, FLAG_RAO};
use crate::pathway::people::PersonSettings;

use super::mails::{form, involvement};
use super::staff::{at, day, leave};
use super::world::World;

#[test]
fn r1_the_original_is_moved_to_review_contacts_and_carries_the_flag() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO]);
    assert_eq!(w.asked("S2").originals(), [w.request().mail]);
    w.letter("acknowledgement");
    w.nothing_more();
    assert!(w.request().decision.is_none());
}

#[test]
fn r1_a_mail_nobody_works_on_is_reported_to_all_officers_again_and_again() {
    let mut w = World::at("2026-11-23 16:30");
    w.arrives(form().perhaps());
    w.skip();
    // An hour of working time, over the night.
    assert_eq!(w.timers(), ["unattended 2026-11-24 08:15"]);
    w.clock_to("2026-11-24 08:15");
    let told = w.told("unattended", &["R1", "R2"]);
    assert_eq!(told.says().folder, "CHECK BY HAND");
    assert!(told.says().reasons.iter().any(|r| r.contains("may be one who is on record")));
    // Then at longer and longer intervals.
    w.clock_to("2026-11-24 10:15");
    w.told("unattended", &["R1", "R2"]);
    assert_eq!(w.timers(), ["unattended 2026-11-24 14:15"]);
}

#[test]
fn r1_an_urgent_one_is_reported_at_the_same_interval() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps().urgent());
    w.skip();
    for hour in 10..15 {
        w.clock_to(&format!("2026-11-23 {hour}:30"));
        assert!(w.told("unattended", &["R1", "R2"]).message.urgent);
    }
}

#[test]
fn r1_after_a_stop_of_days_there_is_one_report_and_not_one_for_each_hour() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.skip();
    w.now = at("2026-11-26 10:00");
    w.clock_to("2026-11-26 10:00");
    w.told("unattended", &["R1", "R2"]);
    assert_eq!(w.timers(), ["unattended 2026-11-26 14:45"]);
}

#[test]
fn r2_it_goes_to_who_decided_before_if_at_work_before_the_deadline() {
    let mut w = World::with("2026-11-23 09:30", &[("S2", |s| s.leave = vec![leave("2026-11-23", "2026-11-25")])]);
    w.arrives(form());
    let told = w.asked("M1");
    assert_eq!(told.says().why_you, "not asked before");
    assert_eq!(told.says().passed_over, ["Kim Lowe on leave until 25 November"]);
    w.skip();
}

#[test]
fn r2_who_asked_us_last_counts_when_it_is_later_than_the_record() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.answers("S1", "NO CONTACT", "nothing new");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.skip();
    w.clock_to("2026-11-23 10:00");
    w.arrives(form().saying("He has a new bruise"));
    w.asked("S1");
    w.skip();
    // The case system has a later decision.
    w.answers("S1", "CONTACT", "new injury");
    w.says("R2", "DONE");
    w.skip();
    w.clock_to("2026-11-30 10:00");
    let later = involvement("cass", "CASS", "M3", Some(day("2026-11-27")));
    w.arrives(form().saying("A third thing").with(|m| m.findings.children[0].recent = vec![later]));
    w.asked("M3");
    w.skip();
}

#[test]
fn r2_else_it_stays_even() {
    let mut w = World::at("2026-11-23 08:05");
    let nobody = |n: usize| {
        form().saying(&format!("concern {n}")).with(move |m| {
            m.findings.children[0].found.person = Some(format!("P2{n:04}").as_str().into());
            m.findings.children[0].recent[0].decided_by = None;
        })
    };
    for n in 0..10 {
        w.arrives(nobody(n));
    }
    let mut asked: Vec<String> = w.requests.values().map(|held| held.request.asked[0].person.to_string()).collect();
    asked.sort();
    assert_eq!(asked, ["M1", "M1", "M2", "M2", "M3", "M3", "S1", "S1", "S2", "S2"]);
    w.skip();
}

#[test]
fn r2_the_memory_of_who_was_asked_is_one_for_all_pools() {
    let mut w = World::at("2026-11-23 08:05");
    w.arrives(form().closed_by("asti", "ASTI North", "P1"));
    w.asked("M1");
    // M1 has just been asked in another pool: the next is M2.
    w.arrives(form().saying("other").with(|m| m.findings.children[0].recent[0].decided_by = None));
    w.asked("M2");
    w.skip();
}

#[test]
fn r3_the_brief_note_says_who_what_is_new_and_what_was_decided_last() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().saying("Kofi came to school with a bruise. NSPCC called. He is afraid."));
    let told = w.asked("S2");
    let says = told.says();
    assert_eq!(says.referrer, "Ottoline Vesper, NSPCC Helpline (charity)");
    assert_eq!(says.concern, "Kofi came to school with a bruise. NSPCC called. He is afraid.");
    let last = says.last.as_ref().unwrap();
    assert_eq!(last.what, "referral, CASS");
    assert_eq!(last.when, "opened Monday 26 October 2026, closed Monday 9 November 2026");
    assert_eq!((last.source.as_str(), last.decided_by.as_str()), ("police", "Kim Lowe on Monday 9 November 2026"));
    assert_eq!(last.outcome, "no further action");
    // Sentences that stand in both are left out.
    let differs =
        [("Police called.".to_owned(), "NSPCC called.".to_owned()), (String::new(), "He is afraid.".to_owned())];
    assert_eq!(says.difference, differs);
    assert_eq!(says.children[0].name, "Kofi Quennell");
    assert_eq!(says.children[0].known, "closed Monday 9 November 2026 (CASS)");
    assert_eq!(says.why_you, "decided the previous referral");
    assert_eq!(told.words(), ["NO CONTACT", "CONTACT"]);
    assert_eq!(told.message.token.as_ref().unwrap().person, "S2".into());
    w.skip();
}

#[test]
fn r3_the_officer_who_holds_it_gets_the_answer_and_all_are_copied() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    let told = w.told("answer-to-officer", &["R1"]);
    assert_eq!(told.cc, ["R2"]);
    assert_eq!(
        (told.says().decision.as_str(), told.says().reason.as_str()),
        ("NO CONTACT, by Kim Lowe", "nothing new")
    );
    w.letter("outcome-no-contact");
}

#[test]
fn r3_an_answer_that_is_not_clear_is_asked_again_once_and_then_a_person() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.answers("S2", "", "two answers stand in it");
    w.filed_correspondence();
    let told = w.told("decision-again", &["S2"]);
    assert_eq!(told.says().lines, ["two answers stand in it"]);
    assert_eq!(told.words(), ["NO CONTACT", "CONTACT"]);
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    w.answers("S2", "NO CONTACT", "");
    w.filed_correspondence();
    let told = w.told("refused-answer", &["R1", "R2"]);
    assert!(told.says().text.contains("unclear twice"));
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    // Any clear answer still counts.
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    w.told("answer-to-officer", &["R1"]);
    w.letter("outcome-no-contact");
}

#[test]
fn r3_a_reason_is_compulsory() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.answers("S2", "NO CONTACT", "");
    w.filed_correspondence();
    assert_eq!(w.told("decision-again", &["S2"]).says().lines, ["A reason is needed with the decision."]);
}

#[test]
fn r3_an_answer_that_was_not_offered_is_not_taken() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    for word in ["VISIT", "TAKEN"] {
        w.answers("S2", word, "please");
        w.filed_correspondence();
    }
    w.told("decision-again", &["S2"]);
    w.told("refused-answer", &["R1", "R2"]);
    assert!(w.request().decision.is_none());
}

#[test]
fn r5_a_reminder_one_hour_before_the_deadline_in_the_hours_of_work() {
    let mut w = World::at("2026-11-23 14:00");
    w.arrives(form());
    w.skip();
    assert_eq!(w.timers(), ["remind 2026-11-24 09:00", "deadline 2026-11-24 10:00"]);
    w.clock_to("2026-11-24 09:00");
    let told = w.told("decision-reminder", &["S2"]);
    assert_eq!(told.cc, ["R1", "R2"]);
    assert_eq!(told.says().deadline, "by 10:00 today");
    assert_eq!(told.words(), ["NO CONTACT", "CONTACT"]);
    assert!(told.originals().is_empty());
    assert_eq!(w.timers(), ["deadline 2026-11-24 10:00"]);
    w.nothing_more();
}

#[test]
fn r5_no_reminder_after_an_answer_or_after_the_deadline() {
    let mut w = World::at("2026-11-23 14:00");
    w.arrives(form());
    w.answers("S2", "CONTACT", "new injury");
    w.skip();
    w.clock_to("2026-11-24 10:00");
    w.told("unattended", &["R1", "R2"]);
    w.skip();
    // The daemon was down over both.
    let mut w = World::at("2026-11-23 14:00");
    w.arrives(form());
    w.skip();
    w.now = at("2026-11-24 10:30");
    w.clock_to("2026-11-24 10:30");
    w.asked("M1");
}

#[test]
fn r5_the_escalation_is_each_stage_once_and_then_an_alarm_that_is_reported_again() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w.clock_to("2026-11-23 17:15");
    w.told("decision-reminder", &["S2"]);
    // Whoever is asked next is told in words what became of it.
    assert_eq!(w.asked("M1").says().passed_on, "Kim Lowe was asked, and did not answer by 17:15 today.");
    assert_eq!(w.timers(), ["remind 2026-11-24 08:00", "deadline 2026-11-24 09:00"]);
    w.clock_to("2026-11-24 09:00");
    w.told("decision-reminder", &["M1"]);
    let passed_on = "Kim Lowe was asked, and did not answer by 17:15 on Monday 23 November. \
                     Jo Marsh was asked, and did not answer by 09:00 today.";
    assert_eq!(w.asked("L1").says().passed_on, passed_on);
    w.clock_to("2026-11-24 10:00");
    w.asked("G1");
    assert_eq!(w.timers(), ["deadline 2026-11-24 11:00"]);
    w.clock_to("2026-11-24 11:00");
    w.alarm("nobody is left to ask for a decision");
    assert!(
        w.told("nobody-left", &["R1", "R2"])
            .says()
            .passed_on
            .ends_with("Hal Burns was asked, and did not answer by 11:00 today.")
    );
    assert_eq!(w.timers(), ["unattended 2026-11-24 15:00"]);
    w.nothing_more();
    w.clock_to("2026-11-24 15:00");
    let told = w.told("nobody-left", &["R1", "R2"]);
    assert!(told.says().text.contains("Still nobody"));
    assert_eq!(w.timers(), ["unattended 2026-11-25 09:45"]);
    w.nothing_more();
    // A late answer of the first still counts; the others are told.
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    w.told("decision-overtaken", &["M1", "L1", "G1"]);
    w.told("answer-to-officer", &["R1"]);
    w.letter("outcome-no-contact");
    let results: Vec<AskResult> = w.request().asked.iter().map(|a| a.result).collect();
    let overtaken = AskResult::Overtaken;
    assert_eq!(results, [AskResult::Answered, overtaken, overtaken, overtaken]);
}

#[test]
fn r5_who_was_away_is_tried_when_they_are_back() {
    fn away(s: &mut PersonSettings) {
        s.leave = vec![leave("2026-11-23", "2026-11-23")];
    }
    let everybody: Vec<_> = ["M1", "M2", "M3", "S1", "S2", "L1", "G1"].map(|id| (id, away as _)).into();
    let mut w = World::with("2026-11-23 15:00", &everybody);
    // Received in the morning but put before anybody only now; nobody is there all day.
    w.arrives(form().received("2026-11-23 11:00"));
    w.skip();
    w.silent_alarm("nobody is left to ask for a decision");
    assert_eq!(w.timers(), ["unattended 2026-11-24 09:45"]);
    w.clock_to("2026-11-24 09:45");
    let told = w.asked("S2");
    assert_eq!(told.says().why_you, "decided the previous referral");
    assert_eq!(w.timers().len(), 2);
}
