"""One mail of a later set: the family, how its form is filled in, the form, and the mail around it."""

import random
import re
import zlib
from email.message import EmailMessage
from email.policy import SMTP

import generate
import people
import render
from habits import Ctx
from parts import acro_grid, extra


def use(names):
    """Puts a set's names, places, stories and covering words in the place of the common ones."""
    for key in ("CULTURES", "STREETS", "HOUSES", "SCHOOLS", "SURGERIES", "PRO_GIVEN", "PRO_FAMILY", "ALIAS_MAKERS", "CONCERNS", "MORE", "URGENT"):
        getattr(people, key)[:] = getattr(names, key)
    people.REFERRERS.clear()
    people.REFERRERS.update(names.REFERRERS)
    for key in ("SUBJECTS", "OPENINGS", "BODY_OPENINGS", "DISCLAIMERS", "FILES"):
        if hasattr(names, key):
            getattr(generate, key)[:] = getattr(names, key)


def summary_list(page):
    """The summary list of GOV.UK's own pages instead of a table."""
    page = re.sub(r"<tr><td><b>(.*?)</b></td><td>(.*?)</td></tr>", r'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">\1</dt><dd class="govuk-summary-list__value">\2</dd></div>', page, flags=re.S)
    return re.sub(r"<table[^>]*>(.*?)</table>", r'<dl class="govuk-summary-list">\1</dl>', page, flags=re.S)


class Item(generate.Item):
    """What is common to the sets. A layout's options say which families it may be about, as `fit`, `most` or `born` (no unborn baby)."""

    twins = 0.2
    namesakes = 0.12

    def __init__(self, names, shape, layout, format, number, seed):
        self.names, self.layout, self.format = names, layout, format
        self.name = f"{layout}-{format}-{number:02}"
        self.rng = rng = random.Random(f"{names.SALT}/{seed}/{self.name}")
        function, _, kinds, self.options = shape
        people.TOWNS[:] = names.TOWNS[self.options.get("where", "en")]
        self.case = case = self.family(kinds, min(rng.choice([1, 1, 1, 2, 2, 3, 4]), self.options.get("most", 4)))
        born = [c for c in case.children if not c.due]
        if len(born) > 1 and rng.random() < self.twins:
            born[1].dob, born[1].school, born[1].family = born[0].dob, born[0].school, born[0].family
            if not born[1].age_only and not born[0].age_only:
                born[0].twin = born[1].twin = True
        self.settle()
        if rng.random() < self.namesakes and case.r_role != "Grandparent":
            family = case.children[0].family or case.mother.family
            case.r_name = f"{case.r_name.split()[0]} {family}"
            box, domain = case.r_email.split("@")
            case.r_email = f"{box.split('.')[0]}.{people.slug(family) or 'x'}@{domain}"
        case.r_kind = names.KINDS.get(case.r_kind, case.r_kind)
        self.drawn = False
        how = rng.choice(["plain", "plain", "plain", "sdt", "legacy"]) if format in ("docx", "doc", "odt", "pdf-lo") and not self.options.get("plain") else "plain"
        self.ctx = Ctx(rng, case, names, how, "ballot" if format == "rtf" else None, self.options.get("alias", False))
        self.ctx.format = format
        self.form = function(self.ctx)
        self.data = None

    def settle(self):
        """What is put right in a family before its form is filled in."""

    def build(self):
        note = self.form.note
        if self.format == "pdf-acro":
            self.data = note["acro"]() if "acro" in note else acro_grid(self.form)
        elif self.format == "xlsx" and "book" in note:
            self.data = note["book"]()
        elif self.format == "html" and "page" in note:
            self.word_html, self.data = False, note["page"].encode()
        elif self.format == "txt" and "text" in note:
            self.data = note["text"].encode(self.rng.choice(["utf-8", "utf-8-sig"]))
        else:
            super().build()


class First(Item):
    """A mail of the first set: the covering mail is made as in the open corpus, with other words."""

    twins = 0.15
    namesakes = 0.1

    def family(self, kinds, count):
        rng, options = self.rng, self.options
        return people.case(rng, kind=rng.choice(kinds), count=count, unborn=options.get("unborn", False) or (rng.random() < 0.05 and not options.get("born")), young=options.get("young", False))

    def build(self):
        super().build()
        if self.options.get("summary_list") and self.format == "html" and not self.word_html:
            self.data = summary_list(self.data.decode()).encode()

    def mail(self, mark):
        page, text = render.html, render.text
        if self.options.get("summary_list") and not self.word_html:
            render.html = lambda form, word=False: summary_list(page(form, word))
        if "style" in self.options:
            render.text = lambda form, style="colon", wrap=0: text(form, self.rng.choice(self.options["style"].split("|")), wrap)
        elif self.options.get("lines"):
            render.text = lambda form, style="colon", wrap=0: text(form, "lines", 0)
        try:
            return super().mail(mark)
        finally:
            render.html, render.text = page, text


