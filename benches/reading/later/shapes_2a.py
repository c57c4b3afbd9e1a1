"""The second set, countymarf to nurserybook: a fact is in the truth when, and only when, it is put on the form."""

import people
from forms import lab
from parts import GREEN, GREY, NOTES, PINK, SAND, extra, hd, mf, peer, people_of, sec, share, teens, ticks, yn
from render import B, Br, Break, Cell, Form, H, P, Table, Tick


def countymarf(x):
    """A county's form: a row a child with Alias/AKA, schools in one cell by first name, household and significant others apart, key agencies."""
    kids = x.kids()
    rows = [sec("1. CHILD’S DETAILS – Name of child/ren (inc. unborn)", 7), hd("Forename", "Surname", "Alias/AKA", "DOB/EDD", "Gender", "Ethnicity", "Religion")]
    for k in kids:
        rows.append([Cell(k.given()), Cell(k.family()), Cell(k.aliases()), Cell(k.dob()), Cell(k.sex()), Cell(k.c.ethnicity), Cell(k.c.religion)])
    rows += [[""] * 7 for _ in range(x.rng.choice([0, 1, 3]))]
    share(x, kids)
    adr = Table([[lab("Child(ren)/Young Person’s home address"), Cell(x.v(f"{x.case.address}\n{x.code(x.case.postcode)}"))], [lab("Previous/alternative address"), Cell(x.blank)], [lab("Telephone (home/mobile)"), Cell(x.case.mobile)]], [1.5, 4])
    cell, known = [], [k for k in kids if k.c.school]
    for k in known:
        cell += ([Br()] if cell else []) + [x.v(f"{k.c.given.split()[0]} – {k.c.school}" if len(kids) > 1 else k.c.school)]
        k.t["school"] = k.c.school
    edu = Table([[lab("School/College/Nursery attended (please state for each child)"), Cell(cell or x.blank)], [lab("Who has Parental Responsibility?"), Cell(x.v(f"{x.case.mother.given} {x.surname(x.case.mother.family)}"))]], [1.5, 4])
    house = [sec("2. HOUSEHOLD MEMBERS (adults and other children living at this address)", 5), hd("Name", "DOB", "Relationship to child", "M/F", "PR Y/N")]
    away = [sec("3. SIGNIFICANT OTHERS NOT LIVING IN HOUSEHOLD (e.g. non-resident parent, grandparent)", 4), hd("Name", "DOB", "Relationship", "Address/contact")]
    home = [x.case.mother] + ([x.case.partner] if x.case.partner else []) + x.case.siblings
    out = ([x.case.father] if x.case.father else []) + ([x.case.gran] if x.rng.random() < 0.5 else [])
    if x.case.father and x.rng.random() < 0.4:
        home.insert(1, x.case.father)
        out.remove(x.case.father)
    for p in home:
        r = x.rel(p)
        house.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(mf(p)), Cell(yn(x))])
    house.append([""] * 5)
    for p in out:
        r = x.rel(p)
        away.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(x.rng.choice(["n/k", "", "Bradford area", "07700 900118"]))])
    away.append([""] * 4)
    key = [sec("4. KEY AGENCIES INVOLVED", 3), hd("Agency", "Name", "Contact"), [Cell("GP"), Cell(x.pro(x.case.gp)), Cell(x.case.surgery)], [Cell("Health Visitor/School Nurse"), Cell(x.pro(x.case.hv)), Cell("01632 960550")], [Cell("School"), Cell(x.pro(x.case.teacher)), Cell("")], ["Other", "", ""]]
    ref = [sec("6. PERSON COMPLETING THIS FORM", 4), [lab("Name"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("Agency"), Cell(x.ref("agency")), lab("Tel"), Cell(x.ref("phone"))], [lab("Email"), Cell(x.ref("email")), lab("Date"), Cell(x.today())]]
    return Form("WEAVERSHIRE MULTI AGENCY REFERRAL FORM (MARF)", [P(NOTES[3], "note"), Table(rows, [1.5, 1.5, 1.2, 1.35, 0.95, 1.15, 1.15]), adr, edu, Table(house, [2, 1.3, 1.5, 0.6, 0.7]), Break(), Table(away, [2, 1.3, 1.5, 1.5]), Table(key, [1.5, 2, 2]),
                H("5. REASON FOR REFERRAL – what are you worried about, what is working well, what needs to happen?", 3), P(x.concern()), Table(ref, [1, 2, 1, 2])], head="Weavershire Safeguarding Children Partnership", foot="Protect when completed – MARF Sept 2025")


def boroughmarf(x):
    """A London borough's form: heading row and values row for each child, then 'Home address:' and the like in the cell with its label."""
    ref = [sec("A. REFERRER", 2, SAND), [Cell(["Name of Referrer: ", x.ref("name")]), Cell(["Date of Referral: ", x.today()])], [Cell(["Agency/School: ", x.ref("agency")]), Cell(["Role of person completing referral: ", x.ref("role")])],
           [Cell(["Telephone Number: ", x.ref("phone")]), Cell(["Email address: ", x.ref("email")])], [Cell(["Name and contact of designated Safeguarding lead: ", x.pro(x.case.manager)], span=2)]]
    rows = [sec("B. CHILD – Details of Child/ren being referred", 5, SAND)]
    for k in x.kids():
        rows += [hd("First name", "Surname", "Date of birth (dd/mm/yy)", "Gender (m/f)", "Is there a known disability? Y/N"), [Cell(k.given()), Cell(k.family()), Cell(k.dob()), Cell(k.sex()), Cell("N")],
                 [Cell([B("Home address: "), k.address()], span=3), Cell([B("Contact/Telephone of parents: "), x.rng.choice(["", x.case.mobile])], span=2)], [Cell([B("School/Nursery/College: "), k.school()], span=3), Cell([B("Ethnicity: "), k.c.ethnicity, Br(), B("Language: "), k.c.language], span=2)]]
    par = [sec("C. PARENTS/CARERS AND HOUSEHOLD", 5, SAND), hd("Name", "Relationship to child(ren)", "Date of birth", "PR? Y/N", "Address if different")]
    for r in people_of(x):
        par.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell(yn(x)), Cell(x.rng.choice(["", "", "same", "n/k"]))])
    pro = [sec("D. OTHER PROFESSIONALS", 3, SAND), hd("Name", "Job title", "Agency and tel. no."), [Cell(x.pro(x.case.gp)), "GP", Cell(x.case.surgery)], [Cell(x.pro(x.case.sw)), "Early help worker", "020 7946 0733"]]
    return Form("ROYAL BOROUGH OF HARBOURNE\nMulti Agency Referral for Early Help or Child Protection", [P("Is this child at immediate risk of serious harm or injury? If so call 999 and ask for the police.", "note"), Table(ref, [1, 1]), Table(rows, [1.2, 1.2, 1.3, 0.8, 1.2]), Table(par, [2, 1.4, 1.3, 0.7, 1.3]), Table(pro, [1.6, 1.2, 2]),
                H("E. CONCERNS", 3), P(x.concern()), P("Using the Threshold Document, what tier (3 or 4) do you consider the current risk to be? 3"), P("Signed ..............................  Print name ..............................")], foot="Integrated Referral Hub")


