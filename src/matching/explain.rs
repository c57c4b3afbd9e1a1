//! Why, in words a person can check: each field's level, both values, and its bits.

use chrono::NaiveDate;

use super::compare::{Born, Field, Lives, Told};
use super::names::{Level, NameEvidence, Order};

/// The fields of a name.
pub(super) fn name(evidence: &NameEvidence<'_>, told: Told) -> Vec<Field> {
    if told == Told::InBits {
        return [(evidence.given, evidence.given_bits), (evidence.family, evidence.family_bits)]
            .into_iter()
            .filter(|(level, _)| *level != Level::Missing)
            .map(|(_, bits)| Field { words: String::new(), bits })
            .collect();
    }
    let ours = |part: &[String]| part.join(" ");
    let (our_given, our_family) = match evidence.order {
        Order::Straight => (ours(&evidence.ours.given), ours(&evidence.ours.family)),
        Order::Swapped => (ours(&evidence.ours.family), ours(&evidence.ours.given)),
        Order::Divided => (ours(&evidence.theirs.given), ours(&evidence.theirs.family)),
    };
    let order = match evidence.order {
        Order::Straight => "",
        Order::Swapped => ", given and family name exchanged",
        Order::Divided => ", the same words divided otherwise",
    };
    let given = part("given name", evidence.given, &our_given, &evidence.theirs.given.join(" "), order);
    let family = part("family name", evidence.family, &our_family, &evidence.theirs.family.join(" "), "");
    [(given, evidence.given_bits), (family, evidence.family_bits)]
        .into_iter()
        .filter_map(|(words, bits)| Some(Field { words: words?, bits }))
        .collect()
}

fn part(what: &str, level: Level, ours: &str, theirs: &str, order: &str) -> Option<String> {
    let how = match level {
        Level::Exact if ours == theirs => return Some(format!("{what}: the same ({ours}){order}")),
        Level::Exact => "the same",
        Level::Close => "nearly the same",
        Level::Alike => "another form",
        Level::Part => "in part the same",
        Level::Sound => "similar",
        Level::Initial => "the initial fits",
        Level::Differs => "differs",
        Level::Missing => return None,
    };
    Some(format!("{what}: {how} ({ours}, {theirs}){order}"))
}

/// The field of the date of birth, or of the age.
pub(super) fn born(
    level: Born,
    ours: Option<NaiveDate>,
    age: Option<u8>,
    theirs: Option<NaiveDate>,
    bits: f64,
    told: Told,
) -> Option<Field> {
    if told == Told::InBits {
        let comparable = level != Born::Missing && (ours.is_some() || age.is_some());
        return comparable.then(|| Field { words: String::new(), bits });
    }
    let shown = |date: Option<NaiveDate>| date.map_or_else(String::new, |d| d.format("%d/%m/%Y").to_string());
    let both = match (ours, age) {
        (Some(_), _) => format!("{}, {}", shown(ours), shown(theirs)),
        (None, Some(age)) => format!("{age} years, {}", shown(theirs)),
        (None, None) => return None,
    };
    let how = match level {
        Born::Exact => return Some(Field { words: format!("date of birth: the same ({})", shown(ours)), bits }),
        Born::Swapped => "day and month exchanged",
        Born::OneDigit => "one digit differs",
        Born::NearDue => "near the due date",
        Born::Age => "the age fits",
        Born::AgeNear => "the age fits nearly",
        Born::TwoParts => "in part the same",
        Born::Differs => "differs",
        Born::Missing => return None,
    };
    Some(Field { words: format!("date of birth: {how} ({both})"), bits })
}

/// The field of the address. The addresses themselves are not repeated.
pub(super) fn lives(level: Lives, bits: f64, told: Told) -> Option<Field> {
    let words = match level {
        Lives::SameHouse => "the same house and postcode",
        Lives::SameStreet => "the same house and street, postcode missing or different in part",
        Lives::SamePostcode => "the same postcode",
        Lives::SameDistrict => "the same district only",
        Lives::Differs => "differs",
        Lives::Missing => return None,
    };
    Some(Field { words: told.words(|| format!("address: {words}")), bits })
}

/// All fields as one line, the weightiest first.
pub(super) fn line(fields: &[Field]) -> String {
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
    fields.iter().map(|f| format!("{} [{:+.1}]", f.words, f.bits)).collect::<Vec<_>>().join("; ")
}
