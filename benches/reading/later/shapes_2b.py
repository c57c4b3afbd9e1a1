"""The second set, collegelog to exploitation: a fact is in the truth when, and only when, it is put on the form."""

import datetime as dt
import io
import textwrap
from html import escape

import people
import render
from forms import lab
from habits import age_of
from parts import BLUE, SAND, extra, hd, one, peer, people_of, sec, share, t, teens, yn
from render import Cell, Form, H, P, Table, Val


def collegelog(x):
    """College's safeguarding system print: dotted keys, student's two cards, next of kin, actions with staff and times."""
    k = x.kid(0)
    m = x.rel(x.case.mother)
    card = [[lab("Student"), Cell(k.full(comma=True)), lab("Student ID"), Cell(str(x.rng.randint(30000000, 39999999)))], [lab("Known as"), Cell(k.aliases(same=True)), lab("Born"), Cell(k.dob())], [lab("Legal sex"), Cell(k.sex()), lab("Course / tutor group"), Cell(x.rng.choice(["L2 Hair & Beauty – HB2b", "A levels – 12F", "Bricklaying L1"]))], [lab("Lives at"), Cell(k.address(), span=3)], [lab("College"), Cell(x.ref("agency")), lab("ULN"), Cell(str(x.rng.randint(10 ** 9, 10 ** 10 - 1)))]]
    k.t["school"] = x.case.r_agency
    nok = [hd("Next of kin", "Relationship", "Priority", "Phone"), [Cell(m.full(title=True)), Cell(m.rel()), "1", Cell(x.case.mobile)]]
    if x.case.father:
        f = x.rel(x.case.father)
        nok.append([Cell(f.full(title=True)), Cell(f.rel()), "2", ""])
    act = [hd("When", "Who", "What"), [Cell([x.day(6), " 10:12"]), Cell(extra(x)), Cell("Logged: disclosure in tutorial")], [Cell([x.day(5), " 13:40"]), Cell(x.pro(x.case.teacher)), Cell("Checked in, refused support")], [Cell([x.day(0), " 08:55"]), Cell(x.ref("name")), Cell("Decision: refer to social care")]]
    return Form("Safeguarding concern – student under 18", [P(["Category: ", x.rng.choice(["Mental health", "Homelessness", "Domestic abuse"]), "   Status: Referred   Owner: ", x.ref("name"), ", ", x.ref("role"), ", ", x.ref("email")]), Table(card, [0.9, 2, 0.9, 1.8]), Table(nok, [2, 1.2, 0.8, 1.4]), H("Concern", 3), P(x.concern()), H("Chronology of actions", 3), Table(act, [1.2, 1.4, 2.6]), H("Linked students", 3), P([peer(x), " (ID 30118823) – friend, same tutor group"])], foot="Exported 23/11/2026")


def transferin(x):
    """Another council asks to transfer a plan: children in a table, old and new address, parents and social workers of both councils."""
    x.kind = "transfer_in"
    kids = x.kids()
    share(x, kids)
    old, oldcode = people.address(x.rng)
    rows = [sec("Subject child(ren)", 6, BLUE), hd("Name", "D.o.B / EDD", "M/F", "Mosaic/LCS no.", "Current plan & category", "School / nursery")]
    for k in kids:
        rows.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(str(x.rng.randint(200000, 999999))), Cell(x.rng.choice(["CPP – neglect", "CPP – emotional", "CIN"])), Cell(k.school())])
    adr = [[lab("Previous address (our area)"), Cell(x.v(f"{old}, {oldcode}"))], [lab("New address (your area)"), Cell(x.v(f"{x.case.address}, {x.code(x.case.postcode)}"))], [lab("Date of move"), Cell(x.day(12))], [lab("Is the move permanent?"), Cell(x.rng.choice(["Yes, tenancy signed", "Intended to be", "Temporary accommodation under s.188"]))]]
    fam = [sec("Parents / carers / siblings not subject to this request", 4, BLUE), hd("Name", "D.o.B", "Relationship", "Moving with family?")]
    for r in people_of(x):
        fam.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(yn(x))])
    wk = [sec("Originating authority", 4, BLUE), [lab("Social worker"), Cell(x.ref("name")), lab("Post"), Cell(x.ref("role"))], [lab("Authority"), Cell(x.ref("agency")), lab("Email"), Cell(x.ref("email"))], [lab("Team manager"), Cell(x.pro(x.case.manager)), lab("Conference chair"), Cell(extra(x))], [lab("First plan date"), Cell(x.day(240)), lab("Next RCPC due"), Cell(x.day(-9))]]
    tabs = [Table(rows, [1.8, 1.2, 0.6, 1.1, 1.4, 1.5]), Table(adr, [1.3, 3.2]), Table(fam, [2, 1.3, 1.5, 1])]
    tabs.insert(x.rng.choice([0, 3]), Table(wk, [1.1, 1.9, 1.1, 1.9]))
    return Form("Request for Transfer-In Conference / case transfer", tabs + [H("Summary of risk", 3), P(x.concern()), P("Working Together requires the receiving authority to convene a conference within 15 working days.", "note")], head="OFFICIAL SENSITIVE", foot="Transfer protocol, Appendix 2")


