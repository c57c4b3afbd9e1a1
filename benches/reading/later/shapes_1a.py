"""The first set, carrowmoor to earlyhelp: a fact is in the truth when, and only when, it is put on the form."""

from forms import lab
from parts import GREY, NOTES, paragraphs, sec, sign
from people import nhs_number
from render import B, Br, Cell, Form, H, P, Table, Tick, Val


def carrowmoor(x):
    """Scottish notification of concern: number and heading in a merged cell down the left, pairs to its right."""
    rows = []
    kids = x.kids()
    for i, k in enumerate(kids):
        head = "1. Child" if len(kids) == 1 else f"1{'abcd'[i]}. Child"
        lines = [("Name of child (or Unborn)", k.full()), ("Date of birth (or EDD)", k.dob()), ("Gender", k.sex()), ("Usual address", k.address()), ("Nursery / school / college", k.school()), ("CHI no.", x.v(""))]
        for j, (a, b) in enumerate(lines):
            rows.append(([Cell(head, down=len(lines), label=True, shade=GREY)] if j == 0 else []) + [lab(a), Cell(b)])
    adults = x.adults()
    lines = []
    for r in adults:
        lines += [("Name", r.full(title=True)), ("Relationship to child", r.rel()), ("D.O.B.", r.dob()), ("Holds parental rights and responsibilities?", x.v(x.rng.choice(["Yes", "n/k", "No"])))]
    for j, (a, b) in enumerate(lines):
        rows.append(([Cell("2. Parents / carers / significant adults", down=len(lines), label=True, shade=GREY)] if j == 0 else []) + [lab(a), Cell(b)])
    other = [("Named Person", x.pro(x.case.teacher)), ("Health Visitor / School Nurse", x.pro(x.case.hv)), ("GP", x.pro(x.case.gp)), ("Lead Professional (if any)", x.v(x.blank))]
    for j, (a, b) in enumerate(other):
        rows.append(([Cell("3. Team around the child", down=4, label=True, shade=GREY)] if j == 0 else []) + [lab(a), Cell(b)])
    rows.append([Cell("4. What is the concern? (refer to SHANARRI indicators)", label=True, shade=GREY), Cell(x.concern(), span=2)])
    mine = [("Notified by", x.ref("name")), ("Designation", x.ref("role")), ("Agency", x.ref("agency")), ("Contact details", [x.ref("phone"), " / ", x.ref("email")]), ("Date and time of notification", x.today())]
    for j, (a, b) in enumerate(mine):
        rows.append(([Cell("5. Notifier", down=5, label=True, shade=GREY)] if j == 0 else []) + [lab(a), Cell(b)])
    return Form("CARROWMOOR CHILD PROTECTION COMMITTEE\nNotification of Child Concern (Form NCC1)", [P(NOTES[4], "note"), Table(rows, [1, 1.6, 3])], head="OFFICIAL-SENSITIVE (Personal)", foot="GIRFEC in Carrowmoor – NCC1 revised 2025")


def glanyrafon(x):
    """Welsh, bilingual labels, four cells to a row, each child as a block."""
    rows = [sec("RHAN 1 / PART 1 – Y PLENTYN / THE CHILD", 4)]
    for k in x.kids():
        rows += [[lab("Cyfenw / Surname"), Cell(k.family()), lab("Enw(au) cyntaf / First name(s)"), Cell(k.given())],
                 [lab("Dyddiad geni / Date of birth"), Cell(k.dob()), lab("Rhyw / Sex"), Cell(k.sex_ticks(("Male", "Female")) if x.rng.random() < 0.5 else k.sex())],
                 [lab("Cyfeiriad / Address"), Cell(k.address(code=False), span=3)], [lab("Cod post / Postcode"), Cell(k.postcode()), lab("Rhif GIG / NHS number"), Cell(k.nhs())],
                 [lab("Ysgol neu feithrinfa / School or nursery"), Cell(k.school()), lab("Iaith / Language"), Cell(x.v(x.rng.choice(["English", "Cymraeg", "Welsh and English"])))]]
    rows.append(sec("RHAN 2 / PART 2 – RHIENI A GOFALWYR / PARENTS AND CARERS", 4))
    for r in x.adults():
        rows += [[lab("Enw / Name"), Cell(r.full()), lab("Perthynas / Relationship"), Cell(r.rel())], [lab("Dyddiad geni / Date of birth"), Cell(r.dob()), lab("Cyfrifoldeb rhiant / PR"), Cell("Ie / Yes")]]
    sibs = x.sibs()
    if sibs:
        rows += [sec("RHAN 3 / PART 3 – PLANT ERAILL YN Y CARTREF / OTHER CHILDREN IN THE HOUSEHOLD", 4), [lab("Enw / Name", GREY), lab("Perthynas / Relationship", GREY), lab("Dyddiad geni / Date of birth", GREY), lab("Ysgol / School", GREY)]]
        for r in sibs:
            rows.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell(x.blank)])
    rows += [sec("RHAN 4 / PART 4 – PRYDERON / CONCERNS", 4), [Cell(x.concern(), span=4)],
             sec("RHAN 5 / PART 5 – ATGYFEIRIWR / REFERRER", 4), [lab("Enw / Name"), Cell(x.ref("name")), lab("Swydd / Post"), Cell(x.ref("role"))],
             [lab("Asiantaeth / Agency"), Cell(x.ref("agency")), lab("Ffôn / Tel"), Cell(x.ref("phone"))], [lab("E-bost / Email"), Cell(x.ref("email")), lab("Dyddiad / Date"), Cell(x.today())]]
    return Form("Cyngor Glan-yr-afon Council: Ffurflen Atgyfeirio Amlasiantaethol / Multi-Agency Referral Form", [Table(rows, [1.3, 2, 1.3, 2])], foot="Croesewir gohebiaeth yn Gymraeg / Correspondence in Welsh is welcome")


