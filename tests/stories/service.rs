//! What an administrator lives with: mailboxes that come and go in the configuration, servers that are away, a full disk,
//! the service manager, and the commands beside the daemon.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use super::FIRST;
use crate::harness::town::Town;

impl Town {
    fn reconfigured(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(&self.config).unwrap();
        assert!(text.contains(from), "{from} is in the configuration");
        std::fs::write(&self.config, text.replace(from, to)).unwrap();
    }
}

#[tokio::test]
async fn i1_mail_of_a_mailbox_that_was_taken_out_of_the_configuration_holds_nothing_up_and_waits() {
    let mut town = Town::new("renamed");
    town.environment.insert(frontdoor::daemon::DIE_AT.to_owned(), "mail.recorded".to_owned());
    town.spawn(crate::harness::daemon::at("23 09:30"), 30.0);
    town.arrives("first.eml").await;
    town.ended().await;
    town.environment.clear();
    // On record and not handled; now nobody watches that mailbox.
    town.reconfigured("name = \"cass\"\naddress", "name = \"door\"\naddress");
    town.start("23 10:00", 30.0).await;
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    let waits = town.record().mails().await.iter().filter(|mail| mail.2.is_none()).count();
    assert_eq!(waits, 1, "nobody works on the other mailbox's");
    town.stop().await;
    // Put back, it goes on from where it was, and no mail is asked about twice in one mailbox.
    town.reconfigured("name = \"door\"\naddress", "name = \"cass\"\naddress");
    town.start("23 10:30", 30.0).await;
    town.until("handled", async || {
        let waits = town.record().mails().await.iter().filter(|mail| mail.2.is_none()).count();
        (waits == 0).then_some(())
    })
    .await;
    town.stop().await;
}

#[tokio::test]
async fn i1_a_mailbox_taken_out_by_a_reload_is_left_alone_and_taken_up_again_when_it_is_back() {
    let mut town = Town::new("takenout");
    town.start("23 09:30", 30.0).await;
    town.looks(1).await;
    let out = |from: &str, to: &str| {
        town.reconfigured(&format!("name = \"{from}\"\naddress"), &format!("name = \"{to}\"\naddress"));
    };
    out("cass", "door");
    town.hang_up();
    town.until("taken up", async || (town.log_lines("configuration taken up") == 1).then_some(())).await;
    town.arrives("first.eml").await;
    town.until("it lies there", async || (town.folder("INBOX").await.len() == 1).then_some(())).await;
    out("door", "cass");
    town.hang_up();
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    town.letter_to("kim.lowe", "decision-request").await;
    town.finish().await;
}

#[tokio::test]
async fn l3_a_mail_server_that_takes_nothing_is_an_alarm_in_the_status_and_by_mail_when_it_is_back() {
    let mut town = Town::new("smtpaway");
    let there = format!("port = {}", town.servers.smtp_port);
    town.reconfigured(&there, "port = 1");
    town.start("23 09:30", 600.0).await;
    town.arrives("first.eml").await;
    let alarm = "the mail server takes no messages";
    town.until("the alarm", async || {
        String::from_utf8_lossy(&town.command(&["status"]).stdout).contains(alarm).then_some(())
    })
    .await;
    town.stop().await;
    town.reconfigured("port = 1", &there);
    town.start("23 12:30", 30.0).await;
    town.letter_to("kim.lowe", "decision-request").await;
    let told = town.letter_to("alarm", "alarm").await;
    assert!(told.text.contains(alarm), "{}", told.text);
    town.finish().await;
}

#[tokio::test]
async fn i1_a_full_disk_stops_intake_and_is_an_alarm_and_the_mail_stays_on_the_server() {
    let mut town = Town::with("diskfull", |config| config.replace("disk_free_mb = 100\n", "disk_free_mb = 1000000\n"));
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let alarm = town.letter_to("alarm", "alarm").await;
    assert!(alarm.text.contains("intake has stopped"), "{}", alarm.text);
    town.looks(2).await;
    assert_eq!((town.record().arrived().await, town.folder("INBOX").await.len()), (0, 1));
    town.reconfigured("disk_free_mb = 1000000", "disk_free_mb = 100");
    town.hang_up();
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    town.finish().await;
}

