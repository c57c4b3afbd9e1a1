"""The fourth set, ordinary forms: a fact is in the truth when, and only when, it is put on the form."""

from forms import lab
from parts import BLUE, GREEN, GREY, extra, hd, q, sec, share
from render import Cell, Form, H, P, Table, Tick, Val

TEAL, LILAC = "DAEEF3", "E5DFEC"


def row(*parts, shade=""):
    """Label, answer, label, answer."""
    return [lab(p, shade) if n % 2 == 0 else Cell(p) for n, p in enumerate(parts)]


def wide(label, answer, shade="", span=3):
    return [lab(label, shade), Cell(answer, span=span)]


def yn(x):
    return x.v(q(x, "Yes", "No", "Yes", "Not known"))


def yesno(x):
    on = q(x, 0, 1)
    return [Tick(on == 0, x.tick), " Yes   ", Tick(on == 1, x.tick), " No"]


def empty(x, n, most=2):
    return [[""] * n for _ in range(x.rng.randint(0, most))]


def nothing(x, what, sure=False):
    """A professional's field that is not filled in."""
    return what if sure or x.rng.random() < 0.6 else None


# 1 ------------------------------------------------------------------
def supportblocks(x):
    """Request for Support: who asks, each child a block of pairs, parents, others in the household, professionals, consent."""
    c = x.case
    parts = [H("Section 1: Details of person making the request", 2), Table([row("Name", x.ref("name"), "Job title", x.ref("role"), shade=BLUE), row("Agency", x.ref("agency"), "Telephone number", x.ref("phone"), shade=BLUE), row("Email address", x.ref("email"), "Date of request", x.today(), shade=BLUE)], [1, 2, 1, 1.7]),
             H("Section 2: Child(ren) / young person(s)", 2)]
    kids = x.kids()
    for n, k in enumerate(kids):
        parts.append(Table([sec(f"Child {n + 1}", 4), row("First name(s)", k.given(), "Surname", k.family()), row("Also known as", k.aliases(), "Date of birth or expected date of delivery", k.dob()), row("Gender", k.sex(), "Ethnicity", k.c.ethnicity), wide("Home address", k.address(code=False)), row("Postcode", k.postcode(), "Telephone", c.mobile if n == 0 else ""),
                            row("School / nursery / college", k.school(), "NHS number", k.nhs()), row("First language", k.c.language, "Disability or special educational needs", q(x, "", "No", "None known", "Speech and language"))], [1, 2, 1, 1.7]))
        parts.append(P(""))
    par = [hd("Full name", "Relationship to child", "Date of birth", "Parental responsibility", "Address if different", shade=BLUE)]
    for r in x.adults():
        par.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell(yn(x)), Cell(q(x, "", "", "As child", "Not known"))])
    par += empty(x, 5)
    oth = [hd("Full name", "Relationship to child", "Date of birth", "School / occupation", shade=BLUE)]
    for r in x.sibs():
        oth.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell("")])
    oth += empty(x, 4) or [[""] * 4]
    pro = [hd("Role", "Name", "Agency", "Contact number", shade=BLUE), ["GP", Cell(x.pro(c.gp)), Cell(c.surgery), "01632 960118"], ["Health visitor / school nurse", Cell(x.pro(c.hv)), "Eastmere Community Health", ""], ["Teacher / tutor", Cell(x.pro(c.teacher)), "", ""], ["Other", "", "", ""]]
    con = [row("Has the parent/carer consented to this request?", yesno(x)), row("Name of parent/carer who gave consent", q(x, "", Val(c.mother.full, x.how))), row("If no, please say why", q(x, "", "n/a"))]
    parts += [H("Section 3: Parents and carers", 2), Table(par, [1.8, 1.3, 1.2, 1, 1.4]), H("Section 4: Other members of the household", 2), Table(oth, [1.8, 1.3, 1.2, 1.4]), H("Section 5: Professionals working with the family", 2), Table(pro, [1.3, 1.6, 1.6, 1.1]), H("Section 6: Consent", 2), Table(con, [1.5, 2]), H("Section 7: Reason for request", 2), Table([[Cell(x.concern())]], [1])]
    return Form("Request for Support", parts, head="Eastmere County Council – Integrated Children’s Services", foot="Send the completed form to the Front Door")