class Second(Item):
    """A mail of the second set: some come from a service's own address, some are forwarded by an officer of the council."""

    def family(self, kinds, count):
        rng, options = self.rng, self.options
        count = max(count, options.get("least", 1) if rng.random() < 0.8 else 1)
        unborn = options.get("unborn", False) or (rng.random() < options.get("unborn_share", 0.17) and not options.get("born"))
        kind = rng.choice(kinds)
        for _ in range(400):
            case = people.case(rng, kind=kind, count=count, unborn=unborn, young=options.get("young", False))
            if options.get("fit", lambda c: True)(case) and self.likely(case):
                return case
        raise ValueError(f"no family fits {self.name}")

    def likely(self, case):
        return True

    def mail(self, mark):
        rng, case, ctx, note = self.rng, self.case, self.ctx, self.form.note
        first = case.children[0]
        full = f"{first.given} {first.family}".strip() if not first.due else f"unborn {first.family}"
        words = {"f": full, "i": "".join(w[0] for w in full.split()).upper(), "duty": case.manager, "agency": case.r_agency or "a resident"}
        message = EmailMessage(policy=SMTP)
        sender = note.get("sender") or (case.r_name, case.r_email)
        ends = not note.get("bare")
        forwarder = None
        if ends and not note.get("sender") and self.format not in ("text-body", "html-body") and rng.random() < 0.14:
            forwarder = extra(ctx).text
            sender = (forwarder, f"{people.slug(forwarder)}@{self.names.COUNCIL}")
        message["From"] = f"{generate.quoted(sender[0])} <{sender[1]}>"
        message["To"] = "Front Door <cass@trust.test>"
        subject = note.get("subject") or rng.choice(generate.SUBJECTS).format(**words)
        if ctx.urgent and rng.random() < 0.5 and ends:
            subject = "URGENT " + subject
        elif ctx.urgent:
            message["Importance"] = "high"
            message["X-Priority"] = "1"
        message["Subject"] = ("FW: " if forwarder else "") + subject
        message["Date"] = f"Mon, 23 Nov 2026 {rng.randint(8, 16):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02} +0000"
        message["Message-ID"] = f"<{self.name}.{zlib.crc32(self.name.encode()):08x}@{sender[1].split('@')[1]}>"
        end = self.signature(ends)
        if self.format in ("text-body", "html-body"):
            self.in_body(message, rng.choice(generate.BODY_OPENINGS) if ends else "", end, ends)
        else:
            opening = rng.choice(generate.OPENINGS)
            if "{duty}" in opening:
                ctx.pro(case.manager)
            body = opening.format(**words) + end
            if forwarder:
                body = (f"{rng.choice(['Please can this be logged', 'FYI', 'For MASH please', 'Came into the wrong inbox'])}\n\n{forwarder}\nBusiness Support\n\nFrom: {case.r_name} <{case.r_email}>\nSent: 23 November 2026 08:4{rng.randint(0, 9)}\n"
                        f"To: Children’s Services Enquiries\nSubject: {subject}\n\n{body}")
            self.attached(message, body, rng, words, mark)
        generate.boundaries(message, self.name)
        for t in ctx.children:
            t["due"] = bool(t["due"])
        mine = {f"{t['given_names']} {t['family_name']}".strip() for t in ctx.children}
        truth = {"file": self.name + ".eml", "layout": self.layout, "format": self.format, "kind": ctx.kind, "urgent": ctx.urgent,
                 "referrer": {"kind": case.r_kind, "name": case.r_name, "agency": case.r_agency, "email": case.r_email},
                 "children": ctx.children, "household": ctx.household, "professionals": [p for p in ctx.professionals if p not in mine]}
        return message.as_bytes(), truth

    def signature(self, wanted):
        """The words below the mail's text; none below a service's own notice, though the same numbers are drawn."""
        rng, case = self.rng, self.case
        name, role, agency, phone, address = self.form.note.get("signer") or (case.r_name, case.r_role, case.r_agency, case.r_phone, case.r_email)
        sign = [rng.choice(["Kind regards", "Best wishes", "Regards", "Thanks", "Yours sincerely"]), "", name] + rng.choice([[role, agency], [f"{role} | {agency}" if agency else role], [agency]])
        sign += rng.choice([[], ["T: " + phone], ["M: " + phone, "E: " + address]])
        return "\n" + "\n".join(p for n, p in enumerate(sign) if p or n == 1) + "\n" + rng.choice(generate.DISCLAIMERS) if wanted else ""

    def in_body(self, message, opening, end, ends):
        """The form as the mail itself."""
        rng, note = self.rng, self.form.note

        def text(style, wrap=0):
            return note["text"] if "text" in note else render.text(self.form, style, wrap)

        if self.format == "text-body":
            styles = self.options.get("style", "colon|tab|lines")
            message.set_content((opening + "\n" if opening else "") + text(rng.choice(styles.split("|")), rng.choice([0, 0, 76])) + end)
            return
        page = note.get("page") or render.html(self.form, self.word_html)
        if ends:
            page = page.replace("<body>\n", f"<body>\n<p>{opening.strip()}</p>\n" if opening else "<body>\n").replace("</body>", f"<p>{end.strip().replace(chr(10), '<br>')}</p></body>")
        if rng.random() < 0.4:
            message.set_content(text(rng.choice(["lines", "tab"])) + end)
            message.add_alternative(page, subtype="html")
        else:
            message.set_content(page, subtype="html")

    def attached(self, message, body, rng, words, mark):
        """The form as an attachment, at times with another that says nothing of anybody."""
        message.set_content(body)
        if rng.random() < 0.5:
            message.add_alternative("<html><body>" + "".join(f"<p>{render.escape(line)}</p>" if line else "" for line in body.split("\n")) + "</body></html>", subtype="html")
        suffix = "pdf" if self.format.startswith("pdf-") else self.format
        name = rng.choice(generate.FILES).format(**words)
        main, sub = generate.TYPES[suffix]
        more = {"params": {"charset": "utf-8"}} if main == "text" else {}
        message.add_attachment(self.data, maintype=main, subtype=sub, filename=f"{name}.{suffix}", **more)
        roll = rng.random()
        if roll < 0.1:
            message.add_attachment("How we use your information\n\nWe hold what you send us for as long as the law says.\n", filename="How we use your information.txt")
        elif roll < 0.18 and mark:
            message.add_attachment(mark, maintype="application", subtype="pdf", filename="Continuum of need.pdf")


