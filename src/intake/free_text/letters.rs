//! Letters of many kinds of people, and the children that each is about: names with birth dates or ages.

use super::tests::told;

/// Each letter with its children; whether they are sure is left out.
pub(super) fn tells(letters: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (letter, expected) in letters {
        let found: Vec<String> = told(letter).iter().map(|c| c.trim_end_matches([' ', '?']).to_owned()).collect();
        if found != *expected {
            wrong.push(format!("{letter}\n  expected {expected:?}\n  read     {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n\n{}", wrong.len(), letters.len(), wrong.join("\n\n"));
}

#[test]
fn i3_teachers_write_of_their_pupils() {
    tells(&[
        (
            "Dear team,\n\nI am the DSL at Rowan Hill Primary. Logging a disclosure by Nadia Petrov in 4B (d.o.b. 19th Feb 2018). \
She told Mrs Oakes that dad Viktor throws plates.\n\nK. Lowe",
            &["Nadia Petrov 2018-02-19"],
        ),
        (
            "Attendance concerns below.\n\nName\tYear\tDOB\tAttendance\nJosh Tully\t9\t14/07/2013\t52%\nErin Tully\t7\t02/12/2014\t61%\n\nBoth live with mum Karen Tully.",
            &["Josh Tully 2013-07-14", "Erin Tully 2014-12-02"],
        ),
        (
            "Hello\n\nTwo of our children, Oliver and Amelie Strand (Year 2 and nursery), came in without coats again. Oliver's date of birth is 03.04.2019 \
and Amelie's is 17.09.2022. Mum is Petra Strand.\n\nMiss Hale",
            &["Oliver Strand 2019-04-03", "Amelie Strand 2022-09-17"],
        ),
        (
            "Re: Devonte Clarke (DOB: 8 January 2012)\n\nDevonte was in a fight with Kieran Moss in the dining hall on 16 November. He said that his uncle gave him the knife.",
            &["Devonte Clarke 2012-01-08"],
        ),
        (
            "One of our Year 10s, Marta Lisowska, 14, has told her form tutor Mr Ahmed Rauf that she is scared to go home. Her birthday is 5 June.",
            &["Marta Lisowska 2012-06-05"],
        ),
        (
            "Surname | Forename | D.O.B. | Class\nHaque | Zayd | 01/02/2016 | 5H\nHaque | Maryam | 11/11/2018 | 3K\n\nNo contact from home since Monday.",
            &["Zayd Haque 2016-02-01", "Maryam Haque 2018-11-11"],
        ),
    ]);
}

#[test]
fn i3_police_and_health_write_of_children() {
    tells(&[
        (
            "PC 4471 Dunne attended 6 Mill Street on 21/11/2026 after a 999 call. Present: Carly BOOTH (dob 02/03/1994), Lee STOTT (dob 11/10/1990) and \
children Tyler BOOTH (dob 30/08/2017) and Lacey-Mae BOOTH (dob 12/01/2021). Stott arrested.",
            &["Tyler BOOTH 2017-08-30", "Lacey-Mae BOOTH 2021-01-12"],
        ),
        (
            "Seen in clinic 19/11/2026: Harvey Quill, NHS 999 123 4567, born 7.5.2023, with mother Jodie Quill (born 1.1.1999). Weight below 0.4th centile.",
            &["Harvey Quill 2023-05-07"],
        ),
        (
            "PATIENT    Ruby Dell\nDOB        15/06/2014\nADDRESS    5 Oak Row, Hull HU1 1AA\nMOTHER     Tina Dell\n\nBrought by mother with a spiral fracture.",
            &["Ruby Dell 2014-06-15"],
        ),
        (
            "I booked Chanel Price (DOB 14/02/2010) today, she is 16 and 14 weeks pregnant, EDD 20/05/2027. She lives with nan Carol Price.",
            &["Chanel Price 2010-02-14", "Price 2027-05-20"],
        ),
        (
            "Missing since 22:00: Connor James Whitlock, 15 yrs (b. 03/10/2011), last seen with Jake Farrell, 17. Carer: Pat Simms.",
            &["Connor James Whitlock 2011-10-03"],
        ),
        (
            "Dear colleague\n\nThank you for seeing baby Aria Sandhu, who was born on 2nd October 2026 at 34 weeks. Her parents Harpreet and Manjit Sandhu have missed three appointments.",
            &["Aria Sandhu 2026-10-02"],
        ),
        (
            "Twins Lois and Edie Farr, DOB 9/9/24, were weighed today. Mother: Beth Farr, DOB 3/3/2001.",
            &["Lois Farr 2024-09-09", "Edie Farr 2024-09-09"],
        ),
    ]);
}

#[test]
fn i3_neighbours_and_families_write_as_they_speak() {
    tells(&[
        (
            "hi theres a boy next door called mason hes about 6 and his sister who is in nappies still. the mum stacey shouts at them all night",
            &["Mason 6"],
        ),
        (
            "I am the nan of Jayden and Kayla Moss. Jayden was seven in August and Kayla will be three on Christmas Eve. My daughter Leanne is using again.",
            &["Jayden Moss 7", "Kayla Moss 2023-12-24"],
        ),
        (
            "The family at 14 is called Horvath. There are three kids, Bence (9), Dora (7) and a baby. The dad, Zoltan, is never there.",
            &["Bence Horvath 9", "Dora Horvath 7"],
        ),
        (
            "My grandson Theo Lang lives with his dad, my son Richard, since May. Theo is 4. He was covered in bites when I saw him on 14 November.",
            &["Theo Lang 4"],
        ),
        (
            "Please help my friends little girl. Her name is Amina Yusuf, she turned 9 on 12 October. Her stepdad Omar hits her. From Hawa (age 10)",
            &["Amina Yusuf 2017-10-12"],
        ),
        (
            "Im worried about my nephew ollie grant hes 8 and lives with my sister dawn at 3 elm close. he told me he sleeps in the bath",
            &["Ollie Grant 8"],
        ),
        ("There's a lad at my bus stop who says his name is Kofi, about 12 or 13. He has no coat.", &["Kofi 12"]),
        (
            "I clean for the Ashworth family (Simon and Claire). Their kids Hugo, 6, and Beatrix, 3, were locked in the utility room on Thursday.",
            &["Hugo Ashworth 6", "Beatrix Ashworth 3"],
        ),
        (
            "My ex Gary Neal has our children Scarlett (born 5 May 2016) and Alfie (born 9th Sept 2019) this week and he is drunk. I am Donna Neal.",
            &["Scarlett Neal 2016-05-05", "Alfie Neal 2019-09-09"],
        ),
    ]);
}

#[test]
fn i3_helplines_and_answers_name_children() {
    tells(&[
        (
            "Caller states that Poppy Fenn (approx 3 years) and Rory Fenn (approx 18 months) are left alone most evenings at 8 Dock Street. Mother: Shelley.",
            &["Poppy Fenn 3", "Rory Fenn 1"],
        ),
        (
            "> What is the child's full name?\nHarlow Bright\n\n> What is the date of birth?\n4 April 2020\n\n> Who lives at home?\nMum Sian and her boyfriend Craig.",
            &["Harlow Bright 2020-04-04"],
        ),
        (
            "Sorry, forgot to say. He's Noah Lindqvist, dob 1/12/15. His brother Axel is 8.",
            &["Noah Lindqvist 2015-12-01", "Axel 8"],
        ),
        (
            "Details as requested:\nChild: Ibrahim Sow\nBorn: 28 February 2019\nMum: Mariama Sow\nDad: not known\nSchool: Kingsway Primary",
            &["Ibrahim Sow 2019-02-28"],
        ),
        (
            "1. Leah Marsh, 12/05/2013, Year 8\n2. Caleb Marsh, 03/11/2016, Year 5\n3. Micah Marsh, 27/01/2020, Reception\nMum: Ruth Marsh, 07/07/1988",
            &["Leah Marsh 2013-05-12", "Caleb Marsh 2016-11-03", "Micah Marsh 2020-01-27"],
        ),
        (
            "Name: Esther \"Essie\" Bloom\nAge: 7 (02/09/2019)\nLives with: father, Daniel Bloom\n\nEssie says she is not allowed to eat at home.",
            &["Esther Bloom 2019-09-02"],
        ),
        (
            "The young person, Reuben Tate, came to the hostel on Sunday 22 November. He is seventeen (17/03/2009). His key worker was Sandra Bull.",
            &["Reuben Tate 2009-03-17"],
        ),
        (
            "Family: Okonkwo\nMother: Ngozi, 34\nFather: Emeka, 40\nChildren: Chidi 11, Ada 8 and Obi 2",
            &["Chidi Okonkwo 11", "Ada Okonkwo 8", "Obi Okonkwo 2"],
        ),
        (
            "We have concerns for siblings Freya & Magnus Dahl. DOBs 2/2/2017 & 3/3/2020. The parents have separated; Mr Dahl moved out on 1 September 2026.",
            &["Freya Dahl 2017-02-02", "Magnus Dahl 2020-03-03"],
        ),
        (
            "Lily-Rose's mum rang us. Lily-Rose Coates (8 in March) said that Grandad Ted touches her. Lily-Rose's sister Daisy is in our nursery.",
            &["Lily-Rose Coates 7"],
        ),
    ]);
}

#[test]
fn i3_dates_of_other_things_are_no_birthdays() {
    tells(&[
        (
            "Re: Toby Marsh. On 3 March 2026 he moved here from Leeds. He was seen on 12/11/2026 by Dr Ines Cole. Toby is 9.",
            &["Toby Marsh 9"],
        ),
        (
            "Aisha Rahman, DOB 04/05/2015, was excluded on 19/11/2026. Aisha's father, Imran Rahman, was released from HMP Leeds on 1 October 2025.",
            &["Aisha Rahman 2015-05-04"],
        ),
        (
            "I refer to our letter of 2 October 2026 about Kezia Boateng (born 30 January 2020). The order of 5 May 2024 is still in force.",
            &["Kezia Boateng 2020-01-30"],
        ),
        (
            "Incident 21/11/2026. Child: Rafael Costa 09/08/2019. Suspect: Nuno Costa 01/04/1985. Officer: PC Dale Weir.",
            &["Rafael Costa 2019-08-09"],
        ),
        (
            "Charlie May Dixon (06/05/2018) told me in May that April, her aunt, locks her in. June Dixon is her gran.",
            &["Charlie May Dixon 2018-05-06"],
        ),
        (
            "The Child Protection Plan for Max Orton (12.12.2016) ends in March. The Initial Conference was on 4 June 2026 and the Review Conference is on Friday 4 December.",
            &["Max Orton 2016-12-12"],
        ),
    ]);
}

#[test]
fn i3_lists_come_in_many_shapes() {
    tells(&[
        (
            "Children in the house:\n- Ellis (12)\n- Roman (9)\n- Nova-Grace (14 months)\nMum is Shannon Pike.",
            &["Ellis Pike 12", "Roman Pike 9", "Nova-Grace Pike 1"],
        ),
        (
            "Please see: Harris, Amber 17/09/2011; Harris, Logan 22/02/2014; mother Harris, Joanne 03/03/1985.",
            &["Amber Harris 2011-09-17", "Logan Harris 2014-02-22"],
        ),
        (
            "We are worried about the Novak children: Jan (b. 2014-05-01), Petra (b. 2016-07-09) and Tomas (b. 2021-12-24).",
            &["Jan Novak 2014-05-01", "Petra Novak 2016-07-09", "Tomas Novak 2021-12-24"],
        ),
        (
            "I have two foster children, Bilal Aziz (10) and his sister Hiba Aziz (6). Their birth mum, Rukhsana, turned up at my door.",
            &["Bilal Aziz 10", "Hiba Aziz 6"],
        ),
        (
            "Name                DOB           School\nSienna Moore        05/10/2016    Hillcrest Primary\nJude Moore          19/03/2019    Hillcrest Primary\n\nBoth seen alone in the park.",
            &["Sienna Moore 2016-10-05", "Jude Moore 2019-03-19"],
        ),
        (
            "Household:\nLaura Finch - mother - 12/05/1991\nDean Cobb - stepfather - 30/09/1988\nOscar Finch - son - 14/02/2015\nIvy Finch - daughter - 21/06/2020",
            &["Oscar Finch 2015-02-14", "Ivy Finch 2020-06-21"],
        ),
        (
            "Tom, Dick and Harry Jones, aged 11, 9 and 4, were home alone again. Their mother Sue Jones works nights.",
            &["Tom Jones 11", "Dick Jones 9", "Harry Jones 4"],
        ),
        (
            "Both Maisie Clark (6) and Ruben Clark (4) came to nursery hungry. Maisie had a cut lip.",
            &["Maisie Clark 6", "Ruben Clark 4"],
        ),
    ]);
}

#[test]
fn i3_telephones_and_hurried_people_write_so() {
    tells(&[
        (
            "pls can someone check on jaylen brooks dob 14/7/17 at 9 quarry view hes got bruises on his arms. mum is tash brooks",
            &["Jaylen Brooks 2017-07-14"],
        ),
        (
            "URGENT PLEASE READ. A GIRL CALLED SOPHIE LAKE AGED 7 IS LOCKED IN A SHED AT 4 PIT LANE. HER DAD IS KEVIN LAKE.",
            &["Sophie Lake 7"],
        ),
        (
            "Hi its about my daughters friend from school, Imani, she's in Year 6 and her mum's boyfriend films her. Imani Baptiste I think. She'll be 11 on the 14th December.",
            &["Imani Baptiste 2015-12-14"],
        ),
        ("my son leo bennett is 13 and his dad keith wont give him back", &["Leo Bennett 13"]),
        (
            "Hello. I am 14 my name is Zara Malik. My brother Hamza is 9. My dad beats us when mum is at work.",
            &["Zara Malik 14", "Hamza 9"],
        ),
        (
            "So sorry for the delay! The boy's details are: Finley Ward, 23rd of January 2014, 7 Beck Side, LS6 2AB. Kind regards, Anna Holt",
            &["Finley Ward 2014-01-23"],
        ),
        (
            "Her name is Tia-Mai Hobson. She's eight. She lives with Nan (Brenda Hobson) at 22 Weir Road.",
            &["Tia-Mai Hobson 8"],
        ),
        (
            "Just to let you know Callum Reid's mum has been in touch. Callum (who turned 10 last week) is back home. Mum: Fiona Reid.",
            &["Callum Reid 10"],
        ),
        (
            "The baby, Otis, was born at home on 20 November 2026. Mum Grace Adler, 19, has had no antenatal care.",
            &["Otis Adler 2026-11-20"],
        ),
        ("I think the little boy is called Teddy or Freddie. He'd be about 3. Flat 6, Tern House.", &["Teddy 3"]),
    ]);
}

#[test]
fn i3_nobody_is_made_up() {
    tells(&[
        ("Please find the minutes of the Strategy Meeting of 4 May 2026. Best wishes, Laura Beck, Team Manager", &[]),
        ("I am worried about a boy of about 6 at 12 Rose Court. Kind regards, Peter Lund", &[]),
        ("Good morning, is Front Door open on Boxing Day? Jo Marsh, Bright Stars Nursery", &[]),
        ("We had a visit from Ofsted on Tuesday 17 November. Mrs Ellen Park, Head of School", &[]),
        ("Operation Encompass notification 4471 for Highfield Academy. See Attachment 2.", &[]),
        ("Could Sam Whitaker ring Dr Bea Holm on 01632 960123 about the clinic at Junction 24?", &[]),
    ]);
}

#[test]
fn i3_what_else_people_write() {
    tells(&[
        (
            "Safeguarding alert from A&E: Kian O'Dowd, 2 y/o, DOB 11 06 2024, dog bite to face. Accompanied by gran Bernie O'Dowd. Dog belongs to uncle, Shane O'Dowd (31).",
            &["Kian O'Dowd 2024-06-11"],
        ),
        (
            "I teach swimming. A girl in my Saturday group, Anoushka Mehta (9), had belt marks. Her big sister Ria, who is 15, drops her off.",
            &["Anoushka Mehta 9", "Ria 15"],
        ),
        (
            "Ref 2026/1187. Our tenant, Miss Kelly Strand, d.o.b. 12/09/1997, has two sons (Archie, 5 and Blake, 2). The flat at 3 Mill Court is full of dog mess.",
            &["Archie Strand 5", "Blake Strand 2"],
        ),
        (
            "Pupil:        Ayaan Siddiqui (goes by Zee)\nDate of Birth: 3rd March 2014\nAddress:      12 Elm Road, Derby DE1 1AA\nParents:      Farah and Adil Siddiqui",
            &["Ayaan Siddiqui 2014-03-03"],
        ),
        (
            "The driver of the school bus says that Freddie Lomax fell asleep twice. He is in Year 3, he'll be eight in January. His dad is Barry Lomax.",
            &["Freddie Lomax 7"],
        ),
        (
            "Re: Bella Crane\n\nBella (7 yrs old) and her half-brother Josh Dunn (13 yrs old) were at the station at midnight with their mother Ellie Crane.",
            &["Bella Crane 7", "Josh Dunn 13"],
        ),
        (
            "We are the grandparents of Isla Rose Baird, born on Boxing Day 2019. Her mummy, our daughter Kirsty, has a new man called Dean.",
            &["Isla Rose Baird 2019-12-26"],
        ),
        (
            "Please see attached. Summary: mother Abigail Ferris (24), father unknown, child Rowan Ferris DOB 01-Sep-2025. Health visitor: Sue Lamb.",
            &["Rowan Ferris 2025-09-01"],
        ),
        (
            "Name of child: Tobias Lund\nD.o.B.: 17.8.2018\nSchool: St Anne's\nName of parent: Birgit Lund\nYour name: Olga Reid\nWhat happened: he says he is hit",
            &["Tobias Lund 2018-08-17"],
        ),
        (
            "This is about Yusuf and Maryam Ali. Yusuf's birthday is 7 July 2012 and Maryam's is 30 May 2016. They told their cousin Sara.",
            &["Yusuf Ali 2012-07-07", "Maryam Ali 2016-05-30"],
        ),
        (
            "To whom it may concern: a child of my parish, Dominic Kowalski, aged eleven years, confided in Father Brendan Shaw.",
            &["Dominic Kowalski 11"],
        ),
        (
            "Child one: Ethan Price DOB 04/04/2014\nChild two: Mia Price DOB 09/10/2017\nMother: Jade Price DOB 22/02/1992\nFather: Wayne Hurst DOB unknown",
            &["Ethan Price 2014-04-04", "Mia Price 2017-10-09"],
        ),
        ("hiya my names chloe and im 12 i live with my nan pat and she drinks every nite", &["Chloe 12"]),
        (
            "I'm writing as Godmother to Ottoline Frayne. She is five and a half and her parents, Hugo and Saskia Frayne, leave her with the cleaner.",
            &["Ottoline Frayne 5"],
        ),
        (
            "Further to my call: his full name is Emmanuel Kwame Asante. DOB 6.6.16. They've moved to 18 Tanner Street since.",
            &["Emmanuel Kwame Asante 2016-06-06"],
        ),
        (
            "Girl, 15, found in a car with an adult male. Gave her name as Leila Haddad, dob 13/08/2011. Male is Stephen Roper, dob 19/01/1990.",
            &["Leila Haddad 2011-08-13"],
        ),
        (
            "The eldest, Kayden, is 13. Then there's Lyla who is 10 and the twins Ava and Mia who are 4. Mum is Gemma Stott.",
            &["Kayden Stott 13", "Lyla Stott 10", "Ava Stott 4", "Mia Stott 4"],
        ),
        (
            "Zac Holloway (not his real surname, he uses his stepdad's) is 12. His birth name is Zachary Pell, DOB 2 May 2014.",
            &["Zachary Pell 2014-05-02"],
        ),
        (
            "Good afternoon. Patient Seo-yeon Park, F, 16/07/2019. Mother Ji-woo Park. Fracture left radius; story changed twice.",
            &["Seo-yeon Park 2019-07-16"],
        ),
        (
            "My neighbour's boys Lewis (10) and Harvey (8) are out till midnight. The surname is Trent. Their mother is called Steph.",
            &["Lewis Trent 10", "Harvey Trent 8"],
        ),
    ]);
}

#[test]
fn i3_stories_with_many_people() {
    tells(&[
        (
            "I am a childminder. I look after Elodie Marchetti (2 in February) on Mondays. Her dad Paolo picked her up drunk on 20 November; \
my own son Jack, 8, saw it too.",
            &["Elodie Marchetti 1"],
        ),
        (
            "Custody record 33. Detained: Ryan Toller, 17, DOB 19.03.2009, arrested with Luke Amis (22). Appropriate adult: Wendy Toller, mother. FAO YOT.",
            &["Ryan Toller 2009-03-19"],
        ),
        (
            "Dear Duty, our resident Ms Halima Warsame (DOB 6/6/1998) and her daughter Sagal Warsame (DOB 1/1/2023) fled from Mr Abdi Warsame on Sunday. Key worker: Toni Blake.",
            &["Sagal Warsame 2023-01-01"],
        ),
        (
            "Pharmacist here. Methadone patient Craig Nunn brings a toddler, Alfie, around 2, who had a grey face today. Craig's address is 8 Tan Yard.",
            &["Alfie 2"],
        ),
        (
            "Mrs Amara Obi asked us for food. She has 4 children: Chike (14), Ifeoma (11), Kene (6) and Somto (3).",
            &["Chike 14", "Ifeoma 11", "Kene 6", "Somto 3"],
        ),
        (
            "Re: SMITH-JONES, Poppy (F) - 22/02/2017 - St Mark's CE Primary\n\nPoppy's attendance is 61%. Her brother Finn SMITH-JONES (M) - 14/10/2019 - is in our nursery class.",
            &["Poppy SMITH-JONES 2017-02-22", "Finn SMITH-JONES 2019-10-14"],
        ),
        (
            "Kieran Walsh here from Northside Boxing. One of the juniors, Danny Furlong, who's just turned 13 (on the 1st of November), told me his da beats him.",
            &["Danny Furlong 2013-11-01"],
        ),
        (
            "Please note new baby in the family: Ezra Cole, born 12.11.26, brother of Jonah Cole (born 03.02.24). Mum: Tamar Cole.",
            &["Ezra Cole 2026-11-12", "Jonah Cole 2024-02-03"],
        ),
        (
            "A mum at the gates, Stacey, hit her son Riley (Year 1) across the face. Riley Hargreaves is six. I'm another mum, don't tell her it was Beth.",
            &["Riley Hargreaves 6"],
        ),
        (
            "We saw Master Alexander Petrides (15 Sep 2021) with his mother for a squint on 2 Nov 2026. Burns on both hands.",
            &["Alexander Petrides 2021-09-15"],
        ),
    ]);
}
