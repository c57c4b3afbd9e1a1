"""Names, places, schools and stories of the second later set, written without looking at the reader."""

# What its random numbers come from, and how many mails for each format of a layout, unless said otherwise.
SALT, SEED, EACH = "later3", 2611, 3

CULTURES = [
    (["Orla-Mae", "Daisy", "Matilda", "Tia", "Connie", "Shannon", "Lexi-Jo", "Bonnie", "Martha", "Robyn", "Lottie", "Effie", "Aimee"],
     ["Noah", "Alfred", "Kai", "Tommy-Lee", "Albie", "Rory", "Louie", "Zach", "Corey", "Elijah", "Stanley", "Luke", "Jaxon"],
     ["Hargreaves", "Birtwistle", "Ramsbottom", "Kershaw", "Oldfield", "Pearson-Hall", "Booth", "Lunn", "Wragg", "Greenhalgh", "Scott", "Marsden", "St Clair", "Du Pont"]),
    (["Willow", "Holly", "Olive", "Grace", "Amber", "Jade", "Gypsy", "Harmony", "Autumn", "Patience", "Trinity", "Nova"],
     ["Rocky", "Forest", "Carter", "Dale", "Earl", "Gene", "Mason", "Grant", "Clay", "Cliff", "Saint", "Blue"],
     ["Mother", "Baker", "Sheriff", "Christian", "Tenant", "Summers", "Sexton", "Mayor", "Farthing", "Cook", "Priest", "Homer", "Gentle", "Gale", "Frost", "Lord", "Sibling"]),
    (["Angharad", "Nia Haf", "Lowri", "Ciara", "Muireann", "Iseabail", "Catriona", "Sorcha"],
     ["Llŷr", "Macsen", "Iestyn", "Conall", "Diarmuid", "Lachlan", "Fergus", "Oisín"],
     ["Gruffydd", "Cadwaladr", "Maddocks", "MacIntyre", "McGuinness", "O’Shaughnessy", "Ó Briain", "Ward", "Maughan", "ap Huw", "Fraser-Muir"]),
    (["Aaliyah", "Inaya", "Zara Noor", "Khadeeja", "Safa", "Umaima", "Alishba", "Hira"],
     ["Muhammed", "Rayyan", "Yahya", "Musa", "Mohammad Zain", "Abdul Hadi", "Idris", "Taha"],
     ["Choudhury", "Mirza", "Sultana", "Khatun", "Raja", "Ullah", "Sheikh", "Dar", "El-Sayed", "Bin Yusuf", "Hussain"]),
    (["Gurleen", "Nandini", "Saanvi", "Jasleen", "Abirami", "Ritika"],
     ["Ranveer", "Kabir", "Parminder", "Vihaan", "Thushan", "Nikhil"],
     ["Grewal", "Chauhan", "Selvarajah", "Mehta", "Panesar", "Iyer", "Solanki", "Pillai"]),
    (["Weronika", "Polina", "Zlata", "Bianca", "Réka", "Liepa", "Jolanta"],
     ["Krzysztof", "Bohdan", "Vlad", "Bence", "Jānis", "Miłosz", "Radoslav"],
     ["Lewandowska", "Shevchenko", "Balog", "Bērziņš", "Čonka", "Stoica", "Ivanov", "Grabowski", "Žiga"]),
    (["Folasade", "Wambui", "Thandiwe", "Akosua", "Rahel", "Ifeoma", "Divine-Joy"],
     ["Kelechi", "Yaw", "Tapiwa", "Babatunde", "Yonas", "Emeka", "Prince"],
     ["Adjei", "Okoye", "Mutasa", "Balogun", "Gebremariam", "Addo-Danquah", "Banda", "Oduya", "N’Dour"]),
    (["Camila", "Maria Eduarda", "Giulia", "Océane", "Leonor", "Paloma"],
     ["Rodrigo", "Afonso", "Lorenzo", "Théo", "Davi", "Ángel"],
     ["Ruiz Soto", "da Costa", "del Valle", "Carvalho", "De’Ath", "Rossi", "van den Heuvel", "Sá Pinto"]),
    (["Parisa", "Defne", "Hamdi", "Avin", "Maryan", "Samira"],
     ["Arda", "Mahad", "Zana", "Navid", "Khalil", "Ömer"],
     ["Rahimi", "Yavuz", "Jama", "Aziz", "Ghorbani", "Al-Masri", "Şimşek", "Dirie"]),
    (["Bao Chau", "Xin Yi", "Lan", "Hye-jin", "Sakura", "Mei Ling"],
     ["Hoang", "Zi Xuan", "Bao", "Sung-min", "Ren", "Chun Kit"],
     ["Vu", "Huang", "Yip", "Dang", "Park", "Yamada", "Goh", "Cheng"]),
]
STREETS = ["Balmoral Road", "Primrose Bank", "Tithe Barn Lane", "Grange Park Avenue", "Weavers Court", "Hospital Hill", "School Lane", "Cotton Street", "Viaduct Street", "Nursery Road", "St Anne’s Terrace",
                     "Maple Close", "Heol y Bryn", "Old Vicarage Drive", "The Mount", "Sister's Walk", "Collier Row"]
