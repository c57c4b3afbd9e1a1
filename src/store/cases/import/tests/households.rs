//! Who lives together where the case system does not say so (C2).

use super::*;

/// An extract of these children, by id, family name and address, of whom these are brothers and sisters.
fn extract_of(desk: &Desk, children: &[(usize, &str, &str)], siblings: &[(usize, usize)]) {
    let mut rows = serde_json::Map::new();
    let mut table = |file: &str, lines: Vec<String>| {
        rows.insert(file.to_owned(), lines.len().into());
        desk.edit(&format!("{file}.csv"), |text| {
            let header = text.lines().next().unwrap_or_default().to_owned();
            [&[header], lines.as_slice()].concat().join("\n")
        });
    };
    let person = |(n, family, address): &(usize, &str, &str)| {
        format!("P{n},Ada,{family},2019-05-06,F,,,{address},B9 4AA,,none,no")
    };
    table("people", children.iter().map(person).collect());
    table("relationships", siblings.iter().map(|(one, other)| format!("P{one},P{other},sibling")).collect());
    for empty in ["names", "involvements", "staff", "teams"] {
        table(empty, vec![]);
    }
    let manifest = serde_json::json!({ "extracted_at": "2026-11-23T05:30:00Z", "rows": rows });
    desk.edit("manifest.json", |_| manifest.to_string());
}

#[tokio::test]
async fn c2_children_of_one_household_are_related_by_their_address_where_the_case_system_does_not_say_how() {
    let desk = Desk::new();
    let mut children = vec![(1, "Ash", "1 Elm Road"), (2, "Ash", "1 Elm Road"), (3, "Ash", "1 Elm Road")];
    children.extend([(4, "Ash", "2 Elm Road"), (5, "Oak", "1 Elm Road")]);
    // Thirteen of one name at one address are no household.
    children.extend((10..23).map(|n| (n, "Elm", "The Hostel")));
    extract_of(&desk, &children, &[(2, 3)]);
    desk.import().await.unwrap();
    let store = CaseStore::open(&desk.cases()).await.unwrap();
    let related = async |id: &str| {
        let records = store.records(&[id.into()]).await.unwrap();
        records[0].relations.iter().map(|r| format!("{} {}", r.kind, r.other)).collect::<Vec<_>>()
    };
    assert_eq!(related("P1").await, ["shared_address P2", "shared_address P3"]);
    assert_eq!(related("P2").await, ["shared_address P1", "sibling P3"]);
    for alone in ["P4", "P5", "P10"] {
        assert_eq!(related(alone).await, Vec::<String>::new(), "{alone}");
    }
}
