"""A small model of a form, and what draws it as .docx, HTML, text, .xlsx and PDF.

A form is a list of blocks: H, P, Table, TextBox, Break. Text is a string or a list of strings and marks: B (bold), Val (what was filled in), Tick, Br.
"""

import datetime as dt
import io
import os
import re
import textwrap
import unicodedata
import zipfile
from dataclasses import dataclass, field
from html import escape


# ---------------------------------------------------------------- the model

@dataclass
class B:
    text: str


@dataclass
class Val:
    """What was filled in; `how` is plain, sdt (content control), legacy (form field), date or drop (content controls of that kind)."""
    text: str
    how: str = "plain"
    date: dt.date | None = None
    name: str = ""
    bold: bool = False

    def __str__(self):
        return self.text


@dataclass
class Tick:
    on: bool
    how: str = "ballot"


class Br:
    pass


@dataclass
class H:
    text: object
    level: int = 2


@dataclass
class P:
    text: object
    style: str = ""  # "", note, bullet, number


@dataclass
class Cell:
    text: object = ""  # a text, or a list of blocks
    span: int = 1
    down: int = 1  # rows covered
    label: bool = False
    shade: str = ""


@dataclass
class Table:
    rows: list
    widths: list = None
    head: int = 0  # repeated heading rows
    lines: bool = True


@dataclass
class TextBox:
    blocks: list


class Break:
    pass


@dataclass
class Form:
    title: str
    blocks: list
    head: str = ""
    foot: str = ""
    columns: int = 1
    note: dict = field(default_factory=dict)


PROMPT = {"sdt": "Click or tap here to enter text.", "date": "Click or tap to enter a date.", "drop": "Choose an item."}
BALLOT = {True: "☒", False: "☐"}


def tick_text(tick):
    if tick.how == "ascii":
        return "[x]" if tick.on else "[ ]"
    if tick.how == "check":
        return "☑" if tick.on else "☐"
    if tick.how == "cross":
        return "X" if tick.on else ""
    return BALLOT[tick.on]


def runs(text):
    return [text] if isinstance(text, (str, B, Val, Tick, Br)) else list(text)


def plain(text):
    """A text as a reader sees it."""
    out = []
    for run in runs(text):
        if isinstance(run, str):
            out.append(run)
        elif isinstance(run, B):
            out.append(run.text)
        elif isinstance(run, Val):
            out.append(run.text or PROMPT.get(run.how, ""))
        elif isinstance(run, Tick):
            out.append(tick_text(run))
        elif isinstance(run, Br):
            out.append("\n")
    return "".join(out)


def is_blocks(text):
    return isinstance(text, list) and any(isinstance(t, (P, H, Table)) for t in text)


def as_cell(cell):
    return cell if isinstance(cell, Cell) else Cell(cell)


def grid(table):
    """Rows of (cell or None where one above covers it, column)."""
    covered, out = {}, []
    width = len(table.widths) if table.widths else max(sum(as_cell(c).span for c in r) for r in table.rows)
    for r, row in enumerate(table.rows):
        column, line, cells = 0, [], [as_cell(c) for c in row]
        while column < width:
            if (r, column) in covered:
                line.append((None, column, covered[(r, column)]))
                column += covered[(r, column)]
                continue
            if not cells:
                break
            cell = cells.pop(0)
            for d in range(1, cell.down):
                covered[(r + d, column)] = cell.span
            line.append((cell, column, cell.span))
            column += cell.span
        out.append(line)
    return width, out


# ---------------------------------------------------------------- .docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NS = (W + ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
      ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
      ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"')


