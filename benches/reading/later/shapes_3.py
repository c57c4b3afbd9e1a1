"""The third set: a fact is in the truth when, and only when, it is put on the form."""

import textwrap

import people
from forms import lab
from habits import age_of
from parts import BLUE, GREEN, GREY, NOTES, PINK, SAND, blank_row, extra, hd, one, peer, people_of, q, sec, share, teens, ticks, yn
from render import B, Br, Cell, Form, H, P, Table, Tick


def homestart(x):
    """Family-support charity: family name and address once, first names in the children's table, carers as two blocks."""
    c = x.case
    fam = c.children[0].family
    kids = x.kids()

    def first(k):
        k.t["family_name"] = k.c.family
        if k.c.due:
            k.t["due"] = True
            return x.v(q(x, "Unborn", "Unborn baby", "Baby on the way", "Unborn"))
        if k.c.family == fam:
            k.t["given_names"] = k.c.given
            return x.v(k.c.given)
        return k.full(comma=False)

    share(x, kids)
    top = [[lab("Family name", GREEN), Cell(x.v(x.surname(fam))), lab("Date of referral", GREEN), Cell(x.today())], [lab("Address and postcode", GREEN), Cell(x.v(f"{c.address}{q(x, ', ', chr(10), '  ')}{x.code(c.postcode)}"), span=3)], [lab("Telephone", GREEN), Cell(c.mobile), lab("Can we text?", GREEN), Cell(yn(x))]]
    m = x.rel(c.mother)
    second = c.partner or c.father
    s = x.rel(second) if second else None
    par = [[lab("", GREEN), lab("Main carer", GREEN), lab("Second carer / partner", GREEN)], [lab("Name", GREEN), Cell(m.full(title=q(x, True, False), comma=False)), Cell(s.full(comma=False) if s else "")], [lab("Relationship to children", GREEN), Cell(m.rel()), Cell(s.rel() if s else "")], [lab("Date of birth", GREEN), Cell(m.dob()), Cell(s.dob() if s else "")],
           [lab("Ethnicity", GREEN), Cell(c.children[0].ethnicity), ""], [lab("Living in the family home?", GREEN), "Yes", Cell(yn(x) if s else "")]]
    rows = [hd("Child’s first name (and surname if different)", "Date of birth or due date", "Boy / girl", "Nursery / school", "Additional needs", shade=GREEN)]
    for k in kids:
        rows.append([Cell(first(k)), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell(q(x, "", "none", "speech delay", "asthma", ""))])
    rows += [blank_row(5) for _ in range(q(x, 0, 1, 3))]
    why = Table([[Cell([Tick(x.rng.random() < 0.4, x.tick), " " + w]) for w in pair] for pair in (("Isolation", "Managing children’s behaviour"), ("Own mental health", "Multiple birth / children under 5"), ("Domestic abuse", "Budgeting, housing"))], [1, 1], lines=False)
    ref = [[lab("Referrer’s name", GREEN), Cell(x.ref("name")), lab("Job title", GREEN), Cell(x.ref("role"))], [lab("Organisation", GREEN), Cell(x.ref("agency")), lab("Tel", GREEN), Cell(x.ref("phone"))], [lab("Email", GREEN), Cell(x.ref("email"), span=3)], [lab("Health visitor (if not you)", GREEN), Cell(x.pro(c.hv)), lab("GP / surgery", GREEN), Cell([x.pro(c.gp), ", ", c.surgery])]]
    return Form("Home Together – Family Referral Form", [P("Please complete with the family. We can only accept a referral if the family has agreed to it.", "note"), Table(top, [1.1, 2, 1, 1.2]), H("About the parents / carers", 3), Table(par, [1.2, 2, 2]), H("About the children (all children in the family)", 3), Table(rows, [2, 1.3, 0.8, 1.7, 1.2]),
                H("Why are you referring this family?", 3), why, P(x.concern()), H("Are there any risks to a volunteer visiting the home?", 3), P(q(x, "None known", "Dog – friendly", "Do not visit alone")), H("Referrer", 3), Table(ref, [1.1, 2, 0.9, 1.8]), P("Parent’s signature …………………………   Date ……………")], foot="Registered charity – copy shared with Children’s Services front door by agreement")


