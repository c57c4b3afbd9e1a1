"""What the layouts of the later sets have in common: headings, ticks, further people, one address for all."""

import io

import people
import render
from forms import lab
from habits import age_of
from render import Cell, Tick, Val, plain

GREY, BLUE, GREEN, PINK, SAND = "D9D9D9", "C6D9F1", "E2EFDA", "F8D7E3", "FFF2CC"

NOTES = [
    "If a child is in immediate danger dial 999. This form should be completed within 24 hours of a telephone referral (Working Together 2023).",
    "Practitioners should discuss their concerns with the family and seek agreement unless doing so would put the child at risk or jeopardise a criminal investigation.",
    "Children includes unborn babies and young people up to their 18th birthday (25 if care experienced or with SEND).",
    "Has an Early Help Assessment been completed? If yes attach it. Referrals which do not meet Level 3 or 4 will be returned to the referrer.",
    "Please type. Handwritten forms will not be accepted. Boxes expand as you type.",
    "By signing you confirm that the information is accurate and that you have read the privacy notice at www.derwent.gov.test/privacy.",
    "Out of hours contact the Emergency Duty Team on 01632 960999 (5pm to 8.30am and weekends).",
]


def sec(text, span, shade=BLUE):
    """A heading over a whole row."""
    return [Cell(text, span=span, label=True, shade=shade)]


def hd(*words, shade=GREY):
    """A row of headings."""
    return [lab(w, shade) for w in words]


def t(v):
    """What was filled in, as words."""
    return v.text if isinstance(v, Val) else plain(v)


def one(v):
    """What was filled in, on one line."""
    return t(v).replace("\n", ", ")


def paragraphs(x):
    """The concern as the paragraphs it is made of."""
    x.concern()
    return list(x.case.concern)


def sign(x, who, back=3):
    """Consent with Name … Signature … Date."""
    return [lab("Name"), Cell(who), lab("Signature"), Cell(x.v(x.rng.choice(["Verbal consent given", "", "seen", "by telephone"]))), lab("Date"), Cell(x.day(back))]


def taken(x):
    """Names that somebody has already."""
    c = x.case
    return {p.full for p in c.children + c.siblings + [c.mother, c.gran] + [p for p in (c.father, c.partner) if p]} | set(x.professionals) | {c.r_name, c.gp, c.teacher, c.sw, c.hv, c.manager}


def extra(x):
    """One more professional."""
    names = taken(x)
    while True:
        name = f"{x.rng.choice(people.PRO_GIVEN)} {x.rng.choice(people.PRO_FAMILY)}"
        if name not in names:
            return x.pro(name)


def peer(x):
    """A young person who is not the subject nor of the family."""
    used = {w for n in taken(x) for w in n.split()} | set(x.case.friend.split())
    while True:
        given, family = x.rng.choice(people.CULTURES[0][0] + people.CULTURES[0][1]), x.rng.choice(x.names.PEERS)
        if given not in used and family not in used:
            return x.pro(f"{given} {family}")


def people_of(x, sibs=True):
    """Mother, father and partner, and others at home."""
    return x.adults() + (x.sibs() if sibs else [])


def share(x, kids, code=True):
    """One address stands for all of them."""
    for c, k in zip(x.case.children, kids):
        c.address, c.postcode = x.case.address, x.case.postcode
        k.t["address"] = c.address
        if code:
            k.t["postcode"] = c.postcode


def yn(x):
    return x.v(x.rng.choice(["Y", "N", "Yes", "No", "n/k", "Y"]))


def mf(p):
    return "F" if p.gender == "F" else "M"


def ticks(x, *words):
    """Boxes with their words, one of them ticked."""
    on = x.rng.randrange(len(words))
    out = []
    for n, w in enumerate(words):
        out += [Tick(n == on, x.tick), f" {w}   "]
    return out


def blank_row(n):
    return [""] * n


def q(x, *words):
    """One of these."""
    return x.rng.choice(words)


def teens(c):
    return age_of(c.children[0].dob) >= 11 and c.children[0].family != ""


def acro_grid(form):
    """A fillable form with rows of fields below printed headings: form.note["grid"] is (kind, label, value), kind "head", "cols", "field" or "area"."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.pdfgen.canvas import Canvas

    rl_config.invariant = 1
    font, bold = render.pdf_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(form.title)
    y, n = A4[1] - 2 * cm, 0
    canvas.setFont(bold, 14)
    canvas.drawString(1.5 * cm, y, form.title)
    y -= 1 * cm
    for kind, label, value in form.note["grid"]:
        if y < 6 * cm:
            canvas.showPage()
            y = A4[1] - 2 * cm
        if kind == "head":
            y -= 0.3 * cm
            canvas.setFont(bold, 11)
            canvas.drawString(1.5 * cm, y, label)
            y -= 0.7 * cm
        elif kind == "cols":
            width = 18 * cm / len(label)
            canvas.setFont(bold, 8)
            for i, h in enumerate(label):
                canvas.drawString(1.5 * cm + i * width, y, h)
            y -= 0.75 * cm
            for line in value:
                for i, v in enumerate(line):
                    n += 1
                    render.field(canvas, f"F{n:03}", "", v.text, 1.5 * cm + i * width, y, width - 0.1 * cm, 0.6 * cm, False)
                y -= 0.68 * cm
        elif kind == "field":
            n += 1
            canvas.setFont(bold, 9)
            canvas.drawString(1.5 * cm, y, label)
            render.field(canvas, f"F{n:03}", "", value.text, 6 * cm, y - 4, 13.5 * cm, 0.58 * cm, False)
            y -= 0.75 * cm
        else:
            n += 1
            canvas.setFont(bold, 9)
            canvas.drawString(1.5 * cm, y, label)
            render.field(canvas, f"F{n:03}", "", value.text, 1.5 * cm, y - 4.2 * cm, 18 * cm, 4 * cm, True)
            y -= 5 * cm
    canvas.setFont(font, 7)
    canvas.drawString(1.5 * cm, 0.8 * cm, form.foot)
    canvas.save()
    return buffer.getvalue()
