//! A child in a mail compared with one person of the store, field by field.

use chrono::{Datelike, NaiveDate};

use super::classes;
use super::explain;
use super::form::PersonForm;
use super::home::{self, Home, Lives};
use super::keys::{day_and_month_swapped, school_term};
use super::model::{Frequencies, Model};
use super::names::{self, Level, NameEvidence, Order};
use super::normalise::{self, NameForm};
use super::numbers;
use crate::domain::{ChildFacts, Relation, Relative, SHARED_ADDRESS};

/// How far dates of birth agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Born {
    Exact,
    /// Day and month exchanged.
    Swapped,
    /// One digit differs, or it is a day or a year off.
    OneDigit,
    /// Near the due date.
    NearDue,
    /// The age said fits.
    Age,
    /// The age said is a year off.
    AgeNear,
    /// Two of day, month and year agree.
    TwoParts,
    /// A few years apart, and one of them is a first of January, which is written when nobody knows.
    Doubtful,
    Missing,
    Differs,
}

impl Born {
    /// Whether it speaks for the same person as far as one can tell.
    pub(super) fn agrees(self) -> bool {
        self <= Self::AgeNear
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

/// One field's evidence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    /// `given name`, `date of birth` …
    pub(super) what: &'static str,
    pub(super) said: Said,
    pub(super) bits: f64,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// It is the same; the value, if it may be repeated.
    Same(String),
    /// How it is otherwise, with both values if they may be repeated: `differs (Khan, Begum)`.
    Otherwise(String),
}

impl Field {
    /// A field whose values are not repeated; without words for how it is otherwise, it is the same.
    pub(super) fn of(what: &'static str, how: &str, bits: f64) -> Self {
        let said = if how.is_empty() { Said::Same(String::new()) } else { Said::Otherwise(how.to_owned()) };
        Self { what, said, bits }
    }
}

/// Whose address on record was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The person's, now or earlier.
    Own,
    /// A parent's or carer's: a child who is looked after, or is with the other parent.
    ParentOrCarer,
}

/// Whether two addresses are one home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Homes {
    /// The home is the same, or so much of its address that it is as good as that.
    One,
    /// Both are known, and they are two.
    Two,
    /// Too little is known of one of them, or they share a postcode.
    Unsure,
}

impl Homes {
    fn of(lives: Lives, bits: f64) -> Self {
        if lives <= Lives::SameStreet || bits >= ONE_HOME {
            Self::One
        } else if lives.conflicts() || lives == Lives::InPart {
            Self::Two
        } else {
            Self::Unsure
        }
    }
}

/// Level, our date, our age, their date, bits.
type BornFields = (Born, Option<NaiveDate>, Option<u8>, Option<NaiveDate>, f64);

/// All evidence for one person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weighed<'p> {
    pub(super) bits: f64,
    name: Option<NameEvidence<'p>>,
    born_fields: BornFields,
    lives_bits: f64,
    whose_home: Whose,
    /// Numbers, gender, school, relatives.
    pub(super) others: Vec<Field>,
    pub(super) given: Level,
    pub(super) family: Level,
    pub(super) born: Born,
    pub(super) lives: Lives,
    pub(super) homes: Homes,
    pub(super) numbers: Numbers,
    /// A relative or the school agrees.
    pub(super) support: bool,
    pub(super) gender_differs: bool,
}

impl Weighed<'_> {
    /// Whether one of the given names is only that which brothers share, and the other has more: Mohammed, and Mohammed
    /// Ali.
    pub(super) fn only_the_brothers_name(&self) -> bool {
        self.name.is_some_and(|name| {
            let (ours, theirs) = (&name.ours.given, &name.theirs.given);
            let short = if ours.len() < theirs.len() { ours } else { theirs };
            ours.len() != theirs.len() && matches!(&**short, [one] if classes::is_shared_by_brothers(one))
        })
    }

    /// Whether given name and family name agree only crosswise.
    pub(super) fn names_are_exchanged(&self) -> bool {
        self.name.is_some_and(|name| name.order == Order::Swapped)
    }

    /// Whether both were born on one first of January.
    pub(super) fn is_a_first_of_january(&self) -> bool {
        let (level, ours, ..) = self.born_fields;
        level == Born::Exact && ours.is_some_and(is_first_of_january)
    }

    /// Every field in words.
    pub(super) fn fields(&self) -> Vec<Field> {
        let (level, ours, age, theirs, bits) = self.born_fields;
        let name = self.name.iter().flat_map(explain::name);
        let born = explain::born(level, ours, age, theirs, bits);
        let lives = explain::lives(self.lives, self.whose_home, self.lives_bits);
        name.chain(born).chain(lives).chain(self.others.iter().cloned()).collect()
    }
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
    unborn: bool,
    received_on: NaiveDate,
}