def iarf(x):
    """Scottish inter-agency referral: named person, CHI left open, wellbeing indicators, people invited to the discussion."""
    c = x.case
    parts = [Table([[lab("Agency completing this form"), Cell(x.ref("agency")), lab("Date"), Cell(x.today())], [lab("Completed by"), Cell(x.ref("name")), lab("Designation"), Cell(x.ref("role"))], [lab("E-mail"), Cell(x.ref("email")), lab("Tel."), Cell(x.ref("phone"))], [lab("Verbal referral to"), Cell(x.pro(c.manager)), lab("Date and time"), Cell([x.day(0), " 09:40"])]], [1.2, 2, 1, 1.5])]
    kids = x.kids()
    for i, k in enumerate(kids):
        rows = [sec("1. Subject child" + (f" ({i + 1} of {len(kids)})" if len(kids) > 1 else ""), 4, SAND), [lab("Name of child"), Cell(k.full()), lab("Known as"), Cell(k.aliases(same=True))], [lab("DOB / EDD"), Cell(k.dob()), lab("Sex"), Cell(k.sex())], [lab("CHI no."), Cell(q(x, "", "n/k", "")), lab("Ethnicity"), Cell(k.c.ethnicity)],
                [lab("Address (inc. postcode)"), Cell(k.address(), span=3)], [lab("School / ELC establishment"), Cell(k.school()), lab("On Child Protection Register?"), Cell(q(x, "No", "No", "Previously", "n/k"))]]
        parts.append(Table(rows, [1.2, 2, 1, 1.5]))
    par = [sec("2. Parents / carers / partners", 5, SAND), hd("Name", "D.O.B.", "Relationship to child", "Address if different", "PRRs")]
    for r in x.adults():
        par.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "", "", "As child", "not known")), Cell(yn(x))])
    sib = [sec("3. Brothers and sisters / other children in household (not subject of this referral)", 3, SAND), hd("Name", "D.O.B.", "Relationship to child")]
    for r in x.sibs():
        sib.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel())])
    if not c.siblings:
        sib.append([Cell(q(x, "None", "")), "", ""])
    net = [sec("4. Agencies involved", 3, SAND), hd("Role", "Name", "Base / contact"), ["Named Person", Cell(x.pro(c.teacher)), ""], ["Health Visitor / School Nurse", Cell(x.pro(c.hv)), Cell("01632 960214")], ["GP", Cell(x.pro(c.gp)), Cell(c.surgery)], ["Social Worker / Lead Professional", Cell(q(x, "", "None allocated")), ""], ["Children’s Reporter", "", ""]]
    ind = [hd("Wellbeing indicator", "Concern? Y/N")] + [[w, Cell(q(x, "Y", "N", "N"))] for w in ("Safe", "Healthy", "Achieving", "Nurtured", "Active", "Respected", "Responsible", "Included")]
    parts += [Table(par, [1.9, 1.2, 1.4, 1.3, 0.6]), Table(sib, [2, 1.3, 1.5]), Table(net, [1.5, 1.6, 1.5]), H("5. Getting it Right – wellbeing", 3), Table(ind, [2, 1]), H("6. Nature of concern", 3), P(x.concern()), H("7. Views of child and parents", 3), P(q(x, "Not sought, agreed with duty team.", "Parent aware of the referral and unhappy about it.", ""))]
    return Form("INTER-AGENCY REFERRAL FORM (IARF)", parts, head="OFFICIAL-SENSITIVE", foot="Tayforth Child Protection Committee – form IARF 2024")


def mashenquiry(x):
    """MASH enquiry: family address once, adults first with title and maiden name in their own columns, children with 'address if different'."""
    c = x.case
    kids = x.kids()
    top = [[lab("Agency making enquiry", BLUE), Cell(x.ref("agency")), lab("Agency ref.", BLUE), Cell(f"{x.rng.randint(100, 999)}/26")], [lab("Name", BLUE), Cell(x.ref("name")), lab("Position", BLUE), Cell(x.ref("role"))], [lab("Secure email", BLUE), Cell(x.ref("email")), lab("Direct dial", BLUE), Cell(x.ref("phone"))]]
    adr = [[lab("Current family address", BLUE), Cell(x.v(c.address)), lab("Postcode", BLUE), Cell(x.v(x.code(c.postcode)))], [lab("Tenure", BLUE), Cell(q(x, "Private rent", "HA", "Owner", "")), lab("Previous address (last 2 yrs)", BLUE), Cell(x.blank)]]
    ad = [sec("Adults", 7), hd("Title", "Forename(s)", "Surname", "Previous / maiden name", "DOB", "Relationship to child(ren)", "PR")]
    for r in x.adults():
        ad.append([Cell(r.p.title), Cell(r.given()), Cell(r.family()), Cell(q(x, "", "", "-")), Cell(r.dob()), Cell(r.rel()), Cell(yn(x))])
    ad += [blank_row(7) for _ in range(q(x, 0, 2))]
    ch = [sec("Children subject to this enquiry", 7), hd("Forename(s)", "Surname", "DOB / EDD", "Sex", "School / nursery", "NHS no.", "Address if different from above")]
    for k in kids:
        k.t["address"], k.t["postcode"] = k.c.address, k.c.postcode
        other = k.c.address != c.address
        ch.append([Cell(k.given()), Cell(k.family()), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell(k.nhs()), Cell(x.v(f"{k.c.address}, {x.code(k.c.postcode)}") if other else q(x, "", "", "No", "as above", "same"))])
    ch += [blank_row(7) for _ in range(q(x, 0, 1, 2))]
    oc = [sec("Other children in the household or significant to the family", 4), hd("Name", "DOB", "Relationship to subject child(ren)", "Where living")]
    for r in x.sibs():
        oc.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "same address", "with father", "n/k", ""))])
    oc.append(blank_row(4))
    en = [[Cell([Tick(n == 0, x.tick), " " + w]) for n, w in enumerate(("Safeguarding concern", "Request for information", "Update on open case"))]]
    if q(x, True, False):
        oc = None
        x.household[:] = [t for t in x.household if t["relationship"] not in ("Sister", "Half-sister", "Sibling", "Brother", "Half brother")]
    return Form("Multi-Agency Safeguarding Hub (MASH) Enquiry Form", [P(NOTES[1], "note"), Table(top, [1.2, 2, 1, 1.5]), H("Type of enquiry", 3), Table(en, [1, 1, 1], lines=False), H("Household", 3), Table(adr, [1.1, 2.2, 1, 1.2]), Table(ad, [0.6, 1.2, 1.2, 1.1, 1.2, 1.3, 0.5]), Table(ch, [1.2, 1.1, 1.2, 0.7, 1.4, 1.1, 1.4])]
                + ([Table(oc, [2, 1.2, 1.6, 1.2])] if oc else []) + [H("What are you worried about?", 3), P(x.concern()), H("What action has your agency taken?", 3), P(["Discussed with ", x.pro(c.manager), " (safeguarding lead) on ", x.day(1), "."]), P("If consent has not been sought say why: " + q(x, "Consent given", "would increase risk", "unable to reach parent"))], head="Ridgemoor MASH", foot="Return by secure email only")


