use super::*;
use crate::intake::document::Block;

fn blocks(rtf: &str) -> Vec<Block> {
    let Extracted::Text(document) = read(rtf.as_bytes()) else { panic!("{:?}", read(rtf.as_bytes())) };
    assert_eq!(document.unread, []);
    document.blocks
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect())
}

#[test]
fn i3_rtf_keeps_headings_labels_and_lines() {
    let read = blocks(
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}{\\stylesheet{\\s0 Normal;}{\\s3\\b Heading 1;}{\\*\\cs9 Heading 1 Char;}}\
{\\info{\\title secret title}}{\\header HEAD\\par}{\\footer FOOT\\par}\
\\pard\\s3\\b Child\\par\\pard\\plain{\\b Family name}: O\\rquote Brien\\par{\\b Alias}\\par \
one\\tab two\\line three{\\v hidden}{\\deleted gone}\\par\r\n{\\*\\unknown{\\b lost}}4\\~% \\{x\\}\\par}",
    );
    assert_eq!(
        read,
        [
            Block::Heading("Child".into()),
            Block::Pair { label: "Family name".into(), value: "O\u{2019}Brien".into() },
            Block::Label("Alias".into()),
            Block::Paragraph("one\ttwo\nthree".into()),
            Block::Paragraph("4\u{a0}% {x}".into()),
        ]
    );
}

#[test]
fn i3_rtf_is_read_in_its_code_pages_and_in_unicode() {
    let read = blocks(
        "{\\rtf1\\ansi\\ansicpg1250{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}{\\f3\\fcharset2 Wingdings;}}\
\\f0 \\'a3uk\\'e1\\u347?\\uc2\\u233\\'3f\\'3f\\uc0\\u8217 s\\uc1\\u-10179?\\u-8694?\\par\\f1\\'c8\\'e2\\'e0\\f2\\'82\\'a0\\f3\\'fe\\'a8\\f0\\u-3842?\\par}",
    );
    assert_eq!(
        read,
        [
            Block::Paragraph("\u{141}uk\u{e1}\u{15b}\u{e9}\u{2019}s\u{1f60a}".into()),
            Block::Paragraph("\u{418}\u{432}\u{430}\u{3042}\u{2612}\u{2610}\u{2612}".into()),
        ]
    );
}

#[test]
fn i3_rtf_tables_keep_their_columns() {
    let read = blocks(
        "{\\rtf1 before\\par\\trowd\\cellx1000\\cellx2000\\cellx3000\\pard\\intbl{\\b Name}\\cell DOB\\cell School\\par Second\\cell\\row\
\\trowd\\cellx2010\\cellx3000\\pard\\intbl Ama\\cell Hillside\\cell\\row\\pard after\\par\
\\trowd\\cellx9000\\pard\\intbl Sibs\\par\\pard\\intbl\\itap2 Kofi\\nestcell{\\nonesttables\\par}4\\nestcell{\\*\\nesttableprops\\trowd\\cellx10\\cellx500\\nestrow}{\\nonesttables\\par}\
\\pard\\intbl\\itap1 End\\cell\\row}",
    );
    assert_eq!(
        read,
        [
            Block::Paragraph("before".into()),
            table(&[&["Name", "DOB", "School\nSecond"], &["Ama", "", "Hillside"]]),
            Block::Paragraph("after".into()),
            table(&[&["Sibs"]]),
            table(&[&["Kofi", "4"]]),
            table(&[&["End"]]),
        ]
    );
}

