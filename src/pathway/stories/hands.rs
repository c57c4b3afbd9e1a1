//! R9: what people move, flag and delete by hand.

use crate::domain::{FLAG_ACTIONED, FLAG_RAO};

use super::mails::{form, open_findings};
use super::world::World;

fn in_review() -> World {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form());
    w.skip();
    w
}

fn to_check() -> World {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().perhaps());
    w.skip();
    w
}

#[test]
fn r9_into_review_contacts_the_review_begins() {
    let mut w = to_check();
    w.moves("REVIEW CONTACTS");
    assert_eq!(w.filed("REVIEW CONTACTS", "").add, [FLAG_RAO]);
    w.asked("M1");
    assert!(w.request().decision.is_none());
    assert_eq!(w.request().pool.as_deref(), Some("review"));
    // The referrer has an acknowledgement already.
    w.nothing_more();
}

#[test]
fn r9_into_review_contacts_at_night_waits_and_records_no_decision() {
    let mut w = to_check();
    w.clock_to("2026-11-23 19:00");
    w.skip();
    w.moves("REVIEW CONTACTS");
    w.filed("REVIEW CONTACTS", "");
    assert_eq!(w.timers(), ["opening 2026-11-24 08:00"]);
    w.clock_to("2026-11-24 08:00");
    assert_eq!(w.asked("M1").says().decision, "");
    assert!(w.request().decision.is_none());
}

#[test]
fn r9_c6_holds_for_a_review_that_a_person_began() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().closed_by("asti", "ASTI North", "S1").problem(crate::domain::Problem::SeveralFamilies));
    w.skip();
    w.moves("REVIEW CONTACTS");
    w.asked("M1");
    w.skip();
    assert_eq!(w.request().pool.as_deref(), Some("social_care"));
}

#[test]
fn r9_into_new_contacts_it_is_passed_on() {
    let mut w = in_review();
    w.moves("NEW CONTACTS");
    w.told("decision-overtaken", &["S2"]);
    assert_eq!(w.outcome(), "passed on as a new contact");
    w.nothing_more();
    // What business support does with it there is their own business.
    w.moves("Done in November");
    assert_eq!(w.outcome(), "passed on as a new contact");
}

