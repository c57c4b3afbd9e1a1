"""The fifth set: English councils' and their partners' forms as they are published. A fact is in the truth when, and only when, it is put on the form."""

from forms import lab
from habits import age_of
from parts import extra, hd, sec, share, ticks
from people import TODAY, nhs_number
from render import B, Br, Break, Cell, Form, H, P, Table, Tick, Val

NAVY, AQUA, MAUVE, LIME, PEACH, STONE = "BDD6EE", "D5F0EE", "E4DFEC", "EAF1DD", "FDE9D9", "E7E6E6"


def row(*parts, shade=""):
    return [lab(p, shade) if n % 2 == 0 else Cell(p) for n, p in enumerate(parts)]


def wide(label, answer, span=3, shade=""):
    return [lab(label, shade), Cell(answer, span=span)]


def q(x, *words):
    """One of these; a further name is made only if it is the one that is put on the form."""
    word = x.rng.choice(words)
    return word() if callable(word) else word


def yesno(x):
    on = q(x, 0, 0, 1)
    return [Tick(on == 0, x.tick), " Yes  ", Tick(on == 1, x.tick), " No"]


def empty(x, n, most=2, least=0):
    return [[""] * n for _ in range(x.rng.randint(least, most))]


def grown(x):
    """Carer, mother, father and partner."""
    c = x.case
    return ([x.rel(c.carer)] if c.carer else []) + x.adults()


def elsewhere(x, r):
    """Where an adult lives, if not with the child."""
    if x.case.carer and r.p is not x.case.carer:
        return q(x, "Not known", "No fixed address", "Address withheld")
    return q(x, "", "", "", "As above", "Not known") if r.p is not x.case.mother else ""


def who(x):
    """Who has said yes."""
    c = x.case
    return Val((c.carer or c.mother).full, x.how)


def numbered(k, x):
    return k.nhs() if x.rng.random() < 0.6 else x.v(x.blank)


# 1 ------------------------------------------------------------------
def partnershipmarf(x):
    """Safeguarding partnership's MARF: subject children as rows, one address, education and health by first name in a second table, family composition, agencies known, referrer last."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    top = [row("Is this form confirming a telephone referral?", yesno(x), shade=NAVY), row("Date and time of telephone call", q(x, "", [x.day(1), " at 11.20"]), shade=NAVY), row("Who did you speak to?", extra(x) if q(x, True, False) else "", shade=NAVY)]
    a = [hd("Family name", "First and middle name(s)", "Previous / other names", "DOB or EDD", "M/F", "Ethnicity", shade=NAVY)]
    for k in kids:
        a.append([Cell(k.family()), Cell(k.given()), Cell(k.aliases()), Cell(k.dob()), Cell(k.sex()), Cell(k.c.ethnicity)])
    a += empty(x, 6)
    home = [row("Usual home address (including postcode)", x.v(f"{c.address}, {x.code(c.postcode)}"), shade=NAVY), row("Where is the child now, if not at home?", q(x, "", "At school", "N/A", "With maternal aunt"), shade=NAVY), row("Home / mobile number", c.mobile, shade=NAVY), row("Does the family need an interpreter?", yesno(x), shade=NAVY)]
    e = [hd("Child’s first name", "School / college / early years setting", "NHS number", "UPN", "Disability or SEND", shade=NAVY)]
    for k in kids:
        e.append([Cell(k.given()), Cell(k.school()), Cell(numbered(k, x)), Cell(k.upn()), Cell(q(x, "", "None", "EHCP", "Awaiting ADHD assessment"))])
    f = [hd("Full name", "DOB", "Relationship to subject child(ren)", "PR? (Y/N)", "Address, if different", shade=NAVY)]
    for r in grown(x) + x.sibs():
        f.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "Y", "N", "") if r.p not in c.siblings else ""), Cell(elsewhere(x, r) if r.p not in c.siblings else "")])
    f += empty(x, 5)
    ag = [hd("Agency", "Name of professional", "Contact details", shade=NAVY), ["GP", Cell(x.pro(c.gp)), Cell(c.surgery)], ["Health Visitor / School Nurse / Midwife", Cell(x.pro(c.hv)), "01632 960214"], ["Education", Cell(x.pro(c.teacher)), ""], ["CAMHS", "", ""], ["Police", "", ""], ["Probation / Youth Justice", "", ""], ["Housing", Cell(q(x, "", lambda: [extra(x), ", Aldermoor Homes"])), ""]]
    why = [[lab("What has happened to make you worried? Please include dates, what you have seen or been told and by whom.", NAVY)], [Cell(x.concern())], [lab("What is going well for this family?", NAVY)], [q(x, "", "Mum wants help.", "Children are well presented and enjoy school.")], [lab("What is the impact on the child? What is life like for them day to day?", NAVY)], [q(x, "Withdrawn and tired.", "Not yet known.", "Worried about parents arguing.")]]
    con = [row("Have you told the parent / carer that you are making this referral?", yesno(x)), row("Have they agreed to information being shared between agencies?", yesno(x)), row("Name of person giving consent", q(x, "", who(x))), row("If consent was not sought, state why", q(x, "", "n/a", "Would place child at risk"))]
    me = [row("Name (print)", x.ref("name"), "Job title", x.ref("role"), shade=NAVY), row("Agency and address", x.ref("agency"), "Telephone", x.ref("phone"), shade=NAVY), row("Secure email", x.ref("email"), "Date form completed", x.today(), shade=NAVY)]
    return Form("Multi-Agency Referral Form (MARF)", [P("Use this form to refer a child you believe to be in need of support or protection (section 17 or section 47, Children Act 1989). If a child is at immediate risk call 999. Telephone the MASH first if you are not sure: 01632 960700.", "note"), Table(top, [1.4, 2]),
                H("A. Subject child(ren), including unborn", 2), Table(a, [1.2, 1.3, 1.1, 1.2, 0.9, 1.1]), Table(home, [1.3, 2.4]), H("Education and health", 3), Table(e, [0.9, 1.5, 1.4, 1.75, 1.0]), H("B. Family composition", 2), P("List parents, carers, siblings who are not being referred and any other adult in the home.", "note"), Table(f, [1.7, 1.2, 1.4, 0.7, 1.3]),
                H("C. Agencies known to be involved", 2), Table(ag, [1.5, 1.6, 1.3]), H("D. Reason for referral", 2), Table(why, [1]), H("E. Consent and information sharing", 2), Table(con, [1.8, 1.6]), H("F. Referrer", 2), Table(me, [1, 2, 0.9, 1.6])],
                head="Fellshire Safeguarding Children Partnership", foot="Email to mash@fellshire.gov.test – OFFICIAL SENSITIVE when completed")


# 2 ------------------------------------------------------------------
def portalmail(x):
    """Web portal's notice: one question to a line, address in lines with labels, no signature, sent by the portal."""
    c = x.case
    first, _, last = c.r_name.rpartition(" ")
    ref = f"CSF-{x.rng.randint(100000, 999999)}"

    def say(label, value):
        value = value if isinstance(value, Val) else x.v(value)
        return P([B(label + ": "), value])

    x.ref("name")
    blocks = [P(f"A new ‘Tell us about a child’ form has been submitted. Reference number: {ref}"), H("Your details", 3), say("I am contacting you as", "A professional"), say("First name", first), say("Last name", last), say("Job role", x.ref("role")), say("Organisation", x.ref("agency")), say("Work telephone", x.ref("phone")), say("Work email", x.ref("email"))]
    for n, k in enumerate(x.kids()):
        blocks += [H(f"Child {n + 1} details", 3), say("Is this child unborn?", "Yes" if k.c.due else "No")]
        if not k.c.due:
            blocks.append(say("Child’s first name(s)", k.given()))
        blocks += [say("Child’s last name", k.family()), say("Expected date of delivery" if k.c.due else "Child’s date of birth", k.dob(plain=True)), say("Child’s gender", k.sex())]
        if k.c.due:
            k.t["due"] = True
        line, town = k.c.address.rsplit(", ", 1)
        k.t["address"], k.t["postcode"] = k.c.address, k.c.postcode
        blocks += [say("Address line 1", line), say("Town or city", town), say("Postcode of home", x.code(k.c.postcode))]
        if not k.c.due:
            blocks.append(say("Which school, nursery or college do they go to?", k.school()))
        blocks += [say("Child’s ethnic background", k.c.ethnicity), say("Does the child have a disability or additional need?", q(x, "No", "No", "Yes", "Don’t know"))]
    for n, r in enumerate(grown(x)):
        blocks += [H(f"Parent or carer {n + 1}", 3), say("Parent or carer’s full name", r.full(comma=False)), say("How are they related to the child?", r.rel()), say("Parent or carer’s date of birth", r.dob()), say("Do they live with the child?", q(x, "Yes", "Yes", "No"))]
        if n == 0:
            blocks.append(say("Contact number for parent or carer", c.mobile))
    sibs = x.sibs()
    blocks += [H("Other people in the household", 3), say("Are there other people living in the home?", "Yes" if sibs else "No")]
    for n, r in enumerate(sibs):
        blocks += [say(f"Person {n + 1} name", r.full(comma=False)), say(f"Person {n + 1} relationship to child", r.rel()), say(f"Person {n + 1} date of birth", r.dob())]
    blocks += [H("Professionals", 3), say("Which other professionals are involved?", x.v(f"{x.pro(c.hv).text} (health visitor), {x.pro(c.gp).text} at {c.surgery}")), H("Your concern", 3), say("Tell us what you are worried about", x.v(x.concern())), say("Does the parent or carer know you are contacting us?", q(x, "Yes", "No")), say("I have read the privacy notice", "Yes")]
    form = Form("Children’s Services online contact form", blocks, foot="This is an automated message. Please do not reply.")
    form.note.update(bare=True, sender=("Fellshire Online Forms", "noreply@forms.fellshire.gov.test"), subject=f"Tell us about a child: {ref}")
    return form