class Third(Second):
    """A mail of the third set: as the second, with schools and agencies under their full names, and no two children born too soon after each other."""

    def likely(self, case):
        days = sorted(p.dob for p in case.children + case.siblings)
        words = [w for p in case.children + case.siblings for w in p.given.split()]
        return all((b - a).days > 290 for a, b in zip(days, days[1:])) and len(words) == len(set(words))

    def settle(self):
        case, rename = self.case, self.names.RENAME
        for c in case.children:
            c.school = rename.get(c.school, c.school)
        if case.r_agency == "Oakwood Primary School":  # the open corpus's, where no child has a school
            agency, domain = self.names.A_SCHOOL
            case.r_agency, case.r_email = agency, f"{case.r_email.split('@')[0]}@{domain}"
        case.r_agency = rename.get(case.r_agency, case.r_agency)


class Fourth(Third):
    """A mail of the fourth set: as the third, with fewer twins and namesakes."""

    twins = 0.08
    namesakes = 0.04


class Fifth(Third):
    """A mail of the fifth set: as the third, with foster and kinship carers, step-mothers, joined surnames and other words for parents at times."""

    twins = 0.06
    namesakes = 0.04

    def likely(self, case):
        days = [k for k in case.children if k.due]
        near = all((d.dob - p.dob).days > 300 for d in days for p in case.children + case.siblings if p is not d)
        return super().likely(case) and near

    def settle(self):
        super().settle()
        rng, c = self.rng, self.case
        c.carer = None
        due = any(k.due for k in c.children)
        used = {w for p in c.children + c.siblings + [c.mother, c.father, c.partner] if p for w in p.full.split()}
        free = [g for g in people.CULTURES[0][0] if g not in used]
        roll = rng.random()
        if roll < 0.09 and not due and not self.options.get("born_family"):
            family = rng.choice([f for f in people.CULTURES[0][2] if f not in used])
            c.carer = people.Person(rng.choice(free), family, "F", people.birthday(rng, 35, 60), "Mrs", "Foster carer")
            c.siblings, c.partner = [], None
            for k in c.children:
                k.address, k.postcode = c.address, c.postcode
        elif roll < 0.15 and not due:
            c.carer = c.gran
            c.gran.rel = rng.choice(["Maternal grandmother", "Grandmother (SGO)"])
        elif roll < 0.22:
            c.partner = people.Person(rng.choice(free), rng.choice(people.CULTURES[0][2]), "F", people.birthday(rng, 24, 44), "Ms", rng.choice(["Step-mother", "Father’s partner"]))
        if c.father and c.mother.family != c.father.family and not c.carer and rng.random() < 0.35 and not any(" " in f or "-" in f for f in (c.mother.family, c.father.family)):
            for k in c.children:
                if k.family == c.father.family:
                    k.family = f"{c.mother.family}-{c.father.family}"
        if rng.random() < 0.25:
            c.mother.rel = rng.choice(["Mum", "Birth mother", "mother"])
        if c.father and rng.random() < 0.3:
            c.father.rel = rng.choice(["Dad", "Birth father", "Biological father", "father"])
