"""Names, places, schools and stories of the third later set, written without looking at the reader: hardly a name is one of the others'."""

from names_2 import BODY_OPENINGS, DISCLAIMERS, OPENINGS  # noqa: F401

# What its random numbers come from, and how many mails for each format of a layout, unless said otherwise.
SALT, SEED, EACH = "later4", 2711, 3

CULTURES = [
    (["Georgia", "Eliza", "Mollie", "Keira", "Chelsea-Leigh", "Abigail", "Ottilie", "Betsy", "Sienna", "Heidi", "Jorgie", "Penny", "Lacie-Mae"],
     ["Ethan", "Joshua", "Harvey", "Freddie", "Bradley", "Caleb", "Lewis", "Ryan", "Rupert", "Frankie", "Jacob", "Billy-Ray", "Nathaniel"],
     ["Entwistle", "Hollingworth", "Crabtree", "Ormerod", "Haigh", "Beaumont", "Lister", "Parkes-Webb", "Turner", "Robinson", "St Aubyn", "Wetherall", "Tonks", "Dunne"]),
    (["Clementine", "Sunny", "Bliss", "Juniper", "Coral", "Hazel", "Iris", "Marigold", "Serenity", "Treasure", "Queenie", "Fern"],
     ["Archer", "Ace", "Jet", "Buddy", "Reign", "Storm", "River", "Basil", "Victor", "Gift", "Sterling", "Bear"],
     ["Judge", "Bond", "Cross", "Power", "Wells", "Marshall", "Savage", "Wood", "Sharp", "Moody", "Rivers", "Nunn", "Bull", "Speed", "Major-Hill", "Bright"]),
    (["Eleri", "Cerys", "Megan", "Mali", "Aisling", "Gráinne", "Kirsty", "Ailsa", "Shona"],
     ["Ifan", "Gruff", "Rhodri", "Emyr", "Brendan", "Colm", "Ruairí", "Angus", "Struan"],
     ["Probert", "Rhydderch", "Bowen-Lloyd", "McCafferty", "MacDougall", "O’Hara", "Ó Murchú", "Doherty", "ab Owain", "McIlwraith", "Carmichael"]),
    (["Anaya", "Maira", "Sana", "Eman Fatema", "Nabila", "Mehreen", "Rukhsana", "Aleena"],
     ["Adeel", "Subhan", "Mohamed", "Zakir", "Mohd Esa", "Talha", "Faizan", "Md Rahim"],
     ["Javed", "Nawaz", "Kauser", "Parveen", "Sadiq", "Bashir", "Rahman", "Zaman", "ur-Rashid", "Aslam"]),
    (["Kiranjit", "Manpreet", "Pooja", "Vaishnavi", "Riya", "Tanvi"],
     ["Gurveer", "Ishaan", "Aditya", "Mithun", "Sukhdev", "Raghav"],
     ["Thakur", "Johal", "Rajaratnam", "Chopra", "Dhaliwal", "Kulkarni", "Modi", "Varghese"]),
    (["Kinga", "Oksana", "Yulia", "Simona", "Petra", "Lenka", "Katalin", "Austėja"],
     ["Piotr", "Wojciech", "Taras", "Ionuț", "Gergő", "Marek", "Rokas", "Dmytro"],
     ["Jabłoński", "Pawlak", "Bondarenko", "Tkachuk", "Munteanu", "Ciobanu", "Szabó", "Kováč", "Jankauskas", "Petrov"]),
    (["Chiamaka", "Oluwadamilola", "Nyasha", "Adwoa", "Hiwot", "Zawadi", "Favour", "Princess-Ada"],
     ["Obinna", "Tobi", "Kudzai", "Kwesi", "Abel", "Ekene", "Mpho", "Godswill"],
     ["Nwosu", "Ogunleye", "Chikowore", "Amponsah", "Haile", "Mwangi", "Sithole", "Bangura", "Afolabi-Cole"]),
    (["Alba", "Rocío", "Ana Clara", "Francesca", "Maëlys", "Catarina"],
     ["Gonçalo", "Álvaro", "Enzo", "Gabriel", "Loïc", "Iker"],
     ["Moreno Gil", "de Sousa", "Teixeira", "do Nascimento", "Conti", "Lefèvre", "ter Horst", "Núñez", "Le Roux"]),
    (["Shilan", "Merve", "Sagal", "Nour", "Roza", "Fadumo"],
     ["Burak", "Abshir", "Hiwa", "Omid", "Yassin", "Çağlar"],
     ["Ahmadi", "Kaya", "Elmi", "Hamid", "Al-Khatib", "Rostami", "Gündoğan", "Sharif"]),
    (["Yu Tong", "Phuong", "Lok Yi", "Soo-jin", "Hana", "Wen"],
     ["Tze Hin", "Khoa", "Zihan", "Jae-won", "Haruto", "Binh"],
     ["Ho", "Zhang", "Leung", "Bui", "Choi", "Nakamura", "Tan", "Kwok"]),
    (["Shakira", "Kezia", "Roseanne", "Tamika", "Bridie", "Cheyenne"],
     ["Jerome", "Paddy", "Delroy", "Tyrese", "Jeremiah", "Nelson"],
     ["Cash", "Delaney", "Rooney", "Campbell-Rowe", "Boswell", "Loveridge", "Grannum"]),
]
STREETS = ["Waterloo Road", "Bankfield Drive", "Moorside Crescent", "Ashgrove", "Lodge Lane", "Foundry Street", "Quarry Brow", "Clough Fold", "Larch Way", "St Peter’s Square", "Isaf Road", "Tinkers Lane", "Priory Gardens",
                     "Burnside Place", "Minster Court", "Junction Road", "Infirmary Street"]
