//! Restricted records (C9): who is told what, who is asked, and who never is.

use crate::pathway::people::PersonSettings;

use super::mails::{Mail, form, involvement};
use super::staff::{day, leave};
use super::world::World;

const NOBODY: &str = "nobody named for a restricted record is at work";

fn away(s: &mut PersonSettings) {
    s.leave = vec![leave("2026-11-20", "2026-11-25")];
}

/// Kofi's record, closed by ASTI North, is restricted to these.
fn restricted_to(named: &[&str]) -> Mail {
    form().restricted_to(named).with(|m| {
        m.findings.children[0].sealed[0].last = Some(involvement("asti", "ASTI North", "P1", Some(day("2026-11-09"))));
    })
}

#[test]
fn c9_the_staff_named_are_told_by_a_message_of_their_own_and_officers_see_that_a_person_must_look() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(restricted_to(&["P1", "W1"]).with(|m| m.facts.alerts = vec!["A dog that bites".to_owned()]));
    w.filed("CHECK BY HAND", "");
    // The invariants look at what everybody else can read.
    let note = w.told("restricted", &["R1", "R2"]);
    assert!(note.message.attach.is_empty() && note.words().is_empty());
    for who in ["P1", "W1"] {
        let told = w.told("restricted-named", &[who]);
        assert!(told.cc.is_empty());
        let record = "the child may be P10042 Kofi Quennell, born 07/03/2021; last ASTI North, closed Monday 9 November \
                      2026; restricted, and you are named for it";
        assert_eq!(told.says().candidates, [record]);
        assert_eq!(told.says().children[0].name, "Kofi Quennell");
        let of_record = "the case system has a staff-safety alert on record P10042";
        assert_eq!(told.says().alerts, ["the form says: A dog that bites", of_record]);
        assert!(told.says().concern.contains("bruise"));
        assert_eq!(told.originals(), [w.request().mail]);
        assert_eq!(told.words(), ["DONE"]);
    }
    w.letter("acknowledgement");
    // Later mail goes the same two ways.
    let later = w.later_mail(form().saying("He has a second bruise").facts);
    w.filed_correspondence();
    assert!(w.told("later-mail", &["R1"]).says().concern.is_empty());
    for who in ["P1", "W1"] {
        let told = w.told("later-mail", &[who]);
        assert_eq!((told.originals(), told.says().concern.as_str()), (vec![later], "He has a second bruise"));
    }
    // One of them has dealt with it.
    w.says("W1", "DONE");
    w.filed_correspondence();
    assert_eq!(w.outcome(), "filed by a person");
}

#[test]
fn c9_nobody_named_at_work_is_an_alarm_and_the_officers_note_stays() {
    for (named, told) in [(vec!["W1"], vec!["W1"]), (vec![], vec![]), (vec!["X9"], vec![])] {
        let mut w = World::with("2026-11-23 09:30", &[("W1", away)]);
        w.arrives(restricted_to(&named));
        w.filed("CHECK BY HAND", "");
        w.told("restricted", &["R1", "R2"]);
        for who in told {
            // They find it when they are back.
            w.told("restricted-named", &[who]);
        }
        w.alarm(NOBODY);
        w.letter("acknowledgement");
    }
    // One of two is enough.
    let mut w = World::with("2026-11-23 09:30", &[("W1", away)]);
    w.arrives(restricted_to(&["W1", "W2"]));
    w.told("restricted-named", &["W1"]);
    w.told("restricted-named", &["W2"]);
    w.told("restricted", &["R1", "R2"]);
    w.filed("CHECK BY HAND", "");
    w.letter("acknowledgement");
}

#[test]
fn c9_who_is_connected_with_the_family_is_not_told_although_named() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(restricted_to(&["W1", "W2"]).connected(&["W1"]));
    w.filed("CHECK BY HAND", "");
    w.told("restricted", &["R1", "R2"]);
    w.told("restricted-named", &["W2"]);
    w.letter("acknowledgement");
}

#[test]
fn c9_of_two_restricted_records_each_is_told_of_their_own() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(restricted_to(&["W1"]).with(|m| {
        let mut other = m.findings.children[0].sealed[0].clone();
        (other.person, other.name, other.named) = ("P10077".into(), "Kofi Q".to_owned(), vec!["W2".into()]);
        m.findings.children[0].sealed.push(other);
    }));
    for (who, theirs, other) in [("W1", "P10042", "P10077"), ("W2", "P10077", "P10042")] {
        let told = w.told("restricted-named", &[who]);
        assert!(told.says().candidates.len() == 1 && told.says().candidates[0].contains(theirs));
        let all = serde_json::to_string(&told.message.context).unwrap();
        assert!(!all.contains(other), "{who} is not named for {other}: {all}");
    }
    w.skip();
}

