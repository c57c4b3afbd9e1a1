//! From evidence to a decision: same, perhaps or not known, with vetoes where the cost of the wrong child
//! is too high (C1).

use chrono::NaiveDate;

use super::compare::{Born, Field, Homes, Subject, Weighed};
use super::explain;
use super::form::PersonForm;
use super::home::Lives;
use super::model::{Frequencies, Model};
use super::names::Level;
use crate::domain::{Band, Candidate, ChildFacts, Match, MayBe, Record, Relative};

/// Candidates shown at most.
const SHOWN: usize = 5;
/// How far below "perhaps" somebody is still looked at closely: relatives may add as much, and when the family name or
/// the date of birth is missing, the best of those are shown.
const MAY_BE_SHOWN: f64 = 8.0;

/// Matches a child with the candidates that its keys found (C1). `received_on` is the local day of receipt,
/// for ages.
#[must_use]
pub fn match_child(
    child: &ChildFacts,
    household: &[Relative],
    candidates: &[Record],
    frequencies: &Frequencies,
    model: &Model,
    received_on: NaiveDate,
) -> Match {
    let subject = Subject::of(child, household, received_on);
    let formed: Vec<(&Record, PersonForm)> = candidates.iter().map(|r| (r, PersonForm::of(&r.person))).collect();
    let ranked = formed.iter().map(|one| Ranked { record: one.0, weighed: weigh(&subject, one, frequencies, model) });
    let mut ranked: Vec<Ranked> = ranked.collect();
    ranked.sort_by(|a, b| {
        b.weighed.bits.total_cmp(&a.weighed.bits).then_with(|| a.record.person.id.cmp(&b.record.person.id))
    });
    let others = ranked.first().is_some_and(|r| r.weighed.bits >= model.bands.perhaps);
    let incomplete = !subject.is_complete();
    let plausible: Vec<&Ranked> = ranked.iter().filter(|r| r.is_plausible(model, others, incomplete)).collect();
    let (band, why) = decide(&subject, &plausible, model);
    // Of the household, and not among those who may be meant: somebody must think of them.
    let left_out = ranked.iter().any(|r| one_household(&r.weighed) && !r.is_plausible(model, others, incomplete));
    let may_be = match plausible.as_slice() {
        _ if incomplete || left_out || plausible.is_empty() || plausible.len() > SHOWN => MayBe::Anybody,
        [best, next, ..] if one_of_two(best, next, model) => MayBe::OneOfThese,
        _ => MayBe::OneOfTheseOrNobody,
    };
    Match {
        band,
        may_be,
        person: plausible.first().filter(|_| band == Band::Same).map(|r| r.record.person.id.clone()),
        candidates: plausible.iter().take(SHOWN).map(|r| r.shown()).collect(),
        why,
        model: model.version(),
    }
}

/// How each field of a record was weighed against a child, after what is believed before any evidence: in words, and its
/// bits. They add up to the bits of the candidate.
#[must_use]
pub fn fields(
    child: &ChildFacts,
    record: &Record,
    frequencies: &Frequencies,
    model: &Model,
    received_on: NaiveDate,
) -> Vec<(String, f64)> {
    let subject = Subject::of(child, &[], received_on);
    let formed = (record, PersonForm::of(&record.person));
    let fields = weigh(&subject, &formed, frequencies, model).fields();
    let before = ("before any evidence".to_owned(), model.prior(frequencies.people));
    std::iter::once(before).chain(fields.iter().map(|field| (explain::alone(field), field.bits))).collect()
}

/// The match when a person said who the child is: somebody of the store, or `None` for a new child.
#[must_use]
pub fn said_by_a_person(record: Option<&Record>, model: &Model) -> Match {
    let why = "a person said so".to_owned();
    let (may_be, model) = (MayBe::Anybody, model.version());
    match record {
        None => Match { band: Band::NotKnown, person: None, candidates: Vec::new(), may_be, why, model },
        Some(Record { person, .. }) => {
            let shown_as = if person.restricted { RESTRICTED.to_owned() } else { person.name.full() };
            let candidate = Candidate { person: person.id.clone(), bits: 0.0, why: why.clone(), shown_as };
            Match { band: Band::Same, person: Some(person.id.clone()), candidates: vec![candidate], may_be, why, model }
        }
    }
}

/// The people worth a closer look (relations and all), best first: their places in `people`.
#[must_use]
pub fn shortlist(
    child: &ChildFacts,
    household: &[Relative],
    people: &[&PersonForm],
    frequencies: &Frequencies,
    model: &Model,
    received_on: NaiveDate,
) -> Vec<usize> {
    let subject = Subject::of(child, household, received_on);
    let mut found: Vec<(usize, f64)> = people
        .iter()
        .enumerate()
        .map(|(place, person)| (place, subject.weigh(person, &[], frequencies, model)))
        .filter(|(_, w)| w.bits > model.bands.perhaps - MAY_BE_SHOWN || w.homes == Homes::One || w.numbers.agree)
        .map(|(place, weighed)| (place, weighed.bits))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.into_iter().take(2 * SHOWN).map(|(place, _)| place).collect()
}

