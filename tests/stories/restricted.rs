//! Restricted records (C9) and writers who are concerned themselves (L4).

use crate::harness::post::sample;
use crate::harness::town::Town;

/// What must not be read by anybody who is not named for Kofi's record.
const CANARIES: [&str; 7] = ["Kofi", "Nguyen", "P10042", "Dudley", "B11 4LG", "eleven sessions", "28 days"];

/// A town in which Kofi's record is restricted.
fn restricted_to(story: &str, named: &str) -> Town {
    let town = Town::empty(story, |config| config);
    town.extract(|name, text| {
        if name != "people.csv" {
            return text;
        }
        let lines = text.trim_end().lines().enumerate().map(|(number, line)| match number {
            0 => format!("{line},restricted"),
            _ if line.starts_with("P10042,") => format!("{line},{named}"),
            _ => format!("{line},no"),
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    });
    town.import();
    town
}

fn is_silent(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} says {canary}: {text}");
    }
}

#[tokio::test]
async fn c9_the_staff_named_for_a_restricted_record_are_told_and_everybody_else_only_that_a_person_must_look() {
    let mut town = restricted_to("c9", "P1; W6");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.expect_letters(&[
        "ida.wells: restricted-named",
        "isaac@nspcc.test: acknowledgement",
        "lee.hart: restricted",
        "mo.aziz: restricted",
        "worker.six: restricted-named",
    ])
    .await;
    town.expect_folders(&[("CHECK BY HAND", 1)]).await;
    let reference = town.record().request().await.reference;
    for letter in town.letters().await.iter().filter(|l| l.template != "restricted-named") {
        is_silent(&letter.template, &format!("{}\n{}\n{}", letter.subject, letter.text, letter.html));
        assert!(letter.attached.is_empty(), "without the original");
    }
    assert_eq!(town.folder("CHECK BY HAND").await[0].subject, "Referral", "its subject is as it came");
    is_silent("why", &town.must(&["why", &reference]));
    is_silent("why --json", &town.must(&["why", &reference, "--json"]));
    let id = town.record().request().await.message_id.unwrap();
    is_silent("why --message-id", &town.must(&["why", "--message-id", &id]));
    is_silent("why --message-id --json", &town.must(&["why", "--json", "--message-id", &id]));
    is_silent("status", &String::from_utf8(town.command(&["status"]).stdout).unwrap());
    is_silent("the log", &town.log());
    let told = town.letter_to("worker.six", "restricted-named").await;
    assert!(told.text.contains("the child may be P10042 Kofi Nguyen"), "{}", told.text);
    assert!(!told.subject.contains("Kofi"), "a subject shows on a locked telephone: {}", told.subject);
    assert_eq!(told.attached.len(), 1, "with the original");
    // One of them has dealt with it.
    town.answers("worker.six", &told, "DONE").await;
    town.until("the end", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.expect_folders(&[("CHECK BY HAND", 1), ("CORRESPONDENCE", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn c9_a_restricted_record_with_nobody_named_is_an_alarm_and_a_persons_to_look_at() {
    let mut town = restricted_to("c9nobody", "yes");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.expect_letters(&[
        "alarm: alarm",
        "isaac@nspcc.test: acknowledgement",
        "lee.hart: restricted",
        "mo.aziz: restricted",
    ])
    .await;
    for letter in town.letters().await {
        is_silent(&letter.template, &format!("{}\n{}", letter.subject, letter.text));
        assert!(letter.attached.is_empty(), "without the original");
    }
    let alarm = town.letter_to("alarm", "alarm").await;
    assert!(alarm.text.contains("nobody named for a restricted record is at work"), "{}", alarm.text);
    town.expect_folders(&[("CHECK BY HAND", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn l4_who_is_said_to_have_harmed_the_child_is_answered_by_a_person_alone_and_the_open_case_hears_of_it() {
    let mut town = Town::new("l4");
    town.start("23 09:30", 30.0).await;
    // Maryam Jones writes, and the form names her; the case is open besides.
    let form = String::from_utf8(sample("open-child.eml")).unwrap();
    let form =
        form.replace("Reason for referral\r\n", "Alleged perpetrator: Maryam Jones\r\n\r\nReason for referral\r\n");
    town.brought(form.as_bytes()).await;
    // As of anybody else's mail about an open case, but for the acknowledgement; and it waits for a person's answer.
    town.expect_letters(&[
        "bso.cass: open-case-returned",
        "jo.marsh: open-case-alert",
        "lee.hart: open-case-returned",
        "lee.hart: writer-waits",
        "mo.aziz: writer-waits",
        "safeguarding: open-case-alert",
        "worker.six: open-case-alert",
    ])
    .await;
    for (who, template) in [("worker.six", "open-case-alert"), ("lee.hart", "open-case-returned")] {
        let told = town.letter_to(who, template).await;
        let says = "somebody said to have harmed the child. They got nothing automatic: a person must answer them.";
        let text = told.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(says), "{}", told.text);
    }
    town.expect_folders(&[("OPEN CASES", 1)]).await;
    assert_eq!(town.record().request().await.phase, "person");
    let waits = town.letter_to("lee.hart", "writer-waits").await;
    town.answers("lee.hart", &waits, "DONE").await;
    town.until("closed", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.finish().await;
}
