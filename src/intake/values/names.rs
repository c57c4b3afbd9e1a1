//! Whole names in their parts.

use crate::domain::Name;

const TITLES: [&str; 9] = ["mr", "mrs", "miss", "ms", "master", "dr", "mx", "prof", "sir"];

/// A whole name in its parts. `particles` are the small words of family names (`de`, `van`).
#[must_use]
pub(crate) fn name(value: &str, particles: &[String]) -> (Name, Vec<Name>) {
    let line = value.lines().next().unwrap_or_default();
    let (main, alias) = split_alias(line);
    let aliases = alias.map(|a| one_name(a, particles)).into_iter().filter(|n| !n.full().is_empty()).collect();
    (one_name(main, particles), aliases)
}

/// What stands before another name.
pub(crate) const ALSO_CALLED: [&str; 11] = [
    "also known as",
    "known as",
    "a.k.a.",
    "aka ",
    "a.k.a",
    "likes to be called",
    "prefers to be called",
    "preferred name",
    "prefers ",
    "goes by",
    "nickname",
];

/// "Kofi Nguyen (known as Koko)" and "Kofi Nguyen aka Koko".
pub(crate) fn split_alias(line: &str) -> (&str, Option<&str>) {
    let lower = line.to_lowercase();
    for mark in ALSO_CALLED {
        let begins = |at: usize| !lower.get(..at).is_some_and(|b| b.ends_with(char::is_alphanumeric));
        if let Some(at) = lower.match_indices(mark).map(|(at, _)| at).find(|at| begins(*at))
            && let (Some(main), Some(alias)) = (line.get(..at), line.get(at + mark.len()..))
        {
            return (main.trim_end_matches(['(', ' ', ',', '-']), Some(alias.trim_matches([')', ' ', ':', '"', '.'])));
        }
    }
    match line.split_once('(') {
        Some((main, _)) => (main, None),
        None => (line, None),
    }
}

fn one_name(text: &str, particles: &[String]) -> Name {
    let clean = |part: &str| part.trim().trim_matches(['.', ',', ';', ':', '"', '-', '*']).trim().to_owned();
    if let Some((family, given)) = text.split_once(',')
        && !given.trim().is_empty()
        && family.split_whitespace().count() <= 3
        && given.split_whitespace().count() <= 3
        && !given.chars().any(|c| c.is_ascii_digit())
    {
        return Name { given: clean(given), family: clean(family) };
    }
    let mut words: Vec<String> = text
        .split(',')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(clean)
        .filter(|w| !w.is_empty() && !w.chars().any(|c| c.is_ascii_digit()))
        .collect();
    while words.len() > 1 && words.first().is_some_and(|w| TITLES.contains(&w.to_lowercase().as_str())) {
        words.remove(0);
    }
    let shouted =
        |w: &String| w.chars().filter(|c| c.is_alphabetic()).count() > 1 && !w.chars().any(char::is_lowercase);
    if words.len() > 1 && words.first().is_some_and(shouted) && !words.last().is_some_and(shouted) {
        let upper: Vec<String> = words.iter().take_while(|w| shouted(w)).cloned().collect();
        let rest: Vec<String> = words.iter().skip(upper.len()).cloned().collect();
        return Name { given: rest.join(" "), family: upper.join(" ") };
    }
    // "Chiara Mariana GARCÍA MÁRQUEZ"
    let large = words.iter().rev().take_while(|w| shouted(w)).count();
    if large > 1 && large < words.len() && !words.first().is_some_and(shouted) {
        let family = words.split_off(words.len() - large);
        return Name { given: words.join(" "), family: family.join(" ") };
    }
    let split = words
        .iter()
        .skip(1)
        .position(|w| particles.iter().any(|p| *p == w.to_lowercase()))
        .map_or(words.len().saturating_sub(1), |at| at + 1);
    if words.len() < 2 {
        return Name { given: words.concat(), family: String::new() };
    }
    let family = words.split_off(split);
    Name { given: words.join(" "), family: family.join(" ") }
}