/// What a case number that is the record's own weighs.
const CASE_NUMBER: f64 = 22.0;
const RESTRICTED: &str = "a restricted record";

struct Ranked<'a> {
    record: &'a Record,
    weighed: Weighed<'a>,
}

impl Ranked<'_> {
    /// By the bits, or by a number. When the bits find nobody: of the household, and when what was given is
    /// incomplete, also somebody less likely.
    fn is_plausible(&self, model: &Model, others: bool, incomplete: bool) -> bool {
        let w = &self.weighed;
        let least = model.bands.perhaps - if may_be_renamed(w) { model.bands.renamed } else { 0.0 };
        let unlikely = incomplete && (w.bits >= model.bands.perhaps - MAY_BE_SHOWN || w.homes == Homes::One);
        w.bits >= least || w.numbers.agree || (!others && (one_household(w) || unlikely))
    }

    fn shown(&self) -> Candidate {
        let person = &self.record.person;
        let (why, shown_as) = if person.restricted {
            // C9: only the staff named for it may be told what it holds.
            (RESTRICTED.to_owned(), RESTRICTED.to_owned())
        } else {
            (explain::line(&self.weighed.fields()), person.name.full())
        };
        Candidate { person: person.id.clone(), bits: self.weighed.bits, why, shown_as }
    }
}

/// The given name and the day of birth: a child who moves with one parent may take another surname, so that these two do
/// not speak twice against it.
fn may_be_renamed(w: &Weighed<'_>) -> bool {
    w.given <= Level::Alike && w.born == Born::Exact && !w.gender_differs
}

/// The same home and family name: the child, or a brother or sister. The same home and given name or day of birth: the
/// child under another name, or with a wrong date.
fn one_household(w: &Weighed<'_>) -> bool {
    w.homes == Homes::One && (w.family.agrees() || w.given <= Level::Close || w.born <= Born::OneDigit)
}

fn weigh<'p>(
    subject: &'p Subject<'_>,
    (record, form): &'p (&Record, PersonForm),
    frequencies: &Frequencies,
    model: &Model,
) -> Weighed<'p> {
    let mut weighed = subject.weigh(form, &record.relations, frequencies, model);
    let said = subject.child.case_number.trim();
    let mut ids = std::iter::once(&record.person.id).chain(&record.former_ids);
    if !said.is_empty() && ids.any(|id| id.as_str().eq_ignore_ascii_case(said)) {
        weighed.numbers.agree = true;
        weighed.bits += CASE_NUMBER;
        weighed.others.push(Field::of("case number", "", CASE_NUMBER));
    }
    weighed
}

fn decide(subject: &Subject<'_>, plausible: &[&Ranked<'_>], model: &Model) -> (Band, String) {
    let Some(best) = plausible.first() else { return nobody(subject) };
    let next = plausible.get(1);
    if best.weighed.bits < model.bands.same {
        let why = if best.weighed.bits >= model.bands.perhaps {
            "the evidence is not enough to be sure; a person decides"
        } else if may_be_renamed(&best.weighed) {
            "given name and date of birth are those of somebody on record (perhaps under another surname); a person decides"
        } else if subject.is_complete() {
            "somebody less likely, of the same household or with the same number is on record; a person decides"
        } else {
            "the details given are incomplete, and somebody on record may be meant; a person decides"
        };
        return (Band::Perhaps, with_next(why, best, next));
    }
    if let Some(next) = next.filter(|next| near(best, next, model)) {
        return (
            Band::Perhaps,
            with_next("two people on record fit about equally; a person decides", best, Some(next)),
        );
    }
    if let Some(veto) = veto(best, plausible) {
        return (Band::Perhaps, with_next(veto, best, next));
    }
    let words =
        if best.record.person.restricted { RESTRICTED.to_owned() } else { explain::line(&best.weighed.fields()) };
    (Band::Same, with_next(&words, best, next))
}

/// Whether the next one fits about as well.
fn near(best: &Ranked<'_>, next: &Ranked<'_>, model: &Model) -> bool {
    let (best, next) = (&best.weighed, &next.weighed);
    // Which of the twins on record is meant, only the name itself tells.
    let twins = next.homes == Homes::One && next.born.agrees() && !matches!(best.given, Level::Exact | Level::Alike);
    // Somebody of this very name lives in the very house, and the best does not: the date of birth may be the slip.
    let of_the_house = |w: &Weighed<'_>| w.lives == Lives::SameHouse && w.given == Level::Exact && w.family.agrees();
    let in_the_house = of_the_house(next) && !of_the_house(best) && !best.numbers.agree;
    twins || in_the_house || best.bits - next.bits < model.margin
}