# 2 ------------------------------------------------------------------
def servicetable(x):
    """Request for Service: a table of children, one family address, a table of adults, agencies, the concern, and the referrer last."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    ch = [hd("Name of child", "DOB / EDD", "Gender", "Ethnicity", "School / Children’s Centre", "NHS No.", shade=GREEN)]
    for k in kids:
        ch.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(k.c.ethnicity), Cell(k.school()), Cell(k.nhs())])
    ch += empty(x, 6, 3)
    home = [row("Family address", x.v(c.address), shade=GREEN), row("Postcode", x.v(x.code(c.postcode)), shade=GREEN), row("Contact number for family", c.mobile, shade=GREEN), row("Interpreter or signer needed?", q(x, "No", "No", "Yes – " + (c.children[0].language or "")), shade=GREEN)]
    ad = [hd("Name", "Relationship to child(ren)", "DOB", "PR (Y/N)", "Lives in household (Y/N)", shade=GREEN)]
    for r in x.adults() + x.sibs():
        ad.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell(q(x, "Y", "N", "")), Cell(q(x, "Y", "Y", "N"))])
    ad += empty(x, 5)
    ag = [hd("Agency", "Worker’s name", "Telephone", shade=GREEN), ["School", Cell(x.pro(c.teacher)), ""], ["Health (HV / SN / Midwife)", Cell(x.pro(c.hv)), "01632 960441"], ["GP", Cell(x.pro(c.gp)), ""], ["Cluster / Early Help", Cell(extra(x) if q(x, True, False) else ""), ""]]
    me = [row("Your name", x.ref("name"), shade=GREEN), row("Your role", x.ref("role"), shade=GREEN), row("Your agency", x.ref("agency"), shade=GREEN), row("Your telephone number", x.ref("phone"), shade=GREEN), row("Your email", x.ref("email"), shade=GREEN), row("Date", x.today(), shade=GREEN)]
    return Form("Request for Service to Children’s Social Work Services", [P("Please complete all sections. This form confirms in writing your telephone conversation with the Duty and Advice Team.", "note"), H("1. Child / children you are referring", 3), Table(ch, [1.6, 1.2, 1, 1.1, 1.4, 1.2]), H("2. Family home", 3), Table(home, [1, 2.4]),
                H("3. Parents, carers and other family members", 3), Table(ad, [1.8, 1.4, 1.2, 0.7, 1]), H("4. Agencies involved", 3), Table(ag, [1.4, 1.8, 1]), H("5. What are you worried about?", 3), P(x.concern()), H("6. What is working well?", 3), P(q(x, "Good attendance until recently.", "The children are well presented.", "Supportive grandparents.", "")),
                H("7. Has the family agreed to this request?", 3), P(yesno(x)), H("8. Referrer", 3), Table(me, [1, 2.4])], foot="Duty and Advice Team")


# 3 ------------------------------------------------------------------
def questions(x):
    """Multi-Agency Request for Support: two columns of question and answer for each child, a household table, key professionals, consent, requester."""
    c = x.case
    parts = []
    kids = x.kids()
    for n, k in enumerate(kids):
        rows = [sec("Details of child or young person" + (f" ({n + 1})" if len(kids) > 1 else ""), 2, TEAL), row("Full name of child/young person", k.full()), row("Date of birth / due date", k.dob()), row("Gender", k.sex()), row("Current address including postcode", k.address()), row("School, college or early years setting", k.school()),
                row("Unique pupil number (if known)", k.upn()), row("Ethnicity", k.c.ethnicity), row("Religion", k.c.religion), row("Does the child have a disability?", q(x, "No", "No", "Yes", "Not known"))]
        parts += [Table(rows, [1.2, 2]), P("")]
    hh = [sec("Household and family members", 4, TEAL), hd("Name", "Date of birth", "Relationship to child", "Lives with child?", shade=TEAL)]
    for r in x.adults() + x.sibs():
        hh.append([Cell(r.full(title=False)), Cell(r.dob()), Cell(r.rel()), Cell(yn(x))])
    hh += empty(x, 4)
    pro = [sec("Key professionals", 3, TEAL), hd("Name", "Role", "Contact details", shade=TEAL), [Cell(x.pro(c.gp)), "GP", Cell(c.surgery)], [Cell(x.pro(c.hv)), Cell(q(x, "Health Visitor", "School Nurse")), "01632 960307"]]
    if q(x, True, False):
        pro.append([Cell(x.pro(c.teacher)), "Class teacher", ""])
    con = [sec("Consent", 2, TEAL), row("Do you have consent from a person with parental responsibility?", yesno(x)), row("Date consent was given", q(x, "", x.day(1)))]
    me = [sec("Person making this request", 2, TEAL), row("Name", x.ref("name")), row("Position", x.ref("role")), row("Organisation", x.ref("agency")), row("Email", x.ref("email")), row("Telephone", x.ref("phone")), row("Line manager / safeguarding lead", x.pro(c.manager)), row("Date completed", x.today())]
    why = [sec("Reason for request", 2, TEAL), row("What are the concerns?", x.concern()), row("What support has already been offered?", q(x, "Early help plan 2025", "None", "Parenting course offered", "")), row("What would the family like to happen?", q(x, "Help with routines.", "Not discussed", "Support with housing"))]
    return Form("Multi-Agency Request for Support Form", parts + [Table(hh, [1.8, 1.3, 1.4, 1]), P(""), Table(pro, [1.6, 1.3, 1.6]), P(""), Table(why, [1.2, 2.4]), P(""), Table(con, [1.6, 2]), P(""), Table(me, [1.2, 2])], foot="Request for support, version 5")


# 4 ------------------------------------------------------------------
def dwyieithog(x):
    """Multi-Agency Referral Form (MARF): surnames and forenames in columns, address block, significant others, agencies, referrer, consent."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    ch = [sec("A. Child(ren) being referred", 7, LILAC), hd("Surname", "Forename(s)", "Known as", "D.O.B. / E.D.D.", "Gender", "School / Nursery", "NHS Number", shade=LILAC)]
    for k in kids:
        ch.append([Cell(k.family()), Cell(k.given()), Cell(k.aliases()), Cell(k.dob()), Cell(k.sex()), Cell(k.school()), Cell(k.nhs())])
    ch += empty(x, 7)
    ad = [wide("Address", x.v(c.address), LILAC), row("Post code", x.v(x.code(c.postcode)), "Tel. no.", c.mobile, shade=LILAC), row("First language", c.children[0].language or "English", "Language of choice (Welsh / English)", q(x, "English", "English", "Welsh"), shade=LILAC)]
    so = [sec("B. Parents / carers and significant others", 5, LILAC), hd("Surname", "Forename(s)", "D.O.B.", "Relationship to child", "Parental responsibility", shade=LILAC)]
    for r in x.adults() + x.sibs():
        so.append([Cell(r.family()), Cell(r.given()), Cell(r.dob()), Cell(r.rel()), Cell(q(x, "Yes", "No", ""))])
    so += empty(x, 5)
    ag = [sec("C. Key agencies involved", 3, LILAC), hd("Agency", "Name of worker", "Telephone", shade=LILAC), ["GP", Cell(x.pro(c.gp)), ""], ["Health Visitor / School Nurse", Cell(x.pro(c.hv)), "029 2018 0412"], ["School", Cell(x.pro(c.teacher)), ""], ["Police", "", ""], ["Probation", "", ""]]
    me = [sec("D. Referrer details", 4, LILAC), row("Name", x.ref("name"), "Designation", x.ref("role")), row("Agency", x.ref("agency"), "Tel. no.", x.ref("phone")), row("E-mail", x.ref("email"), "Date of referral", x.today())]
    con = [sec("E. Consent", 2, LILAC), row("Is the parent/carer aware of the referral?", yesno(x)), row("Does the parent/carer agree to the referral?", yesno(x))]
    blocks = [Table(ch, [1.2, 1.2, 1, 1.2, 1, 1.4, 1.2]), Table(ad, [1, 2, 1, 1.2]), Table(so, [1.3, 1.3, 1.2, 1.3, 1]), Table(ag, [1.3, 1.8, 1.1]), Table(me, [0.8, 2, 1, 1.8]), Table(con, [1.6, 2]), H("F. Reason for referral", 3), P(x.concern()), H("G. Views of the child and family", 3), P(q(x, "Mother would welcome support.", "The child has not been spoken to yet.", ""))]
    return Form("Multi-Agency Referral Form (MARF)", blocks, foot="Children’s Services – Intake and Assessment")