def gpmerge(x):
    """GP system's template filled by merge fields, some left unmerged; the practice's own address and dates of problems and medication about."""
    k = x.kid(0)
    c = k.c
    x.format_date = x.other_date = x.rng.choice([lambda d: d.strftime("%d-%b-%Y"), lambda d: d.strftime("%d %b %Y")])
    x.mixed, x.spaced = False, True
    title = x.v({"M": "Master", "F": "Miss"}.get(c.gender, ""))
    family, given = k.family(), k.given()
    dob = k.dob(plain=True)
    emis = x.rng.random() < 0.5
    left = "~[Free Text:{}]" if emis else "«{}»"
    rows = [[lab("Title:"), Cell(title), lab("NHS Number:"), Cell(k.nhs())], [lab("Surname:"), Cell(family), lab("Date of Birth:"), Cell(dob)], [lab("Forename(s):"), Cell(given), lab("Gender:"), Cell(k.sex())], [lab("Calling Name:"), Cell(k.aliases(same=True)), lab("Ethnic origin:"), Cell(c.ethnicity)], [lab("Usual Address:"), Cell(k.address(), span=3)],
            [lab("Home tel:"), Cell("01632 960812"), lab("Mobile:"), Cell(x.case.mobile)], [lab("Usual GP:"), Cell(x.pro(x.case.gp)), lab("Registered at:"), Cell(["Y99", str(x.rng.randint(100, 999)), ", ", x.case.r_agency, ", 1 Hospital Hill, Oldham, OL1 9ZZ"])], [lab("School/nursery:"), Cell(k.school() if c.school else x.v(left.format("School or nursery"))), lab("Interpreter needed:"), Cell(left.format("Interpreter"))]]
    probs = [hd("Problem", "Onset", "Last review"), ["Eczema", Cell(x.day(700)), Cell(x.day(100))], ["Child in need of care – discussed at safeguarding meeting", Cell(x.day(20)), ""]]
    meds = [hd("Drug", "Dose", "Last issued"), ["Hydrocortisone 1% cream", "Apply BD", Cell(x.day(33))], ["Salbutamol 100mcg inhaler", "2 puffs PRN", Cell(x.day(61))]]
    m = x.rel(x.case.mother)
    fam = [hd("Name", "Relationship", "Date of birth")]
    for r in [m] + [x.rel(p) for p in (x.case.father, x.case.partner) if p] + x.sibs():
        fam.append([Cell(r.full(title=True)), Cell(r.rel()), Cell(r.dob())])
    con = [[lab("Referring clinician:"), Cell(x.ref("name"))], [lab("Role:"), Cell(x.ref("role"))], [lab("Practice:"), Cell(x.ref("agency"))], [lab("E-mail:"), Cell(x.ref("email"))], [lab("Date merged:"), Cell(x.today())]]
    return Form("Safeguarding Children – Primary Care Referral", [Table(con, [1, 3], lines=False), H("Patient Details", 3), Table(rows, [1, 1.7, 1.1, 1.9], lines=False), H("Reason for referral", 3), P(x.concern()), P(["Who has parental responsibility? ", left.format("Who has PR?")]), H("Household (as registered at practice or told to clinician)", 3), Table(fam, [2, 1.4, 1.3]), H("Active problems", 3), Table(probs, [2.6, 1, 1]), H("Medication", 3), Table(meds, [2, 1.3, 1])],
                foot=f"{x.case.r_agency} – page")


