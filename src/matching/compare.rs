//! A child in a mail compared with one person of the store, field by field.

use chrono::{Datelike, NaiveDate};

use super::explain;
use super::form::PersonForm;
use super::keys::{day_and_month_swapped, postcode_term};
use super::model::{Frequencies, Model};
use super::names::{self, Level, NameEvidence};
use super::normalise::{self, Home, NameForm};
use crate::domain::{ChildFacts, Relation, Relative};

/// How far dates of birth agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Born {
    Exact,
    /// Day and month exchanged.
    Swapped,
    /// One digit differs.
    OneDigit,
    /// Near the due date.
    NearDue,
    /// The age said fits.
    Age,
    /// The age said is a year off.
    AgeNear,
    /// Two of day, month and year agree.
    TwoParts,
    Missing,
    Differs,
}

impl Born {
    /// Whether it speaks for the same person as far as one can tell.
    pub(super) fn agrees(self) -> bool {
        self <= Self::AgeNear
    }
}

/// How far homes agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lives {
    /// Postcode and house.
    SameHouse,
    /// House and street; the postcode is missing, or wrong in part.
    SameStreet,
    /// Postcode only.
    SamePostcode,
    /// The district (outward part) only.
    SameDistrict,
    Missing,
    Differs,
}

impl Lives {
    /// Whether it is the same house or as good as that.
    pub(super) fn together(self) -> bool {
        self <= Self::SamePostcode
    }

    /// Whether two addresses are known and conflict.
    pub(super) fn conflicts(self) -> bool {
        matches!(self, Self::SameDistrict | Self::Differs)
    }
}

/// Identifiers compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Numbers {
    /// One of them is the same.
    pub(super) agree: bool,
    /// Both are valid, and they differ.
    pub(super) conflict: bool,
}

/// One field's evidence in words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) words: String,
    pub(super) bits: f64,
}

/// All evidence for one person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weighed {
    pub(super) bits: f64,
    pub(super) fields: Vec<Field>,
    pub(super) given: Level,
    pub(super) family: Level,
    pub(super) born: Born,
    pub(super) lives: Lives,
    pub(super) numbers: Numbers,
    /// A relative or the school agrees.
    pub(super) support: bool,
    pub(super) gender_differs: bool,
}

/// A child in a mail, brought to one form once for all comparisons.
pub(super) struct Subject<'a> {
    pub(super) child: &'a ChildFacts,
    pub(super) names: Vec<NameForm>,
    pub(super) born: Option<NaiveDate>,
    home: Option<Home>,
    school: String,
    household: Vec<(&'a Relative, NameForm)>,
    nhs_number: Option<String>,
    upn: Option<String>,
    sex: Option<char>,
    received_on: NaiveDate,
}

/// Whether the evidence is put into words. For a shortlist of hundreds only its weight is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    InWords,
    InBits,
}

impl Told {
    /// The words, when they are wanted.
    pub(super) fn words(self, words: impl FnOnce() -> String) -> String {
        match self {
            Self::InWords => words(),
            Self::InBits => String::new(),
        }
    }
}

impl<'a> Subject<'a> {
    pub(super) fn of(child: &'a ChildFacts, household: &'a [Relative], received_on: NaiveDate) -> Self {
        Self {
            child,
            names: NameForm::all(&child.name, &child.aliases),
            born: child.date_of_birth.and_then(normalise::real_date),
            home: Home::of(&child.address, &child.postcode),
            school: normalise::fold(&child.school),
            household: household.iter().filter_map(|r| Some((r, NameForm::of(&r.name)?))).collect(),
            nhs_number: normalise::nhs_number(&child.nhs_number),
            upn: normalise::upn(&child.upn),
            sex: normalise::sex(&child.gender),
            received_on,
        }
    }

