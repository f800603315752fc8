from datetime import date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.typography import (
    GSM,
    GSM_DOUBLE,
    NBSP,
    clock_time,
    day_in_words,
    french,
    gsm_text,
    hours,
    initials_of,
    moment_in_words,
    money,
    money_in_words,
    number,
    ordinal,
    parse_phone,
    phone,
    short_day,
    short_span,
    sms_parts,
    span_in_words,
    unparted,
)


def shown(text):
    """Return a text with its no-break spaces made visible: ~ plain, _ narrow."""
    return text.replace("\u00a0", "~").replace("\u202f", "_")


# ── Sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Thème : la santé", "Thème~: la santé"),
        ("Thème: la santé", "Thème~: la santé"),
        ("Prêt ?", "Prêt_?"),
        ("Prêt?!", "Prêt_?!"),
        ("un ; deux ; trois !", "un_; deux_; trois_!"),
        ("Il dit « oui » et « non ».", "Il dit «~oui~» et «~non~»."),
        ("«oui»", "«~oui~»"),
        ("« Qui ? »", "«~Qui_?~»"),
        ("l'hôpital d'Abidjan", "l’hôpital d’Abidjan"),
        ("l'« écran »", "l’«~écran~»"),
        ("N'Diaye", "N’Diaye"),
        ("un angle de 5' et 'ceci'", "un angle de 5' et 'ceci'"),
        ("1 250 000 personnes", "1_250_000 personnes"),
        ("(5 000-10 000 F)", "(5_000-10_000 F)"),
        ("94,9 % ou 43%", "94,9_% ou 43_%"),
        ("le 28 juin 2024", "le 28 juin 2024"),
        ("+221 77 000 00 00", "+221 77 000 00 00"),
        ("77 000 00 00", "77 000 00 00"),
        ("à 14:30, de 9:00 à 10:00", "à 14:30, de 9:00 à 10:00"),
        ("https://a.ml/b?c=d%20e;f", "https://a.ml/b?c=d%20e;f"),
        ("Voir https://a.ml/b?c=d ; puis ?", "Voir https://a.ml/b?c=d_; puis_?"),
        ("www.sante.ml: ici", "www.sante.ml~: ici"),
        ("Écrire à o'neil@example.org !", "Écrire à o'neil@example.org_!"),
        ("a &amp; b", "a &amp; b"),
        ("Bonjour (déjà ?) !", "Bonjour (déjà_?)_!"),
        ("ligne une\n: suite\t!", "ligne une\n: suite_!"),
        ("", ""),
    ],
)
def test_french_sets_spaces_and_apostrophes(typed, printed):
    assert shown(french(typed)) == printed


@given(st.text(alphabet="ab'’«» \n\t\u00a0\u202f:;!?%0129+.,()/@&#h\"“”…", max_size=40))
@example("«: x")
@example(":?")
@example("a:: b")
def test_french_twice_is_french_once(text):
    assert french(french(text)) == french(text)


def test_a_mark_set_apart_is_joined_and_one_that_is_not_stays():
    typed = "Césarienne à Niono : enquête « avant ; après » (12 %) ? n=3: p; 14:30"

    assert shown(unparted(typed)) == "Césarienne à Niono~: enquête «~avant_; après~» (12_%)_? n=3: p; 14:30"
    assert unparted(typed).translate({ord(NBSP): " ", 0x202F: " "}) == typed


@given(st.text(max_size=60))
def test_french_changes_nothing_but_blanks_and_apostrophes(text):
    def letters(of):
        return [letter for letter in of.replace("'", "’") if not letter.isspace()]

    assert letters(french(text)) == letters(text)


@pytest.mark.parametrize(
    ("names", "initials"),
    [
        ("Aminata", "A."),
        ("Aminata Fatou", "A.~F."),
        ("Jean-Marie Ɛssa", "J.-M.~Ɛ."),
        ("  m’Baye  ", "M."),
        ("ŋolo", "Ŋ."),
        ("", ""),
    ],
)
def test_initials_of_given_names(names, initials):
    assert shown(initials_of(names)) == initials


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ordinal_in_french():
    assert [ordinal(n, language="fr") for n in (1, 2, 7, 21)] == ["1er", "2e", "7e", "21e"]
    assert ordinal(1, feminine=True, language="fr") == "1re"
    assert ordinal(1, plural=True, language="fr") == "1ers"
    assert ordinal(1, feminine=True, plural=True, language="fr") == "1res"
    assert ordinal(7, feminine=True, plural=True, language="fr") == "7es"


def test_ordinal_in_english():
    ranks = " ".join(ordinal(n, language="en") for n in (1, 2, 3, 4, 7, 11, 12, 13, 21, 22, 23, 101, 111, 112))

    assert ranks == "1st 2nd 3rd 4th 7th 11th 12th 13th 21st 22nd 23rd 101st 111th 112th"


# ── Dates and hours ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_day_in_words():
    assert day_in_words(date(2024, 6, 28), "fr") == "vendredi 28 juin 2024"
    assert day_in_words(date(2024, 7, 1), "fr") == "lundi 1er juillet 2024"
    assert day_in_words(date(2024, 7, 1), "en") == "Monday 1 July 2024"
    assert short_day(date(2024, 8, 1), "fr") == "1er août 2024"