def portalprint(x):
    """A children's portal: the same questions for every person of the family, who is worried about and who is not said by one answer."""
    c = x.case
    blocks, n = [], 0
    if x.format == "pdf-rl":
        x.blank = x.blank or "-"
    kids = x.kids()
    rest = people_of(x, sibs=q(x, True, True, False))
    total = len(kids) + len(rest)
    ref = f"EHM-{x.rng.randint(10000, 99999)}"

    def rows(pairs):
        return Table([[lab(a), Cell(b)] for a, b in pairs], [1.4, 2], lines=False)

    me = [H("Your details", 2), rows([("Your name", x.ref("name")), ("Your job title", x.ref("role")), ("Your organisation", x.ref("agency")), ("Your email", x.ref("email")), ("Your contact number", x.ref("phone"))])]
    for k in kids:
        n += 1
        blocks += [H(f"Person {n} of {total}", 2), rows([("First name(s)", k.given()), ("Last name", k.family()), ("Also known as", k.aliases()), ("Date of birth or due date", k.dob(plain=True)), ("Gender", k.sex()), ("Is this a child you are worried about?", "Yes"), ("Home address", k.address(code=False)), ("Postcode", k.postcode()), ("School, nursery or college", k.school())])]
    for r in rest:
        n += 1
        blocks += [H(f"Person {n} of {total}", 2), rows([("First name(s)", r.given()), ("Last name", r.family()), ("Date of birth or due date", r.dob()), ("Is this a child you are worried about?", "No"), ("Relationship to the child(ren) you are worried about", r.rel()), ("Lives at the same address?", q(x, "Yes", "Yes", "No", "Not sure"))])]
    con = [H("Your concern", 2), rows([("What type of contact is this?", q(x, "Safeguarding", "Request for early help", "Not sure")), ("Tell us what you are worried about", x.concern()), ("Professionals you know are involved", [x.pro(c.teacher), ", ", x.pro(c.hv)]), ("Does the family know you are contacting us?", q(x, "Yes", "No"))])]
    note = {}
    if x.format == "html-body":
        note = {"sender": ("Ridgemoor Children’s Portal", "no-reply@portal.ridgemoor.gov.test"), "subject": f"Contact {ref} has been submitted", "bare": True}
    return Form("Contact about a child or family", [P(f"Reference {ref}   Submitted 23/11/2026   Status: Submitted to Front Door")] + me + blocks + con + [P("End of form")], head="Ridgemoor Children’s Portal", foot=f"Printed from the Children’s Portal – {ref}", note=note)


def cpomsprint(x):
    """School safeguarding software's export of one incident: student, contacts, linked students in the family, actions, alerted staff."""
    c = x.case
    k = x.kid(0)
    year = max(0, age_of(k.c.dob) - 5)
    group = f"{year}{q(x, 'A', 'B', 'KL', 'Oak')}" if year else "Reception"
    stu = [[lab("Student"), Cell([k.full(comma=False), f" ({group})"])], [lab("Date of Birth"), Cell(k.dob())], [lab("Gender"), Cell(k.sex())], [lab("UPN"), Cell(k.upn())], [lab("Address"), Cell(k.address())], [lab("School"), Cell(x.ref("agency"))]]
    k.t["school"] = c.r_agency
    m = x.rel(c.mother)
    con = [hd("Priority", "Contact", "Relationship", "Parental responsibility"), ["1", Cell(m.full(title=True, comma=False)), Cell(m.rel()), "Yes"]]
    if c.father or c.partner:
        f = x.rel(c.father or c.partner)
        con.append(["2", Cell(f.full(title=True, comma=False)), Cell(f.rel()), Cell(q(x, "Yes", "No", "Unknown"))])
    fam = []
    for p in c.siblings:
        if 4 <= age_of(p.dob) <= 15:
            r = x.rel(p)
            fam += ([Br()] if fam else []) + [r.full(comma=False), " (", r.rel(), f", {max(1, age_of(p.dob) - 4)}{q(x, 'A', 'B')})"]
    inc = [[lab("Incident date/time"), Cell([x.day(1), f" {x.rng.randint(9, 15)}:{x.rng.randint(10, 59)}"])], [lab("Added by"), Cell(x.pro(c.teacher))], [lab("Categories"), Cell(q(x, "Cause for Concern; Home Issues", "Child Protection; Physical", "Attendance; Contact with External Agency"))], [lab("Linked students – family"), Cell(fam or "None")], [lab("Linked students – incident"), Cell(q(x, "None", "") if q(x, True, False) else peer(x))],
           [lab("Agencies involved"), Cell(q(x, "Children’s Services", "School Nurse; Children’s Services", "None"))], [lab("Incident"), Cell(x.concern())]]
    act = [hd("Date", "Member of staff", "Action taken"), [Cell(x.day(1)), Cell(extra(x)), Cell("Spoke with child, see incident")], [Cell(x.day(0)), Cell(x.ref("name")), Cell("Rang parent – no answer. Referral to front door made.")]]
    return Form(f"{c.r_agency} – Incident Report", [P([B("Report generated by: "), x.ref("name"), " (", x.ref("role"), ")  ", x.ref("email")]), H("Student details", 2), Table(stu, [1, 3], lines=q(x, True, False)), H("Contacts", 2), Table(con, [0.6, 1.8, 1.2, 1]), H("Incident", 2), Table(inc, [1, 3]), H("Actions", 2), Table(act, [1, 1.3, 2.6]), P([B("Alerted: "), x.pro(c.manager), ", ", x.pro(c.teacher)])], foot="Confidential – exported from SafeLog 23/11/2026 08:15")


