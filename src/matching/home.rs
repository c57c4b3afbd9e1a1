//! Addresses taken apart and compared. A British postcode names a dozen houses; any other code, as other countries
//! write them, names a district at best. The rest is text: its words count by how rare they are in the store.

use serde::{Deserialize, Serialize};

use super::keys::{place_term, postcode_term};
use super::model::Frequencies;
use super::normalise::fold;

/// A postcode: outward and inward part. Of a code that is not British the inward part is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Postcode {
    pub(super) outward: String,
    pub(super) inward: String,
}

impl Postcode {
    /// Reads a British postcode; `None` for anything else and for ZZ99, which means "no fixed abode".
    pub(super) fn parse(text: &str) -> Option<Self> {
        let clean = letters_and_digits(text);
        let (outward, inward) = clean.split_at_checked(clean.len().checked_sub(3)?)?;
        let inward =
            if clean.chars().filter(char::is_ascii_alphabetic).count() > 1 { &sound_inward(inward) } else { inward };
        let mut tail = inward.chars();
        let shaped = (2..=4).contains(&outward.len())
            && outward.starts_with(|c: char| c.is_ascii_alphabetic())
            && outward.chars().any(|c| c.is_ascii_digit())
            && tail.next().is_some_and(|c| c.is_ascii_digit())
            && tail.all(|c| c.is_ascii_alphabetic());
        (shaped && !outward.starts_with("ZZ")).then(|| Self { outward: outward.to_owned(), inward: inward.to_owned() })
    }

    /// Reads any code with a digit in it that stands in the column for postcodes.
    fn of_column(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| {
            let clean = letters_and_digits(text);
            let digits = clean.chars().filter(char::is_ascii_digit);
            let first = clean.chars().next()?;
            let real = (3..=10).contains(&clean.len())
                && digits.count() > 0
                && !clean.starts_with("ZZ99")
                && !clean.chars().all(|c| c == first);
            real.then(|| Self { outward: clean, inward: String::new() })
        })
    }

    /// Finds one at the end of an address.
    fn ending(address: &str) -> Option<Self> {
        let words: Vec<&str> = address.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        match words.as_slice() {
            [.., a, b] => Self::parse(&format!("{a}{b}")).or_else(|| Self::parse(b)),
            [a] => Self::parse(a),
            [] => None,
        }
    }

    /// Whether it names a dozen houses.
    pub(super) fn is_british(&self) -> bool {
        !self.inward.is_empty()
    }

    /// Both parts as one word.
    pub(super) fn whole(&self) -> String {
        format!("{} {}", self.outward, self.inward).trim_end().to_owned()
    }
}

/// The inward part with what is misread for each other put right: a digit, then two letters.
fn sound_inward(inward: &str) -> String {
    let digit = |c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        other => other,
    };
    let letter = |c| match c {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '5' => 'S',
        '8' => 'B',
        other => other,
    };
    inward.chars().enumerate().map(|(place, c)| if place == 0 { digit(c) } else { letter(c) }).collect()
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Home {
    /// House and flat numbers, the flat's first, also of `12a`.
    pub(super) numbers: Vec<String>,
    /// The words after them: the street, or the house's name, then the place.
    pub(super) words: Vec<String>,
    pub(super) postcode: Option<Postcode>,
}

/// How an address begins that is none.
const NOWHERE: &[&str] = &[
    "no fixed",
    "nfa",
    "unknown",
    "not known",
    "not disclosed",
    "not given",
    "withheld",
    "confidential",
    "homeless",
    "refuge",
    "women s refuge",
    "womens refuge",
    "address withheld",
    "address not",
    "address confidential",
];

/// What stands before the number of a home within a house, or on a site.
const FLATS: &[&str] = &[
    "flat",
    "apartment",
    "apt",
    "unit",
    "room",
    "plot",
    "pitch",
    "bay",
    "caravan",
    "lot",
    "chalet",
    "pod",
    "berth",
    "mooring",
];

