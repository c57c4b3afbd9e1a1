#!/usr/bin/env python3
"""Writes a corpus of referral mails with their truth: generate.py OUT [--seed N] [--per-layout N] [--only LAYOUT]

Each mail is OUT/NAME.eml; OUT/truth.jsonl has a line for each. See README.md.
"""

import argparse
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import forms  # noqa: E402
import people  # noqa: E402
import render  # noqa: E402

TYPES = {
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"), "doc": ("application", "msword"), "odt": ("application", "vnd.oasis.opendocument.text"),
    "rtf": ("application", "rtf"), "pdf": ("application", "pdf"), "html": ("text", "html"), "txt": ("text", "plain"), "zip": ("application", "zip"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
OFFICE = {"doc": "doc", "odt": "odt", "rtf": "rtf", "pdf-lo": "pdf"}
DOCX = {"docx", "zip-docx", "eml-docx"} | set(OFFICE)

SUBJECTS = ["Referral", "Safeguarding referral", "Request for Support", "MARF", "MARF - {i}", "New referral {i}", "Referral form attached", "Child concern", "FW: Referral", "{f}", "Confidential: referral for {f}"]
OPENINGS = [
    "Dear colleagues,\n\nPlease find attached a referral for {f}.\n", "Hello,\n\nPlease see attached referral form. Could you confirm receipt?\n", "Good afternoon,\n\nReferral attached as discussed with {duty} on your duty line.\n",
    "Hi,\n\nPFA\n", "Dear Front Door,\n\nPlease find attached our referral regarding the above. I am in the office until 4pm on Thursday if you need to speak to me.\n",
    "To whom it may concern\n\nI attach a form about {i}. The parent has had a copy.\n",
]
BODY_OPENINGS = ["", "Please see the referral below.\n", "Hello, I could not attach the form so have pasted it here.\n"]
DISCLAIMERS = [
    "", "", "\nThis email and any attachment may contain confidential information. If you are not the intended recipient please delete it and tell the sender. The views in it are those of the sender.\n",
    "\n********************************************************************************************************************\n\nThis message may contain confidential information. If you are not the intended recipient please inform the\nsender that you have received the message in error before deleting it.\n\n********************************************************************************************************************\n",
    "\nThink before you print.\n",
]
FILES = ["Referral form", "MARF", "Referral {i}", "Request for Support Form v4 final", "referral_form_2026", "Scan of MARF completed", "Form ({f})"]


def tools():
    """What is here, and what is skipped for want of it."""
    have, skip = set(), {}
    try:
        import docx  # noqa: F401
        have |= {"docx", "zip-docx", "eml-docx"}
        if shutil.which("soffice"):
            have |= set(OFFICE)
        else:
            skip["LibreOffice (soffice)"] = sorted(OFFICE)
    except ImportError:
        skip["python-docx"] = sorted(DOCX)
    try:
        import reportlab  # noqa: F401
        if render.pdf_fonts():
            have |= {"pdf-rl", "pdf-pos", "pdf-acro"}
        else:
            skip["a DejaVu or Liberation font"] = ["pdf-rl", "pdf-pos", "pdf-acro"]
    except ImportError:
        skip["reportlab"] = ["pdf-rl", "pdf-pos", "pdf-acro"]
    try:
        import openpyxl  # noqa: F401
        have.add("xlsx")
    except ImportError:
        skip["openpyxl"] = ["xlsx"]
    for tool, formats in skip.items():
        print(f"generate.py: {tool} is missing: skipping {', '.join(formats)}", file=sys.stderr)
    return have | {"html", "html-body", "text-body", "txt"}


class Item:
    """One mail to be."""

    def __init__(self, layout, format, number, seed):
        self.layout, self.format = layout, format
        self.name = f"{layout}-{format}-{number:02}"
        self.rng = rng = random.Random(f"{seed}/{self.name}")
        function, _, kinds, options = forms.LAYOUTS[layout]
        count = min(rng.choice([1, 1, 1, 2, 2, 3, 4]), options.get("most", 4))
        self.case = people.case(rng, kind=rng.choice(kinds), count=count, unborn=options.get("unborn", False) or rng.random() < 0.06, young=options.get("young", False))
        tick = rng.choice(options["tick"].split("|")) if "tick" in options else None
        if format == "rtf" and tick in ("wing", "legacy"):
            tick = "ballot"  # LibreOffice's RTF loses which box is ticked
        self.drawn = format == "pdf-lo" and tick == "legacy"  # there the cross is a drawing, not text
        ctx = forms.Ctx(rng, self.case, options.get("how", "plain"), tick)
        self.form = function(ctx)
        self.ctx = ctx
        self.data = None

    def build(self):
        f, rng = self.format, self.rng
        self.builtin = rng.random() < 0.4
        self.word_html = rng.random() < 0.4
        if f in DOCX:
            self.data = render.docx(self.form)
        elif f == "pdf-rl":
            self.data = render.pdf(self.form, self.builtin)
        elif f == "pdf-pos":
            self.data = render.positioned_pdf(self.form)
        elif f == "pdf-acro":
            self.data = render.acro_pdf(self.form)
        elif f == "xlsx":
            self.data = render.xlsx(self.form)
        elif f == "html":
            self.data = render.html(self.form, self.word_html).encode()
        elif f == "txt":
            self.data = render.text(self.form, rng.choice(["colon", "tab", "dots"])).encode(rng.choice(["utf-8", "utf-8-sig", "utf-8"]))

    def mail(self, mark):
        """The mail around the form, and its line of truth."""
        rng, case, ctx = self.rng, self.case, self.ctx
        first = case.children[0]
        full = f"{first.given} {first.family}".strip() if not first.due else f"unborn baby {first.family}"
        initials = "".join(w[0] + "." for w in full.split()[:2]).upper()
        words = {"f": full, "i": initials, "duty": case.manager}
        message = EmailMessage(policy=SMTP)
        message["From"] = f"{quoted(case.r_name)} <{case.r_email}>"
        message["To"] = "Front Door <cass@trust.test>"
        subject = rng.choice(SUBJECTS).format(**words)
        urgent = ctx.urgent
        if urgent and rng.random() < 0.6:
            subject = "URGENT: " + subject
        elif urgent:
            message["Importance"] = "high"
            message["X-Priority"] = "1"
        message["Subject"] = subject
        message["Date"] = f"Mon, 23 Nov 2026 {rng.randint(8, 16):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02} +0000"
        message["Message-ID"] = f"<{self.name}.{zlib.crc32(self.name.encode()):08x}@{case.r_email.split('@')[1]}>"
        signature = "\n".join(p for p in (rng.choice(["Kind regards", "Regards", "Many thanks", "Thanks"]), "", case.r_name, case.r_role, case.r_agency, rng.choice(["", "Tel: " + case.r_phone])) if p or p == "") + "\n"
        end = "\n" + signature + rng.choice(DISCLAIMERS)
        professionals = ctx.professionals

        if self.format in ("text-body", "html-body"):
            opening = rng.choice(BODY_OPENINGS)
            if self.format == "text-body":
                style = rng.choice(["colon", "colon", "tab", "lines", "dots"]) if self.layout not in ("westland",) else rng.choice(["colon", "tab", "dots"])
                message.set_content(opening + "\n" + render.text(self.form, style, rng.choice([0, 0, 76])) + end)
            else:
                page = render.html(self.form, self.word_html)
                page = page.replace("<body>\n", f"<body>\n<p>{opening.strip()}</p>\n" if opening else "<body>\n").replace("</body>", f"<p>{end.strip().replace(chr(10), '<br>')}</p></body>")
                if rng.random() < 0.5:
                    message.set_content(render.text(self.form, rng.choice(["lines", "tab"])) + end)
                    message.add_alternative(page, subtype="html")
                else:
                    message.set_content(page, subtype="html")
        else:
            opening = rng.choice(OPENINGS)
            if "{duty}" in opening and case.manager not in professionals:
                professionals.append(case.manager)
            body = opening.format(**words) + end
            message.set_content(body)
            if rng.random() < 0.5:
                message.add_alternative("<html><body>" + "".join(f"<p>{render.escape(line)}</p>" if line else "" for line in body.split("\n")) + "</body></html>", subtype="html")
            suffix = {"pdf-lo": "pdf", "pdf-rl": "pdf", "pdf-pos": "pdf", "pdf-acro": "pdf", "zip-docx": "zip", "eml-docx": "docx"}.get(self.format, self.format)
            name = rng.choice(FILES).format(**words)
            main, sub = TYPES[suffix]
            if self.format == "zip-docx":
                buffer = io.BytesIO()
                with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
                    z.writestr(zipfile.ZipInfo("Referral/MARF.docx", (2026, 11, 2, 9, 0, 0)), self.data)
                message.add_attachment(buffer.getvalue(), maintype=main, subtype=sub, filename=name + ".zip")
            elif self.format == "eml-docx":
                inner = EmailMessage(policy=SMTP)
                inner["From"] = f"{quoted(case.r_name)} <{case.r_email}>"
                inner["To"] = f"{case.r_email}"
                inner["Subject"] = "Form to send"
                inner["Date"] = "Fri, 20 Nov 2026 15:02:11 +0000"
                inner.set_content("Form attached, ready to go.\n")
                inner.add_attachment(self.data, maintype=main, subtype=sub, filename=name + ".docx")
                message.add_attachment(inner)
            elif main == "text":
                message.add_attachment(self.data, maintype=main, subtype=sub, filename=f"{name}.{suffix}", params={"charset": "utf-8"})
            else:
                if rng.random() < 0.12:
                    main, sub = "application", "octet-stream"
                message.add_attachment(self.data, maintype=main, subtype=sub, filename=f"{name}.{suffix}")
            roll = rng.random()
            if roll < 0.12:
                message.add_attachment("Privacy notice\n\nWe keep what you tell us for as long as the law asks. See our website for how.\n", filename="Privacy notice.txt")
            elif roll < 0.2 and mark:
                message.add_attachment(mark, maintype="application", subtype="pdf", filename="Threshold guidance.pdf")
        boundaries(message, self.name)
        for t in ctx.children:
            t["due"] = bool(t["due"])
        mine = {f"{t['given_names']} {t['family_name']}".strip() for t in ctx.children}
        truth = {"file": self.name + ".eml", "layout": self.layout, "format": self.format, "kind": ctx.kind, "urgent": urgent,
                 "referrer": {"kind": case.r_kind, "name": case.r_name, "agency": case.r_agency, "email": case.r_email},
                 "children": ctx.children, "household": ctx.household, "professionals": [p for p in professionals if p not in mine]}
        if self.drawn:
            truth["not_in_text"] = ["gender"]
        return message.as_bytes(), truth


def quoted(name):
    return f'"{name}"' if any(c in name for c in ",.()") else name


def boundaries(message, seed):
    """Boundaries that are the same each time."""
    for n, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{zlib.crc32(seed.encode()):08x}_{n}")


def convert(items, format, folder):
    """Many .docx to one other format in one call of LibreOffice."""
    source, target = folder / "source", folder / format
    target.mkdir(exist_ok=True)
    suffix = OFFICE[format]
    files = [str(source / f"{i.name}.docx") for i in items]
    filters = {"doc": "doc:MS Word 97", "odt": "odt", "rtf": "rtf", "pdf": "pdf:writer_pdf_Export"}
    for start in range(0, len(files), 60):
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", filters[suffix], "--outdir", str(target)] + files[start:start + 60],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    kept = []
    for i in items:
        path = target / f"{i.name}.{suffix}"
        if path.exists():
            i.data = path.read_bytes()
            i.data = {"odt": render.rezip, "pdf": render.settle_pdf}.get(suffix, bytes)(i.data)
            kept.append(i)
        else:
            print(f"generate.py: LibreOffice made no {format} of {i.name}: left out", file=sys.stderr)
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-layout", type=int, default=3, metavar="N", help="mails for each format of each layout (default 3)")
    parser.add_argument("--only", action="append", help="only this layout; may be given again")
    options = parser.parse_args()
    began = time.monotonic()
    have = tools()
    items = []
    for layout, (_, formats, _, more) in forms.LAYOUTS.items():
        if options.only and layout not in options.only:
            continue
        for format in formats:
            if format in have:
                items += [Item(layout, format, n, options.seed) for n in range(1, options.per_layout * more.get("times", 1) + 1)]
    for item in items:
        item.build()
    mark = None
    if "pdf-rl" in have:
        mark = render.pdf(render.Form("Threshold of need: a guide", [render.H("Levels"), render.P(forms.NOTES[2]), render.P("Level 1 universal. Level 2 early help. Level 3 targeted. Level 4 specialist.")]), True)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "source").mkdir()
        done = [i for i in items if i.format not in OFFICE]
        for format in OFFICE:
            mine = [i for i in items if i.format == format]
            for i in mine:
                (folder / "source" / f"{i.name}.docx").write_bytes(i.data)
            if mine:
                done += convert(mine, format, folder)
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("*.eml"):
        old.unlink()
    counts = {}
    with open(options.out / "truth.jsonl", "w", encoding="utf-8") as truths:
        for item in sorted(done, key=lambda i: i.name):
            data, truth = item.mail(mark)
            (options.out / f"{item.name}.eml").write_bytes(data)
            truths.write(json.dumps(truth, ensure_ascii=False) + "\n")
            counts[item.format] = counts.get(item.format, 0) + 1
    print(f"{len(done)} mails, {len({i.layout for i in done})} layouts, in {time.monotonic() - began:.0f} s: " + ", ".join(f"{k} {v}" for k, v in sorted(counts.items())))


if __name__ == "__main__":
    main()
