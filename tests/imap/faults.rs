use std::collections::BTreeSet;
use std::time::Duration;

use frontdoor::domain::{Digest, Place};
use frontdoor::imap::{Account, Connection, FilingOutcome, FilingTask, ImapError, Limits, Login, Security};
use secrecy::SecretString;

use super::folder;
use crate::harness::scripted::{Scripted, Step, say};

const CAPABILITIES: &str = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE MOVE UIDPLUS";

fn account(server: &Scripted) -> Account {
    Account {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        security: Security::Plain,
        user: "a@b.example".to_owned(),
        login: Login::Password(SecretString::from("secret")),
        extra_ca: None,
        avoid: BTreeSet::new(),
    }
}

/// Short where a script makes us wait for nothing.
fn limits() -> Limits {
    let short = Duration::from_millis(200);
    Limits { connect: short, command: short, transfer: short, done: short, max_message: 10_000 }
}

fn login() -> Vec<Step> {
    vec![
        say(&format!("* OK [CAPABILITY {CAPABILITIES}] hello\r\n")),
        Step::Hear("AUTHENTICATE PLAIN AGFAYi5leGFtcGxlAHNlY3JldA=="),
        say(&format!("{{tag}} OK [CAPABILITY {CAPABILITIES}] welcome\r\n")),
        Step::Hear("LIST \"\" \"\""),
        say("* LIST (\\Noselect) \"/\" \"\"\r\n{tag} OK done\r\n"),
    ]
}

fn inbox() -> Vec<Step> {
    let mut steps = login();
    steps.push(Step::Hear("SELECT \"INBOX\""));
    steps.push(say(
        "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n* OK [PERMANENTFLAGS (\\Seen \\Flagged)] x\r\n{tag} OK [READ-WRITE] x\r\n",
    ));
    steps
}

async fn opened(steps: Vec<Step>) -> (Scripted, Connection) {
    let server = Scripted::start(vec![steps]).await;
    let mut connection = Connection::open(&account(&server), &limits()).await.unwrap();
    let selected = connection.select(&folder("INBOX")).await.unwrap();
    assert!(!selected.keywords_allowed);
    (server, connection)
}

fn then(mut steps: Vec<Step>, more: impl IntoIterator<Item = Step>) -> Vec<Step> {
    steps.extend(more);
    steps
}

#[tokio::test]
async fn a_tagged_no_is_an_error_whatever_came_before() {
    let script = then(
        inbox(),
        [
            Step::Hear("UID SEARCH"),
            say("* SEARCH 1 2\r\n{tag} NO [SERVERBUG] no\r\n"),
            Step::Hear("NOOP"),
            say("{tag} OK\r\n"),
        ],
    );
    let (server, mut connection) = opened(script).await;
    let error = connection.uids().await.unwrap_err();
    assert!(matches!(&error, ImapError::Refused { said, .. } if said.has_code("SERVERBUG")), "{error:?}");
    connection.noop().await.unwrap();
    server.finished().await;
}

#[tokio::test]
async fn a_bye_is_an_error() {
    let script = then(inbox(), [Step::Hear("NOOP"), say("* BYE [UNAVAILABLE] Jane's server is tired\r\n{tag} OK\r\n")]);
    let (_server, mut connection) = opened(script).await;
    let error = connection.noop().await.unwrap_err();
    assert!(matches!(error, ImapError::Closed { said: Some(_), .. }) && error.is_lost() && error.retry());
    assert_eq!(error.to_string(), "the server ended the connection: NOOP");
    assert!(!format!("{error:?}").contains("Jane"));
    assert!(matches!(connection.noop().await, Err(ImapError::Spent)));
}

#[tokio::test]
async fn an_end_of_stream_in_the_middle_of_a_fetch_is_an_error_not_a_short_answer() {
    let whole = "* 1 FETCH (UID 1 BODY[] {5}\r\nabc\r\n)\r\n";
    for cut in ["", "* 2 FETCH (UID 2 BODY[] {50}\r\nabc", "* 2 FETCH (UID 2 BODY[] {3}\r\nabc"] {
        let script = then(inbox(), [Step::Hear("UID FETCH 1:2"), say(&format!("{whole}{cut}"))]);
        let (_server, mut connection) = opened(script).await;
        let error = connection.fetch(&[1, 2]).await.unwrap_err();
        assert!(error.is_lost() && error.retry(), "{error:?}");
    }
}