#[test]
fn i3_rtf_tables_that_only_follow_one_another_come_apart() {
    let row = |edges: &[i32], cells: &[&str]| {
        let edges: Vec<String> = edges.iter().map(|edge| format!("\\cellx{edge}")).collect();
        let (edges, cells) = (edges.concat(), cells.join("\\cell ") + "\\cell ");
        format!("\\trowd{edges}\\pard\\intbl {cells}\\row ")
    };
    let read = blocks(&format!(
        "{{\\rtf1 {}{}{}{}}}",
        row(&[4000, 8000], &["School", "Hillside"]),
        row(&[8000], &["Household"]),
        row(&[2000, 6000, 8000], &["Name", "Relationship", "DOB"]),
        row(&[2010, 8000], &["Ama", "sister"]),
    ));
    assert_eq!(
        read,
        [
            table(&[&["School", "Hillside"], &["Household", ""]]),
            table(&[&["Name", "Relationship", "DOB"], &["Ama", "sister", ""]]),
        ]
    );
}

#[test]
fn i3_rtf_form_fields_say_what_was_chosen() {
    let tick = |said: &str| {
        format!(
            "{{\\field{{\\*\\fldinst FORMCHECKBOX {{\\*\\formfield{{\\fftype1{said}{{\\*\\ffname a}}}}}}}}{{\\fldrslt }}}}"
        )
    };
    let read = blocks(&format!(
        "{{\\rtf1 {} Yes {} No {} Both\\par {{\\field{{\\*\\fldinst FORMTEXT {{\\*\\formfield{{\\fftype0{{\\*\\ffname n}}}}}}}}{{\\fldrslt Kofi}}}} Nguyen\\par \
Sex: {{\\field{{\\*\\fldinst{{ FORMDROPDOWN {{\\*\\formfield{{\\fftype2\\ffhaslistbox1\\ffres1{{\\*\\ffl Girl}}{{\\*\\ffl Boy}}}}}}}}}}{{\\fldrslt }}}}\\par\
{{\\shp{{\\*\\shpinst{{\\sp{{\\sn x}}{{\\sv 1}}}}{{\\shptxt \\pard In a box\\par}}}}{{\\shprslt In a box}}}} around\\par}}",
        tick("\\ffres1\\ffdefres0"),
        tick("\\ffres0\\ffdefres1"),
        tick("\\ffres25\\ffdefres1"),
    ));
    assert_eq!(
        read,
        [
            Block::Paragraph("\u{2612} Yes \u{2610} No \u{2612} Both".into()),
            Block::Paragraph("Kofi Nguyen".into()),
            Block::Paragraph("Sex: Boy".into()),
            Block::Paragraph("In a box\n\n around".into()),
        ]
    );
}

#[test]
fn i3_html_that_was_packed_into_rtf_is_read_as_html() {
    let read = blocks(
        "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <table>}{\\*\\htmltag64 <tr><td>}\\htmlrtf {\\htmlrtf0 Name{\\*\\htmltag72 </td><td>}\\htmlrtf \\tab \\htmlrtf0 \
Kofi{\\*\\htmltag84 &eacute;}\\htmlrtf \\'e9\\htmlrtf0{\\*\\htmltag72 </td></tr></table>}\\htmlrtf }\\htmlrtf0 }",
    );
    assert_eq!(read, [table(&[&["Name", "Kofi\u{e9}"]])]);
}

#[test]
fn i7_rtf_that_breaks_off_or_holds_a_picture_alone_says_so() {
    let Extracted::Text(document) = read(b"{\\rtf1 Kofi {\\b Ngu") else { panic!() };
    assert_eq!(document.text(), "Kofi Ngu");
    assert_eq!(document.unread.len(), 1);
    assert_eq!(read(b"{\\rtf1 {\\pict\\pngblip 89504e47}\\par}"), Extracted::Scanned);
}

#[test]
fn i7_rtf_nested_without_end_is_read_all_the_same() {
    let deep = format!("{{\\rtf1 {}Kofi{}\\par}}", "{\\field{\\b ".repeat(200_000), "}}".repeat(200_000));
    assert_eq!(blocks(&deep), [Block::Label("Kofi".into())]);
    let tables =
        format!("{{\\rtf1 {}Kofi\\par}}", "\\pard\\intbl\\itap2000000000 x\\nestcell\\nestrow ".repeat(20_000));
    assert!(matches!(read(tables.as_bytes()), Extracted::Text(_)));
}