impl<'a> Subject<'a> {
    pub(super) fn of(child: &'a ChildFacts, household: &'a [Relative], received_on: NaiveDate) -> Self {
        Self {
            child,
            names: NameForm::all(&child.name, &child.aliases),
            born: child.date_of_birth.and_then(normalise::real_date),
            home: Home::of(&child.address, &child.postcode),
            school: normalise::school(&child.school),
            household: household.iter().filter_map(|r| Some((r, NameForm::of(&r.name)?))).collect(),
            nhs_number: numbers::nhs_number(&child.nhs_number),
            upn: numbers::upn(&child.upn),
            sex: normalise::sex(&child.gender),
            unborn: child.unborn || normalise::is_unnamed(&child.name.given),
            received_on,
        }
    }

    /// Whether a family name was given.
    pub(super) fn has_family_name(&self) -> bool {
        self.names.iter().any(|form| !form.family.is_empty())
    }

    /// Whether enough was given to believe "not known".
    pub(super) fn is_complete(&self) -> bool {
        self.has_family_name() && self.born.is_some()
    }

    /// Whether a number was given: of the NHS, of a pupil, of the case system.
    pub(super) fn is_numbered(&self) -> bool {
        self.nhs_number.is_some() || self.upn.is_some() || !self.child.case_number.trim().is_empty()
    }