def adastra(x):
    """Ambulance or out-of-hours case print: lines of label and value, the child as the patient, the caller, the crew."""
    c = x.case
    kids = x.kids()
    lines = []

    def put(a, b):
        lines.append((a, one(b)))

    put("Case no.", f"{x.rng.randint(10000, 99999)}")
    put("Case type", q(x, "Safeguarding – child", "Child safeguarding concern"))
    put("Incident date", x.day(1))
    put("Attending crew", f"{q(x, 'DCA', 'RRV')} {x.rng.randint(100, 999)}: {x.ref('name').text} / {extra(x).text}")
    lines.append(None)
    for i, k in enumerate(kids):
        lines.append(("## " + ("CHILD AT RISK" if len(kids) == 1 else f"CHILD AT RISK {i + 1}"), ""))
        put("Name", k.full(comma=True))
        put("Date of birth", k.dob())
        put("Gender", k.sex())
        put("Home address", k.address())
        put("NHS number", k.nhs())
        put("School / nursery", k.school())
    lines.append(("## ADULTS PRESENT OR LINKED", ""))
    for r in x.adults():
        put("Adult", r.full(comma=True))
        put("Relationship to child", r.rel())
        put("Adult DOB", r.dob())
    lines.append(("## DETAILS", ""))
    put("Registered GP", f"{x.pro(c.gp).text}, {c.surgery}")
    put("Reported condition", q(x, "Fall, now left scene", "Adult overdose, children present", "Assault", "Febrile convulsion"))
    put("Nature of concern", x.concern())
    put("Is the parent aware?", q(x, "Yes", "No", "Not safe to tell"))
    put("Police incident no.", q(x, "", f"{x.rng.randint(100, 999)} of 22/11"))
    lines.append(("## REPORTED BY", ""))
    put("Staff name", x.ref("name"))
    put("Staff grade / PIN", x.ref("role"))
    put("Organisation", x.ref("agency"))
    put("Email", x.ref("email"))
    put("Advised by safeguarding team", x.pro(c.manager))
    title = f"{c.r_agency.upper()}\nSAFEGUARDING REFERRAL – CHILD"
    text = title + "\n\n" + "\n".join("" if not w else (f"\n{w[0][3:]}" if w[0].startswith("## ") else f"{w[0]}: {w[1]}".rstrip()) for w in lines) + "\n"
    pages, page, y = [], [(1.5, 1.5, c.r_agency, True, 11), (1.5, 2.1, "Safeguarding Referral – Child", True, 11)], 3.0
    for w in lines:
        if not w:
            y += 0.3
            continue
        a, b = w
        if a.startswith("## "):
            y += 0.2
            page.append((1.5, y, a[3:], True, 10))
            y += 0.6
        else:
            page.append((1.5, y, a, True, 8.5))
            for piece in textwrap.wrap(b, 72) or [""]:
                if piece:
                    page.append((7.4, y, piece, False, 8.5))
                y += 0.45
            y += 0.05 if b else 0.5
        if y > 27:
            pages.append(page + [(16.5, 28.8, f"Page {len(pages) + 1}", False, 7)])
            page, y = [(1.5, 1.2, f"Case print {c.r_agency}", False, 7)], 2.0
    pages.append(page)
    return Form("Case print", [], note={"draw": pages, "text": text})


def aeattend(x):
    """Hospital's notice that a child attended: two borderless columns of details, household in one cell, copies to others."""
    c = x.case
    k = x.kid(0)
    m = x.rel(c.mother)
    house = []
    others = [p for p in (c.father, c.partner) if p] + c.siblings
    for p in others:
        r = x.rel(p)
        house += ([Br()] if house else []) + [r.full(comma=False), " – ", r.rel(), " – ", r.dob()]
    left = [[Cell([B("Surname: "), k.family()]), Cell([B("Attendance no: "), f"ED{x.rng.randint(100000, 999999)}"])], [Cell([B("Forename: "), k.given()]), Cell([B("NHS no: "), k.nhs()])], [Cell([B("D.O.B: "), k.dob()]), Cell([B("Sex: "), k.sex()])], [Cell([B("Address: "), k.address()]), Cell([B("School/nursery: "), k.school()])],
            [Cell([B("GP: "), x.pro(c.gp)]), Cell([B("Practice: "), c.surgery])]]
    att = [[lab("Date and time of attendance"), Cell([x.day(1), f" {x.rng.randint(16, 23)}:{x.rng.randint(10, 59)}"])], [lab("Accompanied by / relationship"), Cell([m.full(comma=False), q(x, " / ", " - ", ", "), m.rel()])], [lab("Presenting complaint"), Cell(q(x, "Fall from bed", "Swallowed tablet", "Injured L arm", "Self harm, cuts to forearm"))], [lab("Seen by"), Cell([q(x, "Dr ", "ANP "), extra(x)])],
           [lab("Previous attendances (12 months)"), Cell([x.day(80), " head injury", Br(), x.day(190), " burn"]) if q(x, True, False) else Cell("0")], [lab("Others living at home"), Cell(house or q(x, "not asked", "No one else"))], [lab("Child protection information system (CP-IS) checked"), Cell(q(x, "Yes – no alert", "Yes", "No"))], [lab("Safeguarding concerns"), Cell(x.concern())]]
    ref = [[lab("Completed by"), Cell(x.ref("name")), lab("Grade"), Cell(x.ref("role"))], [lab("Trust"), Cell(x.ref("agency")), lab("E-mail"), Cell(x.ref("email"))]]
    return Form("EMERGENCY DEPARTMENT\nChild Attendance Notification – Safeguarding", [Table(left, [1.6, 1], lines=False), P(""), Table(att, [1.2, 2.8]), P(["Discussed with: ", x.pro(c.manager), " (Named Nurse)"]), Table(ref, [1, 2, 0.8, 2]), P("Copies: Children’s Social Care / Health Visitor / School Nurse / GP", "note")], head=c.r_agency, foot="This is a notification and not a medical report")


