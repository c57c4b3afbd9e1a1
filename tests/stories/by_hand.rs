//! People work in the folders (R9): what they move, flag or delete is noticed, respected, and gone on from.

use super::FIRST;
use crate::harness::town::Town;

const NOBODY: &str = "special-7-nobody-named@bwc.nhs.test";

/// A mail that only a person can go on with.
async fn by_hand(story: &str) -> Town {
    let mut town = Town::new(story);
    town.start("23 09:30", 30.0).await;
    town.arrives("nobody-named.eml").await;
    town.lies_in("CHECK BY HAND", NOBODY).await;
    town.settled().await;
    town
}

const NOTED: &[&str] = &["lee.hart: check-by-hand", "luca@bwc.nhs.test: acknowledgement", "mo.aziz: check-by-hand"];

#[tokio::test]
async fn r9_dragged_from_check_by_hand_to_review_contacts_it_is_asked_about() {
    let town = by_hand("drag").await;
    town.drags(NOBODY, "CHECK BY HAND", "REVIEW CONTACTS").await;
    town.until("a question", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.settled().await;
    let lying = town.lies_in("REVIEW CONTACTS", NOBODY).await;
    assert_eq!(lying.flags, ["RAO"]);
    let letters = town.letters().await;
    let asked: Vec<&str> =
        letters.iter().filter(|l| l.template == "decision-request").map(|l| l.who.as_str()).collect();
    assert_eq!(asked.len(), 3, "one decider and both officers: {asked:?}");
    let acknowledged = letters.iter().filter(|l| l.template == "acknowledgement").count();
    assert_eq!(acknowledged, 1, "acknowledged once");
    town.finish().await;
}

#[tokio::test]
async fn r9_a_mail_program_that_copies_and_then_deletes_has_moved_the_mail() {
    let town = by_hand("copydel").await;
    let lying = town.lies_in("CHECK BY HAND", NOBODY).await;
    let mut mailbox = town.mailbox().await;
    mailbox.select(&"CHECK BY HAND".into()).await.unwrap();
    let bytes = mailbox.fetch(&[lying.uid]).await.unwrap().remove(0).bytes;
    mailbox.append(&"REVIEW CONTACTS".into(), &[], None, &bytes).await.unwrap();
    mailbox.logout().await;
    // Both lie there for a few looks of the daemon.
    let looked = town.record().looked_at().await;
    town.until("some looks", async || (town.record().looked_at().await > looked + 90).then_some(())).await;
    assert_eq!(town.record().request().await.phase, "person", "a copy alone says nothing");
    town.deletes(NOBODY, "CHECK BY HAND").await;
    town.until("a question", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r9_dragged_out_of_the_new_contacts_into_the_review_it_is_reviewed() {
    let mut town = Town::new("newrev");
    town.start("23 09:30", 30.0).await;
    town.arrives("001.eml").await;
    let id = "sample-7-1@hillside.bham.sch.test";
    town.lies_in("NEW CONTACTS", id).await;
    town.settled().await;
    town.drags(id, "NEW CONTACTS", "REVIEW CONTACTS").await;
    town.until("a question", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.expect_folders(&[("REVIEW CONTACTS", 1)]).await;
    let request = town.record().request().await;
    assert_ne!(request.phase, "closed", "it is open again");
    let acknowledged = town.letters().await.iter().filter(|l| l.template == "acknowledgement").count();
    assert_eq!(acknowledged, 1, "acknowledged once");
    town.finish().await;
}

#[tokio::test]
async fn r9_dragged_to_pss_completed_the_letter_waits_some_minutes_and_then_goes() {
    let mut town = Town::new("settle");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.drags(FIRST, "REVIEW CONTACTS", "PSS COMPLETED").await;
    town.until("noticed", async || (town.record().request().await.phase == "pause").then_some(())).await;
    let noticed = town.now();
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    assert!(town.now() - noticed >= chrono::TimeDelta::minutes(4), "after the minutes to settle");
    town.expect_letters(&[
        "isaac@nspcc.test: acknowledgement",
        "isaac@nspcc.test: outcome-no-contact",
        "kim.lowe: decision-overtaken",
        "kim.lowe: decision-request",
        "lee.hart: answer-to-officer",
        "lee.hart: decision-request",
        "mo.aziz: decision-request",
    ])
    .await;
    town.expect_folders(&[("PSS COMPLETED", 1)]).await;
    let filed = town.lies_in("PSS COMPLETED", FIRST).await;
    assert!(filed.subject.contains("no contact - outcome sent to referrer]"), "{}", filed.subject);
    assert_eq!(filed.flags, ["ACTIONED"]);
    town.finish().await;
}

#[tokio::test]
async fn r9_moved_on_before_the_minutes_are_over_no_letter_goes() {
    let mut town = Town::new("movedon");
    town.start("23 09:30", 10.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.drags(FIRST, "REVIEW CONTACTS", "PSS COMPLETED").await;
    town.until("noticed", async || (town.record().request().await.phase == "pause").then_some(())).await;
    town.drags(FIRST, "PSS COMPLETED", "CHECK BY HAND").await;
    town.until("with a person", async || (town.record().request().await.phase == "person").then_some(())).await;
    town.later("23 10:30").await;
    town.settled().await;
    assert!(town.letters().await.iter().all(|l| !l.template.starts_with("outcome")), "no letter");
    town.expect_folders(&[("CHECK BY HAND", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r9_dragged_to_contact_completed_it_is_marked_so() {
    let mut town = Town::new("dragdone");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.answers("kim.lowe", &question, "CONTACT - new harm.").await;
    town.until("created by hand", async || (town.record().request().await.phase == "person").then_some(())).await;
    town.settled().await;
    town.drags(FIRST, "REVIEW CONTACTS", "CONTACT COMPLETED").await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.settled().await;
    let filed = town.lies_in("CONTACT COMPLETED", FIRST).await;
    assert!(filed.subject.contains("contact created]"), "{}", filed.subject);
    assert_eq!(filed.flags, ["ACTIONED"]);
    town.finish().await;
}

#[tokio::test]
async fn r9_the_flag_actioned_says_that_the_contact_is_created() {
    let mut town = Town::new("actioned");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.answers("kim.lowe", &question, "CONTACT - new harm.").await;
    town.until("created by hand", async || (town.record().request().await.phase == "person").then_some(())).await;
    town.settled().await;
    town.flags(FIRST, "REVIEW CONTACTS", "ACTIONED").await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.expect_folders(&[("CONTACT COMPLETED", 1), ("CORRESPONDENCE", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r9_a_mail_deleted_by_hand_counts_as_that_and_who_was_asked_is_told() {
    let mut town = Town::new("deleted");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.deletes(FIRST, "REVIEW CONTACTS").await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.letter_to("kim.lowe", "decision-overtaken").await;
    town.settled().await;
    assert_eq!(town.record().request().await.outcome.as_deref(), Some("removed by a person"));
    let status = town.status();
    assert_eq!(status["mailboxes"]["cass"]["all"]["removed"], 1, "{status:#}");
    town.later("23 17:30").await;
    town.settled().await;
    assert!(town.letters().await.iter().all(|l| !l.template.starts_with("outcome")), "no letter, no escalation");
    assert_eq!(town.record().request().await.asked(), ["S2"]);
    town.finish().await;
}

#[tokio::test]
async fn c1_an_officer_says_who_the_child_is_and_the_way_is_chosen_anew() {
    let town = by_hand("child").await;
    let holder = town.record().request().await.value()["holder"].as_str().unwrap().to_owned();
    let officer = if holder == "R1" { "lee.hart" } else { "mo.aziz" };
    let note = town.letter_to(officer, "check-by-hand").await;
    town.answers(officer, &note, "CHILD P10042").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    town.lies_in("REVIEW CONTACTS", NOBODY).await;
    assert_eq!(town.record().request().await.asked(), ["S2"]);
    town.finish().await;
}

#[tokio::test]
async fn c1_a_number_that_is_nobodys_goes_back_to_a_person() {
    let town = by_hand("nochild").await;
    let note = town.letter_to("lee.hart", "check-by-hand").await;
    town.answers("lee.hart", &note, "CHILD P99999").await;
    town.until("the answer before a person", async || (town.folder("CHECK BY HAND").await.len() == 2).then_some(()))
        .await;
    town.settled().await;
    town.finish().await;
}

#[tokio::test]
async fn r9_a_mail_that_a_person_took_out_of_a_queue_is_never_dragged_back() {
    let mut town = by_hand("taken").await;
    town.drags(NOBODY, "CHECK BY HAND", "CORRESPONDENCE").await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.later("23 12:30").await;
    town.later("23 16:30").await;
    town.expect_letters(NOTED).await;
    town.expect_folders(&[("CORRESPONDENCE", 1)]).await;
    town.finish().await;
}

/// What the audit has of people's flags.
async fn of_flags(town: &Town) -> Vec<String> {
    let audit = town.record().audit().await;
    audit.into_iter().filter(|line| line.starts_with("a person, in the mailbox: ") && line.contains(" flag")).collect()
}

#[tokio::test]
async fn r9_flags_set_and_taken_away_by_hand_are_heard() {
    let mut town = by_hand("flags").await;
    let mut heard: Vec<String> = vec![];
    let until_noted = async |town: &Town, heard: &[String]| {
        town.until("flags heard", async || (of_flags(town).await == heard).then_some(())).await;
    };
    town.flags(NOBODY, "CHECK BY HAND", "RAO").await;
    heard.push("a person, in the mailbox: flagged it RAO (R9)".to_owned());
    until_noted(&town, &heard).await;
    // Set while the daemon is down, it is heard as well.
    town.stop().await;
    town.flags(NOBODY, "CHECK BY HAND", "\\Flagged").await;
    town.start("23 10:05", 30.0).await;
    heard.push("a person, in the mailbox: flagged it urgent (I5)".to_owned());
    until_noted(&town, &heard).await;
    town.until("told urgent", async || {
        town.letters().await.iter().any(|l| l.template == "later-mail" && l.subject.starts_with("URGENT")).then_some(())
    })
    .await;
    town.unflags(NOBODY, "CHECK BY HAND", "\\Flagged").await;
    heard.push("a person, in the mailbox: took the urgent flag away (R9)".to_owned());
    until_noted(&town, &heard).await;
    // Dragged on, the urgent flag is not put back; and RAO, which it bears, is nobody's news.
    town.drags(NOBODY, "CHECK BY HAND", "REVIEW CONTACTS").await;
    town.until("a question", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.settled().await;
    town.looks(3).await;
    assert_eq!(town.lies_in("REVIEW CONTACTS", NOBODY).await.flags, ["RAO"]);
    assert_eq!(of_flags(&town).await, heard);
    town.finish().await;
}

#[tokio::test]
async fn r9_flags_that_the_daemon_sets_and_clears_are_not_taken_for_a_persons() {
    let mut town = Town::new("ownflags");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    assert_eq!(town.lies_in("REVIEW CONTACTS", FIRST).await.flags, ["RAO"]);
    town.looks(3).await;
    town.stop().await;
    town.start("23 09:50", 30.0).await;
    town.looks(3).await;
    town.answers("kim.lowe", &question, "NO CONTACT - nothing new.").await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.settled().await;
    town.looks(3).await;
    assert_eq!(town.lies_in("PSS COMPLETED", FIRST).await.flags, ["ACTIONED"]);
    assert_eq!(of_flags(&town).await, Vec::<String>::new());
    town.finish().await;
}

#[tokio::test]
async fn c1_a_mail_in_small_letters_about_a_known_child_is_shown_to_a_person_as_perhaps_theirs() {
    let mut town = Town::new("small");
    town.start("23 09:30", 30.0).await;
    let body = "hi, keziah begum was left alone at the park again. can someone look please\r\n";
    town.writes(&format!("jo.{}@people.test", town.tag), &town.door(), "worried", "", body).await;
    let note = town.letter_to("lee.hart", "check-by-hand").await;
    for words in ["keziah begum", "P10001"] {
        assert!(note.text.contains(words), "{words}\n{}", note.text);
    }
    assert!(!note.text.contains("no child is named"), "{}", note.text);
    town.settled().await;
    town.expect_folders(&[("CHECK BY HAND", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn c1_a_mail_whose_way_is_the_same_whoever_the_child_is_goes_it_and_who_it_is_is_settled_afterwards() {
    let mut town = Town::new("whoever");
    town.start("23 09:30", 30.0).await;
    // Of that name and date of birth somebody is on record, long closed, and lives elsewhere.
    let body = "Child's name: Declan de Souza\r\nDate of birth: 21/08/2017\r\nAddress: 9 Larch Walk, B1 9ZZ\r\n\
                Concern: He came to school without a coat all week.\r\n";
    town.writes(&format!("head.{}@school.test", town.tag), &town.door(), "a worry", "", body).await;
    let told = town.letter_to("lee.hart", "who-it-is").await;
    for words in ["P10039 Declan de Souza", "address differs", "Whoever it is, nothing on record is open or recent"] {
        assert!(told.text.contains(words), "{words}\n{}", told.text);
    }
    town.settled().await;
    town.expect_folders(&[("NEW CONTACTS", 1)]).await;
    town.answers("lee.hart", &told, "CHILD P10039").await;
    town.until("who it is", async || {
        let said = town.record().request().await.value()["said"].clone();
        (said == serde_json::json!(["P10039"])).then_some(())
    })
    .await;
    town.settled().await;
    town.expect_folders(&[("CORRESPONDENCE", 1), ("NEW CONTACTS", 1)]).await;
    town.finish().await;
}
