//! Would weights learned from the pairs themselves be better? Expectation-maximisation over the levels of the people who
//! were looked at closely, without labels; names that are the same keep the weight of their frequency.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use frontdoor::daemon::check::Checker;
use frontdoor::domain::ChildFacts;
use frontdoor::matching;

/// Rounds until the weights stand.
const ROUNDS: usize = 60;
/// Pairs that every level is given beforehand, so that none is impossible.
const SMOOTH: f64 = 0.5;

/// One child beside one person: field and level, and the shipped bits.
struct Pair {
    row: usize,
    person: String,
    fields: Vec<(String, String, f64)>,
}

/// For each level of each field: how often among the same, and among others.
type Weights = BTreeMap<(String, String), (f64, f64)>;

/// The best candidate of each child by learned weights: (place in the list, person, bits).
pub(crate) async fn best(checker: &Checker, children: &[ChildFacts], day: NaiveDate) -> Vec<(usize, String, f64)> {
    let pairs = pairs(checker, children, day).await;
    let (prior, weights) = learn(&pairs);
    for ((field, level), (m, u)) in &weights {
        eprintln!("  {field}: {level}: {:+.1}", (m / u).log2());
    }
    let mut best: BTreeMap<usize, (String, f64)> = BTreeMap::new();
    for pair in &pairs {
        let bits: f64 =
            pair.fields.iter().map(|field| weight(field, &weights)).sum::<f64>() + (prior / (1.0 - prior)).log2();
        let entry = best.entry(pair.row).or_insert_with(|| (pair.person.clone(), bits));
        if bits > entry.1 {
            *entry = (pair.person.clone(), bits);
        }
    }
    best.into_iter().map(|(row, (person, bits))| (row, person, bits)).collect()
}

fn weight((field, level, shipped): &(String, String, f64), weights: &Weights) -> f64 {
    if level == "the same" && (field == "given name" || field == "surname") {
        return *shipped;
    }
    let (m, u) = weights[&(field.clone(), level.clone())];
    (m / u).log2()
}

async fn pairs(checker: &Checker, children: &[ChildFacts], day: NaiveDate) -> Vec<Pair> {
    let look_ups = checker.look_up(children, day).await.unwrap().unwrap();
    let mut pairs = Vec::new();
    for (row, (child, look_up)) in children.iter().zip(&look_ups).enumerate() {
        for record in &look_up.records {
            let fields = matching::fields(child, record, &look_up.frequencies, checker.model(), day);
            let fields = fields.into_iter().filter_map(|(words, bits)| {
                let (field, level) = words.split_once(": ")?;
                let level = level.split(" (").next()?.to_owned();
                // What agrees of an address names the field: it is one field with several levels.
                let home = ["address", "house and street", "postcode", "district"].contains(&field);
                Some(if home {
                    ("home".to_owned(), format!("{field} {level}"), bits)
                } else {
                    (field.to_owned(), level, bits)
                })
            });
            pairs.push(Pair { row, person: record.person.id.to_string(), fields: fields.collect() });
        }
    }
    pairs
}

fn learn(pairs: &[Pair]) -> (f64, Weights) {
    // It begins with what is shipped: above zero bits it is the same.
    let mut same: Vec<f64> = pairs
        .iter()
        .map(|pair| if pair.fields.iter().map(|f| f.2).sum::<f64>() > 15.0 { 0.95 } else { 0.05 })
        .collect();
    let mut prior = 0.5;
    let mut weights = Weights::new();
    for _ in 0..ROUNDS {
        prior = same.iter().sum::<f64>() / same.len() as f64;
        weights.clear();
        let mut totals: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (pair, same) in pairs.iter().zip(&same) {
            for (field, level, _) in &pair.fields {
                let count = weights.entry((field.clone(), level.clone())).or_insert((SMOOTH, SMOOTH));
                *count = (count.0 + same, count.1 + 1.0 - same);
                let total = totals.entry(field.clone()).or_insert((SMOOTH, SMOOTH));
                *total = (total.0 + same, total.1 + 1.0 - same);
            }
        }
        for ((field, _), (m, u)) in &mut weights {
            let (all_m, all_u) = totals[field];
            (*m, *u) = (*m / all_m, *u / all_u);
        }
        for (pair, same) in pairs.iter().zip(&mut same) {
            let bits = pair.fields.iter().map(|field| weight(field, &weights)).sum::<f64>();
            let odds = prior / (1.0 - prior) * bits.exp2();
            *same = odds / (1.0 + odds);
        }
    }
    (prior, weights)
}
