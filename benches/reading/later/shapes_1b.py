"""The first set, govform to combined: a fact is in the truth when, and only when, it is put on the form."""

import textwrap

from forms import MONTHS, lab
from habits import age_of
from parts import GREY, NOTES, paragraphs, sec
from render import B, Br, Cell, Form, H, P, Table, Val


def govform(x):
    """A GOV.UK-styled web form: one question a time in full sentences, dates as Day, Month, Year; changes with 'Change' links."""
    rows = []

    def q(a, v):
        rows.append([lab(a), Cell(v)])

    def day(k):
        before = dict(k.t)
        k.dob(plain=True)
        if k.t["date_of_birth"] and not before["date_of_birth"]:
            d = k.c.dob
            kind = x.rng.random()
            return x.v(f"Day {d.day}\nMonth {d.month}\nYear {d.year}" if kind < 0.4 else f"{d.day} {MONTHS[d.month - 1]} {d.year}")
        return x.v("I don’t know" if k.t["age"] is None else f"Not sure, about {k.t['age']}")

    kids = x.kids()
    q("Are you a professional or a member of the public?", "Professional" if x.case.r_kind != "public" else "Member of the public")
    q("What is your name?", x.ref("name"))
    q("What is your job title or relationship to the family?", x.ref("role"))
    if x.case.r_agency:
        q("Which organisation do you work for?", x.ref("agency"))
    q("What is your email address?", x.ref("email"))
    q("How many children are you worried about?", str(len(kids)))
    for i, k in enumerate(kids):
        who = f"child {i + 1}"
        q(f"What is {who}’s first name?", k.given())
        q(f"What is {who}’s last name?", k.family())
        q(f"Is {who} known by any other names?", k.aliases() if k.c.aliases else "No")
        q(f"What is {who}’s date of birth or due date?" if any(z.c.due for z in kids) else f"What is {who}’s date of birth?", day(k))
        q(f"What is {who}’s sex?", k.sex())
        q(f"Where does {who} live?", k.address())
        q(f"Which school, nursery or college does {who} go to?", k.school())
    for i, r in enumerate(x.adults()):
        q(f"What is adult {i + 1}’s full name?", r.full(comma=False))
        q(f"How is adult {i + 1} related to the children?", r.rel())
        q(f"What is adult {i + 1}’s date of birth?", r.dob())
    q("Tell us why you are worried", x.concern())
    q("Do you have consent?", x.rng.choice(["Yes", "No", "Not sure"]))
    return Form("Tell us about a child you are worried about", [P("Check your answers. This copy was sent to Penhallow Council."), Table(rows, [1.4, 2], lines=False)], foot="© Penhallow Council")


def fieldnames(x):
    """What a form engine mails: field names of a program and values, a line each."""
    style = x.rng.choice([" = ", ": ", "=", " : "])
    snake = x.rng.random() < 0.5
    out = []

    def f(name, v):
        key = name if snake else "".join(w.capitalize() for w in name.split("_"))
        out.append(P([key, style, x.v(v.text.replace("\n", ", ")) if isinstance(v, Val) else v]))

    f("form_id", "CYPS-MARF-3")
    f("submitted_at", x.day(0))
    f("referrer_name", x.ref("name"))
    f("referrer_role", x.ref("role"))
    f("referrer_organisation", x.ref("agency"))
    f("referrer_email", x.ref("email"))
    f("consent_obtained", x.rng.choice(["true", "false", "Yes", "No"]))
    for i, k in enumerate(x.kids()):
        n = f"child{i + 1}_" if snake else f"child_{i + 1}_"
        f(n + "first_name", k.given())
        f(n + "surname", k.family())
        f(n + "known_as", k.aliases())
        f(n + "dob", k.born())
        f(n + "gender", k.sex())
        f(n + "address", k.address(code=False))
        f(n + "postcode", k.postcode())
        f(n + "school", k.school())
        f(n + "nhs_number", k.nhs())
    for i, r in enumerate(x.adults()):
        n = f"parent{i + 1}_" if snake else f"parent_{i + 1}_"
        f(n + "name", r.full(comma=False))
        f(n + "relationship", r.rel())
        f(n + "dob", r.dob())
    f("reason_for_referral", x.concern())
    return Form("New submission: Multi Agency Referral", out)


