//! R10: away, undeliverable, the first valid answer, late ones, later mail.

use crate::domain::AskResult;

use super::mails::form;
use super::world::World;

fn asked_s2(text: &str) -> World {
    let mut w = World::at(text);
    w.arrives(form());
    w.skip();
    w
}

#[test]
fn r10_out_of_office_with_a_date_asks_the_next_person_and_is_learned() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.out_of_office("S2", Some("2026-11-27"));
    w.filed_correspondence();
    let told = w.asked("M1");
    assert_eq!(told.says().passed_on, "Kim Lowe was asked, and is away until Friday 27 November.");
    // The same deadline: there is time enough.
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    assert_eq!(w.request().asked[0].result, AskResult::Away);
    // The next request does not go to them, until they are back.
    w.arrives(form().saying("another thing"));
    assert_eq!(w.asked("M2").says().passed_over, ["Kim Lowe on leave until 27 November"]);
    w.skip();
}

#[test]
fn r10_out_of_office_without_a_date_asks_the_next_person_and_learns_nothing() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.out_of_office("S2", None);
    w.filed_correspondence();
    w.asked("M1");
    assert!(w.absences.is_empty());
    w.arrives(form().saying("another thing"));
    w.asked("S2");
    w.skip();
}

#[test]
fn r10_an_absence_that_is_over_is_not_learned() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.out_of_office("S2", Some("2026-11-20"));
    w.filed_correspondence();
    w.asked("M1");
    assert!(w.absences.is_empty());
}

#[test]
fn r10_the_same_deadline_if_an_hour_is_left_else_a_new_window() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.clock_to("2026-11-23 16:15");
    w.skip();
    w.out_of_office("S2", None);
    w.asked("M1");
    w.skip();
    assert_eq!(w.timers(), ["deadline 2026-11-23 17:15"]);
    w.clock_to("2026-11-23 16:30");
    w.out_of_office("M1", None);
    w.asked("M2");
    w.skip();
    assert_eq!(w.timers(), ["remind 2026-11-24 09:00", "deadline 2026-11-24 10:00"]);
}

#[test]
fn r10_an_absence_told_late_is_not_asked_about_again() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.out_of_office("S2", None);
    w.skip();
    // The second reply of the same vacation program, and one after they were overtaken.
    w.out_of_office("S2", None);
    w.filed_correspondence();
    w.nothing_more();
    w.answers("M1", "CONTACT", "new injury");
    w.skip();
    w.out_of_office("S2", Some("2026-11-27"));
    w.filed_correspondence();
    assert_eq!(w.request().asked[0].result, AskResult::Overtaken);
    assert_eq!(w.absences.len(), 1);
}

#[test]
fn r10_an_undeliverable_request_goes_to_the_next_person() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    let told = w.asked("S2");
    w.skip();
    w.bounces(&told.key, &["S2"]);
    w.filed_correspondence();
    w.asked("M1");
    assert_eq!(w.request().asked[0].result, AskResult::Undeliverable);
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    // A second bounce of the same message does not take the question from the next person.
    w.bounces(&told.key, &[]);
    w.filed_correspondence();
    w.nothing_more();
}

#[test]
fn r10_a_copy_that_bounces_is_not_a_question_that_bounces() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    let told = w.asked("S2");
    w.skip();
    w.bounces(&told.key, &["R2"]);
    w.filed_correspondence();
    w.alarm("a copy of a question could not be delivered");
    assert_eq!(w.request().asked[0].result, AskResult::Pending);
}

#[test]
fn r10_notices_that_bounce_do_not_go_round_in_circles() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.answers("S2", "", "unclear");
    w.answers("S2", "", "unclear");
    w.filed_correspondence();
    w.filed_correspondence();
    w.told("decision-again", &["S2"]);
    let notice = w.told("refused-answer", &["R1", "R2"]);
    w.bounces(&notice.key, &["R1"]);
    w.filed_correspondence();
    w.silent_alarm("a notice to staff about a request could not be delivered");
    let alarm = w.told("alarm", &["alarm@trust.test"]);
    w.bounces(&alarm.key, &[]);
    w.filed_correspondence();
    w.silent_alarm("an alarm could not be delivered by mail");
    w.nothing_more();
}

