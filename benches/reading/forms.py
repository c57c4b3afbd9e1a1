"""The layouts: each is a form of a made-up council or agency, filled in for a made-up family.

What a layout shows is what its truth holds: a fact gets into the truth when, and only when, it is put on the form.
"""

from people import TODAY
from render import B, Br, Break, Cell, Form, H, P, Table, TextBox, Tick, Val, plain

MONTHS = "January February March April May June July August September October November December".split()


def nth(n):
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


DATES = [
    lambda d: d.strftime("%d/%m/%Y"),
    lambda d: d.strftime("%d/%m/%Y"),
    lambda d: f"{d.day}.{d.month}.{d:%y}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: d.strftime("%d / %m / %Y"),
    lambda d: f"{nth(d.day)} {MONTHS[d.month - 1]} {d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{d:%a} {d.day} {d:%b} {d.year}",
    lambda d: d.strftime("%d-%b-%Y"),
    lambda d: d.strftime("%d.%m.%Y"),
    lambda d: f"{d.day}/{d.month}/{d:%y}",
    lambda d: d.strftime("%d-%m-%y"),
]

NOTES = [
    "Please complete every section as fully as you can. Do not delay making a referral because you do not have all of the information. If you believe that a child is at immediate risk of harm, telephone the police on 999 before you complete this form.",
    "Under the Data Protection Act 2018 you may share information without consent where this is needed to safeguard a child. Consent should be sought unless to do so would place the child or another person at increased risk.",
    "Refer to the Threshold of Need guidance (levels 1 to 4) before you complete this section. Level 4 means that a child is suffering, or is likely to suffer, significant harm and an urgent response is needed.",
    "Give the names of all children who live in the household, and any who live elsewhere, with their dates of birth and, where known, the name of the school that they attend.",
    "Use the child’s own words where you can. Separate fact from opinion. Say who told you, when (date) and where.",
    "You will hear from us within one working day of receipt. If you do not, call the Front Door on 01632 960123 and ask for the duty social worker.",
]


class Kid:
    def __init__(self, ctx, child, first):
        self.ctx, self.c, self.first = ctx, child, first
        self.t = {"given_names": "", "family_name": "", "aliases": [], "date_of_birth": None, "age": None, "due": False, "gender": "", "address": "", "postcode": "",
                  "school": "", "nhs_number": "", "upn": ""}
        ctx.children.append(self.t)

    def given(self):
        if self.c.due:
            self.t["due"] = True
            return self.ctx.v(self.ctx.unborn_word)
        self.t["given_names"] = self.c.given
        return self.ctx.v(self.c.given)

    def family(self):
        self.t["family_name"] = self.c.family
        return self.ctx.v(self.ctx.surname(self.c.family) or self.ctx.blank)

    def full(self, comma=False):
        family = self.ctx.surname(self.c.family)
        self.t["family_name"] = self.c.family
        if self.c.due:
            self.t["due"] = True
            return self.ctx.v(f"{self.ctx.unborn_word} {family}")
        self.t["given_names"] = self.c.given
        return self.ctx.v(f"{family}, {self.c.given}" if comma and family else f"{self.c.given} {family}".strip())

    def aliases(self):
        self.t["aliases"] = list(self.c.aliases)
        return self.ctx.v(", ".join(self.c.aliases) or self.ctx.blank)

    def dob(self, how=None):
        if getattr(self.c, "dob_unknown", False):
            return self.ctx.v(self.ctx.blank, how)
        if self.c.age_only and not self.c.due:
            age = (TODAY - self.c.dob).days * 100 // 36525
            self.t["age"] = age
            return self.ctx.v(self.ctx.rng.choice(["{} years", "aged {}", "approx. {} years", "{} yrs"]).format(age) if age > 1 else "1 year" if age else "under 1 year", how)
        self.t["date_of_birth"], self.t["due"] = self.c.dob.isoformat(), self.c.due
        value = self.ctx.date(self.c.dob, how)
        if self.c.due and self.ctx.rng.random() < 0.6:
            value.text, value.date = self.ctx.rng.choice(["EDD ", "Due ", "EDD: "]) + value.text, None
        return value

    def sex(self, words=False, how=None):
        self.t["gender"] = self.c.gender
        if not self.c.gender:
            return self.ctx.v(self.ctx.blank, how)
        return self.ctx.v({"M": "Male", "F": "Female"}[self.c.gender] if words else self.c.gender, how)

    def sex_ticks(self, options=("Male", "Female"), after=False):
        self.t["gender"] = self.c.gender
        out = []
        for option in options:
            on = bool(self.c.gender) and option[0] == self.c.gender or option == "Unborn" and self.c.due
            tick = Tick(on, self.ctx.tick)
            out += [f"{option} ", tick, "   "] if after else [tick, f" {option}   "]
        return out

    def address(self, code=True):
        self.t["address"] = self.c.address
        if code:
            self.t["postcode"] = self.c.postcode
        if not self.first and self.c.address == self.ctx.case.address and self.ctx.rng.random() < 0.4:
            self.t["postcode"] = self.c.postcode
            return self.ctx.v(self.ctx.rng.choice(["As above", "as above", "Same as above"]))
        self.address_said = True
        return self.ctx.v(f"{self.c.address}{self.ctx.rng.choice([', ', ' ', ', '])}{self.ctx.code(self.c.postcode)}" if code else self.c.address)

    def postcode(self):
        self.t["postcode"] = self.c.postcode
        if not self.t["address"] or getattr(self, "address_said", False):
            return self.ctx.v(self.ctx.code(self.c.postcode))
        return self.ctx.v("")

    def school(self):
        self.t["school"] = self.c.school
        return self.ctx.v(self.c.school or self.ctx.blank)

    def nhs(self):
        self.t["nhs_number"] = self.c.nhs
        n = self.c.nhs
        return self.ctx.v((f"{n[:3]} {n[3:6]} {n[6:]}" if self.ctx.spaced else n) if n else self.ctx.blank)

    def upn(self):
        self.t["upn"] = self.c.upn
        return self.ctx.v(self.c.upn or self.ctx.blank)


class Relation:
    def __init__(self, ctx, person):
        self.ctx, self.p = ctx, person
        self.t = {"given_names": "", "family_name": "", "relationship": "", "date_of_birth": None}
        ctx.household.append(self.t)

    def full(self, title=False, comma=False):
        self.t["given_names"], self.t["family_name"] = self.p.given, self.p.family
        family = self.ctx.surname(self.p.family)
        if comma:
            return self.ctx.v(f"{family}, {self.p.given}")
        return self.ctx.v(f"{self.p.title + ' ' if title and self.p.title else ''}{self.p.given} {family}".strip())

    def given(self):
        self.t["given_names"] = self.p.given
        return self.ctx.v(self.p.given)

    def family(self):
        self.t["family_name"] = self.p.family
        return self.ctx.v(self.ctx.surname(self.p.family))

    def rel(self):
        self.t["relationship"] = self.p.rel
        return self.ctx.v(self.p.rel)

    def as_heading(self):
        """The relationship is said by a heading or label, not by a value."""
        self.t["relationship"] = self.p.rel
        return self

    def dob(self):
        if self.ctx.rng.random() < 0.15:
            return self.ctx.v(self.ctx.blank)
        self.t["date_of_birth"] = self.p.dob.isoformat()
        return self.ctx.date(self.p.dob)