#[tokio::test]
async fn trust_an_answer_counts_only_when_our_own_server_vouches_for_it_where_that_is_required() {
    let mut town = Town::with("dmarc", |config| config.replace("require_dmarc = false", "require_dmarc = true"));
    let rules = std::fs::read_to_string(format!("{}/config/reading.toml", crate::harness::town::ROOT)).unwrap();
    let own = town.path("reading.toml");
    std::fs::write(&own, rules.replace("authserv_id = \"mail.trust.test\"", "authserv_id = \"mx.own.test\"")).unwrap();
    let text = std::fs::read_to_string(&town.config).unwrap();
    let line = text.lines().find(|line| line.starts_with("reading = ")).unwrap().to_owned();
    town.reconfigured(&line, &format!("reading = \"{}\"", own.display()));
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    let question = town.letter_to("kim.lowe", "decision-request").await;
    let kim = town.staff("kim.lowe");
    let subject = format!("Re: {}", question.subject);
    let answer = async |vouched: &str| {
        let extra = format!("{vouched}In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n", question.message_id);
        town.writes(&kim, &question.reply_to, &subject, &extra, "NO CONTACT - as before.\r\n").await;
    };
    // Nobody's word, and somebody else's.
    answer("").await;
    answer("Authentication-Results: mx.elsewhere.test; dmarc=pass header.from=own.test\r\n").await;
    town.expect_folders(&[("CHECK BY HAND", 2), ("REVIEW CONTACTS", 1)]).await;
    assert!(town.record().requests().await.iter().all(|request| request.decided_by.is_none()));
    answer("Authentication-Results: mx.own.test; dmarc=pass header.from=own.test\r\n").await;
    town.letter_to("isaac@nspcc.test", "outcome-no-contact").await;
    town.expect_folders(&[("CHECK BY HAND", 2), ("CORRESPONDENCE", 1), ("PSS COMPLETED", 1)]).await;
    town.finish().await;
}

#[tokio::test]
async fn the_service_manager_is_told_when_it_is_ready_and_works_and_stops() {
    let mut town = Town::new("notify");
    let socket = town.path("notify.sock");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    town.environment.insert("NOTIFY_SOCKET".to_owned(), socket.display().to_string());
    let told = || {
        let mut buffer = [0; 200];
        let length = manager.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).trim().to_owned()
    };
    town.start("23 09:30", 30.0).await;
    assert_eq!(told(), "READY=1");
    assert_eq!(told(), "WATCHDOG=1", "fed while all work");
    town.stop().await;
    let last = std::iter::repeat_with(told).find(|word| word != "WATCHDOG=1").unwrap();
    assert_eq!(last, "STOPPING=1");
}

#[tokio::test]
async fn check_says_what_is_right_and_what_is_wrong_and_a_backup_is_a_whole_store() {
    let mut town = Town::new("commands");
    town.start("23 09:30", 30.0).await;
    town.arrives("first.eml").await;
    town.lies_in("REVIEW CONTACTS", FIRST).await;
    town.settled().await;
    let right = town.must(&["check"]);
    for words in ["configuration: right", "database: right", "REVIEW CONTACTS"] {
        assert!(right.contains(words), "{words}\n{right}");
    }
    let copy = town.path("copy.db");
    town.must(&["backup", copy.to_str().unwrap()]);
    let refused = town.command(&["backup", copy.to_str().unwrap()]);
    assert!(!refused.status.success(), "a backup never writes over a file");
    town.stop().await;
    // The copy is a store of its own.
    std::fs::rename(&copy, town.path("frontdoor.db")).unwrap();
    for left in ["frontdoor.db-wal", "frontdoor.db-shm"] {
        let _ = std::fs::remove_file(town.path(left));
    }
    town.must(&["audit", "verify"]);
    assert_eq!(town.record().requests().await.len(), 1);
    // A wrong password, and a folder that is not there.
    std::fs::write(town.path("secrets/password"), "wrong").unwrap();
    let wrong = town.command(&["check"]);
    let said = format!("{}{}", String::from_utf8_lossy(&wrong.stdout), String::from_utf8_lossy(&wrong.stderr));
    assert_eq!(wrong.status.code(), Some(1), "{said}");
    assert!(said.contains("mailbox cass") && said.to_lowercase().contains("password"), "{said}");
}

#[tokio::test]
async fn a_rehearsal_is_refused_unless_every_server_is_on_loopback() {
    let town = Town::new("offloop");
    for server in ["mail.example.org", "192.0.2.7"] {
        let text = std::fs::read_to_string(&town.config).unwrap();
        std::fs::write(&town.config, text.replacen("host = \"127.0.0.1\"", &format!("host = \"{server}\""), 1))
            .unwrap();
        let refused = town.command(&["run", "--rehearse", "2026-11-23T09:30:00", "--speed", "30"]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(server) && said.contains("loopback"), "{said}");
        std::fs::write(&town.config, text).unwrap();
    }
}
