"""Names, places, schools and stories of the first later set, written without looking at the reader."""

# What its random numbers come from, and how many mails for each format of a layout, unless said otherwise.
SALT, SEED, EACH = "later", 1123, 4

CULTURES = [
    (["Freya", "Harriet", "Phoebe", "Erin", "Darcey", "Imogen", "Nevaeh", "Demi-Leigh", "Bethany", "Lola-Mae", "Esmé", "Jessica", "Gracie-Lou"],
     ["Jack", "Harry", "Toby", "Reuben", "Jenson", "Kayden", "Brodie", "Ollie-James", "Theo", "Bobby", "Ellis", "T’Jay", "Samuel"],
     ["Broadbent", "Clegg", "Tattersall", "Nuttall", "Winterbottom", "Featherstone", "Dyson-Lee", "Fox", "Wilde", "Sykes", "Brown", "Hunt-Davies", "Jones", "Le Marchant"]),
    (["Honey", "Paris", "Star", "Eve", "Ivy", "Charity", "Pearl", "Verity", "Mercy", "Dawn", "Felicity", "Sky"],
     ["Hunter", "Chase", "Max", "Rowan", "Sonny", "King", "Duke", "Ray", "Frank", "Jude", "Major", "Penn"],
     ["Law", "Page", "Mann", "Boys", "Ward", "Constable", "March", "Winter", "Fields", "Post", "Cousins", "Green", "Close", "Best", "House", "Carr", "Bridge"]),
    (["Gwenllian", "Carys", "Mared", "Saoirse", "Róisín", "Eilidh", "Catrìona", "Clodagh"],
     ["Ieuan", "Osian", "Gethin", "Cormac", "Tadhg", "Ruaridh", "Eoghan", "Hamish"],
     ["Pritchard", "Bevan", "Prosser", "MacLeod", "McAllister", "O’Donovan", "Ó Súilleabháin", "Mackintosh", "Connors", "ap Rhys", "M’Gregor"]),
    (["Amina", "Sumayyah", "Iqra", "Noor Fatima", "Hania", "Zoya", "Rabia", "Mahnoor"],
     ["Muhammad", "Zayn", "Eesa", "Abdullah", "Haris", "Mohammed Umar", "Syed Hasan", "Ismail"],
     ["Akhtar", "Bibi", "Rehman", "Qureshi", "Miah", "Uddin", "Iqbal", "Siddiqui", "ul-Haq", "Abdul Karim"]),
    (["Diya", "Ishani", "Lakshmi", "Navneet", "Tharani", "Aarushi"],
     ["Aarav", "Veer", "Harjot", "Sanjeev", "Pranav", "Kavin"],
     ["Bhatt", "Desai", "Rai", "Thirunavukarasu", "Bains", "Mistry", "Nair", "Joshi"]),
    (["Žaneta", "Daryna", "Ewa", "Agnieszka", "Luminița", "Eszter", "Dominika", "Gabija"],
     ["Oleksandr", "Mateusz", "Győző", "Răzvan", "Jakub", "Tomáš", "Dawid", "Ignas"],
     ["Kovalenko", "Szczepański", "Lakatos", "Kazlauskas", "Horváth", "Mazur", "Dragomir", "Nováková", "Żak"]),
    (["Tinotenda", "Ayomide", "Esi", "Ngozi", "Makena", "Selam", "Temitope"],
     ["Kwabena", "Ebuka", "Tafadzwa", "Ayo", "Olumide", "Samuel-Kofi", "Dawit"],
     ["Asante", "Chukwu", "Ncube", "Oyelaran", "Tesfaye", "Owusu-Ansah", "Dlamini", "Eze", "N’Diaye"]),
    (["Lucía", "Mariana", "Carmen Rosa", "Chiara", "Noémie", "Helena"],
     ["Thiago", "Santiago", "Nuno", "Matteo", "Raphaël", "Joaquín"],
     ["García Márquez", "dos Santos", "Dela Cruz", "Ferreira", "D’Souza", "de Oliveira", "Van Dijk", "Bianchi", "Pereira Lopes"]),
    (["Shirin", "Zeynep", "Ifrah", "Berivan", "Ayaan", "Yasmin"],
     ["Kerem", "Liban", "Sirwan", "Farhad", "Mustafa", "Guled"],
     ["Noori", "Öztürk", "Farah", "Haji", "Karimi", "Al Hamad", "Çelik", "Abdi"]),
    (["Xiu Ying", "Hoa", "Ngoc", "Siew Ling", "Yuki", "Min-ji"],
     ["Jia Hao", "Duc", "Quang", "Kenji", "Ka Ho", "Long"],
     ["Lam", "Pham", "Lau", "Cheung", "Do", "Kim", "Tanaka", "Xu", "Ong"]),
]
STREETS = ["Albert Road", "Windmill Hill", "Ferndale Avenue", "Cemetery Road", "Coal Pit Lane", "Nightingale Court", "Lower Green", "Sycamore Drive", "Princes Street",
                     "St John’s Road", "Ffordd y Parc", "Dock Street", "Bishop’s Way", "The Paddock", "Father's Row", "Doctor Fold"]
