//! What the audit tells of the daemon itself, and of what it carried out.

use super::FIRST;
use super::samples::message_id;
use crate::harness::daemon::at;
use crate::harness::post::sample;
use crate::harness::town::Town;

#[tokio::test]
async fn r8_the_audit_tells_how_the_daemon_fared_and_what_was_carried_out() {
    let mut town = Town::new("told");
    // An extract that is refused: most people are gone.
    town.extract(
        |name, text| if name == "people.csv" { text.lines().take(3).collect::<Vec<_>>().join("\n") } else { text },
    );
    let refused = town.command(&["import", town.path("extract").to_str().unwrap()]);
    assert!(!refused.status.success(), "{refused:?}");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    let good = std::fs::read_to_string(&town.config).unwrap();
    std::fs::write(&town.config, good.replace("settle_minutes = 5", "settle_minuets = 5")).unwrap();
    town.hang_up();
    town.letters_to("alarm", "alarm", 1).await;
    std::fs::write(&town.config, &good).unwrap();
    town.hang_up();
    town.until("taken up", async || (town.log_lines("configuration taken up") == 1).then_some(())).await;
    // Killed: the next one takes the lease over.
    town.daemon.as_mut().unwrap().child.kill().unwrap();
    town.ended().await;
    town.start("23 09:50", 30.0).await;

    let audit = town.record().audit().await;
    let told = |what: &str| audit.iter().filter(|line| line.contains(what)).count();
    for (what, times) in [
        (": started ()", 2),
        (": took the lease over ()", 1),
        ("daemon: configuration taken up ()", 1),
        ("daemon: new configuration refused, the old one stays ()", 1),
        ("daemon: alarm: a new configuration was refused", 1),
        ("import: extract imported as generation 1 (C8)", 1),
        ("import: extract refused (C8)", 1),
        ("daemon: carried out: file into REVIEW CONTACTS (R8)", 1),
        ("daemon: carried out: send decision-request (R8)", 1),
        ("daemon: carried out: send alarm (R8)", 1),
    ] {
        assert_eq!(told(what), times, "{what}: {audit:#?}");
    }
    let names = ["Reed", "@", "bruise", FIRST];
    assert!(names.iter().all(|name| audit.iter().all(|line| !line.contains(name))), "nobody is named: {audit:#?}");

    // `why` says it once.
    let why = town.must(&["why", &town.record().request().await.reference]);
    assert_eq!(why.matches("carried out: file into REVIEW CONTACTS").count(), 1, "{why}");
    assert_eq!(why.matches("REVIEW CONTACTS: ").count(), 0, "what is told needs no line of the journal: {why}");
    assert!(!why.contains("\ndecided\n"), "nothing is left to be carried out: {why}");
    town.finish().await;
}

#[tokio::test]
async fn r8_why_finds_a_mail_by_its_message_id_whatever_became_of_it() {
    let mut town = Town::with("whyid", |config| {
        // A rehearsal counts what was there as received when it began: this begins later.
        config.replace("start_from = 2026-11-01T00:00:00Z", "start_from = 2026-11-23T09:31:00Z")
    });
    let mut mailbox = town.mailbox().await;
    mailbox.append(&"INBOX".into(), &[], None, &town.localised(&sample("001.eml"))).await.unwrap();
    mailbox.logout().await;
    town.start("23 09:30", 60.0).await;
    // The daemon's clock begins after the story's, and the server's dates are whole seconds: minutes of this rehearsal.
    town.until("the start's minute", async || (town.now() > at("23 09:38")).then_some(())).await;
    town.arrives("first.eml").await;
    let automatic = "Auto-Submitted: auto-replied\r\n";
    town.writes("szymon@hillside.test", &town.door(), "Automatic reply", automatic, "I am away.\r\n").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    town.settled().await;
    let request = town.record().request().await.reference;
    let page = town.must(&["why", &request]);

    // A request by its mail's identifier, with and without brackets, and by that of a message of ours.
    for id in [FIRST.to_owned(), format!("<{FIRST}>"), format!(" <{}> ", question.message_id)] {
        assert_eq!(town.must(&["why", "--message-id", &id]), page, "{id}");
    }
    let json = |id: &str| -> serde_json::Value {
        serde_json::from_str(&town.must(&["why", "--json", "--message-id", id])).unwrap()
    };
    assert_eq!(json(FIRST)["request"]["reference"], request);

    // A mail that made no request.
    let mails = town.record().mails().await;
    let of_none =
        mails.into_iter().find(|(folder, ..)| folder.as_deref() == Some("CORRESPONDENCE")).unwrap().3.unwrap();
    let page = town.must(&["why", "--message-id", &of_none]);
    assert!(
        page.contains("of no request (automatic reply)") && page.contains("lies in CORRESPONDENCE; filed"),
        "{page}"
    );
    assert!(page.contains("without a request") && page.contains("carried out: file into CORRESPONDENCE"), "{page}");
    assert_eq!(json(&of_none)["request"], serde_json::Value::Null);
    assert_eq!(json(&of_none)["mails"][0]["message_id"], of_none);

    // One that was left alone, one that never came, a reference that there is not, and no reference at all.
    let left_alone = message_id("001.eml");
    for (ask, says) in [
        (&["--message-id", left_alone.as_str()][..], "is left alone and on no record"),
        (&["--message-id", "never@came.test"], "no mail with the Message-ID <never@came.test> is on record"),
        (&["FD-0000-0009"], "FD-0000-0009 is not on record"),
        (&["first"], "first is no reference"),
    ] {
        let plain = town.command(&[&["why"], ask].concat());
        assert_eq!(plain.status.code(), Some(1), "{ask:?}");
        assert!(String::from_utf8_lossy(&plain.stderr).contains(says), "{plain:?}");
        let json = town.command(&[&["why", "--json"], ask].concat());
        assert_eq!(json.status.code(), Some(1), "{ask:?}");
        let error: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert!(error["error"].as_str().unwrap().contains(says), "{error}");
    }
    town.stop().await;
}

#[tokio::test]
async fn r8_why_shows_every_mail_that_bears_an_identifier_that_was_used_twice() {
    let mut town = Town::new("whytwice");
    town.start("23 09:30", 30.0).await;
    let mail = |text: &str| {
        format!(
            "From: Ann Writer <ann@writers.test>\r\nTo: cass@trust.test\r\nSubject: A worry\r\n\
             Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <same@writers.test>\r\n\r\n{text}\r\n"
        )
        .into_bytes()
    };
    town.brought(&mail("I worry about a boy.")).await;
    town.brought(&mail("I worry about a girl, quite another matter.")).await;
    town.settled().await;
    let page = town.must(&["why", "--message-id", "same@writers.test"]);
    let json = town.must(&["why", "--json", "--message-id", "same@writers.test"]);
    for request in town.record().requests().await {
        assert!(page.contains(&request.reference), "{page}");
    }
    assert_eq!(json.lines().count(), 2, "one object a line");
    town.finish().await;
}