class Ctx:
    """One filling-in of one layout."""

    def __init__(self, rng, case, how="plain", tick=None):
        self.rng, self.case, self.how = rng, case, how
        self.children, self.household, self.professionals = [], [], []
        self.format_date = rng.choice(DATES)
        self.blank = rng.choice(["", "", "", "N/A", "Not known", "n/k", "Unknown", "-"])
        self.tick = tick or rng.choice(["ballot", "ballot", "ascii", "check", "cross"])
        self.caps = rng.random() < 0.15
        self.spaced = rng.random() < 0.5
        self.joined_code = rng.random() < 0.1
        self.lower_code = rng.random() < 0.08
        self.unborn_word = rng.choice(["Unborn", "Unborn baby", "Baby"])
        self.kind = "form"
        self.urgent = False
        self.ref_done = False

    def L(self, labels):
        return self.rng.choice(labels.split("|"))

    def v(self, text, how=None, date=None):
        return Val(text, how or self.how, date)

    def surname(self, family):
        return family.upper().replace("MCD", "McD") if self.caps else family

    def code(self, postcode):
        p = postcode.replace(" ", "") if self.joined_code else postcode
        return p.lower() if self.lower_code else p

    def date(self, d, how=None):
        return self.v(self.format_date(d), how, d)

    def kid(self, i):
        return Kid(self, self.case.children[i], i == 0)

    def kids(self):
        return [self.kid(i) for i in range(len(self.case.children))]

    def rel(self, person):
        return Relation(self, person)

    def family(self, siblings=True, gran=False):
        """Parents and household, siblings perhaps."""
        c = self.case
        people = [c.mother] + [p for p in (c.father, c.partner) if p] + (c.siblings if siblings else []) + ([c.gran] if gran else [])
        return [self.rel(p) for p in people]

    def pro(self, name, how=None):
        if name not in self.professionals:
            self.professionals.append(name)
        return self.v(name, how)

    def ref(self, what):
        c = self.case
        self.ref_done = True
        text = {"name": c.r_name, "role": c.r_role, "agency": c.r_agency or "Member of the public", "email": c.r_email, "phone": c.r_phone, "role_agency": f"{c.r_role}, {c.r_agency}".strip(", ")}[what]
        return self.v(text)

    def concern(self):
        for name in self.case.concern_names:
            self.pro(name)
        self.urgent |= self.case.urgent
        return " ".join(self.case.concern)

    def today(self):
        return self.date(TODAY)


def lab(text, shade=""):
    return Cell(text, label=True, shade=shade)


def bar(text, span):
    """A section heading as a row of the table."""
    return [Cell(text, span=span, label=True, shade="D9E2F3")]


def ref_rows(x, labels=None):
    names = labels or [("Name of referrer|Referrer’s name|Referred by|Name of person making referral", "name"), ("Job title|Role|Designation|Relationship to child / job title", "role"),
                       ("Agency|Organisation|Agency / Organisation", "agency"), ("Telephone|Tel. no.|Contact number", "phone"), ("Email|E-mail address|Email address", "email")]
    return [[lab(x.L(a)), Cell(x.ref(b))] for a, b in names]


# ---------------------------------------------------------------- the layouts

def northmoor(x):
    """Label beside value in one two-column table; sections are shaded rows; the referrer first."""
    rows = [bar("Section A – Person making the referral", 2)] + ref_rows(x) + [[lab("Date of referral"), Cell(x.today())]]
    for i, k in enumerate(x.kids()):
        rows.append(bar("Section B – The child or young person" if len(x.case.children) == 1 else f"Section B{i + 1} – Child {i + 1}", 2))
        rows += [[lab(x.L("Surname|Family Name|Last Name")), Cell(k.family())], [lab(x.L("Forename(s)|First name(s)|Given names")), Cell(k.given())],
                 [lab(x.L("Also known as|AKA / other names|Known as")), Cell(k.aliases())], [lab(x.L("Date of birth (dd/mm/yyyy)|D.O.B|DOB or EDD")), Cell(k.dob())],
                 [lab(x.L("Gender|Sex|Male/Female")), Cell(k.sex_ticks() if x.rng.random() < 0.5 else k.sex())],
                 [lab("Ethnicity"), Cell(x.v(k.c.ethnicity))], [lab(x.L("Home address|Address|Child's address and postcode")), Cell(k.address())],
                 [lab(x.L("Nursery/School|School / College / Early years setting|School attended/EY setting")), Cell(k.school())], [lab("NHS number"), Cell(k.nhs())]]
    rows.append(bar("Section C – Parents, carers and others in the household", 2))
    for r in x.family():
        rows += [[lab("Name"), Cell(r.full())], [lab("Relationship to child"), Cell(r.rel())], [lab("Date of birth"), Cell(r.dob())]]
    rows += [bar("Section D – Reason for the referral", 2), [Cell(x.concern(), span=2)], [lab("Do parents know about this referral?"), Cell("Yes")]]
    return Form("Northmoor Safeguarding Children Partnership: Multi-Agency Referral Form", [P(NOTES[0], "note"), Table(rows, [1, 2])], head="OFFICIAL SENSITIVE when complete", foot="NSCP MARF v7.2")


def saltmarsh(x):
    """Label above value as paragraphs, answers in legacy form fields."""
    out = [P("This form is for professionals. " + NOTES[1], "note")]

    def ask(label, value):
        out.extend([P([B(label)]), P(value if isinstance(value, list) else [value])])

    for i, k in enumerate(x.kids()):
        out.append(H("1. Child / young person" if i == 0 else f"1.{i + 1} Further child"))
        if x.rng.random() < 0.5:
            ask(x.L("Child/Young Person's full name|Name of child|Full name"), k.full())
        else:
            ask("First name(s)", k.given())
            ask("Last name", k.family())
        ask(x.L("Date of birth / expected date of delivery|DoB or EDD"), k.dob())
        ask(x.L("Gender|Sex"), k.sex_ticks(("Male", "Female", "Unborn")))
        ask("Address", k.address(code=False))
        ask("Postcode", k.postcode())
        ask(x.L("Which nursery, school or college does the child attend?|School"), k.school())
        ask("Own agency reference (NHS No, UPN)", k.nhs() if x.case.r_kind != "education" or not k.c.upn else k.upn())
    out.append(H("2. Parents and carers"))
    for r in x.family(siblings=False):
        ask("Full name", r.full(title=True))
        ask("Relationship to the child", r.rel())
        ask("Date of birth", r.dob())
    out += [H("3. What are you worried about?"), P(NOTES[4], "note"), P([x.v(x.concern())]), H("4. About you")]
    for label, what in (("Your name", "name"), ("Your role", "role"), ("Your agency", "agency"), ("Your telephone number", "phone"), ("Your email address", "email")):
        ask(label, x.ref(what))
    return Form("Saltmarsh Request for Support", out, foot="Saltmarsh Children’s Services")


