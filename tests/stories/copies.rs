//! Second copies (C5), open cases (C2, O1), a stale case store (C8).

use super::FIRST;
use crate::harness::post::sample;
use crate::harness::town::Town;

const COPY: &str = "special-7-again@nspcc.test";

#[tokio::test]
async fn c5_an_identical_copy_waits_for_the_first_and_closes_with_it() {
    let mut town = Town::new("c5");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.arrives("second-copy.eml").await;
    town.expect_folders(&[("REVIEW CONTACTS", 2)]).await;
    let requests = town.record().requests().await;
    assert_eq!(requests[1].asked(), Vec::<String>::new(), "nobody is asked twice");
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.until("both closed", async || {
        town.record().requests().await.iter().all(|r| r.phase == "closed").then_some(())
    })
    .await;
    town.expect_folders(&[("CORRESPONDENCE", 1), ("PSS COMPLETED", 2)]).await;
    let copy = town.lies_in("PSS COMPLETED", COPY).await;
    assert!(copy.subject.contains("duplicate contact - outcome sent to referrer]"), "{}", copy.subject);
    assert_eq!(copy.flags, ["ACTIONED"]);
    let outcome: Vec<_> = town.letters().await.into_iter().filter(|l| l.template == "outcome-no-contact").collect();
    assert_eq!(outcome.len(), 1, "the sender gets the outcome once: {outcome:#?}");
    town.finish().await;
}

#[tokio::test]
async fn c5_a_copy_of_a_closed_request_gets_the_outcome_and_another_senders_a_plain_acknowledgement() {
    let mut town = Town::new("copies");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.settled().await;
    town.arrives("second-copy.eml").await;
    town.letters_to("isaac@nspcc.test", "outcome-no-contact", 2).await;
    town.settled().await;
    // The same text from another address.
    let other = String::from_utf8(sample("second-copy.eml")).unwrap();
    let other = other.replace("isaac@nspcc.test", "irene@nspcc.test").replace(COPY, "irene-1@nspcc.test");
    town.brought(other.as_bytes()).await;
    town.letter_to("irene@nspcc.test", "acknowledgement").await;
    town.expect_letters(&[
        "irene@nspcc.test: acknowledgement",
        "isaac@nspcc.test: acknowledgement",
        "isaac@nspcc.test: outcome-no-contact",
        "isaac@nspcc.test: outcome-no-contact",
        "kim.lowe: decision-request",
        "lee.hart: answer-to-officer",
        "lee.hart: answer-to-officer",
        "lee.hart: answer-to-officer",
        "lee.hart: decision-request",
        "mo.aziz: answer-to-officer",
        "mo.aziz: answer-to-officer",
        "mo.aziz: decision-request",
    ])
    .await;
    town.expect_folders(&[("CORRESPONDENCE", 1), ("PSS COMPLETED", 3)]).await;
    let subjects: Vec<String> = town.folder("PSS COMPLETED").await.into_iter().map(|m| m.subject).collect();
    assert_eq!(subjects.iter().filter(|s| s.contains("duplicate contact - outcome sent")).count(), 1, "{subjects:?}");
    assert_eq!(subjects.iter().filter(|s| s.contains("duplicate contact]")).count(), 1, "{subjects:?}");
    town.finish().await;
}

#[tokio::test]
async fn c2_an_open_child_goes_to_the_team_and_back_to_business_support_and_is_no_review() {
    let mut town = Town::new("c2");
    town.start("23 09:30", 30.0).await;
    town.arrives("open-child.eml").await;
    // Worker W6, the team's tray; its manager M3 is on leave, M1 covers.
    town.expect_letters(&[
        "bso.cass: open-case-returned",
        "jo.marsh: open-case-alert",
        "lee.hart: open-case-returned",
        "maryam@hillside.bham.sch.test: acknowledgement",
        "safeguarding: open-case-alert",
        "worker.six: open-case-alert",
    ])
    .await;
    town.expect_folders(&[("OPEN CASES", 1)]).await;
    let letter = town.letter_to("maryam@hillside.bham.sch.test", "acknowledgement").await;
    assert!(!letter.text.to_lowercase().contains("open"), "nobody outside learns that a case is open: {}", letter.text);
    assert_eq!(town.record().request().await.phase, "closed");
    town.finish().await;
}

#[tokio::test]
async fn c2_a_case_that_opens_while_a_question_waits_turns_the_answer_aside() {
    let mut town = Town::new("opens");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    // Meanwhile the case system opens an assessment, and its next extract says so.
    town.extract(|name, text| match name {
        "involvements.csv" => {
            let line = "V59999,P10042,assessment,asti,ASTI North,W1,2026-11-23,,,M1,2026-11-23,health,Opened today.\n";
            format!("{}\n{line}", text.trim_end())
        }
        "manifest.json" => text.replace("\"involvements\": 102", "\"involvements\": 103"),
        _ => text,
    });
    town.import();
    town.later("23 10:30").await;
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.until("the open case's way", async || {
        let request = town.record().request().await;
        (request.phase == "closed").then_some(())
    })
    .await;
    town.settled().await;
    let letters = town.letters().await;
    assert!(letters.iter().all(|l| !l.template.starts_with("outcome")), "no outcome letter on an open case");
    assert!(letters.iter().any(|l| l.who == "worker.one" && l.template == "open-case-alert"));
    town.expect_folders(&[("CORRESPONDENCE", 1), ("OPEN CASES", 1)]).await;
    let lying = town.lies_in("OPEN CASES", FIRST).await;
    assert_eq!(lying.flags, Vec::<String>::new(), "nobody works on it here any more");
    town.finish().await;
}

#[tokio::test]
async fn c8_a_stale_case_store_is_not_believed_when_it_says_unknown() {
    let mut town = Town::new("c8");
    // The extract is of the 23rd, 05:30; its limit is 36 hours.
    town.start("25 09:30", 30.0).await;
    town.arrives("001.eml").await;
    town.arrives("first.eml").await;
    town.settled().await;
    town.expect_folders(&[("CHECK BY HAND", 1), ("REVIEW CONTACTS", 1)]).await;
    town.lies_in("CHECK BY HAND", "sample-7-1@hillside.bham.sch.test").await;
    let note = town.letter_to("lee.hart", "check-by-hand").await;
    assert!(note.text.contains("too old"), "it says why: {}", note.text);
    town.finish().await;
}

#[tokio::test]
async fn c8_before_the_first_import_it_does_not_start_and_says_why() {
    let mut town = Town::empty("noimport", |config| config);
    town.spawn(crate::harness::daemon::at("23 09:30"), 30.0);
    assert!(!town.ended().await.success());
    assert_eq!(town.log().matches("nothing was imported yet: run `frontdoor import DIR`").count(), 1, "{}", town.log());
}
