//! Given names that stand for each other: short forms, spellings, transliterations.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One set a line; the first is the usual form. A name may stand in several sets.
const SETS: &[&str] = &[
    "mohammed muhammad mohamed mohammad muhammed mohamad muhamad muhamed md mohd mohamud mahomed",
    "ahmed ahmad ahmet achmed",
    "aisha aysha ayesha aicha aishah ayisha",
    "fatima fatimah fatema fatemah fatma fatoumata",
    "yusuf yousef youssef yousuf yusef josef",
    "ibrahim ebrahim abraham ibraheem",
    "hussein hussain husain hossain hosain",
    "hassan hasan hasaan",
    "ali aly alee",
    "omar umar omer",
    "khadija khadijah kadija hadija",
    "maryam mariam miriam maryan meryem",
    "zaynab zainab zeinab zeynep",
    "abdullah abdallah abdulla abdalla",
    "abdul abdel abd",
    "abdirahman abdurrahman abdulrahman abdurahman abdirahmaan",
    "hamza hamzah",
    "amina aminah aamina",
    "sumaya sumayyah sumaiya",
    "bilal bilaal",
    "tariq tarik tareq",
    "siobhan shivawn chevonne shevaun siobhain",
    "niamh neve neave nieve",
    "sian shan",
    "aoife eefa eva",
    "caoimhe keeva kiva",
    "sean shaun shawn sion",
    "rhys reece reese rees",
    "callum calum",
    "alexander alex alec sandy xander aleksander oleksandr aleksandr",
    "alexandra alex sandra lexi alexa aleksandra oleksandra",
    "andrew andy drew andrei andrzej",
    "anthony tony antony anton",
    "benjamin ben benny benji",
    "bethany beth bethan",
    "catherine katherine kathryn kate katie cathy kathy katarzyna ekaterina",
    "charles charlie chas",
    "charlotte charlie lottie",
    "christopher chris kris krzysztof",
    "christina christine chris tina krystyna",
    "daniel dan danny",
    "david dave davey dafydd",
    "edward ed eddie ted teddy ned",
    "elizabeth liz lizzie beth betty eliza libby elisabeth elsie elzbieta",
    "emily em emmie milly",
    "emma em emmy",
    "frederick fred freddie freddy",
    "francesca fran frankie",
    "gabriel gabe",
    "george georgie jerzy",
    "grace gracie",
    "henry harry hal",
    "isaac izaak ishaq",
    "isabella isabelle isabel bella izzy izabela",
    "jacob jake jakub",
    "james jim jimmy jamie",
    "jasmine jas yasmin yasmine",
    "jennifer jen jenny jenni",
    "jessica jess jessie",
    "jonathan jon jonny johnny",
    "john jack johnny jon ian jan ivan",
    "joseph joe joey yusuf jozef",
    "joshua josh",
    "katrina kat trina",
    "lucas luke luca lukas lukasz",
    "madeleine maddie madeline madelyn",
    "margaret maggie meg megan peggy malgorzata",
    "matthew matt mateusz matteo",
    "michael mike mick mickey michal mikhail",
    "natalie nat natasha natalia",
    "nathaniel nathan nat",
    "nicholas nick nicky mikolaj nikolai",
    "nicola nicole nicky nikki",
    "oliver ollie olly",
    "olivia liv livvy oliwia",
    "patrick pat paddy",
    "peter pete piotr pyotr",
    "philip phil phillip",
    "rebecca becky becca",
    "reuben ruben",
    "richard rich rick ricky dick",
    "robert rob bob bobby robbie bert",
    "samuel sam sammy",
    "samantha sam sammy",
    "sarah sara sally",
    "sophia sophie sofia zofia zosia",
    "stephen steven steve stefan szczepan",
    "susan sue suzanne susie",
    "theodore theo ted teddy",
    "thomas tom tommy tomasz",
    "timothy tim timmy",
    "victoria vicky tori wiktoria viktoria",
    "william will bill billy willie liam wiliam",
    "zachary zack zac zach zak zachariah zakariya",
    "oluwatobi tobi toby tobiloba",
    "oluwaseun seun",
    "adaeze ada",
    "emmanuel immanuel manny emanuel",
    "szymon simon shimon",
    "agnieszka agnes",
    "malgosia gosia malgorzata",
    "aleksandra ola",
    "katarzyna kasia",
    "joanna asia jo",
    "anastasia nastya anastasiya",
    "dmitry dima dmitri dmytro",
    "yevgeny evgeny eugene zhenya",
    "vladimir volodymyr vova",
    "olga olha",
    "yulia julia iuliia juliya",
    "ella ellie elle",
];

static PLACES: LazyLock<BTreeMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut places: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for (set, words) in SETS.iter().enumerate() {
        for word in words.split(' ') {
            places.entry(word).or_default().push(set);
        }
    }
    places
});

/// Whether two folded names stand for each other.
pub(super) fn alike(a: &str, b: &str) -> bool {
    match (PLACES.get(a), PLACES.get(b)) {
        (Some(of_a), Some(of_b)) => of_a.iter().any(|set| of_b.contains(set)),
        _ => false,
    }
}

/// The usual form of a name that stands in one set only; else the name itself.
pub(super) fn usual(name: &str) -> &str {
    match PLACES.get(name).map(Vec::as_slice) {
        Some([set]) => SETS.get(*set).and_then(|words| words.split(' ').next()).unwrap_or(name),
        Some(_) | None => name,
    }
}