SPANS = [
    ((2021, 11, 10), (2021, 11, 12), "du mercredi 10 au vendredi 12 novembre 2021", "du 10 au 12 novembre 2021"),
    ((2024, 6, 28), (2024, 6, 29), "vendredi 28 et samedi 29 juin 2024", "28 et 29 juin 2024"),
    ((2024, 6, 28), (2024, 6, 28), "vendredi 28 juin 2024", "28 juin 2024"),
    ((2024, 6, 30), (2024, 7, 1), "dimanche 30 juin et lundi 1er juillet 2024", "30 juin et 1er juillet 2024"),
    ((2024, 6, 28), (2024, 7, 2), "du vendredi 28 juin au mardi 2 juillet 2024", "du 28 juin au 2 juillet 2024"),
    (
        (2024, 12, 30),
        (2025, 1, 2),
        "du lundi 30 décembre 2024 au jeudi 2 janvier 2025",
        "du 30 décembre 2024 au 2 janvier 2025",
    ),
    (
        (2024, 12, 31),
        (2025, 1, 1),
        "mardi 31 décembre 2024 et mercredi 1er janvier 2025",
        "31 décembre 2024 et 1er janvier 2025",
    ),
]


@pytest.mark.parametrize(("start", "end", "full", "short"), SPANS)
def test_spans_in_french(start, end, full, short):
    assert span_in_words(date(*start), date(*end), "fr") == full
    assert short_span(date(*start), date(*end), "fr") == short


def test_spans_in_english():
    assert span_in_words(date(2021, 11, 10), date(2021, 11, 12), "en") == (
        "from Wednesday 10 to Friday 12 November 2021"
    )
    assert span_in_words(date(2024, 6, 28), date(2024, 6, 29), "en") == "Friday 28 and Saturday 29 June 2024"
    assert short_span(date(2021, 11, 10), date(2021, 11, 12), "en") == "10 to 12 November 2021"


def test_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError) as refusal:
        span_in_words(date(2024, 6, 29), date(2024, 6, 28), "fr")

    assert str(refusal.value) == "a span of days ends on or after the day it starts"


def test_clock_time():
    assert [shown(clock_time(at, "fr")) for at in (time(14, 30), time(9), time(9, 5), time(0))] == [
        "14~h~30",
        "9~h",
        "9~h~05",
        "0~h",
    ]
    assert clock_time(datetime(2024, 5, 15, 9, 5), "en") == "09:05"


def test_moment_in_words():
    deadline = datetime(2024, 5, 15, 23, 59)

    assert shown(moment_in_words(deadline, "Bamako", "fr")) == "mercredi 15 mai 2024 à 23~h~59, heure de Bamako"
    assert moment_in_words(deadline, "Bamako", "en") == "Wednesday 15 May 2024 at 23:59, Bamako time"


@pytest.mark.parametrize(
    ("place", "ending"),
    [
        ("Abidjan", "heure d’Abidjan"),
        ("Ouagadougou", "heure de Ouagadougou"),
        ("Oran", "heure d’Oran"),
        ("Évry", "heure d’Évry"),
        ("Le Caire", "heure du Caire"),
        ("Ségou", "heure de Ségou"),
    ],
)
def test_moment_in_words_elides_before_a_vowel(place, ending):
    assert moment_in_words(datetime(2024, 5, 15, 9), place, "fr").endswith(ending)


def test_hours():
    assert [shown(hours(minutes)) for minutes in (600, 0, 65, 1500)] == ["10~h~00", "0~h~00", "1~h~05", "25~h~00"]


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "in_french", "in_english"),
    [(0, "0", "0"), (490, "490", "490"), (3930, "3_930", "3,930"), (-1510, "−1_510", "−1,510")],
)
def test_thousands_stand_apart(value, in_french, in_english):
    assert shown(number(value, "fr")) == in_french
    assert shown(number(value, "en")) == in_english


@pytest.mark.parametrize(
    ("amount", "currency", "in_french", "in_english"),
    [
        (50_000, "XOF", "50_000~F~CFA", "XOF~50,000"),
        (620_000, "XOF", "620_000~F~CFA", "XOF~620,000"),
        (0, "XAF", "0~F~CFA", "XAF~0"),
        (1_250_000, "XAF", "1_250_000~F~CFA", "XAF~1,250,000"),
        (1_250_050, "EUR", "12_500,50~€", "EUR~12,500.50"),
        (5, "EUR", "0,05~€", "EUR~0.05"),
        (-5_000, "XOF", "−5_000~F~CFA", "XOF~−5,000"),
    ],
)
def test_money_in_figures(amount, currency, in_french, in_english):
    assert shown(money(amount, currency, "fr")) == in_french
    assert shown(money(amount, currency, "en")) == in_english


