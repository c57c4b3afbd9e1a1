#!/usr/bin/env python3
"""Writes one of the later sets with its truth: generate_later.py OUT --set 1|2|3|4|5 [--seed N] [--each N] [--only LAYOUT]

Each mail is OUT/NAME.eml; OUT/truth.jsonl has a line for each. See ../README.md.
"""

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import generate  # noqa: E402
import item  # noqa: E402
import render  # noqa: E402

SETS = {
    1: ("names_1", ["shapes_1a", "shapes_1b"], item.First, ("Threshold guidance", "Level 1 universal. Level 2 early help. Level 3 targeted. Level 4 specialist.")),
    2: ("names_2", ["shapes_2a", "shapes_2b"], item.Second, ("Continuum of need", "Universal, early help, targeted, specialist. In an emergency call 999.")),
    3: ("names_3", ["shapes_3"], item.Third, ("Continuum of need", "Universal, early help, targeted, specialist. In an emergency call 999.")),
    4: ("names_4", ["shapes_4"], item.Fourth, ("Continuum of need", "Universal, early help, targeted, specialist. In an emergency call 999.")),
    5: ("names_5", ["shapes_5"], item.Fifth, ("Levels of need", "Universal, early help, targeted, specialist. In an emergency call 999.")),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--set", type=int, choices=sorted(SETS), required=True)
    parser.add_argument("--seed", type=int, help="another draw of the same layouts")
    parser.add_argument("--each", type=int, metavar="N", help="mails for each format of each layout (4 in set 1, 3 in the others); layouts with one format may have twice as many")
    parser.add_argument("--only", action="append", metavar="LAYOUT", help="only this layout; may be given again")
    options = parser.parse_args()
    names, modules, kind, (title, words) = SETS[options.set]
    names = importlib.import_module(names)
    item.use(names)
    shapes = {name: shape for module in modules for name, shape in importlib.import_module(module).SHAPES.items()}
    unknown = [name for name in options.only or [] if name not in shapes]
    if unknown:
        parser.error(f"set {options.set} has no layout {', '.join(unknown)}")
    seed = names.SEED if options.seed is None else options.seed
    each = names.EACH if options.each is None else options.each
    have = generate.tools()
    items = []
    for layout, shape in shapes.items():
        if options.only and layout not in options.only:
            continue
        for format in shape[1]:
            if format in have:
                items += [kind(names, shape, layout, format, n, seed) for n in range(1, each * shape[3].get("times", 1) + 1)]
    for one in items:
        one.build()
    mark = render.pdf(render.Form(title, [render.P(words)]), True) if "pdf-rl" in have else None
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "source").mkdir()
        done = [i for i in items if i.format not in generate.OFFICE]
        for format in generate.OFFICE:
            mine = [i for i in items if i.format == format]
            for i in mine:
                (folder / "source" / f"{i.name}.docx").write_bytes(i.data)
            if mine:
                done += generate.convert(mine, format, folder)
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("*.eml"):
        old.unlink()
    with open(options.out / "truth.jsonl", "w", encoding="utf-8") as truths:
        for one in sorted(done, key=lambda i: i.name):
            data, truth = one.mail(mark)
            (options.out / f"{one.name}.eml").write_bytes(data)
            truths.write(json.dumps(truth, ensure_ascii=False) + "\n")
    print(f"{len(done)} mails, {len({i.layout for i in done})} layouts of set {options.set}")


if __name__ == "__main__":
    main()