def liaison(x):
    """Hospital print of fixed width: attendance blocks, codes, next of kin, one block for each child that attended."""
    kids = x.kids()
    lines = ["WEAVER VALE HOSPITALS NHS TRUST              PAEDIATRIC LIAISON – SOCIAL CARE COPY", f"RUN 23/11/2026 06:02   USER {x.case.r_name.split()[0][:1].upper()}{x.case.r_name.split()[-1][:5].upper()}", "=" * 86]
    prefix = x.rng.choice([("PATIENT", "FAMILY NAME", "GIVEN NAME"), ("PT", "SURNAME", "FORENAMES")])

    def two(a, v, b="", w=""):
        left = f"{a:<14}: {v}"
        lines.append(f"{left:<50} {b:<12}: {w}".rstrip() if b else left)

    for i, k in enumerate(kids):
        if i:
            lines.append("-" * 86)
        two(prefix[1], one(k.family()), "HOSP NO", f"RX{x.rng.randint(100000, 999999)}")
        two(prefix[2], one(k.given()), "NHS NO", one(k.nhs()))
        two("D.O.B", one(k.born() if not k.c.age_only else k.dob()), "SEX", one(k.sex()))
        two("ADDRESS", one(k.address()))
        two("SCHOOL", one(k.school()))
        two("GP", x.pro(x.case.gp).text, "PRACTICE", x.case.surgery)
    lines.append("-" * 86)
    m = x.rel(x.case.mother)
    two("NEXT OF KIN", one(m.full(comma=False)), "RELATION", one(m.rel()))
    if x.case.father:
        f = x.rel(x.case.father)
        two("2ND CONTACT", one(f.full(comma=False)), "RELATION", one(f.rel()))
    two("ATTENDED", one(x.day(1)) + f" {x.rng.randint(0, 23):02}:{x.rng.randint(0, 59):02}", "MODE", x.rng.choice(["AMBULANCE", "WALK-IN", "POLICE"]))
    two("SEEN BY", "Dr " + extra(x).text, "NURSE", x.pro(x.case.teacher).text)
    two("COMPLAINT", x.rng.choice(["HEAD INJURY", "BURN/SCALD", "OVERDOSE", "LIMP"]), "DISPOSAL", x.rng.choice(["DISCH", "ADM CHILDRENS WARD"]))
    lines += ["", "SAFEGUARDING COMMENT"] + textwrap.wrap(x.concern(), 84) + ["", f"REFERRED BY   : {one(x.ref('name'))}", f"POST          : {one(x.ref('role'))}", f"ORGANISATION  : {one(x.ref('agency'))}", f"EMAIL         : {one(x.ref('email'))}", "*** END ***"]
    pages, page, y = [], [], 1.6
    for n, line in enumerate(lines):
        # what stood in two columns is drawn at two places
        if " " * 2 in line and ": " in line[50:]:
            page.append((1.5, y, line[:50].rstrip(), False, 8.5))
            page.append((11.5, y, line[50:].strip(), False, 8.5))
        else:
            page.append((1.5, y, line.replace("=" * 86, "_" * 90).replace("-" * 86, "_" * 90), n == 0, 8.5))
        y += 0.5
        if y > 27.5:
            pages.append(page + [(16, 28.6, f"Page {len(pages) + 1}", False, 7)])
            page, y = [(1.5, 1.0, "PAEDIATRIC LIAISON (continued)", True, 8)], 1.8
    pages.append(page)
    return Form("Paediatric liaison", [], note={"draw": pages, "text": "\n".join(lines) + "\n"})


def engine(x, sections, title, style, sender, subject, intro=""):
    """A notice that a form engine sends; sections are (heading, [(question, answer)]) or (heading, [headings], rows)."""
    pieces, lines = [], []
    for s in sections:
        if len(s) == 3:
            head, cols, rows = s
            rows = [[one(v) for v in r] for r in rows]
            if style == "case":
                pieces.append(f'<h3 style="background:#00629b;color:#fff;padding:4px">{escape(head)}</h3><table class="subform" border="1" cellpadding="3"><thead><tr>' + "".join(f"<th>{escape(c)}</th>" for c in cols) + "</tr></thead><tbody>"
                              + "".join("<tr>" + "".join(f"<td>{escape(v)}</td>" for v in r) + "</tr>" for r in rows) + "</tbody></table>")
            lines += ["", head] + ["\t".join(cols)] + ["\t".join(r) for r in rows]
            continue
        head, pairs = s
        pairs = [(a, t(b)) for a, b in pairs]
        if style == "jot":
            if head:
                pieces.append(f'<tr><td colspan="2" style="padding:14px 18px;font-size:18px;color:#2c3345;border-bottom:1px solid #eee">{escape(head)}</td></tr>')
            for a, b in pairs:
                pieces.append(f'<tr><td style="padding:5px 18px;width:170px;vertical-align:top"><span style="color:#555">{escape(a)}</span></td><td style="padding:5px 18px">{escape(b).replace(chr(10), "<br>")}</td></tr>')
        elif style == "power":
            pieces += [f"<p><strong>{escape(a)}</strong><br>{escape(b).replace(chr(10), '<br>')}</p>" for a, b in pairs]
        elif style == "google":
            if head:
                pieces.append(f'<div style="font-size:20px;margin:18px 0 6px">{escape(head)}</div>')
            pieces += [f'<div style="border:1px solid #dadce0;border-radius:8px;padding:12px;margin:8px 0"><div style="font-size:14px">{escape(a)} <span style="color:#d93025">*</span></div><div style="color:#202124;padding-top:8px">{escape(b).replace(chr(10), "<br>") or "&nbsp;"}</div></div>' for a, b in pairs]
        else:
            pieces.append((f'<h3 style="background:#00629b;color:#fff;padding:4px">{escape(head)}</h3>' if head else "") + '<table width="100%" cellpadding="3">' + "".join(f'<tr><td width="40%" style="color:#00629b" valign="top"><label>{escape(a)}</label></td><td valign="top">{escape(b).replace(chr(10), "<br>")}</td></tr>' for a, b in pairs) + "</table>")
        if head:
            lines += ["", head]
        lines += [f"{a}\n{b}\n" if style in ("power", "google") else f"{a}: {b}" for a, b in pairs]
    inner = "".join(pieces)
    if style == "jot":
        inner = f'<table cellpadding="0" cellspacing="0" width="600" style="margin:0 auto;font-family:Lucida Grande,Verdana"><tbody>{inner}</tbody></table>'
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>\n<div style="max-width:640px;margin:auto"><h2>{escape(title)}</h2><p>{escape(intro)}</p>{inner}</div></body></html>\n'
    return Form(title, [], note={"page": page, "text": "\n".join([title, intro] + lines) + "\n", "sender": sender, "subject": subject, "bare": True})


