//! The main line: asked, answered, carried out.

use super::FIRST;
use crate::harness::town::Town;

#[tokio::test]
async fn r7_no_contact_with_a_reason_from_a_telephone_ends_in_one_letter_and_pss_completed() {
    let mut town = Town::new("r7");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    let lying = town.lies_in("REVIEW CONTACTS", FIRST).await;
    assert_eq!(lying.flags, ["RAO"], "R8: somebody works on it");
    assert_eq!(lying.subject, "Referral", "its subject is as it came");
    town.answers("kim.lowe", &question, "No contact - the school knows and the earlier work goes on.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.expect_letters(&[
        "isaac@nspcc.test: acknowledgement",
        "isaac@nspcc.test: outcome-no-contact",
        "kim.lowe: decision-request",
        "lee.hart: answer-to-officer",
        "lee.hart: answer-to-officer",
        "lee.hart: decision-request",
        "mo.aziz: answer-to-officer",
        "mo.aziz: decision-request",
    ])
    .await;
    town.expect_folders(&[("CORRESPONDENCE", 1), ("PSS COMPLETED", 1)]).await;
    let request = town.record().request().await;
    assert_eq!(request.outcome.as_deref(), Some("no contact"));
    let filed = town.lies_in("PSS COMPLETED", FIRST).await;
    assert_eq!(filed.subject, format!("[{} no contact - outcome sent to referrer] Referral", request.reference));
    assert_eq!(filed.flags, ["ACTIONED"]);
    let letter = town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    assert!(letter.text.contains("not taken forward as a new contact"), "{}", letter.text);
    assert!(letter.text.contains("If you disagree"), "L1: how to challenge it");
    // L1: nothing of the record, of the child or of the decider.
    for canary in [
        "Kofi",
        "Nguyen",
        "P10042",
        "Dudley",
        "B11 4LG",
        "Kim",
        "Lowe",
        "eleven sessions",
        "the school knows",
        "bruise",
    ] {
        let (text, subject) = (&letter.text, &letter.subject);
        assert!(
            !text.contains(canary) && !subject.contains(canary) && !letter.html.contains(canary),
            "{canary} in {text}"
        );
    }
    assert!(letter.attached.is_empty(), "no quoted original");
    town.finish().await;
}

#[tokio::test]
async fn r6_a_contact_is_created_by_the_officer_reassigned_to_the_adviser_and_confirmed() {
    let mut town = Town::new("r6");
    town.start("23 09:30", 30.0).await;
    town.arrives("008.eml").await;
    let question = town.letter_to("jo.marsh", "decision-request").await;
    town.answers("jo.marsh", &question, "CONTACT - this is new and worrying.").await;
    town.settled().await;
    let request = town.record().request().await;
    assert_eq!(request.value()["assigned_to"], "M1", "who advised and is on the list");
    let officer = request.value()["holder"].as_str().unwrap().to_owned();
    let officer = if officer == "R1" { "lee.hart" } else { "mo.aziz" };
    let task = town.letter_to(officer, "create-contact").await;
    assert!(task.text.contains("Jo Marsh"), "it names who takes it: {}", task.text);
    assert_eq!(task.attached.len(), 1, "the original goes with it");
    town.answers(officer, &task, "Done").await;
    town.until("the end", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.expect_letters(&[
        "jo.marsh: decision-request",
        "lee.hart: create-contact",
        "lee.hart: decision-request",
        "mo.aziz: create-contact",
        "mo.aziz: decision-request",
        "zachary@mailbox.test: acknowledgement-public",
    ])
    .await;
    town.expect_folders(&[("CONTACT COMPLETED", 1), ("CORRESPONDENCE", 2)]).await;
    let request = town.record().request().await;
    assert_eq!(request.outcome.as_deref(), Some("contact created"));
    let filed = town.folder("CONTACT COMPLETED").await.remove(0);
    assert!(filed.subject.starts_with(&format!("[{} contact created] ", request.reference)), "{}", filed.subject);
    assert_eq!(filed.flags, ["ACTIONED"]);
    town.finish().await;
}
