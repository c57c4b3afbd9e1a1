"""Made-up families, professionals and concerns. Nothing here is a real person.

Phone numbers are from Ofcom's ranges for drama, NHS numbers from the 999 test range, mail addresses end in .test.
"""

import datetime as dt

TODAY = dt.date(2026, 11, 23)

# (girls, boys, family names)
CULTURES = [
    (["Olivia", "Amelia", "Isla", "Poppy", "Ellie-Mae", "Lily", "Evie", "Maisie", "Lacey", "Kayleigh", "Scarlett", "Skye", "Tilly-Rose", "Zoë"],
     ["Oliver", "George", "Alfie", "Archie", "Riley", "Kian", "Jayden", "Logan", "Tyler", "Mason", "Teddy", "Finley", "Alfie-Jay", "Leo"],
     ["Smith", "Harrison", "Thornton", "Whitehead", "Ashworth", "Barraclough", "Fairweather", "Longbottom", "Smith-Jones", "Taylor-Reid", "Hughes", "Pickering", "Cartwright", "St John"]),
    # names that are also words
    (["Grace", "Hope", "Summer", "Faith", "Rose", "April", "May", "June", "Joy", "Ruby", "Autumn", "Constance", "Destiny", "Melody"],
     ["Christian", "Dean", "Miles", "Mark", "Art", "Justice", "Angel", "Rich", "Drew", "Guy", "Noble", "Will", "Bishop", "Prince"],
     ["Young", "Child", "Day", "Street", "Church", "Little", "Parent", "Nurse", "English", "Welsh", "Male", "Home", "Early", "Friend", "Case", "Lane", "Hill", "Sargent", "School", "Head"]),
    (["Siobhán", "Aoife", "Niamh", "Siân", "Caitlin", "Mairi", "Ffion", "Órla"],
     ["Seán", "Declan", "Rhys", "Padraig", "Ewan", "Dafydd", "Fionn", "Callum"],
     ["O’Brien", "O'Connor", "McDonald", "MacAllister", "Fitzgerald", "ap Gwilym", "Llewellyn", "Ní Dhomhnaill"]),
    (["Aisha", "Fatima", "Zainab", "Maryam", "Hafsa", "Khadija", "Sumaira", "Ayesha Noor"],
     ["Mohammed", "Yusuf", "Ibrahim", "Hamza", "Bilal", "Muhammad Ali", "Abdul-Rahman", "Zakariya"],
     ["Khan", "Hussain", "Ahmed", "Begum", "Ali", "Chowdhury", "Mahmood", "Malik", "al-Rashid", "Shah"]),
    (["Priya", "Anjali", "Harpreet", "Simran", "Meera", "Kavya"],
     ["Arjun", "Rohan", "Gurdeep", "Dev", "Kiran", "Jaspreet"],
     ["Patel", "Singh", "Kaur", "Sharma", "Gill", "Sandhu", "Krishnamurthy", "Dhillon"]),
    (["Zofia", "Oliwia", "Wiktoria", "Małgorzata", "Andreea", "Ioana"],
     ["Łukasz", "Kacper", "Szymon", "Bartosz", "Andrei", "Ștefan"],
     ["Kowalski", "Nowak", "Wójcik", "Wiśniewska", "Popescu", "Ionescu", "Dąbrowski", "Zieliński"]),
    (["Adaeze", "Chidinma", "Temperance", "Blessing", "Abena", "Precious"],
     ["Chidi", "Emmanuel", "Kofi", "Kwame", "Oluwaseun", "Tendai"],
     ["Okafor", "Mensah", "Adeyemi", "Okonkwo-Hughes", "Nkrumah", "Moyo", "Boateng", "Osei"]),
    (["Sofía", "Inês", "Beatriz", "Valentina", "Anaïs", "Mary-Jane"],
     ["José", "João", "Mateus", "Luca", "Étienne", "Jean-Luc"],
     ["de Souza", "de la Cruz", "Fernández", "da Silva", "D'Angelo", "van der Berg", "Müller", "von Hagen"]),
    (["Hodan", "Leyla", "Elif", "Şükran", "Nasrin", "Rojin"],
     ["Abdi", "Emre", "Yılmaz", "Dara", "Rebwar", "Mehmet"],
     ["Warsame", "Hassan", "Yıldız", "Demir", "Şahin", "Rashidi", "bin Salman", "Ibrahim"]),
    (["Mei", "Thuy", "Linh", "Mai-Anh", "Suda", "Yan"],
     ["Wei", "Minh", "Jun", "Tuan", "Anan", "Hao"],
     ["Nguyen", "Tran", "Chen", "Wong", "Li", "Srisai", "Ng", "Au-Yeung"]),
]