def ppn(x):
    """Police Public Protection Notice: the same block for each person, children, parents and suspect alike, told apart by role alone."""
    x.kind = "police_notification"
    out = [Table([[lab("PPN reference"), Cell(f"DVP-PPN-26-{x.rng.randint(10000, 99999)}"), lab("Occurrence"), Cell(f"{x.rng.randint(1000000, 9999999)}/26")],
                  [lab("Incident date/time"), Cell([x.day(x.rng.randint(1, 6)), f" {x.rng.randint(0, 23):02}:{x.rng.randint(0, 59):02}"]), lab("Risk grading"), Cell(x.rng.choice(["Standard", "Medium"]))],
                  [lab("Officer completing"), Cell(x.ref("name")), lab("Rank & number"), Cell(x.ref("role"))], [lab("Force"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))],
                  [lab("Supervisor"), Cell(x.pro("PS " + x.case.manager), span=3)]], [1, 1.6, 1, 1.6])]
    people = []
    kids = x.kids()
    adults = x.adults()
    people += [("Child", k) for k in kids]
    for n, r in enumerate(adults):
        role = "Parent / Carer" if n == 0 else x.rng.choice(["Suspect", "Parent / Carer", "Person causing concern"])
        people.insert(0 if x.rng.random() < 0.3 else len(people), (role, r))
    x.children.sort(key=lambda t: [id(p.t) for _, p in people].index(id(t)))
    n = 0
    for role, p in people:
        n += 1
        is_kid = role == "Child"
        rows = [sec(f"PERSON {n}", 4, GREY), [lab("Role in notice"), Cell(x.v(role)), lab("Relationship to child"), Cell(x.v("SELF") if is_kid else p.rel())],
                [lab("Surname"), Cell(p.family()), lab("Forenames"), Cell(p.given())], [lab("DOB"), Cell(p.dob()), lab("Sex"), Cell(p.sex() if is_kid else x.v("M" if p.p.gender == "M" else "F"))]]
        if is_kid:
            rows += [[lab("Address"), Cell(p.address(), span=3)], [lab("School"), Cell(p.school()), lab("PNC ID"), Cell("")]]
        else:
            rows += [[lab("Address"), Cell(x.rng.choice(["As child", "", "NFA", "n/k"]), span=3)], [lab("Occupation"), Cell(""), lab("PNC ID"), Cell(x.rng.choice(["", f"{x.rng.randint(10, 26)}/{x.rng.randint(10000, 99999)}K"]))]]
        out.append(Table(rows, [1, 1.6, 1, 1.6]))
    out += [H("Circumstances", 3), P(x.concern()), H("Voice of the child", 3), P("The officer spoke with the child(ren) alone. No injuries were seen."), P("VIST: Vulnerable Identification Screening Tool. Shared under s.11 Children Act 2004.", "note")]
    return Form("PUBLIC PROTECTION NOTICE – CHILD", out, head="DERWENT VALLEY POLICE – RESTRICTED", foot="PPN-C v9")


