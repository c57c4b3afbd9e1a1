"""Names by naming way, common ones first: the n-th is drawn about 1/n as often as the first.

A way gives a person's names as the record has them, and the other ways in which the same names are written.
"""

ENDS = "bourne brook burn bury by cliffe combe cott den field ford gate ham hurst land ley low man more side stone ton well worth".split()
STEMS = (
    "Ash Bar Beck Black Brad Brook Cal Clay Dal Dun East Ell Farn Fen Gar Gold Hal Har Hart Hay Hol Kel Kirk Lang Law "
    "Mal Mar Mil Nor Oak Old Pem Penn Rad Red Rock Row Sand Shel Stan Strat Thorn Wal War Wes Whit Win Wood"
).split()

GIVEN = {
    "british": (
        "Olivia Amelia Isla Ava Lily Sophie Grace Freya Poppy Emily Ella Evie Charlotte Jessica Daisy Ruby Chloe Megan Lucy Hannah "
        "Bethany Abigail Katie Molly Holly Erin Georgia Scarlett Phoebe Eleanor Imogen Rebecca Rosie Maisie Lola Matilda Harriet "
        "Summer Skye Paige Tia Lacey Keira Kayleigh Libby Elsie Ellie Tilly Amber Zara",
        "Noah Oliver George Jack Harry Charlie Oscar William James Thomas Alfie Joshua Daniel Samuel Joseph Benjamin Jacob Ethan "
        "Max Logan Lucas Alexander Archie Theodore Mason Harrison Isaac Edward Michael Matthew Ryan Callum Connor Liam Nathan "
        "Luke Jayden Kayden Tyler Kian Reece Dylan Leo Finley Toby Riley Kyle Jamie Aidan Adam",
    ),
    "muslim": (
        "Aisha Fatima Maryam Zainab Khadija Hafsa Amina Safiya Sumaya Halima Zahra Inaya Ayaan Hana Maysa Sana Iqra Noor Anaya "
        "Amelia Hiba Laiba Eshal Zoya Aleena Rabia Samina Nadia Saira Yasmin",
        "Mohammed Yusuf Ibrahim Ali Omar Hamza Adam Abdullah Ahmed Bilal Zakariya Hassan Hussain Ismail Musa Tariq Imran Usman "
        "Zain Rayyan Haris Kamran Faisal Junaid Idris Sulaiman Yahya Isa Khalid Salman",
    ),
    "sikh": (
        "Harpreet Simran Jasleen Manpreet Gurleen Navneet Jasmine Kiran Rupinder Amrit Parminder Sukhpreet Kirandeep Mandeep Avneet",
        "Gurpreet Arjan Harpreet Jaspreet Karan Manveer Jagdeep Ranveer Sukhdeep Tejveer Amandeep Balraj Harjit Kuldeep Gurdeep",
    ),
    "somali": (
        "Ayaan Hodan Ifrah Sahra Faduma Asha Hamdi Nasra Ubah Deqa Ilhan Naima Sagal Hibo Filsan",
        "Abdi Mohamed Abdirahman Hassan Mahad Liban Guled Zakaria Abdullahi Ayub Yahye Mukhtar Bashir Khadar Warsame",
    ),
    "west_african": (
        "Adaeze Chiamaka Folasade Temitope Ngozi Abena Akosua Efua Oluwaseyi Blessing Precious Mercy Favour Gift Ifeoma Yetunde",
        "Oluwatobi Chinedu Kwame Kofi Emeka Babatunde Oluwaseun Tunde Ikenna Obinna Kwabena Yaw Emmanuel Samuel Daniel Ayodele",
    ),
    "arabic": (
        "Layla Noura Reem Huda Salma Rania Dina Amal Hanan Lina Rasha Maha Yara Jana Farah",
        "Khalid Saeed Faris Nasser Tarek Walid Karim Rami Sami Ziad Marwan Anas Hadi Majid Yazan",
    ),
    "polish": (
        "Zofia Oliwia Maja Julia Lena Hanna Wiktoria Zuzanna Natalia Aleksandra Kinga Małgorzata Agnieszka Łucja Żaneta",
        "Jakub Szymon Kacper Filip Mateusz Michał Bartosz Wojciech Paweł Łukasz Krzysztof Tomasz Stanisław Mikołaj Dawid",
    ),
    "chinese": (
        "Xiuying Mei Ling Yan Hui Jing Xinyi Yuxuan Zihan Lihua Fang Ying Qian Shu Wen",
        "Wei Jun Hao Ming Jian Yichen Haoran Zihao Bo Tao Lei Qiang Peng Yang Chen",
    ),
    "cyrillic": (
        "Yuliia Oleksandra Kateryna Anastasiia Iryna Olha Mariia Sofiia Viktoriia Daria Polina Nataliia Tetiana Alina Khrystyna",
        "Oleksandr Dmytro Mykhailo Andrii Serhii Volodymyr Yevhen Mykola Maksym Bohdan Oleh Artem Danylo Kyrylo Ivan",
    ),
    "single": (
        "Zarghuna Parwana Shaista Nilofar Rukhsana Gulalai Spogmai Malalai Palwasha Storay",
        "Najibullah Hamidullah Zabihullah Ahmadzai Rahimullah Esmatullah Noorullah Farhad Sediq Wahidullah",
    ),
}

