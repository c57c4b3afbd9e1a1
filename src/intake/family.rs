//! The people of the whole mail, of all its sources together.

use super::people::{People, fill, same_child};
use crate::domain::{ChildFacts, Relative};

/// The people of the whole mail.
#[derive(Debug, Clone, Default)]
pub(super) struct Family {
    /// The children it is about.
    pub(super) children: Vec<ChildFacts>,
    /// Everybody else.
    pub(super) household: Vec<Relative>,
}

impl Family {
    /// Adds what one source says; accounts of one child complete each other.
    pub(super) fn add(&mut self, people: &People) {
        for child in &people.children {
            match self.children.iter_mut().find(|c| same_child(c, child)) {
                Some(known) => fill(known, child),
                None => self.children.push(child.clone()),
            }
        }
        for relative in &people.household {
            let known =
                self.household.iter().any(|r| r.name.full().to_lowercase() == relative.name.full().to_lowercase());
            if !known {
                self.household.push(relative.clone());
            }
        }
    }
}

/// Children of different families: other family names and other homes, or other forms (I9).
pub(super) fn several_families(children: &[ChildFacts]) -> bool {
    let lower = |text: &str| text.to_lowercase();
    children.iter().enumerate().any(|(at, one)| {
        children.iter().skip(at + 1).any(|other| {
            let families = !one.name.family.is_empty()
                && !other.name.family.is_empty()
                && lower(&one.name.family) != lower(&other.name.family);
            let homes = !one.postcode.is_empty() && !other.postcode.is_empty() && one.postcode != other.postcode;
            let forms = one.from != other.from && one.postcode != other.postcode;
            families && (homes || forms)
        })
    })
}
