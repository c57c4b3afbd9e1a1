//! What the audit tells of the daemon itself, and of what it carried out.

use super::FIRST;
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
