use chrono::NaiveDate;

use super::*;
use crate::domain::Name;

fn on(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

#[test]
fn i3_dates_are_read_as_people_write_them() {
    let today = on(2026, 11, 23);
    for (text, expected) in [
        ("07/03/2021", Some(on(2021, 3, 7))),
        ("18 / 03 / 2019", Some(on(2019, 3, 18))),
        ("7.3.21", Some(on(2021, 3, 7))),
        ("7-3-98", Some(on(1998, 3, 7))),
        ("2021-03-07", Some(on(2021, 3, 7))),
        ("7th of March 2021", Some(on(2021, 3, 7))),
        ("7 Mar 2021", Some(on(2021, 3, 7))),
        ("07-Mar-21", Some(on(2021, 3, 7))),
        ("March 7th, 2021", Some(on(2021, 3, 7))),
        ("DOB 07/03/2021 (5 years)", Some(on(2021, 3, 7))),
        ("EDD 01/02/27", Some(on(2027, 2, 1))),
        ("03/25/2015", Some(on(2015, 3, 25))),
        ("31/02/2021", None),
        ("0121 496 0789", None),
        ("not known", None),
        ("", None),
    ] {
        assert_eq!(date(text, today), expected, "{text}");
    }
}

#[test]
fn i3_postcodes_are_found_and_taken_out_of_addresses() {
    assert_eq!(postcode("7 Elm Grove, Birmingham, B37 5GD is left"), Some("B37 5GD".into()));
    assert_eq!(postcode("b375gd"), Some("B37 5GD".into()));
    assert_eq!(postcode("SW1A 1AA"), Some("SW1A 1AA".into()));
    assert_eq!(postcode("AB37 5GDX"), None);
    assert_eq!(postcode("year 4 at our school"), None);
    assert_eq!(
        address("163 Dudley Road,\nBirmingham,\nB23 9HG"),
        ("163 Dudley Road, Birmingham".into(), Some("B23 9HG".into()))
    );
    assert_eq!(
        address("54 Ivy\nTerrace,\nBirmingham,\nB42 6JP"),
        ("54 Ivy Terrace, Birmingham".into(), Some("B42 6JP".into()))
    );
    assert_eq!(address("58 Albert Road"), ("58 Albert Road".into(), None));
}

#[test]
fn i3_boxes_are_read_only_where_somebody_chose() {
    assert_eq!(gender("\u{2610} Male  \u{2612} Female  \u{2610} Unborn"), ("F".into(), false));
    assert_eq!(gender("\u{2610} Male  \u{2610} Female  \u{2612} Unborn"), (String::new(), true));
    assert_eq!(gender("\u{2612} Male \u{2612} Female \u{2612} Unborn"), (String::new(), false));
    assert_eq!(gender("Male [x]  Female [ ]"), ("M".into(), false));
    assert_eq!(gender("\u{25a0} Male \u{25a0} Female \u{25a0} Unborn"), (String::new(), false));
    assert_eq!(gender("Male"), ("M".into(), false));
    assert_eq!(gender("girl"), ("F".into(), false));
    assert_eq!(ticked("Yes"), None);
}

#[test]
fn i3_names_are_taken_apart() {
    let particles = ["de".to_owned(), "van".to_owned()];
    let of = |text: &str| {
        let (name, _) = name(text, &particles);
        (name.given, name.family)
    };
    assert_eq!(of("Yusuf de Souza"), ("Yusuf".into(), "de Souza".into()));
    assert_eq!(of("Mary Ann O\u{2019}Brien"), ("Mary Ann".into(), "O\u{2019}Brien".into()));
    assert_eq!(of("NGUYEN, Kofi"), ("Kofi".into(), "NGUYEN".into()));
    assert_eq!(of("NGUYEN Kofi"), ("Kofi".into(), "NGUYEN".into()));
    assert_eq!(of("Miss Tariq Taylor-Reid"), ("Tariq".into(), "Taylor-Reid".into()));
    assert_eq!(of("Kofi"), ("Kofi".into(), String::new()));
    let (_, aliases) = name("Kofi Nguyen (known as Koko Smith)", &particles);
    assert_eq!(aliases, [Name { given: "Koko".into(), family: "Smith".into() }]);
}

#[test]
fn i3_an_age_in_months_is_less_than_a_year() {
    assert_eq!(age("about 11"), Some(11));
    assert_eq!(age("8 months"), Some(0));
    assert_eq!(age("unknown"), None);
}