def boroughgrid(x):
    """Fillable PDF with a grid: a row of fields for each child under printed headings, the adults likewise."""
    kids = x.kids()
    grid = [("head", "1. Children in this referral", None), ("cols", ["Family name", "Given names", "Known as", "DOB/EDD", "Sex"], [[k.family(), k.given(), k.aliases(), k.dob(), k.sex()] for k in kids] + [[Val("")] * 5] * max(0, 4 - len(kids)))]
    same = all(k.c.address == kids[0].c.address for k in kids)
    for k in kids:
        if same:
            k.t["address"], k.t["postcode"] = k.c.address, k.c.postcode
    if same:
        grid += [("field", "Address of the above", x.v(kids[0].c.address)), ("field", "Postcode", x.v(x.code(kids[0].c.postcode)))]
    grid.append(("cols", ["Name of school / nursery", "UPN", "NHS number"], [[k.school(), k.upn(), k.nhs()] for k in kids] + [[Val("")] * 3] * max(0, 4 - len(kids))))
    grid += [("head", "2. Parents, carers and significant others", None), ("cols", ["Name", "Relationship", "DOB", "PR (Y/N)"], [[r.full(), r.rel(), r.dob(), Val("")] for r in x.adults()] + [[Val("")] * 4]),
             ("head", "3. Your details", None), ("field", "Name of referrer", x.ref("name")), ("field", "Position", x.ref("role")), ("field", "Organisation", x.ref("agency")), ("field", "Email", x.ref("email")),
             ("head", "4. Reason for referral", None), ("area", "Please describe", x.v(x.concern()))]
    return Form("London Borough of Eastwick – Inter-Agency Referral", [], note={"grid": grid}, foot="Mosaic workflow 18")


def longrow(x):
    """A child is one tall row of small paragraphs; so much stands before that a row breaks over the page."""
    out = [P(n, "note") for n in NOTES]
    for i in range(x.rng.randint(6, 15)):
        out.append(P(x.rng.choice(NOTES)))
    rows = [[lab("Name(s)", GREY), lab("Birth", GREY), lab("Address", GREY), lab("Education", GREY)]]
    for k in x.kids():
        rows.append([Cell([P(["Surname: ", k.family()]), P(["First name: ", k.given()]), P(["Also known as: ", k.aliases()])]), Cell([P(["DOB/EDD: ", k.born()]), P(["Sex: ", k.sex()]), P(["Ethnicity: ", k.c.ethnicity])]),
                     Cell([P([k.address(code=False)]), P(["Postcode: ", k.postcode()])]), Cell([P(["School: ", k.school()]), P(["UPN: ", k.upn()]), P(["NHS no: ", k.nhs()])])])
    arows = [[lab("Parent / carer / other adult", GREY), lab("Details", GREY)]]
    for r in x.adults() + x.sibs():
        arows.append([Cell([P(["Name: ", r.full()]), P(["Relationship: ", r.rel()])]), Cell([P(["DOB: ", r.dob()]), P(["Telephone: ", x.rng.choice(["", x.case.mobile])])])])
    out += [H("Child(ren) you are referring", 3), Table(rows, [1.7, 1.4, 1.6, 1.7], head=1), H("Family", 3), Table(arows, [1, 1], head=1), H("Why now?", 3), P(x.concern()),
            Table([[lab("Referred by"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))], [lab("From"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))]], [1, 2, 1, 2])]
    return Form("Northreach Integrated Front Door – MARF", out, head="Northreach Council · Children and Young People · page header", foot="Northreach MARF / protect when complete")


