"""The ways in which a known child is written otherwise, and those in which somebody else looks like a known child.

Each case takes a household on record and makes a line to look up. `Known` cases say who it is; in the others nobody
may be taken for the child, or only the one who is meant.
"""

import datetime
import string

import names
import town

ASKED = ["given_names", "family_name", "date_of_birth", "gender", "nhs_number", "upn", "address", "postcode", "school"]


def said(chance, person):
    """What a mail says of a person: no numbers, the school in two mails of three."""
    line = {column: person[column] for column in ASKED}
    line["nhs_number"] = line["upn"] = ""
    if chance.random() < 0.33:
        line["school"] = ""
    return line


def typo(chance, word):
    """A slip: a letter lost, doubled, replaced, or two exchanged; never the first."""
    if len(word) < 4:
        return word + word[-1]
    at = chance.randrange(1, len(word) - 1)
    how = chance.randrange(4)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + word[at] + word[at:]
    if how == 2:
        return word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def day(line):
    return datetime.date.fromisoformat(line["date_of_birth"])


def moved(chance, size, line):
    line["address"], line["postcode"] = town.home(chance, size)
    return line


# Known children. Each changes the line, or gives None where the case does not fit the person.


def exact(chance, size, person, line):
    return line


def misspelt(chance, size, person, line):
    part = chance.choice(["given_names", "family_name"]) if line["family_name"] else "given_names"
    words = line[part].split()
    at = chance.randrange(len(words))
    words[at] = typo(chance, words[at])
    line[part] = " ".join(words)
    return line


def nickname(chance, size, person, line):
    first = line["given_names"].split()[0]
    if first not in names.SHORT:
        return None
    line["given_names"] = names.SHORT[first]
    return line


def middle_name_used(chance, size, person, line):
    words = line["given_names"].split()
    if len(words) < 2 or words[1] in ("Singh", "Kaur"):
        return None
    line["given_names"] = words[1]
    return line


def names_exchanged(chance, size, person, line):
    if not line["family_name"]:
        return None
    line["given_names"], line["family_name"] = line["family_name"], line["given_names"]
    return line


def own_way(chance, size, person, line):
    line["given_names"], line["family_name"] = names.written(chance, person["Way"], person["given_names"], person["family_name"])
    return line


def another_surname(chance, size, person, line):
    line["family_name"] = names.drawn(chance, names.FAMILY["british"]) if chance.random() < 0.5 else chance.choice(names.RARE)
    return line


def day_and_month(chance, size, person, line):
    it = day(line)
    if it.day > 12 or it.day == it.month:
        return None
    line["date_of_birth"] = it.replace(month=it.day, day=it.month).isoformat()
    return line


def digit_wrong(chance, size, person, line):
    it = day(line)
    for _ in range(20):
        wrong = it + datetime.timedelta(days=chance.choice([1, -1, 2, 3, 10, -10, 20]))
        wrong = wrong if chance.random() < 0.6 else town.datetime.date(it.year + chance.choice([-1, 1]), it.month, min(it.day, 28))
        if sum(a != b for a, b in zip(wrong.isoformat(), it.isoformat())) == 1:
            line["date_of_birth"] = wrong.isoformat()
            return line
    return None


def age_only(chance, size, person, line):
    it = day(line)
    line["age"] = str(town.TODAY.year - it.year - ((town.TODAY.month, town.TODAY.day) < (it.month, it.day)))
    line["date_of_birth"] = ""
    return line


def no_date(chance, size, person, line):
    line["date_of_birth"] = ""
    return line


def has_moved(chance, size, person, line):
    return moved(chance, size, line)


def refuge(chance, size, person, line):
    line["address"], line["postcode"], line["school"] = "Refuge, address not disclosed", "", ""
    return line


def no_fixed_abode(chance, size, person, line):
    line["address"], line["postcode"] = "No fixed abode", "ZZ99 3VZ"
    return line


def flat_missing(chance, size, person, line):
    if not line["address"].startswith("Flat"):
        return None
    line["address"] = line["address"].split(", ", 1)[1]
    return line