def jot_address(x, k):
    c = k.c
    k.t["address"], k.t["postcode"] = c.address, c.postcode
    street, _, town = c.address.rpartition(", ")
    return x.v(f"Street Address: {street}\nCity: {town}\nPostal / Zip Code: {x.code(c.postcode)}")


def jotform(x):
    """A form engine's mail: label in a narrow column; address in parts with their own labels."""
    x.format_date = x.other_date = lambda d: d.strftime("%d-%m-%Y")
    first = [("Your Name", x.ref("name")), ("Your Role", x.ref("role")), ("Organisation", x.ref("agency")), ("E-mail", x.ref("email")), ("Phone Number", x.ref("phone"))]
    kids = x.kids()
    mid = []
    for i, k in enumerate(kids):
        n = "" if i == 0 else f" ({i + 1})"
        mid += [(f"Child’s Full Name{n}", k.full(comma=False)), (f"Child’s Birth Date{n}", k.dob(plain=True)), (f"Gender{n}", k.sex()), (f"Address{n}", jot_address(x, k)), (f"School / Setting{n}", k.school())]
        if i < 3:
            mid.append(("Would you like to add another child?" if i == 0 else f"Would you like to add another child?{n}", x.v("Yes" if i + 1 < len(kids) else "No")))
    par = []
    for i, r in enumerate(x.adults()):
        n = f" {i + 1}"
        par += [(f"Parent/Carer{n}", r.full(comma=False)), (f"Relationship to Child{n}", r.rel()), (f"Parent/Carer{n} Birth Date", r.dob())]
    end = [("What are your concerns?", x.v(x.concern())), ("Is anyone in immediate danger?", "No"), ("Signature", "signature_5583.png"), ("I agree to the privacy policy", "Accepted")]
    secs = [("", first), ("About the child", mid), ("Family", par), ("Concern", end)]
    return engine(x, secs, "Child Concern Form", "jot", ("Jotform", "noreply@jotform.test"), f"Re: Child Concern Form - {x.case.r_name}")


def powerautomate(x):
    """A flow's mail of the answers to numbered questions; dates in ISO."""
    x.format_date = x.other_date = lambda d: d.isoformat()
    x.mixed = False
    kids = x.kids()
    q = [("Your full name", x.ref("name")), ("Your email", x.ref("email")), ("Job title", x.ref("role")), ("School or organisation", x.ref("agency"))]
    for i, k in enumerate(kids):
        w = "the child" if len(kids) == 1 else f"child {i + 1}"
        q += [(f"First name(s) of {w}", k.given()), (f"Surname of {w}", k.family()), (f"Date of birth of {w}", k.dob(plain=True)), (f"Sex of {w}", k.sex()), (f"Home address of {w} including postcode", k.address()), (f"School/nursery of {w}", k.school())]
    for i, r in enumerate(x.adults()):
        q += [(f"Name of parent or carer {i + 1}", r.full(comma=False)), (f"Parent or carer {i + 1} is the child's", r.rel())]
    q += [("What has happened?", x.v(x.concern())), ("Have you got consent?", x.rng.choice(["Yes", "No"])), ("Which DSL have you told?", x.pro(x.case.manager))]
    q = [(f"{n + 1}. {a}", b) for n, (a, b) in enumerate(q)]
    return engine(x, [("", q)], "New response: Safeguarding referral (Front Door)", "power", ("Microsoft Power Automate", "flow-noreply@powerautomate.test"), "New response submitted", intro=f"Responder: {x.case.r_email}  Submitted: 11/23/2026 {x.rng.randint(8, 11)}:{x.rng.randint(10, 59)} AM")


