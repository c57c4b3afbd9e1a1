//! The people of the case store who bear the names that a mail may mean: the second round of reading free words.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::{ChildFacts, Name, Person};
use crate::matching;
use crate::store::cases::{CaseError, CaseStore};

/// Most people that are brought for the names of one question.
const MOST_PEOPLE: usize = 2_000;

/// The people who may bear one of these names, by how they sound; of a name that very many bear, nobody. Nobody either,
/// where nothing was ever imported or the store was built by another version: the check says so.
///
/// # Errors
/// When the store cannot be read.
pub async fn people_named(store: &CaseStore, names: &[Name]) -> Result<Vec<Person>, CaseError> {
    let Some(generation) = store.held() else { return Ok(Vec::new()) };
    if names.is_empty() || generation.index_version() != matching::INDEX_VERSION {
        return Ok(Vec::new());
    }
    // No age is given, so that the day does not matter.
    let any_day = NaiveDate::default();
    let child = |name: &Name| ChildFacts { name: name.clone(), ..ChildFacts::default() };
    let keys_of = |name: &Name| matching::keys_of_child(&child(name), any_day).into_keys();
    let keys: BTreeSet<i64> = names.iter().flat_map(keys_of).collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let postings = generation.candidates(&keys).await?;
    let numbers: BTreeSet<i64> = postings.values().flat_map(|posting| posting.people.iter().copied()).collect();
    let numbers: Vec<i64> = numbers.into_iter().take(MOST_PEOPLE).collect();
    generation.people(&numbers).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::check::{Checker, ToCheck, indexing};
    use crate::domain::{Band, MailboxName};
    use crate::intake::{Reader, Rules, parse};
    use crate::matching::{FindingRules, Model};
    use crate::store::cases::import::{ImportOptions, import};

    async fn store(dir: &std::path::Path) -> CaseStore {
        let extract = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/extract");
        let taken = chrono::DateTime::from_timestamp(1_795_428_000, 0).unwrap();
        import(&extract, dir, ImportOptions::new(indexing()), taken).await.unwrap();
        CaseStore::open(dir).await.unwrap()
    }

    #[tokio::test]
    async fn c1_a_mail_in_small_letters_about_a_known_child_is_perhaps_theirs() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path()).await;
        let reader = Reader::new(Rules::from_toml(include_str!("../../config/reading.toml")).unwrap()).unwrap();
        let text =
            "From: jo@b.test\r\nSubject: hi\r\n\r\nkeziah begum was left alone at the park again, can someone look\r\n";
        let received_at = "2026-11-23T12:00:00Z".parse().unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let read = reader.read(&parse(text.as_bytes(), ""), &[], day);
        assert_eq!(read.children, []);
        let people = people_named(&store, &reader.names_wanted(&read)).await.unwrap();
        let facts = reader.with_known(read, &people, day);
        let checker = Checker::new(store, Model::default(), FindingRules::default(), chrono_tz::Europe::London);
        let mailbox = MailboxName::from("cass");
        let found = checker.check(&[ToCheck { facts: &facts, received_at, mailbox: &mailbox }]).await.unwrap();
        let found = &found[0].children[0].found;
        assert_eq!(found.band, Band::Perhaps, "{}", found.why);
        assert!(found.candidates.iter().any(|one| one.person == "P10001".into()), "{:?}", found.candidates);
    }

    #[tokio::test]
    async fn c1_people_are_found_by_a_name_in_small_letters() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path()).await;
        let name = |given: &str, family: &str| Name { given: given.to_owned(), family: family.to_owned() };
        let found = people_named(&store, &[name("keziah", "begum"), name("nobody", "atall")]).await.unwrap();
        assert!(found.iter().any(|person| person.id == "P10001".into()), "{}", found.len());
        assert_eq!(people_named(&store, &[]).await.unwrap(), []);
        let empty = CaseStore::open(&dir.path().join("nothing")).await.unwrap();
        assert_eq!(people_named(&empty, &[name("keziah", "begum")]).await.unwrap(), []);
    }
}
