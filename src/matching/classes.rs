//! Names that stand for each other, and words of names that say nothing: `config/names.toml`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// The file. It is compiled in, since the index in the store belongs to it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    spellings: Vec<String>,
    two_names: Vec<String>,
    short: Vec<String>,
    titles: String,
    no_answers: BTreeSet<String>,
    no_schools: BTreeSet<String>,
    no_names: String,
    brothers: String,
    particles: String,
    one_family: Vec<String>,
}

/// The words, by what they are. They are looked up for each pair of names that is compared, and never walked through.
#[derive(Default)]
struct Lists {
    /// The usual spelling of a name.
    spellings: HashMap<String, String>,
    /// Names that differ like a slip, each with the other.
    two_names: HashSet<(String, String)>,
    /// The full forms of a short one.
    short: HashMap<String, Vec<String>>,
    titles: HashSet<String>,
    no_answers: BTreeSet<String>,
    no_schools: BTreeSet<String>,
    no_names: HashSet<String>,
    brothers: HashSet<String>,
    particles: HashSet<String>,
    /// The first of the words that one family bears.
    one_family: HashMap<String, String>,
}

fn read(text: &str) -> Result<Lists, toml::de::Error> {
    let File { spellings, two_names, short, titles, no_answers, no_schools, no_names, brothers, particles, one_family } =
        toml::from_str(text)?;
    let set = |line: &str| line.split(' ').map(str::to_owned).collect();
    let mut lists = Lists {
        spellings: HashMap::new(),
        two_names: HashSet::new(),
        short: HashMap::new(),
        titles: set(&titles),
        no_answers,
        no_schools,
        no_names: set(&no_names),
        brothers: set(&brothers),
        particles: set(&particles),
        one_family: HashMap::new(),
    };
    for line in &one_family {
        let first = line.split(' ').next().unwrap_or_default();
        lists.one_family.extend(line.split(' ').map(|word| (word.to_owned(), first.to_owned())));
    }
    for line in &spellings {
        let usual = line.split(' ').next().unwrap_or_default();
        lists.spellings.extend(line.split(' ').map(|word| (word.to_owned(), usual.to_owned())));
    }
    for (one, other) in two_names.iter().filter_map(|line| line.split_once(' ')) {
        let (one, other) = (one.to_owned(), other.to_owned());
        lists.two_names.extend([(one.clone(), other.clone()), (other, one)]);
    }
    for line in &short {
        let Some((full, short)) = line.split_once(' ') else { continue };
        for word in short.split(' ') {
            lists.short.entry(word.to_owned()).or_default().push(full.to_owned());
        }
    }
    Ok(lists)
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // A test reads the file, so it is right in every program that was built.
    read(include_str!("../../config/names.toml")).unwrap_or_default()
});

/// The usual spelling of a folded name.
fn spelling(name: &str) -> &str {
    LISTS.spellings.get(name).map_or(name, String::as_str)
}

/// The full forms that a folded name may stand for, in their usual spelling.
fn full_forms(name: &str) -> impl Iterator<Item = &str> {
    LISTS.short.get(name).into_iter().flatten().map(|full| spelling(full))
}

/// A folded word of a family name as all of the family bear it: brothers are called Singh and their sisters Kaur.
pub(super) fn family_word(word: &str) -> &str {
    LISTS.one_family.get(word).map_or(word, String::as_str)
}

/// Whether two folded names are one: two spellings, or a full form and its short one.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let (usual_a, usual_b) = (spelling(a), spelling(b));
    usual_a == usual_b || full_forms(a).any(|full| full == usual_b) || full_forms(b).any(|full| full == usual_a)
}

/// Whether two folded names that differ like a slip of the pen are two names.
pub(super) fn are_two_names(a: &str, b: &str) -> bool {
    LISTS.two_names.contains(&(a.to_owned(), b.to_owned()))
}

/// Whether two folded names may be short for the same: brothers may be called by two of those.
pub(super) fn akin(a: &str, b: &str) -> bool {
    alike(a, b) || full_forms(a).any(|one| full_forms(b).any(|other| one == other))
}

/// The usual form of a name: its spelling, and the full form if it has only one.
pub(super) fn usual(name: &str) -> &str {
    match LISTS.short.get(name).map(Vec::as_slice) {
        Some([full]) if !LISTS.spellings.contains_key(name) => spelling(full),
        Some(_) | None => spelling(name),
    }
}

/// Whether a family name is a title, which may stand there or not.
pub(super) fn is_title(name: &str) -> bool {
    LISTS.titles.contains(name)
}

/// Whether a whole answer says nothing.
pub(super) fn is_no_answer(answer: &str) -> bool {
    LISTS.no_answers.contains(answer)
}

/// Whether a whole answer names no school: "home educated".
pub(super) fn is_no_school(answer: &str) -> bool {
    LISTS.no_schools.contains(answer)
}

/// Whether a word says nothing wherever it stands in a name.
pub(super) fn is_no_name(word: &str) -> bool {
    LISTS.no_names.contains(word)
}

/// Whether a given name is one that all brothers of a family may bear, each with another after it.
pub(super) fn is_shared_by_brothers(name: &str) -> bool {
    LISTS.brothers.contains(spelling(name)) || full_forms(name).any(|full| LISTS.brothers.contains(full))
}

/// Whether a word of a family name is a particle.
pub(super) fn is_particle(word: &str) -> bool {
    LISTS.particles.contains(word)
}

#[cfg(test)]
mod tests {
    use super::super::normalise::fold;
    use super::*;

    #[test]
    fn the_file_is_right_and_its_words_are_folded() {
        let lists = read(include_str!("../../config/names.toml")).unwrap();
        assert!(lists.spellings.len() > 200 && lists.short.len() > 100);
        let file: File = toml::from_str(include_str!("../../config/names.toml")).unwrap();
        let lines = file.spellings.iter().chain(&file.short).chain(&file.two_names).chain(&file.one_family).chain([
            &file.titles,
            &file.no_names,
            &file.brothers,
            &file.particles,
        ]);
        let answers = file.no_answers.iter().chain(&file.no_schools).map(String::as_str);
        for word in lines.flat_map(|line| line.split(' ')).chain(answers) {
            assert!(!word.is_empty() && fold(word) == *word, "{word:?}");
        }
        assert!(read("spellings = []").is_err());
    }

    #[test]
    fn a_name_stands_in_one_set_of_spellings_only() {
        let File { spellings, .. } = toml::from_str(include_str!("../../config/names.toml")).unwrap();
        let mut seen = BTreeSet::new();
        for word in spellings.iter().flat_map(|line| line.split(' ')) {
            assert!(seen.insert(word), "{word}");
        }
    }

    #[test]
    fn short_forms_stand_for_the_full_one_and_not_for_each_other() {
        assert!(alike("billy", "william") && alike("md", "mohammed") && alike("kasia", "katarzyna"));
        assert!(!alike("billy", "will") && akin("billy", "will") && !akin("billy", "robert"));
        assert_eq!((usual("billy"), usual("alex"), usual("oliwia")), ("william", "alex", "olivia"));
    }
}