def googleform(x):
    """A charity's form: each answer in a box of its own, children in one long answer a line each."""
    kids = x.kids()
    cell, share_it = [], [k for k in kids]
    for k in kids:
        bits = [one(k.full(comma=False)), one(k.dob())] + ([one(k.sex())] if k.c.gender else []) + ([one(k.school())] if k.c.school else [])
        cell.append(", ".join(b for b in bits if b))
    share(x, share_it)
    parents = []
    for r in x.adults():
        parents.append(f"{one(r.full(comma=False))} - {one(r.rel())}")
    secs = [("About you", [("Email", x.ref("email")), ("Your name", x.ref("name")), ("Your role with us", x.ref("role")), ("Project / branch", x.ref("agency"))]),
            ("About the family", [("Name, date of birth, gender and school of each child you are worried about", x.v("\n".join(cell))), ("Where do they live? (with postcode)", x.v(f"{x.case.address} {x.code(x.case.postcode)}")), ("Parents / carers and how they are related", x.v("\n".join(parents)))]),
            ("Your worry", [("What did you see or hear?", x.v(x.concern())), ("When?", x.day(1)), ("Who else have you told?", x.pro(x.case.manager)), ("Do the family know?", x.rng.choice(["Yes", "No", "Not sure"]))])]
    return engine(x, secs, "Cause for concern form (staff and volunteers)", "google", ("Google Forms", "forms-receipts-noreply@google.test"), "Cause for concern form (staff and volunteers)", intro="Thanks for filling in this form. Here’s what was received.")


def casesubform(x):
    """A council's form platform: coloured headings, label/value tables, repeating sub-forms as grids, internal fields among them."""
    kids = x.kids()
    ref = f"FS-Case-{x.rng.randint(400000000, 799999999)}"
    secs = [("Case", [("Reference", ref), ("txt_submitted", x.v("23/11/2026 10:41")), ("Process stage", "Submission"), ("isProfessional", "yes")]),
            ("Your details", [("Title", x.rng.choice(["Mrs", "Mr", "Ms", "Dr"])), ("Your full name", x.ref("name")), ("Position", x.ref("role")), ("Agency name", x.ref("agency")), ("Email address", x.ref("email")), ("Contact number", x.ref("phone"))]),
            ("Children / young people", ["#", "First name", "Last name", "Known as", "DOB / EDD", "Gender", "Education setting", "NHS number (if known)"], [[str(i + 1), k.given(), k.family(), k.aliases(), k.dob(plain=True), k.sex(), k.school(), k.nhs()] for i, k in enumerate(kids)])]
    share(x, kids)
    secs += [("Where the child(ren) live", [("House number/name and street, town", x.v(x.case.address)), ("Postcode", x.v(x.code(x.case.postcode))), ("UPRN", str(x.rng.randint(10 ** 11, 10 ** 12))), ("Ward", "Viaduct")]),
             ("Family members and other household", ["#", "Full name", "DOB", "Relationship to child(ren)", "Lives in household", "PR"], [[str(i + 1), r.full(), r.dob(), r.rel(), x.v(x.rng.choice(["Yes", "No"])), x.v(x.rng.choice(["Yes", "No", "Unknown"]))] for i, r in enumerate(people_of(x))]),
             ("Professionals", ["#", "Name", "Agency", "Role"], [["1", x.pro(x.case.gp), x.v(x.case.surgery), x.v("GP")], ["2", x.pro(x.case.hv), x.v(""), x.v("Health visitor")]]),
             ("Concerns", [("Reason for contact", x.v(x.concern())), ("Does the parent know about this contact?", x.rng.choice(["Yes", "No"])), ("Files", "0 uploaded")])]
    return engine(x, secs, "Request for help or support for a child", "case", ("Weavershire Self Service", "noreply@self.weavershire.gov.test"), f"New case {ref}", intro="A form has been submitted and needs your attention.")


def pasted(x):
    """A form pasted into plain text: tables become lines parted by spaces or tabs, or a cell a line with the headings first."""
    kids = x.kids()
    kind = x.rng.choice(["gap", "tab", "stack"])
    if kind == "stack":
        x.blank = x.blank or "n/k"
    lines = []

    def grid(cols, rows):
        rows = [[one(v) or ("-" if kind != "tab" else "") for v in r] for r in rows]
        if kind == "stack":
            for r in [cols] + rows:
                lines.extend(r)
                lines.append("")
        else:
            for r in [cols] + rows:
                lines.append(("   " if kind == "gap" else "\t").join(r))
            lines.append("")

    def fill(k):
        return [k.family(), k.given(), k.dob(), k.sex(), k.school()]

    lines += ["PART A - FAMILY NAME AND CHILDREN", ""]
    grid(["Surname", "First name", "DOB", "Gender", "School"], [fill(k) for k in kids])
    share(x, kids)
    lines += ["Family’s address", f"{x.case.address}", x.code(x.case.postcode), "", "PART B - ADULTS", ""]
    grid(["Name", "Relationship", "DOB"], [[r.full(comma=False), r.rel(), r.dob()] for r in x.adults()])
    lines += ["PART C - REASON", ""] + [x.concern(), "", "PART D - REFERRER", ""]
    grid(["Name", "Role", "Organisation", "Email"], [[x.ref("name"), x.ref("role"), x.ref("agency"), x.ref("email")]])
    lines += ["Has consent been given? Yes [ ] No [x]", "Page 1 of 1"]
    return Form("Referral", [], note={"text": "REQUEST FOR CHILDREN’S SERVICES\n\n" + "\n".join(lines) + "\n"})


