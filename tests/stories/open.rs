//! Open cases while the allocated worker is away (O2), and what cannot wait (O3).

use crate::harness::post::{sample, sender};
use crate::harness::town::Town;

/// A town in which the open child's worker is W2, who is on leave until the 25th.
fn with_worker_away(story: &str) -> Town {
    let town = Town::empty(story, |config| config);
    town.extract(|name, text| match name {
        "involvements.csv" => {
            text.replace("Area Safeguarding East,W6,2026-10-28", "Area Safeguarding East,W2,2026-10-28")
        }
        // W1 is today's duty social worker.
        "staff.csv" => text.lines().map(|line| duty(line) + "\n").collect(),
        _ => text,
    });
    town.import();
    town
}

fn duty(line: &str) -> String {
    if line.starts_with("W1,") { line.replace("social_worker", "duty_social_worker") } else { line.to_owned() }
}

/// A mail for which our own server vouches; its name stays as the reading rules know it.
fn vouched(town: &Town, mail: &str, domain: &str) -> Vec<u8> {
    let mail = format!("Authentication-Results: mail.trust.test; dmarc=pass header.from={domain}\r\n{mail}");
    let bytes = String::from_utf8(town.localised(mail.as_bytes())).unwrap();
    bytes.replace(&format!("mail.{}", town.domain), "mail.trust.test").into_bytes()
}

fn open_child() -> String {
    String::from_utf8(sample("open-child.eml")).unwrap()
}

