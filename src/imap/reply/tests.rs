use chrono::TimeZone;
use proptest::prelude::*;
use tokio::io::AsyncWriteExt;

use super::super::error::ImapError;
use super::super::wire::Wire;
use super::*;

/// What comes of these bytes through the whole wire, up to the end of the stream or the first error.
async fn heard(bytes: &[u8]) -> (Vec<Reply>, ImapError) {
    let (ours, mut theirs) = tokio::io::duplex(bytes.len().max(1));
    theirs.write_all(bytes).await.unwrap();
    drop(theirs);
    let mut wire = Wire::new(Box::new(ours), 1_000_000);
    let mut replies = Vec::new();
    loop {
        match wire.read("test").await {
            Ok(reply) => replies.push(reply),
            Err(error) => return (replies, error),
        }
    }
}

async fn read(line: &[u8]) -> Reply {
    let (mut replies, end) = heard(line).await;
    assert!(matches!(end, ImapError::Closed { .. }) && replies.len() == 1, "{replies:?} {end:?}");
    replies.remove(0)
}

async fn tagged(line: &str) -> Said {
    let Reply::Tagged { said, .. } = read(line.as_bytes()).await else { panic!("a tagged line") };
    said
}

#[tokio::test]
async fn a_fetch_is_read_whole() {
    let line = b"* 12 FETCH (UID 7 FLAGS (\\Seen $Forwarded RAO) INTERNALDATE \" 7-Jul-2026 01:02:03 +0100\" \
                 MODSEQ (77) RFC822.SIZE 5 BODY[] {5}\r\na)\r\n\")\r\n";
    let Reply::Fetch(fetch) = read(line).await else { panic!("a FETCH") };
    assert_eq!(fetch.uid, Some(7));
    assert_eq!(fetch.flags, Some(vec!["\\Seen".into(), "$Forwarded".into(), "RAO".into()]));
    assert_eq!(fetch.internal_date, Some(Utc.with_ymd_and_hms(2026, 7, 7, 0, 2, 3).unwrap()));
    assert_eq!(fetch.size, Some(5));
    assert_eq!(fetch.body.as_deref(), Some(&b"a)\r\n\""[..]));
}

#[tokio::test]
async fn a_fetch_of_a_section_or_of_nothing_is_read() {
    let line = b"* 1 FETCH (BODY[HEADER.FIELDS (X-A \"X B\")] \"a \\\"b\\\\\" UID 3)\r\n";
    let Reply::Fetch(fetch) = read(line).await else { panic!("a FETCH") };
    assert_eq!((fetch.uid, fetch.body.as_deref()), (Some(3), Some(&b"a \"b\\"[..])));
    let Reply::Fetch(fetch) = read(b"* 1 FETCH (UID 3 BODY[] {6}\r\n\\\"a\\\\b)\r\n").await else { panic!("a FETCH") };
    assert_eq!(fetch.body.as_deref(), Some(&b"\\\"a\\\\b"[..]), "a literal has no escapes");
    let Reply::Fetch(fetch) = read(b"* 1 FETCH (UID 3 BODY[] NIL)\r\n").await else { panic!("a FETCH") };
    assert_eq!(fetch.body, None);
}

#[tokio::test]
async fn response_codes_are_kept_known_or_not() {
    let said = tagged("A1 NO [OVERQUOTA] Quota exceeded (mailbox for user is full)\r\n").await;
    assert_eq!((said.word, said.code.as_deref()), (Word::No, Some("OVERQUOTA")));
    let said = tagged("A1 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n").await;
    assert_eq!((said.code.as_deref(), said.arguments.as_str()), (Some("COPYUID"), "38505 304,319:320 3956:3958"));
    let said = tagged("A1 NO [X-NEW \"a]b\"] what {5}\r\n").await;
    assert_eq!((said.code.as_deref(), said.text.as_str()), (Some("X-NEW"), "what {5}"));
    assert_eq!(tagged("A1 BAD\r\n").await.word, Word::Bad);
    assert_eq!(tagged("A1 NO [half a code\r\n").await.code, None);
}

#[tokio::test]
async fn nothing_of_what_a_server_says_is_displayed_but_its_code() {
    let said = tagged("A1 NO [OVERQUOTA] Mailbox of Jane Example is full\r\n").await;
    assert_eq!(format!("{said} {said:?}"), "NO [OVERQUOTA] NO [OVERQUOTA]");
    let (_, error) = heard(b"* 1 FETCH (BODY[] {12}\r\nJane Example;)\r\n").await;
    assert!(matches!(error, ImapError::Unreadable { .. }));
    assert!(!format!("{error} {error:?}").contains("Jane"), "the parser's error quotes the mail");
}