    /// Weighs all fields against one person.
    pub(super) fn weigh(
        &self,
        person: &PersonForm,
        relations: &[Relation],
        frequencies: &Frequencies,
        model: &Model,
        told: Told,
    ) -> Weighed {
        let mut fields = Vec::new();
        let name = names::best(&self.names, &person.names, frequencies);
        if let Some(name) = &name {
            fields.extend(explain::name(name, told));
        }
        let (given, family) = name.map_or((Level::Missing, Level::Missing), |n: NameEvidence<'_>| (n.given, n.family));
        let (born, born_bits) = self.born(person);
        fields.extend(explain::born(born, self.born, self.child.age, person.born, born_bits, told));
        let (lives, lives_bits) = self.lives(person, frequencies);
        fields.extend(explain::lives(lives, lives_bits, told));
        let numbers = self.numbers(person, &mut fields, told);
        let gender_differs = self.gender(person, &mut fields, told);
        let support = self.school(person, &mut fields, told) | self.relatives(relations, &mut fields);
        let bits = model.prior() + fields.iter().map(|f| f.bits).sum::<f64>();
        Weighed { bits, fields, given, family, born, lives, numbers, support, gender_differs }
    }

    fn born(&self, person: &PersonForm) -> (Born, f64) {
        let Some(theirs) = person.born else { return (Born::Missing, 0.0) };
        let Some(ours) = self.born else { return self.age(theirs) };
        let days = (ours - theirs).num_days().abs();
        let due = self.child.unborn || person.unnamed;
        if ours == theirs {
            // The first of January is often written when only the year is known.
            let bits = if (ours.month(), ours.day()) == (1, 1) { 9.0 } else { 12.6 };
            (Born::Exact, bits)
        } else if due && days <= 100 {
            (Born::NearDue, if days <= 21 { 7.0 } else { 4.0 })
        } else if due {
            (Born::Differs, -8.0)
        } else if day_and_month_swapped(ours) == Some(theirs) {
            (Born::Swapped, 5.0)
        } else if one_digit(ours, theirs) {
            (Born::OneDigit, 5.0)
        } else {
            let same = [ours.year() == theirs.year(), ours.month() == theirs.month(), ours.day() == theirs.day()];
            if same.iter().filter(|s| **s).count() == 2 { (Born::TwoParts, 2.5) } else { (Born::Differs, -6.0) }
        }
    }

    fn age(&self, theirs: NaiveDate) -> (Born, f64) {
        let Some(said) = self.child.age else { return (Born::Missing, 0.0) };
        let is = self.received_on.years_since(theirs).map_or(-1, i64::from);
        match (i64::from(said) - is).abs() {
            0 => (Born::Age, 3.7),
            1 => (Born::AgeNear, 1.2),
            _ => (Born::Differs, -5.0),
        }
    }

    fn lives(&self, person: &PersonForm, frequencies: &Frequencies) -> (Lives, f64) {
        let Some(ours) = &self.home else { return (Lives::Missing, 0.0) };
        let now = person.home.iter().map(|home| (home, 0.0));
        let before = person.earlier.iter().map(|home| (home, 1.0));
        now.chain(before)
            .map(|(theirs, off)| {
                let (lives, bits) = same_home(ours, theirs, frequencies);
                (lives, if bits > 0.0 { bits - off } else { bits })
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((Lives::Missing, 0.0))
    }

    fn numbers(&self, person: &PersonForm, fields: &mut Vec<Field>, told: Told) -> Numbers {
        let nhs = (&self.nhs_number, &person.nhs_number);
        let upn = (&self.upn, &person.upn);
        let mut numbers = Numbers::default();
        for (what, pair, valid) in [
            ("NHS number", nhs, crate::domain::nhs_is_valid as fn(&str) -> bool),
            ("pupil number", upn, crate::domain::upn_is_valid as fn(&str) -> bool),
        ] {
            let (Some(ours), Some(theirs)) = pair else { continue };
            let (words, bits) = if ours == theirs {
                numbers.agree = true;
                ("the same", 22.0)
            } else if strsim::osa_distance(ours, theirs) == 1 && !(valid(ours) && valid(theirs)) {
                ("one place differs", 9.0)
            } else if valid(ours) && valid(theirs) {
                numbers.conflict = true;
                ("differs", -8.0)
            } else {
                ("differs, and one of them cannot be right", 0.0)
            };
            fields.push(Field { words: told.words(|| format!("{what}: {words}")), bits });
        }
        numbers
    }

    fn gender(&self, person: &PersonForm, fields: &mut Vec<Field>, told: Told) -> bool {
        let (Some(ours), Some(theirs)) = (self.sex, person.sex) else { return false };
        let (words, bits) = if ours == theirs { ("the same", 0.9) } else { ("differs", -3.0) };
        fields.push(Field { words: told.words(|| format!("gender: {words}")), bits });
        ours != theirs
    }

    fn school(&self, person: &PersonForm, fields: &mut Vec<Field>, told: Told) -> bool {
        let ours = &self.school;
        let same = !ours.is_empty()
            && *ours == person.school
            && !["none", "n a", "not known", "unknown"].contains(&ours.as_str());
        if same {
            fields.push(Field { words: told.words(|| "school: the same".to_owned()), bits: 3.0 });
        }
        same
    }

    /// Relatives named in the mail who are on record as relatives: up to two count.
    fn relatives(&self, relations: &[Relation], fields: &mut Vec<Field>) -> bool {
        if self.household.is_empty() || relations.is_empty() {
            return false;
        }
        let theirs: Vec<(&Relation, NameForm)> =
            relations.iter().filter_map(|relation| Some((relation, NameForm::of(&relation.name)?))).collect();
        let known = |(relative, ours): &&(&Relative, NameForm)| {
            theirs.iter().any(|(relation, theirs)| {
                let given = names::given_level(&ours.given, &theirs.given) <= Level::Alike;
                let born = (relative.date_of_birth, relation.date_of_birth);
                let same_day = matches!(born, (Some(a), Some(b)) if a == b);
                let other_day = matches!(born, (Some(a), Some(b)) if a != b);
                given && !other_day && (same_day || names::level(&ours.family, &theirs.family) <= Level::Part)
            })
        };
        let found = self.household.iter().filter(known).take(2).count();
        for _ in 0..found {
            fields.push(Field { words: "a relative named in the mail is on record".to_owned(), bits: 4.0 });
        }
        found > 0
    }
}

fn one_digit(a: NaiveDate, b: NaiveDate) -> bool {
    // One digit is another, or two neighbours are exchanged.
    let (a, b) = (digits(a), digits(b));
    let differ: Vec<usize> = (0..a.len()).filter(|place| a.get(*place) != b.get(*place)).collect();
    match differ.as_slice() {
        [_] => true,
        [one, next] => next - one == 1 && a.get(*one) == b.get(*next) && a.get(*next) == b.get(*one),
        _ => false,
    }
}

/// A date as people write it, digit by digit: day, month, year.
fn digits(date: NaiveDate) -> [u32; 8] {
    let (day, month, year) = (date.day(), date.month(), date.year().unsigned_abs());
    let place = |number: u32, ten: u32| number / ten % 10;
    [
        place(day, 10),
        place(day, 1),
        place(month, 10),
        place(month, 1),
        place(year, 1000),
        place(year, 100),
        place(year, 10),
        place(year, 1),
    ]
}

fn same_home(ours: &Home, theirs: &Home, frequencies: &Frequencies) -> (Lives, f64) {
    let street = !ours.street.is_empty() && ours.street == theirs.street;
    let number = ours.numbers.iter().any(|n| theirs.numbers.contains(n));
    let unnumbered = ours.numbers.is_empty() && theirs.numbers.is_empty();
    let house = (number && (street || ours.street.is_empty() || theirs.street.is_empty())) || (unnumbered && street);
    match (&ours.postcode, &theirs.postcode) {
        (Some(a), Some(b)) if a == b => {
            if house {
                return (Lives::SameHouse, 15.0);
            }
            let share = frequencies.share(postcode_term(a), 1.0 / 20_000.0);
            let bits = (0.7 / share.max(1e-9)).log2().clamp(7.0, 11.0);
            // Another house of the same postcode is a neighbour or a slip; a house left out is neither.
            let another = !ours.numbers.is_empty() && !theirs.numbers.is_empty() && !number;
            (Lives::SamePostcode, if another { 6.0 } else { bits })
        }
        (Some(a), Some(b)) if house && street && a.outward == b.outward => (Lives::SameStreet, 12.0),
        (Some(a), Some(b)) if a.outward == b.outward => (Lives::SameDistrict, 1.0),
        (Some(_), Some(_)) if house && street && strsim::osa_distance(&whole(ours), &whole(theirs)) == 1 => {
            (Lives::SameStreet, 12.0)
        }
        (None, _) | (_, None) if house && street => (Lives::SameStreet, 12.0),
        (None, _) | (_, None) if ours.street.is_empty() || theirs.street.is_empty() => (Lives::Missing, 0.0),
        _ => (Lives::Differs, -2.4),
    }
}

fn whole(home: &Home) -> String {
    home.postcode.as_ref().map(normalise::Postcode::whole).unwrap_or_default()
}