# 5 ------------------------------------------------------------------
def interagency(x):
    """Inter-agency referral: referrer at the top, children with their own addresses, household adults, other children, network, parental agreement."""
    c = x.case
    me = [row("Referrer name", x.ref("name"), "Relationship to child / job role", x.ref("role"), shade=GREY), row("Organisation name", x.ref("agency"), "Contact number", x.ref("phone"), shade=GREY), row("Email", x.ref("email"), "Date of referral", x.today(), shade=GREY)]
    ch = [hd("First name", "Last name", "DOB / EDD", "Gender", "Address and postcode", "School / nursery")]
    for k in x.kids():
        ch.append([Cell(k.given()), Cell(k.family()), Cell(k.dob()), Cell(k.sex()), Cell(k.address()), Cell(k.school())])
    ch += empty(x, 6)
    ad = [hd("First name", "Last name", "DOB", "Relationship to child", "Contact number")]
    for n, r in enumerate(x.adults()):
        ad.append([Cell(r.given()), Cell(r.family()), Cell(r.dob()), Cell(r.rel()), Cell(c.mobile if n == 0 else "")])
    ad += empty(x, 5, 1)
    sib = [hd("First name", "Last name", "DOB", "Relationship to child")]
    for r in x.sibs():
        sib.append([Cell(r.given()), Cell(r.family()), Cell(r.dob()), Cell(r.rel())])
    sib += empty(x, 4) or [[""] * 4]
    net = [hd("Professional", "Name", "Organisation"), ["GP", Cell(x.pro(c.gp)), Cell(c.surgery)], ["Health visitor", Cell(x.pro(c.hv)), ""], ["Allocated social worker", Cell(x.pro(c.sw) if q(x, True, False, False) else q(x, "", "None")), ""], ["Other", Cell([extra(x), q(x, " (CAMHS)", " – family support", "")]), ""]]
    con = [row("Have you spoken with the parents about this referral?", yesno(x)), row("Do they agree to information being shared?", yesno(x)), row("If not, give reasons", q(x, "", "Not applicable", "Risk to child"))]
    return Form("Inter-Agency Referral to Children and Families Services", [H("Referrer’s details", 3), Table(me, [1, 2, 1.1, 1.6]), H("Children you are referring", 3), Table(ch, [1.1, 1.1, 1.2, 1, 1.9, 1.4]), H("Parents and adults in the household", 3), Table(ad, [1.2, 1.2, 1.2, 1.3, 1.2]), H("Other children in the household", 3), Table(sib, [1.2, 1.2, 1.2, 1.3]),
                H("Professional network", 3), Table(net, [1.2, 1.8, 1.5]), H("Parental agreement", 3), Table(con, [1.6, 2]), H("Your concerns", 3), P(x.concern()), H("Protective factors", 3), P(q(x, "Attends school every day.", "Engages with the health visitor.", "None noted"))], foot="Multi-Agency Safeguarding Hub")


