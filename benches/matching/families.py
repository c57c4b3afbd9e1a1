"""Families that are on record in a way that makes a case of its own. Each changes a household before it is written,
perhaps adds lines to the other tables, and gives what is looked up: (case, line, who it is or None).

A line's `Id` is set by whoever writes the household; here people are told apart as objects.
"""

import datetime

import cases
import names
import town


def record_of(person, **changes):
    return {**person, **changes}


def unborn_then_named(chance, size, people, tables):
    child = people[0]
    birthday = town.TODAY - datetime.timedelta(days=chance.randrange(1, 120))
    named = cases.said(chance, record_of(child, date_of_birth=birthday.isoformat(), school=""))
    due = birthday + datetime.timedelta(days=chance.randrange(-14, 28))
    child.update(given_names=chance.choice(["Unborn", "Baby", "Unborn Baby"]), date_of_birth=due.isoformat(), gender="", nhs_number="", upn="", school="")
    return [("unborn_then_named", named, child)]


def unborn(chance, size, people, tables):
    child = people[0]
    due = town.TODAY + datetime.timedelta(days=chance.randrange(5, 150))
    child.update(given_names="Unborn", date_of_birth=due.isoformat(), gender="", nhs_number="", upn="", school="")
    line = cases.said(chance, child)
    line["given_names"] = chance.choice(["Unborn", "Baby"])
    line["date_of_birth"] = (due + datetime.timedelta(days=chance.randrange(-10, 11))).isoformat()
    return [("unborn", line, child)]


def only_as_a_sibling(chance, size, people, tables):
    if len(people) < 2:
        return []
    line = cases.said(chance, people[0])
    people[0].update(nhs_number="", upn="", address="", postcode="", school="", gender="")
    return [("only_as_a_sibling", line, people[0])]


def merged(chance, size, people, tables):
    child = people[0]
    old = record_of(child, family_name=chance.choice(names.RARE), nhs_number="", upn="", Merged=child)
    old["address"], old["postcode"] = town.home(chance, size)
    people.append(old)
    return [("merged", cases.said(chance, old), child)]


def alias(chance, size, people, tables):
    child = people[0]
    other = {"given_names": child["given_names"], "family_name": chance.choice(names.RARE), "kind": "alias", "Person": child}
    tables["names"].append(other)
    return [("alias", record_of(cases.said(chance, child), family_name=other["family_name"]), child)]


def known_as(chance, size, people, tables):
    child = people[0]
    called, _ = names.name(chance, child["Way"], child["gender"])
    tables["names"].append({"given_names": called, "family_name": "", "kind": "known_as", "Person": child})
    return [("known_as", record_of(cases.said(chance, child), given_names=called), child)]


def earlier_address(chance, size, people, tables):
    child = people[0]
    address, postcode = town.home(chance, size)
    tables["addresses"].append({"address": address, "postcode": postcode, "from": "2020-01-01", "to": "2024-01-01", "Person": child})
    return [("earlier_address", record_of(cases.said(chance, child), address=address, postcode=postcode), child)]


def at_a_carers(chance, size, people, tables):
    """A looked-after child, by the address of the carer whom the record names."""
    child = people[0]
    where = town.home(chance, size)
    way = chance.choice(names.WAYS)
    given, family = names.name(chance, way, "F")
    carer = town.person(chance, way, "F", given, family, town.born(chance, 30, 60), where, "")
    tables["apart"].append(carer)
    tables["relationships"].append({"kind": "carer", "Person": child, "Other": carer})
    return [("at_a_carers", record_of(cases.said(chance, child), address=where[0], postcode=where[1], school=""), child)]


def adopted(chance, size, people, tables):
    before = people[0]
    now = record_of(before, family_name=chance.choice(names.RARE), nhs_number=town.nhs_number(chance), upn="")
    now["address"], now["postcode"] = town.home(chance, size)
    tables["apart"].append(now)
    return [("adopted", cases.said(chance, now), now)]


def twins_on_record(chance, size, people, tables):
    twin = cases.brother_or_sister(chance, people[0])
    twin.update(nhs_number=town.nhs_number(chance), upn="")
    people.append(twin)
    return [("twins_on_record", cases.said(chance, who), who) for who in (people[0], twin)]


def close_twin(chance, size, people, tables):
    """A twin with a close name who is not on record."""
    one, other = chance.sample(chance.choice(names.CLOSE), 2)
    people[0]["given_names"] = one
    return [("close_twin", record_of(cases.said(chance, people[0]), given_names=other), None)]


def close_twins_on_record(chance, size, people, tables):
    one, other = chance.sample(chance.choice(names.CLOSE), 2)
    people[0]["given_names"] = one
    twin = record_of(people[0], given_names=other, nhs_number=town.nhs_number(chance), upn="")
    people.append(twin)
    return [("close_twins_on_record", cases.said(chance, who), who) for who in (people[0], twin)]


def father_and_son_on_record(chance, size, people, tables):
    son = people[0]
    day = cases.day(son) - datetime.timedelta(days=chance.randrange(7000, 14000))
    father = record_of(son, date_of_birth=day.isoformat(), nhs_number=town.nhs_number(chance), upn="", school="", gender="M")
    people.append(father)
    return [("father_and_son_on_record", cases.said(chance, son), son)]


def siblings_number_on_record(chance, size, people, tables):
    """A child on record with the number of a brother or sister typed in."""
    if len(people) < 2:
        return []
    number = "upn" if people[1]["upn"] else "nhs_number"
    return [("siblings_number_on_record", record_of(cases.said(chance, people[0]), **{number: people[1][number]}), people[0])]


def dead_end(chance, size, people, tables):
    """A stranger: a family of whom nobody is on record."""
    line = cases.said(chance, people[0])
    people.clear()
    return [("stranger", line, None)]


FAMILIES = [
    unborn_then_named, unborn, only_as_a_sibling, merged, alias, known_as, earlier_address, at_a_carers, adopted, twins_on_record, close_twin,
    close_twins_on_record, father_and_son_on_record, siblings_number_on_record, dead_end,
]  # fmt: skip