/// `12a`: the house, and the flat in it.
fn number_and_letter(word: &str) -> Option<(&str, &str)> {
    let (number, letter) = word.split_at_checked(word.len().checked_sub(1)?)?;
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    (digits && letter.chars().all(|c| c.is_ascii_alphabetic())).then_some((number, letter))
}

/// Words of an address that are kept.
const WORDS: usize = 12;

impl Home {
    /// Takes an address apart; `None` when it says nothing.
    pub(super) fn of(address: &str, postcode: &str) -> Option<Self> {
        let postcode = Postcode::of_column(postcode).or_else(|| Postcode::ending(address));
        let folded = fold(address);
        let nowhere = NOWHERE.iter().any(|words| folded.starts_with(words));
        if nowhere {
            return postcode.map(|p| Self { postcode: Some(p), ..Self::default() });
        }
        let mut home = Self { postcode, ..Self::default() };
        let code = home.postcode.as_ref().map(|p| fold(&p.whole())).unwrap_or_default();
        let mut after_flat = false;
        for word in folded.strip_suffix(&code).unwrap_or(&folded).split(' ').filter(|w| !w.is_empty()) {
            let letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
            if home.words.is_empty() && FLATS.contains(&word) {
                after_flat = true;
            } else if let (true, Some((number, flat))) = (home.words.is_empty(), number_and_letter(word)) {
                // 12a is a flat of 12, however it is written.
                home.numbers.extend([flat, number].map(str::to_owned));
            } else if home.words.is_empty() && letter && home.numbers.len() == 1 && !after_flat {
                home.numbers.insert(0, word.to_owned());
            } else if home.words.is_empty() && (after_flat || word.starts_with(|c: char| c.is_ascii_digit())) {
                home.numbers.push(word.to_owned());
                after_flat = false;
            } else if home.words.len() < WORDS {
                home.words.push(street_word(word).to_owned());
            }
        }
        (home.postcode.is_some() || !home.words.is_empty()).then_some(home)
    }

    /// The house's own number: the last of those written, since a flat's comes first.
    pub(super) fn house(&self) -> &str {
        self.numbers.last().map_or("", String::as_str)
    }

    /// What names the house or the flat and nothing else, as one text; `None` where house or British postcode is missing.
    /// Numbers after the street count as well: Flat 2 and Flat 3 are two homes wherever the flat is written.
    pub(super) fn one_house(&self) -> Option<String> {
        let postcode = self.postcode.as_ref().filter(|code| code.is_british())?;
        let flat = |word: &&String| word.len() == 1 || word.contains(|c: char| c.is_ascii_digit());
        let mut parts: Vec<&str> =
            self.numbers.iter().chain(self.words.iter().filter(flat)).map(String::as_str).collect();
        if self.numbers.is_empty() {
            parts.extend(self.words.iter().take(3).map(String::as_str));
        }
        parts.sort_unstable();
        (!parts.is_empty()).then(|| format!("{} {}", parts.join(" "), postcode.whole()))
    }

    /// The first words that are more than a kind of street.
    pub(super) fn proper_words(&self) -> impl Iterator<Item = &String> {
        self.words.iter().filter(|word| word.len() > 2 && !is_kind_of_street(word)).take(3)
    }

    /// The street, or the house's name: the first two words, as one.
    pub(super) fn street(&self) -> String {
        self.words.iter().take(2).map(String::as_str).collect()
    }
}

/// What every other street is.
const STREETS: &[&str] = &[
    "road", "street", "avenue", "close", "lane", "drive", "court", "crescent", "gardens", "grove", "place", "square",
    "terrace", "way", "walk", "house", "park", "hill", "view", "row", "circuit", "the",
];

fn is_kind_of_street(word: &str) -> bool {
    STREETS.contains(&word)
}