def nominal(x):
    """Text print of a police system in capitals: fixed width, NOMINAL 1, 2, …"""
    x.kind = "police_notification"
    x.caps = True
    blocks = []
    dots = x.rng.random() < 0.5

    def line(a, v):
        value = (v.text if isinstance(v, Val) else v)
        return P([f"{a:<22}: " if not dots else a.ljust(24, ".") + ": ", Val(value.upper().replace("\n", ", "))])

    blocks += [line("REPORT NO", f"26PAC{x.rng.randint(100000, 999999)}"), line("REPORTING OFFICER", x.ref("name")), line("OFFICER RANK/NO", x.ref("role")), line("FORCE/UNIT", x.ref("agency")),
               P(["EMAIL" + (" " * 17 + ": " if not dots else "." * 19 + ": "), x.ref("email")]), line("DATE/TIME OF INCIDENT", x.day(2).text + " 2214HRS"), P("")]
    n = 0
    for k in x.kids():
        n += 1
        blocks += [P(f"----- NOMINAL {n} -----"), line("ROLE", "CHILD COME TO NOTICE"), line("NAME", k.full(comma=True)), line("DOB", k.born()), line("SEX", k.sex()), line("HOME ADDRESS", k.address()), line("SCHOOL", k.school()), P("")]
    for r in x.adults():
        n += 1
        blocks += [P(f"----- NOMINAL {n} -----"), line("ROLE", x.rng.choice(["PARENT/GUARDIAN", "PERSON RESPONSIBLE", "INVOLVED PARTY"])), line("NAME", r.full(comma=True)), line("DOB", r.dob()),
                   line("RELATIONSHIP TO NOM 1", r.rel()), P("")]
    blocks += [P("NARRATIVE"), P([Val(x.concern().upper() if x.rng.random() < 0.4 else x.concern())]), P(""), P("END OF REPORT")]
    return Form("PRE-ASSESSMENT CHECKLIST (PAC)  CHILD COMING TO NOTICE", blocks)


def camhs(x):
    """CAMHS: legal and preferred names, parent/carer 1 and 2 side by side, GP box, consent with name, signature, date."""
    k = x.kid(0)
    rows = [sec("YOUNG PERSON", 4, "E2EFD9"), [lab("Legal surname"), Cell(k.family()), lab("Legal forename(s)"), Cell(k.given())],
            [lab("Preferred name"), Cell(k.aliases(same=True)), lab("Pronouns"), Cell(x.rng.choice(["", "he/him", "she/her", "they/them"]) if not k.c.gender else {"M": "he/him", "F": "she/her"}[k.c.gender])],
            [lab("Date of birth"), Cell(k.dob()), lab("NHS no."), Cell(k.nhs())], [lab("Sex at birth"), Cell(k.sex(), ), lab("Ethnicity"), Cell(k.c.ethnicity)],
            [lab("Home address incl. postcode"), Cell(k.address(), span=3)], [lab("Current educational setting"), Cell(k.school()), lab("SEND / EHCP?"), Cell([Tick(False, x.tick), " Yes  ", Tick(True, x.tick), " No"])],
            [lab("Mobile (young person)"), Cell(x.blank), lab("OK to text?"), Cell("")]]
    m, f = x.rel(x.case.mother), (x.rel(x.case.father or x.case.partner) if (x.case.father or x.case.partner) else None)
    two = [sec("PARENTS / CARERS", 3, "E2EFD9"), [lab(""), lab("Parent/carer 1"), lab("Parent/carer 2")], [lab("Name"), Cell(m.full(title=True)), Cell(f.full(title=True) if f else "")],
           [lab("Relationship"), Cell(m.rel()), Cell(f.rel() if f else "")], [lab("Date of birth"), Cell(m.dob()), Cell(f.dob() if f else "")], [lab("Tel."), Cell(x.case.mobile), Cell("")], [lab("Lives with YP?"), Cell("Yes"), Cell("No" if f else "")]]
    sibs = x.sibs()
    fam = [[lab("Brothers and sisters (name)"), lab("Age / DOB"), lab("Relationship")]] + [[Cell(r.full()), Cell(r.dob()), Cell(r.rel())] for r in sibs] + [["", "", ""]]
    gp = Table([sec("GP", 4, "E2EFD9"), [lab("Name"), Cell(x.pro(x.case.gp)), lab("Surgery"), Cell(x.case.surgery)]], [1, 2, 1, 2])
    ref = Table([sec("REFERRER", 4, "E2EFD9"), [lab("Name"), Cell(x.ref("name")), lab("Job title"), Cell(x.ref("role"))], [lab("Organisation"), Cell(x.ref("agency")), lab("Email / tel."), Cell([x.ref("email"), " ", x.ref("phone")])]], [1, 2, 1, 2])
    consent = Table([sec("CONSENT", 6, "E2EFD9"), sign(x, x.v(f"{x.case.mother.given} {x.case.mother.family}"))], [1, 2, 1, 2, 0.7, 1.4])
    parts = [Table(rows, [1.2, 2, 1.2, 2]), Table(two, [1, 2, 2]), Table(fam, [2, 1.2, 1.2]), gp]
    if x.rng.random() < 0.4:
        parts.insert(0, ref)
    else:
        parts.append(ref)
    return Form("Children and Young People’s Emotional Wellbeing: Referral and Safeguarding Form", parts + [H("Presenting difficulties / risk", 3), P(x.concern()), consent], head="Derwent CAMHS – Single Point of Access", foot="NHS  Derwent Community Healthcare")