#[test]
fn r9_into_open_cases_the_team_is_alerted() {
    let mut w = to_check();
    w.store_says(open_findings("ASTI North", Some("W1")));
    w.moves("OPEN CASES");
    w.filed("OPEN CASES", "");
    w.told("open-case-alert", &["W1", "asti@trust.test", "P1"]);
    w.told("open-case-returned", &["bso.cass@trust.test"]);
    w.nothing_more();
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn r9_into_open_cases_without_anybody_on_record_the_officers_are_told() {
    let mut w = to_check();
    w.moves("OPEN CASES");
    w.filed("OPEN CASES", "");
    w.told("open-case-alert", &["R1", "R2"]);
    w.told("open-case-returned", &["bso.cass@trust.test"]);
}

#[test]
fn r9_into_check_by_hand_the_question_is_withdrawn_and_it_waits_for_a_person() {
    let mut w = in_review();
    w.moves("CHECK BY HAND");
    w.told("decision-overtaken", &["S2"]);
    assert_eq!(w.timers(), ["unattended 2026-11-23 10:30"]);
    assert!(w.request().decision.is_none());
    w.nothing_more();
    w.flags(&[FLAG_ACTIONED]);
    assert_eq!(w.outcome(), "filed by a person");
}

#[test]
fn r9_into_contact_completed_it_waits_some_minutes_and_is_filed_as_created() {
    let mut w = in_review();
    w.moves("CONTACT COMPLETED");
    assert_eq!(w.timers(), ["pause 2026-11-23 09:35"]);
    w.nothing_more();
    w.clock_to("2026-11-23 09:35");
    w.told("decision-overtaken", &["S2"]);
    w.filed("CONTACT COMPLETED", "contact created");
    assert!(w.told("answer-to-officer", &["R1"]).notes().contains("Moved to CONTACT COMPLETED by a person."));
    assert_eq!(w.outcome(), "contact created");
    let decision = w.request().decision.as_ref().unwrap();
    assert_eq!((decision.choice.as_str(), &decision.by), ("moved to CONTACT COMPLETED", &None));
}

#[test]
fn r9_a_move_that_carries_out_a_decision_leaves_it_whose_it_is() {
    let mut w = in_review();
    w.answers("S2", "CONTACT", "new injury");
    w.skip();
    w.moves("CONTACT COMPLETED");
    w.clock_to("2026-11-23 09:40");
    w.filed("CONTACT COMPLETED", "contact created");
    w.skip();
    assert_eq!(w.request().decision.as_ref().unwrap().by, Some("S2".into()));
}

#[test]
fn r9_a_move_against_the_decision_is_a_decision_of_its_own() {
    let mut w = in_review();
    w.answers("S2", "CONTACT", "new injury");
    w.skip();
    w.moves("PSS COMPLETED");
    w.clock_to("2026-11-23 09:40");
    w.letter("outcome-no-contact");
    assert_eq!(w.request().decision.as_ref().unwrap().by, None);
}

#[test]
fn r9_into_pss_completed_the_letter_waits_some_minutes() {
    let mut w = in_review();
    w.moves("PSS COMPLETED");
    w.nothing_more();
    w.clock_to("2026-11-23 09:34");
    w.nothing_more();
    w.clock_to("2026-11-23 09:35");
    w.told("decision-overtaken", &["S2"]);
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
}

#[test]
fn r9_the_letter_is_dropped_when_the_mail_is_moved_on_and_the_question_goes_on() {
    let mut w = in_review();
    w.clock_to("2026-11-23 11:00");
    w.moves("PSS COMPLETED");
    w.clock_to("2026-11-23 11:04");
    w.moves("REVIEW CONTACTS");
    w.nothing_more();
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.told("create-contact", &["R1"]);
}

#[test]
fn r9_moved_through_two_folders_and_back_it_goes_on_as_before() {
    let mut w = in_review();
    w.moves("PSS COMPLETED");
    w.clock_to("2026-11-23 09:33");
    w.moves("CONTACT COMPLETED");
    assert_eq!(w.timers(), ["pause 2026-11-23 09:38"]);
    w.moves("REVIEW CONTACTS");
    w.nothing_more();
    assert_eq!(w.timers(), ["remind 2026-11-23 16:15", "deadline 2026-11-23 17:15"]);
}

#[test]
fn r9_a_deadline_that_passes_while_it_settles_is_kept_when_it_comes_back() {
    let mut w = in_review();
    w.clock_to("2026-11-23 17:13");
    w.skip();
    w.moves("PSS COMPLETED");
    w.clock_to("2026-11-23 17:17");
    w.moves("REVIEW CONTACTS");
    w.asked("M1");
}

#[test]
fn r9_whoever_is_away_meanwhile_is_not_waited_for_when_it_comes_back() {
    let mut w = in_review();
    w.moves("PSS COMPLETED");
    w.out_of_office("S2", None);
    w.filed_correspondence();
    w.nothing_more();
    w.moves("REVIEW CONTACTS");
    w.asked("M1");
}

#[test]
fn r9_an_answer_while_it_settles_goes_to_the_officers() {
    let mut w = in_review();
    w.moves("PSS COMPLETED");
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.told("decision-different", &["R1", "R2"]);
    w.clock_to("2026-11-23 09:35");
    w.letter("outcome-no-contact");
}

#[test]
fn r9_moved_on_while_the_letter_waits_for_the_server_it_is_dropped() {
    let mut w = in_review();
    w.answers("S2", "NO CONTACT", "nothing new");
    let letter = w.letter("outcome-no-contact");
    w.skip();
    w.moves("CONTACT COMPLETED");
    w.dropped(&letter);
    w.clock_to("2026-11-23 09:35");
    w.filed("CONTACT COMPLETED", "contact created");
    w.told("answer-to-officer", &["R1"]);
}

#[test]
fn r9_a_letter_that_went_all_the_same_is_not_sent_again() {
    let mut w = in_review();
    w.answers("S2", "NO CONTACT", "nothing new");
    let letter = w.letter("outcome-no-contact");
    w.skip();
    w.moves("PSS COMPLETED");
    w.dropped(&letter);
    // It was under way already.
    w.smtp_accepts(&letter);
    w.clock_to("2026-11-23 09:35");
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
}

#[test]
fn r9_a_dropped_letter_is_written_anew_when_the_mail_comes_back() {
    let mut w = in_review();
    w.answers("S2", "NO CONTACT", "nothing new");
    let first = w.letter("outcome-no-contact");
    w.skip();
    w.moves("PSS COMPLETED");
    w.dropped(&first);
    w.moves("REVIEW CONTACTS");
    let second = w.letter("outcome-no-contact");
    assert_ne!(first.key, second.key);
    w.smtp_accepts(&second);
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
}

#[test]
fn r9_a_letter_dropped_too_late_makes_the_second_one_needless() {
    let mut w = in_review();
    w.answers("S2", "NO CONTACT", "nothing new");
    let first = w.letter("outcome-no-contact");
    w.skip();
    w.moves("PSS COMPLETED");
    w.dropped(&first);
    w.moves("REVIEW CONTACTS");
    let second = w.letter("outcome-no-contact");
    w.smtp_accepts(&first);
    w.dropped(&second);
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
}

#[test]
fn r9_a_deleted_mail_is_counted_as_that() {
    let mut w = in_review();
    w.deletes();
    w.told("decision-overtaken", &["S2"]);
    assert_eq!(w.outcome(), crate::pathway::REMOVED);
    assert!(w.timers().is_empty());
    // A late answer finds nothing to decide, and is told.
    w.answers("S2", "CONTACT", "new injury");
    w.filed_correspondence();
    w.told("decision-different", &["R1", "R2"]);
}

#[test]
fn r9_into_a_folder_of_their_own_a_person_has_taken_it_and_the_folders_name_is_not_in_the_audit() {
    let mut w = in_review();
    w.moves("Quennell family");
    w.told("decision-overtaken", &["S2"]);
    assert_eq!(w.outcome(), crate::pathway::TAKEN);
    w.moves("REVIEW CONTACTS");
    w.filed("REVIEW CONTACTS", "");
    w.asked("S2");
}

#[test]
fn r9_back_into_the_inbox_it_waits_for_a_person() {
    let mut w = in_review();
    w.moves("INBOX");
    w.told("decision-overtaken", &["S2"]);
    w.nothing_more();
    assert_eq!(w.timers(), ["unattended 2026-11-23 10:30"]);
    w.clock_to("2026-11-23 10:30");
    w.told("unattended", &["R1", "R2"]);
    assert_eq!(w.timers(), ["unattended 2026-11-23 12:30"]);
}

#[test]
fn r9_a_person_who_reviews_an_open_case_knowingly_is_respected() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("ASTI North", Some("W1")));
    w.skip();
    w.moves("REVIEW CONTACTS");
    w.filed("REVIEW CONTACTS", "");
    let told = w.asked("M1");
    assert!(told.says().reasons.contains(&"a person put it here although the record is open".to_owned()));
    assert_eq!(told.says().open, ["referral: ASTI North, Worker One"]);
    // It is never dragged back.
    w.answers("M1", "NO CONTACT", "closed this morning");
    w.filed_correspondence();
    w.told("answer-to-officer", &["R1"]);
    w.letter("outcome-no-contact");
}