def loggedrows(x):
    """A trust's log sheet: a row a child, the parents' columns after the child's, a sheet of drop-down lists, perhaps a note above the headings."""
    kids = x.kids()
    real = x.rng.random() < 0.6
    upper = x.rng.random() < 0.3
    m = x.rel(x.case.mother)
    m.t["relationship"] = "Mother"
    mother = (t(m.full(comma=False)), m.dob())
    f = None
    if x.case.father:
        f = x.rel(x.case.father)
        f.t["relationship"] = "Father"
    father = t(f.full(comma=False)) if f else ""
    logger, action, concern = extra(x), x.rng.choice(["Referred to MASH", "Refer CSC", "Open"]), x.concern()
    cols = ["Log no.", "Date logged", "Child forename", "Child surname", "DOB", "M/F", "Address line", "Postcode", "School / nursery", "NHS No", "Mother's name", "Mother DOB", "Father's name", "Concern", "Logged by", "Action"]
    rows = []
    number = x.rng.randint(100, 900)
    for i, k in enumerate(kids):
        rows.append([number + i, x.day(2), k.given(), k.family(), k.dob(), k.sex(), k.address(code=False), k.postcode(), k.school(), k.nhs(), mother[0], mother[1], father, concern if i == 0 else "As above", logger, action])
    if upper:
        cols = [c.upper() for c in cols]
    above = x.rng.choice([None, "SAFEGUARDING LOG 2026/27 – DO NOT LEAVE OPEN ON SCREEN", f"Referrals for children’s services – {x.case.r_agency} – prepared by {x.case.r_name}"])

    def book():
        import openpyxl
        from openpyxl.styles import Font
        wb = openpyxl.Workbook()
        ws = wb.active
        ws.title = "Log"
        line = 1
        if above:
            ws.cell(1, 1, above)
            line = 3
        for n, c in enumerate(cols, 1):
            ws.cell(line, n, c).font = Font(bold=True)
        for r in rows:
            line += 1
            for n, v in enumerate(r, 1):
                if isinstance(v, Val) and v.date is not None and real:
                    ws.cell(line, n).value = dt.datetime.combine(v.date, dt.time())
                    ws.cell(line, n).number_format = "dd/mm/yyyy"
                else:
                    ws.cell(line, n).value = v if isinstance(v, int) else t(v) or None
        lists = wb.create_sheet("Lists")
        for n, row in enumerate([["Gender", "Category", "Setting"], ["M", "Neglect", "Viaduct Primary"], ["F", "Emotional", "Ladybird Day Nursery"], ["Not known", "Physical", "Northfield Academy"], [None, "Sexual", None]], 1):
            for c, v in enumerate(row, 1):
                lists.cell(n, c, v)
        buffer = io.BytesIO()
        wb.save(buffer)
        return render.rezip(buffer.getvalue())

    return Form("Log", [], note={"book": book})