FAMILY = {
    "british": "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall "
    "Wood Jackson Clarke Patel Hughes Harris Lewis Cooper King Ward Baker Turner Carter Morris Moore Bell Murphy Kelly Campbell "
    "Scott Collins McDonald O’Brien Griffiths Price Reid Marsh Webb Fox Doyle Quinn Byrne Nolan",
    "muslim": "Khan Ahmed Hussain Ali Begum Miah Rahman Malik Iqbal Shah Akhtar Chowdhury Mahmood Uddin Mirza Butt Siddiqui Qureshi "
    "Bibi Khatun Sheikh Islam Hassan Aziz Raja Choudhry Saleem Rashid Bashir Yousaf",
    "sikh": "Gill Sandhu Dhillon Sidhu Grewal Johal Bains Kang Atwal Purewal Dosanjh Virdee Sahota Bhogal Hayer",
    "somali": "Hassan Ali Mohamed Abdi Omar Farah Warsame Nur Jama Ismail Yusuf Hersi Adan Duale Egal Guled Samatar Barre Roble Awale",
    "west_african": "Okafor Adeyemi Mensah Boateng Okonkwo Adebayo Owusu Asante Eze Nwosu Balogun Ogunleye Appiah Osei Afolabi Danquah",
    "arabic": "al-Hassan al-Sayed bin-Rashid al-Masri Haddad Khoury Nasser al-Khatib Mansour bin-Saleh al-Najjar Saleh Darwish Hamdan al-Amin",
    "polish": "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur "
    "Krawczyk Piotrowski Grabowski Pawłowski Michalski Król Wieczorek",
    "chinese": "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin He Gao Luo",
    "cyrillic": "Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Melnyk Kovalchuk Petrenko Ivanov Petrov Sydorenko Lysenko Marchenko "
    "Rudenko Savchenko Moroz Zakharov Popov Volkov Pavliuk",
    "single": "",
}

GIVEN = {way: tuple(names.split() for names in both) for way, both in GIVEN.items()}
FAMILY = {way: names.split() for way, names in FAMILY.items()}
RARE = [stem + end for stem in STEMS for end in ENDS]
WAYS = ["british", "hyphenated", "muslim", "sikh", "somali", "west_african", "arabic", "polish", "chinese", "cyrillic", "single"]
SHARES = [46, 6, 18, 5, 4, 4, 3, 6, 2, 4, 2]