# 3 ------------------------------------------------------------------
def hvreferral(x):
    """Health visiting service to social care: practitioner and base, index child, siblings also referred, mother and father with their facts, others at home, assessment headings."""
    c = x.case
    kids = x.kids()
    k = kids[0]
    top = [sec("Practitioner", 4, AQUA), row("Practitioner’s name", x.ref("name"), "Job role", x.ref("role")), row("Employer", x.ref("agency"), "Base / locality", q(x, "Windmill Lane Clinic", "North locality", "Abbey Street Children’s Centre")), row("Direct line", x.ref("phone"), "NHS email", x.ref("email")), row("Date sent", x.today(), "Safeguarding supervisor", x.pro(c.manager))]
    idx = [sec("Index child", 4, AQUA), row("Child’s name", k.full(), "NHS No.", k.nhs()), row("Date of birth (EDD if antenatal)", k.dob(), "Sex", k.sex()), wide("Address", k.address()), row("Registered GP", x.pro(c.gp), "Practice", Val(c.surgery)), row("Early years setting", k.school(), "Ethnic category", k.c.ethnicity)]
    blocks = [Table(top, [1, 1.9, 1, 1.8]), P(""), Table(idx, [1, 1.9, 1, 1.8])]
    if len(kids) > 1:
        s = [sec("Brothers and sisters included in this referral", 5, AQUA), hd("Child’s name", "NHS No.", "Date of birth", "Sex", "School / setting", shade=AQUA)]
        for k in kids[1:]:
            k.t["address"], k.t["postcode"] = kids[0].t["address"], kids[0].t["postcode"]
            s.append([Cell(k.full()), Cell(k.nhs()), Cell(k.dob()), Cell(k.sex()), Cell(k.school())])
        blocks += [P(""), Table(s, [1.7, 1.2, 1.2, 0.7, 1.5])]
    par = [sec("Parents and carers", 4, AQUA)]
    m = x.rel(c.mother)
    m.t["relationship"] = "Mother"
    par += [row("Mother’s name", m.full(), "Mother’s DOB", m.dob()), row("Mother’s mobile", c.mobile, "Mother at same address?", "No" if c.carer else q(x, "Yes", "Yes", ""))]
    if c.father:
        f = x.rel(c.father)
        f.t["relationship"] = "Father"
        par += [row("Father’s name", f.full(), "Father’s DOB", f.dob()), row("Father’s mobile", q(x, "", "n/k"), "Father at same address?", q(x, "Yes", "No", "n/k"))]
    else:
        par += [row("Father’s name", q(x, "", "Not disclosed", "n/k"), "Father’s DOB", "")]
    o = [sec("Others living in the home", 3, AQUA), hd("Name", "Relationship to index child", "DOB / age", shade=AQUA)]
    others = ([x.rel(c.carer)] if c.carer else []) + ([x.rel(c.partner)] if c.partner else []) + x.sibs()
    for r in others:
        o.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    o += empty(x, 3, 2, 0 if others else 1)
    an = [sec("Analysis", 1, AQUA), [lab("Reason for referral and summary of contacts")], [Cell(x.concern())], [lab("Child’s developmental needs")], [q(x, "Ages and Stages completed, no delay.", "Delayed speech. Weight on the 9th centile.", "Immunisations up to date.")], [lab("Parenting capacity")], [q(x, "Warm interactions seen.", "Low mood, PHQ-9 score 14.", "Struggling with routine.")], [lab("Family and environment")], [q(x, "Private rented, damp.", "Recently moved.", "Overcrowded flat.")]]
    con = [row("Parent aware of referral", yesno(x), "Consent to share", yesno(x))]
    return Form("Health Visiting Service: Referral to Children’s Social Care", blocks + [P(""), Table(par, [1, 1.9, 1, 1.8]), P(""), Table(o, [1.8, 1.5, 1.2]), P(""), Table(an, [1]), P(""), Table(con, [1.2, 1.4, 1.2, 1.4])], head="Fellside Community NHS Foundation Trust – 0 to 19 Service", foot="File a copy in the child’s electronic record")