class Docx:
    def __init__(self):
        self.n = 0

    def number(self):
        self.n += 1
        return self.n

    def r(self, text, bold=False, props=""):
        if not text:
            return ""
        rpr = ("<w:b/>" if bold else "") + props
        rpr = f"<w:rPr>{rpr}</w:rPr>" if rpr else ""
        parts = []
        for i, line in enumerate(text.split("\n")):
            if i:
                parts.append("<w:br/>")
            for j, piece in enumerate(line.split("\t")):
                if j:
                    parts.append("<w:tab/>")
                if piece:
                    parts.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
        return f"<w:r>{rpr}{''.join(parts)}</w:r>"

    def val(self, v):
        if v.how in PROMPT:
            n = self.number()
            kind = {"sdt": "<w:text/>", "date": '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/></w:date>',
                    "drop": '<w:dropDownList><w:listItem w:displayText="Choose an item." w:value=""/></w:dropDownList>'}[v.how]
            shown = "" if v.text else "<w:showingPlcHdr/>"
            alias = f'<w:alias w:val="{escape(v.name, True)}"/><w:tag w:val="{escape(v.name, True)}"/>' if v.name else ""
            run = self.r(v.text, v.bold) if v.text else self.r(PROMPT[v.how], props='<w:color w:val="808080"/>')
            return f'<w:sdt><w:sdtPr>{alias}<w:id w:val="{n}"/>{shown}{kind}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>'
        if v.how == "legacy":
            n = self.number()
            return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text{n}"/><w:enabled/><w:calcOnExit w:val="0"/><w:textInput/></w:ffData></w:fldChar></w:r>'
                    f'<w:r><w:instrText xml:space="preserve"> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                    f'{self.r(v.text or "     ")}<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        return self.r(v.text, v.bold)

    def tick(self, t):
        if t.how == "wing":
            return f'<w:r><w:sym w:font="Wingdings" w:char="{"F0FE" if t.on else "F0A8"}"/></w:r>'
        if t.how == "sdt":
            n = self.number()
            return (f'<w:sdt><w:sdtPr><w:id w:val="{n}"/><w14:checkbox><w14:checked w14:val="{int(t.on)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
                    f'<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>{self.r(BALLOT[t.on])}</w:sdtContent></w:sdt>')
        if t.how == "legacy":
            n = self.number()
            on = "<w:checked/>" if t.on else ""
            return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check{n}"/><w:enabled/><w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/>'
                    f'<w:default w:val="0"/>{on}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
                    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')
        return self.r(tick_text(t))

    def inline(self, text, bold=False, props=""):
        out = []
        for run in runs(text):
            if isinstance(run, str):
                out.append(self.r(run, bold, props))
            elif isinstance(run, B):
                out.append(self.r(run.text, True, props))
            elif isinstance(run, Val):
                out.append(self.val(run))
            elif isinstance(run, Tick):
                out.append(self.tick(run))
            elif isinstance(run, Br):
                out.append("<w:r><w:br/></w:r>")
        return "".join(out)

    def p(self, text, bold=False, style="", props="", extra=""):
        ppr = (f'<w:pStyle w:val="{style}"/>' if style else "") + '<w:spacing w:after="60"/>'
        return f"<w:p><w:pPr>{ppr}</w:pPr>{extra}{self.inline(text, bold, props)}</w:p>"

    def block(self, b):
        if isinstance(b, H):
            return self.p(b.text, style=f"Heading{b.level}")
        if isinstance(b, P):
            if b.style == "note":
                return self.p(b.text, props='<w:i/><w:sz w:val="18"/>')
            return self.p(b.text, style={"bullet": "ListBullet", "number": "ListNumber"}.get(b.style, ""))
        if isinstance(b, Break):
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        if isinstance(b, Table):
            return self.table(b)
        if isinstance(b, TextBox):
            return self.box(b)
        raise TypeError(b)

    def table(self, t, room=9600):
        width, rows = grid(t)
        widths = t.widths or [1] * width
        total = sum(widths)
        widths = [int(room * w / total) for w in widths]
        line = "single" if t.lines else "none"
        borders = "".join(f'<w:{e} w:val="{line}" w:sz="4" w:space="0" w:color="auto"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV"))
        out = [f'<w:tbl><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
               "".join(f'<w:gridCol w:w="{w}"/>' for w in widths), "</w:tblGrid>"]
        for r, row in enumerate(rows):
            out.append("<w:tr>" + ("<w:trPr><w:tblHeader/></w:trPr>" if r < t.head else ""))
            for cell, column, span in row:
                pr = f'<w:tcW w:w="{sum(widths[column:column + span])}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
                if cell is None:
                    out.append(f"<w:tc><w:tcPr>{pr}<w:vMerge/></w:tcPr><w:p/></w:tc>")
                    continue
                pr += '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
                pr += f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.shade}"/>' if cell.shade else ""
                if is_blocks(cell.text):
                    inside = sum(widths[column:column + span]) - 240
                    inner = "".join(self.table(b, inside) if isinstance(b, Table) else self.block(b) for b in cell.text)
                    if isinstance(cell.text[-1], Table):
                        inner += "<w:p/>"
                else:
                    inner = self.p(cell.text, bold=cell.label)
                out.append(f"<w:tc><w:tcPr>{pr}</w:tcPr>{inner}</w:tc>")
            out.append("</w:tr>")
        return "".join(out) + "</w:tbl>"

    def box(self, b):
        n = self.number()
        inner = "".join(self.block(x) for x in b.blocks)
        if isinstance(b.blocks[-1], Table):
            inner += "<w:p/>"
        height = 230000 * (2 + sum(len(x.rows) * 2 if isinstance(x, Table) else 1 + len(plain(x.text)) // 90 for x in b.blocks))
        shape = (f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="6000000" cy="{height}"/><wp:docPr id="{n}" name="Text Box {n}"/>'
                 '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
                 f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="6000000" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
                 '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>'
                 f'<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>')
        old = f'<w:pict><v:shape id="b{n}" type="#_x0000_t202" style="width:470pt;height:{height // 12700}pt"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>'
        return (f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
                f'<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>')


def docx(form):
    import docx as library
    from docx.oxml import parse_xml
    from docx.shared import Cm

    document = library.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    if form.head:
        section.header.paragraphs[0].text = form.head
    if form.foot:
        section.footer.paragraphs[0].text = form.foot
    stamp = dt.datetime(2026, 11, 2, 9, 0)
    props = document.core_properties
    props.title, props.author, props.created, props.modified = form.title, "", stamp, stamp
    writer = Docx()
    body = document.element.body
    last = body[-1]  # sectPr
    if form.columns > 1:
        cols = parse_xml(f'<w:cols {W} w:num="{form.columns}" w:space="400"/>')
        for old in last.findall("{*}cols"):
            last.remove(old)
        last.append(cols)
    xml = "".join(writer.block(b) + ("<w:p/>" if isinstance(b, Table) else "") for b in [H(form.title, 1)] + form.blocks)
    for element in list(parse_xml(f"<w:body {NS}>{xml}</w:body>")):
        last.addprevious(element)
    buffer = io.BytesIO()
    document.save(buffer)
    return rezip(buffer.getvalue())


def rezip(data):
    """The same zip with fixed dates, outside and in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            fixed = zipfile.ZipInfo(info.filename, (2026, 11, 2, 9, 0, 0))
            fixed.compress_type = info.compress_type
            content = source.read(info.filename)
            if info.filename in ("docProps/core.xml", "meta.xml"):
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", b"2026-11-02T09:00:00", content)
            if info.filename == "settings.xml":
                content = re.sub(rb'(config:name="Rsid(?:Root)?" config:type="int">)\d+', rb"\g<1>1000000", content)
            target.writestr(fixed, content)
    return out.getvalue()


def settle_pdf(data):
    """A PDF of LibreOffice with a fixed date and identifier (the length stays)."""
    data = re.sub(rb"/CreationDate\(D:\d{14}", b"/CreationDate(D:20261102090000", data)
    data = re.sub(rb"(/ID \[ ?<)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}", lambda m: m[1] + b"0" * 32 + m[2] + b"0" * 32, data)
    return re.sub(rb"(/DocChecksum /)[0-9A-F]{32}", lambda m: m[1] + b"0" * 32, data)


# ---------------------------------------------------------------- HTML

def html_inline(text):
    out = []
    for run in runs(text):
        if isinstance(run, B):
            out.append(f"<b>{escape(run.text)}</b>")
        elif isinstance(run, Br):
            out.append("<br>")
        else:
            out.append(escape(plain(run)).replace("\n", "<br>").replace("\t", "&nbsp;&nbsp;&nbsp; "))
    return "".join(out)


def html(form, word=False):
    """Plain HTML, or as Word and Outlook write it."""
    cls = ' class="MsoNormal"' if word else ""

    def span(s):
        return f'<span style="font-size:10.0pt;font-family:&quot;Arial&quot;,sans-serif">{s}<o:p></o:p></span>' if word else s

    def block(b):
        if isinstance(b, H):
            return f"<h{b.level}>{html_inline(b.text)}</h{b.level}>\n"
        if isinstance(b, P):
            text = html_inline(b.text)
            if b.style == "bullet":
                return f"<ul><li{cls}>{span(text)}</li></ul>\n"
            return f"<p{cls}>{span('<i>' + text + '</i>' if b.style == 'note' else text)}</p>\n"
        if isinstance(b, Table):
            border = ' border="1" cellspacing="0" cellpadding="4"' if b.lines else ' border="0"'
            if word:
                border = ' class="MsoTableGrid" style="border-collapse:collapse;border:none"' + border
            rows = []
            for r, row in enumerate(grid(b)[1]):
                cells = []
                for cell, _, _ in row:
                    if cell is None:
                        continue
                    inner = "".join(block(x) for x in cell.text) if is_blocks(cell.text) else html_inline(cell.text)
                    if cell.label:
                        inner = f"<b>{inner}</b>"
                    if word and not is_blocks(cell.text):
                        inner = f"<p{cls}>{span(inner or '&nbsp;')}</p>"
                    tag = "th" if r < b.head and not word else "td"
                    attrs = (f' colspan="{cell.span}"' if cell.span > 1 else "") + (f' rowspan="{cell.down}"' if cell.down > 1 else "")
                    attrs += f' bgcolor="#{cell.shade}"' if cell.shade else ""
                    cells.append(f"<{tag}{attrs}>{inner}</{tag}>")
                rows.append("<tr>" + "".join(cells) + "</tr>")
            return f"<table{border}>\n" + "\n".join(rows) + "\n</table>\n"
        if isinstance(b, TextBox):
            return '<div style="border:1px solid">' + "".join(block(x) for x in b.blocks) + "</div>\n"
        return "<hr>\n"

    head = "<meta charset=\"utf-8\"><style>p{margin:0 0 4pt 0} td{vertical-align:top}</style>"
    space = ' xmlns:o="urn:schemas-microsoft-com:office:office"' if word else ""
    body = "".join(block(b) for b in [H(form.title, 1)] + form.blocks)
    foot = f"<p><small>{escape(form.foot)}</small></p>" if form.foot else ""
    return f"<!DOCTYPE html><html{space}><head>{head}</head><body>\n{body}{foot}</body></html>\n"


# ---------------------------------------------------------------- text

def text(form, style="colon", wrap=0):
    """colon: `Label: value`; tab: cells parted by tabs; pipe; lines: each cell on a line of its own; dots: leaders."""
    def row_text(cells, labelled):
        if len(cells) == 1:
            return cells[0]
        if style == "lines":
            return "\n".join(cells)
        if style == "pipe":
            return "| " + " | ".join(c.replace("\n", " ") for c in cells) + " |"
        if style in ("colon", "dots") and labelled and len(cells) % 2 == 0:
            join = ": " if style == "colon" else None
            parts = []
            for label, value in zip(cells[::2], cells[1::2]):
                label = label.rstrip(":")
                parts.append(f"{label}{join}{value}" if join else f"{label} {'.' * max(3, 34 - len(label))} {value}")
            return "\n".join(parts)
        return "\t".join(c.replace("\n", " ") for c in cells)

    def block(b):
        if isinstance(b, H):
            t = plain(b.text)
            return ["", t.upper() if b.level == 1 else t, ("=" if b.level == 1 else "-") * len(t) if style in ("dots", "colon") else ""]
        if isinstance(b, P):
            return [("* " if b.style == "bullet" else "") + plain(b.text)]
        if isinstance(b, Table):
            out = []
            for row in grid(b)[1]:
                cells = [c for c, _, _ in row if c is not None]
                if len(cells) == 1 and is_blocks(cells[0].text) or any(is_blocks(c.text) for c in cells):
                    for c in cells:
                        out += [line for x in c.text for line in block(x)] if is_blocks(c.text) else [plain(c.text)]
                    continue
                labelled = all(c.label == (i % 2 == 0) for i, c in enumerate(cells))
                out.append(row_text([plain(c.text) for c in cells], labelled))
            return out + [""]
        if isinstance(b, TextBox):
            return [line for x in b.blocks for line in block(x)] + [""]
        return ["", "-" * 40]

    lines = [line for b in [H(form.title, 1)] + form.blocks for line in block(b)] + ([form.foot] if form.foot else [])
    if wrap:
        lines = [w for line in lines for one in line.split("\n") for w in ([one] if len(one) <= wrap or "\t" in one else textwrap.wrap(one, wrap, break_long_words=False, break_on_hyphens=False))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


# ---------------------------------------------------------------- .xlsx

def xlsx(form):
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Referral"
    stamp = dt.datetime(2026, 11, 2, 9, 0)
    book.properties.created = book.properties.modified = stamp
    book.properties.creator = ""
    line = [1]
    across = 8

    def put(cell, column, width, row, height=1):
        target = sheet.cell(row, column)
        value = cell.text
        only = value if isinstance(value, Val) else value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Val) else None
        if only is not None and only.date is not None and form.note.get("real_dates"):
            target.value, target.number_format = dt.datetime.combine(only.date, dt.time()), "dd/mm/yyyy"
        else:
            target.value = plain(value) if not is_blocks(value) else text(Form("", value), "colon")
        target.font = Font(bold=cell.label)
        target.alignment = Alignment(wrap_text=True, vertical="top")
        if cell.shade:
            target.fill = PatternFill("solid", fgColor=cell.shade)
        if width > 1 or height > 1:
            sheet.merge_cells(start_row=row, end_row=row + height - 1, start_column=column, end_column=column + width - 1)

    def block(b):
        nonlocal sheet
        if isinstance(b, Break):
            sheet = book.create_sheet(f"Page {len(book.sheetnames) + 1}")
            line[0] = 1
            return
        if isinstance(b, TextBox):
            for x in b.blocks:
                block(x)
            return
        if isinstance(b, Table):
            for row in grid(b)[1]:
                for cell, column, span in row:
                    if cell is not None:
                        put(cell, column + 1, span, line[0], cell.down)
                line[0] += 1
            return
        put(Cell(b.text, label=isinstance(b, H)), 1, across, line[0])
        line[0] += 1 + isinstance(b, H)

    for b in [H(form.title, 1)] + form.blocks:
        block(b)
    for sheet in book.worksheets:
        for column in "ABCDEFGH":
            sheet.column_dimensions[column].width = 22
    buffer = io.BytesIO()
    book.save(buffer)
    return rezip(buffer.getvalue())


# ---------------------------------------------------------------- PDF (reportlab)

FONTS = [("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "/usr/share/fonts/truetype/dejavu"), ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "/usr/share/fonts/truetype/liberation"),
         ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "/usr/share/fonts/TTF"), ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "/usr/share/fonts/dejavu-sans-fonts")]


def pdf_fonts():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    if "Body" in pdfmetrics.getRegisteredFontNames():
        return "Body", "Body-Bold"
    for regular, bold, folder in FONTS:
        if os.path.exists(os.path.join(folder, regular)):
            pdfmetrics.registerFont(TTFont("Body", os.path.join(folder, regular)))
            pdfmetrics.registerFont(TTFont("Body-Bold", os.path.join(folder, bold)))
            pdfmetrics.registerFontFamily("Body", normal="Body", bold="Body-Bold", italic="Body", boldItalic="Body-Bold")
            return "Body", "Body-Bold"
    return None


def latin(form):
    """The text of a form that the PDF's built-in fonts can show."""
    try:
        html(form).encode("cp1252")
        return True
    except UnicodeEncodeError:
        return False


def pdf(form, builtin=False):
    from reportlab import rl_config
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer
    from reportlab.platypus import Table as PdfTable

    rl_config.invariant = 1
    font, bold = ("Helvetica", "Helvetica-Bold") if builtin and latin(form) else pdf_fonts()
    small = ParagraphStyle("s", fontName=font, fontSize=9, leading=11)
    strong = ParagraphStyle("b", parent=small, fontName=bold)
    heads = {1: ParagraphStyle("h1", parent=strong, fontSize=14, leading=18, spaceAfter=4), 2: ParagraphStyle("h2", parent=strong, fontSize=11, leading=14, spaceBefore=6, spaceAfter=2),
             3: ParagraphStyle("h3", parent=strong, fontSize=10, leading=12)}
    note = ParagraphStyle("n", parent=small, fontSize=8, leading=9.5, textColor=colors.HexColor("#333333"))
    gap = 0.6 * cm
    full = A4[0] - 3 * cm
    wide = (full - gap * (form.columns - 1)) / form.columns

    def mark(t):
        out = []
        for run in runs(t):
            if isinstance(run, B):
                out.append(f'<font name="{bold}">{escape(run.text, False)}</font>')
            elif isinstance(run, Br):
                out.append("<br/>")
            else:
                out.append(escape(plain(run), False).replace("\n", "<br/>").replace("\t", "&nbsp;" * 6))
        return "".join(out)

    def block(b, width):
        if isinstance(b, H):
            return [Paragraph(mark(b.text), heads[b.level])]
        if isinstance(b, P):
            prefix = "• " if b.style == "bullet" else ""
            return [Paragraph(prefix + mark(b.text), note if b.style == "note" else small), Spacer(1, 2)]
        if isinstance(b, Break):
            return [PageBreak()]
        if isinstance(b, TextBox):
            return [x for y in b.blocks for x in block(y, width)]
        columns, rows = grid(b)
        widths = b.widths or [1] * columns
        widths = [width * w / sum(widths) for w in widths]
        data, style = [], [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
        if b.lines:
            style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        for r, row in enumerate(rows):
            line = [""] * columns
            for cell, column, span in row:
                if cell is None:
                    continue
                inner = sum(widths[column:column + span]) - 6
                line[column] = [f for x in cell.text for f in block(x, inner)] if is_blocks(cell.text) else [Paragraph(mark(cell.text), strong if cell.label else small)]
                if span > 1 or cell.down > 1:
                    style.append(("SPAN", (column, r), (column + span - 1, r + cell.down - 1)))
                if cell.shade:
                    style.append(("BACKGROUND", (column, r), (column + span - 1, r + cell.down - 1), colors.HexColor("#" + cell.shade)))
            data.append(line)
        return [PdfTable(data, colWidths=widths, style=style, repeatRows=b.head), Spacer(1, 5)]

    def paint(canvas, document):
        canvas.setFont(font, 7)
        canvas.drawString(1.5 * cm, A4[1] - 1 * cm, form.head)
        canvas.drawString(1.5 * cm, 0.8 * cm, f"{form.foot}   Page {document.page}")

    frames = [Frame(1.5 * cm + i * (wide + gap), 1.3 * cm, wide, A4[1] - 2.8 * cm, leftPadding=0, rightPadding=0) for i in range(form.columns)]
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, title=form.title, author="")
    document.addPageTemplates([PageTemplate(frames=frames, onPage=paint)])
    document.build([f for b in [H(form.title, 1)] + form.blocks for f in block(b, wide)])
    return buffer.getvalue()


def positioned_pdf(form):
    """Labels and values drawn at places, as a print from a records system: form.note["draw"] is pages of (x cm, y cm from the top, text, bold, size)."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.pdfgen.canvas import Canvas

    rl_config.invariant = 1
    font, bold = pdf_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(form.title)
    for page in form.note["draw"]:
        for x, y, words, strong, size in page:
            canvas.setFont(bold if strong else font, size)
            canvas.drawString(x * cm, A4[1] - y * cm, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def acro_pdf(form):
    """A form whose answers are in fields: form.note["fields"] is (label, Val or [(label, Tick)], kind), kind "head", "note", "text", "area" or "ticks"."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    rl_config.invariant = 1
    font, bold = pdf_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(form.title)
    y = A4[1] - 2 * cm
    canvas.setFont(bold, 14)
    canvas.drawString(1.5 * cm, y, form.title)
    y -= 1 * cm
    above = form.note.get("above")
    for n, (label, value, kind) in enumerate(form.note["fields"], 1):
        need = 4.5 * cm if kind == "area" else 1.6 * cm
        if y < need + 1 * cm:
            canvas.showPage()
            y = A4[1] - 2 * cm
        if kind == "head":
            y -= 0.2 * cm
            canvas.setFont(bold, 11)
            canvas.drawString(1.5 * cm, y, label)
            y -= 0.7 * cm
        elif kind == "note":
            canvas.setFont(font, 8)
            for line in simpleSplit(label, font, 8, A4[0] - 3 * cm):
                canvas.drawString(1.5 * cm, y, line)
                y -= 0.4 * cm
            y -= 0.2 * cm
        elif kind == "ticks":
            canvas.setFont(bold, 9)
            canvas.drawString(1.5 * cm, y, label)
            x = 7 * cm
            canvas.setFont(font, 9)
            for m, (word, tick) in enumerate(value):
                canvas.acroForm.checkbox(name=f"Check Box{n}.{m}", x=x, y=y - 2, size=11, checked=tick.on, buttonStyle="cross")
                canvas.drawString(x + 0.55 * cm, y, word)
                x += 3 * cm
            y -= 0.8 * cm
        else:
            canvas.setFont(bold, 9)
            canvas.drawString(1.5 * cm, y, label)
            name = value.name or f"Text{n}"
            tall = 3 * cm if kind == "area" else 0.55 * cm
            if above or kind == "area":
                y -= tall + 0.15 * cm
                field(canvas, name, label, value.text, 1.5 * cm, y, 15 * cm, tall, kind == "area")
                y -= 0.55 * cm
            else:
                field(canvas, name, label, value.text, 7 * cm, y - 4, 11 * cm, tall, False)
                y -= 0.75 * cm
    canvas.save()
    return buffer.getvalue()


def field(canvas, name, label, value, x, y, width, height, many):
    """A text field. Its appearance is drawn in a built-in font: letters beyond it are right in the value and only roughly drawn, as with many programs."""
    from reportlab.pdfbase import acroform

    exact = acroform.escPDF
    acroform.escPDF = lambda s: exact("".join(c for c in unicodedata.normalize("NFKD", s) if ord(c) < 256) if any(ord(c) > 255 for c in s) else s)
    try:
        canvas.acroForm.textfield(name=name, tooltip=label, value=value, x=x, y=y, width=width, height=height, fontSize=8, borderWidth=0.5,
                                  fieldFlags="multiline" if many else "", maxlen=2000)
    finally:
        acroform.escPDF = exact