def combfields(x):
    """Fillable PDF with odd fields: the label under its field, day, month and year apart, names that say nothing, one child to a page."""
    kids = x.kids()
    pages = []
    for i, k in enumerate(kids):
        page = [("bar", f"CHILD {i + 1} OF {len(kids)}" if len(kids) > 1 else "THE CHILD"), ("pair", ("FAMILY NAME", k.family()), ("FIRST NAMES", k.given()))]
        value = k.dob(plain=True)
        if k.t["date_of_birth"]:
            d = k.c.dob
            page.append(("date", "DATE OF BIRTH", d, ""))
        else:
            page.append(("date", "DATE OF BIRTH", None, t(value) if k.t["age"] is not None else ""))
        page += [("pair", ("BOY OR GIRL", k.sex()), ("NHS NUMBER", k.nhs())), ("wide", "ADDRESS WHERE THE CHILD LIVES", k.address(code=False)), ("pair", ("POSTCODE", k.postcode()), ("SCHOOL, NURSERY OR COLLEGE", k.school()))]
        pages.append(page)
    last = [("bar", "PARENTS, CARERS, OTHERS AT HOME")]
    for r in x.adults():
        last.append(("three", ("NAME", r.full()), ("RELATIONSHIP TO CHILD", r.rel()), ("DATE OF BIRTH", r.dob())))
    last += [("bar", "YOU"), ("pair", ("YOUR NAME", x.ref("name")), ("YOUR JOB", x.ref("role"))), ("pair", ("YOUR ORGANISATION", x.ref("agency")), ("YOUR EMAIL", x.ref("email"))), ("bar", "YOUR CONCERN"), ("area", "PLEASE CONTINUE ON A SEPARATE SHEET IF NEEDED", x.v(x.concern()))]
    pages.append(last)

    def acro():
        from reportlab import rl_config
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.units import cm
        from reportlab.pdfgen.canvas import Canvas
        rl_config.invariant = 1
        font, bold = render.pdf_fonts()
        buffer = io.BytesIO()
        c = Canvas(buffer, pagesize=A4, invariant=1)
        c.setTitle("CS1")
        n = 0

        def put(label, value, left, y, width, tall=0.6 * cm, many=False):
            nonlocal n
            n += 1
            render.field(c, f"fill_{n}" if n % 3 else f"undefined_{n}", "", value, left, y, width, tall, many)
            c.setFont(font, 6.5)
            c.drawString(left, y - 0.32 * cm, label)

        for p, page in enumerate(pages):
            y = A4[1] - 1.8 * cm
            c.setFont(bold, 13)
            c.drawString(1.5 * cm, y, "FORM CS1: REFERRAL OF A CHILD")
            y -= 1 * cm
            for item in page:
                if item[0] == "bar":
                    c.setFont(bold, 10)
                    c.drawString(1.5 * cm, y, item[1])
                    y -= 1 * cm
                elif item[0] in ("pair", "three"):
                    cells = item[1:]
                    width = 18 * cm / len(cells)
                    for m, (a, v) in enumerate(cells):
                        put(a, one(v), 1.5 * cm + m * width, y, width - 0.3 * cm)
                    y -= 1.35 * cm
                elif item[0] == "wide":
                    put(item[1], one(item[2]), 1.5 * cm, y, 17.7 * cm)
                    y -= 1.35 * cm
                elif item[0] == "date":
                    d = item[2]
                    c.setFont(bold, 8)
                    c.drawString(1.5 * cm, y + 0.2 * cm, item[1])
                    for m, (a, v, w) in enumerate([("DAY", f"{d.day:02}" if d else "", 1.1), ("MONTH", f"{d.month:02}" if d else "", 1.1), ("YEAR", str(d.year) if d else "", 1.8)]):
                        put(a, v, (5 + m * 1.6) * cm, y, w * cm)
                    put("AGE IF DATE NOT KNOWN", item[3], 11.5 * cm, y, 4 * cm)
                    y -= 1.35 * cm
                else:
                    y -= 5.5 * cm
                    put(item[1], one(item[2]), 1.5 * cm, y, 17.7 * cm, 5.8 * cm, True)
                    y -= 1 * cm
            c.setFont(font, 7)
            c.drawString(1.5 * cm, 0.9 * cm, f"CS1 (rev. 4)   page {p + 1} of {len(pages)}")
            c.showPage()
        c.save()
        return buffer.getvalue()

    return Form("CS1", [], note={"acro": acro})


def exploitation(x):
    """Child exploitation screening tool: two young people's names as associates, an adult of concern, a table of scores."""
    k = x.kid(0)
    top = [[lab("Young person’s name:", SAND), Cell(k.full()), lab("Age / DOB:", SAND), Cell(k.dob())], [lab("AKA / street name:", SAND), Cell(k.aliases()), lab("Gender:", SAND), Cell(k.sex())], [lab("Living at:", SAND), Cell(k.address(), span=3)], [lab("Education provider:", SAND), Cell(k.school()), lab("UPN:", SAND), Cell(k.upn())]]
    fam = [hd("Main carers", "Relationship to YP", "Contact", shade=SAND)]
    for r in x.adults():
        fam.append([Cell(r.full(title=True)), Cell(r.rel()), Cell(x.rng.choice(["", x.case.mobile]))])
    sc = [hd("Indicator", "0 no", "1 some", "2 strong", shade=SAND)]
    for w in ["Missing from home, care or education", "Unexplained money, phone or clothes", "Older associates, cars", "Drug use or supply", "Change in behaviour at home"]:
        on = x.rng.randrange(3)
        sc.append([Cell(w)] + [Cell("X" if n == on else "") for n in range(3)])
    sc.append([lab("Total"), Cell("", span=2), Cell(str(x.rng.randint(3, 10)))])
    asc = [hd("Name / nickname of associate", "Age", "Link", "Concern", shade=SAND), [Cell(peer(x)), "16", "friend", "also missing"], [Cell(peer(x)), "15", "girlfriend/boyfriend", ""], [Cell(extra(x)), "31", "adult of concern", "drives a grey Golf"]]
    ref = [[lab("Completed by:", SAND), Cell(x.ref("name")), lab("Role:", SAND), Cell(x.ref("role"))], [lab("Agency:", SAND), Cell(x.ref("agency")), lab("Email:", SAND), Cell(x.ref("email"))], [lab("Discussed with:", SAND), Cell(x.pro(x.case.manager)), lab("Date:", SAND), Cell(x.today())]]
    parts = [Table(top, [1.1, 2, 1, 1.7]), Table(fam, [2, 1.4, 1.2]), H("Screening", 3), Table(sc, [3, 0.6, 0.6, 0.7]), H("Associates", 3), Table(asc, [1.8, 0.5, 1.3, 1.5]), H("Professional judgement", 3), P(x.concern())]
    parts.insert(x.rng.choice([0, len(parts)]), Table(ref, [1.1, 2, 0.8, 2]))
    return Form("Child Exploitation Screening Tool (CSE / CCE) with referral", parts, head="Peakshire Contextual Safeguarding Hub", foot="Screening tool v6 – not to be shared with the family")


