use std::time::Duration;

use frontdoor::mailer::smtp::{Limits, Outgoing, Security, SendOutcome, SmtpAccount, SmtpError, Submission};

use super::{letter, noted};
use crate::harness::scripted::{Scripted, Step, say};

fn submission(server: &Scripted) -> Submission {
    let account = SmtpAccount {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        security: Security::Plain,
        login: None,
        extra_ca: None,
        hello: Some("frontdoor.test".to_owned()),
    };
    let short = Duration::from_millis(200);
    Submission::new(account, Limits { connect: short, command: short, data: short, body: short, reply: short })
}

fn greeting() -> Vec<Step> {
    let hello = || [Step::Hear("EHLO frontdoor.test"), say("250-x\r\n250 8BITMIME\r\n")];
    // The second time for the size.
    [say("220 hi\r\n")].into_iter().chain(hello()).chain(hello()).collect()
}

fn up_to_data() -> Vec<Step> {
    let mut steps = greeting();
    steps.extend([
        Step::Hear("MAIL FROM:<s@trust.test>"),
        say("250 ok\r\n"),
        Step::Hear("RCPT TO:<a@trust.test>"),
        say("250 ok\r\n"),
        Step::Hear("DATA"),
    ]);
    steps
}

async fn sent(submission: &mut Submission) -> SendOutcome {
    let to = ["a@trust.test".to_owned()];
    submission.send(Outgoing { from: Some("s@trust.test"), to: &to, bytes: &letter("x") }, noted()).await
}

async fn outcome(script: Vec<Step>) -> SendOutcome {
    let server = Scripted::start(vec![script]).await;
    sent(&mut submission(&server)).await
}

fn then(mut steps: Vec<Step>, more: impl IntoIterator<Item = Step>) -> Vec<Step> {
    steps.extend(more);
    steps
}

#[tokio::test]
async fn a_cut_after_the_final_dot_is_unknown() {
    let cut = then(up_to_data(), [say("354 go\r\n"), Step::HearMail]);
    assert!(matches!(outcome(cut).await, SendOutcome::Unknown { .. }));
    let silent = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, Step::Hang]);
    assert!(matches!(outcome(silent).await, SendOutcome::Unknown { error: SmtpError::TimedOut { .. } }));
    let nonsense = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, say("what?\r\n")]);
    assert!(matches!(outcome(nonsense).await, SendOutcome::Unknown { .. }));
}

#[tokio::test]
async fn a_cut_before_the_final_dot_is_not_sent() {
    let hung_up = then(greeting(), [Step::Hear("MAIL")]);
    assert!(matches!(outcome(hung_up).await, SendOutcome::NotSent { error: SmtpError::Lost { .. } }));
    let silent = then(up_to_data(), [Step::Hang]);
    assert!(matches!(outcome(silent).await, SendOutcome::NotSent { error: SmtpError::TimedOut { during: "DATA" } }));
    // More than the sockets hold, to a server that stops reading.
    let stuck = then(up_to_data(), [say("354 go\r\n"), Step::Hear("From:"), Step::Stall]);
    let server = Scripted::start(vec![stuck]).await;
    let large = [letter("x"), b"0123456789\r\n".repeat(2_000_000)].concat();
    let to = ["a@trust.test".to_owned()];
    let mail = Outgoing { from: Some("s@trust.test"), to: &to, bytes: &large };
    let outcome = submission(&server).send(mail, noted()).await;
    assert!(matches!(outcome, SendOutcome::NotSent { error: SmtpError::TimedOut { .. } }), "{outcome:?}");
}

#[tokio::test]
async fn refusals_after_the_dot_are_certain() {
    for (reply, is_final) in [("552 5.2.2 full", true), ("451 4.3.0 later", false), ("421 4.3.2 bye", false)] {
        let script = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, say(&format!("{reply}\r\n"))]);
        let outcome = outcome(script).await;
        let (SendOutcome::Refused { reply: got, .. } | SendOutcome::Deferred { reply: got, .. }) = &outcome else {
            panic!("{reply}: {outcome:?}")
        };
        assert!(reply.starts_with(&got.code.to_string()), "{reply}: {outcome:?}");
        assert_eq!(matches!(outcome, SendOutcome::Refused { .. }), is_final, "{reply}");
    }
}

#[tokio::test]
async fn a_login_that_is_demanded_is_not_the_mails_fault() {
    let script = then(greeting(), [Step::Hear("MAIL"), say("530 5.7.57 Client not authenticated\r\n"), Step::Hang]);
    assert!(matches!(outcome(script).await, SendOutcome::NotSent { error } if error.is_login_refused()));
}

#[tokio::test]
async fn a_replaced_message_id_is_read_from_the_reply() {
    let reply = "250 2.0.0 OK <AB1@PROD.OUTLOOK.COM> [Hostname=AB1]\r\n";
    let script = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, say(reply), Step::Hang]);
    let outcome = outcome(script).await;
    let SendOutcome::Accepted { message_id_in_reply, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(message_id_in_reply.as_deref(), Some("AB1@PROD.OUTLOOK.COM"));
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced_before_anything_is_sent() {
    let first = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, say("250 ok\r\n")]);
    let server = Scripted::start(vec![first.clone(), first]).await;
    let mut submission = submission(&server);
    for _ in 0..2 {
        let outcome = sent(&mut submission).await;
        assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
    }
    server.finished().await;
}

#[tokio::test]
async fn a_sending_that_was_given_up_never_lends_its_reply_to_the_next() {
    let slow = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, Step::Hang]);
    let refusing = then(up_to_data(), [say("354 go\r\n"), Step::HearMail, say("550 no\r\n"), Step::Hang]);
    let server = Scripted::start(vec![slow, refusing]).await;
    let mut submission = submission(&server);
    let given_up = tokio::time::timeout(Duration::from_millis(50), sent(&mut submission)).await;
    assert!(given_up.is_err());
    assert!(matches!(sent(&mut submission).await, SendOutcome::Refused { reply, .. } if reply.code == 550));
}

#[tokio::test]
async fn plain_text_slipped_in_behind_starttls_never_reaches_the_encrypted_talk() {
    let script = vec![
        say("220 hi\r\n"),
        Step::Hear("EHLO"),
        say("250-x\r\n250 STARTTLS\r\n"),
        Step::Hear("STARTTLS"),
        say("220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n"),
        Step::Hang,
    ];
    let server = Scripted::start(vec![script, vec![say("220 hi\r\n"), Step::Hear("EHLO"), say("250 x\r\n")]]).await;
    let mut submission = submission_with(&server, Security::StartTls);
    assert!(matches!(submission.check().await, Err(SmtpError::Connect(_))));
    assert!(matches!(submission.check().await, Err(SmtpError::NoStartTls)));
}

fn submission_with(server: &Scripted, security: Security) -> Submission {
    let account = SmtpAccount {
        host: "localhost".to_owned(),
        port: server.address.port(),
        security,
        login: None,
        extra_ca: None,
        hello: Some("frontdoor.test".to_owned()),
    };
    Submission::new(account, Limits { connect: Duration::from_secs(5), ..Limits::default() })
}

#[test]
fn a_sending_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let account = SmtpAccount {
        host: String::new(),
        port: 0,
        security: Security::Plain,
        login: None,
        extra_ca: None,
        hello: None,
    };
    let mut submission = Submission::new(account, Limits::default());
    is_send(&submission.send(Outgoing { from: None, to: &[], bytes: b"" }, noted()));
}