HOUSES = ["{n} {s}", "{n} {s}", "{n}, {s}", "Flat {k}, Attlee Court, {n} {s}", "{n}{l} {s}", "Caravan {k}, Meadow Park, {s}", "Apartment {k}, {n} {s}", "The Old Forge, {s}"]
TOWNS = {"en": [("Barnsley", "S"), ("Halifax", "HX"), ("Wrexham", "LL"), ("Motherwell", "ML"), ("Slough", "SL"), ("Gateshead", "NE"), ("Hackney", "E"), ("Oldham", "OL"), ("Newport", "NP"), ("Gravesend", "DA"), ("London", "SE"),
                   ("Walsall", "WS"), ("Blackburn", "BB"), ("King's Lynn", "PE")]}
SCHOOLS = ["Viaduct Primary", "St Oswin’s RC Primary", "Ysgol Bro Dawel Primary", "Grange Park Infants", "Ladybird Day Nursery", "Orchard House Nursery", "Stepping Stones Pre-school", "Northfield Academy", "Tithe Barn High School",
                     "Beacon SEN Academy", "Calder Valley College", "The Harriet Quimby High School", "Sacred Heart Primary", "Collier Row Primary School", "Al-Huda Primary", "Prince Regent Grammar"]
SURGERIES = ["Tithe Barn Surgery", "Weavers Health Centre", "Dr Mehra & Dr Lunn", "The Mount Medical Practice", "Hospital Hill Surgery"]
PRO_GIVEN = ["Angela", "Denise", "Tariq", "Neil", "Anita", "Morag", "Dylan", "Becky", "Katarzyna", "Femi", "Louise", "Graham", "Maureen", "Gemma", "Alun", "Claire"]
PRO_FAMILY = ["Hesketh", "Malik", "Trevithick", "Ackroyd", "Stokes", "McBride", "Wainwright", "Chatterjee", "Mendes", "Best", "Harker", "Pugh", "Shaikh", "Laidlaw", "Sandhu", "Ryder"]
ALIAS_MAKERS = [lambda g, f: g.split()[0][:3] if len(g) > 4 and "’" not in g[:3] else g.split()[0] + "y", lambda g, f: f"{g.split()[0][:2]}bo".replace("’", ""), lambda g, f: f"{g[0]}{f[:1]}".upper()]
REFERRERS = {
    "education": [("Deputy Head and DSL", "{school}", "{slug}.sch.test"), ("Inclusion Lead", "{school}", "{slug}.sch.test"), ("SENCO", "{school}", "{slug}.sch.test"), ("Attendance and Welfare Officer", "{school}", "{slug}.sch.test")],
    "nursery": [("Room Leader / Deputy Safeguarding Lead", "Ladybird Day Nursery", "ladybirdnursery.test"), ("Setting Manager", "Stepping Stones Pre-school", "steppingstones.test")],
    "college": [("Student Welfare Manager", "Calder Valley College", "caldervalley.ac.test"), ("Safeguarding and Prevent Coordinator", "Weaver Sixth Form College", "weaver.ac.test")],
    "health": [("Health Visitor", "Peakside Community NHS Trust", "peakside.nhs.test"), ("Named Nurse Safeguarding Children", "Weaver Vale Hospitals NHS Trust", "weavervale.nhs.test"), ("Community Nursery Nurse", "Peakside Community NHS Trust", "peakside.nhs.test"),
               ("Practice Nurse", "Tithe Barn Surgery", "tithebarn.nhs.test")],
    "hv": [("Health Visitor", "Peakside Community NHS Trust", "peakside.nhs.test"), ("Family Nurse", "Peakside Community NHS Trust", "peakside.nhs.test")],
    "gp": [("GP Partner", "Tithe Barn Surgery", "tithebarn.nhs.test"), ("Salaried GP", "Weavers Health Centre", "weavers.nhs.test")],
    "hospital": [("Paediatric Liaison Nurse", "Weaver Vale Hospitals NHS Trust", "weavervale.nhs.test"), ("Ward Manager, Children’s Ward", "Weaver Vale Hospitals NHS Trust", "weavervale.nhs.test")],
    "midwife": [("FGM Specialist Midwife", "Weaver Vale Hospitals NHS Trust", "weavervale.nhs.test"), ("Sonographer", "Weaver Vale Hospitals NHS Trust", "weavervale.nhs.test")],
    "sarc": [("Crisis Worker", "Peakside Sexual Assault Referral Centre", "sarc.nhs.test"), ("Forensic Nurse Examiner", "Peakside Sexual Assault Referral Centre", "sarc.nhs.test")],
    "drugs": [("Recovery Coordinator", "Peakside NHS Drug and Alcohol Service", "recovery.nhs.test"), ("Non-Medical Prescriber", "Peakside NHS Drug and Alcohol Service", "recovery.nhs.test")],
    "police": [("PC 3046", "Peakshire Police", "peakshire.police.test"), ("DS 771", "Peakshire Police", "peakshire.police.test"), ("Safeguarding Hub Officer 9120", "North Wold Police", "northwold.police.test")],
    "met": [("PC 4412NE", "North East BCU, Capital Police", "capital.police.test"), ("PS 88NE", "North East BCU, Capital Police", "capital.police.test")],
    "charity": [("Family Worker", "Barnardo’s", "barnardos.test"), ("Helpline Practitioner", "NSPCC Helpline", "nspcc.test"), ("Youth Worker", "Viaduct Youth Project", "viaductyouth.test")],
    "refuge": [("Children’s Worker", "Peakshire Women’s Aid", "peakwomensaid.test"), ("IDVA", "Peakshire Women’s Aid", "peakwomensaid.test")],
    "foodbank": [("Volunteer Session Lead", "Viaduct Street Foodbank", "viaductfoodbank.test"), ("Welfare Adviser", "Viaduct Street Foodbank", "viaductfoodbank.test")],
    "club": [("Club Welfare Officer", "Peakside Otters Swimming Club", "otters.test"), ("Club Welfare Officer", "Collier Row Juniors FC", "collierrowjfc.test"), ("Head Coach", "Weavers Gymnastics Club", "weaversgym.test")],
    "council": [("Homelessness Prevention Officer", "Peakside Borough Council", "peakside.gov.test"), ("Education Welfare Officer", "Weavershire County Council", "weavershire.gov.test"), ("Social Worker", "Weavershire County Council", "weavershire.gov.test")],
    "otherla": [("Social Worker", "Weavershire County Council", "weavershire.gov.test"), ("Advanced Practitioner", "Royal Borough of Harbourne", "harbourne.gov.test")],
    "public": [("Neighbour", "", "mailbox.test"), ("Family friend", "", "mailbox.test")],
}
CONCERNS = [
    "{pro1} saw {g} on {day} with a burn to the left hand about the size of a 50p piece. {Mum} said it was from a hair straightener.",
    "{friend} (a neighbour, born 4/7/1979) told us on {day} that the children are left in the car outside the pub on Fridays.",
    "On {day} the electricity had been off for three days. {pro2} arranged a voucher. There was mould above the cot and no bedding.",
    "{g} told the school on {day} that they would 'rather sleep at {friend}'s' than go home this weekend.",
    "Attendance is 58.2%. {pro1} rang on {day} and again on 10/11/2026 and nobody picked up. {g} comes in without lunch.",
    "{Mum} disclosed to {pro2} on {day} that her ex-partner kicked the door in. The police log is 0447 of 12 November 2026. The children were upstairs.",
    "In class on {day} {g} drew a picture and told {pro1} that it shows 'when daddy got angry'. The drawing is kept in the safe.",
    "{pro2} has weighed {g} four times since 2nd July 2026 and the weight has gone from the 50th to the 9th centile.",
    "There were two missed scans, on 03.09.2026 and {day}. {Mum} told {pro1} she does not trust hospitals since her brother died on 6/1/2018.",
]
MORE = [
    "{pro1} will bring the chronology (last updated 30 October 2026) to any meeting.",
    "The dog, Rosie, bit a postman in June.",
    "There was a s47 in 2021 and the case was closed on 14/02/2022.",
    "{Mum} is aware of this form; she said on {day} that she would welcome help with the housing.",
    "{friend}, who is 12 and lives next door, is often at the house.",
    "An early help plan led by {pro2} ran from May to 26th September 2025.",
]
URGENT = ["{g} is still here with us and nobody is able to collect safely; please ring as soon as this arrives.", "This cannot wait until tomorrow: we believe that there is an immediate risk of harm tonight.",
                    "URGENT RESPONSE NEEDED - he was bailed at noon and has said that he will go to the flat."]