def vist(x):
    """Police vulnerability screening: numbered sections, 'Surname, Forenames' in one answer, others linked as rows, scored questions."""
    c = x.case
    x.kind = "police_notification"
    off = [sec("1. OFFICER", 4, GREY), [lab("Submitted by"), Cell(x.ref("name")), lab("Rank / no."), Cell(x.ref("role"))], [lab("Force"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Log / crime no."), Cell(f"{x.rng.randint(10, 990)}-22112026"), lab("Date submitted"), Cell(x.today())]]
    parts = [Table(off, [1, 2, 1, 1.6])]
    for i, k in enumerate(x.kids()):
        rows = [sec(f"2.{i + 1} VULNERABLE CHILD", 4, GREY), [lab("Surname, forename(s)"), Cell(k.full(comma=True)), lab("DOB"), Cell(k.dob())], [lab("Gender"), Cell(k.sex()), lab("Ethnicity (self defined)"), Cell(k.c.ethnicity)], [lab("Address"), Cell(k.address(), span=3)], [lab("School / college"), Cell(k.school()), lab("Spoken to by officer?"), Cell(q(x, "Y", "N – asleep", "Y, alone in bedroom"))]]
        parts.append(Table(rows, [1, 2, 1, 1.6]))
    lin = [sec("3. OTHER PERSONS LINKED (family and household)", 5, GREY), hd("Surname, forename(s)", "DOB", "Relationship to child", "Role", "On scene")]
    for r in people_of(x):
        lin.append([Cell(r.full(comma=True)), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "Witness", "Suspect", "Victim", "Linked")), Cell(yn(x))])
    sco = [sec("4. VULNERABILITY (0 = none, 5 = very high)", 2, GREY)] + [[w, Cell(str(x.rng.randrange(6)))] for w in ("Home environment", "Physical health", "Exploitation", "Substance misuse in home", "Support network")]
    return Form("VULNERABILITY IDENTIFICATION SCREENING TOOL (ViST)", parts + [Table(lin, [2, 1.2, 1.4, 0.9, 0.8]), Table(sco, [3, 1]), H("5. Circumstances", 3), P(x.concern()), H("6. Officer’s view and child’s voice", 3), P(q(x, "Child was quiet, clean and dressed. House was cold.", "‘I want them to stop shouting.’")), P(["Supervisor: ", extra(x), "   RAG: ", "RED" if c.urgent else q(x, "AMBER", "GREEN")])], head="OFFICIAL SENSITIVE – POLICE AND PARTNERS", foot="ViST v5")


def youngcarers(x):
    """Young carers' service: the young carer, the person cared for with condition and date, the others at home, caring tasks."""
    c = x.case
    kids = x.kids()
    parts = []
    for i, k in enumerate(kids):
        w = "Young carer" + (f" {i + 1}" if len(kids) > 1 else "")
        parts.append(Table([sec(w, 4, PINK), [lab("Name"), Cell(k.full(comma=False)), lab("Preferred name"), Cell(k.aliases())], [lab("DOB"), Cell(k.dob()), lab("Gender"), Cell(k.sex())], [lab("School"), Cell(k.school()), lab("Year group"), Cell(str(max(1, age_of(k.c.dob) - 5)) if k.c.dob and age_of(k.c.dob) > 5 else "")], [lab("Home address"), Cell(k.address(), span=3)]], [1, 2, 1, 1.5]))
    cared = c.mother if q(x, True, True, False) or not c.father else c.father
    r = x.rel(cared)
    car = [sec("Person they care for", 4, PINK), [lab("Name"), Cell(r.full(title=q(x, True, False), comma=False)), lab("DOB"), Cell(r.dob())], [lab("Relationship to young carer"), Cell(r.rel()), lab("Lives with them?"), Cell("Yes")], [lab("Illness, disability or need"), Cell(q(x, "MS, uses a wheelchair", "Bipolar disorder (diagnosed 2019)", "Alcohol dependency", "Chronic pain, depression"), span=3)]]
    oth = [sec("Who else lives at home?", 3, PINK), hd("Name", "Relationship to young carer", "DOB / age")]
    for p in [p for p in (c.mother, c.father, c.partner) if p and p is not cared] + c.siblings:
        s = x.rel(p)
        oth.append([Cell(s.full(comma=False)), Cell(s.rel()), Cell(s.dob())])
    oth.append(blank_row(3))
    task = Table([[Cell([Tick(x.rng.random() < 0.5, x.tick), " " + w]) for w in row] for row in (("Cooking", "Cleaning", "Shopping"), ("Giving medication", "Personal care", "Looking after siblings"), ("Emotional support", "Interpreting", "Paying bills"))], [1, 1, 1], lines=False)
    ref = [sec("Referrer", 4, PINK), [lab("Name"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("Organisation"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Named contact in school"), Cell(x.pro(c.teacher)), lab("Social worker (if any)"), Cell(q(x, "", "none") if q(x, True, False) else x.pro(c.sw))]]
    ref = Table(ref, [1, 2, 1, 1.7])
    body = parts + [Table(car, [1.2, 2, 0.8, 1.5]), Table(oth, [2, 1.5, 1.2]), H("Caring tasks", 3), task, H("Impact on the young person and reason for referral", 3), P(x.concern())]
    body.insert(q(x, 0, len(body)), ref)
    return Form("Young Carers Referral and Assessment Request", body, foot="Ridgemoor Carers Hub – copied to Children’s Services where a s17 assessment is asked for")


def yjsrefer(x):
    """Youth justice service to social care: offence and order dates, significant others, co-defendant, bail address."""
    c = x.case
    k = x.kid(0)
    top = [[lab("Young person"), Cell(k.full()), lab("ChildView ID"), Cell(str(x.rng.randint(10000, 99999)))], [lab("Alias(es)"), Cell(k.aliases()), lab("D.O.B."), Cell(k.dob())], [lab("Sex"), Cell(k.sex()), lab("Ethnicity"), Cell(k.c.ethnicity)], [lab("Address"), Cell(k.address(), span=3)], [lab("ETE provision"), Cell(k.school()), lab("SEND"), Cell(q(x, "EHCP", "SEN support", "No", ""))],
           [lab("YJS case manager"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("Team"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))]]
    off = [hd("Offence", "Offence date", "Court / outcome", "Outcome date"), [Cell(q(x, "Possession of bladed article", "Common assault", "Criminal damage")), Cell(x.day(60)), Cell(q(x, "Referral Order 6m", "Youth Conditional Caution", "Community Resolution")), Cell(x.day(21))], [Cell(q(x, "PWITS cannabis", "TWOC", "Affray")), Cell(x.day(14)), "RUI", ""]]
    so = [hd("Significant person", "Relationship to young person", "D.O.B.", "At address?")]
    for r in people_of(x):
        so.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell(yn(x))])
    oth = [[lab("Co-accused / associates"), Cell([peer(x), q(x, "", " (16)"), "; ", peer(x)])], [lab("Arresting officer"), Cell(["PC ", extra(x)])], [lab("Appropriate adult used"), Cell(q(x, "YJS volunteer", "Parent", "Not known"))], [lab("Previous social worker"), Cell(x.pro(c.sw))]]
    return Form("Youth Justice Service – Referral to Children’s Social Care", [Table(top, [1, 2, 1, 1.6]), H("Offences and outcomes", 3), Table(off, [2, 1.1, 1.6, 1.1]), H("Family and significant others", 3), Table(so, [2, 1.5, 1.3, 0.8]), Table(oth, [1.2, 3]), H("Safety and wellbeing concerns", 3), P(x.concern()), Table([[lab("Manager sign-off"), Cell(x.pro(c.manager)), lab("Date"), Cell(x.today())]], [1, 2, 0.7, 1])], head="RESTRICTED", foot="Asset+ safety and wellbeing referral")


def edthandover(x):
    """Emergency duty team's handover to the day team: the caller is the referrer, the duty worker writes and sends it."""
    c = x.case
    worker = extra(x).text
    kids = x.kids()
    log = [[lab("EDT worker"), Cell(worker), lab("Call taken"), Cell([x.day(1), f" {x.rng.randint(18, 23)}:{x.rng.randint(10, 59)}"])], [lab("Referrer / caller"), Cell(x.ref("name")), lab("Referrer’s role"), Cell(x.ref("role"))], [lab("Referring agency"), Cell(x.ref("agency")), lab("Referrer’s email"), Cell(x.ref("email"))], [lab("Referrer’s tel."), Cell(x.ref("phone")), lab("Case status"), Cell(q(x, "Not known to us", "Closed 2024", "Open – CIN"))]]
    rows = [hd("Child’s name", "DOB / EDD", "M/F", "Address", "School")]
    for k in kids:
        rows.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.address()), Cell(k.school())])
    fam = [hd("Family members", "Relationship", "DOB")]
    for r in x.adults():
        fam.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    act = [hd("Time", "Action"), ["19:20", Cell(["T/c to ", extra(x), ", ward sister – no concerns re discharge."])], ["20:05", Cell(["Checks: LCS, no current plan. Police log requested from PS ", extra(x), "."])], ["22:40", "T/c to parent, agreed to stay with friends overnight."]]
    return Form("EDT HANDOVER TO CHILDREN’S FRONT DOOR", [Table(log, [1, 1.9, 1, 1.8]), H("Subject(s)", 3), Table(rows, [1.7, 1.2, 0.6, 2, 1.4]), H("Family", 3), Table(fam, [2, 1.5, 1.3]), H("Reason for contact", 3), P(x.concern()), H("EDT actions", 3), Table(act, [0.6, 4]), H("For day service", 3), P(q(x, "Please screen and consider strategy discussion.", "Visit this week, see all children.", "For info, NFA from EDT."))], head="Out of Hours Emergency Duty Team", foot="EDT 01632 960999",
                note={"sender": (worker, people.slug(worker) + "@edt.ridgemoor.gov.test"), "signer": (worker, "Senior Social Worker (EDT)", "Ridgemoor Emergency Duty Team", "01632 960999", people.slug(worker) + "@edt.ridgemoor.gov.test"), "subject": q(x, "EDT handover", "EDT 22/11", f"EDT contact - {c.children[0].family or 'child'}")})


