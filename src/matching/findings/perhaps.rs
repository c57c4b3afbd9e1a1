//! What would follow if a child were each of those it may be, and whose brother or sister it may be (C1, C2, C9).

use crate::domain::{
    Band, ChildFacts, ChildFindings, Facts, Match, MayBe, PerhapsSibling, Person, Record, Relative, SHARED_ADDRESS,
};
use crate::matching::home::Home;
use crate::matching::normalise::NameForm;

use super::{View, connected_staff};

/// The brothers and sisters whom a mail names well enough to be looked for: by a date of birth, or at the child's own
/// address.
pub fn named_siblings(facts: &Facts) -> impl Iterator<Item = &Relative> {
    let at_home = facts.children.first().is_some_and(|child| !child.address.trim().is_empty());
    let siblings = facts.household.iter().filter(|_| !facts.children.is_empty()).filter(|r| r.is_sibling());
    siblings.filter(move |r| !r.name.given.trim().is_empty() && (r.date_of_birth.is_some() || at_home))
}

impl View<'_> {
    /// What would hold were the child each of those it may be. Of a restricted record nothing is read (C9).
    pub(super) fn readings(&self, found: &Match) -> Vec<ChildFindings> {
        let seen = |id| self.by_id.get(id).is_some_and(|record| !record.person.restricted);
        let all_seen = found.candidates.iter().all(|candidate| seen(&candidate.person));
        if found.band != Band::Perhaps || found.may_be == MayBe::Anybody || !all_seen {
            return Vec::new();
        }
        let nobody = Match { band: Band::NotKnown, person: None, candidates: Vec::new(), ..found.clone() };
        let mut people: Vec<Match> = found
            .candidates
            .iter()
            .map(|candidate| Match { band: Band::Same, person: Some(candidate.person.clone()), ..nobody.clone() })
            .collect();
        if found.may_be == MayBe::OneOfTheseOrNobody {
            people.push(nobody);
        }
        people.into_iter().map(|one| self.taken_for(one)).collect()
    }

    /// Those who may be a brother or sister and are open. Who is restricted is entered with the first child, and is not
    /// among them.
    pub(super) fn perhaps_siblings(
        &self,
        facts: &Facts,
        named: &[Match],
        children: &mut [ChildFindings],
    ) -> Vec<PerhapsSibling> {
        let mut siblings: Vec<PerhapsSibling> = Vec::new();
        for (record, why) in self.may_be_siblings(facts, named, children) {
            let id = &record.person.id;
            let counted = |child: &ChildFindings| {
                child.found.person.as_ref() == Some(id) || child.siblings.iter().any(|(sibling, _)| sibling == id)
            };
            if children.iter().any(counted) || siblings.iter().any(|sibling| sibling.person == *id) {
                continue;
            }
            let open: Vec<_> = record.involvements.iter().filter(|i| self.is_open(i)).cloned().collect();
            if record.person.restricted {
                self.seal(record, children);
            } else if !open.is_empty() {
                siblings.push(PerhapsSibling { person: id.clone(), shown_as: record.person.name.full(), why, open });
            }
        }
        siblings
    }

    /// Who a brother or sister named in the mail may be; and who lives with the child, or with those it may be.
    fn may_be_siblings(&self, facts: &Facts, named: &[Match], children: &[ChildFindings]) -> Vec<(&Record, String)> {
        let mut found: Vec<(&Record, String)> = Vec::new();
        for (relative, matched) in named_siblings(facts).zip(named).filter(|(_, m)| m.band == Band::Perhaps) {
            for candidate in &matched.candidates {
                let record = self.by_id.get(&candidate.person).copied();
                // Without a date of birth the home says who is meant, and only the present one.
                let meant = |record: &&Record| {
                    relative.date_of_birth.is_some()
                        || (facts.children.first().is_some_and(|child| one_house(child, &record.person))
                            && share_a_name(relative, &record.person))
                };
                found.extend(record.filter(meant).map(|record| (record, candidate.why.clone())));
            }
        }
        let meant = children.iter().flat_map(|child| std::iter::once(child).chain(&child.readings));
        let meant = meant.filter_map(|child| self.by_id.get(child.found.person.as_ref()?));
        let together = meant
            .flat_map(|record| &record.relations)
            .filter(|relation| self.rules.household_relationships.contains(&relation.kind));
        for relation in together {
            let why = if relation.kind == SHARED_ADDRESS {
                "a child of the same family name at the same address"
            } else {
                "of the same household"
            };
            found.extend(self.by_id.get(&relation.other).map(|record| (*record, why.to_owned())));
        }
        found
    }

    /// A restricted record of somebody who may be a brother or sister: a person named for it must look (C9).
    fn seal(&self, record: &Record, children: &mut [ChildFindings]) {
        let Some(first) = children.first_mut() else { return };
        if first.sealed.iter().all(|sealed| sealed.person != record.person.id) {
            first.sealed.push(self.sealed(record, false, true));
        }
        first.restricted = true;
        first.connected_staff.extend(connected_staff(record));
        first.connected_staff.sort();
        first.connected_staff.dedup();
    }
}

fn one_house(child: &ChildFacts, person: &Person) -> bool {
    let house = |address, postcode| Home::of(address, postcode).and_then(|home| home.one_house());
    let ours = house(&child.address, &child.postcode);
    ours.is_some() && ours == house(&person.address, &person.postcode)
}

fn share_a_name(relative: &Relative, person: &Person) -> bool {
    let (Some(ours), Some(theirs)) = (NameForm::of(&relative.name), NameForm::of(&person.name)) else { return false };
    let any = |ours: &[String], theirs: &[String]| ours.iter().any(|word| theirs.contains(word));
    any(&ours.family, &theirs.family) || any(&ours.given, &theirs.given)
}
