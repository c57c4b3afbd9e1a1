use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use frontdoor::imap::{Connection, IdleEnd};
use frontdoor::mailer::smtp::{Limits, Login, Outgoing, Security, SendOutcome, SmtpError, Submission};
use secrecy::SecretString;

use super::{letter, noted};
use crate::harness::servers::{DOMAIN, servers, user};

fn submission() -> Submission {
    Submission::new(servers().smtp(), Limits::default())
}

/// A look into a user's INBOX, opened before anything is delivered: Dovecot stumbles when both make it at once.
async fn watching(user: &str) -> Connection {
    let mut connection = servers().open(user).await;
    connection.select(&"INBOX".into()).await.unwrap();
    connection
}

/// Waits for the first mail there.
async fn arrived(mut connection: Connection) -> Vec<u8> {
    loop {
        let uids = connection.uids().await.unwrap();
        if let Some(message) = connection.fetch(&uids).await.unwrap().pop() {
            return message.bytes;
        }
        assert_ne!(connection.idle(std::future::pending(), Duration::from_secs(30)).await.unwrap(), IdleEnd::TimedOut);
    }
}

#[tokio::test]
async fn a_letter_arrives_byte_for_byte_and_the_connection_serves_the_next() {
    let mut submission = submission();
    for story in ["first", "second"] {
        let name = user(story);
        let inbox = watching(&name).await;
        let to = [format!("{name}+token@{DOMAIN}")];
        let bytes = letter(story);
        let told = AtomicBool::new(false);
        let note = async {
            told.store(true, Ordering::Relaxed);
            Ok::<(), std::convert::Infallible>(())
        };
        let mail = Outgoing { from: Some("sender@trust.test"), to: &to, bytes: &bytes };
        let outcome = submission.send(mail, note).await;
        assert!(
            matches!(&outcome, SendOutcome::Accepted { reply, message_id_in_reply: None } if reply.code == 250),
            "{outcome:?}"
        );
        assert!(told.load(Ordering::Relaxed));
        let there = arrived(inbox).await;
        assert!(there.ends_with(&bytes), "{}", String::from_utf8_lossy(&there));
    }
    submission.close().await;
}

#[tokio::test]
async fn tls_and_a_login_are_used_where_configured() {
    let mut account = servers().smtp();
    account.security = Security::StartTls;
    account.login = Some((format!("daemon@{DOMAIN}"), Login::Password(SecretString::from(servers().password.clone()))));
    let error = Submission::new(account.clone(), Limits::default()).check().await.unwrap_err();
    assert!(matches!(error, SmtpError::Connect(_)), "an unknown authority: {error:?}");
    account.extra_ca = Some(servers().ca_file.clone());
    Submission::new(account.clone(), Limits::default()).check().await.unwrap();
    let name = user("tls");
    let inbox = watching(&name).await;
    let to = [format!("{name}@{DOMAIN}")];
    let mail = Outgoing { from: None, to: &to, bytes: &letter("tls") };
    let outcome = Submission::new(account.clone(), Limits::default()).send(mail, noted()).await;
    assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
    assert!(arrived(inbox).await.starts_with(b"Return-Path: <>\r\n"), "an empty return path");
    account.login = Some((format!("daemon@{DOMAIN}"), Login::Password(SecretString::from("wrong"))));
    let outcome = Submission::new(account, Limits::default()).send(mail, noted()).await;
    assert!(matches!(&outcome, SendOutcome::NotSent { error } if error.is_login_refused()), "{outcome:?}");
}

