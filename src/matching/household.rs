//! Who lives together, as far as the case system does not say so itself: children of one family name at one address (C2).

use chrono::NaiveDate;

use super::home::Home;
use super::keys::number;
use super::normalise::{self, NameForm};
use super::{classes, sound};
use crate::domain::Person;

/// Brothers and sisters of this age, in years, are children no longer.
const GROWN_UP: u32 = 18;

/// The households to which a child belongs on a day, as numbers that those of one household share: one for each word of
/// the family name, at the present address. Nothing of a grown-up, or where the date of birth, the house or a British
/// postcode is not known.
#[must_use]
pub fn households_of(person: &Person, on: NaiveDate) -> Vec<i64> {
    let child = |born: NaiveDate| on.years_since(born).is_none_or(|years| years < GROWN_UP);
    if !person.date_of_birth.and_then(normalise::real_date).is_some_and(child) {
        return Vec::new();
    }
    let Some(house) = Home::of(&person.address, &person.postcode).and_then(|home| home.one_house()) else {
        return Vec::new();
    };
    let family = NameForm::of(&person.name).map(|form| form.family);
    let words = family.iter().flat_map(|family| family.iter()).map(|word| sound::code(classes::family_word(word)));
    let mut households: Vec<i64> = words.map(|word| number(&["household", &house, &word])).collect();
    households.sort_unstable();
    households.dedup();
    households
}

#[cfg(test)]
mod tests {
    use super::super::tests::{day, person};
    use super::*;

    fn together(one: (&str, &str, &str, &str), other: (&str, &str, &str, &str)) -> bool {
        let [one, other] = [one, other].map(|(names, born, address, postcode)| {
            households_of(&person("P1", names, born, address, postcode), day("2026-11-23"))
        });
        one.iter().any(|household| other.contains(household))
    }

    #[test]
    fn c2_children_of_one_family_name_at_one_address_live_together() {
        let noah = ("Noah/McDonald", "2015-01-19", "163 Dudley Road", "B23 9HG");
        assert!(together(noah, ("Ava/McDonald", "2019-06-02", "163 Dudley Rd", "b239hg")));
        assert!(together(noah, ("Ava/Mac Donald-Lewis", "2019-06-02", "163 Dudley Road, Birmingham B23 9HG", "")));
        assert!(together(noah, ("Unborn/McDonald", "2027-02-01", "163 Dudley Road", "B23 9HG")), "due in February");
        let jan = ("Jan/Kowalski", "2015-01-19", "Flat 2, 8 Elm Road", "B9 4AA");
        assert!(together(jan, ("Zofia/Kowalska", "2018-01-19", "Flat 2, 8 Elm Road", "B9 4AA")));
        let sikh = ("Arjan/Singh", "2015-01-19", "8 Elm Road", "B9 4AA");
        assert!(together(sikh, ("Simran/Kaur", "2018-01-19", "8 Elm Road", "B9 4AA")));
        for apart in [
            ("Ava/Lewis", "2019-06-02", "163 Dudley Road", "B23 9HG"),
            ("Ava/McDonald", "2019-06-02", "165 Dudley Road", "B23 9HG"),
            ("Ava/McDonald", "2019-06-02", "163 Dudley Road", "B23 9HH"),
            ("Ava/McDonald", "2019-06-02", "163 Dudley Road", ""),
            ("Ava/McDonald", "2019-06-02", "", "B23 9HG"),
            ("Ava/McDonald", "2019-06-02", "Refuge, address withheld", "B23 9HG"),
            ("Ava/McDonald", "2007-06-02", "163 Dudley Road", "B23 9HG"),
            ("Ava/McDonald", "", "163 Dudley Road", "B23 9HG"),
            ("Ava/", "2019-06-02", "163 Dudley Road", "B23 9HG"),
        ] {
            assert!(!together(noah, apart), "{apart:?}");
        }
        let flats = [("Flat 2, 8 Elm Road", "Flat 3, 8 Elm Road"), ("8 Elm Road Flat 2", "8 Elm Road Flat 3")];
        let blocks = [("Elm House Flat 3", "Elm House Flat 9"), ("Elm House, Room B", "Elm House, Room C")];
        for (one, other) in flats.into_iter().chain(blocks) {
            let kowalski = |names, address| (names, "2018-01-19", address, "B9 4AA");
            assert!(!together(kowalski("Jan/Kowalski", one), kowalski("Zofia/Kowalska", other)), "{one}; {other}");
            assert!(together(kowalski("Jan/Kowalski", one), kowalski("Zofia/Kowalska", one)), "{one}");
        }
    }
}