def placement(x):
    """Notice from another authority or fostering agency: placement address, legal status, social worker, carers as parents are."""
    out = []
    for i, k in enumerate(x.kids()):
        rows = [[lab("LCS ID"), Cell(str(x.rng.randint(100000, 999999))), lab("Legal status"), Cell(x.rng.choice(["S20", "ICO", "Full Care Order", "CIN"]))], [lab("CYP forename(s)"), Cell(k.given()), lab("CYP surname"), Cell(k.family())],
                [lab("DOB"), Cell(k.dob()), lab("Gender identity"), Cell(k.sex())], [lab("Placement address"), Cell(k.address(), span=3)], [lab("Placement start"), Cell(x.day(40)), lab("Type"), Cell("IFA foster care")], [lab("Education provision"), Cell(k.school()), lab("NHS number"), Cell(k.nhs())]]
        out += [H("CYP" if len(x.case.children) == 1 else f"CYP {i + 1} of {len(x.case.children)}", 3), Table(rows, [1.2, 2, 1.2, 1.6])]
    prow = []
    for r in x.adults():
        prow.append([lab("Birth parent / adult"), Cell(r.full()), lab("Relationship"), Cell(r.rel()), lab("DOB"), Cell(r.dob())])
    carer = x.pro(x.case.teacher)
    out += [H("Birth family", 3), Table(prow, [1, 1.8, 1, 1.4, 0.6, 1.2]), H("Placement", 3), Table([[lab("Foster carer"), Cell(carer), lab("Agency"), Cell("Harbour Fostering Ltd")], [lab("Allocated social worker"), Cell(x.pro(x.case.sw)), lab("IRO"), Cell(x.pro(x.case.manager))]], [1.2, 2, 1, 2]),
            H("Reason for contact", 3), P(x.concern()), Table([[lab("Completed by"), Cell(x.ref("name")), lab("Job title"), Cell(x.ref("role"))], [lab("Authority"), Cell(x.ref("agency")), lab("Secure email"), Cell(x.ref("email"))]], [1.2, 2, 1, 2])]
    return Form("Notification / referral about a child placed in your area", out, head="Estuary County Council", foot="Statutory notification under the Care Planning Regulations 2010")


def composition(x):
    """MASH form: the child's details, then 'family composition' which lists the child once more among brothers, sisters and adults."""
    k = x.kid(0)
    rows = [sec("SECTION 1: SUBJECT CHILD", 4, "CCC0D9"), [lab("Mosaic ID (if known)"), Cell(x.rng.choice(["", str(x.rng.randint(1000000, 9999999))])), lab("Date of referral"), Cell(x.today())], [lab("Full name"), Cell(k.full()), lab("D.O.B / E.D.D"), Cell(k.dob())],
            [lab("Gender"), Cell(k.sex()), lab("UPN"), Cell(k.upn())], [lab("Current address"), Cell(k.address(), span=3)], [lab("School/Nursery/College"), Cell(k.school(), span=3)]]
    fam = [sec("SECTION 2: FAMILY COMPOSITION (all children and adults, including the subject child)", 5, "CCC0D9"), [lab(t, GREY) for t in ("Name", "DOB", "Relationship to subject child", "Lives at home?", "Known to CSC?")]]
    c = k.c
    mine = [Cell(x.v(f"{c.given or 'Unborn'} {x.surname(c.family)}".strip())), Cell(x.date(c.dob) if k.t["date_of_birth"] else ""), Cell(x.v(x.rng.choice(["Self", "Subject", "Subject child"]))), Cell("Y"), Cell("")]
    others = [[Cell(r.full(comma=False)), Cell(r.dob()), Cell(r.rel()), Cell(x.rng.choice("YN")), Cell(x.rng.choice(["", "open to CIN team", "N", "CP plan 2023"]))] for r in x.sibs() + x.adults()]
    at = x.rng.choice([0, len(others), x.rng.randint(0, len(others))])
    others.insert(at, mine)
    ref = [sec("SECTION 3: REFERRER", 4, "CCC0D9"), [lab("Full name"), Cell(x.ref("name")), lab("Position"), Cell(x.ref("role"))], [lab("Organisation"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))]]
    tabs = [Table(rows, [1.1, 2, 1.1, 1.8]), Table(fam + others, [2, 1.2, 1.5, 0.8, 1.2])]
    return Form("MASH Referral (single subject)", tabs + [Table(ref, [1.1, 2, 1.1, 2]), H("SECTION 4: CONCERNS", 3), P(x.concern()), H("SECTION 5: CONSENT", 3), P(["Parent’s name: ", f"{x.case.mother.given} {x.case.mother.family}", "     Signature: ______________     Date: ", x.day(4)])], head="Canalside MASH", foot="Marking: OFFICIAL")