#[test]
fn r10_what_did_not_reach_somebody_is_told_to_the_officers() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("ASTI North", Some("W1")));
    let alert = w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    w.skip();
    w.bounces(&alert.key, &["W1"]);
    w.filed_correspondence();
    let told = w.told("not-delivered", &["R1", "R2"]);
    assert_eq!(told.says().text, "A message to Worker One about this request could not be delivered.");
}

#[test]
fn i6_an_emergency_team_that_cannot_be_reached_is_an_alarm() {
    let mut w = World::at("2026-11-22 23:10");
    w.arrives(form().urgent());
    let told = w.told("emergency-duty-team", &["edt@trust.test"]);
    w.skip();
    w.bounces(&told.key, &[]);
    w.filed_correspondence();
    w.alarm("urgent mail did not reach the emergency duty team");
    w.told("not-delivered", &["R1", "R2"]);
}

#[test]
fn r10_the_first_valid_answer_stands_late_ones_included_and_the_others_are_told() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.clock_to("2026-11-23 17:15");
    w.skip();
    // S2 was asked first and answers after the deadline, while M1 is being asked.
    w.clock_to("2026-11-23 18:00");
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    let told = w.told("decision-overtaken", &["M1"]);
    assert!(told.says().text.contains("Kim Lowe has answered"));
    w.told("answer-to-officer", &["R1"]);
    w.letter("outcome-no-contact");
    assert_eq!(w.request().decision.as_ref().unwrap().by, Some("S2".into()));
}

#[test]
fn r10_whoever_was_asked_before_is_told_too_when_the_next_one_answers() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.clock_to("2026-11-23 17:15");
    w.skip();
    w.answers("M1", "CONTACT", "new injury");
    w.told("decision-overtaken", &["S2"]);
    w.skip();
    // Their answer now is the same: nothing to say.
    w.answers("S2", "CONTACT", "yes");
    w.filed_correspondence();
    w.nothing_more();
}

#[test]
fn r10_a_different_second_answer_goes_to_the_officers_and_changes_nothing() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.clock_to("2026-11-23 17:15");
    w.answers("M1", "CONTACT", "new injury");
    w.skip();
    w.answers("S2", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    let told = w.told("decision-different", &["R1", "R2"]);
    assert!(told.says().text.starts_with("Kim Lowe has answered after the decision was taken"));
    assert_eq!(told.says().decision, "CONTACT, by Jo Marsh");
    assert_eq!(told.says().lines, ["NO CONTACT, by Kim Lowe. Reason: nothing new"]);
    // So does the same person's second thought.
    w.answers("M1", "NO CONTACT", "on reflection");
    w.filed_correspondence();
    w.told("decision-different", &["R1", "R2"]);
    assert_eq!(w.request().decision.as_ref().unwrap().choice, "CONTACT");
    // And words that say nothing clear.
    w.answers("S2", "", "no word");
    w.filed_correspondence();
    assert!(w.told("decision-different", &["R1", "R2"]).says().text.contains("has written after"));
}

#[test]
fn r10_a_colleague_who_may_decide_for_them_may_answer_and_they_are_told() {
    let mut w = asked_s2("2026-11-23 09:30");
    w.answers_number(0, "S1", "NO CONTACT", "nothing new");
    w.filed_correspondence();
    w.told("decision-overtaken", &["S2"]);
    let told = w.told("answer-to-officer", &["R1"]);
    assert_eq!(told.says().decision, "NO CONTACT, by Raj Gill");
    w.letter("outcome-no-contact");
}

#[test]
fn r10_the_pool_runs_out_and_the_next_rung_is_asked() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().closed_by("family_support", "Family Support South", "S1"));
    w.asked("E1");
    w.skip();
    w.out_of_office("E1", Some("2026-11-30"));
    w.filed_correspondence();
    let told = w.asked("M1");
    // A new rung has a window of its own.
    assert_eq!(told.says().deadline, "by 10:30 today");
}