#[tokio::test]
async fn a_mail_that_went_while_being_fetched_is_left_out() {
    let answer = "* 2 FETCH (UID 2 FLAGS () BODY[] NIL)\r\n* 1 FETCH (UID 1 BODY[] {3}\r\nabc FLAGS (\\Seen))\r\n\
                  * 3 FETCH (FLAGS (\\Seen))\r\n{tag} NO [EXPUNGEISSUED] some are gone\r\n";
    let script = then(inbox(), [Step::Hear("UID FETCH 1:2"), say(answer)]);
    let (server, mut connection) = opened(script).await;
    let messages = connection.fetch(&[1, 2]).await.unwrap();
    assert_eq!(messages.iter().map(|m| (m.uid, m.bytes.as_slice())).collect::<Vec<_>>(), [(1, &b"abc"[..])]);
    server.finished().await;
}

#[tokio::test]
async fn a_mail_over_the_limit_is_not_taken_into_memory() {
    let script =
        then(inbox(), [Step::Hear("UID FETCH 1"), say("* 1 FETCH (UID 1 BODY[] {2000000000}\r\n"), Step::Hang]);
    let (_server, mut connection) = opened(script).await;
    let error = connection.fetch(&[1]).await.unwrap_err();
    assert!(matches!(error, ImapError::TooLarge { .. }) && !error.retry(), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_never_comes_ends_by_its_deadline() {
    let (_server, mut connection) = opened(then(inbox(), [Step::Hear("NOOP"), Step::Hang])).await;
    assert!(matches!(connection.noop().await, Err(ImapError::TimedOut { during: "NOOP" })));
    assert!(matches!(connection.noop().await, Err(ImapError::Spent)), "its late answer cannot become another's");
}

#[tokio::test]
async fn an_answer_to_another_command_is_not_ours() {
    let (_server, mut connection) =
        opened(then(inbox(), [Step::Hear("NOOP"), say("F999 OK done\r\n"), Step::Hang])).await;
    assert!(matches!(connection.noop().await, Err(ImapError::Unreadable { .. })));
}

#[tokio::test]
async fn a_wait_that_the_server_refuses_or_never_ends_does_not_hang() {
    let wait = |mut connection: Connection| async move {
        let end = connection.idle(std::future::pending(), Duration::from_millis(50)).await;
        (end, connection)
    };
    let (_server, connection) =
        opened(then(inbox(), [Step::Hear("IDLE"), say("{tag} NO not now\r\n"), Step::Hang])).await;
    let (end, connection) = wait(connection).await;
    assert!(matches!(end, Err(ImapError::Refused { .. })) && !connection.is_spent());

    let (_server, connection) = opened(then(inbox(), [Step::Hear("IDLE"), Step::Hang])).await;
    assert!(matches!(wait(connection).await.0, Err(ImapError::TimedOut { during: "IDLE" })));

    let silent = [Step::Hear("IDLE"), say("+ idling\r\n"), Step::Hear("DONE"), Step::Hang];
    let (_server, connection) = opened(then(inbox(), silent)).await;
    assert!(matches!(wait(connection).await.0, Err(ImapError::TimedOut { during: "DONE" })));

    let bye = [Step::Hear("IDLE"), say("+ idling\r\n* BYE too long\r\n")];
    let (_server, connection) = opened(then(inbox(), bye)).await;
    assert!(matches!(wait(connection).await.0, Err(ImapError::Closed { .. })));

    let end_of_stream = [Step::Hear("IDLE"), say("+ idling\r\n")];
    let (_server, connection) = opened(then(inbox(), end_of_stream)).await;
    assert!(matches!(wait(connection).await.0, Err(ImapError::Closed { said: None, .. })));
}

#[tokio::test]
async fn what_is_announced_while_a_wait_ends_is_not_lost() {
    let late = [Step::Hear("IDLE"), say("+ idling\r\n"), Step::Hear("DONE"), say("* 4 EXISTS\r\n{idle} OK\r\n")];
    // The tag of IDLE is the fourth: AUTHENTICATE, LIST, SELECT, IDLE.
    let late =
        late.map(|step| if let Step::Say(text) = step { Step::Say(text.replace("{idle}", "A0004")) } else { step });
    let (server, mut connection) = opened(then(inbox(), late)).await;
    let end = connection.idle(std::future::pending(), Duration::from_millis(20)).await.unwrap();
    assert_eq!(end, frontdoor::imap::IdleEnd::Changed);
    server.finished().await;
}

#[tokio::test]
async fn authenticated_but_not_connected_is_explained() {
    let mut script = login();
    script.truncate(4);
    script.push(say("{tag} BAD User is authenticated but not connected.\r\n"));
    let server = Scripted::start(vec![script]).await;
    let error = Connection::open(&account(&server), &limits()).await.unwrap_err();
    assert!(error.is_not_connected() && !error.is_login_refused(), "{error:?}");
    assert!(error.explanation().contains("full-access permission"));
}

#[tokio::test]
async fn a_token_is_offered_and_its_refusal_read_to_the_end() {
    let script = vec![
        say(&format!("* OK [CAPABILITY {CAPABILITIES}] hello\r\n")),
        Step::Hear("AUTHENTICATE XOAUTH2 dXNlcj1hQGIuZXhhbXBsZQFhdXRoPUJlYXJlciB0b2tlbgEB"),
        say("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
        Step::Hear("\r\n"),
        say("A0001 NO AUTHENTICATE failed.\r\n"),
    ];
    let server = Scripted::start(vec![script]).await;
    let mut account = account(&server);
    account.login = Login::Token(SecretString::from("token"));
    let error = Connection::open(&account, &limits()).await.unwrap_err();
    assert!(error.is_login_refused(), "{error:?}");
    server.finished().await;
}

#[tokio::test]
async fn starttls_that_is_not_offered_or_comes_with_more_is_refused() {
    let refused = vec![say("* OK hi\r\n"), Step::Hear("STARTTLS"), say("{tag} BAD what\r\n"), Step::Hang];
    let smuggled = vec![
        say("* OK hi\r\n"),
        Step::Hear("STARTTLS"),
        say("{tag} OK go\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n"),
        Step::Hang,
    ];
    let preauth = vec![say("* PREAUTH hi\r\n"), Step::Hang];
    for script in [refused, smuggled, preauth] {
        let server = Scripted::start(vec![script]).await;
        let mut account = account(&server);
        account.security = Security::StartTls;
        let error = Connection::open(&account, &limits()).await.unwrap_err();
        assert!(matches!(error, ImapError::Tls { source: None, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn keywords_that_the_server_cannot_keep_are_left_out() {
    let script = then(inbox(), [Step::Hear("UID STORE 1 +FLAGS.SILENT (\\Flagged)\r\n"), say("{tag} OK\r\n")]);
    let (server, mut connection) = opened(script).await;
    connection.set_flags(&[1], &["RAO".into(), "\\Flagged".into()], &["ACTIONED".into()]).await.unwrap();
    server.finished().await;
}

#[tokio::test]
async fn copyuid_is_found_wherever_the_server_puts_it() {
    let move_answer = "* OK [COPYUID 5 1,3 10:11] x\r\n* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n{tag} OK done\r\n";
    let tagged = "{tag} OK [COPYUID 5 1,3 10:11] done\r\n";
    for answer in [move_answer, tagged] {
        let (server, mut connection) = opened(then(inbox(), [Step::Hear("UID MOVE 1,3 \"X\""), say(answer)])).await;
        let moved = connection.move_to(&[1, 3], &folder("X")).await.unwrap();
        assert_eq!((moved.uid_validity, moved.pairs), (5, vec![(1, 10), (3, 11)]));
        server.finished().await;
    }
    let mad = "{tag} OK [COPYUID 5 1:4000000000 1:4000000000] done\r\n";
    let (_server, mut connection) = opened(then(inbox(), [Step::Hear("UID MOVE"), say(mad)])).await;
    assert!(matches!(connection.move_to(&[1, 3], &folder("X")).await, Err(ImapError::Unreadable { .. })));
}

#[tokio::test]
async fn a_folder_without_uidvalidity_is_refused() {
    let script = then(login(), [Step::Hear("SELECT"), say("* 1 EXISTS\r\n{tag} OK\r\n")]);
    let server = Scripted::start(vec![script]).await;
    let mut connection = Connection::open(&account(&server), &limits()).await.unwrap();
    assert!(matches!(connection.select(&folder("INBOX")).await, Err(ImapError::Unsupported(_))));
    assert!(matches!(connection.uids().await, Err(ImapError::NotSelected)));
}

#[tokio::test]
async fn a_folder_that_another_connection_makes_at_that_moment_is_opened_when_asked_again() {
    let again = [Step::Hear("SELECT \"INBOX\""), say("{tag} NO [ALREADYEXISTS] Mailbox already exists\r\n")];
    let script = [login(), again.to_vec(), again.to_vec(), inbox().split_off(login().len())].concat();
    let (_server, connection) = opened(script).await;
    drop(connection);
    let refused = then(login(), std::iter::repeat_n(again, 4).flatten());
    let server = Scripted::start(vec![refused]).await;
    let mut connection = Connection::open(&account(&server), &limits()).await.unwrap();
    let error = connection.select(&folder("INBOX")).await.unwrap_err();
    assert!(matches!(error, ImapError::Refused { during: "SELECT", .. }), "{error}");
}

#[tokio::test]
async fn r9_a_mail_that_a_person_moves_while_its_copy_is_made_leaves_no_copy() {
    let select = |text: &'static str, validity: u32| {
        [Step::Hear(text), say(&format!("* OK [UIDVALIDITY {validity}] x\r\n{{tag}} OK [READ-WRITE] x\r\n"))]
    };
    let bytes = b"Subject: old\r\n\r\nbody\r\n".to_vec();
    let copy = frontdoor::imap::resubjected(&bytes, "new", "m-1");
    let copy = String::from_utf8(copy).unwrap();
    let mut script = login();
    script.extend(select("SELECT \"INBOX\"", 7));
    script.extend([
        Step::Hear("UID FETCH 3 (UID FLAGS INTERNALDATE RFC822.SIZE)"),
        say("* 1 FETCH (UID 3 FLAGS () INTERNALDATE \"07-Jul-2026 09:00:00 +0000\" RFC822.SIZE 22)\r\n{tag} OK\r\n"),
    ]);
    script.extend(select("SELECT \"DONE\"", 8));
    script.extend([
        Step::Hear("UID SEARCH UID 1:* HEADER \"X-Frontdoor-Copy\" \"m-1\""),
        say("* SEARCH\r\n{tag} OK\r\n"),
        Step::Hear("APPEND \"DONE\" () \" 7-Jul-2026 09:00:00 +0000\" {"),
        say("+ go\r\n"),
        Step::Hear("X-Frontdoor-Copy: m-1"),
        Step::Hear("Subject: new"),
        Step::Hear(""),
        Step::Hear("body"),
        Step::Hear(""),
        say("A0007 OK [APPENDUID 8 5]\r\n"),
        Step::Hear("NOOP"),
        say("{tag} OK\r\n"),
        Step::Hear("UID SEARCH"),
        say("* SEARCH 5\r\n{tag} OK\r\n"),
        Step::Hear("UID FETCH 5 "),
        say(&format!("* 1 FETCH (UID 5 BODY[] {{{}}}\r\n{copy})\r\n{{tag}} OK\r\n", copy.len())),
    ]);
    script.extend(select("SELECT \"INBOX\"", 7));
    script.extend([Step::Hear("UID FETCH 3 "), say("{tag} OK\r\n")]);
    script.extend(select("SELECT \"DONE\"", 8));
    script.extend([
        Step::Hear("UID STORE 5 +FLAGS.SILENT (\\Deleted)"),
        say("{tag} OK\r\n"),
        Step::Hear("UID EXPUNGE 5"),
        say("{tag} OK\r\n"),
    ]);
    let server = Scripted::start(vec![script]).await;
    let mut connection = Connection::open(&account(&server), &limits()).await.unwrap();
    let task = FilingTask {
        id: 1,
        from: Place { mailbox: "cass".into(), folder: folder("INBOX"), uid_validity: 7, uid: 3 },
        to: folder("DONE"),
        subject: Some("new".into()),
        add_flags: Vec::new(),
        remove_flags: Vec::new(),
        internal_date: None,
        digest: Digest::of(&bytes),
        bytes: Some(bytes),
        in_part: None,
        mark: "m-1".into(),
        tried: false,
        target_from: None,
    };
    let outcomes = frontdoor::imap::file(&mut connection, &[task]).await;
    assert!(matches!(outcomes[..], [(1, FilingOutcome::Gone)]), "{outcomes:?}");
    server.finished().await;
}

#[tokio::test]
async fn one_mail_that_the_server_will_not_move_does_not_hold_up_the_others() {
    let script = then(
        inbox(),
        [
            Step::Hear("UID MOVE 1:2 \"DONE\""),
            say("{tag} NO [CANNOT] one of them is locked\r\n"),
            Step::Hear("UID MOVE 1 \"DONE\""),
            say("{tag} OK [COPYUID 8 1 31] done\r\n"),
            Step::Hear("UID MOVE 2 \"DONE\""),
            say("{tag} NO [CANNOT] it is locked\r\n"),
        ],
    );
    let (server, mut connection) = opened(script).await;
    let task = |uid| FilingTask {
        id: i64::from(uid),
        from: Place { mailbox: "cass".into(), folder: folder("INBOX"), uid_validity: 7, uid },
        to: folder("DONE"),
        subject: None,
        add_flags: Vec::new(),
        remove_flags: Vec::new(),
        internal_date: None,
        bytes: None,
        digest: Digest::of(b""),
        in_part: None,
        mark: "m".into(),
        tried: false,
        target_from: None,
    };
    let outcomes = frontdoor::imap::file(&mut connection, &[task(1), task(2)]).await;
    let [(1, FilingOutcome::Done(place, None)), (2, FilingOutcome::Failed(error))] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!((place.uid, place.uid_validity), (31, 8));
    assert!(!error.is_lost() && error.retry(), "{error:?}");
    server.finished().await;
}