STREETS = ["Mill Street", "Chapel Lane", "Station Road", "Victoria Terrace", "Beech Grove", "Kingsway", "St Mary’s Close", "Market Place",
           "Oak Avenue", "The Crescent", "Queen's Drive", "Church View", "Long Lane", "Park Rise", "Harbour Walk", "Gas Works Road"]
HOUSES = ["{n} {s}", "{n} {s}", "{n} {s}", "Flat {k}, {n} {s}", "{n}{l} {s}", "Rose Cottage, {s}", "Flat {k}, Cavendish House, {s}"]

TOWNS = [("Sheffield", "S"), ("Leeds", "LS"), ("Croydon", "CR"), ("Exeter", "EX"), ("Southampton", "SO"), ("Bristol", "BS"), ("Maidstone", "ME"),
         ("Nottingham", "NG"), ("Hull", "HU"), ("Norwich", "NR"), ("Preston", "PR"), ("Stockport", "SK")]

SCHOOLS = ["Oakwood Primary School", "St Cuthbert’s C of E Primary", "Greenfield Academy", "Parkview High School", "Al-Noor School", "Hillside Infants",
           "Little Acorns Nursery", "Bright Stars Day Nursery", "The Meadows SEN School", "Our Lady of Lourdes RC Primary", "Riverside College",
           "King Edward VI Grammar", "Busy Bees Pre-school", "Harbour Primary Academy", "Young's Lane Primary"]
SURGERIES = ["Chapel Lane Surgery", "Dr Sandhu & Partners", "The Park Medical Centre", "Victoria Health Centre", "Harbour Practice"]

TITLES = ["Mr", "Mrs", "Ms", "Miss"]
PRO_GIVEN = ["Karen", "Julie", "David", "Samantha", "Imran", "Helen", "Paul", "Gillian", "Tomasz", "Nadia", "Christopher", "Bernadette", "Joanne", "Ravi", "Lesley", "Dawn"]
PRO_FAMILY = ["Collins", "Whitaker", "Begum", "Ogden", "Marsh", "Iqbal", "Fletcher", "O’Neill", "Price", "Sutcliffe", "Adebayo", "Lomax", "Child", "Grant", "Hope", "Bell"]

ALIAS_MAKERS = [lambda g, f: g[:3], lambda g, f: f"{g[:3]}y", lambda g, f: f"{g[0]}J"]


class Person:
    def __init__(self, given, family, gender="", dob=None, title="", rel=""):
        self.given, self.family, self.gender, self.dob, self.title, self.rel = given, family, gender, dob, title, rel

    @property
    def full(self):
        return f"{self.given} {self.family}".strip()


class Child(Person):
    aliases = ()
    due = False
    age_only = False
    address = postcode = school = nhs = upn = ""
    ethnicity = language = religion = ""


class Case:
    pass


def nhs_number(rng):
    while True:
        nine = "999" + "".join(rng.choice("0123456789") for _ in range(6))
        check = 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1))) % 11
        if check != 10:
            return nine + str(0 if check == 11 else check)


def upn_number(rng):
    digits = "".join(rng.choice("0123456789") for _ in range(12))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum(int(d) * w for d, w in zip(digits, range(2, 14))) % 23] + digits


def postcode(rng, area):
    inward = "ABDEFGHJLNPQRSTUWXYZ"
    return f"{area}{rng.randint(1, 29)} {rng.randint(1, 9)}{rng.choice(inward)}{rng.choice(inward)}"


def birthday(rng, low, high):
    """A date of birth of somebody aged low to high years."""
    return TODAY - dt.timedelta(days=rng.randint(int(low * 365.25) + 5, int((high + 1) * 365.25) - 5))


def address(rng, street_only=False):
    town, area = rng.choice(TOWNS)
    line = rng.choice(HOUSES).format(n=rng.randint(1, 240), s=rng.choice(STREETS), k=rng.randint(1, 30), l=rng.choice("ab"))
    return (line if street_only else f"{line}, {town}"), postcode(rng, area)


def professional(rng, taken):
    while True:
        name = f"{rng.choice(PRO_GIVEN)} {rng.choice(PRO_FAMILY)}"
        if name not in taken:
            taken.add(name)
            return name


def phone(rng):
    return rng.choice(["07700 900{:03d}", "07700900{:03d}", "01632 960{:03d}", "0113 496 0{:03d}", "+44 7700 900{:03d}"]).format(rng.randint(0, 999))