# 6 ------------------------------------------------------------------
def contactpairs(x):
    """MASH contact form: pairs throughout, also for parents, who are 'Parent / carer 1' and so on."""
    c = x.case
    parts = [Table([sec("About you", 4, GREEN), row("Your name", x.ref("name"), "Your job title", x.ref("role")), row("Agency / organisation", x.ref("agency"), "Phone", x.ref("phone")), wide("Email", x.ref("email")), row("Date form completed", x.today(), "Have you contacted MASH before about this family?", q(x, "No", "Yes", "No"))], [1, 2, 1, 1.6])]
    kids = x.kids()
    for n, k in enumerate(kids):
        parts.append(Table([sec("About the child" if len(kids) == 1 else f"About the child – child {n + 1}", 4, GREEN), row("Child’s full name", k.full(), "Date of birth / EDD", k.dob()), row("Gender", k.sex(), "NHS number", k.nhs()), wide("Address", k.address()), row("School / setting", k.school(), "UPN", k.upn()), row("Ethnicity", k.c.ethnicity, "Preferred language", k.c.language)], [1, 2, 1, 1.6]))
    for n, r in enumerate(x.adults()):
        parts.append(Table([sec(f"Parent / carer {n + 1}", 4, GREEN), row("Full name", r.full(title=q(x, True, False, False), comma=False), "Date of birth", r.dob()), row("Relationship to child", r.rel(), "Parental responsibility", yn(x)), row("Phone", c.mobile if n == 0 else "", "Lives with child?", yn(x))], [1, 2, 1, 1.6]))
    oth = [sec("Who else lives in the home?", 3, GREEN), hd("Name", "Date of birth", "Relationship to child", shade=GREEN)]
    for r in x.sibs():
        oth.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel())])
    oth += empty(x, 3) or [[""] * 3]
    pro = [sec("Other professionals", 3, GREEN), hd("Name", "Role", "Phone / email", shade=GREEN), [Cell(x.pro(c.gp)), Cell(["GP, ", c.surgery]), ""], [Cell(x.pro(c.teacher)), "Teacher", ""], [Cell(x.pro(c.hv)), "Public health nurse", "01632 960555"]] + empty(x, 3, 1)
    con = [sec("Consent", 2, GREEN), row("Parent / carer has agreed to this contact", yesno(x)), row("Young person has agreed (if over 12)", q(x, "N/A", "", "Yes"))]
    return Form("MASH Contact Form", parts + [Table(oth, [2, 1.3, 1.5]), Table(pro, [1.8, 1.5, 1.4]), Table(con, [1.6, 2]), H("What is your worry?", 3), P(x.concern()), H("What do you think needs to happen?", 3), P(q(x, "Assessment of need.", "Early help.", "Please call to discuss."))], head="Multi-Agency Safeguarding Hub", foot="Please email as a Word document")


