"""A case store to measure on: its configuration, an extract, and the program's commands."""

import csv
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

PEOPLE = [
    "person_id", "given_names", "family_name", "date_of_birth", "gender", "nhs_number", "upn", "address", "postcode",
    "school", "disability", "safety_alert", "restricted",
]
TABLES = {
    "names": ["person_id", "given_names", "family_name", "kind"],
    "addresses": ["person_id", "address", "postcode", "from", "to"],
    "relationships": ["person_id", "other_id", "kind"],
    "merged": ["old_id", "person_id"],
    "involvements": [
        "involvement_id", "person_id", "kind", "service", "team", "worker", "opened_on", "closed_on", "outcome",
        "decided_by", "decided_on", "source", "summary",
    ],
    "staff": ["staff_id", "name", "email", "role", "team"],
    "teams": [
        "team", "service", "tray_email", "manager", "covering_manager", "business_support_email", "service_manager",
    ],
}


def configuration(work):
    """The main file of a front door whose stores lie below `work`."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / "frontdoor.toml"
    path.write_text(
        f'[store]\ndirectory = "{work}/store"\n[case_store]\ndirectory = "{work}/cases"\n'
        f'[files]\ncalendar = "{ROOT}/config/calendar.toml"\n[matching]\n',
        encoding="utf-8",
    )
    return path


def ready(program, work, people, **tables):
    """The configuration of a front door that has imported these people."""
    config = configuration(work)
    extract(work / "extract", people, **tables)
    run(program, "migrate", "--config", config)
    run(program, "import", "--config", config, "--allow-shrink", work / "extract")
    return config


def extract(directory, people, **tables):
    """Writes an extract; `people` and each of `tables` are iterables of dicts. Returns how many people it has."""
    directory.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name, columns in {"people": PEOPLE, **TABLES}.items():
        lines = people if name == "people" else tables.get(name, [])
        with (directory / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            counts[name] = 0
            for line in lines:
                writer.writerow(line)
                counts[name] += 1
    manifest = {"extracted_at": "2026-11-23T05:30:00+00:00", "rows": counts}
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return counts["people"]


def run(program, command, *arguments):
    """What a command prints; its errors end the measurement."""
    done = subprocess.run([program, command, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"frontdoor {command} failed")
    return done.stdout