def gpletter(x):
    """Surgery's letter: 'Re:' lines, the household in prose, a list of the other children."""
    kids = x.kids()
    out = [P([x.case.surgery, ", Tel 01632 960777"]), P([x.today()]), P("Children’s Social Care, Front Door"), P("Dear Colleague")]
    for k in kids:
        out.append(P([B("Re: "), k.full(comma=False), x.rng.choice(["   DOB ", ", d.o.b. ", "   D.O.B: "]) if not k.c.due else "   EDD ", k.born()]))
        out.append(P(["NHS Number: ", k.nhs(), "    Sex: ", k.sex()]))
        out.append(P(["Address: ", k.address()]))
    m = x.rel(x.case.mother)
    m.t["relationship"] = "mother"
    out.append(P(["I write about the above. I saw the mother, ", m.full(comma=False), ", in surgery on ", x.day(5), ". She is ", f"{age_of(x.case.mother.dob)} years old."]))
    out += [P(c) for c in paragraphs(x)]
    sibs = x.sibs()
    if sibs:
        out.append(P("Others registered with us at that address:"))
        for r in sibs:
            out.append(P(["", r.full(comma=False), ", ", r.dob(), " (", r.rel(), ")"], "bullet"))
    out += [P("Yours sincerely"), P([x.ref("name")]), P([x.ref("role"), ", ", x.ref("agency")]), P([x.ref("email")]), P("Dictated but not signed. Copied to the practice safeguarding lead, Sunita Osborne-Vale.")]
    x.pro("Sunita Osborne-Vale")
    return Form(f"{x.case.surgery}", out)


def caseprint(x):
    """Print from a youth-justice records system: text at places, three columns of label-above-value, a rule of dashes."""
    pages, page, y = [], [], [1.8]

    def put(cx, text, bold=False, size=8):
        if text:
            page.append((cx, y[0], text, bold, size))

    def trio(*pairs):
        for n, (a, _) in enumerate(pairs):
            put(1.5 + n * 6.3, a, False, 6.5)
        y[0] += 0.4
        for n, (_, v) in enumerate(pairs):
            put(1.5 + n * 6.3, v.text.replace("\n", ", ") if isinstance(v, Val) else v, True, 9)
        y[0] += 0.75

    def head(t):
        y[0] += 0.2
        put(1.5, t, True, 10)
        y[0] += 0.6

    head("Person summary – safeguarding referral extract")
    kids = x.kids()
    for i, k in enumerate(kids):
        if y[0] > 22:
            pages.append(list(page))
            page.clear()
            y[0] = 1.8
        if len(kids) > 1:
            head(f"Person {i + 1}")
        trio(("Surname", k.family()), ("Forename(s)", k.given()), ("Date of birth", k.dob()))
        trio(("Gender", k.sex()), ("NHS number", k.nhs()), ("UPN", k.upn()))
        trio(("Current address", k.address(code=False)), ("", ""), ("Postcode", k.postcode()))
        trio(("Education provider", k.school()), ("", ""), ("Ethnic origin", x.v(k.c.ethnicity)))
    head("Relationships")
    for r in x.adults() + x.sibs():
        if y[0] > 26:
            pages.append(list(page))
            page.clear()
            y[0] = 1.8
        trio(("Name", r.full(comma=False)), ("Relationship", r.rel()), ("Date of birth", r.dob()))
    if y[0] > 20:
        pages.append(list(page))
        page.clear()
        y[0] = 1.8
    head("Concern")
    for line in textwrap.wrap(x.concern(), 105):
        put(1.5, line)
        y[0] += 0.42
    y[0] += 0.3
    head("Worker making the referral")
    trio(("Worker", x.ref("name")), ("Role", x.ref("role")), ("Team", x.ref("agency")))
    trio(("Email", x.ref("email")), ("", ""), ("Printed", x.today()))
    pages.append(list(page))
    return Form("Person summary", [], note={"draw": pages})