# 7 ------------------------------------------------------------------
def notification(x):
    """Scottish notification of concern: child, parents, other children in the household, professionals, named person, referrer."""
    c = x.case
    parts = []
    kids = x.kids()
    for n, k in enumerate(kids):
        parts.append(Table([sec("1. Child / young person’s details" + (f" – {n + 1} of {len(kids)}" if len(kids) > 1 else ""), 4, GREY), row("Forename(s)", k.given(), "Surname", k.family()), row("Date of birth / EDD", k.dob(), "Gender", k.sex()), row("Known as", k.aliases(), "Ethnic origin", k.c.ethnicity), wide("Home address", k.address(code=False)), row("Postcode", k.postcode(), "School / nursery", k.school())], [1, 2, 1, 1.6]))
    par = [sec("2. Parents / carers", 4, GREY), hd("Name", "Relationship to child", "Date of birth", "At home address? (Y/N)")]
    for r in x.adults():
        par.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob()), Cell(q(x, "Y", "Y", "N"))])
    sib = [sec("3. Other children in the household", 3, GREY), hd("Name", "Relationship to child", "Date of birth")]
    for r in x.sibs():
        sib.append([Cell(r.full()), Cell(r.rel()), Cell(r.dob())])
    sib += empty(x, 3) or [[""] * 3]
    pro = [sec("4. Professionals involved", 3, GREY), hd("Designation", "Name", "Contact details"), ["Named Person", Cell(x.pro(c.teacher)), ""], ["Health Visitor", Cell(x.pro(c.hv)), "01632 960660"], ["GP", Cell(x.pro(c.gp)), Cell(c.surgery)], ["Social Worker", Cell(q(x, "", "None")), ""]]
    me = [sec("7. Details of person making notification", 4, GREY), row("Name", x.ref("name"), "Designation", x.ref("role")), row("Agency", x.ref("agency"), "Telephone", x.ref("phone")), row("Email", x.ref("email"), "Date", x.today())]
    con = [row("Have parents been informed of this notification?", yesno(x)), row("Has the child been informed?", yesno(x))]
    return Form("Notification of Concern – Child", parts + [Table(par, [1.9, 1.4, 1.3, 1]), Table(sib, [1.9, 1.4, 1.3]), Table(pro, [1.2, 1.7, 1.6]), H("5. Nature of concern", 3), P(x.concern()), H("6. Information sharing", 3), Table(con, [1.6, 2]), Table(me, [1, 2, 1, 1.6])], head="Social Work Services", foot="Child protection procedures – notification form")