HOUSES = ["{n} {s}", "{n} {s}", "{n} {s}", "{n}, {s}", "Flat {k}, {n} {s}", "Flat 2/{k}, {n} {s}", "{n}{l} {s}", "Room {k}, The Lodge Hotel, {s}", "Plot {k}, Willowbank Site, {s}", "Hill Top Farm, {s}"]
TOWNS = {"en": [("Rochdale", "OL"), ("Swindon", "SN"), ("Sunderland", "SR"), ("Lewisham", "SE"), ("Telford", "TF"), ("Great Yarmouth", "NR"), ("London", "N"), ("Wigan", "WN"), ("Peterborough", "PE"), ("St Helens", "WA"), ("Stoke-on-Trent", "ST")],
         "sc": [("Dundee", "DD"), ("Paisley", "PA"), ("Kirkcaldy", "KY"), ("Inverness", "IV"), ("Glasgow", "G")],
         "cy": [("Bangor", "LL"), ("Merthyr Tydfil", "CF"), ("Barry", "CF"), ("Llanelli", "SA"), ("Brecon", "LD")]}
SCHOOLS = ["Foundry Lane Primary", "St Wilfrid’s RC Primary School", "Bryn Celyn Primary", "Moorside Infants", "Seedlings Day Nursery", "Tiny Steps Nursery", "Acorn Pre-school", "The Bankfield Academy", "Ridgemoor High School",
                     "Larch House SEN School", "Ashgrove Community College", "St Bede’s Catholic High", "Clough Fold Primary", "Burnside Primary School", "Al-Falah Primary", "Priory Grammar"]
