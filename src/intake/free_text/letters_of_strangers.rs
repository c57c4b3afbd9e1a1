//! Letters in manners of writing that the first ones did not have: names written otherwise, dates told otherwise, and
//! people who are not the child.

use super::letters::tells;
use super::tests::told;

/// No child of these letters may be stated as sure.
fn is_sure_of_nobody(letters: &[&str]) {
    let sure: Vec<String> = letters.iter().flat_map(|l| told(l)).filter(|c| !c.ends_with('?')).collect();
    assert!(sure.is_empty(), "sure of {sure:?}");
}

#[test]
fn i3_names_are_read_as_they_are_written() {
    tells(&[
        (
            "Our patient Tolulope Adékúnlé\u{301} was seen on Monday. Her brother is Dotun.\n\nTolulope was born on 4 May 2019.",
            &["Tolulope Adékúnlé\u{301} 2019-05-04"],
        ),
        (
            "We are worried about Sami al-Khatib, date of birth 3\u{2011}Apr\u{2011}2017, whose father left in the spring.",
            &["Sami al-Khatib 2017-04-03"],
        ),
        (
            "Pupil: Joseph R. Lindqvist, dob 12/09/2015. He came in without a coat again.",
            &["Joseph R Lindqvist 2015-09-12"],
        ),
        (
            "His son is Peter Falk Jnr, born 9 March 2018. His father, Peter Falk Snr, is in prison until May.",
            &["Peter Falk 2018-03-09"],
        ),
        (
            "I visit Ella and Reece Best, twins, who were 2 on 4 June. Their mum is Carol Best, 19.",
            &["Ella Best 2024-06-04", "Reece Best 2024-06-04"],
        ),
        ("The pupil is Rhodri ap Hywel Prosser, born 02/02/2014, of Year 7.", &["Rhodri ap Hywel Prosser 2014-02-02"]),
        (
            "There is a mother, Martha Church, and her boy, Adam. Adam Church is nine and never in school.",
            &["Adam Church 9"],
        ),
    ]);
}

#[test]
fn i3_more_than_one_name_is_told_apart() {
    tells(&[
        (
            "Children:\n - Leila Rahmani, also uses Leila Sharif, 11, DOB 5 December 2014\n - Omar Rahmani (known here as Ozzie), DOB 18 July 2018",
            &["Leila Rahmani 2014-12-05", "Omar Rahmani 2018-07-18"],
        ),
        (
            "A family known to our mosque. The mother is sister Hibaq Abdi Warsame. The children are\n\n   Abdinasir Yusuf Hassan \u{2013} boy \u{2013} 14 years \u{2013} Gate Road School\n   Ayan Yusuf Hassan \u{2013} girl \u{2013} 10 years\n\n\
The father, brother Yusuf Hassan Jama, went away in February. Abdinasir has left the school.",
            &["Abdinasir Yusuf Hassan 14", "Ayan Yusuf Hassan 10"],
        ),
        (
            "The twins are ready to go home. We have Tunde and Bisi Ajayi on the unit (boy and girl, born on 28 September 2026).",
            &["Tunde Ajayi 2026-09-28", "Bisi Ajayi 2026-09-28"],
        ),
        (
            "Name                Born         Sex\n\nRobert Hale Jnr     09/12/2016   M\nGrace Hale          21/02/2013   F\n\n\
Father of Grace and Robert: Robert Hale Snr, HMP",
            &["Robert Hale 2016-12-09", "Grace Hale 2013-02-21"],
        ),
        (
            "Their three children: Nour al-Amin, who was born on the first of March 2013; and the small one, Zaid, who was born on \
the second of May two thousand and twenty-two and never knew him.",
            &["Nour al-Amin 2013-03-01", "Zaid al-Amin 2022-05-02"],
        ),
        ("We saw Keira M. She is known as Keira Mason, born 02/11/2010.", &["Keira Mason 2010-11-02"]),
    ]);
}

#[test]
fn i3_lists_and_forms_of_their_own_are_read() {
    tells(&[
        (
            "All at 9 Quay Road with their mother Nuala Breen:\n\n  Orlaith Breen ...... P6 ...... 3/2/17 ..... thin\n  \
Donal Breen ........ P4 ...... 11/9/18 .... not seen",
            &["Orlaith Breen 2017-02-03", "Donal Breen 2018-09-11"],
        ),
        (
            "Child - Faith Lowther\nDOB - 05/04/25\nMum - Jean Lowther\n\nNo milk in the house.",
            &["Faith Lowther 2025-04-05"],
        ),
        (
            "From our system:\n\nIfeyinwa Chioma Eze / 8T / DOB 11 Mar 14 / UPN R123456789012 / 4 Mill Yard, Leeds LS1 4AB",
            &["Ifeyinwa Chioma Eze 2014-03-11"],
        ),
    ]);
}

#[test]
fn i3_dates_are_told_in_many_ways() {
    tells(&[
        (
            "Their son Karim Sader was born on the twenty-first of June two thousand and twenty-two.",
            &["Karim Sader 2022-06-21"],
        ),
        (
            "Son: Arun Nathan. I have a date of birth because he is a patient here: the ninth of May, 2023.",
            &["Arun Nathan 2023-05-09"],
        ),
        ("The girl is Clemence Vane-Hart. She made 5 years on 20 of August.", &["Clemence Vane-Hart 2021-08-20"]),
        (
            "I worry about a little girl, Ruth Abbott. Ruth will be six on St Nicholas' Day, the 6th of December.",
            &["Ruth Abbott 2020-12-06"],
        ),
        (
            "Their daughter Maja Nowicka is eight; her ninth birthday is on the 30th of this month.",
            &["Maja Nowicka 2017-11-30"],
        ),
        (
            "My grandson Cyril Dane is three. His sister Agnes Dane is one, two in the spring (21st March).",
            &["Cyril Dane 3", "Agnes Dane 2025-03-21"],
        ),
    ]);
}