def postcode_wrong(chance, size, person, line):
    line["postcode"] = line["postcode"][:-1] + chance.choice(town.LETTERS)
    return line


def house_wrong(chance, size, person, line):
    """The number of another house in the same postcode."""
    flat, _, rest = line["address"].rpartition(", Norbury")[0].rpartition(", ")
    number, street = rest.split(" ", 1)
    line["address"] = ", ".join(part for part in (flat, f"{int(number) + chance.choice([2, 4, 6])} {street}", "Norbury") if part)
    return line


def surname_changed_and_moved(chance, size, person, line):
    line = moved(chance, size, another_surname(chance, size, person, line))
    # Without the school, a number or a relative nothing is left but given name and date: the school, or a number.
    if not line["school"]:
        number = "nhs_number" if person["nhs_number"] else "upn"
        line[number] = person[number]
    return line


def surname_changed_moved_nothing_left(chance, size, person, line):
    """Given name and date of birth alone speak for the child."""
    line = moved(chance, size, another_surname(chance, size, person, line))
    line["school"] = ""
    return line


def with_a_carer(chance, size, person, line):
    line = moved(chance, size, line)
    line["school"] = person["school"]
    return line


def date_disputed(chance, size, person, line):
    it = day(line)
    line["date_of_birth"] = datetime.date(it.year + chance.choice([-2, -1, 1, 2]), 1, 1).isoformat()
    return line


def by_number(chance, size, person, line):
    number = "nhs_number" if person["nhs_number"] else "upn"
    if not person[number]:
        return None
    line[number] = person[number]
    return moved(chance, size, line)


KNOWN = {
    f.__name__: f
    for f in (
        exact, misspelt, nickname, middle_name_used, names_exchanged, own_way, another_surname, day_and_month, digit_wrong, age_only,
        no_date, has_moved, refuge, no_fixed_abode, flat_missing, postcode_wrong, house_wrong, surname_changed_and_moved,
        surname_changed_moved_nothing_left, with_a_carer,
        date_disputed, by_number,
    )
}  # fmt: skip


# Somebody else. Each gives the line of one who is not on record, or nothing.


def another_given(chance, person, sex):
    """A name that the family could give besides: not the same, and not a form of it (nobody has twins James and Jamie)."""
    own = person["given_names"].split()
    while True:
        given, _ = names.name(chance, person["Way"], sex)
        words = given.split()
        if words[0] not in own and own[0] not in words and not names.one_name(own[0], words[0]):
            return given


def brother_or_sister(chance, person):
    sex = chance.choice("MF")
    line = dict(person, gender=sex, given_names=another_given(chance, person, sex))
    line["family_name"] = names.siblings_family(chance, person["Way"], sex, person["family_name"]) if person["family_name"] else ""
    return line


def twin(chance, size, person):
    return said(chance, brother_or_sister(chance, person))


def sibling(chance, size, person):
    line = said(chance, brother_or_sister(chance, person))
    line["date_of_birth"] = town.born(chance).isoformat()
    return None if line["date_of_birth"] == person["date_of_birth"] else line


def siblings_number(chance, size, person):
    number = "upn" if person["upn"] else "nhs_number"
    line = sibling(chance, size, person)
    if line is None or not person[number]:
        return None
    line[number] = person[number]
    return line


def father_or_son(chance, size, person):
    line = said(chance, person)
    line["date_of_birth"] = (day(line) - datetime.timedelta(days=chance.randrange(7000, 14000))).isoformat()
    line["school"] = ""
    return line


def namesake(chance, size, person):
    line = moved(chance, size, said(chance, person))
    if line["postcode"] == person["postcode"]:
        return None
    line["school"] = ""
    return line


def cousin(chance, size, person):
    line = said(chance, brother_or_sister(chance, person))
    line["date_of_birth"] = (day(person) + datetime.timedelta(days=chance.choice([-1, 1]) * chance.randrange(1, 300))).isoformat()
    line["school"] = ""
    return line


OTHERS = {f.__name__: f for f in (twin, sibling, siblings_number, father_or_son, namesake, cousin)}
