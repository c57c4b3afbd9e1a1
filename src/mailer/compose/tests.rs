use std::path::Path;

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::*;
use crate::domain::{Reference, StaffContext, StaffId};
use crate::mailer::{samples, without_originals};

const TOKEN: &str = "fd7kq2m4xa.3.abcd0123456789abcdefghjkmnpqrs";

fn templates() -> Templates {
    Templates::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")).unwrap()
}

fn sender() -> Sender {
    Sender {
        address: Address { name: "Norbury Front Door".to_owned(), email: "front.door@norbury.example".to_owned() },
        plus_addressing: true,
        domain: "norbury.example".to_owned(),
        instance: "norbury-1".to_owned(),
        extra_headers: vec![("X-Protective-Marking".to_owned(), "OFFICIAL-SENSITIVE".to_owned())],
        max_bytes: 1_000_000,
    }
}

fn stamp() -> Stamp {
    Stamp { now: DateTime::from_timestamp(1_795_428_000, 0).unwrap(), seed: 0x0123_4567_89ab_cdef_0011_2233_4455_6677 }
}

fn to(email: &str) -> Address {
    Address { name: String::new(), email: email.to_owned() }
}

fn request() -> Message {
    Message {
        template: "decision-request".to_owned(),
        to: vec![Address { name: "Sam Okoro".to_owned(), email: "sam.okoro@norbury.example".to_owned() }],
        cc: vec![to("rao1@norbury.example"), to("rao2@norbury.example"), to("RAO1@norbury.example")],
        token: Some(TokenFor {
            reference: Reference::parse("FD-7KQ2-M4XA").unwrap(),
            number: 3,
            person: StaffId::from("S1"),
            expires_at: stamp().now,
        }),
        context: samples::context("decision-request"),
        attach: vec![],
        urgent: true,
        in_reply_to: None,
    }
}

fn letter() -> Message {
    Message {
        template: "outcome-no-contact".to_owned(),
        to: vec![Address { name: "Isaac Ahmed".to_owned(), email: "isaac@nspcc.example".to_owned() }],
        cc: vec![],
        token: None,
        context: samples::context("outcome-no-contact"),
        attach: vec![],
        urgent: true,
        in_reply_to: Some("abc.1@nspcc.example".to_owned()),
    }
}

fn composed(message: &Message, sender: &Sender) -> Result<Composed, ComposeError> {
    compose(&templates(), message, sender, &|_| TOKEN.to_owned(), stamp(), &BTreeMap::new())
}

fn with_original(bytes: &[u8], max_bytes: usize) -> Composed {
    let message = Message { attach: vec![Attach::Original(MailId(7))], ..request() };
    let originals = BTreeMap::from([(MailId(7), bytes.to_vec())]);
    let sender = Sender { max_bytes, ..sender() };
    compose(&templates(), &message, &sender, &|_| TOKEN.to_owned(), stamp(), &originals).unwrap()
}

/// The header block, unfolded.
fn header(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ")
}

fn assert_carriable(bytes: &[u8]) {
    for line in bytes.split(|b| *b == b'\n') {
        assert!(line.len() <= parts::LONGEST_LINE + 1, "a line of {} octets", line.len());
    }
    let bare = bytes.windows(2).filter(|w| (w[0] == b'\r') != (w[1] == b'\n')).count();
    assert_eq!(bare, 0, "line ends are CRLF");
}

fn text_of(composed: &Composed) -> String {
    MessageParser::default().parse(&composed.bytes).unwrap().body_text(0).unwrap().into_owned()
}

