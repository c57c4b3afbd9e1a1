"""Names, places, schools and stories of the fifth later set: English councils' forms as published, written without looking at the reader."""

SALT, SEED, EACH = "later-five", 5523, 3

CULTURES = [
    (["Harriet", "Imogen", "Freya", "Lottie", "Jessica", "Chelsea", "Erin", "Phoebe", "Keira", "Lexi-May", "Darcey", "Georgina", "Abigail", "Nell"],
     ["Jack", "Harvey", "Toby", "Lewis", "Brandon", "Reuben", "Freddie", "Kayden", "Edward", "Ronnie", "Jamie-Lee", "Stanley", "Louis", "Corey"],
     ["Hargreaves", "Bickerstaff", "Lowther", "Greenhalgh", "Tomlinson", "Braithwaite", "Rushworth", "Kellett", "Sowerby", "Marsden-Clarke", "Pritchard", "Hepworth", "Dunn", "Ibbotson"]),
    (["Charlotte", "Molly", "Holly", "Daisy", "Eden", "Amber", "Paige", "Robyn"],
     ["Max", "Carter", "Hunter", "Kit", "Robin", "Jude", "Cole", "Dale"],
     ["Baker", "Woods", "Cross", "Marsh", "Bond", "Fox", "Rice", "Moon", "Swift", "Frost"]),
    (["Clodagh", "Eilidh", "Saoirse", "Carys", "Róisín", "Deirdre", "Heledd"],
     ["Cormac", "Eoin", "Gethin", "Tomos", "Lorcan", "Hamish", "Ruairí"],
     ["O’Donoghue", "McAuley", "Prosser", "Brennan", "MacLeod", "Delaney", "McLaughlin", "Bevan", "O’Hara"]),
    (["Amina", "Noor", "Iqra", "Sana", "Bushra", "Rukhsana", "Mahnoor", "Zara"],
     ["Hassan", "Ismail", "Faisal", "Rayyan", "Adeel", "Mohammad Haris", "Zayn", "Talha"],
     ["Iqbal", "Akhtar", "Bibi", "Siddiqui", "Rehman", "Aziz", "Miah", "Yousaf", "Qureshi"]),
    (["Jasleen", "Pooja", "Lakshmi", "Kirandeep", "Tanvi"], ["Manpreet", "Nikhil", "Harjit", "Aarav", "Karthik"], ["Bains", "Kaur", "Desai", "Joshi", "Nair", "Sivakumar", "Grewal", "Rao"]),
    (["Natalia", "Hanna", "Oksana", "Viktoriia", "Raluca", "Agnieszka"], ["Jakub", "Dawid", "Oleksandr", "Radu", "Marek", "Vasile"], ["Pawlak", "Mazur", "Shevchenko", "Marin", "Wróbel", "Horváth", "Kaczmarek", "Balan"]),
    (["Chioma", "Efua", "Tanaka", "Folake", "Hiwot", "Ruth"], ["Emeka", "Yaw", "Simba", "Babatunde", "Yonas", "Samuel"], ["Eze", "Asante", "Chikwanda", "Ogunleye", "Tesfaye", "Conteh", "Appiah", "Mukasa"]),
    (["Lucía", "Mariana", "Giulia", "Camila", "Margaux"], ["Álvaro", "Gonçalo", "Matteo", "Nicolás", "Baptiste"], ["García López", "Ferreira Santos", "Ricci", "Morales", "Teixeira", "Lefèvre", "Rodríguez"]),
    (["Zeynep", "Ifrah", "Shirin", "Nazanin", "Samira"], ["Baran", "Mustafe", "Omid", "Hiwa", "Navid"], ["Kaya", "Jama", "Karimi", "Ahmadi", "Osman", "Salih", "Çelik"]),
    (["Lan", "Hui Min", "Jia", "Soo-Jin"], ["Quang", "Zhen", "Ka Ho", "Duy"], ["Pham", "Lam", "Huang", "Cheung", "Vo", "Kim"]),
]
STREETS = ["Albert Road", "Mount Pleasant", "Windmill Lane", "Coronation Street", "Sycamore Drive", "Fairfield Road", "Kings Road", "Tennyson Avenue", "Lime Tree Close", "North Parade", "Waterloo Road", "Abbey Street", "Rectory Gardens", "Byron Way", "Larch Crescent", "Hazel Grove"]
HOUSES = ["{n} {s}", "{n} {s}", "{n} {s}", "{n} {s}", "{n}, {s}", "Flat {k}, {n} {s}", "Flat {k}, {n} {s}", "Flat {k}{l}, Milton House, {s}", "{n}{l} {s}", "The Bungalow, {s}"]
TOWNS = {"en": [("Burnley", "BB"), ("Swindon", "SN"), ("Hastings", "TN"), ("Lincoln", "LN"), ("Telford", "TF"), ("Bedford", "MK"), ("Doncaster", "DN"), ("Slough", "SL"), ("Gloucester", "GL"), ("Walthamstow, London", "E"), ("Scarborough", "YO"), ("Taunton", "TA"), ("Wigan", "WN")]}
SCHOOLS = ["Windmill Lane Primary School", "St Barnabas CofE Primary School", "Fairfield Primary School", "Abbey Infants School", "Holy Trinity Catholic Primary School", "Tennyson Primary School", "Tiddlywinks Day Nursery", "Little Explorers Nursery", "Rectory Pre-school",
           "The Albert Academy", "Kingsmead High School", "Bishop Wilton Academy", "Northfield College", "Queen Mary’s Grammar School"]
