"""Names, places, schools and stories of the fourth later set: ordinary forms, written without looking at the reader."""

# What its random numbers come from, and how many mails for each format of a layout, unless said otherwise.
SALT, SEED, EACH = "later5", 2611, 3

CULTURES = [
    (["Alice", "Tabitha", "Rosanna", "Henrietta", "Ellen", "Maddison", "Cora", "Willow-Rae", "Annabel", "Libby", "Kacey", "Philippa-Jane", "Peggy"],
     ["Thomas", "Henry", "Dylan", "Kyle", "Zachary", "Leighton", "Rafferty", "Wilfred", "Ashton", "Albert", "Connor-Lee", "Barnaby", "Callan"],
     ["Illingworth", "Bramley", "Tattershall", "Wainwright", "Pickup", "Chadwick", "Fearnley", "Holroyd", "Dobson", "Carter-Hall", "Stubbs", "Whittle", "Oldroyd", "Aldridge"]),
    (["Sapphire", "Crystal", "Bluebell", "Jasmine", "Primrose", "Violet", "Angelica", "Saffron"],
     ["Jasper", "Forrest", "Sage", "Lance", "Reed", "Heath", "Ford", "Roman"],
     ["Fletcher", "Fisher", "Stone", "Banks", "Knight", "Pope", "Butler", "Waters", "Gardener", "Parsons"]),
    (["Gwenno", "Bethan", "Catrin", "Nia", "Orlaith", "Sinéad", "Iona", "Morven"],
     ["Owain", "Steffan", "Iwan", "Conor", "Donnacha", "Murdo", "Finlay", "Gregor"],
     ["Meredith", "Gwynne", "Parry", "O’Sullivan", "Gallacher", "MacKinnon", "Buchanan", "McGowan", "Sutherland", "Kavanagh"]),
    (["Safiya", "Anisa", "Farzana", "Laiba", "Samina", "Sidra", "Tahira"],
     ["Wasim", "Nadeem", "Kashif", "Imran", "Usman", "Danyal", "Umair"],
     ["Raza", "Butt", "Latif", "Ghani", "Anwar", "Hashmi", "Karim", "Chaudhry"]),
    (["Nisha", "Amandeep", "Divya", "Radha", "Sneha"], ["Amrit", "Vikram", "Rajan", "Jovan", "Suresh"], ["Sidhu", "Trivedi", "Pillay", "Virdee", "Menon", "Reddy"]),
    (["Maja", "Aleksandra", "Daria", "Elena", "Ieva", "Gabriela"], ["Patryk", "Filip", "Mihai", "Bogdan", "Tomasz", "Danylo"], ["Kamiński", "Lewandowski", "Stan", "Dumitru", "Kravchenko", "Nagy", "Novák"]),
    (["Uchenna", "Ama", "Rumbidzai", "Yetunde", "Makeda", "Esther"], ["Chukwuma", "Kojo", "Farai", "Tunde", "Biniam", "Joel"], ["Obi", "Addo", "Dube", "Adebayo", "Bekele", "Kamara", "Owusu"]),
    (["Marta", "Carolina", "Federica", "Joana", "Chloé"], ["Diego", "Rafael", "Andrea", "Tiago", "Hugo"], ["Pereira", "Romano", "Castro", "Lopes", "García", "Dubois"]),
    (["Ceren", "Hawa", "Amal", "Dilan", "Rima"], ["Ozan", "Sharmarke", "Aram", "Karwan", "Tariq"], ["Aydın", "Duale", "Mahmoud", "Egal", "Haddad", "Polat"]),
    (["Ling", "Kim-Anh", "Yuna", "Xin"], ["Ming", "Vinh", "Kai Lun", "Jian"], ["Liu", "Dinh", "Chow", "Yoon", "Tsang"]),
]
STREETS = ["Manor Road", "Bridge Street", "Highfield Avenue", "Priory Lane", "Hawthorn Avenue", "Alexandra Terrace", "Meadow View", "Church Walk", "Orchard Close", "Queensway", "Poplar Drive", "St Mary’s Road", "Harbour Street", "Heathfield Road", "Elm Court"]
HOUSES = ["{n} {s}", "{n} {s}", "{n} {s}", "{n} {s}", "{n}, {s}", "Flat {k}, {n} {s}", "Flat {k}, {n} {s}", "{n}{l} {s}", "Rose Cottage, {s}"]
TOWNS = {"en": [("Maidstone", "ME"), ("Leeds", "LS"), ("Guildford", "GU"), ("London", "E"), ("Exeter", "EX"), ("Norwich", "NR"), ("Ashford", "TN"), ("Barnstaple", "EX"), ("King’s Lynn", "PE"), ("Woking", "GU"), ("Dover", "CT")],
         "sc": [("Glasgow", "G"), ("Clydebank", "G"), ("Rutherglen", "G")], "cy": [("Cardiff", "CF"), ("Penarth", "CF"), ("Caerphilly", "CF")]}