def lado(x):
    """Allegation against a person who works with children: the adult with date of birth and address first, then the child, parents, the one managing the case."""
    x.kind = "lado"
    accused = extra(x)
    adr, code = people.address(x.rng)
    k = x.kid(0)
    m = x.rel(x.case.mother)
    rows = [sec("Details of adult against whom the allegation has been made", 2), [lab("Name:"), Cell(accused)], [lab("Date of Birth:"), Cell(x.date(people.birthday(x.rng, 24, 60)))], [lab("Sex (Male, Female):"), Cell(x.rng.choice(["Female", "Male"]))], [lab("Home address:"), Cell(x.v(f"{adr}, {code}"))],
            [lab("Job title/role:"), Cell(x.rng.choice(["Teaching assistant", "PE teacher", "Football coach", "Midday supervisor"]))], [lab("Organisation name and address:"), Cell(x.v(f"{x.case.r_agency}, School Road"))],
            [lab("Does the person have children of their own and/or care for children in a personal capacity?"), Cell(ticks(x, "Yes", "No", "Unknown"))]]
    kid = [sec("Details of child", 2), [lab("Child’s name:"), Cell(k.full())], [lab("Child’s date of birth:"), Cell(k.dob())], [lab("Sex:"), Cell(k.sex())], [lab("Child’s home address:"), Cell(k.address())], [lab("School / setting attended:"), Cell(k.school())],
           [lab("Is the child looked after, or subject to a CP/CIN plan?"), Cell(x.rng.choice(["No", "not known", "CIN plan"]))], [lab("Parent/carer name:"), Cell(m.full(title=True))], [lab("Relationship to child:"), Cell(m.rel())], [lab("Have parents been informed?"), Cell("Not yet, awaiting advice")]]
    ref = [sec("Details of Person Making the Referral", 2), [lab("Name (Forename(s) and Surname):"), Cell(x.ref("name"))], [lab("Position held/job title:"), Cell(x.ref("role"))], [lab("Organisation:"), Cell(x.ref("agency"))], [lab("Contact number(s):"), Cell(x.ref("phone"))], [lab("Email address:"), Cell(x.ref("email"))],
           sec("Details of Person Managing the case (if different)", 2), [lab("Name:"), Cell(x.pro(x.case.manager))], [lab("HR adviser:"), Cell(x.pro(x.case.sw))]]
    alleg = [sec("The allegation", 2), [lab("Date of alleged incident:"), Cell(x.day(6))], [lab("Name(s) of witnesses:"), Cell(x.pro(x.case.teacher))], [lab("Category:"), Cell(ticks(x, "Physical", "Emotional", "Sexual", "Neglect", "Conduct"))], [lab("Description:"), Cell([accused.text, " is said to have held the child by the arm in the corridor. ", x.concern()])]]
    parts = [Table(rows, [1.4, 2.6]), Table(kid, [1.4, 2.6]), Table(alleg, [1.4, 2.6])]
    parts.insert(x.rng.choice([0, 3]), Table(ref, [1.4, 2.6]))
    return Form("LADO REFERRAL FORM", [P("If the allegation is against more than one person, a separate form should be completed for each person.", "note")] + parts, head="OFFICIAL – SENSITIVE (when completed)", foot="Local Authority Designated Officer – Weavershire")


def encompass(x):
    """Operation Encompass: police to school and hub; children, then 'Parties involved' with victim and suspect, in short lines."""
    x.kind = "police_notification"
    rows = [[lab("Occurrence No."), Cell(f"26*{x.rng.randint(100000, 999999)}")], [lab("Date & Time of Incident"), Cell([x.day(1), f" @ {x.rng.randint(17, 23)}:{x.rng.randint(10, 59)}"])], [lab("Reporting Officer"), Cell(x.ref("name"))], [lab("Collar No. / rank"), Cell(x.ref("role"))], [lab("Force"), Cell(x.ref("agency"))]]
    kids = x.kids()
    crow = [hd("Child’s Name", "D.O.B", "Gender", "Education Setting", "Address", "Present at incident?")]
    for k in kids:
        crow.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell(k.address()), Cell(x.rng.choice(["Yes – upstairs", "Yes", "No"]))])
    prow = [hd("Party", "Name", "D.O.B", "Relationship to child(ren)")]
    for n, r in enumerate(x.adults()):
        prow.append([Cell("Victim" if n == 0 else x.rng.choice(["Suspect", "Witness", "Perpetrator"])), Cell(r.full()), Cell(r.dob()), Cell(r.rel())])
    return Form("OPERATION ENCOMPASS NOTIFICATION", [Table(rows, [1, 2]), H("Children linked to the incident", 3), Table(crow, [1.6, 1.1, 0.7, 1.5, 1.8, 0.9]), H("Parties involved", 3), Table(prow, [0.8, 1.8, 1.2, 1.4]), H("Context of incident", 3), P(x.concern()), H("Voice of the child", 3), P("Quiet; said they were tired."),
                H("Key Adult at school", 3), P([x.pro(x.case.teacher)]), P("This information must not be shared with the child, parents or any other party. Silent or overt support should be given.")], foot="Operation Encompass – every child matters, every time", note={"subject": f"Operation Encompass {x.rng.randint(1000, 9999)} - {x.rng.choice(['Medium', 'Standard'])}"})