    /// Weighs all fields against one person. Words are put to it by [`Weighed::fields`]: for a shortlist of a hundred
    /// only the weight is wanted.
    pub(super) fn weigh<'p>(
        &'p self,
        person: &'p PersonForm,
        relations: &[Relation],
        frequencies: &Frequencies,
        model: &Model,
    ) -> Weighed<'p> {
        let name = names::best(&self.names, &person.names, frequencies);
        let (given, family) = name.map_or((Level::Missing, Level::Missing), |n: NameEvidence<'_>| (n.given, n.family));
        let (born, born_bits) = self.born(person);
        let (lives, whose_home, lives_bits) = self.lives(person, relations, frequencies);
        let mut others = Vec::new();
        let numbers = self.numbers(person, &mut others);
        let gender_differs = self.gender(person, &mut others);
        let support = self.school(person, frequencies, &mut others) | self.relatives(relations, &mut others);
        let homes = Homes::of(lives, lives_bits);
        let name = name.map(|name| if homes == Homes::One { name.of_one_home() } else { name });
        let bits = model.prior(frequencies.people)
            + name.map_or(0.0, |name| name.bits())
            + born_bits
            + lives_bits
            + others.iter().map(|field| field.bits).sum::<f64>();
        let born_fields = (born, self.born, self.child.age, person.born, born_bits);
        Weighed {
            bits,
            name,
            born_fields,
            lives_bits,
            whose_home,
            others,
            given,
            family,
            born,
            lives,
            homes,
            numbers,
            support,
            gender_differs,
        }
    }

    fn born(&self, person: &PersonForm) -> (Born, f64) {
        let Some(theirs) = person.born else { return (Born::Missing, 0.0) };
        let Some(ours) = self.born else { return self.age(theirs) };
        let days = (ours - theirs).num_days().abs();
        let due = self.unborn || person.unnamed;
        if ours == theirs {
            // The first of January is often written when only the year is known.
            let bits = if is_first_of_january(ours) { 9.0 } else { 12.6 };
            (Born::Exact, bits)
        } else if due && days <= 100 {
            (Born::NearDue, if days <= 21 { 7.0 } else { 4.0 })
        } else if due {
            (Born::Differs, -8.0)
        } else if day_and_month_swapped(ours) == Some(theirs) {
            (Born::Swapped, 5.0)
        } else if is_a_slip(ours, theirs) && !(is_first_of_january(ours) && is_first_of_january(theirs)) {
            (Born::OneDigit, 2.0)
        } else {
            let same = [ours.year() == theirs.year(), ours.month() == theirs.month(), ours.day() == theirs.day()];
            if same.iter().filter(|s| **s).count() == 2 {
                (Born::TwoParts, 0.0)
            } else if (is_first_of_january(ours) || is_first_of_january(theirs))
                && (ours.year() - theirs.year()).abs() <= 3
            {
                (Born::Doubtful, -3.0)
            } else {
                (Born::Differs, -9.0)
            }
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

    /// The best of where they live, where they lived, and where a parent or carer lives.
    fn lives(&self, person: &PersonForm, relations: &[Relation], frequencies: &Frequencies) -> (Lives, Whose, f64) {
        let nothing = (Lives::Missing, Whose::Own, 0.0);
        let Some(ours) = &self.home else { return nothing };
        let with: Vec<Home> = relations.iter().filter_map(|with| Home::of(&with.address, &with.postcode)).collect();
        let now = person.home.iter().map(|home| (home, Whose::Own, 0.0));
        let before = person.earlier.iter().map(|home| (home, Whose::Own, 1.0));
        let with = with.iter().map(|home| (home, Whose::ParentOrCarer, 1.0));
        now.chain(before)
            .chain(with)
            .map(|(theirs, whose, off)| {
                let (lives, bits) = home::compare(ours, theirs, frequencies);
                (lives, whose, if bits > 0.0 { bits - off } else { bits })
            })
            // That a parent or carer lives elsewhere says nothing.
            .filter(|(_, whose, bits)| *whose == Whose::Own || *bits > 0.0)
            .reduce(|best, next| if next.2 > best.2 { next } else { best })
            .unwrap_or(nothing)
    }

    fn numbers(&self, person: &PersonForm, fields: &mut Vec<Field>) -> Numbers {
        let nhs = (&self.nhs_number, &person.nhs_number);
        let upn = (&self.upn, &person.upn);
        let mut numbers = Numbers::default();
        for (what, pair, valid) in [
            ("NHS number", nhs, crate::domain::nhs_is_valid as fn(&str) -> bool),
            ("pupil number", upn, crate::domain::upn_is_valid as fn(&str) -> bool),
        ] {
            let (Some(ours), Some(theirs)) = pair else { continue };
            let (how, bits) = if ours == theirs {
                numbers.agree = true;
                ("", 22.0)
            } else if strsim::osa_distance(ours, theirs) == 1 && !(valid(ours) && valid(theirs)) {
                ("differs in one place", 9.0)
            } else if valid(ours) && valid(theirs) {
                numbers.conflict = true;
                ("differs", -8.0)
            } else {
                ("differs, and one of them cannot be right", 0.0)
            };
            fields.push(Field::of(what, how, bits));
        }
        numbers
    }

    fn gender(&self, person: &PersonForm, fields: &mut Vec<Field>) -> bool {
        let (Some(ours), Some(theirs)) = (self.sex, person.sex) else { return false };
        let (how, bits) = if ours == theirs { ("", 0.9) } else { ("differs", -3.0) };
        fields.push(Field::of("gender", how, bits));
        ours != theirs
    }

    /// The same school supports the more, the fewer children of the store go there.
    fn school(&self, person: &PersonForm, frequencies: &Frequencies, fields: &mut Vec<Field>) -> bool {
        let (ours, theirs) = (&self.school, &person.school);
        if ours.is_empty() || theirs.is_empty() {
            return false;
        }
        let same = ours == theirs;
        let share = || frequencies.share(school_term(ours), 1.0 / 500.0);
        let bits = if same { (0.6 / share()).log2().clamp(1.0, SCHOOL) } else { OTHER_SCHOOL };
        fields.push(Field::of("school", if same { "" } else { "differs" }, bits));
        same && bits >= SUPPORTS
    }

    /// Relatives named in the mail who are on record as relatives: up to two count.
    fn relatives(&self, relations: &[Relation], fields: &mut Vec<Field>) -> bool {
        if self.household.is_empty() || relations.is_empty() {
            return false;
        }
        // Who lives at the same address is a guess of the import, and supports nothing.
        let stated = relations.iter().filter(|relation| relation.kind != SHARED_ADDRESS);
        let theirs: Vec<(&Relation, NameForm)> =
            stated.filter_map(|relation| Some((relation, NameForm::of(&relation.name)?))).collect();
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
            fields.push(Field::of("a relative named in the mail", "is on record", 4.0));
        }
        found > 0
    }
}

/// From here on two addresses are taken for one.
const ONE_HOME: f64 = 9.0;
/// What the same school weighs at most: brothers and sisters share it.
const SCHOOL: f64 = 4.0;
/// From here on a school tells a child from a namesake: one that every tenth child goes to does not.
const SUPPORTS: f64 = 2.5;
/// What another school weighs: children change schools.
const OTHER_SCHOOL: f64 = -0.7;

/// So many years apart it is rather a parent of that name than a slip in the year.
const GENERATION: i32 = 12;

fn is_first_of_january(date: NaiveDate) -> bool {
    (date.month(), date.day()) == (1, 1)
}

/// One digit is another, or two neighbours are exchanged; or it is the day before or after, or the year.
fn is_a_slip(a: NaiveDate, b: NaiveDate) -> bool {
    let years = (a.year() - b.year()).abs();
    let next_year = years == 1 && (a.month(), a.day()) == (b.month(), b.day());
    let next_day = (a - b).num_days().abs() == 1;
    next_year || next_day || (one_digit(a, b) && years < GENERATION)
}

fn one_digit(a: NaiveDate, b: NaiveDate) -> bool {
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