HOUSES = ["{n} {s}", "{n} {s}", "{n}, {s}", "Flat {k} Bevin House, {n} {s}", "{n}{l} {s}", "Room {k}, The Haven, {s}", "Plot {k} {s}", "Top Floor Flat, {n} {s}"]
TOWNS = {"en": [("Derby", "DE"), ("Bradford", "BD"), ("Swansea", "SA"), ("Dundee", "DD"), ("Luton", "LU"), ("Carlisle", "CA"), ("Enfield", "EN"), ("Wigan", "WN"), ("Cardiff", "CF"),
                   ("Ipswich", "IP"), ("London", "E"), ("Telford", "TF"), ("Reading", "RG")]}
SCHOOLS = ["Canal Street Primary", "St Wilfrid’s Catholic Primary School", "Ysgol Gynradd Bryn Coch Primary", "Dr Barnard Primary School", "Fatima Primary", "Holy Cross Primary and Infants",
                     "Tiny Toes Day Nursery", "Cherry Tree Nursery School", "Rainbow Pre-school", "Mill Lane Academy", "Sir Thomas Boughton High School", "Calder SEN Centre", "City of Derwent College",
                     "Queen Matilda’s Grammar School", "The Edith Wilkinson High School"]
SURGERIES = ["Doctors Lane Medical Practice", "Quayside Family Practice", "The Old Bakery Surgery", "Dr Pillai and Partners", "Nightingale House Surgery"]
PRO_GIVEN = ["Sharon", "Lorraine", "Mohammed", "Andrew", "Sunita", "Fiona", "Gareth", "Chloe", "Magda", "Olu", "Rebecca", "Steve", "Yvonne", "Kirsty", "Huw", "Tracey"]
PRO_FAMILY = ["Entwistle", "Khan", "Prowse", "Lindley", "Osborne", "McCann", "Rhodes", "Banerjee", "Silva", "Young", "Mercer", "Tindall", "Evans", "Hussain", "Boyd", "Kaur"]
ALIAS_MAKERS = [lambda g, f: g.split()[0][:2] if len(g) > 3 and "’" not in g[:2] else g + "y", lambda g, f: f"{g.split()[0][:3]}ie".replace("’", ""), lambda g, f: f"{g[0]}{f[:1]}".upper()]
REFERRERS = {
    "education": [("DSL / Assistant Head", "{school}", "{slug}.sch.test"), ("Learning Mentor", "{school}", "{slug}.sch.test"), ("Nursery Manager", "{school}", "{slug}.test"), ("Safeguarding Officer", "{school}", "{slug}.sch.test")],
    "health": [("Specialist Safeguarding Midwife", "Calderside Teaching Hospitals NHS Trust", "calderside.nhs.test"), ("School Nurse", "Derwent Community Healthcare", "derwent.nhs.test"),
               ("Sister, Children’s ED", "Calderside Teaching Hospitals NHS Trust", "calderside.nhs.test"), ("GP", "Quayside Family Practice", "quayside.nhs.test"), ("CAMHS Practitioner", "Derwent CAMHS", "derwent.nhs.test")],
    "ambulance": [("Paramedic", "Three Rivers Ambulance Service NHS Trust", "trias.nhs.test")],
    "police": [("PC 1187", "Derwent Valley Police", "dvp.police.test"), ("PS 604", "Estuary Police", "estuary.police.test"), ("DC 3325", "Derwent Valley Police", "dvp.police.test")],
    "charity": [("Helpline Practitioner", "NSPCC Helpline", "nspcc.test"), ("Project Worker", "Home-Start Derwent", "homestart.test"), ("IDVA", "Women’s Aid Derwent", "womensaid.test")],
    "council": [("Tenancy Officer", "Derwent Borough Council", "derwent.gov.test"), ("Housing Support Officer", "Canalside Borough Council", "canalside.gov.test"), ("Supervising Social Worker", "Estuary County Council", "estuary.gov.test")],
    "dental": [("General Dental Practitioner", "Harbourgate Dental Care", "harbourgate.nhs.test"), ("Optometrist", "Lens & Light Opticians", "lenslight.test")],
    "probation": [("Probation Practitioner", "Probation Service, Derwent Delivery Unit", "probation.test"), ("Offender Manager", "Probation Service, Estuary Delivery Unit", "probation.test")],
    "maternity": [("Community Midwife", "Calderside Teaching Hospitals NHS Trust", "calderside.nhs.test"), ("Specialist Safeguarding Midwife", "Calderside Teaching Hospitals NHS Trust", "calderside.nhs.test")],
    "ed": [("Sister, Children’s ED", "Calderside Teaching Hospitals NHS Trust", "calderside.nhs.test"), ("ST4 doctor", "Calderside Teaching Hospitals NHS Trust", "calderside.nhs.test")],
    "surgery": [("GP", "Quayside Family Practice", "quayside.nhs.test"), ("Practice Nurse", "Quayside Family Practice", "quayside.nhs.test")],
    "public": [("Aunt", "", "mailbox.test"), ("Grandparent", "", "mailbox.test")],
}
CONCERNS = [
    "{pro1} first met the family on 14/09/2025. On {day} {pro1} noted that {g} had not eaten since the day before and was wearing wet shoes.",
    "History: {friend} (d.o.b. 12/02/2011), a cousin, was removed from the household on 3 March 2022 after a hearing at Derwent Family Court. {g} was seen there on {day}.",
    "On {day} at 21:40 a passer-by, {friend}, called 999 because children were alone in the street. {Mum} came back at 23:15 and smelt of drink.",
    "{g} told the school’s counsellor {pro2} on {day} that mum's new boyfriend shouts and that 'he put my tablet through the window'.",
    "{pro2} called at the home on {day}, on 02.10.26 and on 9th October 2026 without an answer; the curtains were drawn and post lay behind the door.",
    "Attendance since September is 64%; {pro1} was told on {day} that {g} looks after the little ones in the morning.",
    "A mark, 2 cm, was seen on the right forearm on {day} by {pro1}. The explanation given (fell off a trampoline) does not fit, says {pro2}.",
    "{Mum} told {pro2} that she takes 40mg a day and has used cannabis since she was 15. Her own mother died on 1 May 2019.",
]
MORE = [
    "A chronology by {pro1} (dated 01/11/2026) can be sent.",
    "A neighbour has offered to look after the dog.",
    "There was a Child in Need plan from June 2023 to 12/01/2024 (social worker then {pro2}).",
    "{Mum} was told of this form by telephone on {day} and was not pleased.",
    "The last review was on 17 July 2026 and the next one is on 4 December 2026.",
]
URGENT = ["{g} must not go home tonight until somebody from your team has called us.", "We ask for a call back today: the children may be at immediate risk of significant harm.",
                    "URGENT - he has been released and is on his way to the address."]

KINDS = {"dental": "health", "maternity": "health", "ed": "health", "surgery": "health", "ambulance": "health", "probation": "council"}

UNBORN = ["Unborn baby {}", "Baby {}", "Unborn {}", "UNBORN {}", "Unborn child {}"]
LOOSE = False

SUBJECTS = ["Safeguarding form", "Request for support – {i}", "Referral to MASH", "CONFIDENTIAL", "New referral", "Referral: {f}", "Child protection concern", "Form as requested", "MARF {f}", "Please see attached", "PPN / referral", "Re: conversation today"]
OPENINGS = ["Afternoon,\n\nForm attached. Any problems opening it, shout.\n", "Dear Team\n\nI attach our referral for {f} following my call to {duty} this morning.\n", "Hi all\n\nAttached as requested.\n",
            "Good morning,\n\nPlease find a referral attached. I am on leave from Wednesday so please speak to my colleague after that.\n", "Please find attached. Please acknowledge receipt.\n"]
BODY_OPENINGS = ["", "A new submission has been received.\n", "Please see below. I can’t get the portal to work.\n"]
FILES = ["MARF completed", "Safeguarding referral {i}", "Doc1", "Referral Form FINAL (2)", "{f} referral", "form", "Child concern 20112026"]