def harrowgate(x):
    """Two or three pairs in a row."""
    three = x.rng.random() < 0.5
    n = 6 if three else 4
    rows = []
    for i, k in enumerate(x.kids()):
        pairs = [("Surname", k.family()), ("Forenames", k.given()), ("DoB", k.dob()), (x.L("M/F|Sex|Gender"), k.sex()), ("Ethnic origin", x.v(k.c.ethnicity)), ("First language", x.v(k.c.language)),
                 (x.L("School|School/nursery"), k.school()), ("UPN", k.upn()), ("NHS No.", k.nhs()), ("Religion", x.v(k.c.religion)), ("Legal status", x.v("")), ("Disability", x.v("No"))]
        rows.append(bar(f"CHILD {i + 1}" if len(x.case.children) > 1 else "DETAILS OF CHILD", n))
        for j in range(0, len(pairs), n // 2):
            rows.append([c for label, value in pairs[j:j + n // 2] for c in (lab(label), Cell(value))])
        rows.append([lab("Home address"), Cell(k.address(code=False), span=n - 3), lab("Postcode"), Cell(k.postcode())])
    rows.append(bar("PARENTS / CARERS", n))
    for r in x.family(siblings=False):
        rows.append([lab("Name"), Cell(r.full()), lab("Relationship"), Cell(r.rel())] + ([lab("DoB"), Cell(r.dob())] if three else []))
    rows += [bar("REFERRER", n), [lab("Name"), Cell(x.ref("name")), lab("Agency"), Cell(x.ref("agency"), span=n - 3)], [lab("Tel"), Cell(x.ref("phone")), lab("Email"), Cell(x.ref("email"), span=n - 3)],
             bar("NATURE OF CONCERN", n), [Cell(x.concern(), span=n)]]
    return Form("Harrowgate Vale Council – Inter-Agency Referral to Children's Social Care", [Table(rows, [1, 2] * (n // 2))])


def wealdshire(x):
    """One row a child with a repeated heading row; a table of siblings and adults with relationship; referrer after."""
    heads = [x.L("Surname|Family name"), x.L("First name|Forename(s)"), x.L("DOB/EDD|Date of birth"), x.L("M/F|Gender"), "Ethnicity", x.L("School / EY setting|School or nursery"), x.L("UPN|NHS No")]
    rows = [[lab(h) for h in heads]]
    for k in x.kids():
        rows.append([Cell(k.family()), Cell(k.given()), Cell(k.dob()), Cell(k.sex()), Cell(x.v(k.c.ethnicity)), Cell(k.school()), Cell(k.upn() if heads[-1] == "UPN" else k.nhs())])
    for _ in range(max(0, 3 - len(x.case.children))):
        rows.append([""] * 7)
    for t in x.children:
        t["address"], t["postcode"] = x.case.address, x.case.postcode
    for k in x.case.children:
        k.address, k.postcode = x.case.address, x.case.postcode
    people = [[lab("Name"), lab(x.L("Relationship|Relationship to child(ren)")), lab(x.L("DOB|Date of birth")), lab("Same address? Y/N")]]
    people += [[Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell("Y" if r.p is not x.case.father else "N")] for r in x.family(gran=x.rng.random() < 0.3)]
    return Form("Wealdshire Front Door: Request for Support Form", [
        P(NOTES[3], "note"), H("Children / young people this request is about"), Table(rows, [3, 3, 3, 1.4, 3, 4, 3.4], head=1),
        P([B("Family home address and postcode: "), x.v(f"{x.case.address}, {x.code(x.case.postcode)}")]), H("Other members of the family, including siblings who are not part of this request"),
        Table(people, [4, 3, 2.5, 2], head=1), H("Reason for request"), P(x.concern()), H("Requesting professional"), Table(ref_rows(x), [1, 2])], foot="WCC/FD/2026")


def brackenfield(x):
    """People side by side: a column a child, labels down the left; then mother and father side by side."""
    kids = x.kids()
    n = len(kids)

    def line(label, values):
        return [lab(label)] + [Cell(v) for v in values]

    rows = [[lab("")] + [lab(f"Child {i + 1}") for i in range(n)]] if n > 1 or x.rng.random() < 0.5 else [[lab(""), lab("Child")]]
    rows += [line(x.L("First name|Forename(s)"), [k.given() for k in kids]), line(x.L("Surname|Family name"), [k.family() for k in kids]), line("Known as", [k.aliases() for k in kids]),
             line(x.L("Date of birth|D.O.B."), [k.dob() for k in kids]), line(x.L("Gender|Sex"), [k.sex(words=True) for k in kids]), line("Address incl. postcode", [k.address() for k in kids]),
             line("School / nursery", [k.school() for k in kids]), line("NHS number", [k.nhs() for k in kids])]
    adults = x.family(siblings=False)
    other = [lab("")] + [lab(a.as_heading().p.rel) for a in adults]
    pr = [other, line("Name", [a.full() for a in adults]), line("Date of birth", [a.dob() for a in adults]), line("Telephone", [x.v(x.case.mobile)] + [x.v("") for _ in adults[1:]]),
          line("Parental responsibility?", [x.v("Yes")] + [x.v("Not known") for _ in adults[1:]])]
    return Form("Brackenfield Children’s Services – Multi Agency Referral", [
        H("1. Referrer"), Table(ref_rows(x), [1, 2]), H("2. Children in the family"), Table(rows, [1.2] + [2] * n), H("3. Parents and carers"), Table(pr, [1.2] + [2] * len(adults)),
        H("4. Professionals involved"), Table([[lab("Role"), lab("Name"), lab("Agency")], ["GP", Cell(x.pro(x.case.gp)), x.case.surgery], ["School nurse / health visitor", Cell(x.pro(x.case.hv)), ""],
                                               ["Class teacher", Cell(x.pro(x.case.teacher)), ""]], [1, 1, 1]),
        H("5. Concerns"), P(x.concern())])


def kingsferry(x):
    """Child 1 / Child 2 sections in Word content controls (text, date, drop-down), ticks as content controls or Wingdings."""
    out = [P(["Priority of this referral: ", Tick(x.case.urgent, x.tick), " Urgent   ", Tick(not x.case.urgent, x.tick), " Not urgent"]), P(NOTES[5], "note")]
    x.urgent |= x.case.urgent
    for i, k in enumerate(x.kids()):
        named = k.full()
        named.name = f"Child{i + 1}Name"
        address, code = k.address(code=False), k.postcode()
        out += [H(f"Child {i + 1}"), Table([
            [lab(x.L("Full name|Child's name")), Cell([named])], [lab("Alias / preferred name"), Cell([k.aliases()])], [lab(x.L("Date of birth|DoB/EDD")), Cell([k.dob("date" if not k.c.age_only else None)])],
            [lab("Sex"), Cell(k.sex_ticks(("Male", "Female", "Unborn"), after=x.rng.random() < 0.3))],
            [lab("Ethnicity"), Cell([x.v(k.c.ethnicity, "drop")])], [lab("Address"), Cell([address])], [lab("Postcode"), Cell([code])], [lab("Education setting"), Cell([k.school()])],
            [lab("NHS number"), Cell([k.nhs()])], [lab("UPN"), Cell([k.upn()])], [lab("Interpreter needed?"), Cell([x.v("", "drop")])]], [1, 2])]
    family = x.family()
    out += [H("Family network"), Table([[lab(h) for h in ("Name", "Relationship", "Date of birth")]] + [[Cell([r.full()]), Cell([x.v(r.rel().text, "drop")]), Cell([x.v(r.dob().text, "date")])] for r in family]
                                       + [[Cell([x.v("")]), Cell([x.v("", "drop")]), Cell([x.v("", "date")])]], [2, 1.4, 1.4], head=1)]
    out += [H("Professional making the referral"), Table([[lab(a), Cell([x.ref(b)])] for a, b in (("Name", "name"), ("Role and agency", "role_agency"), ("Email", "email"), ("Phone", "phone"))], [1, 2]),
            H("Why are you contacting us?"), P([x.v(x.concern())])]
    return Form("Kingsferry Integrated Front Door Contact Form", out)


def tamarvale(x):
    """Label and value in one paragraph, several to a line, long guidance between them (early help)."""
    out = [P(NOTES[2], "note"), P(NOTES[1], "note"), H("Part 1: Child(ren)")]
    for i, k in enumerate(x.kids()):
        if len(x.case.children) > 1:
            out.append(H(f"Child {i + 1}", 3))
        gap = x.rng.choice(["\t", "     ", "\t"])
        out += [P([B(x.L("First name(s): |Forename: ")), k.given(), gap, B(x.L("Surname: |Family name: ")), k.family()]),
                P([B("DOB: "), k.dob(), gap, B("Gender: "), k.sex(words=x.rng.random() < 0.5), gap, B("NHS No: "), k.nhs()]),
                P([B(x.L("Home address: |Address: ")), k.address()]),
                P([B(x.L("School/setting: |Nursery/School: ")), k.school(), gap, B("UPN: "), k.upn()])]
        if i == 0:
            out.append(P(NOTES[3], "note"))
    out += [H("Part 2: Parents and carers"), P("Who has parental responsibility? Please list both parents even when one does not live in the home.", "note")]
    out += [P([B("Name: "), r.full(), "\t", B("Relationship: "), r.rel(), "\t", B("DOB: "), r.dob()]) for r in x.family()]
    out += [H("Part 3: Other services"), P([B("GP: "), x.pro(x.case.gp), f", {x.case.surgery}", "\t", B("Health visitor: "), x.pro(x.case.hv)]), P([B("Social worker (if any): "), x.pro(x.case.sw)]),
            H("Part 4: What is working well, and what are you worried about?"), P(NOTES[4], "note"), P(x.concern()),
            H("Part 5: Completed by"), P([B("Name: "), x.ref("name"), "\t", B("Role: "), x.ref("role")]), P([B("Agency: "), x.ref("agency")]), P([B("Email: "), x.ref("email"), "\t", B("Tel: "), x.ref("phone")])]
    return Form("Tamarvale Early Help Request", out, head="Tamarvale County Council")


def westland(x):
    """Police notification: subject, perpetrator, reporting officer; others present."""
    x.kind = "police_notification"
    out = [H("Incident"), Table([[lab("Log / URN"), Cell(f"WL-{x.rng.randint(1000, 9999)}-{x.rng.randint(10, 99)}/26"), lab("Date and time"), Cell(x.date(TODAY))],
                                 [lab("Reporting officer"), Cell(x.ref("name")), lab("Collar / rank"), Cell(x.ref("role"))], [lab("Station"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))],
                                 [lab("Supervising officer"), Cell(x.pro("Sgt " + x.case.manager)), lab("Risk grading"), Cell(x.rng.choice(["STANDARD", "MEDIUM"]))]], [1, 2, 1, 2])]
    for i, k in enumerate(x.kids()):
        out += [H("Subject" if i == 0 else f"Subject {i + 1}"), Table([
            [lab("Surname"), Cell(k.family()), lab("Forename(s)"), Cell(k.given())], [lab("Alias / nickname"), Cell(k.aliases()), lab("DOB"), Cell(k.dob())], [lab("Sex"), Cell(k.sex(words=True)), lab("Ethnicity (16+1)"), Cell("W1")],
            [lab("Address"), Cell(k.address(), span=3)], [lab("School"), Cell(k.school()), lab("Occupation"), Cell("Child")]], [1, 2, 1, 2])]
    other = x.case.partner or x.case.father or x.case.mother
    a = x.rel(other)
    out += [H("Perpetrator"), Table([[lab("Surname"), Cell(a.family()), lab("Forename(s)"), Cell(a.given())], [lab("DOB"), Cell(a.dob()), lab("Relationship to subject"), Cell(a.rel())],
                                     [lab("Address"), Cell(x.v(x.case.address if x.rng.random() < 0.4 else "NFA"), span=3)]], [1, 2, 1, 2])]
    if other is not x.case.mother:
        m = x.rel(x.case.mother)
        out += [H("Person reporting / other parties"), Table([[lab("Name"), Cell(m.full(comma=x.rng.random() < 0.5)), lab("Relationship"), Cell(m.rel())], [lab("DOB"), Cell(m.dob()), lab("Present?"), Cell("Yes")]], [1, 2, 1, 2])]
    out += [H("Circumstances"), P(x.concern()), P("Officers saw the child. Body-worn video is held.")]
    return Form("Westland Police – Vulnerable Child Notification (PPN)", out, head="OFFICIAL – SENSITIVE", foot="Generated from the records system")


def harbourside(x):
    """Health visitor's print: text at places on the page, two columns of label and value, the mother with her date of birth first."""
    pages, page = [], []
    y = 2.0

    def put(col, text, bold=False, size=9):
        page.append((col, y, text, bold, size))

    def pair(left, lv, right=None, rv=None):
        nonlocal y, page
        put(1.5, left, True)
        put(5.2, plain(lv))
        if right:
            put(11.2, right, True)
            put(14.4, plain(rv))
        y += 0.62
        if y > 27:
            pages.append(page)
            page, y = [], 2.0

    def head(text):
        nonlocal y, page
        if y > 23:
            pages.append(page)
            page, y = [], 2.0
        y += 0.35
        put(1.5, text, True, 11)
        y += 0.75

    put(1.5, "Harbourside 0–19 Service: Safeguarding Referral", True, 14)
    y += 1
    head("Mother / main carer")
    m = x.rel(x.case.mother).as_heading()
    pair("Surname", m.family(), "Forename", m.given())
    pair("Date of birth", m.dob(), "Mobile", x.v(x.case.mobile))
    if x.case.father:
        head("Father")
        f = x.rel(x.case.father).as_heading()
        pair("Surname", f.family(), "Forename", f.given())
        pair("Date of birth", f.dob())
    for i, k in enumerate(x.kids()):
        head("Child" if len(x.case.children) == 1 else f"Child {i + 1}")
        pair("Surname", k.family(), "Forename", k.given())
        pair(x.L("Date of birth|DoB or EDD"), k.dob(), "Sex", k.sex(words=True))
        pair("NHS number", k.nhs(), "Nursery / school", k.school())
        pair("Address", k.address(code=False))
        pair("Postcode", k.postcode())
    head("Professionals")
    pair("GP", x.pro(x.case.gp), "Practice", x.case.surgery)
    pair("Health visitor", x.ref("name"), "Base", x.ref("agency"))
    pair("Tel", x.ref("phone"))
    pair("Email", x.ref("email"))
    head("Reason for referral")
    import textwrap
    for line in textwrap.wrap(x.concern(), 95):
        put(1.5, line)
        y += 0.5
    pages.append(page)
    return Form("Harbourside referral", [], note={"draw": pages})


def wyrevale(x):
    """Midwifery: concern for an unborn baby; the mother first, EDD, father, other children of the mother."""
    m = x.rel(x.case.mother).as_heading()
    rows = [bar("PREGNANT WOMAN", 4), [lab("Name"), Cell(m.full()), lab("Date of birth"), Cell(m.dob())]]
    kids = x.kids()
    baby = kids[0]
    rows += [[lab("Address"), Cell(baby.address(), span=3)], [lab("GP"), Cell(x.pro(x.case.gp)), lab("Surgery"), Cell(x.case.surgery)],
             bar("UNBORN BABY", 4), [lab(x.L("Baby to be known as|Name")), Cell(baby.full()), lab(x.L("EDD|Estimated due date|Expected date of delivery")), Cell(baby.dob())]]
    if x.case.father:
        f = x.rel(x.case.father).as_heading()
        rows += [bar("FATHER OF BABY", 4), [lab("Name"), Cell(f.full()), lab("Date of birth"), Cell(f.dob())]]
    if len(kids) > 1:
        rows.append(bar("OTHER CHILDREN THIS REFERRAL IS ABOUT", 4))
        for k in kids[1:]:
            rows.append([lab("Name"), Cell(k.full()), lab("DOB"), Cell(k.dob())])
            rows.append([lab("School / nursery"), Cell(k.school()), lab("Sex"), Cell(k.sex())])
    for t, k in zip(x.children, x.case.children):
        if not t["address"]:
            t["address"] = t["postcode"] = ""
    rows += [bar("CONCERNS", 4), [Cell(x.concern(), span=4)], bar("REFERRING MIDWIFE / PROFESSIONAL", 4), [lab("Name"), Cell(x.ref("name")), lab("Role"), Cell(x.ref("role"))],
             [lab("Trust"), Cell(x.ref("agency")), lab("Tel"), Cell(x.ref("phone"))], [lab("Email"), Cell(x.ref("email"), span=3)]]
    return Form("Wyrevale Maternity – Referral for an Unborn Child (Pre-birth)", [Table(rows, [1, 2, 1.2, 1.8])])


def castlebridge(x):
    """Fillable PDF: answers in AcroForm fields, beside or under their labels."""
    fields = [("About the child", None, "head"), (NOTES[3], None, "note")]
    for i, k in enumerate(x.kids()):
        if i:
            fields.append((f"Child {i + 1}", None, "head"))
        values = [(x.L("First name|Forename(s)"), k.given(), f"child{i + 1}_first"), (x.L("Last name|Surname"), k.family(), f"child{i + 1}_last"), ("Other names used", k.aliases(), ""),
                  ("Date of birth or due date", k.dob(), f"child{i + 1}_dob")]
        for label, value, name in values:
            value.name = name
            fields.append((label, value, "text"))
        ticks = k.sex_ticks()
        fields += [("Gender", [(ticks[j + 1].strip(), ticks[j]) for j in range(0, len(ticks), 2)], "ticks"), ("Home address", k.address(code=False), "text"), ("Postcode", k.postcode(), "text"),
                   ("School, nursery or college", k.school(), "text"), ("NHS number", k.nhs(), "text"), ("Unique pupil number", k.upn(), "text")]
    fields.append(("About the parents or carers", None, "head"))
    for r in x.family(siblings=False):
        fields += [("Name", r.full(), "text"), ("Relationship to child", r.rel(), "text"), ("Date of birth", r.dob(), "text")]
    fields += [("About you", None, "head"), ("Your name", x.ref("name"), "text"), ("Your job", x.ref("role"), "text"), ("Your organisation", x.ref("agency"), "text"), ("Your email", x.ref("email"), "text"),
               ("Your telephone", x.ref("phone"), "text"), ("Your worries", None, "head"), ("Tell us what has happened", x.v(x.concern()), "area")]
    # unnamed fields are called Text1, Text2 … as many forms do
    return Form("Castlebridge City Council – Tell us about a child", [], note={"fields": fields, "above": x.rng.random() < 0.4})


def portal(x):
    """A web form's copy: Question | Answer rows, every question shown, unanswered ones too."""
    rows = [[lab("Question"), lab("Answer")]]

    def ask(q, a):
        rows.append([Cell(q), Cell(a)])

    ask("Are you a professional or a member of the public?", "Professional" if x.case.r_agency else "Member of the public")
    for q, w in (("Your full name", "name"), ("Your job title", "role"), ("Your organisation", "agency"), ("Your email address", "email"), ("Your phone number", "phone")):
        ask(q, x.ref(w))
    ask("How many children do you want to tell us about?", str(len(x.case.children)))
    for i, k in enumerate(x.kids()):
        pre = f"Child {i + 1}: " if len(x.case.children) > 1 else ""
        for q, a in (("first name", k.given()), ("last name", k.family()), ("date of birth (or due date)", k.dob()), ("gender", k.sex(words=True)), ("address line", k.address(code=False)), ("postcode", k.postcode()),
                     ("school or nursery", k.school()), ("is the child looked after?", x.v("No"))):
            ask(pre + q if pre else "Child’s " + q if not q.startswith("is ") else "Is the child looked after?", a)
    ask("Parent or carer’s name", (r := x.rel(x.case.mother)).full())
    ask("Parent or carer’s relationship to the child", r.rel())
    ask("Parent or carer’s date of birth", r.dob())
    ask("Second parent or carer’s name", (q := x.rel(x.case.father)).full() if x.case.father else x.v(""))
    if x.case.father:
        ask("Second parent or carer’s relationship to the child", q.rel())
    ask("What are you worried about?", x.concern())
    ask("Reference", f"FORM-{x.rng.randint(100000, 999999)}")
    return Form("Tell us about a child – your copy", [Table(rows, [1, 1.4], head=1)], foot="This e-mail was generated by an online form.")


def marshgate(x):
    """The whole form in drawn text boxes, one a section."""
    out = [P(NOTES[0], "note")]
    for i, k in enumerate(x.kids()):
        out.append(TextBox([H(f"Child {i + 1}" if len(x.case.children) > 1 else "Child’s details", 3), P([B("Name: "), k.full()]), P([B("Date of birth: "), k.dob()]), P([B("Male/Female: "), k.sex(words=True)]),
                            P([B("Address: "), k.address()]), P([B("School: "), k.school()])]))
    out.append(TextBox([H("Family", 3)] + [P([r.full(), " – ", r.rel(), " – ", r.dob()]) for r in x.family()]))
    out.append(TextBox([H("Concern", 3), P(x.concern())]))
    out.append(TextBox([H("Referred by", 3), P([B("Name: "), x.ref("name")]), P([B("Agency: "), x.ref("agency")]), P([B("Tel: "), x.ref("phone")]), P([B("Email: "), x.ref("email")])]))
    return Form("Marshgate Borough: Child Concern Form", out)


def ashcombe(x):
    """Nested tables in merged cells; a household table that has the child in it too, marked Subject."""
    kids = x.kids()
    blocks = []
    for k in kids:
        inner = Table([[lab("Forename"), Cell(k.given()), lab("Surname"), Cell(k.family())], [lab("D.O.B"), Cell(k.dob()), lab("Sex"), Cell(k.sex())], [lab("School"), Cell(k.school(), span=3)],
                       [lab("Address"), Cell(k.address(), span=3)]], [1, 2, 1, 2])
        blocks.append([Cell("Child subject of referral", label=True, shade="EEEEEE"), Cell([inner])])
    people = [[lab("Name"), lab("D.O.B"), lab("Relationship to subject")]]
    for k in kids:
        if not k.c.due:
            people.append([Cell(x.v(f"{k.c.given} {x.surname(k.c.family)}".strip())), Cell(x.v(x.format_date(k.c.dob) if k.t["date_of_birth"] else "")), Cell(x.L("Subject|Subject of referral|Self"))])
    people += [[Cell(r.full()), Cell(r.dob()), Cell(r.rel())] for r in x.family()]
    ref = Table([[lab("Name"), Cell(x.ref("name"))], [lab("Agency"), Cell(x.ref("agency"))], [lab("Email"), Cell(x.ref("email"))]], [1, 2])
    return Form("Ashcombe & District Multi-Agency Referral Form (MARF)", [Table(
        blocks + [[Cell("All members of the household", label=True, shade="EEEEEE"), Cell([Table(people, [2, 1.2, 1.4], head=1)])],
                  [Cell("Reason", label=True, shade="EEEEEE"), Cell(x.concern())], [Cell("Referrer", label=True, shade="EEEEEE"), Cell([ref])]], [1, 4])])


def ironbridge(x):
    """A workbook: merged cells, real dates, a second sheet for family and referrer."""
    rows = [bar("CHILD DETAILS", 8)]
    for i, k in enumerate(x.kids()):
        if i:
            rows.append(bar(f"CHILD {i + 1}", 8))
        rows += [[lab("First name"), Cell(k.given(), span=3), lab("Surname"), Cell(k.family(), span=3)], [lab("Date of birth"), Cell(k.dob(), span=3), lab("Gender"), Cell(k.sex(), span=3)],
                 [lab("Address"), Cell(k.address(code=False), span=3), lab("Postcode"), Cell(k.postcode(), span=3)], [lab("School"), Cell(k.school(), span=3), lab("UPN"), Cell(k.upn(), span=3)],
                 [lab("NHS number"), Cell(k.nhs(), span=7)]]
    people = [[Cell("Name", span=3, label=True), Cell("Relationship", span=2, label=True), Cell("Date of birth", span=3, label=True)]]
    people += [[Cell(r.full(), span=3), Cell(r.rel(), span=2), Cell(r.dob(), span=3)] for r in x.family()]
    ref = [[Cell(a, span=2, label=True), Cell(x.ref(b), span=6)] for a, b in (("Referrer", "name"), ("Role", "role"), ("Agency", "agency"), ("Email", "email"), ("Phone", "phone"))]
    return Form("Ironbridge Education – Referral to Children's Services", [Table(rows, [1] * 8), P([B("Concern")]), P(x.concern()), Break(), H("Family"), Table(people, [1] * 8), H("Referrer"), Table(ref, [1] * 8)],
                note={"real_dates": x.rng.random() < 0.6})


def fenwick(x):
    """Long guidance; section headings as numbered table rows; GP, school and social worker sections each with Name, Address and Tel; the referrer last."""
    n = 4
    rows = [[Cell("1", label=True, shade="C6E0B4"), Cell("CHILD OR YOUNG PERSON", span=3, label=True, shade="C6E0B4")], [Cell(NOTES[3] + " " + NOTES[2], span=n)]]
    for k in x.kids():
        rows += [[lab("Name of child"), Cell(k.full(comma=x.rng.random() < 0.3), span=3)], [lab("Other names"), Cell(k.aliases(), span=3)], [lab("Date of birth"), Cell(k.dob()), lab("Sex"), Cell(k.sex_ticks(("M", "F")))],
                 [lab("Address and postcode"), Cell(k.address(), span=3)], [lab("NHS number"), Cell(k.nhs()), lab("UPN"), Cell(k.upn())]]
    sections = [("PARENTS OR CARERS", [[lab("Name"), Cell(r.full(title=True)), lab(r.as_heading().p.rel), Cell(["DOB ", r.dob()])] for r in x.family(siblings=False)]),
                ("GENERAL PRACTITIONER", [[lab("Name"), Cell(x.pro(x.case.gp)), lab("Tel"), Cell("01632 960411")], [lab("Address"), Cell(f"{x.case.surgery}, High Street", span=3)]]),
                ("SCHOOL OR EARLY YEARS", [[lab("Name"), Cell(x.pro(x.case.teacher)), lab("Role"), Cell("Class teacher")], [lab("Address"), Cell("School Lane", span=3)]]),
                ("SOCIAL WORKER (IF ALLOCATED)", [[lab("Name"), Cell(x.pro(x.case.sw)), lab("Tel"), Cell("01632 960777")]]),
                ("REASON FOR REFERRAL", [[Cell(NOTES[4], span=n)], [Cell(x.concern(), span=n)]]),
                ("REFERRER", [[lab("Name"), Cell(x.ref("name")), lab("Designation"), Cell(x.ref("role"))], [lab("Agency"), Cell(x.ref("agency")), lab("Tel"), Cell(x.ref("phone"))], [lab("Email"), Cell(x.ref("email"), span=3)],
                              [lab("Signed"), Cell(x.v(x.case.r_name)), lab("Date"), Cell(x.today())]])]
    for i, (title, more) in enumerate(sections, 2):
        rows.append([Cell(str(i), label=True, shade="C6E0B4"), Cell(title, span=3, label=True, shade="C6E0B4")])
        rows += more
    return Form("Fenwick Metropolitan Borough Council", [P([B("Multi-agency referral form to the Children’s Hub")]), P(NOTES[0], "note"), Table(rows, [1.3, 2, 1.1, 2])])


def dunmere(x):
    """A page in two columns: the child in the left, family and referrer in the right; label above value or beside it."""
    beside = x.rng.random() < 0.5
    out = []

    def ask(label, value):
        value = value if isinstance(value, list) else [value]
        out.extend([P([B(label + ": "), *value])] if beside else [P([B(label)]), P(value)])

    for k in x.kids():
        out.append(H("Young person", 3))
        ask("Last Name", k.family())
        ask("First Name", k.given())
        ask(x.L("Date of birth|DoB"), k.dob())
        ask("Gender", k.sex_ticks(("Female", "Male")))
        ask("Home address", k.address())
        ask("School/College", k.school())
    out.append(H("Family members", 3))
    for r in x.family():
        ask("Name", r.full())
        ask("Relationship", r.rel())
        ask("DOB", r.dob())
    out.append(H("Emergency contact", 3))
    e = x.rel(x.case.gran)
    ask("Name", e.full(title=True))
    ask("Relationship", e.rel())
    ask("Telephone", x.v(x.case.mobile))
    out += [H("Referral", 3), P(x.concern()), H("Made by", 3)]
    for a, b in (("Name", "name"), ("Agency", "agency"), ("Email", "email"), ("Telephone", "phone")):
        ask(a, x.ref(b))
    return Form("Dunmere Youth Support Referral", out, columns=2)


def pellworth(x):
    """Mother's and father's sections with their own names, dates and addresses before the child; emergency contact; referrer in between."""
    rows = []
    m = x.rel(x.case.mother).as_heading()
    rows += [bar("MOTHER’S DETAILS", 2), [lab("Surname"), Cell(m.family())], [lab("First name"), Cell(m.given())], [lab("Date of birth"), Cell(m.dob())], [lab("Address"), Cell("14 Ferry Road")], [lab("Telephone"), Cell(x.v(x.case.mobile))],
             bar("FATHER’S DETAILS", 2)]
    if x.case.father:
        f = x.rel(x.case.father).as_heading()
        rows += [[lab("Surname"), Cell(f.family())], [lab("First name"), Cell(f.given())], [lab("Date of birth"), Cell(f.dob())]]
    else:
        rows += [[lab("Surname"), Cell(x.blank)], [lab("First name"), Cell(x.blank)], [lab("Date of birth"), Cell("")]]
    e = x.rel(x.case.gran)
    rows += [bar("EMERGENCY CONTACT", 2), [lab("Name"), Cell(e.full())], [lab("Relationship"), Cell(e.rel())], [lab("Telephone"), Cell("01632 960222")], bar("YOUR DETAILS (REFERRER)", 2)] + ref_rows(x)
    for i, k in enumerate(x.kids()):
        rows += [bar("CHILD’S DETAILS" if len(x.case.children) == 1 else f"CHILD’S DETAILS ({i + 1})", 2), [lab("Surname"), Cell(k.family())], [lab("First name"), Cell(k.given())], [lab("Also known as"), Cell(k.aliases())],
                 [lab("Date of birth"), Cell(k.dob())], [lab("Gender"), Cell(k.sex(words=True))], [lab("Address"), Cell(k.address())], [lab("Nursery/School"), Cell(k.school())]]
    rows += [bar("DETAILS OF CONCERN", 2), [Cell(x.concern(), span=2)]]
    return Form("Pellworth Family Help – Referral", [Table(rows, [1, 2])])


def oldcastle(x):
    """A letter with numbered lines: everything of a person in one line, `KHAN, Aisha (F) d.o.b. 3.4.19`."""
    out = [P("Referral under local safeguarding arrangements. Sent by " + x.case.r_name + " (" + (x.case.r_role + ", " + x.case.r_agency).strip(", ") + ")."), H("Child or children concerned")]
    x.ref_done = True
    for i, k in enumerate(x.kids(), 1):
        sex = k.sex().text
        k_full = k.full(comma=True).text
        out.append(P(f"{i}. {k_full}{' (' + sex + ')' if k.c.gender else ''}, d.o.b. {k.dob().text}, of {k.address().text}" + (f", attends {k.school().text}" if k.c.school else "")))
    out.append(H("Family"))
    for r in x.family():
        out.append(P([r.rel(), ": ", r.full(comma=True), ", d.o.b. ", r.dob()], "bullet"))
    out += [H("Others involved"), P(["GP: ", x.pro(x.case.gp), f" ({x.case.surgery})"], "bullet"), P(["School nurse: ", x.pro(x.case.hv)], "bullet"), H("Concern"), P(x.concern()),
            P([x.v(x.case.r_name)]), P([x.ref("email"), " / ", x.ref("phone")])]
    return Form("Oldcastle: Child Protection Referral", out)


def gladewater(x):
    """A school's cause-for-concern print: pupil, UPN, year group, staff who saw it, actions table with staff names and dates."""
    kids = x.kids()
    rows = []
    for k in kids:
        rows += [[lab("Pupil"), Cell(k.full(comma=x.rng.random() < 0.5)), lab("UPN"), Cell(k.upn())], [lab("DOB"), Cell(k.dob()), lab("Gender"), Cell(k.sex())], [lab("Year / class"), Cell("4 / Oak"), lab("Home address"), Cell(k.address())]]
        if k.c.school:
            rows.append([lab("School"), Cell(k.school(), span=3)])
    acts = [[lab("Date"), lab("Action"), lab("By")], [Cell(x.date(TODAY)), "Spoke to the child in the library", Cell(x.pro(x.case.teacher))], [Cell(x.date(TODAY)), "Telephoned home", Cell(x.pro(x.case.manager))]]
    contacts = [[lab("Priority"), lab("Name"), lab("Relationship"), lab("Telephone")]]
    contacts += [[str(i), Cell(r.full(title=True)), Cell(r.rel()), "07700 900111"] for i, r in enumerate([x.rel(x.case.mother)] + ([x.rel(x.case.father)] if x.case.father else []) + [x.rel(x.case.gran)], 1)]
    return Form("Cause for Concern – referral to Children’s Social Care", [Table(rows, [1, 2, 1, 2]), H("Contacts"), Table(contacts, [1, 3, 2, 2], head=1), H("Concern"), P(x.concern()), H("Actions"), Table(acts, [1, 3, 2], head=1),
                                                                          H("Completed by"), Table(ref_rows(x), [1, 2])], foot="Printed from the school's records")


def thornby(x):
    """A form of three pages: a long table cut by page breaks, siblings with relationship, heading rows repeated, half a child on the next page."""
    rows = [[lab("Field"), lab("Details")]]
    for i, k in enumerate(x.kids()):
        rows += [[Cell(f"Child {i + 1}", span=2, label=True, shade="DDDDDD")], [lab("Family name"), Cell(k.family())], [lab("Given name(s)"), Cell(k.given())], [lab("Alias"), Cell(k.aliases())], [lab("DoB / EDD"), Cell(k.dob())],
                 [lab("Gender"), Cell(k.sex_ticks(("Male", "Female", "Not known")))], [lab("Guidance"), Cell(" ".join(NOTES))], [lab("Current address"), Cell(k.address())], [lab("School"), Cell(k.school())], [lab("NHS number"), Cell(k.nhs())]]
    sib = [[lab("Sibling’s name"), lab("Relationship"), lab("DoB")]] + [[Cell(r.full()), Cell(r.rel()), Cell(r.dob())] for r in (x.rel(s) for s in x.case.siblings)]
    if len(sib) == 1:
        sib.append(["None", "", ""])
    adults = [[lab("Adult’s name"), lab("Relationship"), lab("DoB")]] + [[Cell(r.full()), Cell(r.rel()), Cell(r.dob())] for r in x.family(siblings=False)]
    return Form("Thornby Safeguarding Hub MARF", [P(NOTES[1], "note"), Table(rows, [1, 2], head=1), Break(), H("Siblings"), Table(sib, [2, 1, 1]), H("Adults"), Table(adults, [2, 1, 1]), H("Referrer"), Table(ref_rows(x), [1, 2]),
                                                  Break(), H("Concern"), P(NOTES[4], "note"), P(x.concern())], head="Thornby Safeguarding Hub", foot="Page footer: return to the Hub at hub@thornby.gov.test")


def quayside(x):
    """One table for the whole family, children and adults; a column says who the referral is about."""
    yes, no = x.rng.choice([("Y", "N"), ("Yes", "No"), ("✓", ""), ("X", "")])
    heads = ["Full name", x.L("DOB / EDD|Date of birth"), x.L("Gender|M/F"), x.L("Relationship to child|Relationship"), x.L("School / nursery|School"), x.L("Subject of this referral?|Referral about this person?")]
    rows = [[lab(h) for h in heads]]
    lines = []
    for k in x.kids():
        lines.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(x.v(x.rng.choice(["Subject", "Child", "Self", ""]))), Cell(k.school()), Cell(yes)])
    others = []
    for r in x.family():
        others.append([Cell(r.full()), Cell(r.dob()), Cell(r.p.gender), Cell(r.rel()), Cell(""), Cell(no)])
    for t, c in zip(x.children, x.case.children):
        c.address, c.postcode = x.case.address, x.case.postcode
        t["address"], t["postcode"] = c.address, c.postcode
    rows += others[:1] + lines + others[1:] if x.rng.random() < 0.4 else lines + others
    return Form("Quayside MASH Referral", [H("Referrer"), Table(ref_rows(x), [1, 2]), H("Family composition"), P("List everybody in the household. Say in the last column for whom you make this referral.", "note"),
                                           Table(rows, [3, 2.2, 1.2, 2.2, 3, 2], head=1), P([B("Address of the family: "), x.v(f"{x.case.address}, {x.code(x.case.postcode)}")]), H("Concern"), P(x.concern())])


def larkbridge(x):
    """A box for each answer: the label small at the top of the cell, the answer under it in the same cell; three to a row."""
    def box(label, value, span=1):
        return Cell([P([B(label)]), P(value if isinstance(value, list) else [value])], span=span)

    rows = []
    for i, k in enumerate(x.kids()):
        rows += [bar(f"Child {i + 1}" if len(x.case.children) > 1 else "Child", 3), [box("First name(s)", k.given()), box("Surname", k.family()), box("Known as", k.aliases())],
                 [box(x.L("Date of birth|D.O.B. or due date"), k.dob()), box("Sex", k.sex_ticks(("M", "F"))), box("NHS number", k.nhs())], [box("Home address and postcode", k.address(), 2), box("School or nursery", k.school())]]
    rows.append(bar("Parents and carers", 3))
    rows += [[box("Name", r.full()), box("Relationship", r.rel()), box("Date of birth", r.dob())] for r in x.family(siblings=False)]
    rows += [bar("Referrer", 3), [box("Name", x.ref("name")), box("Role", x.ref("role")), box("Agency", x.ref("agency"))], [box("Telephone", x.ref("phone")), box("Email", x.ref("email"), 2)],
             bar("Concern", 3), [Cell(x.concern(), span=3)]]
    return Form("Larkbridge Family Front Door Referral", [P(NOTES[5], "note"), Table(rows, [1, 1, 1])])


def stourhead(x):
    """Rows of labels, each above its row of answers."""
    rows = []
    for i, k in enumerate(x.kids()):
        rows += [bar(f"CHILD/YOUNG PERSON {i + 1}" if len(x.case.children) > 1 else "CHILD/YOUNG PERSON", 4),
                 [lab(x.L("Last name|Surname")), lab(x.L("First name|Forename")), lab(x.L("DOB|Date of Birth")), lab("Gender")], [Cell(k.family()), Cell(k.given()), Cell(k.dob()), Cell(k.sex(words=True))],
                 [Cell("Address", span=2, label=True), lab("Postcode"), lab("School")], [Cell(k.address(code=False), span=2), Cell(k.postcode()), Cell(k.school())],
                 [lab("NHS No."), lab("UPN"), lab("Ethnicity"), lab("Language")], [Cell(k.nhs()), Cell(k.upn()), Cell(x.v(k.c.ethnicity)), Cell(x.v(k.c.language))]]
    rows += [bar("PARENT(S) / CARER(S)", 4), [Cell("Name", span=2, label=True), lab("Relationship"), lab("DOB")]] + [[Cell(r.full(title=x.rng.random() < 0.3), span=2), Cell(r.rel()), Cell(r.dob())] for r in x.family(siblings=False)]
    rows += [bar("REFERRED BY", 4), [lab("Name"), lab("Agency"), lab("Tel"), lab("Email")], [Cell(x.ref("name")), Cell(x.ref("agency")), Cell(x.ref("phone")), Cell(x.ref("email"))],
             bar("REASON", 4), [Cell(x.concern(), span=4)]]
    return Form("Stourhead Children and Families: Referral Form", [Table(rows, [1, 1, 1, 1.3])])


def lowmoor(x):
    """One cell for all the children, a line for each with date and sex behind the name; one for the adults."""
    kids = []
    numbered = x.rng.random() < 0.5
    for i, k in enumerate(x.kids(), 1):
        kids += [Br()] if kids else []
        tail = f" ({k.sex().text})" if k.c.gender else ""
        kids += [f"{i}) " if numbered else "", k.full(), x.L(" – | | DOB |, born "), k.dob(), tail]
    adults = []
    for r in x.family():
        adults += [Br()] if adults else []
        adults += [r.full(), " (", r.rel(), ") ", r.dob()]
    schools = []
    for t, c in zip(x.children, x.case.children):
        c.address, c.postcode = x.case.address, x.case.postcode
        t["address"], t["postcode"] = c.address, c.postcode
    if len(x.children) == 1 and x.case.children[0].school:
        x.children[0]["school"] = x.case.children[0].school
        schools = [[lab("School or nursery"), Cell(x.v(x.case.children[0].school))]]
    rows = [[lab("Name(s) and date(s) of birth of child(ren)"), Cell(kids)], [lab("Address"), Cell(x.v(f"{x.case.address} {x.code(x.case.postcode)}"))]] + schools
    rows += [[lab("Parents, carers, siblings and others in the home"), Cell(adults)], [lab("GP"), Cell([x.pro(x.case.gp), f", {x.case.surgery}"])], [lab("What is the concern?"), Cell(x.concern())],
             [lab("Your name, role and agency"), Cell([x.ref("name"), ", ", x.ref("role_agency")])], [lab("Your contact details"), Cell([x.ref("email"), Br(), x.ref("phone")])]]
    return Form("Lowmoor Children’s Services: short referral", [Table(rows, [1, 2])])


OFFICE = ["docx", "doc", "odt", "rtf", "pdf-lo"]
ANY = ["education", "health", "police", "charity", "council", "public"]

# name: (function, formats, referrers, options)
LAYOUTS = {
    "northmoor": (northmoor, OFFICE + ["pdf-rl", "zip-docx"], ANY, {}),
    "saltmarsh": (saltmarsh, OFFICE + ["txt"], ["education", "health", "council", "charity"], {"how": "legacy", "tick": "legacy"}),
    "harrowgate": (harrowgate, ["docx", "odt", "pdf-lo", "pdf-rl", "html", "eml-docx"], ANY, {}),
    "wealdshire": (wealdshire, OFFICE + ["pdf-rl", "html"], ["education", "health", "council", "police"], {"most": 4}),
    "brackenfield": (brackenfield, ["docx", "doc", "pdf-lo", "pdf-rl", "html-body"], ANY, {"most": 3}),
    "kingsferry": (kingsferry, OFFICE, ["education", "health", "charity"], {"how": "sdt", "tick": "sdt|wing"}),
    "tamarvale": (tamarvale, ["docx", "rtf", "pdf-lo", "text-body", "html-body", "txt"], ["education", "health", "charity"], {}),
    "westland": (westland, ["docx", "pdf-rl", "pdf-lo", "text-body", "html"], ["police"], {}),
    "harbourside": (harbourside, ["pdf-pos"], ["health"], {"young": True, "times": 3}),
    "wyrevale": (wyrevale, ["docx", "doc", "pdf-lo", "pdf-rl"], ["health"], {"unborn": True, "most": 3}),
    "castlebridge": (castlebridge, ["pdf-acro"], ANY, {"times": 4}),
    "portal": (portal, ["html-body", "text-body", "html"], ANY, {}),
    "marshgate": (marshgate, ["docx", "odt", "pdf-lo"], ["education", "health", "public"], {"most": 2}),
    "ashcombe": (ashcombe, ["docx", "odt", "pdf-lo", "html", "rtf"], ["education", "health", "police"], {"most": 2}),
    "ironbridge": (ironbridge, ["xlsx"], ["education"], {"times": 3}),
    "fenwick": (fenwick, OFFICE + ["pdf-rl"], ANY, {"tick": "wing|ballot|legacy|ascii", "most": 2}),
    "dunmere": (dunmere, ["pdf-rl", "pdf-lo", "docx"], ["charity", "council", "education"], {"most": 1}),
    "pellworth": (pellworth, ["docx", "pdf-lo", "pdf-rl", "html-body", "eml-docx", "text-body"], ANY, {"most": 2}),
    "oldcastle": (oldcastle, ["docx", "txt", "text-body", "pdf-rl", "odt"], ["health", "education", "council"], {}),
    "gladewater": (gladewater, ["html", "html-body", "pdf-rl", "docx", "zip-docx"], ["education"], {"most": 2}),
    "quayside": (quayside, ["docx", "pdf-lo", "html", "pdf-rl", "xlsx"], ANY, {}),
    "larkbridge": (larkbridge, ["docx", "odt", "pdf-lo", "html", "pdf-rl"], ANY, {"most": 3}),
    "stourhead": (stourhead, ["docx", "doc", "rtf", "pdf-lo", "html-body", "xlsx"], ANY, {"most": 3}),
    "lowmoor": (lowmoor, ["docx", "odt", "pdf-rl", "text-body", "html-body"], ANY, {}),
    "thornby": (thornby, ["docx", "doc", "pdf-lo", "pdf-rl"], ANY, {"most": 2}),
}