SURGERIES = ["Albert Road Surgery", "Waterloo Medical Practice", "Abbey Street Health Centre", "Fairfield Family Practice"]
PRO_GIVEN = ["Wendy", "Tracey", "Angela", "Margaret", "Neil", "Howard", "Denise", "Sunita", "Yvonne", "Claire", "Graham", "Femi", "Beverley", "Keith", "Shabana", "Judith", "Liam", "Rhiannon"]
PRO_FAMILY = ["Hollis", "Garside", "Bancroft", "Mistry", "Redfern", "Openshaw", "Wardle", "Finch", "Crossley", "Doyle", "Stott", "Bakare", "Mirza", "Thwaite", "Lyons", "Eastwood", "Hanley", "Coates"]
ALIAS_MAKERS = [lambda g, f: g.split()[0][:4] if len(g.split()[0]) > 5 else g.split()[0] + "y", lambda g, f: f"{g[0]}{f[0] if f else 'J'}"]
REFERRERS = {
    "education": [("Designated Safeguarding Lead", "{school}", "{slug}.sch.test"), ("Assistant Headteacher and DSL", "{school}", "{slug}.sch.test"), ("Family Liaison Officer", "{school}", "{slug}.sch.test"), ("Deputy DSL", "{school}", "{slug}.sch.test")],
    "nursery": [("Nursery Manager", "{school}", "{slug}.test"), ("Deputy Manager / Safeguarding Lead", "{school}", "{slug}.test"), ("Pre-school Leader", "{school}", "{slug}.test")],
    "hv": [("Health Visitor", "Fellside Community NHS Foundation Trust", "fellside.nhs.test"), ("Specialist Community Public Health Nurse", "Fellside Community NHS Foundation Trust", "fellside.nhs.test"), ("Family Nurse", "Fellside Community NHS Foundation Trust", "fellside.nhs.test")],
    "midwife": [("Community Midwife", "Royal Aldermoor Hospital", "royalaldermoor.nhs.test"), ("Safeguarding Midwife", "Royal Aldermoor Hospital", "royalaldermoor.nhs.test")],
    "gp": [("GP Partner", "Waterloo Medical Practice", "waterloomedical.nhs.test"), ("Salaried GP", "Abbey Street Health Centre", "abbeystreet.nhs.test")],
    "hospital": [("Paediatric Liaison Nurse", "Royal Aldermoor Hospital", "royalaldermoor.nhs.test"), ("Ward Sister, Children’s Ward", "Royal Aldermoor Hospital", "royalaldermoor.nhs.test"), ("ST4 Paediatrics", "Royal Aldermoor Hospital", "royalaldermoor.nhs.test")],
    "police": [("PC 3318", "Fellshire Constabulary", "fellshire.police.test"), ("DC 1147", "Fellshire Constabulary", "fellshire.police.test"), ("PCSO 8054", "Fellshire Constabulary", "fellshire.police.test")],
    "helpline": [("Helpline Practitioner", "Children’s Trust Line", "childrenstrustline.test"), ("Senior Helpline Practitioner", "Children’s Trust Line", "childrenstrustline.test")],
    "charity": [("IDVA", "Willow Tree Domestic Abuse Service", "willowtree.test"), ("Young Carers Worker", "Fellshire Young Carers", "fsyoungcarers.test"), ("Project Worker", "Family Anchor", "familyanchor.test")],
    "housing": [("Tenancy Support Officer", "Aldermoor Homes", "aldermoorhomes.test"), ("Neighbourhood Housing Officer", "Aldermoor Borough Council", "aldermoor.gov.test"), ("Homelessness Prevention Officer", "Aldermoor Borough Council", "aldermoor.gov.test")],
    "council": [("Family Support Practitioner", "Fellshire County Council", "fellshire.gov.test"), ("Education Welfare Officer", "Fellshire County Council", "fellshire.gov.test"), ("Youth Worker", "Fellshire County Council", "fellshire.gov.test")],
}
KINDS = {"nursery": "education", "hv": "health", "midwife": "health", "gp": "health", "hospital": "health", "helpline": "charity", "housing": "council"}
CONCERNS = [
    "On {day} {pro1} spoke to {Mum} at the gate. {Mum} smelt of alcohol and was unsteady on her feet.",
    "{g} was seen on {day} with marks on both arms. When {pro2} asked about them, {g} went quiet and looked away.",
    "Police were called to the address on {day} after a neighbour, {friend}, heard shouting and something being thrown.",
    "{g} has worn the same clothes to class for a week and is asking other children for food. {pro1} raised this with {Mum} on {day}.",
    "{Mum} told {pro2} on {day} that she has left her partner twice before and is frightened of him.",
    "{pro2} has been unable to gain access at the last three home visits, most recently on {day}.",
    "The family is in rent arrears and the gas has been capped since {day}. {pro1} has applied for a food parcel.",
    "{Mum} disclosed to {pro1} on {day} that her mental health has got worse and that she has stopped her medication.",
    "Attendance is 78% this term. {pro1} met {Mum} on {day} and a plan was agreed, but nothing has changed.",
]
MORE = ["{pro2} will remain involved.", "An Early Help Assessment was started in 2025 but the family withdrew.", "{Mum} understands why we are sharing this and has seen the form.", "The maternal grandparents live nearby and help when they can.",
        "The home was clean and warm at the last visit.", "There is no known history with Children’s Social Care."]