#[test]
fn r9_c2_holds_for_a_review_that_a_person_began_unknowing() {
    let mut w = to_check();
    w.store_says(open_findings("ASTI North", Some("W1")));
    w.moves("REVIEW CONTACTS");
    w.filed("OPEN CASES", "");
    w.skip();
    assert_eq!(w.outcome(), "passed to the team of the open case");
}

#[test]
fn r9_a_second_round_asks_anew_and_the_first_rounds_answer_does_not_count() {
    let mut w = in_review();
    w.answers("S2", "NO CONTACT", "nothing new");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.skip();
    w.clock_to("2026-11-23 11:00");
    w.moves("REVIEW CONTACTS");
    w.filed("REVIEW CONTACTS", "");
    w.asked("S2");
    w.answers_number(0, "S2", "CONTACT", "an old mail");
    w.filed_correspondence();
    w.told("decision-different", &["R1", "R2"]);
    w.answers("S2", "NO CONTACT", "still nothing");
    w.filed_correspondence();
    w.told("answer-to-officer", &["R1"]);
    // The referrer has that letter.
    w.filed("PSS COMPLETED", "no contact - outcome sent to referrer");
    w.told("answer-to-officer", &["R1"]);
}

#[test]
fn r9_a_mail_put_straight_into_review_contacts_begins_there() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().unknown().with(|m| m.put_into = Some("REVIEW CONTACTS".into())));
    w.filed("REVIEW CONTACTS", "");
    w.letter("acknowledgement");
    w.asked("M1");
}

#[test]
fn r9_a_mail_put_straight_into_a_completed_folder_ends_nothing_and_writes_to_nobody() {
    for folder in ["PSS COMPLETED", "CONTACT COMPLETED", "Lee's own"] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form().with(|m| m.put_into = Some(folder.into())));
        w.nothing_more();
        assert_eq!(w.outcome(), crate::pathway::TAKEN);
    }
}

#[test]
fn r9_a_copy_that_waits_and_is_moved_away_and_back_still_closes() {
    let mut w = in_review();
    let first = w.it.clone();
    let copy = w.arrives(form());
    w.skip();
    w.moves("PSS COMPLETED");
    // The first one closes while the copy is on its travels.
    w.it = first;
    w.answers("S2", "NO CONTACT", "nothing new");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.skip();
    w.it = copy;
    w.moves("REVIEW CONTACTS");
    let letter = w.letter("outcome-no-contact");
    w.smtp_accepts(&letter);
    w.filed("PSS COMPLETED", "duplicate contact - outcome sent to referrer");
    w.skip();
}