SHORT = {
    "William": "Billy", "Thomas": "Tom", "James": "Jamie", "Benjamin": "Ben", "Samuel": "Sam", "Joshua": "Josh", "Daniel": "Danny",
    "Alexander": "Alex", "Theodore": "Teddy", "Joseph": "Joe", "Edward": "Ted", "Matthew": "Matt", "Michael": "Mike", "Oliver": "Ollie",
    "Charlotte": "Lottie", "Jessica": "Jess", "Bethany": "Beth", "Rebecca": "Becky", "Olivia": "Liv", "Oluwatobi": "Tobi",
    "Emily": "Em", "Zakariya": "Zak", "Małgorzata": "Gosia", "Oluwaseun": "Seun", "Adaeze": "Ada", "Natalia": "Nat", "Jacob": "Jake",
    "Eleanor": "Ellie", "Harrison": "Harry", "Matilda": "Tilly", "Abdirahman": "Abdi",
}  # fmt: skip
SPELT = {
    "Mohammed": ["Muhammad", "Md", "Mohd", "Mohamed"], "Aisha": ["Aysha", "Ayesha"], "Fatima": ["Fatimah", "Fatema"],
    "Zainab": ["Zaynab"], "Maryam": ["Mariam"], "Yusuf": ["Yousef", "Yousuf"], "Hussain": ["Hussein", "Hossain"], "Ahmed": ["Ahmad"], "Omar": ["Umar"],
    "Khadija": ["Khadijah"], "Usman": ["Uthman"], "Hassan": ["Hasan"], "Abdullah": ["Abdulla"], "Zakariya": ["Zakaria"],
    "Oleksandr": ["Aleksandr", "Alexander"], "Oleksandra": ["Aleksandra"], "Dmytro": ["Dmitry"], "Mykhailo": ["Mikhail"],
    "Andrii": ["Andrey", "Andriy"], "Serhii": ["Sergei"], "Volodymyr": ["Vladimir"], "Yevhen": ["Evgeny"], "Mykola": ["Nikolai"],
    "Yuliia": ["Yulia", "Julia"], "Kateryna": ["Ekaterina"], "Anastasiia": ["Anastasia"], "Iryna": ["Irina"], "Olha": ["Olga"],
    "Mariia": ["Maria"], "Sofiia": ["Sofia"], "Viktoriia": ["Victoria"], "Nataliia": ["Natalia"], "Oleh": ["Oleg"],
    "Choudhry": ["Chowdhury", "Chaudhry"], "Sheikh": ["Shaikh"], "Rahman": ["Rehman"], "Akhtar": ["Akhter"], "Khatun": ["Khatoon"],
    "Kowalski": ["Kovalski"], "Qureshi": ["Quraishi"], "Siddiqui": ["Siddique"], "Mohamed": ["Mohammed"],
}  # fmt: skip
# Names that parents give to twins and that a clerk mistakes for each other.
CLOSE = [
    ("Ella", "Ellie"), ("Emily", "Emilia"), ("Mia", "Maya"), ("Noah", "Noam"), ("Zara", "Sara"), ("Jayden", "Kayden"), ("Leo", "Leon"),
    ("Amir", "Amira"), ("Tia", "Tiana"), ("Aisha", "Alisha"), ("Adam", "Aden"), ("Hassan", "Hussain"), ("Lily", "Lilly-Mae"),
    ("Anna", "Hannah"), ("Eva", "Evie"), ("Max", "Maxine"), ("Jaydon", "Jayden"), ("Kacey", "Lacey"), ("Luca", "Lucas"),
    ("Harry", "Harvey"), ("Elsie", "Elise"), ("Sophie", "Sophia"), ("Danny", "Daniella"), ("Samina", "Samira"), ("Nadia", "Nadira"),
    ("Jack", "Jake"), ("Tyler", "Tyla"), ("Isla", "Isha"), ("Zain", "Zayan"), ("Hana", "Hania"),
    ("Mohammed Ali", "Mohammed Adam"), ("Liam", "William"), ("Emma", "Gemma"),
]  # fmt: skip