#[tokio::test]
async fn lists_statuses_and_searches_are_read() {
    let Reply::List(list) = read(b"* LIST (\\HasNoChildren) \"/\" {3}\r\na b\r\n").await else { panic!("LIST") };
    assert_eq!((list.selectable, list.delimiter, &*list.name), (true, Some('/'), &b"a b"[..]));
    let Reply::List(list) = read(b"* LIST (\\Noselect) NIL INBOX\r\n").await else { panic!("LIST") };
    assert_eq!((list.selectable, list.delimiter, &*list.name), (false, None, &b"INBOX"[..]));
    let Reply::List(list) = read(b"* LIST (\\NonExistent) \"\\\\\" \"a\\\"b\"\r\n").await else { panic!("LIST") };
    assert_eq!((list.selectable, list.delimiter, &*list.name), (false, Some('\\'), &b"a\"b"[..]));
    let Reply::List(list) = read(b"* LIST () \"/\" {5}\r\na\\\\b\"\r\n").await else { panic!("LIST") };
    assert_eq!(&*list.name, b"a\\\\b\"");
    let status =
        b"* STATUS \"a (b\" (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 1 HIGHESTMODSEQ 18446744073709551615 SIZE 7)\r\n";
    let Reply::FolderStatus(status) = read(status).await else { panic!("STATUS") };
    assert_eq!((status.messages, status.uid_next, status.uid_validity), (Some(3), Some(9), Some(1)));
    assert_eq!((status.highest_modseq, &*status.name), (Some(u64::MAX), &b"a (b"[..]));
    assert_eq!(read(b"* SEARCH 1 2 3 (MODSEQ 9)\r\n").await, Reply::Search(vec![1, 2, 3]));
    assert_eq!(read(b"* SEARCH\r\n").await, Reply::Search(Vec::new()));
    let (replies, end) = heard(b"* SEARCH 1 x\r\n").await;
    assert!(replies.is_empty() && matches!(end, ImapError::Unreadable { .. }), "half an answer is none");
    let Reply::Capability(words) = read(b"* CAPABILITY IMAP4rev1 move\r\n").await else { panic!("CAPABILITY") };
    assert_eq!(words, ["IMAP4REV1", "MOVE"]);
}

#[tokio::test]
async fn what_nobody_asked_for_does_not_end_the_conversation() {
    let lines = "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n* LIST () \"/\" a (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n\
                 * LIST () \"/\" \"B\u{fc}ro\"\r\n* X-NEW {4}\r\n* \r\n\r\n* OK [ALERT]\u{e9}t\u{e9}\r\nA1 OK \u{e9}\r\n";
    let (replies, end) = heard(lines.as_bytes()).await;
    assert!(matches!(end, ImapError::Closed { .. }), "{end:?}");
    assert!(matches!(&replies[..], [Reply::List(_), Reply::Status(_), Reply::Tagged { .. }]), "{replies:?}");
}

#[tokio::test]
async fn what_the_parser_would_panic_or_recurse_on_is_an_error() {
    let deep = format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(100_000));
    for line in ["* 1 FETCH (INTERNALDATE NIL)\r\n", &deep, "rubbish\r\n", "A1 MAYBE\r\n"] {
        let (replies, end) = heard(line.as_bytes()).await;
        assert!(replies.is_empty() && matches!(end, ImapError::Unreadable { .. }), "{end:?}");
    }
}

#[test]
fn a_uid_set_is_bounded() {
    assert_eq!(uid_set("304,319:320,9:8", 10), Some(vec![304, 319, 320, 8, 9]));
    assert_eq!(uid_set("1:4294967295", 1000), None);
    assert_eq!(uid_set("1,*", 1000), None);
    assert_eq!(uid_set("", 1000), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(
        bytes in prop::collection::vec(prop_oneof![Just(b'('), Just(b'"'), Just(b'\\'), Just(b'{'), Just(b' '), any::<u8>()], 0..200),
        start in prop_oneof![Just("* 1 FETCH "), Just("* LIST "), Just("* STATUS "), Just("A1 NO ["), Just("")],
    ) {
        let mut line = start.as_bytes().to_vec();
        line.extend(bytes);
        line.extend(b"\r\n");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(heard(&line));
    }
}