# 8 ------------------------------------------------------------------
def dutyservice(x):
    """Referral form to the advice service: household first with one address, children as a table with address-free rows, adults, agencies, consent, referrer and manager."""
    c = x.case
    kids = x.kids()
    share(x, kids)
    ad = [sec("Family address", 4, BLUE), wide("Main address", x.v(c.address)), row("Postcode", x.v(x.code(c.postcode)), "Main contact number", c.mobile)]
    ch = [sec("Child(ren) / young people this referral is about", 6, BLUE), hd("Name", "Date of birth / EDD", "Gender", "UPN / NHS no. if known", "School / early years provider", "Ethnicity", shade=BLUE)]
    for k in kids:
        number = k.upn() if k.c.upn and q(x, True, False) else k.nhs()
        ch.append([Cell(k.full()), Cell(k.dob()), Cell(k.sex()), Cell(number), Cell(k.school()), Cell(k.c.ethnicity)])
    ch += empty(x, 6)
    hh = [sec("Parents, carers and other household members", 4, BLUE), hd("Name", "Date of birth", "Relationship to child", "Living at this address?", shade=BLUE)]
    for r in x.adults() + x.sibs():
        hh.append([Cell(r.full()), Cell(r.dob()), Cell(r.rel()), Cell(yn(x))])
    hh += empty(x, 4)
    ag = [sec("Agencies working with the family", 4, BLUE), hd("Agency", "Name", "Role", "Telephone", shade=BLUE), ["Health", Cell(x.pro(c.hv)), Cell(q(x, "Health visitor", "School nurse")), "01632 960733"], ["Education", Cell(x.pro(c.teacher)), Cell(q(x, "Class teacher", "SENCO", "Pastoral lead")), ""], ["GP practice", Cell(x.pro(c.gp)), "GP", ""], ["Other", "", "", ""]]
    con = [sec("Consent", 2, BLUE), row("Consent obtained from parent / carer", yesno(x)), row("Who gave consent and when?", q(x, "", ["Mother, ", x.day(1)]))]
    me = [sec("Referrer", 4, BLUE), row("Name of referrer", x.ref("name"), "Role", x.ref("role")), row("Agency", x.ref("agency"), "Telephone", x.ref("phone")), row("Email", x.ref("email"), "Name of manager", x.pro(c.manager)), row("Signed", "", "Date", x.today())]
    return Form("Referral to Children’s Services", [P("Please telephone the Children’s Advice and Duty Service first. This form should follow within one working day.", "note"), Table(ad, [1, 2, 1, 1.4]), P(""), Table(ch, [1.6, 1.2, 1, 1.3, 1.4, 1.1]), P(""), Table(hh, [1.9, 1.3, 1.4, 1]), P(""), Table(ag, [1, 1.6, 1.2, 1]), P(""), Table([sec("Details of concern", 1, BLUE), [Cell(x.concern())]], [1]), P(""), Table(con, [1.4, 2]), P(""), Table(me, [1, 2, 1, 1.5])], foot="Children’s Services referral form")


def named(c):
    return all(k.family for k in c.children)


ALL = ["education", "health", "police", "charity", "council"]
SHAPES = {
    "supportblocks": (supportblocks, ["docx", "pdf-lo"], ALL, {"alias": True, "most": 3}),
    "servicetable": (servicetable, ["docx", "text-body"], ALL, {}),
    "questions": (questions, ["doc", "pdf-rl"], ALL, {"most": 2}),
    "dwyieithog": (dwyieithog, ["docx", "html-body"], ALL, {"alias": True, "where": "cy"}),
    "interagency": (interagency, ["pdf-lo", "html-body"], ALL, {}),
    "contactpairs": (contactpairs, ["docx", "pdf-rl"], ALL, {"most": 3}),
    "notification": (notification, ["doc", "text-body"], ALL, {"alias": True, "most": 3, "where": "sc"}),
    "dutyservice": (dutyservice, ["pdf-lo", "doc"], ALL, {}),
}