def one_name(a, b):
    """Whether two given names are forms of one."""
    forms = lambda name: {name, SHORT.get(name), *SPELT.get(name, ())}
    return a in forms(b) or b in forms(a)


def drawn(chance, names):
    """One of the names, common ones more often."""
    return names[min(int(len(names) ** chance.random()) - 1, len(names) - 1)]


def feminine(family):
    """The family name of a woman, where the language has another form."""
    if family.endswith(("ski", "cki")):
        return family[:-1] + "a"
    if family.endswith(("ov", "ev")):
        return family + "a"
    return family


def name(chance, way, sex):
    """Given names and family name as the record has them."""
    boy = sex == "M"
    if way in ("british", "hyphenated"):
        given = drawn(chance, GIVEN["british"][boy])
        if chance.random() < 0.3:
            given += " " + drawn(chance, GIVEN["british"][boy])
        surname = lambda: drawn(chance, FAMILY["british"]) if chance.random() < 0.4 else chance.choice(RARE)
        return given, surname() if way == "british" else f"{surname()}-{surname()}"
    given = drawn(chance, GIVEN[way][boy])
    if way == "single":
        return given, ""
    family = drawn(chance, FAMILY[way])
    if way == "muslim" and boy and chance.random() < 0.5:
        given = "Mohammed " + given if given != "Mohammed" else "Mohammed " + chance.choice(GIVEN["muslim"][1][1:])
    if way == "sikh":
        title = "Singh" if boy else "Kaur"
        return (f"{given} {title}", family) if chance.random() < 0.5 else (given, title)
    if way == "somali":
        return f"{given} {drawn(chance, GIVEN['somali'][1])}", family
    return given, feminine(family) if not boy else family


def siblings_family(chance, way, sex, family):
    """The family name of a brother or sister."""
    if way == "sikh" and family in ("Singh", "Kaur"):
        return "Singh" if sex == "M" else "Kaur"
    if way in ("polish", "cyrillic"):
        root = family[:-1] + "i" if family.endswith(("ska", "cka")) else family.removesuffix("a") if family.endswith(("ova", "eva")) else family
        return feminine(root) if sex == "F" else root
    return family


def written(chance, way, given, family):
    """The same name as the way lets others write it."""
    words = given.split()
    if way == "hyphenated":
        return given, chance.choice([family.replace("-", " "), *family.split("-")])
    if way == "muslim":
        spelt = lambda word: chance.choice(SPELT[word]) if word in SPELT else word
        if words[0] == "Mohammed" and len(words) > 1 and chance.random() < 0.3:
            return " ".join(words[1:]), family
        return " ".join(map(spelt, words)), spelt(family)
    if way == "sikh":
        title = next((t for t in ("Singh", "Kaur") if t in (*words, family)), "")
        if family == title:
            return f"{given} {title}", drawn(chance, FAMILY["sikh"])
        return chance.choice([(words[0], family), (words[0], title), (words[0], f"{title} {family}")])
    if way == "somali":
        return chance.choice([(words[0], words[-1]), (words[0], f"{words[-1]} {family}"), (words[0], family)])
    if way in ("west_african", "chinese"):
        return family, given
    if way == "arabic":
        return given, chance.choice([family.split("-")[-1], family.replace("-", " "), family.replace("-", "").lower()])
    if way == "polish":
        plain = str.maketrans("ąćęłńóśźżŁŻŚ", "acelnoszzLZS")
        other = family[:-1] + ("i" if family.endswith("a") else "a") if family.endswith(("ski", "ska", "cki", "cka")) else family
        return given.translate(plain), chance.choice([family, other]).translate(plain)
    if way == "cyrillic":
        spelt = chance.choice(SPELT[given]) if given in SPELT else given
        return spelt, chance.choice([family, family.replace("enko", "jenko"), family.replace("Sh", "Š"), family.replace("y", "i")])
    if way == "single":
        return chance.choice([("", given), (given, "Unknown"), (given, given)])
    return given, family