#[test]
fn i3_small_letters_with_shouted_words_are_small_letters() {
    tells(&[
        (
            "heyy my names lena hall im 14 (3/6/12) and this ISNT about me. its my mate talia. talia moss-wright shes in my \
year, y10\n\nshe thinks shes ill. she wont see a dr cos she says it isnt so\n\nshe lives with her dad near the shop in town its \
called raglan ave\n\nshes 15 in feb i think the 11th?? so shes 14 now. PLEASE dont say",
            &["Talia Moss-Wright 2012-02-11"],
        ),
        (
            "i drive the school bus. theres a brother and sister get on at the farm stop, josh and ellie, hes y8 shes y7 i think. \
dont know there last name",
            &["Josh", "Ellie"],
        ),
        (
            "its the kids at number 4 again. the eldest is callum price hes about 12 and theres a little lad danny whos 6, \
no coat on IN DECEMBER. nobody does anything",
            &["Callum Price 12", "Danny Price 6"],
        ),
        (
            "hi my names kayla jones im 14 and this ISNT about me its my mate shanice. shanice obi-brown shes in my year. \
shes 15 in feb i think the 11th. PLEASE dont say i told",
            &["Shanice Obi-Brown 2012-02-11"],
        ),
        (
            "im 15 my names ruby carr. i live with my mum. dont phone the house pls. my bday is 29 jan so il be 16 soon",
            &["Ruby Carr 2011-01-29"],
        ),
    ]);
}

#[test]
fn i3_the_writers_own_child_is_not_the_one_who_is_meant() {
    tells(&[
        (
            "My daughter Alice Thornley (she is 13, born 02/02/2013) has a friend in her form called Niamh Dolan and I am \
really worried about Niamh. Niamh has been at our house for five nights.",
            &["Niamh Dolan"],
        ),
        (
            "We foster Owen Huw Pryce (born 3 January 2015) under a full care order. Our own daughter Molly (d.o.b. 21/06/2016) \
heard this too.",
            &["Owen Huw Pryce 2015-01-03"],
        ),
    ]);
}

#[test]
fn i3_who_is_named_without_more_is_never_sure() {
    is_sure_of_nobody(&[
        "I keep the shop on Selby Parade. A boy comes in, perhaps eight or nine, red coat too small. He steals bread.\n\nAnil Rao\nSelby Parade, Unit 4",
        "Call-taker was me. - Amina Yusuf\n\n1. Who is the child?\n\nCaller said a boy of about seven.\n\nAmina Yusuf | Helpline Practitioner | Line",
        "The pupil is Rhodri ap Hywel Prosser, born 02/02/2014.",
        "I'd like to refer an unborn baby. Mum is Trần Thị Hoa, she is 23 (DOB 14 Feb 2003). EDD 19/01/2027 by scan.",
    ]);
}

#[test]
fn i3_everyone_has_their_own_age_and_date() {
    tells(&[
        (
            "Passengers: child 1 Reuben BLAKE 5 yrs, child 2 Naomi BLAKE 18 months. No car seats.",
            &["Reuben BLAKE 5", "Naomi BLAKE 1"],
        ),
        (
            "my sister in law leanne cooper is on drugs and got 2 kids kyle cooper 5 and maisie cooper 3 she leaves them alone",
            &["Kyle Cooper 5", "Maisie Cooper 3"],
        ),
        (
            "Nursery: Ava-Grace O'Neill dob 22/02/23; twin brothers Finn & Cody O'Neill both dob 11/10/24.",
            &["Ava-Grace O'Neill 2023-02-22", "Finn O'Neill 2024-10-11", "Cody O'Neill 2024-10-11"],
        ),
        (
            "Name of young person - Alisha Begum\nAge - 16\nSchool - Park View Academy\nWorker - Joanne Field\n\nAlisha is afraid.",
            &["Alisha Begum 16"],
        ),
        (
            "We had a call from Danny, 13. He said his dad Gary locks him and his brother Jake (8) in the cellar.",
            &["Danny 13", "Jake 8"],
        ),
        (
            "re: Jamal Thompson and Amira Thompson, 12.03.2014 & 04.09.2018. They live with Dad.",
            &["Jamal Thompson 2014-03-12", "Amira Thompson 2018-09-04"],
        ),
        (
            "I must tell you of Edmund Hartley-Shaw, a choirboy of ten, whose father beats him.",
            &["Edmund Hartley-Shaw 10"],
        ),
        ("Georgia Lane did not come. She is the mother of Noah Lane (2 years old), who is ill.", &["Noah Lane 2"]),
        (
            "I look after Merryn Garth three days a week, she's 2, her birthday is 21st July.",
            &["Merryn Garth 2024-07-21"],
        ),
        ("The boy is Kofi Asante. He is in reception. D.o.b. 2 January 2022.", &["Kofi Asante 2022-01-02"]),
    ]);
}