def columnsform(x):
    """Children as columns without numbers in a form with narrow paragraphs: 'Eldest child', 'Second child', …; parents in another table with labels down."""
    kids = x.kids()
    n = len(kids)
    width = max(3, n)
    names = ["Eldest / only child", "Second child", "Third child", "Fourth child"]

    def row(label, make):
        return [lab(label, GREY)] + [Cell(make(k)) for k in kids] + [Cell("") for _ in range(width - n)]

    rows = [[lab("", GREY)] + [lab(names[i], GREY) for i in range(width)], row("Name of child(ren)", lambda k: k.full()), row("D.O.B/E.D.D", lambda k: k.dob()), row("Boy / girl", lambda k: k.sex()), row("Living at", lambda k: k.address()),
            row("Early years provision, school or college", lambda k: k.school())]
    prow = []
    for r in x.adults():
        prow += [[lab("Name of adult", GREY), Cell(r.full())], [lab("Who are they to the children?", GREY), Cell(r.rel())], [lab("D.O.B", GREY), Cell(r.dob())]]
    ref = [[lab("Your name", GREY), Cell(x.ref("name"))], [lab("You are (job, agency)", GREY), Cell(x.ref("role_agency"))], [lab("Your e-mail", GREY), Cell(x.ref("email"))]]
    tabs = [Table(ref, [1, 3]), H("Children", 3), Table(rows, [1.2] + [1.6] * width), H("Adults", 3), Table(prow, [1, 3])]
    return Form("Request for Support (one form for each family)", tabs + [H("Worries, strengths, what you want to happen", 3), P(x.concern())], head="Penhallow Family Hubs")


def dental(x):
    """Dental and optical practices' one-page form: everything in one borderless run of 'label value' tabs, signature blocks beside each other."""
    k = x.kid(0)
    m = x.rel(x.case.mother)
    rows = [[Cell([B("Patient: "), k.full(comma=False)]), Cell([B("DOB: "), k.born()])], [Cell([B("Male/Female: "), k.sex()]), Cell([B("NHS No: "), k.nhs()])], [Cell([B("Address: "), k.address()], span=2)],
            [Cell([B("Attended with: "), m.full()]), Cell([B("Relationship: "), m.rel()])], [Cell([B("School: "), k.school()]), Cell([B("GP: "), x.pro(x.case.gp)])]]
    appts = [[lab("Date of appointment"), lab("Outcome")], [Cell(x.day(90)), Cell("WNB (was not brought)")], [Cell(x.day(45)), Cell("WNB")], [Cell(x.day(7)), Cell("Attended, pain, 5 teeth for extraction")]]
    sig = [[Cell([P(["Signed: "]), P(["Name: ", x.ref("name")]), P(["Role: ", x.ref("role")]), P(["Practice/Trust: ", x.ref("agency")]), P(["Email: ", x.ref("email")])]), Cell([P("Safeguarding lead: "), P(["Name: ", x.pro(x.case.manager)]), P(["Date: ", x.today()])])]]
    return Form("Dental neglect / safeguarding referral", [Table(rows, [3, 2], lines=False), H("Appointments", 3), Table(appts, [1, 3]), H("Concern", 3), P(x.concern()), Table(sig, [1, 1])], foot="Derwent Dental Network")


