use super::*;
use crate::domain::PersonId;
use crate::intake::parse;
use crate::intake::rules::tests::shipped;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn person(given: &str, family: &str, born: &str) -> Person {
    Person {
        id: PersonId(format!("P-{given}")),
        name: name(given, family),
        aliases: vec![],
        date_of_birth: born.parse().ok(),
        gender: String::new(),
        nhs_number: String::new(),
        upn: String::new(),
        address: String::new(),
        postcode: String::new(),
        earlier_addresses: vec![],
        school: String::new(),
        disability: String::new(),
        safety_alert: false,
        restricted_to: vec![],
        restricted: false,
    }
}

/// The people of the store: children, a mother, and children whose names are ordinary words.
fn store() -> Vec<Person> {
    vec![
        person("Aisha", "Khan", "2018-05-02"),
        person("Nasrin", "Khan", "1990-02-11"),
        person("Zoë Marie", "O'Brien-Lee", "2015-01-30"),
        person("Will", "Khan", "2016-01-01"),
        person("Grace", "Khan", "2016-01-01"),
        person("Mark", "Khan", "2016-01-01"),
        person("May", "Khan", "2016-01-01"),
        person("Ben", "Brown", "2019-03-03"),
    ]
}

fn read(text: &str) -> (Facts, usize) {
    let reader = Reader::new(shipped()).unwrap();
    let raw = format!("From: jo@b.test\nSubject: concern\nContent-Type: text/plain; charset=utf-8\n\n{text}\n");
    let facts = reader.read(&parse(raw.replace('\n', "\r\n").as_bytes(), ""), &[], today());
    let wanted = reader.names_wanted(&facts).len();
    (reader.with_known(facts, &store(), today()), wanted)
}

fn children(text: &str) -> Vec<(String, bool)> {
    read(text).0.children.into_iter().map(|child| (child.name.full(), child.sure)).collect()
}

#[test]
fn c1_a_known_child_in_small_letters_is_not_missed() {
    let (facts, wanted) = read(
        "hi im worried about aisha from year 3, her mum nasrin khan was shouting at her and she had a mark on her arm",
    );
    assert!(wanted <= MOST_LOOKUPS);
    let found: Vec<_> =
        facts.children.iter().map(|c| (c.name.full().to_lowercase(), c.sure, c.from.as_str())).collect();
    assert_eq!(found, [("aisha khan".to_owned(), false, "text of the mail, known in the case store")]);
    assert_eq!(facts.problems, []);
    assert_eq!(facts.kind.is, Kind::FreeForm);
    for (text, child) in [
        ("aisha khan in year 3 was crying today", "aisha khan"),
        ("can someone look in on zoe o'brien-lee please", "zoe o'brien-lee"),
        ("ben brown had no coat on again", "ben brown"),
        ("AISHA KHAN WAS CRYING AGAIN", "AISHA KHAN"),
    ] {
        assert_eq!(children(text), [(child.to_owned(), false)], "{text}");
    }
}

#[test]
fn c1_an_ordinary_word_that_is_a_name_too_brings_nobody_in() {
    for text in [
        "nasrin khan will be at the gate, by the grace of god, and may mark the day",
        "mrs khan was here. will khan be seen? may khan come in",
        "it may be that nasrin khan left a mark, grace khan aside",
    ] {
        assert_eq!(children(text), [], "{text}");
    }
    // Written as a name in the middle of a sentence, it is one.
    assert_eq!(children("i saw Grace khan at the shop"), [("Grace khan".to_owned(), false)]);
}

#[test]
fn c1_whoever_is_grown_up_or_not_known_is_no_child() {
    assert_eq!(children("nasrin khan was shouting at the gate"), []);
    assert_eq!(children("leila khan was crying at the gate"), []);
    assert_eq!(read("leila khan was crying at the gate").0.problems, [Problem::NoChildNamed]);
}

#[test]
fn c1_a_child_whose_whole_name_is_read_is_looked_up_by_nothing_more() {
    let (facts, wanted) = read("I am worried about my pupil Leila Khan, born 07/03/2019. aisha khan knows her.");
    assert_eq!((facts.children.len(), wanted), (1, 0), "{:?}", facts.children);
}

#[test]
fn c1_a_mail_asks_for_forty_names_at_most() {
    let many = "zyabc khan zydef khan ".repeat(1_000);
    assert!(read(&many).1 <= MOST_LOOKUPS);
    let different: String = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("q{a}{b}x q{b}{a}z "))).collect();
    assert_eq!(read(&different).1, MOST_LOOKUPS);
}

#[test]
fn c9_a_restricted_child_is_looked_up_and_nobody_is_told_that_they_are_on_record() {
    let reader = Reader::new(shipped()).unwrap();
    let raw = "From: jo@b.test\r\nSubject: concern\r\n\r\naisha khan was crying again\r\n";
    let facts = reader.read(&parse(raw.as_bytes(), ""), &[], today());
    let mut people = store();
    for person in people.iter_mut().filter(|person| person.name.given == "Aisha") {
        person.restricted = true;
    }
    let facts = reader.with_known(facts, &people, today());
    let told: Vec<_> = facts.children.iter().map(|c| (c.name.full(), c.sure, c.from.as_str())).collect();
    assert_eq!(told, [("aisha khan".to_owned(), false, "text of the mail")]);
    assert_eq!(facts.kind, Because { is: Kind::FreeForm, why: "it names a child in free words".to_owned() });
}