#[tokio::test]
async fn o2_a_verified_professional_hears_when_the_worker_is_back_and_may_ask_for_somebody_now() {
    let mut town = with_worker_away("o2");
    town.start("23 09:30", 30.0).await;
    let bytes = vouched(&town, &open_child(), "hillside.bham.sch.test");
    town.submit(&sender(&bytes), &town.door(), &bytes).await;
    let away = town.letter_to("maryam@hillside.bham.sch.test", "worker-away").await;
    town.settled().await;
    assert!(away.text.contains("26 November"), "when, {}", away.text);
    assert!(!away.text.to_lowercase().contains("leave"), "never why: {}", away.text);
    let extra = format!(
        "Authentication-Results: mail.trust.test; dmarc=pass header.from=hillside.bham.sch.test\r\n\
         In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n",
        away.message_id
    );
    let from = format!("maryam.{}@hillside.bham.sch.test", town.tag);
    town.writes(&from, &away.reply_to, &format!("Re: {}", away.subject), &extra, "NOW please.\r\n").await;
    town.until("somebody asked", async || (town.record().request().await.asked().len() == 1).then_some(())).await;
    town.settled().await;
    let request = town.record().request().await;
    assert_eq!(request.phase, "answer", "{}", request.body);
    assert_eq!(request.asked(), ["W1"], "the duty social worker");
    let question = town.letter_to("worker.one", "escalation").await;
    town.answers("worker.one", &question, "TAKEN").await;
    town.until("taken", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.settled().await;
    town.finish().await;
}

#[tokio::test]
async fn o2_nobody_who_is_not_verified_learns_that_a_case_is_open() {
    let mut town = with_worker_away("o2plain");
    town.start("23 09:30", 30.0).await;
    // A professional whom nobody vouches for, and a neighbour whom our server vouches for.
    town.arrives("open-child.eml").await;
    let neighbour = open_child()
        .replace("maryam@hillside.bham.sch.test", "nora@mailbox.test")
        .replace("<special-7-open-child@hillside.bham.sch.test>", "<nora-1@mailbox.test>");
    let bytes = vouched(&town, &neighbour, "mailbox.test");
    town.submit(&sender(&bytes), &town.door(), &bytes).await;
    // Each time: the worker, the tray, who covers for the team's manager, business support and the officer.
    let alerted = ["bso.cass: open-case-returned", "jo.marsh: open-case-alert", "safeguarding: open-case-alert"];
    let twice = alerted.iter().chain(&["worker.two: open-case-alert"]).flat_map(|line| [*line, *line]);
    let mut expected: Vec<&str> = twice.collect();
    expected.extend(["lee.hart: open-case-returned", "mo.aziz: open-case-returned"]);
    expected.extend(["maryam@hillside.bham.sch.test: acknowledgement", "nora@mailbox.test: acknowledgement-public"]);
    expected.sort_unstable();
    town.expect_letters(&expected).await;
    for letter in town.letters().await.iter().filter(|l| l.who.contains('@')) {
        let text = letter.text.to_lowercase();
        for word in ["open", "worker", "26 november", "leave", "away", "rhys", "jones"] {
            let name = word == "jones" && letter.text.contains("Maryam Jones");
            assert!(name || !text.contains(word), "{word} in {}", letter.text);
        }
    }
    town.expect_folders(&[("OPEN CASES", 2)]).await;
    town.finish().await;
}

#[tokio::test]
async fn o3_what_cannot_wait_climbs_the_ladder_and_ends_with_an_alarm_and_a_late_answer_still_counts() {
    let mut town = with_worker_away("o3");
    town.start("23 09:30", 10.0).await;
    let urgent = open_child().replacen("Subject: Referral\r\n", "Subject: Referral\r\nImportance: high\r\n", 1);
    town.brought(urgent.as_bytes()).await;
    // W2, the allocated worker, is known to be away and skipped at once. M3, the responsible manager, too: M1
    // covers. Then any team manager, the service manager.
    let ladder = [("W1", "worker.one"), ("M1", "jo.marsh"), ("M2", "sam.okoro"), ("G1", "hal.burns")];
    let times = ["23 10:10", "23 10:50", "23 11:30", "23 12:10"];
    for (number, ((_, who), next)) in ladder.iter().zip(times).enumerate() {
        town.until("the next rung", async || {
            let all = town.record().requests().await;
            (all.len() == 1 && all[0].asked().len() == number + 1).then_some(())
        })
        .await;
        let question = town.letter_to(who, "escalation").await;
        assert!(question.subject.starts_with("URGENT") && question.priority, "{}", question.subject);
        town.settled().await;
        town.later(next).await;
    }
    let asked: Vec<&str> = ladder.iter().map(|(id, _)| *id).collect();
    town.letter_to("lee.hart", "nobody-left").await;
    town.settled().await;
    assert_eq!(town.record().request().await.asked(), asked, "each once");
    let mut expected = vec![
        "alarm: alarm",
        "bso.cass: open-case-returned",
        "jo.marsh: open-case-alert",
        "lee.hart: nobody-left",
        "lee.hart: open-case-returned",
        "maryam@hillside.bham.sch.test: acknowledgement",
        "mo.aziz: nobody-left",
        "safeguarding: open-case-alert",
        "worker.two: open-case-alert",
    ];
    let escalations: Vec<String> = ladder.iter().map(|(_, who)| format!("{who}: escalation")).collect();
    expected.extend(escalations.iter().map(String::as_str));
    // The officers have a copy of each question.
    expected.extend(ladder.iter().flat_map(|_| ["lee.hart: escalation", "mo.aziz: escalation"]));
    expected.sort_unstable();
    town.expect_letters(&expected).await;
    // The one asked first answers after all: it stands, the others are told.
    let question = town.letter_to("worker.one", "escalation").await;
    town.answers("worker.one", &question, "TAKEN").await;
    town.until("taken", async || (town.record().request().await.phase == "closed").then_some(())).await;
    town.settled().await;
    let told: Vec<String> = town
        .letters()
        .await
        .into_iter()
        .filter(|l| l.template == "decision-overtaken" || l.template == "answer-to-officer")
        .map(|l| l.who)
        .collect();
    let mut told: Vec<&str> = told.iter().map(String::as_str).collect();
    told.sort_unstable();
    assert_eq!(told, ["hal.burns", "jo.marsh", "lee.hart", "mo.aziz", "sam.okoro"]);
    town.expect_folders(&[("CORRESPONDENCE", 1), ("OPEN CASES", 1)]).await;
    town.finish().await;
}
