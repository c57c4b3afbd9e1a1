use chrono::TimeZone;
use proptest::prelude::*;

use super::*;

fn tagged(line: &str) -> Said {
    let Reply::Tagged { said, .. } = Reply::read(line.as_bytes()).unwrap() else { panic!("a tagged line") };
    said
}

#[test]
fn a_fetch_is_read_whole_and_the_body_is_not_copied() {
    let line = b"* 12 FETCH (UID 7 FLAGS (\\Seen $Forwarded RAO) INTERNALDATE \" 7-Jul-2026 01:02:03 +0100\" \
                 MODSEQ (77) RFC822.SIZE 5 BODY[] {5}\r\na)\r\n\")\r\n";
    let Reply::Fetch(fetch) = Reply::read(line).unwrap() else { panic!("a FETCH") };
    assert_eq!(fetch.uid, Some(7));
    assert_eq!(fetch.flags, Some(vec!["\\Seen".into(), "$Forwarded".into(), "RAO".into()]));
    assert_eq!(fetch.internal_date, Some(Utc.with_ymd_and_hms(2026, 7, 7, 0, 2, 3).unwrap()));
    assert_eq!(fetch.size, Some(5));
    assert!(matches!(fetch.body, Some(Cow::Borrowed(b"a)\r\n\""))));
}

#[test]
fn a_fetch_of_a_section_or_of_nothing_is_read() {
    let line = b"* 1 FETCH (BODY[HEADER.FIELDS (X-A \"X B\")] \"a \\\"b\\\\\" UID 3)\r\n";
    let Reply::Fetch(fetch) = Reply::read(line).unwrap() else { panic!("a FETCH") };
    assert_eq!((fetch.uid, fetch.body.as_deref()), (Some(3), Some(&b"a \"b\\"[..])));
    let Reply::Fetch(fetch) = Reply::read(b"* 1 FETCH (UID 3 BODY[] NIL)\r\n").unwrap() else { panic!("a FETCH") };
    assert_eq!(fetch.body, None);
}

#[test]
fn response_codes_are_kept_known_or_not() {
    let said = tagged("A1 NO [OVERQUOTA] Quota exceeded (mailbox for user is full)\r\n");
    assert_eq!((said.word, said.code.as_deref()), (Word::No, Some("OVERQUOTA")));
    let said = tagged("A1 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n");
    assert_eq!((said.code.as_deref(), said.arguments.as_str()), (Some("COPYUID"), "38505 304,319:320 3956:3958"));
    let said = tagged("A1 NO [X-NEW \"a]b\"] what {5}\r\n");
    assert_eq!((said.code.as_deref(), said.text.as_str()), (Some("X-NEW"), "what {5}"));
    assert_eq!(tagged("A1 BAD\r\n").word, Word::Bad);
}

#[test]
fn nothing_of_what_a_server_says_is_displayed_but_its_code() {
    let said = tagged("A1 NO [OVERQUOTA] Mailbox of Jane Example is full\r\n");
    assert_eq!(format!("{said} {said:?}"), "NO [OVERQUOTA] NO [OVERQUOTA]");
}

#[test]
fn lists_statuses_and_searches_are_read() {
    let Reply::List(list) = Reply::read(b"* LIST (\\HasNoChildren) \"/\" {3}\r\na b\r\n").unwrap() else {
        panic!("LIST")
    };
    assert_eq!((list.selectable, list.delimiter, &*list.name), (true, Some('/'), &b"a b"[..]));
    let Reply::List(list) = Reply::read(b"* LIST (\\Noselect) NIL INBOX\r\n").unwrap() else { panic!("LIST") };
    assert_eq!((list.selectable, list.delimiter, &*list.name), (false, None, &b"INBOX"[..]));
    let status =
        b"* STATUS \"a (b\" (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 1 HIGHESTMODSEQ 18446744073709551615 SIZE 7)\r\n";
    let Reply::FolderStatus(status) = Reply::read(status).unwrap() else { panic!("STATUS") };
    assert_eq!((status.messages, status.uid_next, status.uid_validity), (Some(3), Some(9), Some(1)));
    assert_eq!((status.highest_modseq, &*status.name), (Some(u64::MAX), &b"a (b"[..]));
    assert_eq!(Reply::read(b"* SEARCH 1 2 3 (MODSEQ 9)\r\n"), Ok(Reply::Search(vec![1, 2, 3])));
    assert_eq!(Reply::read(b"* SEARCH\r\n"), Ok(Reply::Search(Vec::new())));
    assert!(Reply::read(b"* SEARCH 1 x\r\n").is_err(), "half an answer is none");
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
        let _ = Reply::read(&line);
    }
}
