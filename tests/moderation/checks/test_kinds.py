"""What is found, and what is left alone: texts as people here write them, in five languages. Numbers of people in
them are made up, or those that the countries use for examples."""

import pytest

from moderation.checks import ACCOUNT, ADDRESS, IDENTITY, PHONE, PLACE, PLATE, Finding, counts, look

FOUND = {
    PHONE: [
        "Call +380 67 123 45 67 today",
        "Tel. 06 12 34 56 78",
        "06.12.34.56.78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "llame al 612 345 678 o teléfono 612 345 678",
        "612 34 56 78",
        "91 123 45 67",
        "(212) 555-0123",
        "020 7946 0958",
        "07700 900123",
        "0171/1234567",
        "030/123 45 67",
        "(044) 123-45-67",
        "тел. 067 123 45 67",
        "0671234567",
        "هاتف: ٠٧٩٠ ١٢٣ ٤٥٦٧",
        "٠١٠٠١٢٣٤٥٦٧",
        "+٩٦٣ ٩٣٣ ١٢٣ ٤٥٦",
        "WhatsApp 4915123456789",
        "+32-2-555-12-12",
        "telephone 555-0199",
        "phone no. 0612345678",
    ],
    ADDRESS: [
        "write to o.kovalenko@court.gov.ua.",
        "mailto:a.b+c@icc-cpi.int",
        "name (at) court [dot] org",
        "jean [arobase] cpi.int",
        "олена@суд.укр",
    ],
    PLACE: [
        "48.8566, 2.3522",
        "at 50.4501 30.5234 there",
        "https://maps.google.com/@48.85661,2.35222,15z",
        "50°27′05″N 30°31′24″E",
        "50° 27' 5\" N",
        "36U UA 12345 67890",
        "48,85661; 2,35222",
        "GPS 48.856, 2.352",
        "8FW4V75V+8Q",
        "///filled.count.soap",
        "إحداثيات ٣٣.٥١٣٨، ٣٦.٢٧٦٥",
        "36U 324567 5587654",
        "координати 49.842, 24.031",
        "50°27′ пн. ш.",
    ],
    IDENTITY: [
        "DNI 12345678Z",
        "12.345.678-Z",
        "NIE X1234567L",
        "1 84 12 76 451 089 46",
        "АВ 123456",
        "паспорт АВ123456",
        "19900512-12345",
        "RSSMRA85T10A562S",
        "85.07.30-033.28",
        "131052-308T",
        "756.9217.0769.85",
        "AB 12 34 56 C",
        "123-45-6789",
        "123.456.789-09",
        "passport no. 123456789",
        "passeport n° 12AB34567",
        "جواز السفر رقم ١٢٣٤٥٦٧",
        "cédula 79.123.456",
        "44051401359",
        "0101006500006",
        "1 1980 8 0012345 0 12",
        "29001010112345",
    ],
    ACCOUNT: [
        "GB82 WEST 1234 5698 7654 32",
        "FR7630006000011234567890189",
        "ES91 2100 0418 4502 0005 1332 and",
        "UA213223130000026007233566001",
        "de89 3704 0044 0532 0130 00",
        "BE68-5390-0754-7034",
    ],
    PLATE: [
        "АА 1234 ВВ",
        "AA1234BB",
        "AB-123-CD",
        "AB 123 CD",
        "А123ВС77",
        "AB12 CDE",
        "A12-K-345",
        "matrícula 1234 BCD",
        "4821 KLM",
        "number plate: XYZ 4821",
        "номерний знак 1234 КІ-5",
        "لوحة السيارة ١٢٣٤٥٦",
        "Kennzeichen B-AB 1234",
        "BG 1234-KL",
    ],
}
LEFT_ALONE = [
    "The hearing of 12.05.2019 at 10:30 was adjourned to 14.05.2019, 09.00-12.30.",
    "Prosecutor v. Lubanga, ICC-01/04-01/06-2842, paras 1351-1357.",
    "Prosecutor v. Tadić, IT-94-1-AR72, 2 October 1995, para. 70; see also IT-95-5/18-T.",
    "Case C-123/17, ECLI:EU:C:2018:632, judgment of 7 August 2018.",
    "BGH, 3 StR 564/19, Urteil vom 28.01.2021; BVerfG, 2 BvR 2236/04.",
    "A/HRC/46/54, S/RES/1593 (2005), S/2005/60, paras 100-112.",
    "Article 7(1)(h) of the Rome Statute; articles 28(a) and 28(b).",
    "18 U.S.C. § 2340A and 28 U.S.C. § 1350.",
    "ERN 00123456-00123460; ERN: 0123-4567-0123-4568; Bates 0012345-0012350.",
    "Exhibit P-00123, document no. 0612345678.",
    "Some 1 500 000 people were displaced between 2011-2015, that is 1,500,000 or 1.500.000.",
    "The fund holds 912 345 678 euros and 612 345 678 EUR; about € 10 000 000.",
    "+10 000 000 euros; growth of +12.5 %; A+ 2019.",
    "Version 10.15.7 and IP address 192.168.100.200; port 8080.",
    "ISBN 978-3-16-148410-0, doi 10.1093/jicj/mqz012, ISSN 1478-1387.",
    "https://www.icc-cpi.int/CourtRecords/CR2012_03942.PDF and https://example.org/p/0612345678",
    "In 2019 DRC troops, in 1998 FRY forces and in 1995 VRS units withdrew.",
    "MH17 was shot down on 17.07.2014; flight PS752; AK-47, T-72, BM-21, 9M38.",
    "UN Security Council resolution 1325 (2000); GA Res 60/147; UNSCR 2379.",
    "Law no. 2341-III of 5 April 2001; Act No 74 of 1957; Ley 26.200; Decreto 1071 de 2015.",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "The ratio was 0.123456789; p < 0.0001; 3.14159, 2.71828.",
    "Populations of 12.345, 67.890 and 45.678 were counted; 12,345, 67,890.",
    "Mention @Otto Other; the word foo@bar is no address; see name@example.org.",
    "Chapter 01.02.03, section 1.2.3.4.5; table 12-34-56.",
    "GPS devices were seized on 01/02/2019, 02/02/2019 and 03/02/2019.",
    "Passports issued in 2014 and 2015 were examined; the identity card of 1999.",
    "Le procès s’est tenu du 04/09/2019 au 18/12/2019, à 9h30, salle 12.",
    "Article 689-11 du code de procédure pénale; articles 461-1 à 461-31 du code pénal.",
    "Cass. crim., 24 novembre 2021, n° 21-81.344; pourvoi n° 21-81344.",
    "Dossier n° 0612345678, cote D1234/5, pages 101-110.",
    "Environ 2 300 000 habitants, 150 000 réfugiés, soit 6,5 %.",
    "Sentencia 1362/2004, de 15 de octubre; STS 798/2007, de 1 de octubre; art. 607 bis.",
    "Expediente 12345/2019; Audiencia Nacional, Sumario 19/97; entre 1976 y 1983.",
    "Ley Orgánica 1/2014, BOE-A-2014-2709; 30.000 personas desaparecidas.",
    "Справа № 757/12345/19-к, ухвала від 12.03.2020; ст. 438 КК України; ч. 1 ст. 258.",
    "Провадження № 12022000000000123 від 24.02.2022; 14-к; ЄРДР 22022000000000123.",
    "У 2014-2022 роках понад 3 000 000 осіб; наказ № 123 від 01.02.2019.",
    "قرار مجلس الأمن رقم ١٥٩٣ (٢٠٠٥) والمادة ٧ (١) من نظام روما الأساسي.",
    "القضية رقم ٠٦١٢٣٤٥٦٧٨ بتاريخ ١٢/٠٥/٢٠١٩، ص ١٠١-١١٠.",
    "بين عامي ٢٠١١-٢٠١٥ نزح ١٬٥٠٠٬٠٠٠ شخص؛ الفقرات ١٣٥١ إلى ١٣٥٧.",
    "Koblenz, OLG, 1 StE 9/19, 13.01.2022; 4 BGs 106/11.",
    "Rule 145(2)(b)(iv); Regulation 55; Doc. 5-A; Annex 12/3.",
    "Interview 12, minutes 00:12:45-00:13:10; frames 1234567-1234599.",
    "Budget: 4 500 000 – 5 200 000; 2019/2020: 3.2 million; 1/3 of 900.",
    "CVE-2021-39161 and RFC 8058; ISO 27037:2012; ISO/IEC 17025.",
    "Hansard, HC Deb 12 Mar 1998, vol 308, cols 123-130. [2006] UKHL 45; [1999] 1 AC 147.",
    "The video of 2014-07-17 at 16:20 UTC lasted 00:45.",
    "UN75 declaration; OP 12; G7; NATO 2022; CAR II; ICTR-96-4-T.",
    "Phone records were requested in 2014-2015; the call lasted 12 minutes and 30 seconds.",
    "Mobile phones: 12 of 35, that is 34.28 %; telephone intercepts from 01.01.2014.",
    "The plates of 12 vehicles; number plates were noted in 2014 only.",
]


