//! How a mail that is similar or fuller differs from the earlier one (C5, R3).

use crate::domain::{Account, Name, Relative};
use crate::pathway::difference::{changed_facts, sentences_apart};

use super::mails::form;

fn relative(given: &str, relationship: &str) -> Relative {
    Relative {
        name: Name { given: given.to_owned(), family: "Quennell".to_owned() },
        relationship: relationship.to_owned(),
        ..Relative::default()
    }
}

#[test]
fn c5_facts_that_were_added_changed_or_left_out_are_named() {
    let mut earlier = form().facts;
    earlier.children[0].address = "1 Elm Road".to_owned();
    earlier.children[0].gender = "M".to_owned();
    earlier.household = vec![relative("Ama", "Mother")];
    let mut now = earlier.clone();
    now.children[0].address = "2 Oak Street".to_owned();
    now.children[0].postcode = "b11 4lg".to_owned();
    now.children[0].school = "Hillside".to_owned();
    now.children[0].gender.clear();
    now.household = vec![relative("Ama", "Stepmother"), relative("Jo", "Brother")];
    assert_eq!(
        changed_facts(&Account::of(&earlier), &now),
        [
            "Kofi Quennell: gender no longer given: M",
            "Kofi Quennell: address: 1 Elm Road -> 2 Oak Street",
            "Kofi Quennell: school added: Hillside",
            "Ama Quennell: relationship: Mother -> Stepmother",
            "person added: Jo Quennell (Brother)",
        ]
    );
    assert_eq!(changed_facts(&Account::of(&now), &now), Vec::<String>::new());
}

#[test]
fn c5_children_that_came_or_went_are_named() {
    let earlier = form().facts;
    let mut now = earlier.clone();
    let mut sister = now.children[0].clone();
    sister.name.given = "Ama".to_owned();
    sister.date_of_birth = chrono::NaiveDate::from_ymd_opt(2019, 4, 12);
    now.children.push(sister);
    assert_eq!(changed_facts(&Account::of(&earlier), &now), ["child added: Ama Quennell (born 12/04/2019)"]);
    assert_eq!(changed_facts(&Account::of(&now), &earlier), ["child no longer named: Ama Quennell"]);
}

#[test]
fn c5_what_an_attachment_says_anew_is_shown_and_what_is_shown_as_a_fact_is_not_repeated() {
    let mut earlier = form().facts;
    earlier.text = format!("Please see attached.\n\n{}\nAddress:\t1 Elm Road\nRegards", earlier.concern);
    earlier.children[0].address = "1 Elm Road".to_owned();
    let mut now = earlier.clone();
    now.children[0].address = "2 Oak Street".to_owned();
    now.text = format!(
        "Please see\nattached.\n\n{}\nAddress:\t2 Oak Street\nRegards\n\nThe school nurse saw it too.",
        now.concern
    );
    assert_eq!(
        sentences_apart(&Account::of(&earlier), &now),
        [(String::new(), "The school nurse saw it too.".to_owned())]
    );
}

#[test]
fn c5_long_mails_of_many_names_are_compared_in_bounded_time_and_rows() {
    let mut earlier = form().facts;
    let sister = earlier.children[0].clone();
    earlier.children = (0..2_000)
        .map(|n| {
            let mut child = sister.clone();
            child.name.given = format!("Kofi{n}");
            child
        })
        .collect();
    earlier.text = (0..20_000).map(|n| format!("Seen {n}. ")).collect::<Vec<_>>().concat();
    let mut now = earlier.clone();
    now.text = earlier.text.replace("Seen", "Met");
    now.concern = now.text.clone();
    assert_eq!(sentences_apart(&Account::of(&earlier), &now).len(), 12);
    assert_eq!(changed_facts(&Account::of(&earlier), &now), Vec::<String>::new());
}