# 4 ------------------------------------------------------------------
def prebirth(x):
    """Maternity: pre-birth referral with woman, pregnancy, father, other children of hers, vulnerabilities ticked, midwife."""
    c = x.case
    kids = x.kids()
    baby = kids[0]
    m = x.rel(c.mother)
    m.t["relationship"] = "Mother"
    n = nhs_number(x.rng)
    blocks = [H("1. Mother", 3), Table([row("Mother’s surname", m.family(), "Mother’s forename", m.given()), row("Mother’s date of birth", m.dob(), "Mother’s NHS number", f"{n[:3]} {n[3:6]} {n[6:]}"), wide("Address", baby.address()), row("Contact number", c.mobile, "Hospital number", f"A{x.rng.randint(100000, 999999)}"), row("GP name and surgery", [x.pro(c.gp), ", " + c.surgery], "First language / interpreter", q(x, "English", "English", "Polish – interpreter needed"))], [1, 1.9, 1, 1.8]),
              H("2. This pregnancy", 3), Table([row("Baby to be known as", baby.full(), "Estimated date of delivery", baby.dob()), row("Gestation at referral", "{}+{}".format(*divmod(280 - (baby.c.dob - TODAY).days, 7)), "Gravida / parity", f"G{x.rng.randint(2, 5)} P{x.rng.randint(0, 3)}"), row("Booking date", x.day(70), "Consultant", q(x, "", "Midwife-led care", lambda: x.pro("Miss " + c.manager)))], [1, 1.9, 1, 1.8])]
    f = c.father or (c.partner if c.partner and c.partner.gender == "M" else None)
    if f:
        r = x.rel(f)
        r.t["relationship"] = "Father"
        blocks += [H("3. Father of the baby", 3), Table([row("Father’s full name", r.full(), "Father’s date of birth", r.dob()), row("Father’s address", q(x, "As above", "n/k", "Same as mother"), "Aware of pregnancy?", q(x, "Yes", "Yes", "Not known"))], [1, 1.9, 1, 1.8])]
    else:
        blocks += [H("3. Father of the baby", 3), Table([row("Father’s full name", q(x, "Not disclosed", "", "Declined to say"), "Father’s date of birth", "")], [1, 1.9, 1, 1.8])]
    sibs = x.sibs()
    o = [hd("Name of child", "DOB", "Relationship to baby", "Who do they live with?", shade=PEACH)]
    for r in sibs:
        o.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "Mother", "Mother", "Maternal grandmother", "Foster care"))])
    o += empty(x, 4, 1, 0 if sibs else 1)
    v = [[Cell([Tick(q(x, True, False), x.tick), " " + w]) for w in pair] for pair in (("Domestic abuse", "Substance misuse"), ("Perinatal mental health", "Learning difficulty"), ("Late booker", "Previous child removed"), ("Concealed pregnancy", "Homeless or temporary housing"))]
    me = [row("Midwife’s name", x.ref("name"), "Midwife’s role", x.ref("role")), row("Hospital / team", x.ref("agency"), "Telephone", x.ref("phone")), row("Email", x.ref("email"), "Date completed", x.today())]
    return Form("Pre-Birth Referral to Children’s Social Care", [P("Send from 12 weeks of pregnancy where there are concerns about the unborn baby, and no later than 24 weeks.", "note")] + blocks + [H("4. Other children of the mother", 3), Table(o, [1.7, 1.2, 1.3, 1.5]), H("5. Vulnerabilities identified", 3), Table(v, [1, 1]), H("6. Details of concern", 3), P(x.concern()), H("7. Consent", 3), P(["Has the mother consented to this referral?  "] + yesno(x)), H("8. Referrer", 3), Table(me, [1, 1.9, 1, 1.8])], head="Royal Aldermoor Hospital – Maternity Safeguarding Team", foot="Copy to GP and health visitor")


# 5 ------------------------------------------------------------------
def schoolconcern(x):
    """School's cause for concern form, sent on by the DSL: member of staff who reports, pupil, home contacts, concern, DSL's actions."""
    c = x.case
    kids = x.kids()
    staff = x.pro(c.teacher)
    top = [sec("Part 1 – to be completed by the member of staff reporting the concern", 4, LIME), wide("Name of school", x.v(c.r_agency)), row("Staff name", staff, "Post held", q(x, "Class teacher", "Teaching assistant", "Lunchtime supervisor", "Form tutor")), row("Date of concern", x.day(2), "Time", q(x, "8.50am", "13:15", "2.40 pm"))]
    blocks = [Table(top, [1, 1.8, 1, 1.6])]
    for n, k in enumerate(kids):
        age = age_of(k.c.dob)
        year = "Nursery" if age < 4 else "Reception" if age == 4 else f"Year {min(13, max(1, age - 5))}"
        t = [sec("Pupil" if len(kids) == 1 else f"Pupil ({'first' if n == 0 else 'second'})", 4, LIME), row("Pupil’s forename(s)", k.given(), "Pupil’s surname", k.family()), row("Preferred name", k.aliases(), "Date of birth", k.dob()), row("Year / form", year + q(x, "", " Kestrels", "B"), "Gender", k.sex()), row("UPN", k.upn(), "SEN status", q(x, "None", "K – SEN support", "EHCP", "")), wide("Home address", k.address())]
        if c.r_agency != k.c.school:
            t.append(wide("School attended, if not this school", k.school()))
        k.t["school"] = k.c.school
        blocks.append(Table(t, [1, 1.8, 1, 1.6]))
    con = [sec("Home contacts held by school", 4, LIME), hd("Priority", "Contact name", "Relationship to pupil", "Telephone", shade=LIME)]
    for n, r in enumerate(grown(x)):
        con.append([str(n + 1), Cell(r.full(title=q(x, True, False), comma=False)), Cell(r.rel()), Cell(c.mobile if n == 0 else "")])
    sib = [sec("Siblings (in this school or elsewhere)", 3, LIME), hd("Sibling’s name", "Relationship", "DOB", shade=LIME)]
    sibs = x.sibs()
    for r in sibs:
        sib.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    sib += empty(x, 3, 1, 0 if sibs else 1)
    why = [sec("Nature of concern (record what was seen or said, in the pupil’s own words)", 1, LIME), [Cell(x.concern())], [["Body map attached?  "] + yesno(x)], [["Any other witnesses?  ", q(x, "None", "", lambda: extra(x))]]]
    dsl = [sec("Part 2 – to be completed by the Designated Safeguarding Lead", 4, LIME), row("DSL / person referring", x.ref("name"), "Role in school", x.ref("role")), row("School", x.ref("agency"), "Telephone", x.ref("phone")), row("Email", x.ref("email"), "Date referred to MASH", x.today()), wide("Parents informed?", q(x, "Yes, by telephone", "No – not safe to do so", "Yes")), wide("Action taken by DSL", q(x, "Spoke to pupil. Advice taken from MASH.", "Home visit made, no reply.", "Early help offered and declined."))]
    return Form("Safeguarding Cause for Concern Form", [P("Pass this form to the DSL by hand on the same day. Do not investigate or promise confidentiality.", "note")] + blocks + [Table(con, [0.6, 1.8, 1.4, 1.2]), Table(sib, [1.8, 1.3, 1.2]), Table(why, [1]), Table(dsl, [1, 1.9, 1, 1.6])], foot="Safeguarding and Child Protection Policy, appendix C")


