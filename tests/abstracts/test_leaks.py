"""What a text may give away: patients and authors are found as people write of them, and little else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abstracts.leaks import Leak, found_in

SIGNED = [("Awa", "Traoré"), ("Marie-Claire", "Sow")]
TELLING = {
    "Une patiente A.T., 34 ans, a été reçue": (Leak.NAME, "A.T."),
    "le patient Moussa Keïta a été opéré": (Leak.NAME, "Moussa Keïta"),
    "Mme Fatoumata Diarra a consulté": (Leak.NAME, "Mme Fatoumata Diarra"),
    "Enfant B D, âgé de 4 ans": (Leak.NAME, "B D"),
    "M. Keïta, 45 ans, tabagique": (Leak.NAME, "M. Keïta"),
    "K.M. vu le 12/03/2023": (Leak.NAME, "K.M."),
    "née le 12/03/1987 à Ségou": (Leak.BIRTH, "née le 12/03/1987"),
    "Date de naissance : 3 mars 1990": (Leak.BIRTH, "Date de naissance : 3 mars 1990"),
    "dossier n° 2023/145": (Leak.FILE, "dossier n° 2023/145"),
    "Dossier médical N° 45872": (Leak.FILE, "Dossier médical N° 45872"),
    "joint au +223 76 12 34 56": (Leak.PHONE, "+223 76 12 34 56"),
    "Jointe au +223 76 12 34 58, puis": (Leak.PHONE, "+223 76 12 34 58"),
    "tél : 76123456": (Leak.PHONE, "tél : 76123456"),
    "écrire à service@sante.ml": (Leak.EMAIL, "service@sante.ml"),
    "suivis au CHU Gabriel Touré": (Leak.PLACE, "CHU Gabriel Touré"),
    "dans notre service de chirurgie de l'hôpital de Ségou": (
        Leak.PLACE,
        "notre service de chirurgie de l'hôpital de Ségou",
    ),
    "au CS<i>Réf</i> de Niono": (Leak.PLACE, "CSRéf de Niono"),
    "in our department of surgery": (Leak.PLACE, "our department of surgery"),
    "opérés par le Dr Traoré": (Leak.AUTHOR, "Dr Traoré"),
    "comme Sow M. et al l'ont montré": (Leak.AUTHOR, "Sow M."),
}
SILENT = (
    "Sur 120 patients, 15,8 % sont décédés (p < 0,05 ; OR = 2,4 [1,2-3,4]).",
    "Étude du 01/01/2022 au 31/12/2023, de janvier 2022 à décembre 2023.",
    "Le patient a été opéré ; la patiente avait une HTA chez 45 ans et plus.",
    "126 césariennes sur 1 050 accouchements dans les hôpitaux de district.",
    "un centre de santé communautaire ; le laboratoire ; la maternité",
    "L'AVC, l'IMC, le VIH et la TDM ; le patient VIH positif",
)


@pytest.mark.parametrize("text", TELLING)
def test_what_gives_somebody_away_is_found_with_its_words(text):
    found = [(finding.kind, finding.words) for finding in found_in({"results": text}, signed=SIGNED)]

    assert TELLING[text] in found


@pytest.mark.parametrize("text", SILENT)
def test_what_gives_nobody_away_is_left_in_peace(text):
    assert found_in({"results": text}, signed=SIGNED) == []


@given(st.text(max_size=400))
def test_any_text_is_looked_through(text):
    for finding in found_in({"results": text}, signed=[(text[:9], text[9:14])]):
        assert finding.words


@pytest.mark.parametrize(
    "piece", ["CHU de ", "CHU Aaa ", "notre service de a ", "A. ", "1 ", "a.b@", "patient Aa ", "00"]
)
def test_a_long_text_takes_no_longer_than_it_is_long(piece):
    begun = time.process_time()

    found_in({"results": (piece * 20_000)[:20_000]}, signed=SIGNED)

    assert time.process_time() - begun < 2