def bcureport(x):
    """A city force's report on a child come to notice: label above value in grids, Forename 1 and Forename 2 apart, associated persons as a list."""
    x.kind = "police_notification"
    x.caps = True
    out = [Table([hd("Report no.", "Created by", "Warrant / rank", "Unit"), [Cell(f"26/CCN/{x.rng.randint(10000, 99999)}"), Cell(x.ref("name")), Cell(x.ref("role")), Cell(x.ref("agency"))], hd("Date of report", "Supervisor", "CAD", "RAG"), [Cell(x.day(0)), Cell(x.pro(x.case.manager)), Cell(f"{x.rng.randint(100, 9999)}/22NOV26"), Cell(x.rng.choice(["AMBER", "GREEN", "BLUE"]))]], [1, 1.4, 1, 1.6])]
    kids = x.kids()
    for i, k in enumerate(kids):
        parts = k.given().text.split(" ", 1)
        if k.c.due:
            parts = [parts[0] if len(parts) == 1 else " ".join(parts)]
        rows = [sec(f"SUBJECT {i + 1} of {len(kids)}   Role: CHILD/YP COME TO NOTICE", 4, GREY), hd("Surname", "Forename 1", "Forename 2", "DOB"), [Cell(k.family()), Cell(x.v(parts[0])), Cell(x.v(parts[1] if len(parts) > 1 else "")), Cell(k.dob())],
                hd("Sex", "Ethnic app.", "Place of birth", "Self-defined ethnicity"), [Cell(k.sex()), Cell(f"IC{x.rng.randint(1, 6)}"), "", Cell(k.c.ethnicity)], [Cell("Home address", span=4, label=True, shade=GREY)], [Cell(k.address(), span=4)], [Cell("School / place of education", span=2, label=True, shade=GREY), Cell("Flags", span=2, label=True, shade=GREY)],
                [Cell(k.school(), span=2), Cell(x.rng.choice(["", "MISPER x1", "none"]), span=2)]]
        out.append(Table(rows, [1, 1.4, 1, 1.6]))
    assoc = [sec("ASSOCIATED PERSONS", 5, GREY), hd("No.", "Surname", "Forename(s)", "DOB", "Association to subject(s)")]
    for n, r in enumerate(people_of(x)):
        assoc.append([Cell(str(n + 1)), Cell(r.family()), Cell(r.given()), Cell(r.dob()), Cell(r.rel())])
    out += [Table(assoc, [0.4, 1.3, 1.3, 1.2, 1.6]), H("DETAILS OF INCIDENT / REASON FOR REPORT", 3), P(x.concern()), H("FIVE CONCERNS CONSIDERED", 3), Table([[Cell([Tick(True, x.tick), " Development"]), Cell([Tick(False, x.tick), " Parenting capacity"]), Cell([Tick(True, x.tick), " Environment"])]], [1, 1, 1], lines=False)]
    return Form("CHILD COME TO NOTICE REPORT", out, head="RESTRICTED – CAPITAL POLICE", foot="Printed from PROTECT 23/11/2026 07:55")


def marac(x):
    """MARAC referral copied to children's services: referrer, victim, alleged perpetrator, then a table of children."""
    x.caps = True
    m = x.rel(x.case.mother)
    bad = x.case.father or x.case.partner
    ref = [sec("Referred By", 2, PINK), [lab("Name"), Cell(x.ref("name"))], [lab("Position"), Cell(x.ref("role"))], [lab("Referring Agency"), Cell(x.ref("agency"))], [lab("Telephone Number"), Cell(x.ref("phone"))], [lab("Email Address"), Cell(x.ref("email"))], [lab("Date of Referral"), Cell(x.today())]]
    vic = [sec("Victim (please duplicate this box for each victim)", 2, PINK), [lab("Name (SURNAME in capitals)"), Cell(m.full())], [lab("Dob"), Cell(m.dob())], [lab("Relationship to children"), Cell(m.rel())], [lab("Ethnic Origin"), Cell(x.case.children[0].ethnicity)], [lab("Address"), Cell(x.v(f"{x.case.address}, {x.code(x.case.postcode)}"))], [lab("Safe to leave message?"), Cell(yn(x))]]
    parts = [Table(ref, [1.2, 3]), Table(vic, [1.2, 3])]
    if bad:
        r = x.rel(bad)
        parts.append(Table([sec("Alleged perpetrator(s)", 2, PINK), [lab("Name (SURNAME in capitals)"), Cell(r.full())], [lab("Dob"), Cell(r.dob())], [lab("Relationship to children"), Cell(r.rel())], [lab("Address"), Cell(x.rng.choice(["HMP Altcourse", "NFA", "n/k", "14 Quarry Hill, Batley WF17 9ZZ"]))], [lab("Aliases / nickname"), Cell("")]], [1.2, 3]))
    rows = [sec("Children (please add extra rows if necessary)", 6, PINK), hd("Name", "Dob / EDD", "Gender", "Address", "School (if known)", "Lives with victim Y/N")]
    for k in x.kids():
        rows.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.address()), Cell(k.school()), Cell("Y")])
    rows += [[""] * 6 for _ in range(x.rng.choice([0, 1, 2]))]
    parts.append(Table(rows, [1.8, 1.1, 0.7, 1.9, 1.4, 0.8]))
    score = x.rng.randint(8, 21)
    parts += [Table([[lab("DASH RIC score"), Cell(f"{score} ticks"), lab("Reason"), Cell(ticks(x, "Professional judgement", "Visible high risk", "Escalation", "Repeat"))], [lab("Person writing the DASH"), Cell(x.pro(x.case.teacher)), lab("IDVA allocated"), Cell(x.pro(x.case.sw))]], [1, 1.3, 0.8, 2.6]), H("Background and risk issues", 3), P(x.concern()), P("Who is the victim afraid of? (to include all potential threats, and not just the primary perpetrator)  As above", "note")]
    return Form("MARAC REFERRAL FORM – copy to Children’s Services", parts, head="RESTRICTED WHEN COMPLETE", foot="Safer Peakshire Partnership")