REFERRERS = {
    "education": [("Designated Safeguarding Lead", "{school}", "{slug}.sch.test"), ("Headteacher", "{school}", "{slug}.sch.test"), ("Pastoral Manager", "{school}", "{slug}.sch.test")],
    "health": [("Health Visitor", "Northmoor Community Health NHS Trust", "northmoor.nhs.test"), ("Community Midwife", "Harbour Hospitals NHS Foundation Trust", "harbour.nhs.test"),
               ("General Practitioner", "Chapel Lane Surgery", "chapellane.nhs.test"), ("Staff Nurse, Emergency Department", "Harbour Hospitals NHS Foundation Trust", "harbour.nhs.test")],
    "police": [("Detective Constable 4471", "Westland Police", "westland.police.test"), ("PC 2290", "South Wold Constabulary", "southwold.police.test")],
    "charity": [("Helpline Practitioner", "NSPCC Helpline", "nspcc.test"), ("Family Support Worker", "NSPCC", "nspcc.test")],
    "council": [("Housing Officer", "Saltmarsh District Council", "saltmarsh.gov.test"), ("Youth Justice Worker", "Wealdshire County Council", "wealdshire.gov.test")],
    "public": [("Grandparent", "", "mailbox.test"), ("Neighbour", "", "mailbox.test")],
}

CONCERNS = [
    "{g} came into class on Monday with a bruise on the left cheek and told {pro1} that it happened at home on {day}.",
    "Attendance has fallen to 71%. {pro1} visited the home on {day} and found it cold, with little food in the kitchen.",
    "On {day} neighbours heard shouting. {g} was upstairs and was upset. Father had left before anybody arrived.",
    "{g} has been collected late three times since {day}, once by an adult the setting does not know who gave the name {friend}.",
    "{g} told the school nurse, {pro2}, on {day} that an older cousin, {friend}, frightens them. {g} did not want to say more.",
    "{Mum} missed appointments on {day} and did not answer the door. She told {pro2} by telephone that she is not sleeping and is drinking again.",
    "There are worries about the home: rubbish in the yard, a broken window since {day}, and {g} is often in the same clothes all week.",
]
MORE = [
    "{pro1} has kept a record of what was said, in the child's own words.",
    "{friend}, who is in the same class, is said to have seen this too.",
    "The family moved here in 2024 and has no relatives nearby.",
    "Mum agreed to this referral on {day}; Dad has not been told.",
    "Early help was offered in March 2025 and closed in July when the family did not engage.",
]
URGENT = [
    "We think there is an immediate risk: the adult is due back at the house tonight.",
    "{g} says it is not safe to go home and we have kept {g} in school until we hear from you.",
    "This is urgent. The adult has made threats and is expected at the address this evening.",
]


def slug(text):
    return "".join(c for c in text.lower() if c.isascii() and c.isalpha())