# 6 ------------------------------------------------------------------
def earlyyears(x):
    """Nursery's referral: setting and manager, child with legal and everyday name, key person, days attended, parents, who collects, concern."""
    c = x.case
    k = x.kid(0)
    k.t["school"] = k.c.school
    x.ref("agency")
    s = [sec("The setting", 2, PEACH), row("Name of setting", x.v(c.r_agency)), row("Ofsted URN", f"EY{x.rng.randint(100000, 999999)}"), row("Name of person completing this form", x.ref("name")), row("Role in setting", x.ref("role")), row("Setting telephone number", x.ref("phone")), row("Setting email", x.ref("email"))]
    ch = [sec("The child", 2, PEACH), row("Child’s full legal name", k.full(comma=False)), row("Name used in setting", k.aliases()), row("Child’s date of birth", k.dob()), row("Boy / girl", k.sex()), row("Home address and postcode", k.address()), row("Key person", x.pro(c.teacher)), row("Days and sessions attended", q(x, "Mon, Tues, Wed 9 – 3", "15 hours funded, term time", "Full time")), row("Start date at setting", x.day(200)), row("Two year check completed?", yesno(x))]
    p = [sec("Parents / carers", 4, PEACH), hd("Parent / carer’s name", "Relationship to child", "Date of birth", "Parental responsibility?", shade=PEACH)]
    for r in grown(x):
        p.append([Cell(r.full(title=q(x, True, False, False), comma=False)), Cell(r.rel()), Cell(r.dob()), Cell(q(x, "Yes", "No", "Not known"))])
    p += empty(x, 4, 1)
    o = [sec("Brothers, sisters and others at home (if known)", 3, PEACH), hd("Name", "Relationship to child", "Date of birth", shade=PEACH)]
    sibs = x.sibs()
    for r in sibs:
        o.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    o += empty(x, 3, 1, 0 if sibs else 1)
    w = [sec("Other professionals", 2, PEACH), row("Health visitor", x.pro(c.hv)), row("GP practice", Val(c.surgery)), row("Other (e.g. speech and language therapist)", q(x, "", lambda: extra(x)))]
    why = [sec("Your concern", 2, PEACH), row("What are you worried about?", x.concern()), row("What has the setting done so far?", q(x, "Spoken to parent on two occasions.", "Chronology started.", "Early Help offered.")), row("Has the parent seen this form?", yesno(x)), row("Date", x.today())]
    return Form("Early Years Safeguarding Referral", [P("For use by nurseries, pre-schools and childminders. Ring the Early Years Duty Line on 01632 960881 if you need advice.", "note"), Table(s, [1.1, 2]), P(""), Table(ch, [1.1, 2]), P(""), Table(p, [1.8, 1.3, 1.2, 1.1]), P(""), Table(o, [1.8, 1.3, 1.2]), P(""), Table(w, [1.1, 2]), P(""), Table(why, [1.1, 2.2])], head="Aldermoor Borough Council – Early Years and Childcare", foot="Keep a copy on the child’s confidential file")


