#!/usr/bin/env python3
"""Every feared case at any size: an invented catchment in the case store, looked up through `frontdoor match`.

    corpus.py PROGRAM [--people N] [--seed N] [--each N] [--work DIR] [--wrong N]

Printed per case and per naming way: how many were looked up, taken for the right person, taken for a wrong one, shown
to a person, and said not to be known although they are. Nobody in the catchment is real.
"""

import argparse
import collections
import csv
import pathlib
import random
import time

import cases
import families
import names
import store
import town


def catchment(seed, size, each):
    """The tables of an extract, and what is looked up: a list of (case, way, line, id of who it is or "")."""
    chance = random.Random(f"cases {seed}")
    wanted = each * (len(cases.KNOWN) * 2 + len(cases.OTHERS) + len(families.FAMILIES)) * len(names.WAYS)
    share = min(0.5, 4 * wanted / size)
    missing = collections.Counter()
    tables = {"people": [], "names": [], "addresses": [], "merged": [], "relationships": []}
    asked = []

    def lacks(case, way):
        return missing[case, way] < each

    for people in town.households(seed, size):
        found = []
        extra = {"names": [], "addresses": [], "relationships": [], "apart": []}
        if chance.random() < share:
            way = people[0]["Way"]
            special = [f for f in families.FAMILIES if lacks(f.__name__, way)]
            known = [k for k in cases.KNOWN if lacks(k, way)]
            if special and people[0]["school"] and chance.random() < 0.5:
                family = chance.choice(special)
                missing[family.__name__, way] += 1
                found = family(chance, size, people, extra)
            else:
                person = chance.choice(people)
                for case in chance.sample(known, min(3, len(known))):
                    line = cases.KNOWN[case](chance, size, person, cases.said(chance, person))
                    if line is not None:
                        missing[case, way] += 1
                        found.append((case, line, person))
                for case in [c for c in cases.OTHERS if lacks(c, way)][:2]:
                    line = cases.OTHERS[case](chance, size, person)
                    if line is not None and not any(namesakes(line, other) for other in people if other is not person):
                        missing[case, way] += 1
                        found.append((case, line, None))
        way = people[0]["Way"] if people else "british"
        write(tables, people, extra)
        asked += [(case, way, line, who["Id"] if who else "") for case, line, who in found]
    chance.shuffle(asked)
    return tables, asked


def namesakes(line, person):
    """Whether both have one first name, as no two children of a family have."""
    return line["given_names"].split()[0] == person["given_names"].split()[0]


def write(tables, people, extra):
    """A household into the tables."""
    for person in people + extra["apart"]:
        person["Id"] = f"P{len(tables['people']) + 1}"
        person["person_id"] = person["Id"]
        tables["people"].append({column: person.get(column, "") for column in store.PEOPLE})
        if "Merged" in person:
            tables["merged"].append({"old_id": person["Id"], "person_id": person["Merged"]["Id"]})
    for name in ("names", "addresses"):
        for line in extra[name]:
            own = {column: value for column, value in line.items() if column != "Person"}
            tables[name].append({"person_id": line["Person"]["Id"], **own})
    for line in extra["relationships"]:
        tables["relationships"].append({"person_id": line["Person"]["Id"], "other_id": line["Other"]["Id"], "kind": line["kind"]})
    for place, person in enumerate(people):
        for other in people[place + 1 :]:
            if "Merged" not in person and "Merged" not in other:
                tables["relationships"].append({"person_id": person["Id"], "other_id": other["Id"], "kind": "sibling"})


class Count:
    """What came of some lines."""

    def __init__(self):
        self.asked = self.known = self.same = self.wrong = self.perhaps = self.shown = self.lost = 0

    def add(self, answer, who):
        band = answer["band"]
        self.asked += 1
        self.known += bool(who)
        self.same += band == "same" and answer["person_id"] == who
        self.wrong += band == "same" and answer["person_id"] != who
        self.perhaps += band == "perhaps"
        self.shown += band == "perhaps" and bool(who) and who in (answer["person_id"], answer["runner_up"])
        self.lost += band == "not_known" and bool(who)

    def line(self):
        lost = f"{self.lost:5} = {100 * self.lost / self.known:6.2f} %" if self.known else "      -         "
        return (
            f"{self.asked:7} {self.same:7} {self.wrong:6} {self.perhaps:8} = {100 * self.perhaps / self.asked:5.1f} % "
            f"{self.shown:7}  {lost}"
        )


HEADER = f"{'':28} looked    same  wrong        perhaps      shown   not known wrongly"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--each", type=int, default=100, help="lines for each case and naming way, at most")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/frontdoor-corpus"))
    parser.add_argument("--wrong", type=int, default=0, help="print so many of the lines that went wrong, by case")
    arguments = parser.parse_args()
    tables, asked = catchment(arguments.seed, arguments.people, arguments.each)
    began = time.monotonic()
    config = store.ready(arguments.program, arguments.work, tables.pop("people"), **tables)
    imported = time.monotonic()
    path = arguments.work / "asked.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["row", *cases.ASKED, "age"], restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**line, "row": row} for row, (_, _, line, _) in enumerate(asked))
    answers = store.run(arguments.program, "match", "--config", config, "--received", town.TODAY, "--csv", path)
    done = time.monotonic()
    report(asked, list(csv.DictReader(answers.splitlines())), arguments.wrong)
    print(f"{arguments.people} people, seed {arguments.seed}: imported in {imported - began:.0f} s, {len(asked)} looked up in {done - imported:.1f} s")


def report(asked, answers, wrong):
    by_case, by_way, both, all_of = (collections.defaultdict(Count) for _ in range(4))
    shown = collections.Counter()
    for (case, way, line, who), answer in zip(asked, answers, strict=True):
        for counts, key in ((by_case, case), (by_way, way), (both, (case, way)), (all_of, "all")):
            counts[key].add(answer, who)
        bad = (answer["band"] == "same" and answer["person_id"] != who) or (answer["band"] == "not_known" and who)
        if bad and shown[case] < wrong:
            shown[case] += 1
            print(case, way, who or "nobody", answer, {k: v for k, v in line.items() if k in (*cases.ASKED, "age")})
    print(HEADER)
    for title, counts in (("case", by_case), ("naming way", by_way), ("", all_of)):
        if title:
            print(f"by {title}")
        for key, count in sorted(counts.items()):
            print(f"  {key:26}{count.line()}")
    worst = sorted(((c.lost / c.known, key) for key, c in both.items() if c.known >= 20 and c.lost), reverse=True)[:8]
    print("most often not known wrongly:", "; ".join(f"{case} {way} {100 * share:.0f} %" for share, (case, way) in worst) or "never")


if __name__ == "__main__":
    main()