def prevent(x):
    """Prevent referral: labels in capitals with the prompt under them; family in one cell of prose-like lines; several persons who report."""
    k = x.kid(0)
    c = k.c
    m, others = x.rel(x.case.mother), [x.rel(p) for p in (x.case.father, x.case.partner) if p]
    dob = k.dob()
    age_only = k.t["date_of_birth"] is None
    cell = []
    for r in [m] + others:
        cell += ([Br()] if cell else []) + [r.rel(), ": ", r.full(comma=False), " (D.O.B ", r.dob(), ")"]
    rows = [sec("INDIVIDUAL’S BIOGRAPHICAL & CONTACT DETAILS", 2, GREY), [lab("FORENAME(S):"), Cell(k.given())], [lab("SURNAME:"), Cell(k.family())], [lab("DATE OF BIRTH (DD/MM/YYYY):"), Cell(x.v("") if age_only else dob)], [lab("APPROX. AGE (if DoB unknown):"), Cell(dob if age_only else x.v(""))], [lab("GENDER:"), Cell(k.sex())],
            [lab("KNOWN ADDRESS(ES):"), Cell(k.address())], [lab("NATIONALITY / CITIZENSHIP:"), Cell(x.rng.choice(["British", "British", "Dual", "n/k"]))], [lab("IMMIGRATION / ASYLUM STATUS:"), Cell("")], [lab("PRIMARY LANGUAGE:"), Cell(c.language)], [lab("CONTACT NUMBER(S):"), Cell(x.rng.choice(["", x.case.mobile]))],
            [lab("ANY OTHER FAMILY DETAILS:"), Cell(cell)], [lab("OCCUPATION / PLACE OF EDUCATION:"), Cell(k.school())],
            sec("DESCRIBE CONCERNS", 2, GREY), [Cell([x.concern()], span=2)], [lab("ANY ONLINE ACCOUNTS / GAMER TAGS?"), Cell(x.rng.choice(["xX_shadow14_Xx on Discord", "", "not known"]))], [lab("ASSOCIATES OF NOTE:"), Cell(peer(x))]]
    ppl = [sec("PERSON WHO FIRST IDENTIFIED THE CONCERNS", 2, GREY), [lab("FORENAME AND SURNAME:"), Cell(x.pro(x.case.teacher))], [lab("PROFESSIONAL ROLE & ORGANISATION:"), Cell("Form tutor")], sec("PERSON MAKING THIS REFERRAL (if different from above)", 2, GREY), [lab("FORENAME AND SURNAME:"), Cell(x.ref("name"))], [lab("PROFESSIONAL ROLE:"), Cell(x.ref("role"))],
           [lab("ORGANISATION:"), Cell(x.ref("agency"))], [lab("TELEPHONE NUMBER:"), Cell(x.ref("phone"))], [lab("EMAIL ADDRESS:"), Cell(x.ref("email"))]]
    return Form("PREVENT REFERRAL FORM", [P("Please complete as much as you can and send to the MASH and to the police Prevent team. RESTRICTED ONCE COMPLETE.", "note"), Table(rows, [1.3, 2.7]), Break(), Table(ppl, [1.3, 2.7])], head="OFFICIAL – SENSITIVE", foot="LEGAL: the referral process is set out in section 36 of the Counter-Terrorism and Security Act 2015")


def privatefoster(x):
    """Notification of private fostering: child, parents with an address of their own, the private foster carer, the giver of notice."""
    x.kind = "private_fostering"
    k = x.kid(0)
    adr, code = people.address(x.rng)
    rows = [sec("SECTION ONE – THE CHILD", 4, GREEN), [lab("Child’s full name"), Cell(k.full(), span=3)], [lab("Any other names used"), Cell(k.aliases(), span=3)], [lab("Date of birth"), Cell(k.dob()), lab("Gender"), Cell(k.sex())], [lab("Place of birth"), Cell(x.rng.choice(["", "Lagos", "Leeds", "Vilnius"])), lab("Religion/culture"), Cell(k.c.religion)],
            [lab("Where is the child living now (address of carer)?"), Cell(k.address(), span=3)], [lab("School"), Cell(k.school()), lab("Date arrangement began"), Cell(x.day(70))], [lab("How long is it intended to last?"), Cell(x.rng.choice(["Until summer", "not known", "6 months or more"]), span=3)]]
    par = [sec("SECTION TWO – PARENTS (or other person with parental responsibility)", 4, GREEN)]
    for p in [x.case.mother] + ([x.case.father] if x.case.father else []):
        r = x.rel(p)
        par += [[lab("Name"), Cell(r.full()), lab("Relationship to child"), Cell(r.rel())], [lab("Date of birth"), Cell(r.dob()), lab("Present address"), Cell(x.v(x.rng.choice([f"{adr} {code}", "abroad", "n/k"])))]]
    carer = x.rel(x.case.gran)
    carer.t["relationship"] = rel = x.rng.choice(["Family friend", "Mother’s friend", "Friend’s mother", "Host parent", "Great aunt"])
    if x.rng.random() < 0.6:
        x.case.gran.family = x.rng.choice(["Abbott", "Okeke", "Lisowska", "Thwaite"])
    car = [sec("SECTION THREE – PRIVATE FOSTER CARER(S)", 4, GREEN), [lab("Name"), Cell(carer.full(title=True)), lab("Relationship to child"), Cell(x.v(rel))], [lab("Date of birth"), Cell(carer.dob()), lab("Tel. no."), Cell(x.case.mobile)], [lab("Other people in carer’s home"), Cell(x.rng.choice(["None", "n/k", "Husband, two lodgers"]), span=3)]]
    ref = [sec("SECTION FOUR – PERSON GIVING THIS NOTICE", 4, GREEN), [lab("Name"), Cell(x.ref("name")), lab("In what capacity"), Cell(x.ref("role"))], [lab("Organisation"), Cell(x.ref("agency")), lab("E-mail"), Cell(x.ref("email"))], [lab("Signature"), "", lab("Date"), Cell(x.today())]]
    order = [Table(rows, [1.2, 2, 1.1, 1.6]), Table(par, [1.2, 2, 1.1, 1.6]), Table(car, [1.2, 2, 1.1, 1.6])]
    if x.rng.random() < 0.4:
        order.reverse()
    return Form("Private Fostering – Notification to the Local Authority", [P("The Children (Private Arrangements for Fostering) Regulations 2005", "note")] + order + [H("Circumstances", 3), P(x.concern()), Table(ref, [1.2, 2, 1.1, 1.6])], foot="Form PF1")