# 7 ------------------------------------------------------------------
def practiceletter(x):
    """GP's letter: practice's address, patient table at the head, prose, household registered at the address."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    t = [hd("Patient name", "Date of birth", "NHS number", "Sex", shade=STONE)]
    for k in kids:
        t.append([Cell(k.full()), Cell(k.dob()), Cell(k.nhs()), Cell(k.sex())])
    t += [[lab("Patient address", STONE), Cell(x.v(f"{c.address}, {x.code(c.postcode)}"), span=3)], [lab("Telephone", STONE), Cell(c.mobile, span=3)]]
    h = [hd("Name", "Relationship to patient", "Date of birth", shade=STONE)]
    for r in grown(x) + x.sibs():
        h.append([Cell(r.full(title=False)), Cell(r.rel()), Cell(r.dob())])
    name = x.ref("name")
    x.ref("agency")
    return Form(c.r_agency, [P(["Kings Road, Aldermoor AL2 7QT", Br(), "Tel: ", x.ref("phone"), Br(), "Email: ", x.ref("email")]), P(x.today()), P(["Children’s Front Door", Br(), "Fellshire County Council", Br(), "County Offices, Aldermoor AL1 1AA"]), Table(t, [1.8, 1.2, 1.3, 0.8]), P("Dear Colleague"), P([B("Safeguarding referral")]), P("I would be grateful if you would accept this referral " + ("for the above patient." if len(kids) == 1 else "for the above patients.")), P(x.concern()), P(q(x, "There is nothing of note in the past medical history.", "Asthma, salbutamol inhaler as needed.", "Last seen for a viral illness in September.")), P(["The health visitor is ", x.pro(c.hv), " and our safeguarding administrator is ", x.pro(c.manager), "."]),
                        P("The other people registered with us at this address, or known to be close family, are:"), Table(h, [1.8, 1.4, 1.2]), P(q(x, "The parent is aware that I am writing to you.", "I have discussed this with the family, who consent.", "I have not told the family.")), P("Yours sincerely"), P([name, Br(), x.ref("role"), Br(), c.r_agency])], foot="Partners’ list available on request. CQC registered provider.")


# 8 ------------------------------------------------------------------
def trustline(x):
    """Helpline's contact record: reference, caller who stays unnamed, children, adults as blocks, what was said, practitioner and manager."""
    c = x.case
    kids = x.kids()
    blocks = [Table([row("Contact reference", f"TL/{x.rng.randint(1000000, 9999999)}"), row("Contact received", [x.day(1), q(x, " 19:42", " 08:15")]), row("Method of contact", q(x, "Telephone", "Webchat", "Email")), row("Contact’s name", "Withheld – wishes to remain anonymous"), row("Contact’s relationship to family", q(x, "Neighbour", "Relative", "Member of the public"))], [1.1, 2], lines=False)]
    for n, k in enumerate(kids):
        blocks += [H("Child at risk" + (f" {n + 1}" if len(kids) > 1 else ""), 3), Table([row("Child’s known name", k.full(comma=False)), row("Child’s DOB / age", k.dob()), row("Child’s gender", k.sex()), row("Child’s current address", k.address()), row("Child’s school or nursery (if known)", k.school())], [1.1, 2], lines=False)]
    for n, r in enumerate(grown(x)):
        blocks += [H(f"Adult {n + 1}", 3), Table([row("Adult’s name", r.full(comma=False)), row("Relationship to child(ren)", r.rel()), row("Adult’s DOB / age", r.dob()), row("In the household?", q(x, "Yes", "No", "Not known"))], [1.1, 2], lines=False)]
    sibs = x.sibs()
    if sibs:
        blocks.append(H("Other children believed to be in the household", 3))
        blocks.append(Table([hd("Name", "DOB / age", "Relationship to child at risk")] + [[Cell(r.full(comma=False)), Cell(r.dob()), Cell(r.rel())] for r in sibs], [1.6, 1.2, 1.4]))
    blocks += [H("Information given", 3), P(x.concern()), H("Our assessment", 3), P(q(x, "Meets the criteria for referral under our protocol with local authorities.", "Referred for your information and any action you think necessary.")), H("Practitioner", 3), Table([row("Referred by", x.ref("name")), row("Position", x.ref("role")), row("Service", x.ref("agency")), row("Practitioner email", x.ref("email")), row("Call back number", x.ref("phone")), row("Approved by", x.pro(c.manager)), row("Date of referral", x.today())], [1.1, 2], lines=False)]
    return Form("Helpline Referral to Local Authority", blocks, head="Children’s Trust Line – Confidential", foot="Children’s Trust Line is a registered charity")


