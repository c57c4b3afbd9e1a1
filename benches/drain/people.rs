//! A seeded extract of the case system: families of brothers and sisters with their involvements.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{Days, NaiveDate};

/// Chance with a seed: the same people and mails in every run.
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(crate) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What a mail says of a child.
#[derive(Clone)]
pub(crate) struct Child {
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) born: NaiveDate,
    pub(crate) gender: char,
    pub(crate) street: String,
    pub(crate) postcode: String,
    pub(crate) school: &'static str,
    /// Had an involvement in the last 28 days and none is open: a decision is asked for.
    pub(crate) recent: bool,
}

const GIVEN: [&str; 64] = [
    "Aaliyah", "Adam", "Aisha", "Alfie", "Amelia", "Amir", "Anya", "Archie", "Ava", "Ayaan", "Bella", "Callum",
    "Chloe", "Connor", "Daisy", "Daniel", "Ebony", "Edward", "Ella", "Ethan", "Evie", "Fatima", "Finley", "Freya",
    "George", "Grace", "Hamza", "Hannah", "Harry", "Ibrahim", "Imani", "Isla", "Jack", "Jasmine", "Jayden", "Jessica",
    "Joshua", "Kacey", "Keziah", "Kian", "Leah", "Leo", "Lucas", "Maisie", "Maryam", "Mason", "Megan", "Mohammed",
    "Nadia", "Noah", "Oliver", "Oscar", "Poppy", "Rayan", "Reece", "Ruby", "Samuel", "Sofia", "Tariq", "Tia", "Willow",
    "Yusuf", "Zahra", "Zofia",
];
const STEMS: [&str; 48] = [
    "Ash", "Bar", "Beck", "Black", "Brad", "Brook", "Cal", "Clay", "Dal", "Dun", "East", "Ell", "Farn", "Fen", "Gar",
    "Gold", "Hal", "Har", "Hart", "Hay", "Hol", "Kel", "Kirk", "Lang", "Law", "Mal", "Mar", "Mil", "Nor", "Oak", "Old",
    "Pem", "Penn", "Rad", "Red", "Rock", "Row", "Sand", "Shel", "Stan", "Strat", "Thorn", "Wal", "War", "Wes", "Whit",
    "Win", "Wood",
];
const ENDS: [&str; 24] = [
    "bourne", "brook", "burn", "bury", "by", "cliffe", "combe", "cott", "den", "field", "ford", "gate", "ham", "hurst",
    "land", "ley", "low", "man", "more", "side", "stone", "ton", "well", "worth",
];
const STREETS: [&str; 24] = [
    "Grange Avenue",
    "Bristol Street",
    "Moor Lane",
    "Church Road",
    "Park View",
    "Station Road",
    "Mill Close",
    "Highfield Road",
    "Victoria Street",
    "Green Lane",
    "Manor Drive",
    "Oak Tree Crescent",
    "Heath Road",
    "Kings Road",
    "Queensway",
    "Warwick Road",
    "Coventry Road",
    "Alum Rock Road",
    "Soho Hill",
    "Lozells Road",
    "Pershore Road",
    "Hagley Road",
    "Stratford Road",
    "Tyburn Road",
];
const SCHOOLS: [&str; 8] = [
    "Hillside Primary School",
    "Greenfield Academy",
    "Oakwood School",
    "St Mary's Primary School",
    "Northfield High School",
    "Riverside Nursery",
    "Park Lane Academy",
    "Kingsmead School",
];
const CONCERNS: [&str; 8] = [
    "was collected late for the third time this month, by an adult the school does not know",
    "came to school without a coat and said that there was no food in the house",
    "was seen with a bruise on the upper arm and could not say how it happened",
    "told the school nurse that an older cousin frightens them",
    "was at home alone with a younger brother on two evenings last week",
    "was found with the home cold and dirty; a parent has been drinking again",
    "heard shouting at night and does not want to go home",
    "has missed eleven days of school since the holidays",
];
/// Kind, service, team.
const INVOLVED: [[&str; 3]; 6] = [
    ["referral", "cass", "CASS"],
    ["contact", "cass", "CASS"],
    ["assessment", "asti", "ASTI North"],
    ["family_support_plan", "family_support", "Family Support South"],
    ["care_plan", "safeguarding", "Area Safeguarding East"],
    ["occupational_therapy", "occupational_therapy", "OT Service"],
];

/// The day that the extract and the rehearsal are of.
pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A concern in a referrer's words, without the child's name in front.
pub(crate) fn concern(chance: &mut Seeded) -> &'static str {
    chance.one(&CONCERNS)
}

