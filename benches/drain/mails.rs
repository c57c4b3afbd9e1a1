//! The mails of a backlog, seeded: half about children on record, half not; plain text, or with a Word or PDF form.

use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::people::{self, Child, Seeded};

/// What the mails of a set are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Text alone.
    Text,
    /// One in two has a form, Word and PDF in turn.
    Mixed,
}

const AGENCIES: [(&str, &str); 5] = [
    ("Hillside Primary School", "hillside.sch.test"),
    ("Women's and Children's Trust", "bwc.nhs.test"),
    ("West Midlands Police", "west-mids.police.test"),
    ("Northfield High School", "northfield.sch.test"),
    ("Health Visiting South", "visiting.nhs.test"),
];

/// So many mails. The children on record are drawn from `known`, each at most once.
pub(crate) fn mails(set: Set, count: usize, known: &[Child], seed: u64) -> Vec<Vec<u8>> {
    let mut chance = Seeded::new(seed);
    let mut numbers: Vec<usize> = (0..known.len()).collect();
    (0..count)
        .map(|number| {
            let child = if number % 2 == 0 {
                let drawn = number / 2 + chance.below(numbers.len() - number / 2);
                numbers.swap(number / 2, drawn);
                known[numbers[number / 2]].clone()
            } else {
                people::family(&mut chance).swap_remove(0)
            };
            let form = match (set, number % 4) {
                (Set::Mixed, 1) => Some(Form::Word),
                (Set::Mixed, 2) => Some(Form::Pdf),
                _ => None,
            };
            mail(number, &child, form, seed, &mut chance)
        })
        .collect()
}

#[derive(Clone, Copy)]
enum Form {
    Word,
    Pdf,
}

/// One mail about a child.
fn mail(number: usize, child: &Child, form: Option<Form>, seed: u64, chance: &mut Seeded) -> Vec<u8> {
    let (agency, domain) = chance.one(&AGENCIES);
    let sender = format!("worker{}@{domain}", chance.below(400));
    let fields = fields(child, &sender, agency, chance);
    let head = format!(
        "From: Worker of {agency} <{sender}>\nTo: cass@trust.test\nDate: Mon, 23 Nov 2026 08:30:00 +0000\n\
         Message-ID: <bench-{seed}-{number}@{domain}>\nSubject: Request for support\nMIME-Version: 1.0\n"
    );
    let (media_type, name, bytes) = match form {
        None => {
            let mut text = String::from("MULTI-AGENCY REFERRAL FORM\n\n");
            for (label, value) in &fields {
                writeln!(text, "{label}: {value}").unwrap();
            }
            return format!("{head}Content-Type: text/plain; charset=utf-8\n\n{text}").into_bytes();
        }
        Some(Form::Word) => (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Referral form.docx",
            word(&fields),
        ),
        Some(Form::Pdf) => ("application/pdf", "Referral form.pdf", pdf(&fields)),
    };
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "{head}Content-Type: multipart/mixed; boundary=\"part\"\n\n--part\nContent-Type: text/plain; charset=utf-8\n\n\
         Dear colleagues,\n\nPlease find attached a referral.\n\nRegards\n{agency}\n\n--part\nContent-Type: {media_type}\n\
         Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"{name}\"\n\n{}\n--part--\n",
        lines.join("\n")
    )
    .into_bytes()
}

fn fields(child: &Child, sender: &str, agency: &str, chance: &mut Seeded) -> Vec<(&'static str, String)> {
    let Child { given, family, born, gender, street, postcode, school, .. } = child;
    let seen = 1 + chance.below(20);
    vec![
        ("Child’s First Name", given.clone()),
        ("Child’s Surname", family.clone()),
        ("Date of Birth", born.format("%d/%m/%Y").to_string()),
        ("Gender", gender.to_string()),
        ("Language", "English".to_owned()),
        ("Home address", format!("{street}, Birmingham, {postcode}")),
        ("School", (*school).to_owned()),
        ("Parent", format!("Alex {family}")),
        (
            "Reason for referral",
            format!(
                "{given} {} since {seen:02}/11/2026. This has been talked over with our lead. \
                 We have no other information about the household at present.",
                people::concern(chance)
            ),
        ),
        ("Have you obtained parental consent?", "Yes".to_owned()),
        ("Referrer name", "Worker".to_owned()),
        ("Agency", agency.to_owned()),
        ("Telephone", format!("0121 496 {:04}", chance.below(10_000))),
        ("Email", sender.to_owned()),
    ]
}

/// A Word document with one table: label, value.
fn word(fields: &[(&'static str, String)]) -> Vec<u8> {
    const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let rows: Vec<String> =
        fields.iter().map(|(label, value)| format!("<w:tr>{}{}</w:tr>", cell(label), cell(value))).collect();
    let rows = rows.concat();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{NAMESPACE}\"><w:body><w:p><w:r><w:t>Referral \
         form</w:t></w:r></w:p><w:tbl>{rows}</w:tbl></w:body></w:document>"
    );
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types \
        xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
        ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
        PartName=\"/word/document.xml\" \
        ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships \
        xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
        Target=\"word/document.xml\"/></Relationships>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", &document)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A PDF of one page: a line for each field, long ones broken.
fn pdf(fields: &[(&'static str, String)]) -> Vec<u8> {
    let mut page = String::from("BT /F1 10 Tf 14 TL 50 800 Td (Referral form) Tj T*\n");
    for (label, value) in fields {
        let mut line = format!("{label}:");
        for word in value.split(' ') {
            if line.len() + word.len() > 85 {
                writeln!(page, "({}) Tj T*", escaped(&line)).unwrap();
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(page, "({}) Tj T*", escaped(&line)).unwrap();
    }
    page.push_str("ET\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = file.len();
    let size = objects.len() + 1;
    write!(file, "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
        .unwrap();
    file.into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)").replace('’', "\\222")
}

/// A single text mail about this child.
pub(crate) fn one(number: usize, child: &Child) -> Vec<u8> {
    let mail = mail(number, child, None, 13, &mut Seeded::new(u64::try_from(number).unwrap()));
    String::from_utf8(mail).unwrap().replace('\n', "\r\n").into_bytes()
}