#[test]
fn r3_a_decision_request_leads_its_answer_back() {
    let mail = composed(&request(), &sender()).unwrap();
    let header = header(&mail.bytes);
    let id = format!("fd.{TOKEN}.0123456789abcdef@norbury.example");
    assert_eq!(mail.message_id, id);
    for line in [
        format!("Message-ID: <{id}>"),
        format!("Reply-To: \"Norbury Front Door\" <front.door+{TOKEN}@norbury.example>"),
        "From: \"Norbury Front Door\" <front.door@norbury.example>".to_owned(),
        "To: \"Sam Okoro\" <sam.okoro@norbury.example>".to_owned(),
        "Date: Mon, 23 Nov 2026 10:00:00 +0000".to_owned(),
        "Cc: rao1@norbury.example, rao2@norbury.example".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        "X-Auto-Response-Suppress: All".to_owned(),
        "X-Frontdoor: norbury-1".to_owned(),
        "X-Protective-Marking: OFFICIAL-SENSITIVE".to_owned(),
        "Importance: High".to_owned(),
    ] {
        assert!(header.contains(&line), "{line}\nnot in\n{header}");
    }
    assert!(!header.contains("Precedence") && !header.contains("Bcc"));
    assert_eq!(mail.recipients, ["sam.okoro@norbury.example", "rao1@norbury.example", "rao2@norbury.example"]);
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    let html = parsed.body_html(0).unwrap();
    let link = format!(
        "mailto:front.door%2B{TOKEN}@norbury.example?subject=Re%3A%20FD-7KQ2-M4XA&amp;body=NO%20CONTACT%20-%20"
    );
    assert!(html.replace("&#x2f;", "/").contains(&link), "{html}");
    // So does the plain text: the word to type, and the link below it.
    let text = text_of(&mail);
    assert!(text.contains("NO CONTACT - your reason") && text.contains(&link.replace("&amp;", "&")), "{text}");
    // What is asked, of whom, and by when stands before the answers; everything else after them (R3).
    let order = ["It is about ", "Please answer by ", "HOW TO ANSWER", "WHO WROTE", "WHAT IS NEW", "EARLIER AND NOW"];
    let places: Vec<usize> = order.iter().map(|words| text.find(words).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    assert_carriable(&mail.bytes);
}

#[test]
fn r3_without_plus_addressing_the_token_rides_in_the_subject() {
    let plain = Sender { plus_addressing: false, ..sender() };
    let mail = composed(&request(), &plain).unwrap();
    assert!(mail.subject.ends_with(&format!("(FD-7KQ2-M4XA) [{TOKEN}]")), "{}", mail.subject);
    assert!(header(&mail.bytes).contains("Reply-To: \"Norbury Front Door\" <front.door@norbury.example>"));
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(parsed.subject().unwrap(), mail.subject);
    let link = format!("mailto:front.door@norbury.example?subject=Re%3A%20FD-7KQ2-M4XA%20%5B{TOKEN}%5D&amp;body=");
    assert!(parsed.body_html(0).unwrap().contains(&link));
    // The same where the detail would make the local part longer than servers take.
    let long = Address { name: String::new(), email: format!("{}@norbury.example", "a".repeat(40)) };
    let mail = composed(&request(), &Sender { address: long, ..sender() }).unwrap();
    assert!(mail.subject.ends_with(&format!("[{TOKEN}]")));
}

#[test]
fn the_same_arguments_give_the_same_bytes_and_each_message_its_own_id() {
    let once = composed(&request(), &sender()).unwrap();
    assert_eq!(once, composed(&request(), &sender()).unwrap());
    let other = Stamp { seed: 9 << 64, ..stamp() };
    let other = compose(&templates(), &request(), &sender(), &|_| TOKEN.to_owned(), other, &BTreeMap::new()).unwrap();
    assert_ne!(once.message_id, other.message_id);
    assert!(!format!("{once:?}").contains(TOKEN));
}

#[test]
fn i4_the_form_goes_with_the_letter_that_asks_for_it() {
    let name = "letter-form-wanted".to_owned();
    let mail =
        composed(&Message { context: samples::context("acknowledgement"), template: name, ..letter() }, &sender());
    let bytes = mail.unwrap().bytes;
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    let attached: Vec<_> = parsed.attachments().map(|part| (part.attachment_name(), part.contents())).collect();
    let form =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/letter-form-wanted/attached/Request for support.docx");
    assert_eq!(attached, [(Some("Request for support.docx"), std::fs::read(form).unwrap().as_slice())]);
}

#[test]
fn l1_a_letter_goes_to_one_reader_alone_and_takes_nothing_along() {
    let mail = composed(&letter(), &sender()).unwrap();
    assert_eq!(mail.recipients, ["isaac@nspcc.example"]);
    assert_eq!(mail.subject, "Your request to Norbury Children's Front Door (FD-7KQ2-M4XA)");
    let header = header(&mail.bytes);
    assert!(header.contains("To: isaac@nspcc.example"), "the name is the sender's own claim: {header}");
    assert!(header.contains("In-Reply-To: <abc.1@nspcc.example>\r\nReferences: <abc.1@nspcc.example>"));
    assert!(!header.contains("Importance") && !header.contains("X-Priority") && !header.contains("Cc:"));
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(parsed.attachment_count(), 0);

    let two = Message { to: vec![to("a@b.example"), to("c@d.example")], ..letter() };
    assert!(matches!(composed(&two, &sender()), Err(ComposeError::LetterRecipients(2))));
    let none = Message { to: vec![], ..letter() };
    assert!(matches!(composed(&none, &sender()), Err(ComposeError::LetterRecipients(0))));
    let copied = Message { cc: vec![to("a@b.example")], ..letter() };
    assert!(matches!(composed(&copied, &sender()), Err(ComposeError::LetterRecipients(2))));
    let copy_only = Message { to: vec![], cc: vec![to("a@b.example")], ..letter() };
    assert!(matches!(composed(&copy_only, &sender()), Err(ComposeError::LetterRecipients(1))));
    for attach in [Attach::Original(MailId(7)), Attach::CaseNotes("x".to_owned())] {
        let heavy = Message { attach: vec![attach], ..letter() };
        assert!(matches!(composed(&heavy, &sender()), Err(ComposeError::LetterAttachment)));
    }
    let token = Message { token: request().token, ..letter() };
    assert!(matches!(composed(&token, &sender()), Err(ComposeError::LetterToken)));
}

#[test]
fn l1_no_context_reaches_a_template_of_another_reader() {
    let contexts = ["decision-request", "outcome-no-contact", "alarm"].map(|name| (name, samples::context(name)));
    for name in samples::all_names() {
        for (of, context) in &contexts {
            let message = Message {
                template: name.to_owned(),
                context: context.clone(),
                to: vec![to("a@b.example")],
                cc: vec![],
                token: None,
                ..request()
            };
            let fits = Reader::of(name) == Reader::of(of);
            match composed(&message, &sender()) {
                Ok(_) => assert!(fits, "{name} took the context of {of}"),
                Err(ComposeError::WrongReader(_)) => assert!(!fits, "{name} refused the context of {of}"),
                Err(other) => panic!("{name}: {other}"),
            }
        }
    }
}

#[test]
fn header_injection_ends_as_harmless_text() {
    let Context::Staff(mut staff) = samples::context("decision-request") else { panic!("staff") };
    staff.deadline = "noon\r\nBcc: evil@x.example\r\n\r\nhello \u{202e}".to_owned();
    staff.children[0].name = "<script>alert(1)</script>\r\n.\r\nMAIL FROM:<x>".to_owned();
    let mut message = Message { context: Context::Staff(staff), ..request() };
    message.to[0].name = "Sam\r\nBcc: evil@x.example\u{202e}\u{0}".to_owned();
    message.in_reply_to = Some("a@b>\r\nBcc: evil@x.example".to_owned());
    let mut hostile = sender();
    hostile.address.name = "Front\nDoor\"".to_owned();
    hostile.extra_headers = vec![("X-Note".to_owned(), "a\r\nBcc: evil@x.example".to_owned())];
    hostile.instance = "x\r\nBcc: evil@x.example".to_owned();
    let mail = composed(&message, &hostile).unwrap();
    let lines: Vec<String> = header(&mail.bytes).split("\r\n").map(str::to_lowercase).collect();
    assert!(!lines.iter().any(|line| line.starts_with("bcc") || line.starts_with("in-reply-to")), "{lines:#?}");
    assert_eq!(mail.recipients.len(), 3);
    assert!(!mail.subject.contains(['\r', '\n', '\u{202e}']));
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    let html = parsed.body_html(0).unwrap();
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
    assert_carriable(&mail.bytes);

    for (name, ok) in
        [("X-Ok", true), ("Bcc", false), ("message-ID", false), ("X Y", false), ("X:Y", false), ("", false)]
    {
        let extra = Sender { extra_headers: vec![(name.to_owned(), "x".to_owned())], ..sender() };
        assert_eq!(composed(&request(), &extra).is_ok(), ok, "{name}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_by_its_place_alone() {
    for bad in [
        "",
        "nobody",
        "a@b.example\r\nRCPT TO:<c@d.example>",
        "a b@c.example",
        "a@b.example,c@d.example",
        "ä@b.example",
    ] {
        let message = Message { cc: vec![to(bad)], ..request() };
        let error = composed(&message, &sender()).unwrap_err();
        assert!(matches!(error, ComposeError::BadRecipient(1)), "{bad}: {error}");
        assert_eq!(error.to_string(), "recipient 1 has no usable address");
    }
    for bad in ["front.door", "front door@x.example", "x@y.example>"] {
        let address = Address { name: String::new(), email: bad.to_owned() };
        let from = Sender { address, ..sender() };
        assert!(composed(&request(), &from).is_err(), "{bad}");
    }
    let nobody = Message { to: vec![], cc: vec![], ..request() };
    assert!(matches!(composed(&nobody, &sender()), Err(ComposeError::NoRecipient)));
}

#[test]
fn r1_the_original_goes_along_octet_for_octet() {
    let original = b"From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=zz\r\n\r\n--zz\r\n\r\n.dot\r\n--zz--\r\n";
    let mail = with_original(original, 1_000_000);
    assert!(!mail.eight_bit && mail.not_attached.is_empty());
    assert_eq!(mail.bytes.windows(original.len()).filter(|w| w == original).count(), 1);
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    let part = parsed.attachment(0).unwrap();
    assert!(part.is_content_type("message", "rfc822"));
    assert_eq!(part.attachment_name(), Some("original.eml"));
    let PartType::Message(inner) = &part.body else { panic!("a message") };
    assert_eq!(inner.subject(), Some("x"));
    assert!(text_of(&mail).contains("The original mail is attached."));
    assert_carriable(&mail.bytes);

    let latin = b"From: a@b.example\r\n\r\ncaf\xe9\r\n";
    let mail = with_original(latin, 1_000_000);
    assert!(mail.eight_bit && header(&mail.bytes).contains("Content-Transfer-Encoding: 8bit"));
    assert_eq!(mail.bytes.windows(latin.len()).filter(|w| w == latin).count(), 1);
}

#[test]
fn r1_an_original_that_cannot_stand_in_a_mail_goes_as_a_file() {
    let long = [b"From: a@b.example\r\n\r\n".as_slice(), &[b'x'; 1_200]].concat();
    let boundary = format!("From: a@b.example\r\n\r\n--fd_{:032x}_all--\r\n", stamp().seed).into_bytes();
    for odd in [b"From: a@b.example\n\nbare line feeds\n".to_vec(), long, b"\0\0\0".to_vec(), vec![], boundary] {
        let mail = with_original(&odd, 1_000_000);
        let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
        let part = parsed.attachment(0).unwrap();
        assert!(part.is_content_type("application", "octet-stream"));
        assert_eq!(part.contents(), odd);
        assert!(!mail.eight_bit);
        assert_carriable(&mail.bytes);
    }
}

#[test]
fn r3_an_original_too_large_stays_in_its_folder_and_the_text_says_so() {
    let large = [b"From: a@b.example\r\n\r\n".to_vec(), b"line\r\n".repeat(20_000)].concat();
    let mail = with_original(&large, 50_000);
    assert_eq!(mail.not_attached, [MailId(7)]);
    assert!(mail.bytes.len() < 50_000);
    let says = "The original mail could not be attached; it lies in REVIEW CONTACTS (front.door@norbury.example).";
    assert!(text_of(&mail).contains(says));
    // One that is not at hand must not hold up the question.
    let message = Message { attach: vec![Attach::Original(MailId(8))], ..request() };
    let mail = composed(&message, &sender()).unwrap();
    assert_eq!(mail.not_attached, [MailId(8)]);
    assert!(text_of(&mail).contains(says));
    let tiny = Sender { max_bytes: 100, ..sender() };
    assert!(matches!(composed(&message, &tiny), Err(ComposeError::TooLarge { most: 100, .. })));
}

#[test]
fn r3_a_frozen_message_goes_without_its_original_where_the_server_takes_none_as_large() {
    let odd = [b"From: a@b.example\r\n\r\n".as_slice(), &[b'x'; 1_200]].concat();
    for original in [b"From: a@b.example\r\n\r\n--fd_\r\ncaf\xe9\r\n".to_vec(), odd] {
        let attach = vec![Attach::Original(MailId(7)), Attach::CaseNotes("noted".to_owned())];
        let message = Message { attach, ..request() };
        let originals = BTreeMap::from([(MailId(7), original)]);
        let sign = |_: &TokenFor| TOKEN.to_owned();
        let whole = compose(&templates(), &message, &sender(), &sign, stamp(), &originals).unwrap();
        let smaller = without_originals(&whole.bytes, "REVIEW CONTACTS").unwrap();
        assert_carriable(&smaller);
        assert_eq!(header(&smaller), header(&whole.bytes), "frozen as before");
        let parsed = MessageParser::default().parse(&smaller).unwrap();
        assert_eq!(parsed.body_text(0), MessageParser::default().parse(&whole.bytes).unwrap().body_text(0));
        let names: Vec<_> = parsed.attachments().map(|part| part.attachment_name().unwrap_or_default()).collect();
        assert!(!names.iter().any(|name| name.starts_with("original")), "{names:?}");
        assert!(names.iter().any(|name| name.starts_with("case-notes")), "{names:?}");
        assert!(String::from_utf8_lossy(&smaller).contains("in the folder REVIEW CONTACTS."));
        assert_eq!(without_originals(&smaller, "REVIEW CONTACTS"), None, "once");
    }
    assert_eq!(without_originals(&composed(&request(), &sender()).unwrap().bytes, "X"), None);
}

#[test]
fn r8_case_notes_go_along_as_text() {
    let notes = "23 November 2026: request received.\nZoë rang.\u{202e}".to_owned();
    let message = Message { attach: vec![Attach::CaseNotes(notes)], ..request() };
    let mail = composed(&message, &sender()).unwrap();
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    let part = parsed.attachment(0).unwrap();
    assert_eq!(part.attachment_name(), Some("case-notes-FD-7KQ2-M4XA.txt"));
    let text = String::from_utf8_lossy(part.contents()).into_owned();
    assert_eq!(text.trim_end(), "23 November 2026: request received.\r\nZoë rang.[U+202E]");
    assert!(text_of(&mail).contains("Case notes for the record are attached."));
}

#[test]
fn a_flood_of_facts_still_makes_one_readable_message() {
    let Context::Staff(mut staff) = samples::context("decision-request") else { panic!("staff") };
    staff.children = vec![staff.children[0].clone(); 5_000];
    staff.passed_over = vec!["x".repeat(5_000); 5_000];
    staff.concern = "y".repeat(2_000_000);
    let mail = composed(&Message { context: Context::Staff(staff), ..request() }, &sender()).unwrap();
    assert!(mail.bytes.len() < 300_000, "{}", mail.bytes.len());
    let text = text_of(&mail);
    assert!(text.contains("… and 4960 more: see the original mail"));
    assert!(text.contains("[cut here; the rest is in the original mail]"));
    assert_carriable(&mail.bytes);
}

#[test]
fn c9_of_a_restricted_record_nothing_is_told() {
    let Context::Staff(full) = samples::context("restricted") else { panic!("staff") };
    let empty = StaffContext {
        reference: full.reference.clone(),
        mailbox: full.mailbox.clone(),
        folder: full.folder.clone(),
        deadline: full.deadline.clone(),
        urgent: "urgent".to_owned(),
        ..StaffContext::default()
    };
    let full = StaffContext { urgent: "the child says so".to_owned(), ..*full };
    let of = |context: StaffContext| Message {
        template: "restricted".to_owned(),
        context: Context::Staff(Box::new(context)),
        token: None,
        ..request()
    };
    // Whatever the context holds, the mail is the same as when it holds nothing.
    assert_eq!(composed(&of(full), &sender()).unwrap(), composed(&of(empty), &sender()).unwrap());
}

#[test]
fn the_alarm_carries_nothing_along() {
    let alarm = Message {
        template: "alarm".to_owned(),
        context: samples::context("alarm"),
        cc: vec![],
        token: None,
        ..request()
    };
    assert!(composed(&alarm, &sender()).is_ok());
    let token = Message { token: request().token, ..alarm.clone() };
    assert!(matches!(composed(&token, &sender()), Err(ComposeError::AlarmEnclosure)));
    let heavy = Message { attach: vec![Attach::Original(MailId(1))], ..alarm };
    assert!(matches!(composed(&heavy, &sender()), Err(ComposeError::AlarmEnclosure)));
}
