//! Why, in words a person can check: "same given name and date of birth; surname differs (Khan, Begum); postcode the
//! same".

use chrono::NaiveDate;

use super::compare::{Born, Field, Said, Whose};
use super::home::Lives;
use super::names::{Level, NameEvidence, Order};

/// What the name says: its two parts.
pub(super) fn name(evidence: &NameEvidence<'_>) -> Vec<Field> {
    let (our_given, our_family) = match evidence.order {
        Order::Straight => (&evidence.ours.given, &evidence.ours.family),
        Order::Swapped => (&evidence.ours.family, &evidence.ours.given),
        Order::Divided => (&evidence.theirs.given, &evidence.theirs.family),
    };
    let order = match evidence.order {
        Order::Straight => "",
        Order::Swapped => ", given name and surname exchanged",
        Order::Divided => ", the same words divided otherwise",
    };
    let given = part("given name", evidence.given, (our_given, &evidence.theirs.given), order, evidence.given_bits);
    let family = part("surname", evidence.family, (our_family, &evidence.theirs.family), "", evidence.family_bits);
    given.into_iter().chain(family).collect()
}

fn part(
    what: &'static str,
    level: Level,
    (ours, theirs): (&[String], &[String]),
    order: &str,
    bits: f64,
) -> Option<Field> {
    let (ours, theirs) = (shown(ours), shown(theirs));
    let how = match level {
        Level::Exact if ours == theirs && order.is_empty() => {
            return Some(Field { what, said: Said::Same(ours), bits });
        }
        Level::Exact => "the same",
        Level::Slip | Level::Close => "nearly the same",
        Level::Alike => "in another form",
        Level::Part => "in part the same",
        Level::Sound => "similar",
        Level::Initial => "fits as an initial",
        Level::Differs => "differs",
        Level::Missing => return None,
    };
    Some(Field { what, said: Said::Otherwise(format!("{how} ({ours}, {theirs}){order}")), bits })
}

/// Folded words of a name, for people to read.
fn shown(words: &[String]) -> String {
    let capital = |word: &String| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
    };
    words.iter().map(capital).collect::<Vec<_>>().join(" ")
}

/// What the date of birth says, or the age.
pub(super) fn born(
    level: Born,
    ours: Option<NaiveDate>,
    age: Option<u8>,
    theirs: Option<NaiveDate>,
    bits: f64,
) -> Option<Field> {
    let what = "date of birth";
    let shown = |date: Option<NaiveDate>| date.map_or_else(String::new, |d| d.format("%d/%m/%Y").to_string());
    let both = match (ours, age) {
        (Some(_), _) => format!("{}, {}", shown(ours), shown(theirs)),
        (None, Some(age)) => format!("{age} years, {}", shown(theirs)),
        (None, None) => return None,
    };
    let how = match level {
        Born::Exact => return Some(Field { what, said: Said::Same(shown(ours)), bits }),
        Born::Swapped => "with day and month exchanged",
        Born::OneDigit => "with one digit different, or a day or a year off",
        Born::NearDue => "near the due date",
        Born::Age => "fits the age",
        Born::AgeNear => "nearly fits the age",
        Born::TwoParts => "in part the same",
        Born::Doubtful | Born::Differs => "differs",
        Born::Missing => return None,
    };
    Some(Field { what, said: Said::Otherwise(format!("{how} ({both})")), bits })
}

/// What the address says. The addresses themselves are not repeated.
pub(super) fn lives(level: Lives, whose: Whose, bits: f64) -> Option<Field> {
    let address = match whose {
        Whose::Own => "address",
        Whose::ParentOrCarer => "address of a parent or carer",
    };
    let (what, how) = match level {
        Lives::SameHouse => return Some(Field { what: address, said: Said::Same(String::new()), bits }),
        Lives::SameStreet => ("house and street", "the same, the postcode missing or different in part"),
        Lives::SamePostcode => ("postcode", "the same"),
        Lives::NextDoor => ("postcode", "the same, the house another"),
        Lives::InPart => (address, "in part the same"),
        Lives::SameDistrict => ("district", "the same, the address different"),
        Lives::Differs => (address, "differs"),
        Lives::Missing => return None,
    };
    Some(Field { what, said: Said::Otherwise(how.to_owned()), bits })
}

/// All fields as one line: what is the same, then the rest.
pub(super) fn line(fields: &[Field]) -> String {
    let same: Vec<&str> = fields.iter().filter(|f| matches!(f.said, Said::Same(_))).map(|f| f.what).collect();
    let same = match same.as_slice() {
        [] => None,
        [one] => Some(format!("same {one}")),
        [most @ .., last] => Some(format!("same {} and {last}", most.join(", "))),
    };
    let rest = fields.iter().filter_map(|field| match &field.said {
        Said::Same(_) => None,
        Said::Otherwise(how) => Some(format!("{} {how}", field.what)),
    });
    same.into_iter().chain(rest).collect::<Vec<_>>().join("; ")
}

/// One field with both values: "given name: the same (Noah)".
pub(super) fn alone(field: &Field) -> String {
    match &field.said {
        Said::Same(value) if value.is_empty() => format!("{}: the same", field.what),
        Said::Same(value) => format!("{}: the same ({value})", field.what),
        Said::Otherwise(how) => format!("{}: {how}", field.what),
    }
}