/// Whether both surely are of the child's home and day of birth and bear such a name: then it is one of the two, and only
/// which is open. With another name it may be one more child of the family.
fn one_of_two(best: &Ranked<'_>, next: &Ranked<'_>, model: &Model) -> bool {
    let surely = |one: &Ranked<'_>| {
        let w = &one.weighed;
        w.bits >= model.bands.same && w.homes == Homes::One && w.born == Born::Exact && w.given.agrees()
    };
    surely(best) && surely(next) && near(best, next, model)
}

/// "Not known" is believed only of a child whose family name and date of birth were given.
fn nobody(subject: &Subject<'_>) -> (Band, String) {
    if subject.names.is_empty() && subject.is_numbered() {
        (Band::Perhaps, "nobody on record has that number, and the name is missing; a person decides".to_owned())
    } else if subject.names.is_empty() && subject.born.is_none() {
        (Band::NotKnown, "no child is named, and nobody on record fits".to_owned())
    } else if !subject.has_family_name() {
        (Band::Perhaps, "nobody on record fits, but the family name is missing; a person decides".to_owned())
    } else if subject.born.is_none() {
        (Band::Perhaps, "nobody on record fits, but the date of birth is missing; a person decides".to_owned())
    } else {
        (Band::NotKnown, "nobody on record fits".to_owned())
    }
}

fn with_next(why: &str, best: &Ranked<'_>, next: Option<&&Ranked<'_>>) -> String {
    let bits = best.weighed.bits;
    match next {
        Some(next) => format!("{why} ({bits:+.1} bits, the next {:+.1})", next.weighed.bits),
        None => format!("{why} ({bits:+.1} bits, no other fits)"),
    }
}

/// Why a person must look although the bits are enough.
fn veto(best: &Ranked<'_>, plausible: &[&Ranked<'_>]) -> Option<&'static str> {
    let w = &best.weighed;
    let elsewhere = plausible.iter().skip(1).any(|r| r.weighed.numbers.agree);
    if best.record.person.restricted {
        return Some("the record is restricted; only the staff named for it may say");
    }
    if w.numbers.conflict || (elsewhere && !w.numbers.agree) {
        return Some("the numbers given belong to different people; a person decides");
    }
    if w.numbers.agree && !(w.given.agrees() && w.born.agrees()) && !missing(w) {
        return Some("a number agrees, but name or date of birth does not (perhaps a brother's or sister's number)");
    }
    let other_name = matches!(w.given, Level::Sound | Level::Part);
    let other_day = !matches!(w.born, Born::Exact | Born::Missing);
    let nearly = w.given > Level::Alike && w.given.agrees() && (other_name || other_day);
    if w.numbers.agree && (nearly || (w.gender_differs && w.given != Level::Exact)) {
        return Some(
            "a number agrees, but the given name only nearly (perhaps a brother's, sister's or twin's number)",
        );
    }
    if together(w) && !(w.given.agrees() && w.born.agrees()) {
        return Some(
            "the same household, but given name and date of birth do not both agree (perhaps a twin, a brother or a sister, or a parent)",
        );
    }
    if (together(w) || w.born == Born::Exact) && !w.numbers.agree && could_be_a_twin(w) {
        return Some("the same day of birth or household, but only a similar given name (perhaps a twin)");
    }
    if !w.numbers.agree && w.only_the_brothers_name() {
        return Some("of the given name only the part that brothers share (perhaps a brother or a twin)");
    }
    if w.is_a_first_of_january() && w.family > Level::Alike && !w.numbers.agree {
        return Some("born on a first of January, as is written when nobody knows, and the surname is not the same");
    }
    if w.homes == Homes::Two && !w.numbers.agree && !w.support {
        return Some("the address differs and nothing else supports it (perhaps a namesake, or the child has moved)");
    }
    if w.lives == Lives::NextDoor && !w.numbers.agree && !w.support {
        return Some("another house of the same postcode, and nothing else supports it (perhaps a namesake)");
    }
    if !(w.numbers.agree || w.given.agrees() && w.born.agrees()) {
        return Some("given name and date of birth do not both agree, and no number does (perhaps a relative)");
    }
    None
}

/// The same home, or the same postcode.
fn together(w: &Weighed<'_>) -> bool {
    w.homes == Homes::One || w.lives.together()
}

/// An identifier agrees and the other fields say too little to contradict it.
fn missing(w: &Weighed<'_>) -> bool {
    let given = w.given.agrees() || matches!(w.given, Level::Missing | Level::Initial);
    let born = w.born.agrees() || w.born == Born::Missing;
    given && born && (w.given.agrees() || w.born.agrees())
}

fn could_be_a_twin(w: &Weighed<'_>) -> bool {
    // What is a given name on record may be the family's in the mail: then the other part must agree as well.
    let exchanged = w.names_are_exchanged() && (w.gender_differs || w.family > Level::Close);
    let other_gender = w.gender_differs && w.given != Level::Exact;
    matches!(w.given, Level::Sound | Level::Part | Level::Close) || other_gender || exchanged
}