def causeforconcern(x):
    """Maternity 'cause for concern': mother with her own NHS number and date first; the unborn baby named after her."""
    m = x.rel(x.case.mother).as_heading()
    kids = x.kids()
    baby = kids[0]
    digits = nhs_number(x.rng)
    number = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    rows = [sec("Mother-to-be", 4, "FBE4D5"), [lab("Surname"), Cell(m.family()), lab("First name"), Cell(m.given())], [lab("DOB"), Cell(m.dob()), lab("Hospital no. / NHS no."), Cell(f"RX{x.rng.randint(10000, 99999)} / {number}")],
            [lab("Address"), Cell(baby.address(), span=3)], [lab("Gravida/Para"), Cell(f"G{x.rng.randint(1, 5)} P{x.rng.randint(0, 3)}"), lab("Booked at"), Cell([f"{x.rng.randint(8, 20)}/40 on ", x.day(60)])], [lab("GP"), Cell(x.pro(x.case.gp)), lab("Named midwife"), Cell(x.pro(x.case.hv))],
            sec("Unborn baby", 4, "FBE4D5"), [lab("Unborn baby of / to be known as"), Cell(baby.full(comma=False)), lab(x.L("E.D.D.|EDD by scan|Estimated date of delivery")), Cell(baby.dob())]]
    f = x.case.father or x.case.partner
    if f:
        r = x.rel(f)
        r.t["relationship"] = "Father"
        rows += [sec("Father / partner", 4, "FBE4D5"), [lab("Name"), Cell(r.full()), lab("DOB"), Cell(r.dob())], [lab("Relationship to unborn"), Cell(x.v("Father")), lab("Address (if different)"), Cell(x.rng.choice(["", "HMP Marlow Fen", "as above"]))]]
    if len(kids) > 1:
        rows += [sec("Other children of this family who are also referred", 4, "FBE4D5"), [lab("Name", GREY), lab("D.O.B", GREY), lab("Sex", GREY), lab("School / early years provision", GREY)]]
        for k in kids[1:]:
            rows.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.school())])
    rows += [sec("Cause for concern", 4, "FBE4D5"), [Cell(x.concern(), span=4)], sec("Completed by", 4, "FBE4D5"), [lab("Print name"), Cell(x.ref("name")), lab("Designation"), Cell(x.ref("role"))],
             [lab("Trust / base"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Signed"), Cell(""), lab("Date"), Cell(x.today())]]
    return Form("MATERNITY CAUSE FOR CONCERN / PRE-BIRTH REFERRAL", [Table(rows, [1.2, 2, 1.2, 1.8])], head="Calderside Teaching Hospitals NHS Trust", foot="File copy in handheld notes: NO")


def emergencydept(x):
    """Hospital ED: addressograph label in a box, unlabelled or nearly so; attendance details; household table."""
    k = x.kid(0)
    name = k.full(comma=True)
    sticker = [P([B(""), name]), P(["DoB ", k.born(), "   Sex ", k.sex()]), P(["NHS No ", k.nhs()]), P([k.address(code=False)]), P([k.postcode()]), P(["GP ", x.pro(x.case.gp), ", " + x.case.surgery])]
    right = [P(["Attendance date: ", x.day(1)]), P(f"Arrived: {x.rng.randint(0, 23):02}:{x.rng.randint(0, 59):02}   by: {x.rng.choice(['ambulance', 'own transport', 'police'])}"), P(["Triage nurse: ", x.pro(x.case.teacher)]), P(["Consultant: ", x.pro("Dr " + x.case.manager)])]
    out = [Table([[Cell(sticker), Cell(right)]], [1, 1])]
    m = x.rel(x.case.mother)
    rows = [[lab("School / nursery"), Cell(k.school(), span=3)], [lab("Accompanied by"), Cell(m.full()), lab("Relationship"), Cell(m.rel())], [lab("Who has parental responsibility?"), Cell(x.rng.choice(["Mother", "Both parents", "not known"]), span=3)]]
    out.append(Table(rows, [1.4, 2, 1, 1.6]))
    house = [[lab("Others living in the home (adults and children)"), lab("Relationship to patient"), lab("DOB / age")]]
    for r in [x.rel(p) for p in [x.case.father, x.case.partner] if p] + x.sibs():
        house.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    house.append(["", "", ""])
    out += [Table(house, [2.4, 1.4, 1.2]), H("Reason for completing this form", 3),
            Table([[Cell([Tick(False, x.tick), " Self-harm"]), Cell([Tick(True, x.tick), " Neglect"]), Cell([Tick(False, x.tick), " Physical injury"])], [Cell([Tick(False, x.tick), " Domestic abuse in home"]), Cell([Tick(True, x.tick), " Parental substance use"]), Cell([Tick(False, x.tick), " Other"])]], [1, 1, 1], lines=False),
            P(x.concern()), Table([[lab("Form completed by"), Cell(x.ref("name")), lab("Grade"), Cell(x.ref("role"))], [lab("Dept"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Copied to"), Cell("Paediatric liaison HV"), lab("Date"), Cell(x.today())]], [1, 2, 0.8, 2])]
    return Form("Emergency Department – Information Sharing Form (Child)", out, head="Calderside Teaching Hospitals NHS Trust", foot="White copy: social care. Pink copy: notes.")


def ambulance(x):
    """Ambulance safeguarding web print: question and answer in rows, section letters; crew; who is at risk by tick; persons on scene."""
    kids = x.kids()
    rows = [sec("A. Incident", 2), [lab("CAD / incident number"), Cell(str(x.rng.randint(10 ** 7, 10 ** 8)))], [lab("Date of incident"), Cell(x.day(1))], [lab("Callsign / station"), Cell(f"TR{x.rng.randint(100, 999)} / Northgate")],
            [lab("Incident address"), Cell(x.rng.choice(["Bus station, Market Street", "Home address", "Retail park car park"]))], sec("B. Who are you worried about?", 2), [lab("The person at risk is"), Cell([Tick(True, x.tick), " a child (under 18)  ", Tick(False, x.tick), " an adult  ", Tick(False, x.tick), " both"])]]
    for i, k in enumerate(kids):
        n = f" ({i + 1})" if len(kids) > 1 else ""
        rows += [[lab(f"Name of child{n}"), Cell(k.full())], [lab(f"Date of birth or approximate age{n}"), Cell(k.dob())], [lab(f"Sex{n}"), Cell(k.sex())], [lab(f"Where does the child live?{n}"), Cell(k.address())], [lab(f"School if known{n}"), Cell(k.school())]]
    rows.append(sec("C. Other people present or in the household", 2))
    for r in x.adults() + x.sibs():
        rows += [[lab("Name of person"), Cell(r.full())], [lab("Relationship to the child"), Cell(r.rel())], [lab("Date of birth (if known)"), Cell(r.dob())]]
    rows += [sec("D. Concerns", 2), [lab("Describe what you saw and heard"), Cell(x.concern())], [lab("Is the parent aware of this referral?"), Cell(x.rng.choice(["Yes", "No – would increase risk"]))],
             sec("E. Person completing", 2), [lab("Name of staff member"), Cell(x.ref("name"))], [lab("Role"), Cell(x.ref("role"))], [lab("Trust"), Cell(x.ref("agency"))], [lab("Email"), Cell(x.ref("email"))], [lab("Crew mate"), Cell(x.pro(x.case.hv))]]
    return Form("Three Rivers Ambulance Service: Safeguarding Referral", [Table(rows, [1.3, 2.4])], head="TRIAS SG-01", foot="Submitted from the ePCR tablet")


def concernslip(x):
    """School's record of concern, then sent on: grey label band above answers, several to a row; family in the same table."""
    k = x.kid(0)
    rows = [[lab("Pupil’s name", GREY), lab("Date of birth", GREY), lab("Class / year", GREY), lab("UPN", GREY)], [Cell(k.full()), Cell(k.dob()), Cell(x.rng.choice(["", "7B", "Yr 4", "Robins", "R", "10 Curie"])), Cell(k.upn())],
            [Cell("Home address", span=3, label=True, shade=GREY), lab("M / F", GREY)], [Cell(k.address(), span=3), Cell(k.sex())],
            [Cell("School", span=2, label=True, shade=GREY), Cell("Designated lead", span=2, label=True, shade=GREY)], [Cell(k.school(), span=2), Cell(x.pro(x.case.manager), span=2)]]
    m = x.rel(x.case.mother).as_heading()
    f = x.rel(x.case.father).as_heading() if x.case.father else None
    rows += [[Cell("Mother", span=2, label=True, shade=GREY), Cell("Father", span=2, label=True, shade=GREY)], [Cell(m.full(), span=2), Cell(f.full() if f else x.rng.choice(["n/k", "not in contact", ""]), span=2)]]
    sibs = x.sibs()
    rows.append([Cell("Siblings in this or another school (name and date of birth)", span=4, label=True, shade=GREY)])
    cell = []
    for r in sibs:
        cell += ([Br()] if cell else []) + [r.full(comma=False), " ", r.dob()]
        r.t["relationship"] = ""
    rows.append([Cell(cell or "None known", span=4)])
    rows += [[Cell("Name of person reporting", span=2, label=True, shade=GREY), lab("Role", GREY), lab("Date & time", GREY)], [Cell(x.ref("name"), span=2), Cell(x.ref("role")), Cell([x.day(3), " 14:50"])],
             [Cell("Nature of concern / disclosure – use the child’s words. Do not ask leading questions.", span=4, label=True, shade=GREY)], [Cell(x.concern(), span=4)],
             [Cell("Action taken by DSL", span=4, label=True, shade=GREY)], [Cell([x.day(2), " Spoke with ", x.pro(x.case.teacher), ". ", x.day(0), " Sent to children’s services."], span=4)]]
    return Form(f"{x.case.r_agency}\nRECORD OF CONCERN – PINK FORM", [Table(rows, [2, 1.2, 1.2, 1.6])], foot="Keep in the child protection file, not the pupil file")


def helpline(x):
    """Helpline's letter: standing paragraphs, then numbered details in lines of 'Label: value; label: value'."""
    out = [P(["Our ref: NH", str(x.rng.randint(100000, 999999)), "    Date of contact: ", x.day(1), f" at {x.rng.randint(8, 22)}:{x.rng.randint(10, 59)}"]), P("Dear Duty Team"),
           P("A person contacted the Helpline with concerns about the child(ren) below and wishes to stay anonymous. What follows is what we were told and we have not checked it."), H("Subject child(ren)", 3)]
    kids = x.kids()
    for i, k in enumerate(kids):
        out += [P([f"{i + 1}) ", "Name: ", k.full(comma=False), "; DOB/Age: ", k.dob(), "; Gender: ", k.sex()]), P(["    Address: ", k.address()]), P(["    School/nursery: ", k.school()])]
    out.append(H("Adults in or linked to the household", 3))
    for i, r in enumerate(x.adults()):
        out.append(P([f"{'abc'[i]}) Name: ", r.full(comma=False), "; Relationship: ", r.rel(), "; DOB/Age: ", r.dob()]))
    out += [H("Concerns", 3)] + [P(c) for c in paragraphs(x)]
    out += [P("The caller can be rung back by the Helpline only."), P("Yours faithfully"), P([x.ref("name")]), P([x.ref("role"), ", ", x.ref("agency")]), P([x.ref("phone"), "  ", x.ref("email")])]
    return Form("Helpline referral to children’s services", out, foot="The charity’s registered office: 1 Example Wharf. Registered number 999001.")


def tenancy(x):
    """Housing: tenant first, the tenancy's address once, all the household in one table, a column says who is worried about."""
    m = x.case.mother
    first = x.case.children[0]
    rows = [[lab("Tenancy ref"), Cell(f"T{x.rng.randint(100000, 999999)}"), lab("Tenant(s)"), Cell(x.v(f"{m.given} {x.surname(m.family)}"))], [lab("Property address"), Cell(x.v(first.address)), lab("Post code"), Cell(x.v(x.code(first.postcode)))],
            [lab("Tenancy start"), Cell(x.day(900)), lab("Rent account"), Cell(x.rng.choice(["clear", "£412.10 arrears"]))]]
    head = [lab(t, GREY) for t in ("Person living in the property", "Relationship to tenant", "Date of birth", "M/F", "School", "Child of concern? Y/N")]
    body = [head]
    r = x.rel(m)
    r.t["relationship"] = "Tenant"
    body.append([Cell(r.full()), Cell(x.v("Tenant")), Cell(r.dob()), Cell("F"), Cell(""), Cell("N")])
    for p in [p for p in (x.case.father, x.case.partner) if p]:
        r = x.rel(p)
        r.t["relationship"] = x.rng.choice(["Partner", "Joint tenant", "Boyfriend"])
        body.append([Cell(r.full()), Cell(x.v(r.t["relationship"])), Cell(r.dob()), Cell("M"), Cell(""), Cell("N")])
    for c in x.case.children:
        c.address, c.postcode = x.case.address, x.case.postcode
    for k in x.kids():
        k.t["address"], k.t["postcode"] = first.address, first.postcode
        word = {"M": "Son", "F": "Daughter", "": "Unborn"}[k.c.gender]
        body.append([Cell(k.full()), Cell(x.v(word)), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell("Y")])
    for s in x.case.siblings:
        r = x.rel(s)
        r.t["relationship"] = {"M": "Son", "F": "Daughter"}[s.gender]
        body.append([Cell(r.full()), Cell(x.v(r.t["relationship"])), Cell(r.dob()), Cell(s.gender), Cell(""), Cell("N")])
    return Form("Housing Services – Safeguarding Children Alert", [P("For use by tenancy, repairs and income officers", "note"), Table(rows, [1, 2, 1, 1.6]), H("Household composition", 3), Table(body, [2.2, 1.2, 1.3, 0.7, 1.8, 1], head=1),
                H("What was seen", 3), P(x.concern()), Table([[lab("Officer"), Cell(x.ref("name")), lab("Job"), Cell(x.ref("role"))], [lab("Council"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Visit date"), Cell(x.day(4)), lab("Line manager"), Cell(x.pro(x.case.manager))]], [1, 2, 1, 2])],
                note={"real_dates": x.rng.random() < 0.5}, head="Canalside Homes")


def probation(x):
    """Probation: the person on probation with dates and offence first; the children as rows below with their relation to him."""
    pop = x.case.father or x.case.partner or x.case.mother
    r = x.rel(pop)
    r.t["relationship"] = x.rng.choice(["Father", "Step-father", "Mother's partner"]) if pop.gender == "M" else "Mother"
    rows = [sec("1  Person on probation (PoP)", 4, "FFF2CC"), [lab("Full name"), Cell(r.full()), lab("Date of birth"), Cell(r.dob())], [lab("CRN"), Cell(f"X{x.rng.randint(100000, 999999)}"), lab("Relationship to the child(ren)"), Cell(x.v(r.t["relationship"]))],
            [lab("Current address"), Cell(x.v(x.rng.choice(["Approved Premises, 9 Quay Road, Derby DE1 9ZZ", "HMP Hallow Fen", "NFA", "Flat 3, 80 Bank Top, Wigan WN1 9QX"])), span=3)], [lab("Offence / date"), Cell([x.rng.choice(["Common assault ", "Drink driving ", "Theft "]), x.day(300)]), lab("Order ends"), Cell(x.day(-200))]]
    kids = x.kids()
    crows = [sec("2  Children this referral is about", 5, "FFF2CC"), [lab(t, GREY) for t in ("Child’s full name", "DOB or age", "Gender", "Address where child lives", "School / nursery")]]
    for k in kids:
        crows.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.address()), Cell(k.school())])
    if len(kids) < 3:
        crows.append([""] * 5)
    others = [p for p in (x.case.mother, x.case.partner) if p and p is not pop]
    orows = [sec("3  Other adults in contact with the children", 3, "FFF2CC"), [lab(t, GREY) for t in ("Name", "Relationship to child", "DOB")]]
    for p in others:
        q = x.rel(p)
        orows.append([Cell(q.full()), Cell(q.rel()), Cell(q.dob())])
    done = [sec("5  Probation practitioner", 4, "FFF2CC"), [lab("Name"), Cell(x.ref("name")), lab("Grade"), Cell(x.ref("role"))], [lab("Office"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("SPO countersigning"), Cell(x.pro(x.case.manager)), lab("Date"), Cell(x.today())]]
    return Form("Child Safeguarding Referral from Probation", [P(NOTES[1], "note"), Table(rows, [1.1, 2, 1.1, 1.6]), Table(crows, [2, 1.3, 0.8, 2.4, 1.8]), Table(orows, [2, 1.5, 1.2]), H("4  Concerns", 3), P(x.concern()), Table(done, [1.1, 2, 1.1, 2])], foot="Probation Service – Derwent Delivery Unit")


def earlyhelp(x):
    """Early Help: two heading rows, one above the other, over the children and over the adults; consent by name, signature and date."""
    sh = "D9F0E6"
    rows = [[Cell("Child / young person (include unborn)", span=4, label=True, shade=sh), Cell("Education / early years", span=2, label=True, shade=sh), Cell("Health", label=True, shade=sh)],
            [lab(t, sh) for t in ("Forename", "Legal surname", "DOB / EDD", "M/F", "Setting", "UPN", "NHS no.")]]
    kids = x.kids()
    for k in kids:
        rows.append([Cell(k.given()), Cell(k.family()), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell(k.upn()), Cell(k.nhs())])
    for _ in range(max(0, 4 - len(kids))):
        rows.append([""] * 7)
    for c, k in zip(x.case.children, kids):
        c.address, c.postcode = x.case.address, x.case.postcode
        k.t["address"], k.t["postcode"] = x.case.address, x.case.postcode
    adr = Table([[lab("Family’s home address", sh), Cell(x.v(f"{x.case.address}, {x.code(x.case.postcode)}"))], [lab("Home telephone", sh), Cell(x.case.mobile)]], [1.2, 4])
    arows = [[Cell("Parents, carers and other adults in the home", span=3, label=True, shade=sh), Cell("Status", span=2, label=True, shade=sh)], [lab(t, sh) for t in ("Name", "Relationship to child(ren)", "DOB", "PR? Y/N", "Consulted? Y/N")]]
    for r in x.adults():
        arows.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell("Y"), Cell(x.rng.choice("YN"))])
    prow = [[Cell("Professionals working with the family", span=3, label=True, shade=sh)], [lab(t, sh) for t in ("Name", "Agency / role", "Contact")], [Cell(x.pro(x.case.gp)), Cell("GP, " + x.case.surgery), Cell("01632 960411")], [Cell(x.pro(x.case.hv)), Cell("Health visitor"), Cell("")]]
    who = [[lab("Who is completing this?", sh), Cell(x.ref("name"))], [lab("Job and agency", sh), Cell(x.ref("role_agency"))], [lab("Email", sh), Cell(x.ref("email"))]]
    cons = [[Cell("I understand and agree to my information being shared", span=6, label=True, shade=sh)], sign(x, x.v(f"{x.case.mother.given} {x.case.mother.family}")), sign(x, x.ref("name"), 1)]
    out = [adr, Table(rows, [1.1, 1.15, 1.15, 0.75, 1.3, 2.1, 1.75]), Table(arows, [2, 1.6, 1.2, 0.8, 1]), Table(prow, [2, 2, 1.4]), H("What is working well? What are we worried about? What needs to happen?", 3), P(x.concern()), Table(who, [1.2, 4]), Table(cons, [0.7, 2, 0.9, 1.7, 0.6, 1.3])]
    return Form("Early Help Assessment and Request for Support", out, head="Estuary Families First", foot="EHA v12", note={"real_dates": x.rng.random() < 0.3})


SHAPES = {
    "carrowmoor": (carrowmoor, ["docx", "odt", "pdf-lo", "html"], ["education", "health", "council", "police"], {}),
    "glanyrafon": (glanyrafon, ["docx", "doc", "pdf-rl"], ["education", "health", "council"], {"alias": True}),
    "ppn": (ppn, ["docx", "pdf-rl", "pdf-lo", "text-body"], ["police"], {"most": 3, "style": "colon|dots"}),
    "nominal": (nominal, ["text-body", "txt", "pdf-rl"], ["police"], {"most": 3, "lines": True}),
    "camhs": (camhs, ["docx", "pdf-lo", "odt"], ["health", "education"], {"most": 1, "alias": True, "born": True}),
    "causeforconcern": (causeforconcern, ["docx", "pdf-rl", "html-body", "rtf"], ["maternity"], {"unborn": True, "most": 3, "young": True}),
    "emergencydept": (emergencydept, ["docx", "pdf-rl", "doc"], ["ed"], {"most": 1, "born": True}),
    "ambulance": (ambulance, ["html-body", "pdf-rl", "text-body"], ["ambulance"], {"most": 3, "style": "colon|lines|tab"}),
    "concernslip": (concernslip, ["docx", "doc", "pdf-lo"], ["education"], {"most": 1, "born": True}),
    "helpline": (helpline, ["docx", "text-body", "pdf-rl", "rtf"], ["charity"], {"plain": True, "lines": True}),
    "tenancy": (tenancy, ["xlsx", "docx", "html"], ["council"], {}),
    "probation": (probation, ["docx", "pdf-lo", "odt"], ["probation"], {}),
    "earlyhelp": (earlyhelp, ["docx", "pdf-lo", "html", "xlsx"], ["education", "charity", "health"], {"alias": True}),
}