/// Brothers and sisters.
pub(crate) fn family(chance: &mut Seeded) -> Vec<Child> {
    let name = format!("{}{}", chance.one(&STEMS), chance.one(&ENDS));
    let street = format!("{} {}", 1 + chance.below(240), chance.one(&STREETS));
    let letter = |n: usize| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[n]);
    let (first, second) = (letter(chance.below(20)), letter(chance.below(20)));
    let postcode = format!("B{} {}{first}{second}", 1 + chance.below(48), 1 + chance.below(9));
    let first_given = chance.below(GIVEN.len());
    (0..=chance.below(4))
        .map(|number| Child {
            // Never two of one name in a family.
            given: GIVEN[(first_given + number * 7) % GIVEN.len()].to_owned(),
            family: name.clone(),
            born: day() - Days::new(u64::try_from(200 + chance.below(16 * 365)).unwrap()),
            gender: if chance.below(2) == 0 { 'F' } else { 'M' },
            street: street.clone(),
            postcode: postcode.clone(),
            school: chance.one(&SCHOOLS),
            recent: false,
        })
        .collect()
}

/// Writes an extract of so many people into `to`; staff and teams are copied from `samples`. The answer is the
/// people.
pub(crate) fn extract(to: &Path, samples: &Path, people: usize) -> Vec<Child> {
    std::fs::create_dir_all(to).unwrap();
    let mut chance = Seeded::new(7);
    let mut all: Vec<Child> = Vec::with_capacity(people);
    let mut rows = String::from(
        "person_id,given_names,family_name,date_of_birth,gender,nhs_number,upn,address,postcode,school,disability,safety_alert\n",
    );
    let mut relations = String::from("person_id,other_id,kind\n");
    let mut names = String::from("person_id,given_names,family_name,kind\n");
    let mut involvements = String::from(
        "involvement_id,person_id,kind,service,team,worker,opened_on,closed_on,outcome,decided_by,decided_on,source,summary\n",
    );
    let (mut related, mut aliases, mut involved) = (0, 0, 0);
    while all.len() < people {
        let first = all.len();
        // Most families never had anything to do with the service lately.
        let way = chance.below(100);
        for child in family(&mut chance) {
            let id = all.len();
            let Child { given, family, born, gender, street, postcode, school, .. } = &child;
            writeln!(rows, "P{id},{given},{family},{born},{gender},,,{street},{postcode},{school},none,no").unwrap();
            for other in first..id {
                writeln!(relations, "P{id},P{other},sibling\nP{other},P{id},sibling").unwrap();
                related += 2;
            }
            if chance.below(20) == 0 {
                writeln!(names, "P{id},{},{family},alias", chance.one(&GIVEN)).unwrap();
                aliases += 1;
            }
            if let Some((opened, closed)) = involvement(&mut chance, way) {
                let [kind, service, team] = chance.one(&INVOLVED);
                let closed_on = closed.map(|day| day.to_string()).unwrap_or_default();
                let outcome = if closed.is_some() { "advice" } else { "" };
                writeln!(
                    involvements,
                    "V{id},P{id},{kind},{service},{team},W{},{opened},{closed_on},{outcome},M{},{opened},school,\"{given} {}.\"",
                    1 + chance.below(6),
                    1 + chance.below(3),
                    concern(&mut chance),
                )
                .unwrap();
                involved += 1;
            }
            all.push(Child { recent: (10..35).contains(&way), ..child });
        }
    }
    let count = all.len();
    for (file, text) in
        [("people", rows), ("relationships", relations), ("names", names), ("involvements", involvements)]
    {
        std::fs::write(to.join(format!("{file}.csv")), text).unwrap();
    }
    for file in ["staff.csv", "teams.csv"] {
        std::fs::copy(samples.join(file), to.join(file)).unwrap();
    }
    let lines = |file: &str| std::fs::read_to_string(samples.join(file)).unwrap().lines().count() - 1;
    let manifest = format!(
        "{{\"extracted_at\": \"2026-11-23T05:30:00+00:00\", \"rows\": {{\"people\": {count}, \"names\": {aliases}, \
         \"relationships\": {related}, \"involvements\": {involved}, \"staff\": {}, \"teams\": {}}}}}",
        lines("staff.csv"),
        lines("teams.csv"),
    );
    std::fs::write(to.join("manifest.json"), manifest).unwrap();
    all
}

/// A family's way: one in ten has an open case, one in four was closed lately, one in four long ago.
fn involvement(chance: &mut Seeded, way: usize) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let ago = |days: usize| day() - Days::new(u64::try_from(days).unwrap());
    match way {
        0..10 => Some((ago(5 + chance.below(200)), None)),
        10..35 => Some((ago(30 + chance.below(100)), Some(ago(1 + chance.below(25))))),
        35..60 => Some((ago(500 + chance.below(900)), Some(ago(200 + chance.below(200))))),
        _ => None,
    }
}