# 9 ------------------------------------------------------------------
def housingreferral(x):
    """Housing officer's form: officer, tenancy with its holders, children of concern, others at the property, condition of the home."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    blocks = [Table([sec("Officer", 4, STONE), row("Officer name", x.ref("name"), "Officer’s job title", x.ref("role")), row("Landlord / service", x.ref("agency"), "Telephone", x.ref("phone")), row("Email", x.ref("email"), "Date", x.today())], [1, 1.8, 1, 1.8])]
    ten = [sec("Tenancy", 4, STONE), row("Address of property", x.v(c.address), "Postcode", x.v(x.code(c.postcode))), row("Tenancy start date", x.day(900), "Rent arrears", q(x, "£0.00", "£612.40", "£1,208.11")), row("Type of property", q(x, "2 bed flat", "3 bed house", "Temporary accommodation"), "Tenant’s telephone", c.mobile)]
    blocks.append(Table(ten, [1, 1.8, 1, 1.8]))
    ad = [sec("Adults at the property", 4, STONE), hd("Name", "Date of birth", "Relationship to child(ren)", "Named on tenancy? Y/N", shade=STONE)]
    for n, r in enumerate(grown(x)):
        ad.append([Cell(r.full(title=q(x, True, False), comma=False)), Cell(r.dob()), Cell(r.rel()), "Y" if n == 0 else q(x, "Y", "N")])
    blocks.append(Table(ad, [1.8, 1.2, 1.4, 1.2]))
    ch = [sec("Child(ren) you are concerned about", 4, STONE), hd("Child’s name", "Child’s DOB (or due date)", "Boy / Girl", "School", shade=STONE)]
    for k in kids:
        ch.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.school())])
    ch += empty(x, 4)
    blocks.append(Table(ch, [1.8, 1.3, 0.8, 1.6]))
    sibs = x.sibs()
    o = [sec("Other children and young people at the property", 4, STONE), hd("Name", "Date of birth", "Relationship to child(ren)", "Notes", shade=STONE)]
    for r in sibs:
        o.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), ""])
    o += empty(x, 4, 1, 0 if sibs else 1)
    blocks.append(Table(o, [1.8, 1.2, 1.4, 1.2]))
    blocks += [Table([sec("Concern", 4, STONE), wide("What did you see or hear?", x.concern()), wide("Condition of the home", q(x, "Poor. No floor coverings.", "Cluttered but safe.", "Mould in both bedrooms.")), wide("Were the children seen?", q(x, "Yes", "No", "One child seen, asleep")), wide("Other agencies you know are involved", [q(x, "Social prescriber ", "Floating support: ", "Debt adviser – "), extra(x)]), wide("Is the tenant aware of this referral?", yesno(x))], [1, 1.8, 1, 1.8])]
    form = Form("Housing Services: Child Welfare Referral", blocks, foot="Housing safeguarding procedure H7")
    form.note["real_dates"] = x.rng.random() < 0.5
    return form


# 10 -----------------------------------------------------------------
def vulnerablechild(x):
    """Police print: occurrence, officer, children present, adults with their part in it, narrative, supervisor."""
    x.kind = "police_notification"
    c = x.case
    kids = x.kids()
    blocks = [Table([sec("OCCURRENCE", 4, STONE), row("Occurrence reference", f"{x.rng.randint(10, 99)}/{x.rng.randint(10000, 99999)}/26", "Occurrence type", q(x, "Domestic incident", "Concern for welfare", "Child neglect", "Missing (found)")), row("Date and time of occurrence", [x.day(1), q(x, " 21:50", " 02:15", " 17:05")], "Location", q(x, "Home address", "Home address", "Waterloo Road, outside Co-op")), row("Officer submitting", x.ref("name"), "Rank and collar no.", x.ref("role")), row("Force", x.ref("agency"), "Officer’s email", x.ref("email"))], [1, 1.8, 1, 1.7])]
    for n, k in enumerate(kids):
        blocks.append(Table([sec(f"VULNERABLE CHILD {n + 1}", 4, STONE), row("Surname", k.family(), "Forenames", k.given()), row("DOB", k.dob(), "Gender", k.sex()), wide("Home address", k.address()), row("School / college", k.school(), "Officer-defined ethnicity", q(x, "White North European", "Asian", "Black", "Not recorded")), row("Present at incident?", q(x, "Yes", "Yes", "No"), "Spoken to alone?", q(x, "Yes", "No", "No – asleep"))], [1, 1.8, 1, 1.7]))
    ad = [sec("ADULTS AND OTHER FAMILY LINKED", 5, STONE), hd("Surname", "Forenames", "DOB", "Relationship to child", "Involvement", shade=STONE)]
    for r in grown(x):
        ad.append([Cell(r.family()), Cell(r.given()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "Victim", "Suspect", "Witness", "Involved"))])
    for r in x.sibs():
        ad.append([Cell(r.family()), Cell(r.given()), Cell(r.dob()), Cell(r.rel()), "Household"])
    return Form("VULNERABLE CHILD REPORT", blocks + [Table(ad, [1.3, 1.3, 1.2, 1.3, 1]), Table([sec("CIRCUMSTANCES", 1, STONE), [Cell(x.concern())], sec("VOICE OF THE CHILD", 1, STONE), [q(x, "Child appeared settled and was watching television.", "Child was crying when officers arrived.", "Not seen.")]], [1]), Table([row("Risk assessed as", q(x, "Standard", "Medium", "Medium"), "Supervisor", x.pro("Sgt " + c.manager)), row("DASH completed", q(x, "Yes", "No", "N/A"), "Sent to MASH", x.today())], [1, 1.8, 1, 1.7])], head="OFFICIAL – SENSITIVE   Fellshire Constabulary", foot="Public Protection Unit")


# 11 -----------------------------------------------------------------
def familyhelp(x):
    """Family Help request: the family's first line, child a block with tick boxes, significant family members, team around the family, three columns of thinking, scaling, signatures, requester at the end."""
    c = x.case
    kids = x.kids()
    blocks = [H("The family", 2), P("A Family Help Assessment looks at the needs of everyone in the household. Please write it with the family.", "note")]
    for n, k in enumerate(kids):
        blocks.append(Table([sec(f"Child / young person {n + 1}", 4, MAUVE), row("Forename", k.given(), "Family name", k.family()), row("Likes to be called", k.aliases(), "DoB / due date", k.dob()), row("Gender", k.sex(), "Ethnicity and religion", f"{k.c.ethnicity}, {k.c.religion}"), wide("Lives at", k.address()), row("Nursery / school / college / NEET", k.school(), "UPN / ULN", k.upn()), row("GP", Val(c.surgery), "NHS no.", numbered(k, x))], [1, 1.8, 1, 1.8]))
        blocks.append(P(""))
    f = [sec("Parents, carers and significant family members (whether or not they live in the home)", 5, MAUVE), hd("Name", "DoB", "Relationship to child", "PR?", "Phone / email", shade=MAUVE)]
    for n, r in enumerate(grown(x)):
        f.append([Cell(r.full(comma=False)), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "✓", "", "Y")), Cell(c.mobile if n == 0 else "")])
    f += empty(x, 5)
    s = [sec("Brothers and sisters who do not need their own assessment", 3, MAUVE), hd("Name", "DoB", "Relationship to child", shade=MAUVE)]
    sibs = x.sibs()
    for r in sibs:
        s.append([Cell(r.full(comma=False)), Cell(r.dob()), Cell(r.rel())])
    s += empty(x, 3, 1, 0 if sibs else 1)
    taf = [sec("Team around the family", 3, MAUVE), hd("Worker", "Job and organisation", "Will be lead practitioner?", shade=MAUVE), [Cell(x.pro(c.hv)), Cell(q(x, "Health visitor", "School nurse")), q(x, "", "No")], [Cell(x.pro(c.teacher)), Cell(q(x, "SENCo", "Pastoral lead", "Class teacher")), q(x, "Yes", "")], [Cell(extra(x)), Cell(q(x, "Family hub worker", "Housing support", "CAMHS practitioner")), ""]]
    think = [hd("What’s going well?", "What are we worried about?", "What needs to happen?", shade=MAUVE), [Cell(q(x, "Good home conditions. Mum keeps appointments.", "Close extended family.", "Settled in school.")), Cell(x.concern()), Cell(q(x, "Parenting programme. Help with debt.", "Lead practitioner to be agreed.", "Support for mental health."))]]
    con = [sec("Agreement", 3, MAUVE), [Cell("I / we agree to this request and to information being shared with services that may help. We understand that we can change our mind.", span=3)], hd("Parent / carer’s name", "Signature", "Date"), [Cell(who(x)), q(x, "", "Verbal", "signed"), Cell(x.day(2))]]
    me = [sec("Who is making this request?", 4, MAUVE), row("Practitioner", x.ref("name"), "Job", x.ref("role")), row("Organisation / team", x.ref("agency"), "Phone", x.ref("phone")), row("Email", x.ref("email"), "Date of request", x.today())]
    return Form("Request for Family Help", blocks + [Table(f, [1.7, 1.2, 1.3, 0.5, 1.3]), P(""), Table(s, [1.7, 1.2, 1.3]), P(""), Table(taf, [1.6, 1.7, 1]), P(""), Table(think, [1, 1.6, 1]), P(["On a scale of 0 to 10, how is the family doing today?  ", str(x.rng.randint(2, 8))]), Table(con, [1.8, 1.2, 1]), P(""), Table(me, [1, 1.8, 1, 1.8])], head="Fellshire Family Hubs", foot="familyhelp@fellshire.gov.test")


# 12 -----------------------------------------------------------------
ETHNIC = [("White British", "White Irish", "White Other"), ("Asian – Pakistani", "Asian – Indian", "Asian – Bangladeshi"), ("Black African", "Black Caribbean", "Black Other"), ("Mixed", "Any other group", "Not stated")]