fn street_word(word: &str) -> &str {
    match word {
        "rd" => "road",
        "st" | "str" => "street",
        "ave" | "av" => "avenue",
        "cl" => "close",
        "ln" => "lane",
        "dr" => "drive",
        "ct" => "court",
        "cres" => "crescent",
        "gdns" => "gardens",
        "gr" | "gro" => "grove",
        "pl" => "place",
        "sq" => "square",
        "ter" | "terr" => "terrace",
        other => other,
    }
}

/// How far homes agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lives {
    /// Postcode and house.
    SameHouse,
    /// House and street; the postcode is missing, or wrong in part.
    SameStreet,
    /// Postcode; at least one of the two says no house, or the house is written otherwise.
    SamePostcode,
    /// Postcode, and two house numbers that differ: a slip, a move round the corner, or a neighbour.
    NextDoor,
    /// Enough of it is the same to speak for the same home.
    InPart,
    /// The district only.
    SameDistrict,
    Missing,
    Differs,
}

impl Lives {
    /// Whether it is the same house, or near it.
    pub(super) fn together(self) -> bool {
        self <= Self::NextDoor
    }

    /// Whether two addresses are known and conflict.
    pub(super) fn conflicts(self) -> bool {
        matches!(self, Self::SameDistrict | Self::Differs)
    }
}

/// What a home that is the same to the house weighs.
const HOUSE: f64 = 16.0;
/// The same without a sound postcode.
const STREET: f64 = 12.0;
/// What words weigh at most where the house, or the plot of a site, is another: less than one home does.
const ANOTHER_HOUSE: f64 = 8.9;
/// What another house of the same postcode weighs.
const NEXT_DOOR: f64 = 6.0;
/// What words weigh at most beside two British postcodes that differ.
const TWO_CODES: f64 = 8.0;
/// From here on an address is in part the same.
const IN_PART: f64 = 5.0;
/// What a home that is another weighs: families move.
const ANOTHER: f64 = -2.4;
/// What a different postcode takes from words that agree.
const OTHER_CODE: f64 = 5.0;

/// Compares two homes: how far they agree, and the bits.
pub(super) fn compare(ours: &Home, theirs: &Home, frequencies: &Frequencies) -> (Lives, f64) {
    let number = same_number(&ours.numbers, &theirs.numbers);
    let numbered = !ours.numbers.is_empty() && !theirs.numbers.is_empty();
    let (street, spelt_so) = same_street(ours, theirs);
    let no_street = ours.words.is_empty() || theirs.words.is_empty();
    let unnumbered = ours.numbers.is_empty() && theirs.numbers.is_empty();
    let house = (number && (street || no_street)) || (unnumbered && street);
    // Other countries number by the mile, and miswrite it.
    let at_home = [ours, theirs].iter().all(|home| home.postcode.as_ref().is_none_or(Postcode::is_british));
    // A house number is shared by one home in fifty, and says nothing without the place; another one speaks against it.
    let words = || match (places(ours, theirs, frequencies), number, numbered) {
        (words, true, _) if words >= 3.0 => words + 4.0,
        (words, false, true) if at_home => (words - 3.0).min(ANOTHER_HOUSE),
        (words, false, true) => words - 3.0,
        (words, _, _) => words,
    };
    match (&ours.postcode, &theirs.postcode) {
        (Some(a), Some(b)) if a == b => {
            let share = frequencies.share(postcode_term(a), 1.0 / 20_000.0);
            let code = (0.7 / share.max(1e-9)).log2();
            if house && (street || a.is_british()) {
                (Lives::SameHouse, HOUSE)
            } else if a.is_british() && numbered && !number {
                (Lives::NextDoor, NEXT_DOOR)
            } else if a.is_british() {
                (Lives::SamePostcode, code.clamp(7.0, 11.0))
            } else {
                let bits = code.clamp(2.0, 9.0) + words();
                let level = if street && !numbered { Lives::SameStreet } else { Lives::InPart };
                (if bits > 9.0 { level } else { Lives::SameDistrict }, bits.clamp(1.0, STREET))
            }
        }
        (Some(a), Some(b)) => {
            let (one, other) = (a.outward.clone() + &a.inward, b.outward.clone() + &b.inward);
            // Of a code that was cut off the rest may be the same.
            let cut_off = one.starts_with(&other) || other.starts_with(&one);
            let near = a.is_british() && a.outward == b.outward || strsim::osa_distance(&one, &other) == 1 || cut_off;
            // Marley Close and Farnley Close may stand in one district: of street and postcode only one may be a slip.
            let two_places = a.is_british() && b.is_british() && !spelt_so;
            if house && street && near && !two_places {
                return (Lives::SameStreet, STREET);
            }
            let bits = words() - if near { 0.0 } else { OTHER_CODE };
            if bits >= IN_PART {
                // Two sound postcodes that differ are two places.
                let most = if a.is_british() && b.is_british() { TWO_CODES } else { STREET };
                (Lives::InPart, bits.min(most))
            } else if a.is_british() && a.outward == b.outward {
                (Lives::SameDistrict, 1.0)
            } else {
                (Lives::Differs, ANOTHER)
            }
        }
        _ if house && street => (Lives::SameStreet, STREET),
        _ if no_street => (Lives::Missing, 0.0),
        _ => {
            let bits = words();
            if bits >= IN_PART { (Lives::InPart, bits.min(STREET)) } else { (Lives::Differs, ANOTHER) }
        }
    }
}