SCHOOLS = ["Highfield Primary School", "St Anne’s CE Primary", "Meadowbank Primary", "Poplar Infants School", "Ladybird Nursery", "Sunflower Day Nursery", "Priory Lane Pre-school", "Queensway Academy", "Harbourside High School",
                     "Beechwood School", "Victoria Park College", "St Joseph’s Catholic High School", "Orchard Primary School", "Heathfield Grammar School"]
SURGERIES = ["Manor Road Surgery", "Bridge Street Medical Practice", "The Orchard Health Centre", "Queensway Surgery"]
PRO_GIVEN = ["Pauline", "Alison", "Nicola", "Rosalind", "Simon", "Clive", "Deborah", "Baljit", "Marjorie", "Lynette", "Martin", "Kunle", "Annette", "Stuart", "Mohsin", "Geraldine"]
PRO_FAMILY = ["Ashcroft", "Penrose", "Pearce", "Lockwood", "Kotecha", "Sheridan", "Talbot", "Keane", "Abbott", "Rowe", "Fairbank", "Adeleke", "Hussein", "Cromwell", "Nolan", "Stephens"]
ALIAS_MAKERS = [lambda g, f: g.split()[0][:3] if len(g.split()[0]) > 4 else g.split()[0] + "o", lambda g, f: f"{g[0]}J"]
REFERRERS = {
    "education": [("Designated Safeguarding Lead", "{school}", "{slug}.sch.test"), ("Headteacher", "{school}", "{slug}.sch.test"), ("Deputy Head / DSL", "{school}", "{slug}.sch.test"), ("SENCO", "{school}", "{slug}.sch.test")],
    "health": [("Health Visitor", "Eastmere Community Health NHS Trust", "eastmerehealth.nhs.test"), ("School Nurse", "Eastmere Community Health NHS Trust", "eastmerehealth.nhs.test"), ("Community Midwife", "Northgate Hospital", "northgate.nhs.test"),
               ("GP", "Bridge Street Medical Practice", "bridgestreet.nhs.test"), ("Paediatric Staff Nurse", "Northgate Hospital", "northgate.nhs.test")],
    "police": [("PC 4471", "Eastmere Police", "eastmere.police.test"), ("DC 2086", "Eastmere Police", "eastmere.police.test")],
    "charity": [("Support Worker", "Safe Haven Domestic Abuse Service", "safehaven.test"), ("Family Support Worker", "Bridgewater Children’s Charity", "bridgewater.test")],
    "council": [("Early Help Worker", "Eastmere County Council", "eastmere.gov.test"), ("Housing Officer", "Eastmere County Council", "eastmere.gov.test")],
}
CONCERNS = [
    "{pro1} carried out a home visit on {day}. The kitchen was cluttered, there was little food in and {Mum} seemed tired.",
    "{g} came to school on {day} with a bruise on the left cheek. {g} told {pro2} it happened at home but would not say more.",
    "{Mum} told {pro1} on {day} that her ex-partner has been coming to the house and shouting through the letterbox.",
    "{g} has been late most days since half term and is often hungry. {pro1} has spoken to {Mum} about this on {day}.",
    "A neighbour, {friend}, contacted us on {day} to say that the children were left alone for some hours in the evening.",
    "{pro2} is worried about missed appointments, the last of which was on {day}, and about {Mum}’s drinking.",
    "{Mum} is struggling to manage and has asked {pro2} for help with routines and behaviour.",
    "There was an incident on {day} between the adults in the home. Police attended and no arrest was made.",
]
MORE = ["The family had support from the family hub in 2024 and did well.", "{Mum} is aware of this referral and would like support.", "{pro1} will continue to see the family each week.",
                  "There is a supportive extended family nearby.", "The home has damp and the landlord has been informed."]
URGENT = ["This is URGENT: please call us today as we do not believe it is safe for {g} to go home.", "We believe there is an immediate risk of significant harm tonight and need a response today."]

KINDS = {}

UNBORN = ["Unborn baby {}", "Baby {}", "Unborn {}", "UNBORN {}", "UBB {}", "Baby {} (unborn)"]
LOOSE = True
PEERS = []
COUNCIL = "eastmere.gov.test"
A_SCHOOL = ("Orchard Primary School", "orchardprimaryschool.sch.test")
RENAME = {}

SUBJECTS = ["Referral", "Referral form - {f}", "Request for support - {i}", "New referral to children's services", "Referral for {f}", "Confidential: referral {i}", "MASH referral", "Completed referral form attached"]
OPENINGS = ["Dear colleague,\n\nPlease find attached a referral for your consideration.\n", "Hi,\n\nPlease see the attached referral form for {f}.\n", "Good afternoon,\n\nAs advised by {duty} on the phone, I attach the form.\n", "Hello\n\nReferral attached. Please confirm receipt.\n", ""]
BODY_OPENINGS = ["", "Please see the referral below.\n", "Dear team, the completed form is pasted below.\n"]
DISCLAIMERS = ["", "", "\nThis email is confidential. If you are not the intended recipient please delete it.\n"]
FILES = ["Referral form", "Referral form {i}", "Request for support {f}", "Referral Nov 2026"]
