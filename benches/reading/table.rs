//! The figures, printed.

use std::collections::BTreeMap;

use super::compare::{Count, Outcome, Truth};

const FIELDS: [&str; 11] =
    ["given", "family", "born", "gender", "address", "postcode", "school", "nhs", "upn", "others", "urgent"];

/// Prints precision and recall of each field, in percent, one line a group.
pub(crate) fn print(title: &str, outcomes: &[Outcome], group: impl Fn(&Truth) -> String) {
    println!("\n{title} (precision/recall in percent; right: every child's name and date of birth)");
    print!("{:<26} {:>5} {:>6} {:>6}", "", "mails", "right", "wrong");
    for field in FIELDS {
        print!(" {field:>9}");
    }
    println!();
    let mut groups: BTreeMap<String, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        groups.entry(group(&outcome.truth)).or_default().push(outcome);
    }
    for (name, some) in &groups {
        row(name, some);
    }
    if groups.len() > 1 {
        row("all", &outcomes.iter().collect::<Vec<_>>());
    }
}

fn row(name: &str, outcomes: &[&Outcome]) {
    let right = outcomes.iter().filter(|o| o.right).count();
    let wrong = outcomes.iter().filter(|o| !o.stated_wrongly.is_empty()).count();
    print!("{name:<26} {:>5} {:>6.1} {wrong:>6}", outcomes.len(), percent(right, outcomes.len()));
    for field in FIELDS {
        let mut all = Count::default();
        for count in outcomes.iter().filter_map(|o| o.fields.get(field)) {
            all.right += count.right;
            all.wrong += count.wrong;
            all.missed += count.missed;
        }
        let (right, said, is) = (all.right as usize, all.right + all.wrong, all.right + all.missed);
        if said + is == 0 {
            print!(" {:>9}", "-");
        } else {
            // What was read otherwise than it is was missed as well.
            let cell = format!("{:.0}/{:.0}", percent(right, said as usize), percent(right, (is + all.wrong) as usize));
            print!(" {cell:>9}");
        }
    }
    println!();
}

/// Mails in which all is right, in percent.
pub(crate) fn right(outcomes: &[Outcome]) -> f64 {
    percent(outcomes.iter().filter(|o| o.right).count(), outcomes.len())
}

/// Mails in which something is stated wrongly with confidence, in percent.
pub(crate) fn wrong(outcomes: &[Outcome]) -> f64 {
    percent(outcomes.iter().filter(|o| !o.stated_wrongly.is_empty()).count(), outcomes.len())
}

/// A figure beside its goal.
pub(crate) fn promise(what: &str, percent: f64, goal: f64, at_least: bool) {
    let (kept, sign) = if at_least { (percent >= goal, "at least") } else { (percent < goal, "under") };
    println!("{what}: {percent:.2} % (goal: {sign} {goal} %){}", if kept { "" } else { "  NOT REACHED" });
}

#[allow(clippy::cast_precision_loss, reason = "counts of some thousand")]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}