/// The house's number is the same, and so is the flat's if both have one.
fn same_number(ours: &[String], theirs: &[String]) -> bool {
    match (ours, theirs) {
        ([a, .., x], [b, .., y]) => a == b && x == y,
        ([x], more) | (more, [x]) => more.contains(x),
        _ => false,
    }
}

/// Whether the street is the same, and whether it is written the same.
fn same_street(ours: &Home, theirs: &Home) -> (bool, bool) {
    let (a, b) = (ours.street(), theirs.street());
    let kind = |home: &Home| home.words.get(1).filter(|word| is_kind_of_street(word)).cloned();
    if let (Some(ours), Some(theirs)) = (kind(ours), kind(theirs))
        && ours != theirs
    {
        return (false, false);
    }
    let alike = |a: &str, b: &str| {
        !a.is_empty() && (a == b || (a.len().min(b.len()) >= 7 && a.len().abs_diff(b.len()) <= 2 && near(a, b)))
    };
    // Written as one word: `pridhamstreet`.
    let joined =
        |home: &Home, other: &str| home.words.first().is_some_and(|word| word.len() >= 8 && alike(word, other));
    let spelt_so = !a.is_empty() && a == b;
    (spelt_so || alike(&a, &b) || joined(ours, &b) || joined(theirs, &a), spelt_so)
}

fn near(a: &str, b: &str) -> bool {
    (a.bytes().next() == b.bytes().next() || a.bytes().last() == b.bytes().last()) && strsim::osa_distance(a, b) <= 2
}