RENAME = {"Bryn Celyn Primary": "Ysgol Gynradd Bryn Celyn", "Tiny Steps Nursery": "Tiny Steps Playgroup (Moorside)", "Larch House SEN School": "Larch House School"}
SURGERIES = ["Foundry Street Medical Centre", "Lodge Lane Surgery", "Dr Pillow & Partners", "Bankfield Health Centre", "Priory Family Practice"]
PRO_GIVEN = ["Sheila", "Marcus", "Thelma", "Trevor", "Philippa", "Hasan", "Ceri", "Hilary", "Wendy", "Ashok", "Beata", "Kwaku", "Douglas", "Rhian", "Jocelyn", "Gethyn"]
PRO_FAMILY = ["Rigby", "Bolton", "Siddall", "Aspinall", "Chaudhary", "Penhaligon", "MacAskill", "Devereux", "Bloom", "Tench", "Crewdson", "Gallagher", "Lomas", "Vickers", "Amin", "Barrow"]
ALIAS_MAKERS = [lambda g, f: g.split()[0][:4] if len(g.split()[0]) > 5 else g.split()[0] + "ie", lambda g, f: f"Jay{g[0].lower()}", lambda g, f: f"{g[0]}{f[:1]}".upper()]
REFERRERS = {
    "education": [("DSL / Assistant Head", "{school}", "{slug}.sch.test"), ("Headteacher", "{school}", "{slug}.sch.test"), ("Family Liaison Officer", "{school}", "{slug}.sch.test"), ("Pastoral Lead", "{school}", "{slug}.sch.test")],
    "attendance": [("Attendance Officer", "{school}", "{slug}.sch.test"), ("Education Welfare Officer", "Three Rivers Academy Trust", "threerivers.sch.test")],
    "health": [("Health Visitor", "Ridgemoor Community Healthcare", "ridgemoorcare.nhs.test"), ("School Nurse", "Ridgemoor Community Healthcare", "ridgemoorcare.nhs.test"), ("Specialist Midwife", "Calderside Teaching Hospitals", "calderside.nhs.test"),
               ("Advanced Nurse Practitioner", "Lodge Lane Surgery", "lodgelane.nhs.test")],
    "nurse": [("School Nurse", "Ridgemoor Community Healthcare", "ridgemoorcare.nhs.test"), ("Mental Health Practitioner", "Ridgemoor Community Healthcare", "ridgemoorcare.nhs.test")],
    "hv": [("Health Visitor", "Ridgemoor Community Healthcare", "ridgemoorcare.nhs.test"), ("Community Nursery Nurse", "Ridgemoor Community Healthcare", "ridgemoorcare.nhs.test")],
    "ed": [("ED Sister", "Calderside Teaching Hospitals", "calderside.nhs.test"), ("Paediatric Nurse Practitioner", "Calderside Teaching Hospitals", "calderside.nhs.test")],
    "ambulance": [("Paramedic 30417", "Pennine Ambulance Service NHS Trust", "pas.nhs.test"), ("EMT 2", "Pennine Ambulance Service NHS Trust", "pas.nhs.test")],
    "police": [("PC 5512", "Ridgemoor Constabulary", "ridgemoor.police.test"), ("PS 1108", "Ridgemoor Constabulary", "ridgemoor.police.test")],
    "scpolice": [("PC T2291", "Tayforth Division, Police Alba", "policealba.police.test"), ("DS 4027", "Tayforth Division, Police Alba", "policealba.police.test")],
    "charity": [("Family Support Coordinator", "Home Together Ridgemoor", "hometogether.test"), ("Youth Worker", "The Junction Youth Trust", "junctionyouth.test"), ("Tenancy Sustainment Officer", "Pennine Homes", "penninehomes.test")],
    "yjs": [("YJS Case Manager", "Ridgemoor Youth Justice Service", "ridgemoor.gov.test"), ("Out of Court Disposal Worker", "Ridgemoor Youth Justice Service", "ridgemoor.gov.test")],
    "council": [("Early Help Practitioner", "Ridgemoor Council", "ridgemoor.gov.test"), ("Housing Options Officer", "Ridgemoor Council", "ridgemoor.gov.test"), ("Family Hub Coordinator", "Calderside Metropolitan Borough Council", "calderside.gov.test")],
}
CONCERNS = [
    "{pro1} visited on {day}. There were no sheets on the beds and the back door does not lock. {Mum} said the landlord has been told twice.",
    "On {day} {g} was seen with a linear mark on the right forearm, approx 6cm. {Mum} and {g} gave different accounts to {pro2}.",
    "{friend} (family friend, dob 11/02/1983) has been staying at the address since {day} and is thought to be using cannabis in front of the children.",
    "Attendance this half term is 63%. {pro1} made calls on {day} and 16.11.2026 with no reply. {g} says there is 'nobody up' in the morning.",
    "{Mum} presented on {day} in a low mood and told {pro2} that she had not slept since 9 November 2026. She has no family nearby.",
    "In class on {day} {g} said to {pro1} 'Dad threw my tablet at the wall and then he threw a chair'. {g} asked us not to ring home.",
    "Police were called at 23:40 on {day} to a verbal argument. {pro2} was told that the children slept through it.",
    "{g} was not brought to three appointments with {pro2}, the last on {day}. There has been no dental check since 4th March 2024.",
    "There are rent arrears of £1,840 and a hearing was listed for {day}. {pro1} could not get in and could hear a baby crying.",
]
MORE = [
    "{pro2} last saw the family on 2 Oct 2026 and had no worries then.",
    "Case was open to Family Support until 19/12/2023 (worker left).",
    "{friend} is the one who told us first.",
    "Mum has been asked and agrees; she signed our consent form on {day}.",
    "Neighbour at number 12 has also rung {pro1}.",
    "Grandad passed away on 30/08/2026 and things have been harder since.",
]
URGENT = ["URGENT - please call back today, we do not think that it is safe for {g} to go home.", "We believe there is an immediate risk of harm: he has a key and has said he will be back tonight.",
                    "This needs an urgent response this afternoon, the family are leaving for the airport tonight."]

KINDS = {"attendance": "education", "hv": "health", "nurse": "health", "scpolice": "police", "ed": "health", "ambulance": "health", "yjs": "council"}

UNBORN = ["Unborn baby {}", "Baby {}", "Unborn {}", "UNBORN {}", "UBB {}", "Baby {} (unborn)"]
LOOSE = True
PEERS = ["Bickley", "Tasker", "Pugmire", "Rowbotham", "Snell", "Orme"]
COUNCIL = "ridgemoor.gov.test"
A_SCHOOL = ("Clough Fold Primary", "cloughfoldprimary.sch.test")

SUBJECTS = ["New referral", "Safeguarding form {i}", "Safeguarding concern re {f}", "Private and confidential", "Completed form", "Child in need referral", "Request for Services: {f}", "{f}", "Referral from {agency}", "OFFICIAL-SENSITIVE: referral", "As discussed by phone", "(no subject)"]
FILES = ["Referral", "Completed form {i}", "scan0023", "Form v2 - signed", "{f} - safeguarding", "Doc1", "referral-form (4)", "New Microsoft Word Document"]