#[tokio::test]
async fn each_refused_recipient_is_named_and_the_others_get_the_mail() {
    let name = user("some");
    let inbox = watching(&name).await;
    let to = ["refused@trust.test".to_owned(), format!("{name}@{DOMAIN}"), "deferred@trust.test".to_owned()];
    let mut submission = submission();
    let mail = Outgoing { from: Some("sender@trust.test"), to: &to, bytes: &letter("some") };
    let outcome = submission.send(mail, noted()).await;
    let SendOutcome::SomeRefused { accepted, refused, reply, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(accepted, [to[1].clone()]);
    let codes: Vec<_> = refused.iter().map(|one| (one.address.as_str(), one.reply.code)).collect();
    assert_eq!(codes, [("refused@trust.test", 550), ("deferred@trust.test", 450)]);
    assert_eq!(reply.code, 250);
    arrived(inbox).await;
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart_and_leave_the_connection_sound() {
    let mut submission = submission();
    let bytes = letter("no");
    let send = async |submission: &mut Submission, local: &str| {
        let to = [format!("{local}@trust.test")];
        let noted = noted();
        submission.send(Outgoing { from: Some("s@trust.test"), to: &to, bytes: &bytes }, noted).await
    };
    let outcome = send(&mut submission, "refused").await;
    assert!(
        matches!(&outcome, SendOutcome::Refused { reply, refused } if reply.code == 550 && refused.len() == 1),
        "{outcome:?}"
    );
    let outcome = send(&mut submission, "deferred").await;
    assert!(
        matches!(&outcome, SendOutcome::Deferred { reply, refused } if reply.code == 450 && refused.len() == 1),
        "{outcome:?}"
    );
    let outcome = send(&mut submission, "rejected").await;
    assert!(matches!(&outcome, SendOutcome::TooLarge { reply } if reply.code == 552), "{outcome:?}");
    let outcome = send(&mut submission, "welcome").await;
    assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_sent() {
    let name = user("unnoted");
    let inbox = watching(&name).await;
    let to = [format!("{name}@{DOMAIN}")];
    let mut submission = submission();
    let mail = Outgoing { from: Some("s@trust.test"), to: &to, bytes: &letter("unnoted") };
    let outcome = submission.send(mail, std::future::ready(Err(std::io::Error::other("disk full")))).await;
    assert!(matches!(&outcome, SendOutcome::NotSent { error: SmtpError::NotNoted(_) }), "{outcome:?}");
    // The next one on the same connection is the only one that arrives.
    let mail = Outgoing { bytes: &letter("noted"), ..mail };
    let outcome = submission.send(mail, noted()).await;
    assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
    assert!(arrived(inbox).await.ends_with(&letter("noted")));
}

#[tokio::test]
async fn a_mail_that_smtp_cannot_carry_is_said_to_be_one() {
    let to = ["a@trust.test".to_owned()];
    let broken: [&[u8]; 4] = [b"Subject: a\n\nb", b"a\r\n\r\nb\r.\r\n", b"a\r\n\r\n\n.\r\n", b"a\r\n\r\n\0"];
    for bytes in broken {
        let mail = Outgoing { from: None, to: &to, bytes };
        let outcome = submission().send(mail, noted()).await;
        assert!(matches!(outcome, SendOutcome::Unsendable { .. }), "{outcome:?}");
    }
    let injected = ["a@trust.test>\r\nRCPT TO:<b@trust.test".to_owned()];
    for to in [&injected[..], &[]] {
        let mail = Outgoing { from: None, to, bytes: b"a\r\n\r\nb" };
        let outcome = submission().send(mail, noted()).await;
        assert!(matches!(outcome, SendOutcome::Unsendable { .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_real_delivery_failure_comes_back() {
    let name = user("bounced");
    let inbox = watching(&name).await;
    let from = format!("{name}@{DOMAIN}");
    let to = ["nobody-here@trust.test".to_owned()];
    let mail = Outgoing { from: Some(&from), to: &to, bytes: &letter("bounced") };
    let outcome = submission().send(mail, noted()).await;
    assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
    let report = String::from_utf8(arrived(inbox).await).unwrap();
    assert!(report.contains("report-type=delivery-status") && report.contains("550 5.1.1"), "{report}");
}
