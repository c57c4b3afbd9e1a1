use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;

use super::*;
use crate::domain::{Lock, Name};
use crate::intake::rules::tests::shipped;
use crate::intake::{Extracted, extract, parse};

/// One line of `tests/samples/truth.json`, as far as the reader is concerned.
#[derive(Debug, Deserialize)]
struct Truth {
    mail: String,
    given: Option<String>,
    family: Option<String>,
    dob: Option<NaiveDate>,
    postcode: String,
    referrer: String,
    referrer_kind: ReferrerKind,
    urgent: bool,
}

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn reader() -> Reader {
    Reader::new(shipped()).unwrap()
}

fn facts_of(raw: &[u8]) -> Facts {
    let reader = reader();
    let parsed = parse(raw, reader.authserv_id());
    let extracted: Vec<Extracted> =
        parsed.attachments.iter().map(|a| extract(&a.name, &a.media_type, &a.bytes)).collect();
    reader.read(&parsed, &extracted, today())
}

fn sample(name: &str) -> Facts {
    facts_of(&std::fs::read(samples().join("mail").join(name)).unwrap())
}

fn mail(text: &str) -> Facts {
    facts_of(text.replace('\n', "\r\n").as_bytes())
}

#[test]
fn i3_every_sample_is_read_as_it_was_meant() {
    let truth: Vec<Truth> = serde_json::from_slice(&std::fs::read(samples().join("truth.json")).unwrap()).unwrap();
    assert_eq!(truth.len(), 43);
    let mut wrong = Vec::new();
    for expected in truth {
        let facts = sample(&expected.mail);
        let children: Vec<_> = facts
            .children
            .iter()
            .map(|c| (c.name.given.clone(), c.name.family.clone(), c.date_of_birth, c.postcode.clone(), c.sure))
            .collect();
        let meant = expected.given.clone().zip(expected.family.clone()).map(|(given, family)| {
            // The truth names the child of the store; these two forms say it otherwise.
            let (given, family) = match expected.mail.as_str() {
                "misspelt.eml" => ("Naoh".to_owned(), family),
                "swapped.eml" => (family, given),
                _ => (given, family),
            };
            let dob = expected.dob.filter(|_| expected.mail != "anonymous.eml");
            (given, family, dob, expected.postcode.clone(), true)
        });
        let meant: Vec<_> = meant.into_iter().collect();
        if children != meant
            || facts.referrer.email != expected.referrer
            || facts.referrer.kind != expected.referrer_kind
            || facts.urgent.is_some() != expected.urgent
        {
            wrong.push(format!(
                "{}: {children:?} meant {meant:?}; {:?}; urgent {:?}; {:?} {:?}",
                expected.mail, facts.referrer, facts.urgent, facts.kind, facts.problems
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn i3_a_forms_other_facts_are_read_too() {
    // A Word form of tables, a form of labels above values, and one of text.
    let word = sample("002.eml");
    let child = &word.children[0];
    assert_eq!((child.gender.as_str(), child.school.as_str()), ("F", "St Mary\u{2019}s C of E Primary"));
    assert_eq!(child.address, "3 Farm Lane, Birmingham");
    assert_eq!(child.from, "form in \"Referral form.docx\"");
    let others: Vec<_> =
        word.household.iter().map(|r| (r.name.full(), r.relationship.clone(), r.date_of_birth)).collect();
    assert_eq!(
        others,
        [
            ("Bethany Begum".into(), "Mother".into(), NaiveDate::from_ymd_opt(1990, 5, 10)),
            ("Priya Begum".into(), "Sister".into(), NaiveDate::from_ymd_opt(2012, 10, 31)),
        ]
    );
    assert_eq!(word.referrer.name, "Zofia de Souza");
    assert_eq!(word.referrer.agency, "Women\u{2019}s and Children\u{2019}s NHS Trust");
    assert!(word.concern.starts_with("Zofia was collected late"), "{}", word.concern);
    assert_eq!(word.kind.is, Kind::Form);
    assert_eq!(word.missing, ["the referrer's telephone"]);
    assert!(word.problems.is_empty(), "{:?}", word.problems);

    let pdf = sample("006.eml");
    let child = &pdf.children[0];
    assert_eq!((child.gender.as_str(), child.school.as_str()), ("F", "Parkview High School"));
    assert_eq!(child.address, "54 Ivy Terrace, Birmingham");
    assert_eq!(pdf.household.len(), 3);
    assert_eq!(pdf.household.iter().filter(|r| r.is_sibling()).count(), 2);
    assert!(
        pdf.concern.contains("electricity has\nbeen cut off") || pdf.concern.contains("electricity has been cut off"),
        "{}",
        pdf.concern
    );

    let html = sample("009.eml");
    let child = &html.children[0];
    assert_eq!((child.gender.as_str(), child.nhs_number.as_str()), ("F", "5901714202"));
    assert_eq!(child.address, "322 Mill Street, Birmingham");
    assert_eq!(html.referrer.name, "Zofia Clarke");
    assert_eq!(html.referrer.telephone, "0121 496 0889");

    let text = sample("000.eml");
    assert_eq!(text.children[0].school, "Oakwood SEN School");
    assert_eq!(text.household.len(), 1);
    assert_eq!(text.referrer.name, "Jessica Fern\u{e1}ndez");
    assert_eq!(text.referrer.telephone, "0121 496 0239");
    assert!(text.concern.starts_with("Health visitor found"), "{}", text.concern);
}

#[test]
fn i7_what_cannot_be_read_goes_to_a_person_with_the_reason() {
    assert_eq!(sample("protected.eml").problems, [Problem::protected("attachment 1 (PDF)", Lock::Password)]);
    assert_eq!(sample("scanned.eml").problems, [Problem::Scanned("attachment 1 (PDF)".into())]);
    assert_eq!(sample("nobody-named.eml").problems, [Problem::NoChildNamed]);
    let newsletter = sample("newsletter.eml");
    assert_eq!(newsletter.problems, [Problem::BulkMail]);
    assert_eq!(newsletter.kind.is, Kind::Bulk);
    for name in ["protected.eml", "scanned.eml", "nobody-named.eml", "newsletter.eml"] {
        assert!(sample(name).needs_person(), "{name}");
    }
}

#[test]
fn a4_who_stays_anonymous_is_not_named() {
    let facts = sample("anonymous.eml");
    assert_eq!(facts.kind.is, Kind::Anonymous);
    assert_eq!(facts.referrer.kind, ReferrerKind::Anonymous);
    assert_eq!(facts.referrer.name, "");
    let child = &facts.children[0];
    assert_eq!((child.age, child.address.as_str()), (Some(11), "7 Elm Grove, Birmingham"));
    assert!(facts.problems.is_empty());
}

#[test]
fn i2_a_concern_in_free_words_is_one() {
    let facts = sample("free-form.eml");
    assert_eq!(facts.kind.is, Kind::FreeForm);
    assert_eq!(facts.children[0].address, "178 Canal Walk, Birmingham");
    assert_eq!(facts.children.len(), 1);
    assert!(facts.household.is_empty());
}

#[test]
fn c5_only_the_absolutely_identical_copy_is_identical() {
    let first = sample("first.eml").content;
    assert_eq!(first, sample("second-copy.eml").content);
    assert_ne!(first, sample("fuller-copy.eml").content);
    // The same child on another council's paper is no copy either.
    assert_ne!(sample("012.eml").content, sample("018.eml").content);
}

#[test]
fn i5_the_senders_mark_and_the_subject_make_it_urgent() {
    assert_eq!(sample("urgent-at-night.eml").urgent.as_deref(), Some("its subject says \"urgent\""));
    let marked = mail("From: a@school.test\nImportance: high\nSubject: x\n\nMy pupil Kofi Nguyen, aged 5, is hungry.");
    assert_eq!(marked.urgent.as_deref(), Some("the sender marked it urgent"));
    let not = mail("From: a@school.test\nSubject: Not urgent\n\nMy pupil Kofi Nguyen, aged 5, is hungry.");
    assert_eq!(not.urgent, None);
    let field = mail(
        "From: a@school.test\nSubject: x\n\nChild's name: Kofi Nguyen\nDOB: 07/03/2021\nIs this urgent? Yes\nSchool: A\n",
    );
    assert_eq!(field.urgent.as_deref(), Some("the form is marked urgent"));
    let field = mail(
        "From: a@school.test\nSubject: x\n\nChild's name: Kofi Nguyen\nDOB: 07/03/2021\nIs this urgent? No\nSchool: A\n",
    );
    assert_eq!(field.urgent, None);
}

/// A mail with a form in words and one more attachment.
fn with_attachment(body: &str, form: &str, further: &str) -> Facts {
    let part = |name: &str, text: &str| {
        format!(
            "--qqqq\nContent-Type: text/plain; name={name}\nContent-Disposition: attachment; filename={name}\n\n{text}\n"
        )
    };
    mail(&format!(
        "From: a@school.test\nSubject: Kofi\nContent-Type: multipart/mixed; boundary=qqqq\n\n--qqqq\n\n{body}\n{}{}--qqqq--\n",
        part("form.txt", form),
        part("further.txt", further),
    ))
}

const FORM: &str = "Referral form\n\nChild details\nName: Kofi Nguyen\nDOB: 07/03/2021\nSchool: Hillside\n\n\
Reason for referral\nDetails: He has a bruise.\n\nReferrer\nName: Isaac Ahmed\nTel: 0121 496 0977\n";

#[test]
fn i5_what_a_leaflet_or_an_empty_form_beside_the_form_says_makes_nothing_urgent() {
    let leaflet = "Threshold guidance for professionals\n\nLevel 4: urgent. Ring us at once in an emergency. Private fostering notification: see page 3.";
    let empty = "Urgent referral form\n\nName:\nDOB:\nSchool:\nAddress:\nPostcode:\nGender:\nNHS number:\nEthnicity:\nReligion:\nLanguage:\n\nThis is urgent. Immediate danger.\n";
    for beside in [leaflet, empty] {
        let read = with_attachment("Please see attached.", FORM, beside);
        assert_eq!((read.urgent, read.kind.is), (None, Kind::Form), "{beside}");
    }
    // A letter that speaks of the child counts, and so does what is attached where nobody is named.
    let letter =
        with_attachment("Please see attached.", FORM, "Dear team,\n\nKofi Nguyen was seen again. This is urgent.");
    assert_eq!(letter.urgent.as_deref(), Some("an attachment says \"urgent\""));
    let nobody = with_attachment("Please see attached.", "A letter", "This is urgent.");
    assert_eq!(nobody.urgent.as_deref(), Some("an attachment says \"urgent\""));
}

#[test]
fn i5_what_a_form_prints_is_told_from_what_was_filled_in() {
    let concern =
        |text: &str| with_attachment("Please see attached.", &FORM.replace("He has a bruise.", text), "A map");
    let printed = "Level 4 means that a child is suffering significant harm and an urgent response is needed. ";
    assert_eq!(concern(&format!("{printed}He has a bruise.")).urgent, None);
    let both = concern(&format!("{printed}He has a bruise. We need an urgent answer."));
    assert_eq!(both.urgent.as_deref(), Some("the concern in the form says \"urgent\""));
}

#[test]
fn i5_a_disclaimer_makes_nothing_urgent() {
    let read = mail(
        "From: a@school.test\nSubject: Kofi\n\nMy pupil Kofi Nguyen, aged 5, is hungry.\n\n\
         This email and any attachments are confidential. Urgent: delete it if it is not for you.",
    );
    assert_eq!(read.urgent, None);
}

#[test]
fn i2_the_referrers_kind_says_why() {
    let kind = |from: &str, text: &str| {
        let read = mail(&format!("From: {from}\nSubject: x\n\n{text}")).referrer;
        (read.kind, read.kind_why)
    };
    let text = "My pupil Kofi Nguyen, aged 5, is hungry.";
    assert_eq!(kind("a@ward.nhs.uk", text), (ReferrerKind::Health, "its address ends in nhs.uk".into()));
    assert_eq!(kind("a@b.test", text), (ReferrerKind::Public, "its address is of no known organisation".into()));
    let anonymous = kind("a@b.test", "I wish to remain anonymous. Kofi Nguyen, aged 5, is hungry.");
    assert_eq!(anonymous.0, ReferrerKind::Anonymous);
    assert!(anonymous.1.contains("anonymous"), "{}", anonymous.1);
}

#[test]
fn l3_an_automatic_mail_that_names_a_child_is_a_referral() {
    let police = mail(
        "From: ppn@west-mids.police.test\nAuto-Submitted: auto-generated\nPrecedence: bulk\nSubject: Notification 7\n\n\
Kofi Nguyen, born 07/03/2021, was at home at 1 Elm Grove, B11 4LG when officers came.",
    );
    assert_eq!(police.kind.is, Kind::FreeForm);
    assert!(police.envelope.automatic.auto_submitted && police.envelope.automatic.list);
    assert!(!police.needs_person());
}

#[test]
fn r10_an_out_of_office_reply_is_one_though_it_quotes_a_child() {
    let away = mail(
        "From: lee@trust.test\nSubject: Automatic reply: Decision on Kofi Nguyen\nAuto-Submitted: auto-replied\n\n\
I am out of the office until 27/11/2026.\n\n-----Original Message-----\nFrom: CASS\nKofi Nguyen, born 07/03/2021, lives at 1 Elm Grove B11 4LG",
    );
    assert_eq!(away.kind.is, Kind::AutomaticReply);
    // Its subject is ours, whatever that says.
    let subject = "Subject: Automatic reply: Decision needed about Kofi Nguyen, born 07/03/2021";
    let of_ours = mail(&format!("From: a@b.test\n{subject}\nAuto-Submitted: auto-replied\n\nI am away.\n"));
    assert_eq!(of_ours.kind.is, Kind::AutomaticReply);
    assert_eq!(away.away_until, NaiveDate::from_ymd_opt(2026, 11, 27));
    assert!(away.children.is_empty() && away.problems.is_empty(), "{away:?}");
    assert!(!away.fresh_text.contains("Kofi"));
}

#[test]
fn i7_a_forwarded_referral_is_read_though_it_looks_quoted() {
    let forwarded = mail(
        "From: office@hillside.bham.sch.test\nSubject: FW: Concern\n\nPlease see below.\n\n\
-----Original Message-----\nFrom: Maryam Lewis\nSent: Monday\nTo: office\nSubject: Concern\n\n\
I am worried about Kofi Nguyen, born 07/03/2021. He has a bruise.",
    );
    assert_eq!(forwarded.children.len(), 1, "{forwarded:?}");
    assert_eq!(forwarded.children[0].name.full(), "Kofi Nguyen");
    assert!(forwarded.concern.contains("He has a bruise"), "{}", forwarded.concern);
    assert_eq!(forwarded.urgent, None);
}

#[test]
fn i5_what_is_urgent_in_a_forwarded_mail_is_urgent_and_what_an_answer_quotes_is_not() {
    let quoted = "-----Original Message-----\nFrom: Maryam Lewis\nSent: Monday\nTo: office\nSubject: Concern\n\n\
                  I am worried about Kofi Nguyen, born 07/03/2021. This is urgent.";
    let sent =
        |header: &str| mail(&format!("From: office@hillside.bham.sch.test\n{header}\n\nPlease see below.\n\n{quoted}"));
    assert_eq!(sent("Subject: FW: Concern").urgent.as_deref(), Some("its text says \"urgent\""));
    assert_eq!(sent("Subject: RE: Concern\nIn-Reply-To: <q@trust.test>").urgent, None);
}

#[test]
fn l4_who_is_said_to_have_harmed_the_child_is_read_with_names_and_addresses() {
    let form = |extra: &str| {
        mail(&format!(
            "From: a@school.test\nSubject: Referral\n\nReferral form\n\nChild details\nName: Kofi Nguyen\nDOB: 07/03/2021\n\
             School: Hillside\n\n{extra}\n\nReason for referral\nDetails: He has a bruise.\n\nReferrer\nName: Isaac Ahmed\n\
             Agency: Hillside\nTel: 0121 496 0977\n"
        ))
    };
    let said = form("Alleged perpetrator: Tom Marsh (stepfather), Tom.Marsh@Mailbox.test");
    assert_eq!(said.alleged.names.iter().map(Name::full).collect::<Vec<_>>(), ["Tom Marsh"], "{said:#?}");
    assert_eq!(said.alleged.emails, ["tom.marsh@mailbox.test"]);
    assert_eq!(said.children.len(), 1, "who harmed the child is none: {:?}", said.children);
    let none = form("Alleged perpetrator: not known");
    assert_eq!(none.alleged, crate::domain::Alleged::default());
    // A parent's address is known, to be held against the writer's.
    let parent = form("Mother's details\nName: Ama Nguyen\nEmail: ama@mailbox.test");
    assert_eq!(parent.household[0].email, "ama@mailbox.test", "{:?}", parent.household);
}

#[test]
fn l4_a_form_whose_writer_is_the_childs_parent_is_about_themselves() {
    let form = |relationship: &str| {
        mail(&format!(
            "From: ama@mailbox.test\nSubject: Referral\n\nReferral form\n\nChild details\nName: Kofi Nguyen\nDOB: 07/03/2021\n\
             School: Hillside\n\nReason for referral\nDetails: I cannot cope.\n\nReferrer\nName: Ama Boateng\n\
             Relationship to child: {relationship}\nTel: 07700 900788\n"
        ))
    };
    for own in ["Mother", "mum.", "Child\u{2019}s father", "Self"] {
        let own = own.replace('\u{2019}', "'");
        assert_eq!(form(&own).kind.is, Kind::AboutThemselves, "{own}: {:?}", form(&own).referrer);
    }
    for other in ["Teacher", "Neighbour", "Mother's support worker", "Grandmother"] {
        assert_eq!(form(other).kind.is, Kind::Form, "{other}");
    }
}

#[test]
fn i3_alerts_for_the_safety_of_staff_are_read() {
    for (line, alerts) in [
        (
            "Risks to staff: Father has a history of violence, visit in pairs",
            vec!["Father has a history of violence, visit in pairs"],
        ),
        ("Staff safety alerts: None known", vec![]),
        ("Known risks to professionals: No", vec![]),
        ("Lone working: [x] No [ ] Yes", vec![]),
        ("Lone working: \u{2612} Yes \u{2610} No", vec!["yes"]),
    ] {
        let read = mail(&format!(
            "From: a@school.test\nSubject: Referral\nContent-Type: text/plain; charset=utf-8\n\nReferral form\n\nChild details\n\
             Name: Kofi Nguyen\nDOB: 07/03/2021\nSchool: Hillside\n\n{line}\n\nReason for referral\nDetails: He has a bruise.\n"
        ));
        assert_eq!(read.alerts, alerts, "{line}");
        assert!(!read.concern.contains("violence"), "{}", read.concern);
    }
}

#[test]
fn i7_a_portals_notice_goes_to_a_person() {
    let notice =
        mail("From: a@nhs.test\nSubject: Secure message\n\nMaryam has sent you a secure message. Click to open.");
    assert!(matches!(notice.problems.as_slice(), [Problem::Protected(_)]), "{:?}", notice.problems);
}

#[test]
fn i7_a_mail_with_words_of_its_own_is_no_portals_notice() {
    let words = "Kofi Nguyen, born 07/03/2021, of 1 Elm Grove, B11 4LG, came to school today with a bruise on his left arm. \
He said that he fell. His mother could not be reached, and his teacher is worried about him and about his little sister too. \
Please ring me back this afternoon, before he goes home at three, and tell me what to do.";
    let footer =
        "This email was sent securely with Egress. To read your secure message sign in at https://switch.egress.com/";
    let read = mail(&format!("From: a@school.test\nSubject: Kofi\n\n{words}\n\n{footer}"));
    assert_eq!(read.problems, []);
    let notice = mail(&format!("From: a@school.test\nSubject: Kofi\n\nPlease see below.\n\n{footer}"));
    assert_eq!(notice.problems, [Problem::protected("the message", Lock::Portal("Egress".into()))]);
    // A form that is attached and read is the message.
    let form = "Referral form\n\nChild details\nName: Kofi Nguyen\nDOB: 07/03/2021\nSchool: Hillside\nAddress: 1 Elm Grove, B11 4LG\n\n\
Reason for referral\nDetails: He has a bruise on his arm and says that he fell, which nobody saw, and his mother could not be reached today by anybody at school.\n";
    let attached = mail(&format!(
        "From: a@school.test\nSubject: Kofi\nContent-Type: multipart/mixed; boundary=qqqq\n\n--qqqq\n\nPlease see attached.\n{footer}\n\
--qqqq\nContent-Type: text/plain; name=form.txt\nContent-Disposition: attachment; filename=form.txt\n\n{form}\n--qqqq--\n"
    ));
    assert_eq!(attached.problems, []);
}

#[test]
fn i9_children_of_several_families_go_to_a_person() {
    let two = mail(
        "From: a@police.test\nSubject: x\n\nKofi Nguyen, born 07/03/2021, of 1 Elm Grove, B11 4LG was seen.\n\n\
Lily Hill, born 12/04/2019, of 9 Mill Street, B27 6ZY was seen too.",
    );
    assert_eq!(two.children.len(), 2, "{:?}", two.children);
    assert!(two.problems.contains(&Problem::SeveralFamilies));
    let siblings = mail(
        "From: a@police.test\nSubject: x\n\nKofi Nguyen, born 07/03/2021, and Ama Nguyen, born 12/04/2019, of 9 Mill Street, B27 6ZY were seen.",
    );
    assert_eq!(siblings.children.len(), 2, "{:?}", siblings.children);
    assert!(siblings.problems.is_empty());
}

#[test]
fn i7_invisible_characters_are_shown_and_do_not_stop() {
    let odd = mail(
        "From: a@police.test\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\nKofi Nguyen, born 07/03/2021, \u{202e}was seen.",
    );
    assert_eq!(odd.problems, [Problem::OddCharacters]);
    assert!(!odd.needs_person());
}

#[test]
fn i7_odd_characters_hide_neither_labels_nor_names_nor_urgency() {
    // Zero-width spaces in labels, a Cyrillic o in the name, a turned direction in the postcode.
    let form = mail(
        "From: a@school.test\nSubject: Re\u{200b}ferral\nContent-Type: text/plain; charset=utf-8\n\nChild details\n\
         Na\u{200b}me: K\u{43e}fi Nguyen\nDate of b\u{200b}irth: 07/03/20\u{200b}21\nPost\u{200b}code: \u{202d}B11 4LG\n\
         School: Hillside\n\nReason for referral\nDetails: This is ur\u{200b}gent.\n",
    );
    let child = &form.children[0];
    assert_eq!((child.name.full().as_str(), child.postcode.as_str()), ("Kofi Nguyen", "B11 4LG"));
    assert_eq!(child.date_of_birth, NaiveDate::from_ymd_opt(2021, 3, 7));
    assert_eq!(form.urgent.as_deref(), Some("the concern in the form says \"urgent\""));
    assert_eq!(form.problems, [Problem::OddCharacters]);
    let free = mail(
        "From: a@b.test\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n\
         My pupil K\u{43e}fi Ng\u{200b}uyen, aged 5, is in im\u{200b}mediate danger.",
    );
    assert_eq!(free.children[0].name.full(), "Kofi Nguyen");
    assert_eq!(free.urgent.as_deref(), Some("its text says \"immediate danger\""));
    // People see what came.
    assert!(free.concern.contains("Ng\u{200b}uyen") && free.problems == [Problem::OddCharacters], "{free:?}");
}

#[test]
fn i7_text_behind_a_boundary_in_the_middle_of_a_line_is_not_hidden_from_people() {
    let cut = mail(
        "From: a@school.test\nSubject: x\nContent-Type: multipart/mixed; boundary=\"abcdef\"\n\n--abcdef\n\
         Content-Type: text/plain\n\nMy pupil Kofi Nguyen, aged 5, --abcdef was hit by his uncle.\n--abcdef--\n",
    );
    assert!(cut.needs_person());
    assert!(cut.problems.contains(&Problem::Broken("the mail".into())), "{:?}", cut.problems);
}

#[test]
fn the_answer_to_a_request_is_its_fresh_text() {
    let answer = mail(
        "From: lee@trust.test\nIn-Reply-To: <r1@trust.test>\nSubject: Re: Decision\n\nNO CONTACT - known already\n\nOn Mon, 23 Nov 2026 CASS <c@trust.test> wrote:\n> CONTACT",
    );
    assert_eq!(answer.fresh_text, "NO CONTACT - known already");
    let other = mail("From: lee@trust.test\nSubject: x\n\nHello");
    assert_eq!(other.fresh_text, other.text);
}

#[test]
fn i7_a_letter_too_long_to_be_searched_goes_to_a_person() {
    let letter = |more: usize| {
        let text = "He came without a coat again and said that he was cold. ".repeat(more);
        mail(&format!("From: a@x.test\nSubject: Rhys\n\nRhys Okafor, born 3 May 2015, is left alone. {text}"))
    };
    assert_eq!(letter(3).problems, []);
    let long = letter(1_000);
    assert_eq!(long.children.len(), 1);
    let [problem] = long.problems.as_slice() else { panic!("{:?}", long.problems) };
    assert!(problem.stops() && problem.in_words().contains("too long"), "{}", problem.in_words());
}

#[test]
fn i3_a_letter_with_some_labels_is_read_as_a_letter() {
    let facts = mail(
        "From: a@x.test\nSubject: Two brothers\n\nEwan MacBride, DOB 28.02.2012, and wee brother Fraser Keir, DOB \
12.12.2019, were found on the road. Mother Mhairi Keir DOB 09.01.1991.",
    );
    let children: Vec<String> = facts.children.iter().map(|c| c.name.full()).collect();
    assert_eq!(children, ["Ewan MacBride", "Fraser Keir"]);
    let others: Vec<String> = facts.household.iter().map(|r| r.name.full()).collect();
    assert_eq!(others, ["Mhairi Keir"]);
    let facts = mail(
        "From: a@x.test\nSubject: Pupil\n\nPupil name: Menachem Mendel (Mendy) Rosen. Date of birth 7th December 2014.",
    );
    let [child] = facts.children.as_slice() else { panic!("{:?}", facts.children) };
    assert_eq!((child.name.given.as_str(), child.name.family.as_str()), ("Menachem Mendel", "Rosen"));
}