URGENT = ["We consider this to be URGENT as {g} should not go home tonight without a plan.", "This needs an immediate response today: we believe there is a risk of serious harm tonight."]

UNBORN = ["Unborn baby {}", "Baby {}", "Unborn {}", "Unborn baby {}", "UBB {}", "Unborn Baby {}"]
LOOSE = True
PEERS = []
COUNCIL = "fellshire.gov.test"
A_SCHOOL = ("Fairfield Primary School", "fairfieldprimaryschool.sch.test")
RENAME = {"Tennyson Primary School": "Tennyson Community School", "Abbey Infants School": "Abbey Infant & Nursery School"}

SUBJECTS = ["MARF", "Referral to Children’s Services", "Safeguarding referral - {i}", "Request for support: {f}", "Referral ({i})", "New referral from {agency}", "OFFICIAL-SENSITIVE: referral {i}", "Referral form as discussed", "{f}"]
OPENINGS = ["Good morning,\n\nPlease find attached a completed referral form.\n", "Hi team\n\nForm attached for {f}. Any problems opening it please let me know.\n", "Dear Sir or Madam,\n\nI spoke to {duty} in your team this morning and was asked to send the attached.\n", "Hello,\n\nPlease see attached.\n", "Dear all,\n\nReferral attached. I will be on leave from tomorrow so please reply to the shared inbox.\n"]
BODY_OPENINGS = ["", "Please see below.\n", "Hello, form pasted below as the attachment would not send.\n"]
DISCLAIMERS = ["", "", "\nThe information in this e-mail is confidential and may be legally privileged. It is intended only for the addressee.\n", "\nPlease consider the environment before printing this email.\n"]
FILES = ["MARF {i}", "Referral form completed", "Childrens Services referral form 2026", "{f} referral", "CSC referral Nov26"]