#[test]
fn c9_on_a_review_that_a_person_began_only_the_staff_named_are_asked() {
    let mut w = World::at("2026-11-23 09:30");
    // S2 decided before, and is not named.
    w.arrives(restricted_to(&["M2"]));
    w.skip();
    w.moves("REVIEW CONTACTS");
    let told = w.told("decision-request", &["M2"]);
    assert!(told.cc.is_empty(), "nobody reads it with them");
    assert_eq!(told.originals(), [w.request().mail]);
    assert_eq!(told.says().candidates.len(), 1);
    w.skip();
    w.answers("M2", "CONTACT", "new injury");
    w.filed_correspondence();
    // The officer is not told what to create: who decided sees to it, with the notes.
    w.told("restricted", &["R1", "R2"]);
    assert!(w.told("restricted-named", &["M2"]).notes().contains("Sam Okoro decided: CONTACT"));
    assert_eq!(w.request().assigned_to, Some("M2".into()));
}

#[test]
fn c9_where_nobody_named_can_be_asked_the_officers_and_the_administrator_are_told() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(restricted_to(&[]));
    w.skip();
    w.alarms.clear();
    w.moves("REVIEW CONTACTS");
    w.filed.clear();
    w.alarm("nobody is left to ask for a decision");
    w.told("nobody-left", &["R1", "R2"]);
    assert!(w.request().asked.iter().all(|asked| asked.notice));
}

#[test]
fn c9_an_open_restricted_record_is_not_told_to_the_team_either() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(form().open_to("ASTI North", Some("W1")).restricted_to(&["W2"]));
    w.filed("CHECK BY HAND", "");
    w.told("restricted", &["R1", "R2"]);
    w.told("restricted-named", &["W2"]);
    w.letter("acknowledgement");
    // Nor when a person drags it to the open cases: the staff named have what was to be told.
    w.moves("OPEN CASES");
    w.filed.clear();
    assert!(w.told("restricted-named", &["W2"]).notes().contains("Moved to OPEN CASES by a person"));
    w.told("restricted", &["bso.cass@trust.test", "R1"]);
}

#[test]
fn c9_who_is_not_named_is_not_asked_again_once_the_record_turns_out_to_be_restricted() {
    for named in [&["M2"][..], &[]] {
        let mut w = World::at("2026-11-23 09:30");
        w.arrives(form().unknown());
        w.skip();
        // A person began the review, and M1 is asked; then the record turns out to be restricted.
        w.moves("REVIEW CONTACTS");
        w.asked("M1");
        w.skip();
        w.store_says(restricted_to(named).findings);
        w.answers("M1", "NO CONTACT", "");
        w.filed_correspondence();
        if named.is_empty() {
            w.told("nobody-left", &["R1", "R2"]);
            w.alarm("nobody is left to ask for a decision");
        } else {
            // Nothing goes to M1; M2, who is named, is asked instead, and nobody else reads it.
            assert!(w.told("decision-request", &["M2"]).cc.is_empty());
        }
        // Unclear once more from M1's old question: officers see to it, without a word of the record.
        w.answers_number(0, "M1", "", "two answers stand in it");
        w.filed_correspondence();
        assert!(w.told("refused-answer", &["R1", "R2"]).says().text.contains("cannot be asked about this again"));
        w.nothing_more();
    }
}

#[test]
fn c9_nor_is_who_is_not_named_reminded() {
    let mut w = World::at("2026-11-23 14:00");
    w.arrives(form().unknown());
    w.moves("REVIEW CONTACTS");
    w.skip();
    w.store_says(restricted_to(&["M2"]).findings);
    w.clock_to("2026-11-24 09:00");
    assert!(w.told("decision-request", &["M2"]).cc.is_empty());
    w.nothing_more();
}

#[test]
fn c9_who_is_named_is_told_what_was_wrong_with_their_answer() {
    let mut w = World::at("2026-11-23 09:30");
    w.arrives(restricted_to(&["M2"]));
    w.moves("REVIEW CONTACTS");
    w.skip();
    w.answers("M2", "NO CONTACT", "");
    w.filed_correspondence();
    assert_eq!(w.told("decision-again", &["M2"]).says().lines, ["A reason is needed with the decision."]);
    w.nothing_more();
}