KINDS = {"nursery": "education", "college": "education", "hv": "health", "gp": "health", "hospital": "health", "midwife": "health", "sarc": "health", "drugs": "health", "met": "police", "refuge": "charity", "foodbank": "charity",
         "club": "charity", "otherla": "council"}

UNBORN = ["Unborn baby {}", "Baby {}", "Unborn {}", "UNBORN {}", "Unborn child {}"]
LOOSE = False
PEERS = ["Stott", "Larkin", "Pegg", "Rudd", "Tranter", "Yeo"]
COUNCIL = "derwent.gov.test"

SUBJECTS = ["Referral – {i}", "Safeguarding", "Safeguarding concern re {f}", "Private and confidential", "Form", "Child in need referral", "Request for Services: {f}", "{f}", "Referral from {agency}", "OFFICIAL-SENSITIVE: referral", "As discussed by phone", "(no subject)"]
OPENINGS = ["Hello,\n\nAttached, thank you.\n", "Dear MASH\n\nFurther to my conversation with {duty} earlier, the completed form is attached.\n", "Good morning\n\nPlease see attached. I can be reached on the number below until 3.30pm.\n",
            "Hi\n\nReferral for {i} attached - sorry for the delay, our system was down.\n", "Dear Sir/Madam,\n\nPlease find enclosed our form in respect of {f}.\n\nI would be grateful for an outcome letter.\n", ""]
BODY_OPENINGS = ["", "Copied from our system, please see below.\n", "Hi, details below as requested.\n"]
DISCLAIMERS = ["", "", "\nThis e-mail is intended for the addressee only and may be subject to public disclosure under the Freedom of Information Act.\n", "\n[EXTERNAL] Do not click on links unless you know the sender.\n",
               "\n----------------------------------------------------------------------\nThe information in this message is confidential. If it reached you by mistake, tell us and delete it.\n"]
FILES = ["Referral", "Completed form {i}", "scan0023", "Form v2 - signed", "{f} - safeguarding", "MARF 23.11.26", "referral-form (4)", "New Microsoft Word Document"]