/// The bits of the words that both addresses have: the rarer, the more; a word misspelt counts as a common one.
fn places(ours: &Home, theirs: &Home, frequencies: &Frequencies) -> f64 {
    let word_bits = |word: &String| {
        if theirs.words.contains(word) {
            let share = frequencies.share(place_term(word), 1.0 / 300.0);
            return (0.8 / share.max(1e-9)).log2().clamp(0.0, 8.0);
        }
        let misspelt = |other: &&String| {
            let long = word.len().min(other.len()) >= 5 && word.len().abs_diff(other.len()) <= 1;
            long && word.bytes().next() == other.bytes().next() && strsim::osa_distance(word, other) <= 2
        };
        let joined = || theirs.words.windows(2).any(|two| two.concat() == *word);
        if theirs.words.iter().any(|other| misspelt(&other)) || joined() { 3.0 } else { 0.0 }
    };
    ours.words.iter().filter(|word| !is_kind_of_street(word)).map(word_bits).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(ours: (&str, &str), theirs: (&str, &str)) -> (Lives, f64) {
        let home = |(address, postcode)| Home::of(address, postcode).unwrap();
        compare(&home(ours), &home(theirs), &Frequencies::default())
    }

    #[test]
    fn addresses_are_taken_apart() {
        let home = Home::of("Flat 3, 12 Mill St, Birmingham", "b13 8ff").unwrap();
        assert_eq!((home.house(), home.street().as_str()), ("12", "millstreet"));
        assert_eq!(home.postcode.unwrap().whole(), "B13 8FF");
        let home = Home::of("7 Elm Grove, Birmingham, B37 5GD", "").unwrap();
        assert_eq!(
            (home.postcode.unwrap().whole().as_str(), home.words.join(" ")),
            ("B37 5GD", "elm grove birmingham".into())
        );
        assert_eq!(Home::of("No fixed abode", "ZZ99 3VZ"), None);
        assert_eq!(Home::of("", "0000"), None);
    }

    #[test]
    fn an_address_of_another_country_is_text_with_a_code() {
        let ours = ("177 pridhamstreet, milton, marsden", "3165");
        for (theirs, level) in [
            (("177 pridham street, milton, marsden", "3165"), Lives::SameHouse),
            (("177 pridham street, milton, marsden", "3156"), Lives::SameStreet),
            (("177 pridham street, milton, marsden", "2047"), Lives::InPart),
            (("9 hoseason street, hilltops, granville", "3165"), Lives::SameDistrict),
            (("9 hoseason street, hilltops, granville", "4881"), Lives::Differs),
        ] {
            assert_eq!(compared(ours, theirs).0, level, "{theirs:?}");
        }
    }

    #[test]
    fn the_same_house_number_in_another_town_is_no_home() {
        // Round the corner: the number and the word are the same, the street and the postcode are not.
        let (_, bits) = compared(("127 Pemley Crescent", "NX1 4ST"), ("127 Pemley Lane", "NX1 4SA"));
        assert!(bits <= TWO_CODES, "{bits}");
        assert_eq!(compared(("12 Church Road", "B23 9HG"), ("12 Mill Lane", "SL1 3UF")).0, Lives::Differs);
        // A street that is only spelt alike, and a postcode one letter off: two streets. One of the two alone is a slip.
        let marley = ("136 Marley Close", "NX3 2FZ");
        let (level, bits) = compared(marley, ("136 Farnley Close", "NX3 2FN"));
        assert!(level > Lives::SamePostcode && bits <= TWO_CODES, "{level:?} {bits}");
        assert_eq!(compared(marley, ("136 Marley Close", "NX3 2FN")).0, Lives::SameStreet);
        assert_eq!(compared(marley, ("136 Marly Close", "NX3 2FZ")).0, Lives::SameHouse);
    }

    #[test]
    fn flats_plots_and_half_a_postcode_are_read_as_they_are_meant() {
        let flat = ("10A Larkhill Road", "B31 2TU");
        for (address, postcode, level) in [
            ("10 A Larkhill Road", "B31 2TU", Lives::SameHouse),
            ("Flat A, 10 Larkhill Road", "B31 2TU", Lives::SameHouse),
            ("10 Larkhill Road", "B31 2TU", Lives::SameHouse),
            ("10B Larkhill Road", "B31 2TU", Lives::NextDoor),
            ("10a Larkhill Road", "B31", Lives::SameStreet),
            ("10a Larkhill Road", "B31 ZTU", Lives::SameHouse),
            ("10a Larkhill Road", "831 2TU", Lives::SameStreet),
        ] {
            assert_eq!(compared(flat, (address, postcode)).0, level, "{address}, {postcode}");
        }
        let plot = compared(("Plot 3, Larkend Caravan Site", "B31 9AA"), ("Plot 9, Larkend Caravan Site", "B31 9AA"));
        assert_eq!(plot.0, Lives::NextDoor);
        let (_, bits) = compared(("Plot 3, Larkend Caravan Site", ""), ("Plot 9, Larkend Caravan Site", "B31 9AA"));
        assert!((0.0..9.0).contains(&bits), "{bits}");
    }
}