def ewo(x):
    """School attendance referral: pupils as rows with year and attendance figures between their facts, parents with title and address."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    ref = [sec("SCHOOL / REFERRER", 4, SAND), [lab("Referring school or trust"), Cell(x.ref("agency")), lab("Date"), Cell(x.today())], [lab("Staff member"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("Email"), Cell(x.ref("email")), lab("Tel"), Cell(x.ref("phone"))]]
    rows = [sec("PUPIL(S)", 8, SAND), hd("Legal surname", "Legal forename(s)", "D.O.B", "M/F", "UPN", "School attended", "% attendance", "Unauthorised sessions")]
    for k in kids:
        rows.append([Cell(k.family()), Cell(k.given()), Cell(k.dob()), Cell(k.sex()), Cell(k.upn()), Cell(k.school()), Cell(f"{x.rng.randint(320, 880) / 10}%"), Cell(str(x.rng.randint(12, 90)))])
    par = [sec("PARENT(S) / CARER(S)", 5, SAND), hd("Title", "Name", "Relationship to pupil", "Date of birth", "Live with pupil?")]
    for r in x.adults():
        par.append([Cell(r.p.title), Cell(r.full(comma=False)), Cell(r.rel()), Cell(r.dob()), Cell(yn(x))])
    adr = [[lab("Pupil’s home address"), Cell(x.v(f"{c.address}, {x.code(c.postcode)}"))], [lab("Languages spoken at home"), Cell(c.children[0].language)]]
    sib = [sec("SIBLINGS (any school)", 3, SAND), hd("Name", "Date of birth", "Relationship")]
    for r in x.sibs():
        sib.append([Cell(r.full(comma=False)), Cell(r.dob()), Cell(r.rel())])
    sib.append(blank_row(3))
    act = [sec("ACTION BY SCHOOL", 3, SAND), hd("Date", "Action", "By"), [Cell(x.day(40)), "Letter 1", Cell(x.pro(c.teacher))], [Cell(x.day(26)), "Attendance meeting – not attended", Cell(x.pro(c.teacher))], [Cell(x.day(9)), "Home visit", Cell(extra(x))]]
    return Form("Education Welfare / Safeguarding Attendance Referral", [Table(ref, [1.2, 2, 0.8, 1.6]), Table(rows, [1.2, 1.2, 1.2, 0.6, 1.3, 1.5, 0.8, 0.9]), Table(adr, [1, 3]), Table(par, [0.6, 2, 1.3, 1.2, 0.9]), Table(sib, [2, 1.2, 1.3]), Table(act, [1, 2, 1.4]), H("Reason for referral to Children’s Services", 3), P(x.concern())], foot="Attendance codes: G, O, U = unauthorised", note={"real_dates": q(x, True, False)})


def dutytoreport(x):
    """Welsh duty-to-report form (s130): each child over two rows, Welsh-language preference, adults, other professionals, signature of the one who reports."""
    c = x.case
    kids = x.kids()
    rows = [sec("A. CHILD(REN) AT RISK", 4, GREEN)]
    for i, k in enumerate(kids):
        rows += [hd("Full name", "Date of birth / expected", "Gender", "Other names", shade="F2F2F2"), [Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.aliases())], [Cell("Address and postcode", span=2, label=True, shade="F2F2F2"), lab("School / playgroup", "F2F2F2"), lab("Language preference (W/E/other)", "F2F2F2")], [Cell(k.address(), span=2), Cell(k.school()), Cell(q(x, "E", "W", "English", ""))]]
    par = [sec("B. PARENTS, CARERS AND OTHER ADULTS", 5, GREEN), hd("Full name", "Date of birth", "Relationship to child", "Address (if not with child)", "Aware of report?")]
    for r in x.adults():
        par.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "", "Cardiff area", "n/k", "")), Cell(yn(x))])
    if q(x, True, False):
        g = x.rel(c.gran)
        par.append([Cell(g.full()), Cell(g.dob()), Cell(g.rel()), Cell(q(x, "", "next door")), "N"])
    oc = [sec("C. OTHER CHILDREN IN THE HOUSEHOLD", 3, GREEN), hd("Full name", "Date of birth", "Relationship to child at risk")]
    for r in x.sibs():
        oc.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel())])
    oc.append(blank_row(3))
    pro = [sec("E. PROFESSIONALS", 2, GREEN), hd("Name", "Role and agency"), [Cell(x.pro(c.gp)), Cell(["GP, ", c.surgery])], [Cell(x.pro(c.hv)), "Health Visitor"], [Cell(x.pro(c.teacher)), "Head of Year / class teacher"]]
    ref = [sec("F. PERSON MAKING THIS REPORT", 4, GREEN), [lab("Name"), Cell(x.ref("name")), lab("Job title"), Cell(x.ref("role"))], [lab("Agency"), Cell(x.ref("agency")), lab("E-mail"), Cell(x.ref("email"))], [lab("Signed"), Cell(x.v(c.r_name)), lab("Date"), Cell(x.today())]]
    cat = [[Cell([Tick(x.rng.random() < 0.35, x.tick), " " + w]) for w in ("Physical", "Emotional / psychological", "Sexual", "Financial", "Neglect")]]
    return Form("Report of a Child at Risk (Duty to Report – section 130)", [P("Social Services and Well-being (Wales) Act 2014; Wales Safeguarding Procedures. Complete within 24 hours of any telephone report.", "note"), Table(rows, [1.8, 1.3, 1, 1.3]), Table(par, [1.8, 1.1, 1.2, 1.3, 0.7]), Table(oc, [2, 1.3, 1.6]), H("D. WHY DO YOU THINK THE CHILD IS AT RISK?", 3), Table(cat, [1] * 5, lines=False), P(x.concern()), Table(pro, [1.4, 2]), Table(ref, [0.8, 2, 0.8, 2])], head="Cyngor Bro Hafren / Vale of Hafren Council", foot="MARF / DTR 2")


def stepup(x):
    """Team Around the Family closes early help and steps up: lead practitioner, scores, people at the meeting, school with year group."""
    c = x.case
    kids = x.kids()
    lead = [[lab("Lead practitioner", BLUE), Cell(x.ref("name")), lab("Role", BLUE), Cell(x.ref("role"))], [lab("Agency", BLUE), Cell(x.ref("agency")), lab("Email", BLUE), Cell(x.ref("email"))], [lab("Date EHA started", BLUE), Cell(x.day(210)), lab("Date of this TAF meeting", BLUE), Cell(x.day(3))]]
    rows = [hd("Child / young person", "DOB/EDD", "Gender", "School/setting & year group", "Home address", shade=BLUE)]
    for k in kids:
        s = k.school()
        if k.c.school and s.text == k.c.school and age_of(k.c.dob) > 5:
            s.text += q(x, " – Y{}", " (Year {})", ", Yr {}").format(age_of(k.c.dob) - 5 or 1)
        rows.append([Cell(k.full(comma=False)), Cell(k.dob()), Cell(k.sex()), Cell(s), Cell(k.address())])
    rows += [blank_row(5) for _ in range(q(x, 0, 1))]
    fam = [hd("Parent/carer/family member", "Relationship to child(ren)", "DOB", "Attended?", shade=BLUE)]
    for r in people_of(x, sibs=False):
        fam.append([Cell(r.full(comma=False)), Cell(r.rel()), Cell(r.dob()), Cell(yn(x))])
    sibs = x.sibs()
    if sibs:
        for r in sibs:
            fam.append([Cell(r.full(comma=False)), Cell(r.rel()), Cell(r.dob()), "N/A"])
    taf = [hd("TAF member", "Role / agency", "Attended / apologies", shade=BLUE), [Cell(x.pro(c.teacher)), "Class teacher / SENCO", "Attended"], [Cell(x.pro(c.hv)), "0-19 service", "Apologies"], [Cell(extra(x)), "Housing", "Attended"], [Cell(x.ref("name")), "Lead practitioner", "Attended"]]
    sc = [hd("Outcome star area", "First", "Now", shade=BLUE)] + [[w, Cell(str(x.rng.randint(2, 6))), Cell(str(x.rng.randint(1, 6)))] for w in ("Keeping your children safe", "Boundaries and behaviour", "Home and money")]
    why = [[lab("Reason for closure", BLUE), Cell(ticks(x, "Step up to Children’s Social Care"))], [lab("Quality assured by (Early Help Coordinator)", BLUE), Cell(x.pro(c.manager))]]
    return Form("Early Help – TAF Closure and Step-Up Form", [Table(lead, [1.1, 1.9, 1, 1.8]), H("Family", 3), Table(rows, [1.8, 1.2, 0.7, 1.7, 2]), Table(fam, [2, 1.5, 1.2, 0.9]), H("Team around the family", 3), Table(taf, [1.6, 1.6, 1.2]), Table(sc, [2.4, 0.6, 0.6]), Table(why, [1.4, 2.6]), H("What has changed? Why is early help no longer enough?", 3), P(x.concern()), P("Parent/carer signature: ____________________   Date: ____________")], foot="Ridgemoor Early Help Partnership")


def named(c):
    return all(k.family for k in c.children)


def carers(c):
    return all(age_of(k.dob) >= 6 for k in c.children) and named(c)


def pupils(c):
    return all(age_of(k.dob) >= 5 for k in c.children)


def pupil(c):
    return 5 <= age_of(c.children[0].dob) <= 17 and bool(c.children[0].school)


SHAPES = {
    "homestart": (homestart, ["docx", "pdf-lo"], ["hv", "council", "charity"], {"fit": named, "young": True, "unborn_share": 0.3}),
    "iarf": (iarf, ["docx", "rtf"], ["education", "health", "scpolice"], {"alias": True, "most": 3, "where": "sc"}),
    "mashenquiry": (mashenquiry, ["docx", "pdf-rl"], ["education", "health", "police", "charity"], {}),
    "portalprint": (portalprint, ["html-body", "pdf-rl"], ["education", "health", "charity", "council"], {"alias": True, "most": 3}),
    "cpomsprint": (cpomsprint, ["pdf-rl", "html-body"], ["education"], {"most": 1, "born": True, "fit": pupil}),
    "adastra": (adastra, ["text-body", "pdf-pos"], ["ambulance"], {"most": 2, "born": True}),
    "aeattend": (aeattend, ["pdf-lo", "doc"], ["ed"], {"most": 1, "born": True}),
    "vist": (vist, ["docx", "html-body"], ["police"], {"most": 3}),
    "youngcarers": (youngcarers, ["odt", "pdf-rl"], ["education", "nurse", "charity"], {"most": 2, "born": True, "alias": True, "fit": carers}),
    "yjsrefer": (yjsrefer, ["docx", "pdf-lo"], ["yjs"], {"most": 1, "born": True, "alias": True, "fit": teens}),
    "edthandover": (edthandover, ["docx", "text-body"], ["police", "health", "ed"], {"most": 3, "style": "colon|lines|tab"}),
    "ewo": (ewo, ["xlsx", "docx"], ["attendance"], {"most": 3, "born": True, "fit": pupils, "plain": True}),
    "dutytoreport": (dutytoreport, ["docx", "pdf-lo"], ["education", "health", "council"], {"alias": True, "most": 3, "where": "cy"}),
    "stepup": (stepup, ["docx", "odt"], ["council", "education", "hv"], {}),
}
