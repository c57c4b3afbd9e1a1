use chrono::NaiveDate;

use super::*;
use crate::domain::{Automatic, Because, ChildFacts, Digest, Envelope, Referrer, Relative};

fn name(given: &str, family: &str) -> Name {
    Name { given: given.to_owned(), family: family.to_owned() }
}

/// A teacher who writes about Amira Khan, whose mother is Sana Khan.
fn facts() -> Facts {
    let from = Address { name: "Isaac Ahmed".to_owned(), email: "isaac@school.example".to_owned() };
    Facts {
        envelope: Envelope { from, ..Envelope::default() },
        kind: Because { is: Kind::Form, why: String::new() },
        urgent: None,
        referrer: Referrer {
            kind: ReferrerKind::Education,
            kind_why: String::new(),
            name: "Isaac Ahmed".to_owned(),
            agency: "Hill School".to_owned(),
            email: "isaac@school.example".to_owned(),
            telephone: String::new(),
        },
        children: vec![ChildFacts { name: name("Amira", "Khan"), ..ChildFacts::default() }],
        household: vec![Relative {
            name: name("Sana Noor", "Khan"),
            relationship: "Mother".to_owned(),
            ..Relative::default()
        }],
        alleged: crate::domain::Alleged::default(),
        alerts: vec![],
        concern: String::new(),
        missing: vec![],
        given: vec![],
        doubtful: vec![],
        problems: vec![],
        text: String::new(),
        content: Digest::of(b""),
        attachments: vec![],
        fresh_text: String::new(),
        bounce: None,
        away_until: None,
    }
}

fn rule_of(facts: &Facts) -> Option<&'static str> {
    let own = ["front.door@norbury.example".to_owned(), "alarm@norbury.example".to_owned()];
    may_write(facts, &Known { own: &own }).err().map(|no| no.rule)
}

/// The same mail from another address, in the header and on the form.
fn from(email: &str) -> Facts {
    let mut facts = facts();
    facts.referrer.email = email.to_owned();
    facts.envelope.from.email = email.to_owned();
    facts
}

#[test]
fn l1_l2_who_wrote_decides_which_letter() {
    assert_eq!(may_write(&facts(), &Known::default()), Ok(LetterFor::Professional));
    let mut public = facts();
    public.referrer.kind = ReferrerKind::Public;
    assert_eq!(may_write(&public, &Known::default()), Ok(LetterFor::Public));
    assert_eq!(recipient(&facts()), Address { name: String::new(), email: "isaac@school.example".to_owned() });
}

#[test]
fn a4_an_anonymous_writer_is_never_written_to() {
    let mut by_kind = facts();
    by_kind.kind.is = Kind::Anonymous;
    let mut by_referrer = facts();
    by_referrer.referrer.kind = ReferrerKind::Anonymous;
    for facts in [by_kind, by_referrer] {
        assert_eq!(rule_of(&facts), Some("A4"));
    }
}

#[test]
fn l3_nothing_goes_to_a_machine_a_list_or_ourselves() {
    let marks = [
        Automatic { auto_submitted: true, ..Automatic::default() },
        Automatic { auto_replied: true, ..Automatic::default() },
        Automatic { list: true, ..Automatic::default() },
        Automatic { empty_return_path: true, ..Automatic::default() },
        Automatic { ours: true, ..Automatic::default() },
    ];
    for automatic in marks {
        let mut facts = facts();
        facts.envelope.automatic = automatic;
        assert_eq!(rule_of(&facts), Some("L3"), "{automatic:?}");
    }
    for kind in [Kind::DeliveryFailure, Kind::AutomaticReply, Kind::Bulk] {
        let mut facts = facts();
        facts.kind.is = kind;
        assert_eq!(rule_of(&facts), Some("L3"), "{kind:?}");
    }
}

#[test]
fn l3_addresses_are_checked_both_ways() {
    for bad in [
        "noreply@police.example",
        "no-reply@police.example",
        "do_not.reply@police.example",
        "donotreply-cms@police.example",
        "cms-noreply@police.example",
        "noreply+17@police.example",
        "mailer-daemon@police.example",
        "postmaster@police.example",
        "bounces+isaac=x@list.example",
        "front.door@norbury.example",
        "front.door+fd7kq2m4xa.1.x@norbury.example",
        "alarm@norbury.example",
        "",
        "isaac",
        "isaac@",
        "@school.example",
        "isaac@localhost",
        "a@b.example,c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "<a@b.example>",
    ] {
        assert_eq!(rule_of(&from(bad)), Some("L3"), "{bad}");
    }
    for good in [
        "noreen.reply@police.example",
        "norbert@police.example",
        "reply@police.example",
        "o'neil@school.example",
        "isaac+work@school.example",
        "front.door@other.example",
        "bounceback-project@charity.example",
    ] {
        assert_eq!(rule_of(&from(good)), None, "{good}");
    }
}