def tickmash(x):
    """Borough's MASH form: a child's page with boxes for gender and ethnicity, disability, religion; parents as blocks; household; agencies ticked."""
    if x.tick == "cross":
        x.tick = "ballot"
    c = x.case
    kids = x.kids()
    blocks = [Table([sec("Referrer’s details", 2, NAVY), row("Full name of referrer", x.ref("name")), row("Profession / relationship to child", x.ref("role")), row("Agency name", x.ref("agency")), row("Contact telephone", x.ref("phone")), row("Contact email", x.ref("email")), row("Date referral made", x.today())], [1.1, 2.3])]
    for n, k in enumerate(kids):
        words = ("Male", "Female") + (("Unborn",) if k.c.due or x.rng.random() < 0.5 else ())
        blocks += [P(""), Table([sec(f"Child {n + 1} of {len(kids)}", 2, NAVY), row("Name of child", k.full()), row("Any other name the child is known by", k.aliases()), row("Date of birth / estimated delivery date", k.dob()), row("Gender (please tick)", k.sex_ticks(words)), row("Home address", k.address()), row("Name of school, college or nursery", k.school()), row("NHS number (if known)", numbered(k, x)), row("Religion", k.c.religion), row("Is the child disabled?", "n/a" if k.c.due else yesno(x)), row("Is the child a young carer?", "n/a" if k.c.due else yesno(x))], [1.1, 2.3]),
                   Table([sec("Ethnicity (please tick one)", 3)] + [[Cell([Tick(k.c.ethnicity == w, x.tick), " " + w]) for w in line] for line in ETHNIC], [1, 1, 1])]
    for n, r in enumerate(grown(x)):
        blocks += [P(""), Table([sec(f"Parent / carer {('one', 'two', 'three', 'four')[n]}", 2, NAVY), row("Full name of parent / carer", r.full(title=False, comma=False)), row("Relationship to the child", r.rel()), row("Date of birth of parent / carer", r.dob()), row("Does this person have parental responsibility?", yesno(x)), row("Address if different from the child’s", elsewhere(x, r))], [1.1, 2.3])]
    sibs = x.sibs()
    o = [sec("Any other person living in the household", 3, NAVY), hd("Name", "Relationship to the child", "Date of birth", shade=NAVY)]
    for r in sibs:
        o.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    o += empty(x, 3, 2, 0 if sibs else 1)
    ag = [sec("Agencies currently working with the family", 2, NAVY)] + [[Cell([Tick(name != "", x.tick), " " + w]), Cell(name)] for w, name in (("GP", x.pro(c.gp)), ("Health visitor / school nurse", x.pro(c.hv)), ("School", x.pro(c.teacher)), ("Substance misuse service", ""), ("Adult social care", ""), ("Children’s social worker (current or previous)", x.pro(c.sw) if q(x, True, False, False) else ""))]
    return Form("MASH Referral Form", [P("One form may be used for a family. All fields marked are mandatory and incomplete forms will be returned.", "note")] + blocks + [P(""), Table(o, [1.7, 1.4, 1.2]), P(""), Table(ag, [1.3, 2]), H("Reason for referral", 3), P("State clearly what your concerns are and how they relate to the threshold document.", "note"), P(x.concern()), H("Consent", 3), P(["Have the parents / carers been told about this referral?  "] + yesno(x)), P(["Do they consent?  "] + yesno(x))], head="London Borough of Aldermoor – Multi-Agency Safeguarding Hub", foot="MASH referral form, revised April 2026")


# 13 -----------------------------------------------------------------
def hospitalreferral(x):
    """Hospital's inter-agency referral: patient details, attendance, next of kin, siblings, professionals informed, clinician."""
    c = x.case
    k = x.kid(0)
    a = grown(x)
    blocks = [Table([sec("Patient details", 4, AQUA), row("Surname", k.family(), "First name(s)", k.given()), row("Date of birth", k.dob(), "Sex", k.sex()), row("NHS number", k.nhs(), "Hospital number", f"RAH{x.rng.randint(100000, 999999)}"), wide("Permanent address", k.address()), row("School / nursery", k.school(), "GP", [x.pro(c.gp), ", " + c.surgery])], [1, 1.8, 1, 1.8]),
              Table([sec("This attendance", 4, AQUA), row("Ward / department", q(x, "Children’s Assessment Unit", "Emergency Department", "Ward 4"), "Date of admission", x.day(1)), row("Named consultant", x.pro("Dr " + c.manager), "Expected discharge", q(x, "Not before MASH decision", "Today", "Not yet known")), wide("Presenting with", q(x, "Unwitnessed fall", "Overdose of paracetamol", "Faltering growth", "Scald to the hand"))], [1, 1.8, 1, 1.8])]
    n = [sec("Parents / next of kin", 4, AQUA), hd("Name", "Relationship to patient", "DOB", "Visiting on ward?", shade=AQUA)]
    for r in a:
        n.append([Cell(r.full(title=q(x, True, False), comma=False)), Cell(r.rel()), Cell(r.dob()), q(x, "Yes", "No", "")])
    sibs = x.sibs()
    s = [sec("Siblings / other children at home", 3, AQUA), hd("Name", "Relationship to patient", "DOB", shade=AQUA)]
    for r in sibs:
        s.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    s += empty(x, 3, 1, 0 if sibs else 1)
    p = [sec("Informed of this referral", 3, AQUA), hd("Who", "Name", "Date", shade=AQUA), ["Health visitor / school nurse", Cell(x.pro(c.hv)), Cell(x.day(1))], ["Named nurse for safeguarding", Cell(extra(x)), Cell(x.today())], ["Social worker, if known", "", ""]]
    me = [sec("Referring clinician", 4, AQUA), row("Print name", x.ref("name"), "Grade / role", x.ref("role")), row("Hospital", x.ref("agency"), "Ext. / bleep", x.ref("phone")), row("Email", x.ref("email"), "Date and time", [x.today(), " 10:40"])]
    return Form("Referral to Children’s Social Care from Acute Services", blocks + [Table(n, [1.8, 1.4, 1.2, 1]), Table(s, [1.8, 1.4, 1.2]), Table([sec("Concern", 1, AQUA), [Cell(x.concern())], [["Parent / carer told of referral:  "] + yesno(x)], [["Safe to discharge home?  "] + ticks(x, "Yes", "No", "Awaiting discussion")]], [1]), Table(p, [1.3, 1.7, 1]), Table(me, [1, 1.8, 1, 1.8])], head="Royal Aldermoor Hospital NHS Trust", foot="File in the safeguarding section of the notes")


