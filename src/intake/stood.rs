//! Where the facts of a child stood in free words: the words around each of them.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::values;
use crate::domain::ChildFacts;

/// Letters shown before and after a fact.
const AROUND: usize = 30;

/// Where each fact stood, by its name in [`ChildFacts`]: `"… worried about Aisha Khan, born 3.4.19 …"`. A fact that
/// was put together from several places, or reckoned, is shown where its first part stands; one that stands nowhere
/// is left out.
#[must_use]
pub(crate) fn in_words(child: &ChildFacts, text: &str, today: NaiveDate) -> BTreeMap<String, String> {
    let find = |part: &str| (!part.is_empty()).then(|| text.find(part).map(|at| at..at + part.len())).flatten();
    let first_word = |part: &str| part.split([',', ' ']).find(|w| !w.is_empty()).and_then(find);
    let born = child.date_of_birth.and_then(|born| {
        values::dates(text, today).into_iter().find(|(_, date)| *date == born).map(|(range, _)| range)
    });
    let postcode = values::postcode_at(text).filter(|(_, code)| *code == child.postcode).map(|(range, _)| range);
    let digits = |number: &str| number.get(..3).and_then(find).filter(|_| number.len() >= 10);
    let found: [(&str, Option<Range<usize>>); 7] = [
        (
            "name",
            find(&child.name.full())
                .or_else(|| first_word(&child.name.given))
                .or_else(|| first_word(&child.name.family)),
        ),
        ("date_of_birth", born),
        ("address", find(&child.address).or_else(|| child.address.split(',').next().and_then(find))),
        ("postcode", postcode.filter(|_| !child.postcode.is_empty())),
        ("school", find(&child.school)),
        ("nhs_number", find(&child.nhs_number).or_else(|| digits(&child.nhs_number))),
        ("upn", find(&child.upn)),
    ];
    found.into_iter().filter_map(|(fact, range)| Some((fact.to_owned(), around(text, range?)))).collect()
}

/// The words around a place, in one line.
fn around(text: &str, range: Range<usize>) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let from = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let lead = before.get(from..).unwrap_or_default();
    let tail = after.get(..to).unwrap_or_default();
    // Whole words only.
    let lead = if from > 0 { lead.split_once(char::is_whitespace).map_or("", |(_, rest)| rest) } else { lead };
    let tail = if to < after.len() { tail.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest) } else { tail };
    let middle = text.get(range).unwrap_or_default();
    let line = format!("{lead}{middle}{tail}").split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"\u{2026}{line}\u{2026}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Name;

    #[test]
    fn i3_a_fact_in_free_words_is_shown_with_the_words_around_it() {
        let text = "Dear team,\n\nI am worried about Aisha Khan, born 3.4.19, who lives at 1 Elm Grove, B11 4LG.";
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let child = ChildFacts {
            name: Name { given: "Aisha".to_owned(), family: "Khan".to_owned() },
            date_of_birth: NaiveDate::from_ymd_opt(2019, 4, 3),
            postcode: "B11 4LG".to_owned(),
            school: "Oak School".to_owned(),
            ..ChildFacts::default()
        };
        let stood = in_words(&child, text, today);
        assert_eq!(stood["name"], "\"…Dear team, I am worried about Aisha Khan, born 3.4.19, who lives at 1…\"");
        assert_eq!(stood["date_of_birth"], "\"…about Aisha Khan, born 3.4.19, who lives at 1 Elm Grove,…\"");
        assert_eq!(stood["postcode"], "\"…who lives at 1 Elm Grove, B11 4LG.…\"");
        assert_eq!(stood.get("school"), None, "it stands nowhere");
    }
}
