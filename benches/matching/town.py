"""An invented catchment: households with their children, some adults, addresses, schools and numbers. Nobody is real."""

import datetime
import random

import names

STREETS = [
    f"{stem}{end} {kind}"
    for kind in ("Road", "Street", "Avenue", "Close", "Lane", "Drive", "Crescent", "Grove")
    for stem in names.STEMS
    for end in ("ford", "field", "wood", "ley", "bury")
]
TODAY = datetime.date(2026, 11, 23)
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def nhs_number(chance):
    while True:
        digits = [9, *(chance.randrange(10) for _ in range(8))]
        check = (11 - sum(d * w for d, w in zip(digits, range(10, 1, -1))) % 11) % 11
        if check != 10:
            return "".join(map(str, [*digits, check]))


def upn(chance):
    digits = [chance.randrange(10) for _ in range(12)]
    letter = "ABCDEFGHJKLMNPQRTUVWXYZ"[sum(d * w for d, w in zip(digits, range(2, 14))) % 23]
    return letter + "".join(map(str, digits))


def home(chance, size):
    """An address and a postcode; about fifteen homes to a postcode, whatever the size of the town."""
    postcode = chance.randrange(max(1, size // 45))
    street = STREETS[postcode * 7 % len(STREETS)]
    number = str(chance.randrange(1, 31) + 30 * (postcode % 5))
    if chance.random() < 0.15:
        number = f"Flat {chance.randrange(1, 10)}, {number}"
    outward, rest = divmod(postcode, 4000)
    sector, unit = divmod(rest, 400)
    code = f"NX{outward + 1} {sector}{LETTERS[unit // 20]}{LETTERS[unit % 20]}"
    return f"{number} {street}, Norbury", code


def born(chance, youngest=0, oldest=17):
    day = TODAY - datetime.timedelta(days=chance.randrange(365 * youngest + 10, 365 * (oldest + 1)))
    return day.replace(month=1, day=1) if chance.random() < 0.01 else day


def person(chance, way, sex, given, family, day, where, school):
    """One line of people.csv, with what the cases need besides (keys with a capital)."""
    pupil = 4 <= (TODAY - day).days // 365 <= 17
    return {
        "given_names": given,
        "family_name": family,
        "date_of_birth": day.isoformat(),
        "gender": sex,
        "nhs_number": nhs_number(chance) if chance.random() < 0.7 else "",
        "upn": upn(chance) if pupil and chance.random() < 0.7 else "",
        "address": where[0],
        "postcode": where[1],
        "school": school if pupil else "",
        "disability": "none",
        "safety_alert": "no",
        "Way": way,
    }


def household(chance, size):
    """A family of one to five children, sometimes with a parent on record: lines of people.csv without ids."""
    way = chance.choices(names.WAYS, names.SHARES)[0]
    where = home(chance, size)
    schools = [f"{names.RARE[(int(where[1][-3]) * 97 + i * 31 + hash_of(where[1])) % len(names.RARE)]} School" for i in (0, 1)]
    family = None
    people = []
    days = []
    for _ in range(chance.choices([1, 2, 3, 4, 5], [38, 34, 17, 8, 3])[0]):
        sex = chance.choice("MF")
        given, own = names.name(chance, way, sex)
        family = own if family is None else names.siblings_family(chance, way, sex, family)
        day = born(chance)
        while any(abs((day - other).days) < 270 for other in days):
            day = born(chance)
        days.append(day)
        if given.split()[0] in {p["given_names"].split()[0] for p in people}:
            continue
        people.append(person(chance, way, sex, given, family, day, where, schools[(TODAY - day).days // 365 >= 11]))
    if chance.random() < 0.12:
        sex = chance.choice("MF")
        given, _ = names.name(chance, way, sex)
        people.append(person(chance, way, sex, given, names.siblings_family(chance, way, sex, family), born(chance, 22, 50), where, ""))
    return people


def hash_of(text):
    """A number of a text, the same in every run."""
    return sum(ord(c) * 31**i for i, c in enumerate(text)) % 9973


def households(seed, size):
    """Households until there are `size` people."""
    chance = random.Random(f"town {seed}")
    count = 0
    while count < size:
        people = household(chance, size)[: size - count]
        count += len(people)
        yield people
