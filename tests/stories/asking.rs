//! Reminders, escalation, absence, answers that are unclear, late, forged, or bounce (R5, R10).

use super::FIRST;
use crate::harness::post::Letter;
use crate::harness::town::Town;

/// The question about the first sample, as S2 got it, everything else done.
async fn asked(town: &mut Town) -> Letter {
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    question
}

/// What the first sample always brings: the acknowledgement, and the question copied to the officers.
const ASKED: &[&str] = &[
    "isaac@nspcc.test: acknowledgement",
    "kim.lowe: decision-request",
    "lee.hart: decision-request",
    "mo.aziz: decision-request",
];

/// What a decision of no contact brings besides.
/// The officer who holds it gets the notes for the record when all is done.
const NO_CONTACT: &[&str] = &[
    "isaac@nspcc.test: outcome-no-contact",
    "lee.hart: answer-to-officer",
    "lee.hart: answer-to-officer",
    "mo.aziz: answer-to-officer",
];

fn with<'s>(parts: &[&[&'s str]]) -> Vec<&'s str> {
    parts.concat()
}

#[tokio::test]
async fn r5_a_reminder_an_hour_before_then_the_next_rung_and_an_answer_of_anyone_asked_ends_it() {
    let mut town = Town::new("r5");
    asked(&mut town).await;
    let request = town.record().request().await;
    assert_eq!(request.value()["asked"][0]["deadline"], "2026-11-23T17:15:00Z", "R4: by the end of that day");
    let reminded = ["decision-reminder"; 3];
    let reminded: Vec<String> =
        ["kim.lowe", "lee.hart", "mo.aziz"].iter().zip(reminded).map(|(who, what)| format!("{who}: {what}")).collect();
    let reminded: Vec<&str> = reminded.iter().map(String::as_str).collect();
    town.later("23 16:10").await;
    town.expect_letters(ASKED).await;
    town.later("23 16:16").await;
    town.letter_to("kim.lowe", "decision-reminder").await;
    town.expect_letters(&with(&[ASKED, &reminded])).await;
    // At the deadline a team manager is asked; which one, the rota says.
    town.later("23 17:20").await;
    town.until("the next rung", async || (town.record().request().await.asked().len() == 2).then_some(())).await;
    town.settled().await;
    let request = town.record().request().await;
    let second = request.asked()[1].clone();
    assert_eq!(request.value()["asked"][0]["result"], "no_answer");
    assert!(["M1", "M2"].contains(&second.as_str()), "a team manager who is not on leave: {second}");
    let manager = if second == "M1" { "jo.marsh" } else { "sam.okoro" };
    // Tomorrow morning, in their hour, the one asked first answers after all: it stands, the other is told.
    let question = town.letter_to("kim.lowe", "decision-reminder").await;
    town.later("24 08:30").await;
    town.settled().await;
    town.answers("kim.lowe", &question, "No contact: nothing here is new.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.settled().await;
    let all = town.letters().await;
    let to_manager: Vec<&str> = all.iter().filter(|l| l.who == manager).map(|l| l.template.as_str()).collect();
    assert!(to_manager.contains(&"decision-overtaken"), "the other is told: {to_manager:?}");
    let request = town.record().request().await;
    assert_eq!((request.outcome.as_deref(), request.decided_by.as_deref()), (Some("no contact"), Some("S2")));
    assert_eq!(request.asked(), ["S2".to_owned(), second], "nobody else was asked");
    town.expect_folders(&[("CORRESPONDENCE", 1), ("PSS COMPLETED", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r10_out_of_office_asks_the_next_person_with_the_same_deadline() {
    let mut town = Town::new("away");
    let question = asked(&mut town).await;
    let header = format!(
        "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\nIn-Reply-To: <{0}>\r\nReferences: <{0}>\r\n",
        question.message_id
    );
    let words = "I am out of the office until Thursday 26 November 2026. No contact details are needed.\r\n";
    let subject = format!("Automatic reply: {}", question.subject);
    town.writes(&town.staff("kim.lowe"), &question.reply_to, &subject, &header, words).await;
    town.until("the next person", async || (town.record().request().await.asked().len() == 2).then_some(())).await;
    town.settled().await;
    let request = town.record().request().await;
    let value = request.value();
    assert_eq!(value["asked"][0]["result"], "away");
    assert_eq!(value["asked"][1]["deadline"], value["asked"][0]["deadline"], "the same deadline");
    assert!(value["decision"].is_null(), "an automatic reply decides nothing");
    assert_eq!(town.letters().await.iter().filter(|l| l.who == "kim.lowe").count(), 1, "nothing answers the machine");
    town.expect_folders(&[("CORRESPONDENCE", 1), ("REVIEW CONTACTS", 1)]).await;
    // The absence is known for the next mail as well: free-form is for S1, the copy would be S2's.
    town.arrives("fuller-copy.eml").await;
    town.until("the other is asked", async || {
        let all = town.record().requests().await;
        (all.len() == 2 && all[1].asked().len() == 1).then_some(())
    })
    .await;
    assert_ne!(town.record().requests().await[1].asked(), ["S2"], "who is away is not asked");
    town.settled().await;
    town.finish().await;
}

#[tokio::test]
async fn r3_an_unclear_answer_is_asked_about_once_more_and_quoted_words_never_decide() {
    let mut town = Town::new("unclear");
    let question = asked(&mut town).await;
    // The quoted question below names every word that could decide.
    town.answers("kim.lowe", &question, "Let me ring the school first, I am not sure.").await;
    let again = town.letter_to("kim.lowe", "decision-again").await;
    town.settled().await;
    assert!(town.record().request().await.value()["decision"].is_null());
    // A word without a reason is not enough either.
    town.answers("kim.lowe", &again, "CONTACT").await;
    town.letter_to("lee.hart", "refused-answer").await;
    town.settled().await;
    assert!(town.record().request().await.value()["decision"].is_null());
    town.answers("kim.lowe", &again, "NO CONTACT - the school has seen to it").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    let others = [
        "kim.lowe: decision-again",
        "lee.hart: decision-again",
        "lee.hart: refused-answer",
        "mo.aziz: decision-again",
        "mo.aziz: refused-answer",
    ];
    town.expect_letters(&with(&[ASKED, NO_CONTACT, &others])).await;
    town.expect_folders(&[("CORRESPONDENCE", 3), ("PSS COMPLETED", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r10_a_different_second_answer_goes_to_the_officers_and_the_first_stands() {
    let mut town = Town::new("second");
    let question = asked(&mut town).await;
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.settled().await;
    town.answers("kim.lowe", &question, "NO CONTACT - as before.").await;
    town.expect_letters(&with(&[ASKED, NO_CONTACT])).await;
    town.answers("kim.lowe", &question, "CONTACT - I have thought again.").await;
    town.letter_to("lee.hart", "decision-different").await;
    town.expect_letters(&with(&[ASKED, NO_CONTACT, &["lee.hart: decision-different", "mo.aziz: decision-different"]]))
        .await;
    assert_eq!(town.record().request().await.outcome.as_deref(), Some("no contact"));
    town.expect_folders(&[("CORRESPONDENCE", 3), ("PSS COMPLETED", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r10_forged_answers_decide_nothing_and_each_reaches_a_person() {
    let mut town = Town::new("forged");
    let question = asked(&mut town).await;
    let body = "NO CONTACT - nothing to see here\r\n";
    let subject = format!("Re: {}", question.subject);
    let answers = format!("In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n", question.message_id);
    // Somebody outside who saw the address.
    let outsider = format!("mallory.{}@evil.test", town.tag);
    town.writes(&outsider, &question.reply_to, &subject, &answers, body).await;
    // Staff who were not asked and may not decide for the role.
    town.writes(&town.staff("pat.dunn"), &question.reply_to, &subject, &answers, body).await;
    // A code that we never gave out, from the right person: one letter of it changed.
    let (local, domain) = question.reply_to.split_once('@').unwrap();
    let (kept, last) = local.split_at(local.len() - 3);
    let wrong: String = last.chars().map(|c| if c == 'x' { 'y' } else { 'x' }).collect();
    town.writes(&town.staff("kim.lowe"), &format!("{kept}{wrong}@{domain}"), &subject, "", body).await;
    town.until("each before a person", async || (town.folder("CHECK BY HAND").await.len() == 3).then_some(())).await;
    town.settled().await;
    // The right person, the front door's own address, and no code at all: told on as later mail, decides nothing.
    let reference = town.record().requests().await[0].reference.clone();
    town.writes(&town.staff("kim.lowe"), &town.door(), &format!("about {reference}"), "", body).await;
    town.settled().await;
    let requests = town.record().requests().await;
    let first = requests.iter().find(|r| r.message_id.as_deref() == Some(FIRST)).unwrap();
    assert!(first.value()["decision"].is_null(), "nothing was decided");
    assert_eq!(first.asked(), ["S2"]);
    let letters = town.letters().await;
    let notes = letters.iter().filter(|l| l.template == "check-by-hand" && l.who == "lee.hart").count();
    assert_eq!(notes, 3, "an officer hears of each");
    assert!(letters.iter().all(|l| l.who != "mallory@evil.test"), "nothing is sent to the forger");
    assert!(letters.iter().all(|l| !l.template.starts_with("outcome")), "no letter");
    assert!(letters.iter().any(|l| l.template == "later-mail" && l.who == "kim.lowe"), "{letters:?}");
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    town.finish().await;
}

#[tokio::test]
async fn r10_a_question_that_bounces_goes_to_the_next_person() {
    let mut town = Town::empty("bounce", |config| config);
    // S2's mailbox is refused at delivery: a real delivery failure comes back.
    town.extract(|name, text| if name == "staff.csv" { text.replace("kim.lowe@", "nobody-here@") } else { text });
    town.import();
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    // The bounce counts among the mails that come in.
    town.delivered.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    town.until("the next person", async || {
        let all = town.record().requests().await;
        (all.len() == 1 && all[0].asked().len() == 2).then_some(())
    })
    .await;
    town.settled().await;
    let value = town.record().request().await.value();
    assert_eq!(value["asked"][0]["result"], "undeliverable");
    assert_eq!(value["asked"][1]["deadline"], value["asked"][0]["deadline"]);
    town.expect_folders(&[("CORRESPONDENCE", 1), ("REVIEW CONTACTS", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn r10_a_question_that_the_server_refuses_goes_to_the_next_person_and_the_officers_still_hear() {
    let mut town = Town::empty("refused", |config| config);
    town.extract(|name, text| if name == "staff.csv" { text.replace("kim.lowe@", "refused@") } else { text });
    town.import();
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.until("the next person", async || {
        let all = town.record().requests().await;
        (all.len() == 1 && all[0].asked().len() == 2).then_some(())
    })
    .await;
    town.settled().await;
    let value = town.record().request().await.value();
    assert_eq!(value["asked"][0]["result"], "undeliverable");
    let letters = town.letters().await;
    for officer in ["lee.hart", "mo.aziz"] {
        let copies = letters.iter().filter(|l| l.who == officer && l.template == "decision-request").count();
        assert_eq!(copies, 2, "{officer} sees both questions");
    }
    town.finish().await;
}