def securemail(x):
    """A secure-mail service's page: banner, header box, then the writer's own lines with bars between the facts; footer of the service."""
    sep = x.rng.choice([" | ", " // ", " ; "])
    kids = x.kids()
    lines = ["Dear team,", "", "I would like to make a referral. Our form would not upload so I have put the details below.", ""]
    for i, k in enumerate(kids):
        bits = ["Name: " + one(k.full(comma=False)), ("Born: " if not k.c.due else "Due: ") + one(k.born() if not k.c.age_only else k.dob()), "Sex: " + one(k.sex()), "School or nursery: " + one(k.school())]
        lines.append((f"Child {i + 1}{sep}" if len(kids) > 1 else f"Child{sep}") + sep.join(bits))
    share(x, kids)
    lines += [f"Home{sep}{x.case.address}{sep}{x.code(x.case.postcode)}", ""]
    for r in x.adults():
        lines.append(f"Adult{sep}Name: {one(r.full(comma=False))}{sep}Who: {one(r.rel())}{sep}Born: {one(r.dob())}")
    sibs = x.sibs()
    for r in sibs:
        lines.append(f"Not being referred{sep}Name: {one(r.full(comma=False))}{sep}Who: {one(r.rel())}{sep}Born: {one(r.dob())}")
    lines += ["", x.concern(), "", f"The GP is {t(x.pro(x.case.gp))} at {x.case.surgery}.", "", "Thank you", one(x.ref("name")), one(x.ref("role")), one(x.ref("agency"))]
    head = [("From", f"{x.case.r_name} <{x.case.r_email}>"), ("To", "Front Door <cass@trust.test>"), ("Sent", "23 November 2026 10:14"), ("Subject", "Referral"), ("Classification", "OFFICIAL-SENSITIVE")]
    box = "".join(f'<tr><td style="color:#6b6b6b;padding:2px 12px 2px 0">{a}</td><td>{escape(b)}</td></tr>' for a, b in head)
    body = "".join(f"<div>{escape(w) or '<br>'}</div>" for w in lines)
    page = (f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n<div style="background:#00263e;color:#fff;padding:16px">You have received a secure email</div><table style="margin:10px 0">{box}</table><hr>{body}<hr>'
            '<p style="font-size:11px">This message was protected in transit by SealedPost. To reply securely, use the Reply button on our website. SealedPost Ltd, 1 Example Wharf, London EC9 9ZZ.</p></body></html>\n')
    text = "You have received a secure email\n\n" + "\n".join(f"{a}: {b}" for a, b in head) + "\n\n" + "\n".join(lines) + "\n\nThis message was protected in transit by SealedPost. SealedPost Ltd, 1 Example Wharf, London EC9 9ZZ.\n"
    return Form("Secure mail", [], note={"page": page, "text": text, "sender": (f"{x.case.r_name} via SealedPost", "secure@sealedpost.test"), "subject": "[SECURE] Referral", "bare": True})


def sixteen(c):
    return age_of(c.children[0].dob) >= 16


ANY = ["education", "health", "council", "charity", "public"]
SHAPES = {
    "collegelog": (collegelog, ["html", "docx"], ["college"], {"most": 1, "born": True, "alias": True, "fit": sixteen, "plain": True}),
    "transferin": (transferin, ["docx", "pdf-lo", "rtf"], ["otherla"], {}),
    "gpmerge": (gpmerge, ["docx", "rtf", "text-body"], ["gp"], {"most": 1, "born": True, "alias": True, "plain": True, "style": "colon|tab"}),
    "liaison": (liaison, ["pdf-pos", "txt"], ["hospital"], {"most": 2, "born": True}),
    "jotform": (jotform, ["html-body"], ANY, {"most": 3, "times": 1}),
    "powerautomate": (powerautomate, ["html-body", "text-body"], ["education", "health", "charity"], {"most": 3}),
    "googleform": (googleform, ["html-body"], ["foodbank", "charity"], {"most": 3}),
    "casesubform": (casesubform, ["html-body", "html"], ["education", "health", "council"], {"alias": True}),
    "securemail": (securemail, ["html-body", "text-body"], ["health", "charity", "council"], {"most": 3}),
    "pasted": (pasted, ["text-body", "txt"], ["foodbank", "education", "charity", "health"], {}),
    "loggedrows": (loggedrows, ["xlsx"], ["education", "health", "nursery"], {"times": 2, "least": 2}),
    "combfields": (combfields, ["pdf-acro"], ANY, {"times": 2, "most": 3, "born": True}),
    "exploitation": (exploitation, ["docx", "pdf-lo"], ["education", "council", "charity"], {"most": 1, "born": True, "alias": True, "fit": teens}),
}
