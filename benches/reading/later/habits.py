"""How people fill forms in: children, relations, dates and blanks as they are typed.

What differs between the sets is in their module of names: UNBORN, the words for an unborn child; LOOSE, whether ages stand for
adults' dates, twins are called twins, and a child too young for school has words for that.
"""

import datetime as dt

import forms
from forms import MONTHS, nth
from people import TODAY

DATES = [
    lambda d: d.strftime("%d/%m/%Y"), lambda d: d.strftime("%d/%m/%Y"), lambda d: d.strftime("%d.%m.%y"), lambda d: f"{nth(d.day)} {MONTHS[d.month - 1]} {d.year}", lambda d: f"{d.day}/{d.month}/{d:%y}",
    lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}", lambda d: d.strftime("%d-%m-%Y"), lambda d: f"{d.day}.{d.month}.{d.year}", lambda d: f"{nth(d.day)} {MONTHS[d.month - 1][:3]} {d:%y}",
    lambda d: d.strftime("%d %b %y"), lambda d: d.strftime("%d/%m/%y"), lambda d: d.strftime("%d-%b-%Y").upper(), lambda d: f"{MONTHS[d.month - 1]} {nth(d.day)}, {d.year}", lambda d: f"{d.day}-{d.month}-{d:%y}",
    lambda d: f"{nth(d.day)} of {MONTHS[d.month - 1]} {d.year}", lambda d: d.strftime("%d / %m / %y"),
]


def age_of(d):
    return TODAY.year - d.year - ((TODAY.month, TODAY.day) < (d.month, d.day))


class Kid(forms.Kid):
    def full(self, comma=None):
        x, c = self.ctx, self.c
        family = x.surname(c.family)
        self.t["family_name"] = c.family
        if c.due:
            self.t["due"] = True
            return x.v(x.rng.choice(x.names.UNBORN).format(family))
        self.t["given_names"] = c.given
        if (x.comma if comma is None else comma) and family:
            text = f"{family}, {c.given}"
        else:
            text = f"{c.given} {family}".strip()
        if c.aliases and " " not in c.aliases[0] and not x.alias_field and x.rng.random() < 0.7:
            text += x.rng.choice([" (known as {})", " (aka {})", " - known as {}", " (likes to be called {})", " AKA {}"]).format(c.aliases[0])
            self.t["aliases"] = list(c.aliases[:1])
        return x.v(text)

    def aliases(self, same=False):
        x = self.ctx
        self.t["aliases"] = list(self.c.aliases)
        return x.v(" / ".join(self.c.aliases) or (self.c.given.split()[0] if same and x.rng.random() < 0.4 and not self.c.due else x.blank))

    def dob(self, how=None, plain=False):
        x, c = self.ctx, self.c
        if getattr(c, "dob_unknown", False):
            return x.v(x.rng.choice(["n/k", "not known", "tbc", "?", "", "To be confirmed"]), how)
        if c.age_only and not c.due:
            age = age_of(c.dob)
            self.t["age"] = age
            return x.v(x.rng.choice(["{} yrs", "approx {} yrs", "aged {}", "{} years old", "not known, age {}"]).format(age) if age > 1 else "1 year old" if age else x.under_one(c), how)
        self.t["date_of_birth"], self.t["due"] = c.dob.isoformat(), c.due
        value = x.date(c.dob, how)
        if plain:
            return value
        roll = x.rng.random()
        if c.due:
            if roll < 0.7:
                value.text, value.date = x.rng.choice(["EDD {}", "due {}", "EDD: {}", "E.D.D. {}", "{} (EDD)", "Due date {}", "EDC {}"]).format(value.text), None
        elif roll < 0.2:
            age = age_of(c.dob)
            years = f"{age}" if age > 1 else f"{(TODAY - c.dob).days // 31} months"
            tail = x.rng.choice(["({}yrs)", "({})", "(age {})", "- {} years", "aged {}"] if age > 1 else ["({})", "- {}"]).format(years)
            value.text, value.date = f"{value.text} {tail}", None
        elif roll < 0.26:
            value.text, value.date = x.rng.choice(["DOB: {}", "D.O.B {}", "b. {}"]).format(value.text), None
        elif x.names.LOOSE and getattr(c, "twin", False) and roll < 0.75:
            value.text, value.date = x.rng.choice(["{} (twin)", "{} - twin", "{} (twins)"]).format(value.text), None
        return value

    def born(self):
        """A date alone, for layouts whose own words are around it."""
        return self.dob(plain=True)

    def age(self):
        """A column of its own beside the date of birth."""
        if self.c.due or self.t["date_of_birth"] is None:
            return self.ctx.v("")
        return self.ctx.v(str(age_of(self.c.dob)))

    def address(self, code=True):
        x, c = self.ctx, self.c
        self.t["address"] = c.address
        if code:
            self.t["postcode"] = c.postcode
        before = self.before()
        if before and before["address"] and before["address"] == c.address and x.rng.random() < 0.5:
            self.t["postcode"] = c.postcode
            return x.v(x.rng.choice(["As above", "as above", "Same as above", "AS ABOVE", "as above."]))
        self.address_said = True
        join = x.rng.choice([", ", " ", ", ", "\n", ". "])
        return x.v(f"{c.address}{join}{x.code(c.postcode)}" if code else c.address)

    def before(self):
        """The truth of the child before this one."""
        all = self.ctx.children
        at = next(n for n, t in enumerate(all) if t is self.t)
        return all[at - 1] if at else None

    def school(self):
        x, c = self.ctx, self.c
        self.t["school"] = c.school
        before = self.before()
        if c.school and before and before["school"] == c.school and x.rng.random() < 0.4:
            return x.v(x.rng.choice(["As above", "as above"]))
        if x.names.LOOSE and not c.school and not c.due and age_of(c.dob) < 3 and x.rng.random() < 0.4:
            return x.v(x.rng.choice(["n/a too young", "not yet", "At home", "None - under 3"]))
        return x.v(c.school or x.blank)

    def sex(self, words=None, how=None):
        self.t["gender"] = self.c.gender
        if not self.c.gender:
            return self.ctx.v(self.ctx.rng.choice(["", "n/k", "Not known"]), how)
        return self.ctx.v(self.ctx.sexes[self.c.gender], how)