def fgmrisk(x):
    """FGM: the woman, then 'Girls in the family', the unborn among them perhaps; trapped dates (type, scan)."""
    m = x.rel(x.case.mother).as_heading()
    m.t["relationship"] = "Mother"
    kids = x.kids()
    n = people.nhs_number(x.rng)
    share(x, kids)
    rows = [sec("PART 1 – MOTHER", 4, PINK), [lab("Family name"), Cell(m.family()), lab("First name(s)"), Cell(m.given())], [lab("Date of birth"), Cell(m.dob()), lab("NHS number"), Cell(f"{n[:3]} {n[3:6]} {n[6:]}")], [lab("Home address (mother and children)"), Cell(x.v(f"{x.case.address}, {x.code(x.case.postcode)}"), span=3)],
            [lab("Country of origin"), Cell(x.rng.choice(["Somalia", "Sudan", "Sierra Leone", "Eritrea"])), lab("FGM type / when identified"), Cell([x.rng.choice(["Type 2, ", "Type 3, ", "Type 1, "]), x.day(120)])]]
    girls = [sec("PART 2 – GIRLS UNDER 18 IN THE FAMILY (include unborn if sex known or not)", 5, PINK), hd("Name of girl", "DOB / due date", "NHS no.", "Nursery / school", "Travel planned? (dates)")]
    for k in kids:
        k.t["gender"] = "" if k.c.due else "F"  # the heading says it
        girls.append([Cell(k.full()), Cell(k.dob()), Cell(k.nhs()), Cell(k.school()), Cell(x.rng.choice(["", "No", "Yes – July 2027", "not known"]))])
    girls += [[""] * 5]
    par = []
    if x.case.father:
        r = x.rel(x.case.father)
        r.t["relationship"] = "Father"
        par = [sec("PART 3 – FATHER / HUSBAND / PARTNER", 4, PINK), [lab("Name"), Cell(r.full()), lab("Date of birth"), Cell(r.dob())], [lab("Father of the girls?"), Cell("Yes"), lab("Attitude to FGM"), Cell(x.rng.choice(["Opposed", "not discussed", "supportive of tradition"]))]]
    ref = [sec("PART 5 – PROFESSIONAL", 4, PINK), [lab("Name"), Cell(x.ref("name")), lab("Position"), Cell(x.ref("role"))], [lab("Organisation"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("GP informed"), Cell(x.pro(x.case.gp)), lab("Police ref"), Cell("")]]
    tabs = [Table(rows, [1.1, 1.8, 1.1, 1.8]), Table(girls, [1.8, 1.2, 1.2, 1.5, 1.3])] + ([Table(par, [1.1, 1.8, 1.1, 1.8])] if par else []) + [H("PART 4 – RISK INDICATORS AND CONCERN", 3)]
    tabs.append(Table([[Cell([Tick(True, x.tick), " Mother has undergone FGM"]), Cell([Tick(False, x.tick), " Other girls in the family have undergone FGM"])], [Cell([Tick(False, x.tick), " Family has withdrawn girl from PSHE"]), Cell([Tick(x.rng.random() < 0.5, x.tick), " Grandparents influential"])]], [1, 1], lines=False))
    return Form("FGM SAFEGUARDING RISK ASSESSMENT AND REFERRAL", tabs + [P(x.concern()), Table(ref, [1, 2, 1, 2])], head="Weaver Vale Hospitals NHS Trust", foot="FGM enhanced dataset: mandatory reporting applies")


def returnhome(x):
    """Return home interview: the young person, missing and return dates, people they were with, who interviewed."""
    x.kind = "missing"
    k = x.kid(0)
    m = x.rel(x.case.mother)
    rows = [[lab("Name of YP", SAND), Cell(k.full()), lab("D.O.B", SAND), Cell(k.dob())], [lab("Male/Female", SAND), Cell(k.sex()), lab("Ethnicity", SAND), Cell(k.c.ethnicity)], [lab("Home address", SAND), Cell(k.address(), span=3)], [lab("School/college", SAND), Cell(k.school()), lab("Legal status", SAND), Cell(x.rng.choice(["Living at home", "CIN", "S20", "None"]))],
            [lab("Name of parent/carer", SAND), Cell(m.full()), lab("Relationship", SAND), Cell(m.rel())], [lab("Allocated worker", SAND), Cell(x.pro(x.case.sw)), lab("Police Misper ref", SAND), Cell(f"MP/26/{x.rng.randint(1000, 9999)}")]]
    ep = [[lab("Date/time missing from", SAND), Cell([x.day(4), " 16:30"]), lab("Date/time returned", SAND), Cell([x.day(3), " 09:15"])], [lab("Where found / by whom", SAND), Cell(["Bus station, by PC ", extra(x)]), lab("Number of episodes in last 90 days", SAND), Cell(str(x.rng.randint(1, 9)))], [lab("Who was with the YP when missing?", SAND), Cell([peer(x), " (15), ", peer(x), " (17)"], span=3)]]
    qa = [("Why did you go missing? Did anything happen that made you want to leave?", "‘I just needed some space.’"), ("What happened while you were gone? Where did you go? Who did you meet?", "Would not say. Had a new phone and trainers."), ("Who could help to stop this happening again?", "Nan, and the youth club."), ("Interviewer’s analysis", x.concern())]
    blocks = [Table(rows, [1.1, 2, 1.1, 1.6]), H("The missing episode", 3), Table(ep, [1.1, 2, 1.1, 1.6]), H("The interview", 3)]
    for a, b in qa:
        blocks += [P([B(a)]), P([x.v(b)])]
    ref = [[lab("Name of person completing interview", SAND), Cell(x.ref("name"))], [lab("Job Role", SAND), Cell(x.ref("role"))], [lab("Organisation", SAND), Cell(x.ref("agency"))], [lab("Email", SAND), Cell(x.ref("email"))], [lab("Location and date of interview", SAND), Cell(["School, ", x.day(2)])]]
    return Form("Missing Child/Young Person – Independent Return Interview and Referral", blocks + [Table(ref, [1.3, 2.6])], foot="To be returned within 72 hours of the child’s return")


def reblock(x):
    """Letter with the subjects in a table under 'RE:', parents in the second column of the same block, then prose with others' names."""
    kids = x.kids()
    rows = []
    for k in kids:
        rows += [[lab("RE:"), Cell([k.full(), "   ", B("D.O.B: " if not k.c.due else "E.D.D: "), k.born()])], [lab("NHS No:"), Cell(k.nhs())], [lab("Address:"), Cell(k.address())]]
    m = x.rel(x.case.mother)
    m.t["relationship"] = "Mother"
    par = [[lab("Mother:"), Cell([m.full(comma=False), "   D.O.B: ", m.dob()])]]
    if x.case.father:
        f = x.rel(x.case.father)
        f.t["relationship"] = "Father"
        par.append([lab("Father:"), Cell([f.full(comma=False), "   D.O.B: ", f.dob()])])
    sibs = x.sibs()
    for r in sibs:
        par.append([lab("Sibling:"), Cell([r.full(comma=False), "   D.O.B: ", r.dob()])])
        r.t["relationship"] = "Sibling"
    par.append([lab("GP:"), Cell([x.pro(x.case.gp), ", ", x.case.surgery])])
    blocks = [P([x.ref("agency")]), P("Health Centre, 3 Clinic Walk, Barnsley S70 9ZZ   Tel: 01632 960700"), P(["Our ref: HV/", "".join(w[0] for w in x.case.r_name.split()).upper(), f"/{x.rng.randint(10, 99)}"]), P(["Date: ", x.today()]), P("Private & Confidential\nFront Door, Children’s Services"), P("Dear Colleague,"),
              Table(rows, [0.8, 4], lines=x.rng.random() < 0.5), Table(par, [0.8, 4], lines=False), P([B("Referral for assessment of need")]), P(["I am the ", x.ref("role").text.lower() if x.case.r_role.isupper() else x.ref("role"), " for this family and took over from my colleague ", x.pro(x.case.teacher), " on ", x.day(95), "."])]
    x.concern()
    blocks += [P(c) for c in x.case.concern]
    blocks += [P("Please tell me the outcome in writing."), P("Yours sincerely,"), P(""), P([x.ref("name")]), P([x.ref("role")]), P([x.ref("email")]), P(["cc: ", x.pro(x.case.gp), "; Named Nurse ", x.pro(x.case.manager)])]
    return Form("Health Visiting Service", blocks, foot="Chair: the Trust is a member of the NHS")


def sarcform(x):
    """Sexual assault referral centre: client first, appropriate adult, alleged perpetrator of the family or a stranger, officer in the case."""
    k = x.kid(0)
    m = x.rel(x.case.mother)
    rows = [sec("CLIENT DETAILS", 4, GREY), [lab("Client surname"), Cell(k.family()), lab("Client forename(s)"), Cell(k.given())], [lab("Preferred name"), Cell(k.aliases(same=True)), lab("Client DOB & age"), Cell(k.dob())], [lab("Gender identity"), Cell(k.sex()), lab("NHS no."), Cell(k.nhs())], [lab("Client address & postcode"), Cell(k.address(), span=3)], [lab("Education/employment"), Cell(k.school(), span=3)],
            [lab("Accompanied by / appropriate adult"), Cell(m.full()), lab("Relationship to client"), Cell(m.rel())], [lab("GP name and practice"), Cell([x.pro(x.case.gp), ", ", x.case.surgery], span=3)]]
    pers = [sec("ALLEGED PERPETRATOR", 4, GREY)]
    if x.case.partner:
        r = x.rel(x.case.partner)
        pers += [[lab("Name"), Cell(r.full()), lab("DOB"), Cell(r.dob())], [lab("Relationship to client"), Cell(r.rel()), lab("Known to police?"), Cell("n/k")]]
    else:
        pers += [[lab("Name"), Cell(x.rng.choice(["Unknown", "Declined to say", "not known"])), lab("DOB"), ""], [lab("Relationship to client"), Cell("Stranger"), lab("Known to police?"), Cell("n/k")]]
    pol = [sec("POLICE", 4, GREY), [lab("OIC"), Cell(["DC ", extra(x)]), lab("Crime number"), Cell(f"CR/{x.rng.randint(1000, 9999)}/26")], [lab("Date of assault"), Cell(x.day(5)), lab("Date of examination"), Cell(x.day(4))], [lab("Doctor / FNE"), Cell(x.pro(x.case.hv)), lab("ISVA"), Cell(x.pro(x.case.sw))]]
    ref = [sec("REFERRING PRACTITIONER", 4, GREY), [lab("Name"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("Service"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))]]
    return Form("SARC – Under 18s Safeguarding Referral to Children’s Social Care", [Table(rows, [1.2, 1.9, 1.2, 1.7]), Table(pers, [1.2, 1.9, 1.2, 1.7]), Table(pol, [1.2, 1.9, 1.2, 1.7]), H("SAFEGUARDING CONCERN", 3), P(x.concern()), Table(ref, [1.2, 1.9, 1.2, 1.7])], head="Client ID SC" + str(x.rng.randint(10000, 99999)), foot="Highly confidential")


def hiddenharm(x):
    """Drug service: the client is the parent, with date, NHS number and address; children in a table with 'lives with' and relation to client."""
    m = x.case.mother if x.rng.random() < 0.6 or not x.case.father else x.case.father
    r = x.rel(m)
    r.t["relationship"] = m.rel
    n = people.nhs_number(x.rng)
    rows = [sec("Client", 4, GREEN), [lab("Client name"), Cell(r.full(title=True)), lab("Client D.O.B"), Cell(r.dob())], [lab("NHS / Theseus no."), Cell(f"{n[:3]} {n[3:6]} {n[6:]}"), lab("Client is the child’s"), Cell(x.v(m.rel))], [lab("Address"), Cell(x.v(f"{x.case.address}, {x.code(x.case.postcode)}"), span=3)], [lab("Substance(s) / script"), Cell(x.rng.choice(["Heroin, crack; 60ml methadone daily", "Alcohol 40 units/wk", "Pregabalin, street benzos"])), lab("In treatment since"), Cell(x.day(400))]]
    kids = x.kids()
    crow = [sec("Children under 18 that the client lives with or has contact with (this referral is about these children)", 7, GREEN), hd("Child’s first name", "Child’s surname", "D.O.B.", "M/F", "Lives at", "School / nursery", "Safe storage box?")]
    for k in kids:
        crow.append([Cell(k.given()), Cell(k.family()), Cell(k.dob()), Cell(k.sex()), Cell(k.address()), Cell(k.school()), Cell(yn(x))])
    crow += [[""] * 7 for _ in range(x.rng.choice([0, 2]))]
    oth = [sec("Partner / other adults in the home", 3, GREEN), hd("Name", "D.O.B.", "Relationship to children")]
    for p in [p for p in (x.case.mother, x.case.father, x.case.partner) if p and p is not m]:
        q = x.rel(p)
        oth.append([Cell(q.full()), Cell(q.dob()), Cell(q.rel())])
    oth.append(["", "", ""])
    ref = [sec("Keyworker", 4, GREEN), [lab("Name"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("Service"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Pharmacy"), Cell("Wells Pharmacy"), lab("Clinical lead"), Cell(x.pro(x.case.gp))]]
    return Form("Hidden Harm Referral to Children’s Social Care", [Table(rows, [1, 2, 1, 1.7]), Table(crow, [1.1, 1.1, 1.1, 0.6, 1.7, 1.3, 0.8]), Table(oth, [2, 1.2, 1.5]), H("Impact of parental substance use on the child(ren)", 3), P(x.concern()), Table(ref, [1, 2, 1, 2])], foot="Peakside Recovery", note={"real_dates": x.rng.random() < 0.5})


def refugeform(x):
    """Refuge: woman's details, children with her (referred) and children who are not with her, perpetrator; no address of the refuge."""
    m = x.rel(x.case.mother).as_heading()
    m.t["relationship"] = "Mother"
    rows = [sec("MOTHER’S DETAILS", 2, PINK), [lab("First name"), Cell(m.given())], [lab("Surname"), Cell(m.family())], [lab("DOB"), Cell(m.dob())], [lab("Current address"), Cell(x.rng.choice(["Confidential – refuge", "c/o Peakshire Women’s Aid", "Refuge address withheld"]))], [lab("Area fled from"), Cell(x.rng.choice(["Kirklees", "Sefton", "Haringey"]))]]
    kids = x.kids()
    cr = [sec("CHILDREN IN REFUGE WITH HER – these children are being referred", 5, PINK), hd("Child’s name", "Sex", "DOB/due", "School or nursery before coming here", "Health needs")]
    for k in kids:
        cr.append([Cell(k.full()), Cell(k.sex()), Cell(k.dob()), Cell(k.school()), Cell(x.rng.choice(["none", "asthma", "", "eczema"]))])
    sibs = x.sibs()
    sr = [sec("OTHER CHILDREN NOT IN REFUGE", 4, PINK), hd("Name", "DOB", "Relationship to children above", "Who with?")] + [[Cell(s.full()), Cell(s.dob()), Cell(s.rel()), Cell(x.rng.choice(["paternal family", "father", "own flat"]))] for s in sibs] + [["", "", "", ""]]
    pr = []
    p = x.case.father or x.case.partner
    if p:
        r = x.rel(p)
        pr = [sec("PERPETRATOR", 4, PINK), [lab("Name"), Cell(r.full()), lab("DOB"), Cell(r.dob())], [lab("Relationship to children"), Cell(r.rel()), lab("Orders in place"), Cell(["Non-mol to ", x.day(-150)])]]
    ref = [[lab("Worker"), Cell(x.ref("name"))], [lab("Role"), Cell(x.ref("role"))], [lab("Organisation"), Cell(x.ref("agency"))], [lab("Email"), Cell(x.ref("email"))], [lab("Date"), Cell(x.today())]]
    out = [Table(rows, [1, 3]), Table(cr, [1.8, 0.6, 1.2, 1.7, 1.1]), Table(sr, [1.8, 1.2, 1.6, 1.2])] + ([Table(pr, [1.2, 1.9, 0.9, 1.8])] if pr else []) + [H("WHY ARE WE WORRIED?", 3), P(x.concern()), Table(ref, [1, 3])]
    return Form("Women’s Aid – referral for child(ren) in refuge", out)


def clubincident(x):
    """Sports club: welfare officer's incident form, 'your' details first, child's details, parents on one line, person complained of, witnesses."""
    k = x.kid(0)
    m = x.rel(x.case.mother)
    f = x.rel(x.case.father) if x.case.father else None
    for r in (m, f):
        if r:
            r.t["relationship"] = ""
    par = [m.full(title=x.rng.random() < 0.5, comma=False)] + ([x.rng.choice([" & ", " and ", " / "]), f.full(comma=False)] if f else [])
    rows = [sec("Section 1 – Your details", 2), [lab("Your name:"), Cell(x.ref("name"))], [lab("Your position:"), Cell(x.ref("role"))], [lab("Name of organisation:"), Cell(x.ref("agency"))], [lab("Contact telephone number:"), Cell(x.ref("phone"))], [lab("Email:"), Cell(x.ref("email"))],
            sec("Section 2 – Child’s details", 2), [lab("Child’s name:"), Cell(k.full())], [lab("Child’s date of birth:"), Cell(k.dob())], [lab("Child’s gender:"), Cell(k.sex())], [lab("Child’s ethnic origin:"), Cell(k.c.ethnicity)], [lab("Does child have a disability:"), Cell(x.rng.choice(["No", "", "Yes – hearing aid"]))], [lab("Child’s address:"), Cell(k.address())],
            [lab("Parent’s / carer’s name(s):"), Cell(par)], [lab("Have parent’s / carer’s been notified of this incident?"), Cell(ticks(x, "Yes", "No"))],
            sec("Section 3 – Incident details", 2), [lab("Date and time of incident:"), Cell([x.day(3), " approx 6.45pm"])], [lab("Are you reporting your own concerns or responding to concerns raised by someone else?"), Cell(["Someone else: ", extra(x), ", squad parent"])], [lab("Details of what happened:"), Cell(x.concern())], [lab("Name and position of person about whom concern is raised:"), Cell([extra(x), ", assistant coach"])],
            [lab("Details of any witnesses:"), Cell([peer(x), " (13), ", peer(x), " (14)"])], [lab("Child’s account of the incident:"), Cell(x.rng.choice(["Not asked", "‘He just shouts at everyone’"]))],
            sec("Section 4 – External agencies contacted", 2), [lab("Police / NGB"), Cell(["Spoke to lead officer ", extra(x), " ", x.day(1)])], [lab("Your signature / Print name / Date:"), Cell(["  /  ", x.ref("name"), "  /  ", x.today()])]]
    return Form("Incident Report Form – safeguarding children in sport", [Table(rows, [1.4, 2.6])], foot="Copy to the governing body within 48 hours")


def nurserybook(x):
    """Nursery's existing-injury / concern page sent on: drawn boxes, label: value in runs, staff and parent signatures."""
    k = x.kid(0)
    m = x.rel(x.case.mother)
    top = [Table([[Cell([B("Child’s name: "), k.full()]), Cell([B("DOB: "), k.dob()]), Cell([B("Room: "), x.rng.choice(["Ducklings", "Toddlers", "Caterpillars", "Pre-school"])])], [Cell([B("Key person: "), x.pro(x.case.teacher)]), Cell([B("Boy/Girl: "), k.sex()]), Cell([B("Date: "), x.day(1)])], [Cell([B("Home address: "), k.address()], span=3)]], [2.2, 1.5, 1.3])]
    body = Table([hd("Body map – mark and number", "No.", "Description (size, colour, shape)"), [Cell("[see attached drawing]", down=3), "1", "2cm round, yellow, left shin"], ["2", "scratch under right eye"], ["3", ""]], [2, 0.4, 3])
    who = Table([[Cell("Person collecting / dropping off"), Cell([m.full(comma=False), " (", m.rel(), ")"])], [Cell("Explanation given"), Cell(x.rng.choice(["Fell off sofa", "Dog jumped up", "did not know"]))], [Cell("Siblings in setting"), Cell(x.rng.choice(["No", "none", "-"]))]], [1.2, 3])
    sign = Table([hd("Staff member completing", "Witness", "Manager / DSL", "Parent"), [Cell(["Name: ", x.ref("name")]), Cell(["Name: ", extra(x)]), Cell(["Name: ", x.pro(x.case.manager)]), Cell(["Name: ", f"{x.case.mother.given} {x.case.mother.family}"])], [Cell(["Signed:"]), Cell(["Signed:"]), Cell("Signed:"), Cell("Signed: refused")], [Cell(["Date: ", x.day(1)]), Cell(["Date: ", x.day(1)]), Cell(["Date: ", x.day(0)]), Cell("Date:")]], [1, 1, 1, 1])
    return Form(f"{x.case.r_agency}: EXISTING INJURY AND CONCERN RECORD", top + [P(""), body, P(""), who, H("Concern and action", 3), P(x.concern()), sign, P(["Sent to children’s services by ", x.ref("role"), ", ", x.ref("email")])], head="Page 14 of the incident book")


def girls(c):
    return all(k.due or k.gender == "F" for k in c.children)


SHAPES = {
    "countymarf": (countymarf, ["docx", "doc", "pdf-lo"], ["education", "health", "council", "police"], {"alias": True}),
    "boroughmarf": (boroughmarf, ["docx", "pdf-rl"], ["education", "health", "charity"], {}),
    "lado": (lado, ["docx", "pdf-lo"], ["education"], {"most": 1, "born": True}),
    "encompass": (encompass, ["html-body", "text-body"], ["police"], {"most": 3, "least": 2, "style": "tab|lines"}),
    "bcureport": (bcureport, ["docx", "pdf-rl"], ["met"], {"most": 3}),
    "marac": (marac, ["docx", "doc"], ["refuge", "police", "council"], {}),
    "prevent": (prevent, ["docx", "pdf-lo"], ["education", "college"], {"most": 1, "born": True, "fit": teens, "plain": True}),
    "privatefoster": (privatefoster, ["docx", "odt"], ["education", "health", "council"], {"most": 1, "born": True, "alias": True}),
    "fgmrisk": (fgmrisk, ["docx", "pdf-rl"], ["midwife"], {"most": 3, "fit": girls, "unborn_share": 0.5}),
    "returnhome": (returnhome, ["docx", "rtf"], ["charity", "council"], {"most": 1, "born": True, "fit": teens}),
    "reblock": (reblock, ["docx", "pdf-lo"], ["hv"], {"most": 2, "young": True, "plain": True}),
    "sarcform": (sarcform, ["docx", "pdf-rl"], ["sarc"], {"most": 1, "born": True, "alias": True, "fit": teens}),
    "hiddenharm": (hiddenharm, ["docx", "xlsx"], ["drugs"], {"most": 3}),
    "refugeform": (refugeform, ["docx", "html-body"], ["refuge"], {}),
    "clubincident": (clubincident, ["docx", "pdf-rl"], ["club"], {"most": 1, "born": True}),
    "nurserybook": (nurserybook, ["docx", "pdf-rl"], ["nursery"], {"most": 1, "born": True, "young": True, "plain": True}),
}