def test_money_is_never_a_fraction():
    with pytest.raises(ValueError):
        money(50_000.0, "XOF", "fr")
    with pytest.raises(ValueError):
        money(50_000.5, "EUR", "fr")


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (620_000, "XOF", "six cent vingt mille francs CFA"),
        (1_000_000, "XOF", "un million de francs CFA"),
        (80_000_000, "XOF", "quatre-vingts millions de francs CFA"),
        (2_000_000_000, "XAF", "deux milliards de francs CFA"),
        (1_200_000, "XOF", "un million deux cent mille francs CFA"),
        (80_000, "XOF", "quatre-vingt mille francs CFA"),
        (200, "XOF", "deux cents francs CFA"),
        (71, "XOF", "soixante et onze francs CFA"),
        (1, "XOF", "un franc CFA"),
        (0, "XOF", "zéro franc CFA"),
        (-5_000, "XOF", "moins cinq mille francs CFA"),
        (100_000_000, "EUR", "un million d’euros"),
        (1_250_050, "EUR", "douze mille cinq cents euros et cinquante centimes"),
        (101, "EUR", "un euro et un centime"),
    ],
)
def test_money_in_french_words(amount, currency, words):
    assert money_in_words(amount, currency, "fr") == words


def test_money_in_english_words():
    assert money_in_words(620_000, "XOF", "en") == "six hundred and twenty thousand CFA francs"
    assert money_in_words(1, "XOF", "en") == "one CFA franc"
    assert money_in_words(0, "XOF", "en") == "zero CFA francs"
    assert money_in_words(-150, "EUR", "en") == "minus one euro and fifty cents"


# ── Phones ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("e164", "aloud"),
    [
        ("+22376000000", "+223 76 00 00 00"),
        ("+221770000000", "+221 77 000 00 00"),
        ("+2250700000000", "+225 07 00 00 00 00"),
        ("+22670000000", "+226 70 00 00 00"),
        ("+22790000000", "+227 90 00 00 00"),
        ("+22890000000", "+228 90 00 00 00"),
        ("+2290197000000", "+229 01 97 00 00 00"),
        ("+224622000000", "+224 622 00 00 00"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("+233201234567", "+233201234567"),
    ],
)
def test_phone_is_shown_as_people_read_it_aloud(e164, aloud):
    assert phone(e164) == aloud.replace(" ", NBSP)
    assert parse_phone(phone(e164), "ML") == e164


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("76 00 00 00", "ML", "+22376000000"),
        ("76.00.00.00", "ML", "+22376000000"),
        ("76-00-00-00", "ML", "+22376000000"),
        ("00223 76 00 00 00", "ML", "+22376000000"),
        ("00223 76 00 00 00", "SN", "+22376000000"),
        ("223 76 00 00 00", "ML", "+22376000000"),
        ("(+223) 76000000", "ML", "+22376000000"),
        ("+223\u00a076\u202f00 00 00", "ML", "+22376000000"),
        ("+２２３７６００００００", "ML", "+22376000000"),
        ("77 000 00 00", "SN", "+221770000000"),
        ("07 00 00 00 00", "CI", "+2250700000000"),
        ("01 97 00 00 00", "BJ", "+2290197000000"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "ML", "+33612345678"),
        ("+233 20 123 4567", "ML", "+233201234567"),
    ],
)
def test_parse_phone_accepts_what_people_type(typed, country, e164):
    assert parse_phone(typed, country) == e164


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("", "ML"),
        ("+", "ML"),
        ("76 00 00 0", "ML"),
        ("76 00 00 00 0", "ML"),
        ("+223 76 00 00 0", "ML"),
        ("97 00 00 00", "BJ"),
        ("06 12 34 56 78", "ML"),
        ("76 00 00 00 / 66 00 00 00", "ML"),
        ("soixante-seize", "ML"),
        ("76 00 00 0a", "ML"),
        ("+1234567890123456", "ML"),
        ("٧٦٠٠٠٠٠٠", "ML"),
    ],
)
def test_parse_phone_returns_none_for_the_rest(typed, country):
    assert parse_phone(typed, country) is None


# ── SMS ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Prêt à Ségou ?", "Pret à Ségou ?"),
        ("« L’hôpital » – ça… œuvre", '"L\'hopital" - ca... oeuvre'),
        ("Ɛssa N’Diaye dit Ŋolo, ɲɔ", "Essa N'Diaye dit Ngolo, nyo"),
        ("50\u202f000\u00a0F\u00a0CFA", "50 000 F CFA"),
        ("À Évry, Élie naît", "A Évry, Élie nait"),
        ("10 € [x]", "10 € [x]"),
        ("ok 🙂", "ok ?"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_gsm_text_stays_in_the_alphabet_of_sms(text, sent):
    assert gsm_text(text) == sent


@given(st.text(max_size=80))
def test_gsm_text_always_fits_the_alphabet(text):
    assert set(gsm_text(text)) <= GSM | GSM_DOUBLE


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" * 5, 2),
        ("€" * 152 + "a", 2),
        ("€" * 152 + "a" * 2, 3),
        ("€" * 153, 3),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("🙂" * 67, 3),
    ],
)
def test_sms_parts(text, parts):
    assert sms_parts(text) == parts