class Relation(forms.Relation):
    def full(self, title=False, comma=None):
        x = self.ctx
        if (x.comma if comma is None else comma):
            self.t["given_names"], self.t["family_name"] = self.p.given, self.p.family
            return x.v(f"{x.surname(self.p.family)}, {self.p.given}")
        return super().full(title=title)

    def dob(self):
        x = self.ctx
        if x.rng.random() < 0.2:
            return x.v(x.rng.choice(["n/k", "Not known", "", "?", "not known"]))
        if x.names.LOOSE and x.rng.random() < 0.07 and age_of(self.p.dob) > 1:
            return x.v(x.rng.choice(["{} yrs", "age {}", "approx {}"]).format(age_of(self.p.dob)))
        self.t["date_of_birth"] = self.p.dob.isoformat()
        value = x.date(self.p.dob)
        if x.rng.random() < 0.1:
            value.text, value.date = f"{value.text} ({age_of(self.p.dob)})", None
        return value


class Ctx(forms.Ctx):
    def __init__(self, rng, case, names, how="plain", tick=None, alias_field=False):
        super().__init__(rng, case, how, tick)
        self.names = names
        self.format_date = rng.choice(DATES)
        self.other_date = rng.choice(DATES)
        self.mixed = rng.random() < 0.25
        self.blank = rng.choice(["", "", "N/A", "not known", "n/k", "N/K", "tbc", "-", "none", "Unknown"])
        self.caps = rng.random() < 0.35
        self.comma = rng.random() < 0.18
        self.alias_field = alias_field
        self.sexes = rng.choice([{"M": "Male", "F": "Female"}, {"M": "M", "F": "F"}, {"M": "male", "F": "female"}, {"M": "Boy", "F": "Girl"}])
        if rng.random() < 0.05:
            self.other_date = self.format_date = DATES[0]

    def surname(self, family):
        return family.upper() if self.caps else family

    def date(self, d, how=None):
        make = self.other_date if self.mixed and self.rng.random() < 0.5 else self.format_date
        return self.v(make(d), how, d)

    def under_one(self, child):
        return self.rng.choice(["under 1 year", f"{max(1, (TODAY - child.dob).days // 31)} months"]) if self.names.LOOSE else "under 1 year"

    def kid(self, i):
        return Kid(self, self.case.children[i], i == 0)

    def rel(self, person):
        return Relation(self, person)

    def day(self, back):
        return self.date(TODAY - dt.timedelta(days=back))

    def adults(self):
        c = self.case
        return [self.rel(p) for p in [c.mother] + [p for p in (c.father, c.partner) if p]]

    def sibs(self):
        return [self.rel(p) for p in self.case.siblings]