def underscore(x):
    """An old form: numbered lines with the answers typed onto rules of underscores, several to a line."""
    def u(v, n=8):
        return ["_" * x.rng.randint(1, 3), v, "_" * x.rng.randint(2, n)]

    out = []
    kids = x.kids()
    for i, k in enumerate(kids):
        out.append(H("PART A  CHILD" if len(kids) == 1 else f"PART A ({'i' * (i + 1)})  CHILD", 3))
        out += [P(["1. Surname ", *u(k.family()), "  Forenames ", *u(k.given(), 14)]), P(["2. Date of birth ", *u(k.born()), "   Male/Female ", *u(k.sex(), 4)]), P(["3. Address ", *u(k.address(code=False), 20), " Postcode ", *u(k.postcode(), 5)]), P(["4. School/Playgroup ", *u(k.school(), 25)])]
    out.append(H("PART B  FAMILY", 3))
    for n, r in enumerate(x.adults()):
        out.append(P([f"{5 + n}. Name ", *u(r.full(comma=False), 12), " Relationship ", *u(r.rel()), " D.O.B. ", *u(r.dob())]))
    out += [H("PART C  REASON", 3), P(x.concern()), H("PART D  REFERRED BY", 3), P(["Name ", *u(x.ref("name")), " Post held ", *u(x.ref("role"))]), P(["Agency ", *u(x.ref("agency")), " E-mail ", *u(x.ref("email"))]), P(["Signed ______________________   Date ", *u(x.today())])]
    return Form("REFERRAL TO SOCIAL SERVICES (CHILDREN) – FORM CSR/2", out, foot="CSR/2 (stock code 40071)")


def peoplecolumns(x):
    """All the family as columns of one table, mother and father first or last, the children between or after."""
    kids = x.kids()
    m = x.rel(x.case.mother).as_heading()
    f = x.rel(x.case.father).as_heading() if x.case.father else None
    parents = [("Mother", m)] + ([("Father", f)] if f else [])
    mine = [(f"Child {i + 1}" if len(kids) > 1 else "Child", k) for i, k in enumerate(kids)]
    cols = parents + mine if x.rng.random() < 0.6 else mine + parents

    def row(label, make_kid, make_adult):
        return [lab(label, GREY)] + [Cell(make_kid(p) if (w.startswith("Child")) else make_adult(p)) for w, p in cols]

    rows = [[lab("", GREY)] + [lab(w, GREY) for w, _ in cols], row("First name(s)", lambda k: k.given(), lambda r: r.given()), row("Surname", lambda k: k.family(), lambda r: r.family()), row("DOB or EDD", lambda k: k.dob(), lambda r: r.dob()),
            row("Sex", lambda k: k.sex(), lambda r: x.v("")), row("School / nursery / employer", lambda k: k.school(), lambda r: x.v(x.rng.choice(["", "", "Asda", "n/k"]))), row("Parental responsibility", lambda k: x.v("-"), lambda r: x.v("Yes"))]
    for c, k in zip(x.case.children, kids):
        c.address, c.postcode = x.case.address, x.case.postcode
        k.t["address"], k.t["postcode"] = x.case.address, x.case.postcode
    top = Table([[lab("Family address", GREY), Cell(x.v(x.case.address)), lab("Postcode", GREY), Cell(x.v(x.code(x.case.postcode)))], [lab("Referrer", GREY), Cell(x.ref("name")), lab("Agency", GREY), Cell(x.ref("agency"))], [lab("Role", GREY), Cell(x.ref("role")), lab("Email", GREY), Cell(x.ref("email"))]], [1, 2, 0.8, 2])
    return Form("Whole Family Referral", [top, P(""), Table(rows, [1.2] + [1.4] * len(cols)), H("Reason for referral", 3), P(x.concern())], head="Brightwater Council")