@pytest.mark.parametrize("kind", FOUND)
def test_each_is_found_and_taken_for_nothing_else(kind):
    said = {text: {finding.kind for finding in look(text)} for text in FOUND[kind]}

    assert {text: kinds for text, kinds in said.items() if kinds != {kind}} == {}


def test_what_lawyers_write_is_left_alone():
    said = {text: [text[found.start : found.end] for found in look(text)] for text in LEFT_ALONE}

    assert {text: found for text, found in said.items() if found} == {}


def test_a_long_text_of_them_is_left_alone_too():
    assert look("\n".join(LEFT_ALONE)) == []


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Ring +380 67 123 45 67 tonight.", PHONE, "+380 67 123 45 67"),
        ("Pay ES91 2100 0418 4502 0005 1332 AND NOTHING ELSE", ACCOUNT, "ES91 2100 0418 4502 0005 1332"),
        ("at 50.4501, 30.5234.", PLACE, "50.4501, 30.5234"),
        ("رقمه ٠١٠٠١٢٣٤٥٦٧ للاتصال", PHONE, "٠١٠٠١٢٣٤٥٦٧"),
        ("Write to o.kovalenko@court.gov.ua.", ADDRESS, "o.kovalenko@court.gov.ua"),
    ],
)
def test_a_finding_is_the_stretch_itself_and_no_more(text, kind, said):
    found = look(text)

    assert [(text[each.start : each.end], each.kind) for each in found] == [(said, kind)]


@pytest.mark.parametrize(
    "wrong",
    [
        "DNI: 12345678A is a letter off",
        "GB82 WEST 1234 5698 7654 33",
        "FR76 3000 6000 0112 3456 7890 188",
        "1 84 12 76 451 089 47",
        "756.9217.0769.84",
    ],
)
def test_a_number_whose_check_digits_are_wrong_is_none(wrong):
    assert [found for found in look(wrong) if found.kind in (ACCOUNT, IDENTITY) and "DNI" not in wrong] == []


def test_no_finding_lies_within_another():
    text = "Tel. +380671234567, o.k@court.ua, GB82 WEST 1234 5698 7654 32, 48.8566, 2.3522"
    found = look(text)

    assert counts(found) == {ACCOUNT: 1, ADDRESS: 1, PHONE: 1, PLACE: 1}
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


def test_an_empty_text_holds_nothing():
    assert look("") == []
    assert counts([Finding(0, 1, PHONE), Finding(2, 3, PHONE)]) == {PHONE: 2}