#[test]
fn l3_an_address_that_did_not_write_gets_nothing() {
    let mut facts = facts();
    facts.referrer.email = "head@school.example".to_owned();
    assert_eq!(rule_of(&facts), Some("L3"));
    // Where the mail asks for answers to go changes nothing: only who wrote is written to.
    let mut redirected = self::facts();
    redirected.envelope.reply_to = Some("elsewhere@evil.example".to_owned());
    assert_eq!(rule_of(&redirected), None);
    assert_eq!(recipient(&redirected).email, "isaac@school.example");
}

#[test]
fn l4_family_and_those_said_to_have_harmed_get_nothing_automatic() {
    let mut kind = facts();
    kind.kind.is = Kind::AboutThemselves;
    assert_eq!(rule_of(&kind), Some("L4"));
    for (writer, rule) in [
        ("Sana Khan", Some("L4")),
        ("KHAN, Sana", Some("L4")),
        ("Amira Khan", Some("L4")),
        ("Dr Sana Noor Khan", Some("L4")),
        ("Omar Khan", None),
        ("Sana Begum", None),
        ("", None),
    ] {
        let mut facts = facts();
        facts.referrer.name = writer.to_owned();
        assert_eq!(rule_of(&facts), rule, "{writer}");
        // The form may give another name than the mail.
        facts.referrer.name = "Isaac Ahmed".to_owned();
        facts.envelope.from.name = writer.to_owned();
        assert_eq!(rule_of(&facts), rule, "{writer} in the header");
    }
    let changes: [fn(&mut Facts); 3] = [
        |f| f.alleged.names = vec![name("Isaac", "Ahmed")],
        |f| f.alleged.emails = vec!["Isaac@school.example".to_owned()],
        |f| f.household[0].email = "isaac@school.example".to_owned(),
    ];
    for change in changes {
        let mut facts = facts();
        change(&mut facts);
        let no = may_write(&facts, &Known::default()).unwrap_err();
        assert_eq!(no.rule, "L4");
        assert!(!no.why.contains("Isaac") && !no.why.contains("isaac"));
    }
}

#[test]
fn o2_only_a_professional_our_server_vouches_for_learns_when_a_worker_is_back() {
    for (dmarc, kind, good) in [
        (Some(true), ReferrerKind::Police, true),
        (Some(true), ReferrerKind::Public, false),
        (Some(true), ReferrerKind::Anonymous, false),
        (Some(false), ReferrerKind::Police, false),
        (None, ReferrerKind::Police, false),
    ] {
        let mut facts = facts();
        facts.envelope.dmarc_pass = dmarc;
        facts.referrer.kind = kind;
        assert_eq!(is_verified_professional(&facts, &Known::default()), good, "{dmarc:?} {kind:?}");
    }
}

#[test]
fn l1_a_letter_holds_the_allowed_facts_and_a_name_that_is_only_a_name() {
    let service = ServiceFacts { name: "Norbury Front Door".to_owned(), ..ServiceFacts::default() };
    let received = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(9, 5, 0).unwrap();
    let build = |reader, facts: &Facts| {
        let back = Some("Thursday 26 November".to_owned());
        letter_context(reader, &Reference::from_bits(1), facts, &service, received, back)
    };
    let letter = build(LetterFor::Professional, &facts());
    assert_eq!(letter.received, "Monday 23 November 2026 at 09:05");
    assert_eq!(letter.referrer_name, "Isaac Ahmed");
    assert_eq!(letter.back_on.as_deref(), Some("Thursday 26 November"));
    let public = build(LetterFor::Public, &facts());
    assert_eq!((public.back_on, public.professional), (None, false));
    for sentence in
        ["Amira lives at 4 High Street", "x@y.example", "a\nb\u{202e}", &"Isaac ".repeat(6), "http://x.example"]
    {
        let mut facts = facts();
        facts.referrer.name = sentence.to_owned();
        assert_eq!(build(LetterFor::Professional, &facts).referrer_name, "", "{sentence}");
    }
    let mut irish = facts();
    irish.referrer.name = "  Zoë  O’Neil-Smith ".to_owned();
    assert_eq!(build(LetterFor::Professional, &irish).referrer_name, "Zoë O’Neil-Smith");
}