def combined(x):
    """Labels that ask for two or three things at once, answered in one cell."""
    rows = []
    kids = x.kids()
    for i, k in enumerate(kids):
        n = f" (child {i + 1})" if len(kids) > 1 else ""
        rows += [[lab(f"Child’s name, date of birth and sex{n}"), Cell([k.full(comma=False), x.rng.choice([", ", "  ", " - "]), k.dob(), x.rng.choice([", ", "  "]), k.sex()])],
                 [lab(f"Address and postcode{n}"), Cell(k.address())], [lab(f"School/nursery and class{n}"), Cell(k.school())]]
    cell = []
    for r in x.adults():
        cell += ([Br()] if cell else []) + [r.full(comma=False), " (", r.rel(), ") ", r.dob()]
    rows.append([lab("Parents’/carers’ names, relationship and dates of birth"), Cell(cell)])
    sibs = x.sibs()
    cell = []
    for r in sibs:
        cell += ([Br()] if cell else []) + [r.full(comma=False), ", ", r.rel(), ", ", r.dob()]
    rows += [[lab("Any other children at home: name, relationship, DOB"), Cell(cell or "None")], [lab("Your name, role and organisation"), Cell([x.ref("name"), ", ", x.ref("role"), ", ", x.ref("agency")])],
             [lab("Email and telephone"), Cell([x.ref("email"), "  ", x.ref("phone")])], [lab("What has happened, when and where?"), Cell(x.concern())], [lab("Date and time of this report"), Cell([x.today(), " 15:10"])]]
    return Form("Reporting a concern about a child – short form", [P(NOTES[0], "note"), Table(rows, [1.2, 2.6])], foot="Brightwater Safeguarding Partnership")


ANY = ["education", "health", "police", "council", "charity", "public"]
SHAPES = {
    "govform": (govform, ["html-body", "text-body", "html"], ANY, {"most": 3, "alias": True, "style": "lines|lines|colon", "summary_list": True}),
    "fieldnames": (fieldnames, ["text-body", "html-body"], ANY, {"most": 3, "alias": True, "lines": True}),
    "boroughgrid": (boroughgrid, ["pdf-acro"], ANY, {"times": 2, "alias": True}),
    "longrow": (longrow, ["pdf-lo", "pdf-rl", "docx"], ["education", "health", "council"], {"alias": True}),
    "placement": (placement, ["docx", "pdf-lo", "rtf"], ["council"], {"most": 3, "alias": True, "born": True}),
    "composition": (composition, ["odt", "docx", "html", "pdf-rl"], ANY, {"most": 1}),
    "gpletter": (gpletter, ["docx", "rtf", "pdf-rl", "txt"], ["surgery"], {"most": 2, "plain": True}),
    "caseprint": (caseprint, ["pdf-pos"], ["council", "police"], {"times": 2, "alias": True, "most": 3, "born": True}),
    "columnsform": (columnsform, ["docx", "pdf-lo", "pdf-rl", "html-body"], ANY, {}),
    "underscore": (underscore, ["docx", "doc", "pdf-rl", "text-body"], ["education", "health", "council"], {"most": 3, "alias": True, "plain": True, "lines": True}),
    "peoplecolumns": (peoplecolumns, ["docx", "pdf-rl", "html-body", "pdf-lo"], ANY, {"most": 3, "alias": True}),
    "combined": (combined, ["docx", "pdf-lo", "html", "text-body"], ANY, {"most": 3, "style": "colon|lines|tab", "plain": True}),
    "dental": (dental, ["docx", "pdf-lo", "doc"], ["dental"], {"most": 1, "born": True}),
}