def case(rng, *, kind, count, unborn=False, young=False, free_dates=True):
    """One family with everything a form could ask for."""
    c = Case()
    girls, boys, families = CULTURES[1] if rng.random() < 0.18 else rng.choice(CULTURES)
    family = rng.choice(families)
    taken = set()
    c.address, c.postcode = address(rng)
    c.children, used = [], set()

    def given(pool, middle=True):
        for attempt in range(400):
            if attempt == 60:
                pool = CULTURES[0][0] if pool is girls else CULTURES[0][1]
            name = rng.choice(pool)
            if attempt > 200:
                name += "-" + rng.choice(["Rae", "Lou", "Jo"])
            if name not in used and not any(name.split()[0] in u.split() for u in used):
                used.add(name)
                if middle and rng.random() < 0.2 and " " not in name:
                    name += " " + rng.choice([m for m in pool if " " not in m and m not in used] or ["Jo"])
                return name

    def make(dob_low, dob_high):
        gender = rng.choice("MF")
        child = Child(given(girls if gender == "F" else boys), family, gender, birthday(rng, dob_low, dob_high))
        if rng.random() < 0.12:
            child.family = rng.choice(families)  # a half-sibling's name
        return child

    for i in range(count):
        child = make(0, 5) if young else make(0, 17)
        child.address, child.postcode = c.address, c.postcode
        if i and rng.random() < 0.12:
            child.address, child.postcode = address(rng)
        age = (TODAY - child.dob).days / 365.25
        if age > 2 and rng.random() < 0.85:
            nursery = [s for s in SCHOOLS if any(w in s for w in ("Nursery", "Pre-school"))]
            secondary = [s for s in SCHOOLS if any(w in s for w in ("Academy", "High", "College", "Grammar", "SEN"))]
            primary = [s for s in SCHOOLS if any(w in s for w in ("Primary", "Infants", "Noor"))]
            child.school = rng.choice(nursery if age < 4.5 else primary if age < 11.5 else secondary)
        child.nhs = nhs_number(rng) if rng.random() < 0.8 else ""
        child.upn = upn_number(rng) if age > 4.5 and rng.random() < 0.8 else ""
        if rng.random() < 0.25:
            child.aliases = (rng.choice(ALIAS_MAKERS)(child.given, child.family),) if rng.random() < 0.6 else (f"{child.given.split()[0]} {rng.choice(families)}",)
        child.ethnicity = rng.choice(["White British", "Asian – Pakistani", "Black African", "White Other", "Mixed", "Not stated"])
        child.language = rng.choice(["English", "English", "Polish", "Urdu", "Somali", "Portuguese"])
        child.religion = rng.choice(["None", "Christian", "Muslim", "Sikh", "Not known"])
        c.children.append(child)
    if free_dates and rng.random() < 0.12:
        c.children[-1].age_only = True
    if count == 1 and rng.random() < 0.04 and not unborn:
        c.children[0].given, c.children[0].family = c.children[0].given.split()[0], ""  # a single name
    if rng.random() < 0.05:
        c.children[0].dob_unknown = True
    if unborn:
        baby = Child("", family, "", TODAY + dt.timedelta(days=rng.randint(20, 200)))
        baby.due, baby.address, baby.postcode = True, c.address, c.postcode
        c.children = [baby] + ([] if count == 1 else c.children[:count - 1])
        c.children[0].unborn_name = True

    c.siblings = []
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        s = make(1, 20)
        s.rel = {"F": ["Sister", "Half-sister", "Sibling"], "M": ["Brother", "Half brother", "Sibling"]}[s.gender][rng.choice([0, 0, 1, 2])]
        s.address, s.postcode = c.address, c.postcode
        c.siblings.append(s)
    oldest = max([0] + [(TODAY - k.dob).days // 365 for k in c.children + c.siblings if not k.due])
    mother_family = family if rng.random() < 0.7 else rng.choice(families)
    c.mother = Person(given(girls, False), mother_family, "F", birthday(rng, max(21, oldest + 17), max(40, oldest + 24)), rng.choice(["Mrs", "Ms", "Miss"]), "Mother")
    c.father = Person(given(boys, False), family, "M", birthday(rng, max(22, oldest + 17), max(45, oldest + 30)), "Mr", "Father") if rng.random() < 0.75 else None
    c.partner = Person(given(CULTURES[0][1], False), rng.choice(CULTURES[0][2]), "M", birthday(rng, 22, 50), "Mr", rng.choice(["Mother's partner", "Step-father", "Mum’s boyfriend"])) \
        if rng.random() < 0.3 else None
    c.gran = Person(given(girls, False), family, "F", birthday(rng, max(50, oldest + 38), 82), "Mrs", rng.choice(["Grandmother", "Maternal grandmother", "Nan"]))
    names = {p.full for p in c.children + c.siblings + [c.mother, c.gran] + [p for p in (c.father, c.partner) if p]}
    taken |= names
    c.gp, c.surgery = "Dr " + professional(rng, taken), rng.choice(SURGERIES)
    c.teacher, c.sw, c.hv, c.manager = (professional(rng, taken) for _ in range(4))
    friend_pool = CULTURES[0][0] + CULTURES[0][1]
    while True:
        c.friend = rng.choice(friend_pool)
        if not any(c.friend in n.replace("-", " ").split() or c.friend in n for n in names):
            break
    c.friend += " " + rng.choice(["Marlowe", "Prentice", "Hobday", "Quill"])

    role, agency, domain = rng.choice(REFERRERS[kind])
    school = next((k.school for k in c.children if k.school), "Oakwood Primary School")
    c.r_kind, c.r_role = kind, role
    c.r_name = c.gran.full if role == "Grandparent" else professional(rng, taken)
    c.r_agency = agency.format(school=school)
    local = slug(c.r_name.split()[0]) or "sender"
    last = slug(c.r_name.split()[-1]) or "x"
    c.r_email = f"{local}.{last}@{domain.format(slug=slug(school))}"
    c.r_phone = phone(rng)
    c.mobile = phone(rng)

    c.urgent = rng.random() < 0.15
    first = c.children[0]
    g = first.given.split()[0] if first.given else "Baby"
    day = (TODAY - dt.timedelta(days=rng.randint(1, 20))).strftime("%d/%m/%Y")
    used_pros = set()
    words = {"g": g, "Mum": "Mum", "day": day, "friend": c.friend}
    small = first.due or (TODAY - first.dob).days < 4 * 365
    concerns = [t for t in CONCERNS if not small or not any(w in t for w in ("class", "Attendance", "told the school"))]
    more = [t for t in MORE if not small or "own words" not in t and "same class" not in t]
    if first.due:
        concerns = [t for t in concerns if "{g}" not in t]
    urgent = [t for t in URGENT if not small or "{g}" not in t]
    texts = rng.sample(concerns, min(2, len(concerns))) + rng.sample(more, 2) + ([rng.choice(urgent)] if c.urgent else [])
    c.concern = [t.format(pro1=c.teacher, pro2=c.hv, **words) for t in texts]
    for t in texts:
        used_pros |= {n for k, n in (("{pro1}", c.teacher), ("{pro2}", c.hv), ("{friend}", c.friend)) if k in t}
    c.concern_names = sorted(used_pros)
    return c