# 14 -----------------------------------------------------------------
def contactbook(x):
    """District's contact workbook: referrer, family with one address and telephone, numbered list of children, numbered list of adults and others, concern on a page of its own."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    ch = [hd("No.", "Surname", "First name", "Date of birth / EDD", "Gender", "School or nursery", "UPN", "NHS no.", shade=LIME)]
    for n, k in enumerate(kids):
        ch.append([str(n + 1), Cell(k.family()), Cell(k.given()), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell(k.upn()), Cell(numbered(k, x))])
    ch += [[str(n), "", "", "", "", "", "", ""] for n in range(len(kids) + 1, 5)]
    ad = [hd("No.", "Surname", "First name", "Date of birth", "Relationship to children", "Lives at family address?", "Parental responsibility?", "Telephone", shade=LIME)]
    m = 0
    for r in grown(x) + x.sibs():
        m += 1
        adult = r.p not in c.siblings
        ad.append([str(m), Cell(r.family()), Cell(r.given()), Cell(r.dob()), Cell(r.rel()), "No" if c.carer and r.p is c.mother else q(x, "Yes", "Yes", "No"), q(x, "Yes", "No", "Not known") if adult else "", c.mobile if m == 1 else ""])
    ad += [[str(m + 1), "", "", "", "", "", "", ""]]
    pr = [hd("No.", "Name", "Role", "Organisation", "Telephone", shade=LIME), ["1", Cell(x.pro(c.gp)), "GP", Cell(c.surgery), ""], ["2", Cell(x.pro(c.hv)), Cell(q(x, "Health visitor", "School nurse")), "Fellside Community NHS", "01632 960377"], ["3", Cell(x.pro(c.teacher)), Cell(q(x, "Teacher", "Head of year")), "", ""]]
    blocks = [P("Complete the white cells only. Use one workbook for each family."), H("1. Contact made by", 3), Table([row("Name of contact", x.ref("name"), "Role", x.ref("role")), row("Organisation", x.ref("agency"), "Telephone", x.ref("phone")), row("Email", x.ref("email"), "Date of contact", x.today())], [1, 1.8, 1, 1.8]), H("2. Family", 3), Table([row("Family address", x.v(c.address), "Postcode", x.v(x.code(c.postcode))), row("Main language at home", c.children[0].language or "English", "Interpreter needed?", q(x, "No", "No", "Yes"))], [1, 1.8, 1, 1.8]),
              H("3. Children this contact is about", 3), Table(ch, [0.4, 1.1, 1.1, 1.2, 0.7, 1.4, 1.1, 1]), H("4. Parents, carers and other household members", 3), Table(ad, [0.4, 1.1, 1.1, 1.1, 1.2, 1, 1, 1.1]), H("5. Professionals", 3), Table(pr, [0.4, 1.5, 1.2, 1.5, 1]), Break(), H("6. Reason for contact", 3), Table([wide("Details", x.concern(), 1), wide("Previous support", q(x, "None known", "Early Help 2025", "Child in Need plan closed 2024"), 1), wide("Parent / carer consent?", q(x, "Yes", "No", "Not sought"), 1)], [1, 4])]
    form = Form("Children’s Services Contact Record", blocks, foot="Contact record v7.2")
    form.note["real_dates"] = x.rng.random() < 0.5
    return form


# 15 -----------------------------------------------------------------
def charityreferral(x):
    """Voluntary service's referral: service user is the parent; children in lines of a table, address safe or not, partner agency's worker, risk."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    m = x.rel(c.mother)
    m.t["relationship"] = "Mother"
    blocks = [H("Our worker", 3), P([B("Worker: "), x.ref("name")]), P([B("Job title: "), x.ref("role")]), P([B("Service: "), x.ref("agency")]), P([B("Email: "), x.ref("email")]), P([B("Tel: "), x.ref("phone")]), P([B("Date: "), x.today()]),
              H("Parent we are supporting (mother)", 3), P([B("Name: "), m.full(comma=False)]), P([B("Date of birth: "), m.dob()]), P([B("Safe contact number: "), c.mobile]), P([B("Family’s address: "), x.v(f"{c.address}, {x.code(c.postcode)}")]), H("Children we are worried about", 3)]
    ch = [hd("Name", "DOB / due date", "Gender", "School / nursery", shade=PEACH)]
    for k in kids:
        ch.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.school())])
    blocks.append(Table(ch, [1.8, 1.2, 0.8, 1.6]))
    others = [x.rel(p) for p in (c.carer, c.father, c.partner) if p] + x.sibs()
    if others:
        blocks += [H("Other family members", 3), Table([hd("Name", "DOB", "Relationship to children", shade=PEACH)] + [[Cell(r.full()), Cell(r.dob()), Cell(r.rel())] for r in others], [1.8, 1.2, 1.4])]
    blocks += [H("Why we are contacting you", 3), P(x.concern()), H("Who else is involved", 3), P(["School: ", x.pro(c.teacher)]), P(["Health: ", x.pro(c.hv)]), P(["Our manager, for queries: ", x.pro(c.manager)]), H("Consent", 3), P(["Parent agrees to this referral:  "] + yesno(x))]
    return Form("Referral to Children’s Services", blocks, head="Confidential", foot="Please acknowledge within 24 hours")


def born(c):
    return not c.children[0].due


def at_school(c):
    return all(age_of(k.dob) >= 4 and k.school for k in c.children)


def nursery(c):
    return c.children[0].school and ("Nursery" in c.children[0].school or "Pre-school" in c.children[0].school)


ALL = ["education", "hv", "police", "charity", "council", "hospital", "housing", "gp"]
SHAPES = {
    "partnershipmarf": (partnershipmarf, ["docx", "pdf-lo", "odt"], ALL, {"alias": True, "most": 3, "unborn_share": 0.12}),
    "portalmail": (portalmail, ["html-body", "text-body"], ALL, {"most": 3, "unborn_share": 0.12}),
    "hvreferral": (hvreferral, ["odt", "pdf-rl"], ["hv"], {"most": 3, "young": True, "unborn_share": 0.15, "born_family": True}),
    "prebirth": (prebirth, ["docx", "rtf"], ["midwife"], {"most": 1, "unborn": True}),
    "schoolconcern": (schoolconcern, ["docx", "odt"], ["education"], {"alias": True, "most": 2, "born": True, "fit": at_school}),
    "earlyyears": (earlyyears, ["docx", "rtf"], ["nursery"], {"alias": True, "most": 1, "born": True, "young": True, "fit": nursery}),
    "practiceletter": (practiceletter, ["docx", "pdf-lo"], ["gp"], {"most": 2, "unborn_share": 0.05}),
    "trustline": (trustline, ["pdf-rl", "text-body"], ["helpline"], {"most": 3, "unborn_share": 0.05, "style": "colon|dots"}),
    "housingreferral": (housingreferral, ["xlsx", "docx"], ["housing"], {"most": 3, "unborn_share": 0.15}),
    "vulnerablechild": (vulnerablechild, ["pdf-rl", "text-body"], ["police"], {"most": 3, "unborn_share": 0.05, "style": "colon|tab"}),
    "familyhelp": (familyhelp, ["docx", "odt"], ALL, {"alias": True, "most": 3, "unborn_share": 0.08}),
    "tickmash": (tickmash, ["docx", "pdf-lo", "pdf-rl"], ALL, {"alias": True, "most": 2, "unborn_share": 0.1}),
    "hospitalreferral": (hospitalreferral, ["rtf", "html-body"], ["hospital"], {"most": 1, "born": True}),
    "contactbook": (contactbook, ["xlsx", "html-body"], ALL, {"most": 3, "unborn_share": 0.08}),
    "charityreferral": (charityreferral, ["docx", "text-body"], ["charity"], {"most": 3, "unborn_share": 0.1}),
}
