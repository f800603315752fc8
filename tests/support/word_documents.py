"""Word documents as authors of the region send them, made by python-docx and by hand, each with what it says.

Every document is written in another of the ways that Word, LibreOffice and Google Docs are really used: headings bold
within the line, on their own line, in capitals, numbered, underlined, in English, in tables and text boxes; authors on
one line or on several, with raised numbers, letters, brackets, or no mark at all.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

CHU, SEGOU, NIONO = (
    "Service de chirurgie générale, CHU Gabriel Touré",
    "Hôpital Nianankoro Fomba de Ségou",
    "CSRéf de Niono",
)
AWA, BAKARY, MARIAM = ("Awa", "Traoré"), ("Bakary", "Diallo"), ("Mariam", "Coulibaly")
INTRO = "La péritonite aiguë reste fréquente dans notre pratique. Le but était d'en décrire le pronostic."
METHODS = "Étude transversale de janvier 2022 à décembre 2023 : tous les patients opérés ont été inclus."
RESULTS = "Sur 120 patients, 15,8 % sont décédés (p < 0,05). Le délai moyen était de 36 heures."
CONCLUSION = "Le retard de consultation aggrave le pronostic ; la référence doit être organisée."
TITLE = "Péritonites aiguës généralisées à l'hôpital de Ségou : pronostic de 120 patients"
KEYWORDS = ["péritonite", "pronostic", "Ségou"]
IMRD = {"introduction": INTRO, "methods": METHODS, "results": RESULTS, "conclusion": CONCLUSION}
CASE_TITLE = "Corps étranger bronchique négligé : à propos d'un cas à Niono"
OBSERVATION = "Un garçon de 4 ans a été reçu pour une toux traînante depuis trois mois après un accès de suffocation."
DISCUSSION = "L'endoscopie a permis l'extraction. Le diagnostic doit être évoqué devant toute toux qui dure."


@dataclass
class Said:
    """What a document says, as its author would sort it."""

    title: str = TITLE
    authors: list[tuple[str, str, str]] = field(default_factory=lambda: [(*AWA, CHU), (*BAKARY, SEGOU), (*MARIAM, CHU)])
    presenter: int = 0
    keywords: list[str] = field(default_factory=lambda: list(KEYWORDS))
    template: str = "original"
    sections: dict[str, str] = field(default_factory=lambda: dict(IMRD))


CORPUS: dict[str, tuple[Callable[[], bytes], Said]] = {}
Write = Callable[[Any], None]


def written(said: Said, name: str) -> Callable[[Write], Write]:
    """Add a document to the corpus: a function writes it, `said` is what it says."""

    def add(write: Write) -> Write:
        def make() -> bytes:
            document = Document()
            write(document)
            return saved(document)

        CORPUS[name] = (make, said)
        return write

    return add


def saved(document: Any) -> bytes:
    """Return the bytes of a document."""
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def line(document: Any, *pieces: str | tuple[str, str]) -> Any:
    """Add a paragraph of pieces: plain, or with a look (« b », « i », « u », « sup », « sub », together « bu »)."""
    paragraph = document.add_paragraph()
    for piece in pieces:
        text, look = piece if isinstance(piece, tuple) else (piece, "")
        run = paragraph.add_run(text)
        run.font.superscript = "sup" in look or None
        if "sub" in look:
            run.font.subscript = True
        letters = look.replace("sup", "").replace("sub", "")
        run.bold, run.italic, run.underline = ("b" in letters or None, "i" in letters or None, "u" in letters or None)
    return paragraph


def inline(document: Any, *parts: tuple[str, str], look: str = "b") -> None:
    """Add sections whose headings stand within their first line."""
    for heading, text in parts:
        line(document, (heading, look), f" {text}")


def own(document: Any, *parts: tuple[str, str], look: str = "b") -> None:
    """Add sections whose headings stand on their own line."""
    for heading, text in parts:
        line(document, (heading, look))
        line(document, text)


def signed(document: Any) -> None:
    """Add the authors as most do: raised numbers, the presenter underlined, the places below."""
    line(
        document, ("Awa TRAORÉ", "u"), ("1", "sup"), ", Bakary DIALLO", ("2", "sup"), ", Mariam COULIBALY", ("1", "sup")
    )
    line(document, ("1", "sup"), f" {CHU}")
    line(document, ("2", "sup"), f" {SEGOU}")


FRENCH = (("Introduction :", INTRO), ("Méthodes :", METHODS), ("Résultats :", RESULTS), ("Conclusion :", CONCLUSION))


@written(Said(), "bold headings within the line")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    inline(document, *FRENCH)
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")


@written(Said(), "headings on their own line, as Word's styles")
def _(document: Any) -> None:
    document.add_heading(TITLE, 0)
    signed(document)
    for heading, text in FRENCH:
        document.add_heading(heading.strip(" :"), 2)
        document.add_paragraph(text)
    document.add_heading("Mots clés", 2)
    document.add_paragraph("péritonite ; pronostic ; Ségou.")


@written(Said(title=TITLE.upper()), "everything in capitals")
def _(document: Any) -> None:
    line(document, TITLE.upper())
    line(document, "TRAORÉ AWA", ("1", "sup"), ", DIALLO BAKARY", ("2", "sup"), ", COULIBALY MARIAM", ("1", "sup"))
    line(document, f"1. {CHU}")
    line(document, f"2. {SEGOU}")
    own(document, ("INTRODUCTION", INTRO), ("PATIENTS ET MÉTHODES", METHODS), ("RÉSULTATS", RESULTS))
    own(document, ("CONCLUSION", CONCLUSION))
    line(document, "MOTS-CLÉS : péritonite, pronostic, Ségou")


CORPUS["everything in capitals"][1].authors = [(*AWA, CHU), (*BAKARY, SEGOU), (*MARIAM, CHU)]


@written(
    Said(authors=[("A.", "Traoré", CHU), ("B.", "Diallo", SEGOU), ("M.", "Coulibaly", CHU)]), "initials after the name"
)
def _(document: Any) -> None:
    line(document, "7es Journées scientifiques de Ségou")
    line(document, (TITLE, "b"))
    line(document, "Traoré A1, Diallo B2, Coulibaly M1")
    line(document, f"1 : {CHU} ; 2 : {SEGOU}")
    inline(document, ("Introduction.", INTRO), ("Patients et méthode.", METHODS), ("Résultats.", RESULTS))
    inline(document, ("Conclusion.", CONCLUSION))
    line(document, "Mots clés : péritonite – pronostic – Ségou")


@written(Said(), "one single paragraph")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    line(
        document,
        f"Introduction : {INTRO} Méthodologie : {METHODS} Résultats : {RESULTS} Conclusion : {CONCLUSION}"
        " Mots-clés : péritonite, pronostic, Ségou.",
    )


@written(Said(presenter=1), "line breaks instead of paragraphs")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    line(
        document,
        "Awa TRAORÉ",
        ("1", "sup"),
        ", ",
        ("Bakary DIALLO", "u"),
        ("2", "sup"),
        ", Mariam COULIBALY",
        ("1", "sup"),
    )
    places = document.add_paragraph()
    for mark, place in (("1", CHU), ("2", SEGOU)):
        places.add_run(mark).font.superscript = True
        places.add_run(place).add_break()
    text = document.add_paragraph()
    for heading, said in FRENCH:
        text.add_run(heading).bold = True
        text.add_run(f" {said}").add_break()
    text.add_run("Mots-clés").bold = True
    text.add_run(" : péritonite, pronostic, Ségou")


@written(Said(), "numbered headings, numbers typed")
def _(document: Any) -> None:
    line(document, "Titre : ", (TITLE, "b"))
    line(
        document,
        "Auteurs : ",
        ("Awa TRAORÉ", "u"),
        ("1", "sup"),
        ", Bakary DIALLO",
        ("2", "sup"),
        ", Mariam COULIBALY",
        ("1", "sup"),
    )
    line(document, "Affiliations : ", ("1", "sup"), f" {CHU} ", ("2", "sup"), f" {SEGOU}")
    own(document, ("1. Introduction", INTRO), ("2. Matériel et méthodes", METHODS), ("3. Résultats", RESULTS))
    own(document, ("4. Conclusion", CONCLUSION), ("Mots-clés", "péritonite, pronostic, Ségou"))


@written(Said(), "headings numbered by Word")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    for heading, text in FRENCH:
        document.add_paragraph(heading.strip(" :"), style="List Number")
        document.add_paragraph(text)
    document.add_paragraph("Mots-clés : péritonite, pronostic, Ségou")


@written(
    Said(
        title="Acute peritonitis in Ségou: outcome of 120 patients",
        keywords=["peritonitis", "outcome", "Mali"],
        sections={
            "introduction": "Acute peritonitis is frequent. We aimed to describe its outcome.",
            "methods": "A cross-sectional study was done from 2022 to 2023.",
            "results": "Of 120 patients, 15.8% died.",
            "conclusion": "Late referral worsens the outcome.",
        },
    ),
    "in English",
)
def _(document: Any) -> None:
    line(document, ("Acute peritonitis in Ségou: outcome of 120 patients", "b"))
    signed(document)
    inline(document, ("Background:", "Acute peritonitis is frequent. We aimed to describe its outcome."))
    inline(document, ("Patients and Methods:", "A cross-sectional study was done from 2022 to 2023."))
    inline(
        document, ("Results:", "Of 120 patients, 15.8% died."), ("Conclusion:", "Late referral worsens the outcome.")
    )
    line(document, ("Keywords:", "b"), " peritonitis, outcome, Mali")


@written(Said(), "the council's form, a table of two columns")
def _(document: Any) -> None:
    rows = [
        ("Titre", TITLE),
        ("Auteurs", "Awa TRAORÉ (1), Bakary DIALLO (2), Mariam COULIBALY (1)"),
        ("Affiliations", f"1. {CHU}\n2. {SEGOU}"),
        *((heading.strip(" :"), text) for heading, text in FRENCH),
        ("Mots-clés", "péritonite, pronostic, Ségou"),
    ]
    table = document.add_table(rows=0, cols=2)
    for heading, text in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = heading, text


@written(Said(), "a text box for the title and the authors")
def _(document: Any) -> None:
    boxed = document.add_paragraph()
    inside = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in (TITLE, "Awa TRAORÉ (1), Bakary DIALLO (2), Mariam COULIBALY (1)", f"(1) {CHU}", f"(2) {SEGOU}")
    )
    boxed._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
            ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>'
            f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>"
            f"<w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )
    inline(document, *FRENCH)
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")


@written(Said(), "two columns, with headers and footers")
def _(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "CHU Gabriel Touré — confidentiel"
    document.sections[0].footer.paragraphs[0].text = "Dr Awa Traoré, page 1"
    line(document, (TITLE, "b"))
    signed(document)
    section = document.sections[0]._sectPr
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), "2")
    section.append(columns)
    for number, (heading, text) in enumerate(FRENCH):
        paragraph = line(document, (heading, "bu"), f" {text}")
        if number == 1:
            paragraph.add_run().add_break(WD_BREAK.COLUMN)
    line(document, ("Mots-clés", "bu"), " : péritonite, pronostic, Ségou")


@written(Said(), "each author on a line, with the place in brackets")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    line(document, f"Dr Awa TRAORÉ ({CHU})")
    line(document, f"Dr Bakary DIALLO ({SEGOU})")
    line(document, f"Pr Mariam COULIBALY ({CHU})")
    own(
        document,
        ("Introduction", INTRO),
        ("Méthodes", METHODS),
        ("Résultats", RESULTS),
        ("Conclusion", CONCLUSION),
        look="u",
    )
    line(document, "Mots clés: péritonite, pronostic, Ségou")


@written(
    Said(
        title=CASE_TITLE,
        authors=[(*AWA, NIONO), (*BAKARY, NIONO)],
        keywords=["corps étranger", "bronche", "enfant"],
        template="case",
        sections={"introduction": INTRO, "observation": OBSERVATION, "discussion": f"{DISCUSSION}\n{CONCLUSION}"},
    ),
    "a clinical case, one place for all",
)
def _(document: Any) -> None:
    line(document, (CASE_TITLE, "b"))
    line(document, "Awa Traoré, Bakary Diallo")
    line(document, NIONO)
    inline(document, ("Introduction :", INTRO), ("Observation :", OBSERVATION), ("Discussion :", DISCUSSION))
    inline(document, ("Conclusion :", CONCLUSION), ("Mots-clés :", "corps étranger, bronche, enfant"))


@written(
    Said(
        title="Résistance d'<i>Escherichia coli</i> aux C3G à Ségou",
        sections=IMRD
        | {"results": "Au seuil de 10<sup>5</sup> UFC/ml, <i>E. coli</i> dominait ; pCO<sub>2</sub> ≥ 45 mmHg."},
    ),
    "italics, raised letters and signs of Word's fonts",
)
def _(document: Any) -> None:
    line(document, ("Résistance d'", "b"), ("Escherichia coli", "bi"), (" aux C3G à Ségou", "b"))
    signed(document)
    inline(document, *FRENCH[:2])
    results = line(
        document, ("Résultats :", "b"), " Au seuil de 10", ("5", "sup"), " UFC/ml, ", ("E. coli", "i"), " dominait ; pCO",
        ("2", "sub"), " ",
    )  # fmt: skip
    results.add_run()._r.append(parse_xml(f'<w:sym {nsdecls("w")} w:font="Symbol" w:char="F0B3"/>'))
    results.add_run(" 45 mmHg.")
    inline(document, FRENCH[3], ("Mots-clés :", "péritonite, pronostic, Ségou"))


@written(Said(), "tracked changes of two people")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    inline(document, *FRENCH)
    changed = line(document, ("Mots-clés :", "b"), " péritonite, ")
    facts = 'w:id="9" w:author="Pr Relecteur Secret" w:date="2024-05-01T00:00:00Z"'
    for name, tag, text in (("del", "delText", "mortalité"), ("ins", "t", "pronostic")):
        changed._p.append(
            parse_xml(f"<w:{name} {nsdecls('w')} {facts}><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{name}>")
        )
    changed.add_run(", Ségou")


@written(Said(), "as LibreOffice writes it: split runs, toggles, styles of its own")
def _(document: Any) -> None:
    def split(text: str, *, bold: bool = False) -> Any:
        paragraph = document.add_paragraph()
        for place in range(0, len(text), 7):
            run = paragraph.add_run(text[place : place + 7])
            run.bold, run.italic = bold, False
        return paragraph

    split(TITLE, bold=True)
    signed(document)
    for heading, text in FRENCH:
        paragraph = split(heading, bold=True)
        run = paragraph.add_run(f" {text}")
        run.bold = False
    split("Mots-clés : péritonite, pronostic, Ségou")


@written(Said(), "as Google Docs writes it: a link, a smart tag, content controls")
def _(document: Any) -> None:
    line(document, TITLE)
    signed(document)
    for heading, text in FRENCH:
        first, rest = text[:20], text[20:]
        paragraph = line(document, (heading, "b"), " ")
        paragraph._p.append(
            parse_xml(
                f'<w:hyperlink {nsdecls("w", "r")} w:anchor="x"><w:r><w:t>{first.replace("&", "")}</w:t></w:r></w:hyperlink>'
            )
        )
        paragraph._p.append(
            parse_xml(
                f'<w:sdt {nsdecls("w")}><w:sdtContent><w:r><w:t xml:space="preserve">{rest.replace("<", "&lt;")}</w:t></w:r></w:sdtContent></w:sdt>'
            )
        )
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")


@written(
    Said(sections=IMRD | {"results": f"{RESULTS}\n– Sexe masculin : 70 %\n– Âge moyen : 32 ans"}),
    "a list within the results, a table of figures below",
)
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    inline(document, *FRENCH[:3])
    document.add_paragraph("Sexe masculin : 70 %", style="List Bullet")
    document.add_paragraph("Âge moyen : 32 ans", style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ("Germe", "n", "%", "E. coli", "12", "60"), strict=True):
        cell.text = text
    inline(document, FRENCH[3], ("Mots-clés :", "péritonite, pronostic, Ségou"))


@written(Said(), "letters as marks, the corresponding author below")
def _(document: Any) -> None:
    line(document, ("RÉSUMÉ", "b"))
    line(document, (TITLE, "b"))
    line(
        document,
        ("Awa TRAORÉ", "u"),
        ("a,*", "sup"),
        ", Bakary DIALLO",
        ("b", "sup"),
        " et Mariam COULIBALY",
        ("a", "sup"),
    )
    line(document, ("a", "sup"), CHU)
    line(document, ("b", "sup"), SEGOU)
    line(document, "*Auteur correspondant : awa.traore@exemple.ml, +223 76 00 00 00")
    own(
        document,
        ("INTRODUCTION :", INTRO),
        ("MÉTHODOLOGIE :", METHODS),
        ("RÉSULTATS :", RESULTS),
        ("CONCLUSION :", CONCLUSION),
    )
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")


@written(Said(), "French, then the same in English")
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    inline(document, ("Résumé", ""), *FRENCH, look="b")
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")
    line(document, ("Abstract", "b"))
    inline(
        document, ("Introduction:", "Peritonitis is frequent."), ("Methods:", "A study."), ("Results:", "120 patients.")
    )
    inline(document, ("Conclusion:", "Refer early."))
    line(document, ("Keywords:", "b"), " peritonitis, outcome")


@written(
    Said(
        sections={
            "introduction": f"La péritonite est fréquente.\n{INTRO}",
            **{key: IMRD[key] for key in ("methods", "results", "conclusion")},
        }
    ),
    "introduction and objective apart, results split in two",
)
def _(document: Any) -> None:
    line(document, (f"« {TITLE} »", "b"))
    signed(document)
    inline(document, ("Introduction :", "La péritonite est fréquente."), ("Objectif :", INTRO), *FRENCH[1:])
    line(document, ("Mots-clés", "b"))
    for word in KEYWORDS:
        document.add_paragraph(word, style="List Bullet")


@written(
    Said(authors=[("Ɛssa", "N'Diaye", SEGOU), ("Marie-Claire", "Sow Diouf", SEGOU), ("Abdoul Karim", "Ba", SEGOU)]),
    "surnames first, compound and short names",
)
def _(document: Any) -> None:
    line(document, "Communication orale")
    line(document, (TITLE, "b"))
    line(document, "N'DIAYE Ɛssa, SOW DIOUF Marie-Claire, BA Abdoul Karim")
    line(document, SEGOU, ".")
    inline(document, *FRENCH)
    line(document, ("Mots clefs :", "b"), " péritonite / pronostic / Ségou")


@written(
    Said(authors=[(*AWA, f"{CHU} ; {SEGOU}"), (*BAKARY, SEGOU), (*MARIAM, CHU)]),
    "title over two lines, one author in two places",
)
def _(document: Any) -> None:
    line(document, ("Péritonites aiguës généralisées à l'hôpital de Ségou :", "b"))
    line(document, ("pronostic de 120 patients", "b"))
    line(
        document,
        "Pr Ag Awa TRAORÉ",
        ("1,2", "sup"),
        " ; Dr Bakary DIALLO",
        ("2", "sup"),
        " ; Mme Mariam COULIBALY",
        ("1", "sup"),
    )
    line(document, ("1", "sup"), f"{CHU}, ", ("2", "sup"), SEGOU)
    inline(document, *FRENCH)
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")


@written(
    Said(authors=[(*AWA, CHU), (*BAKARY, SEGOU), (*MARIAM, CHU)], keywords=[]),
    "without bold, without colon, written on a phone",
)
def _(document: Any) -> None:
    for text in (TITLE, "Awa TRAORE 1", "Bakary DIALLO 2", "Mariam COULIBALY 1", f"1 {CHU}", f"2 {SEGOU}"):
        line(document, text)
    for heading, text in FRENCH:
        line(document, heading.strip(" :").lower())
        line(document, text)


CORPUS["without bold, without colon, written on a phone"][1].authors = [
    ("Awa", "Traore", CHU),
    (*BAKARY, SEGOU),
    (*MARIAM, CHU),
]


@written(
    Said(authors=[(*AWA, ""), (*BAKARY, ""), (*MARIAM, "")]),
    "authors after the text, as some journals ask",
)
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    inline(document, *FRENCH)
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")
    line(document, ("Auteurs :", "b"), " Awa TRAORÉ, Bakary DIALLO, Mariam COULIBALY")


# Six more, written after the sorter was, so that it meets what it was not made for.


@written(
    Said(authors=[("A.", "Traoré", CHU), ("B.", "Diallo", SEGOU), ("M.", "Coulibaly", CHU)]),
    "small raised figures typed, headings in capitals before a dash",
)
def _(document: Any) -> None:
    line(document, TITLE)
    line(document, "Traoré A.¹, Diallo B.², Coulibaly M.¹")
    line(document, f"¹{CHU} ²{SEGOU}")
    for heading, text in zip(
        ("INTRODUCTION", "MATÉRIELS ET MÉTHODES", "RÉSULTATS", "CONCLUSION"), IMRD.values(), strict=True
    ):
        line(document, f"{heading} – {text}")
    line(document, "MOTS CLÉS – péritonite, pronostic, Ségou")


@written(Said(), "labels on their own line, names one below the other")
def _(document: Any) -> None:
    for heading, texts in (
        ("TITRE :", [TITLE]),
        ("AUTEURS :", ["1- Awa TRAORÉ", "2- Bakary DIALLO", "3- Mariam COULIBALY"]),
        ("RÉSUMÉ :", []),
        *((heading, [text]) for heading, text in FRENCH),
        ("MOTS CLÉS :", ["péritonite\tpronostic\tSégou"]),
    ):
        line(document, (heading, "bu"))
        for text in texts:
            line(document, text)


CORPUS["labels on their own line, names one below the other"][1].authors = [(*AWA, ""), (*BAKARY, ""), (*MARIAM, "")]


@written(
    Said(authors=[("A.", "Traore", CHU), ("B.", "Diallo", SEGOU), ("M.", "Coulibaly", CHU)]),
    "names between dashes, marks in brackets",
)
def _(document: Any) -> None:
    line(document, (TITLE, "biu"))
    line(document, ("TRAORE A", "u"), " (1) - DIALLO B (2) - COULIBALY M (1)")
    line(document, f"(1) {CHU} (2) {SEGOU}")
    inline(document, *FRENCH)
    line(document, ("Mots-clés", "i"), " : péritonite, pronostic, Ségou")


@written(
    Said(authors=[(*AWA, CHU), ("B.", "Diallo", SEGOU), ("M.", "Coulibaly", CHU)]), "degrees, stars, a theme above"
)
def _(document: Any) -> None:
    line(document, ("Thème :", "b"), " les urgences")
    line(document, ("Titre :", "b"), f" {TITLE}")
    line(document, ("Auteurs :", "b"), " Dr. TRAORÉ Awa (1*), Dr. DIALLO B (2), Pr. COULIBALY M. (1)")
    line(document, f"1- {CHU}")
    line(document, f"2- {SEGOU}")
    inline(document, ("Introduction/Objectif :", INTRO), ("Patients/Méthodes :", METHODS), ("Résultats :", RESULTS))
    inline(document, ("Conclusion/Recommandations :", CONCLUSION), ("Mots-clés :", "péritonite ; pronostic ; Ségou"))


@written(
    Said(
        title="Neglected bronchial foreign body: a case report from Niono",
        authors=[(*AWA, NIONO), (*BAKARY, NIONO)],
        keywords=["foreign body", "bronchus"],
        template="case",
        sections={
            "introduction": "Foreign bodies are frequent.",
            "observation": "A 4-year-old boy had a cough for three months.",
            "discussion": "Endoscopy allowed removal.",
        },
    ),
    "a case report in English",
)
def _(document: Any) -> None:
    document.add_heading("Neglected bronchial foreign body: a case report from Niono", 1)
    line(document, "Awa Traoré and Bakary Diallo")
    line(document, NIONO)
    own(document, ("Introduction", "Foreign bodies are frequent."))
    own(document, ("Case presentation", "A 4-year-old boy had a cough for three months."))
    own(document, ("Discussion and conclusion", "Endoscopy allowed removal."), ("Keywords", "foreign body, bronchus"))


@written(
    Said(
        sections=IMRD
        | {
            "results": "Les résultats de 120 patients : 15,8 % de décès. Observation faite, l'introduction du triage a aidé.",
            "conclusion": "Conclusion de bon sens : référer tôt.",
        }
    ),
    "words of headings within sentences, bold figures",
)
def _(document: Any) -> None:
    line(document, (TITLE, "b"))
    signed(document)
    inline(document, *FRENCH[:2])
    line(document, ("Résultats :", "b"), " Les résultats de ", ("120", "b"), " patients : ", ("15,8 %", "b"), " de décès. Observation"
         " faite, l'introduction du triage a aidé.")  # fmt: skip
    line(document, ("Conclusion", "b"))
    line(document, "Conclusion de bon sens : référer tôt.")
    line(document, ("Mots-clés :", "b"), " péritonite, pronostic, Ségou")


# ── What is no abstract, or means harm ──────────────────────────────────────────────────────────────────────────────


def archive(parts: dict[str, bytes], *, level: int = 9) -> bytes:
    """Return an archive of these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def around(document: bytes, **more: bytes) -> bytes:
    """Return a Word document with this main part, and others."""
    types = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    return archive({"[Content_Types].xml": types, "word/document.xml": document, **more})


def body(inside: str, before: str = "") -> bytes:
    """Return a main part."""
    return f"<?xml version='1.0'?>{before}<w:document {nsdecls('w')}><w:body>{inside}</w:body></w:document>".encode()


def thesis() -> bytes:
    """Return two hundred pages."""
    document = Document()
    for page in range(200):
        document.add_heading(f"Chapitre {page}", 1)
        document.add_paragraph(" ".join(f"mot{(page * 7919 + word * 104729) % 99991}" for word in range(400)))
    return saved(document)


ENTITY = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
LAUGHS = "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
PLAIN = "<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file is empty."),
    "not a document": (lambda: b"Bonjour", "This is not a Word document"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100, "This is not a Word document"),
    "a PDF": (lambda: b"%PDF-1.7\n%", "This is a PDF"),
    "an RTF": (lambda: b"{\\rtf1 bonjour}", "This is an RTF"),
    "an old .doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Word"),
    "behind a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "protected by a password",
    ),
    "an .odt": (lambda: archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), "LibreOffice"),
    "a workbook": (lambda: archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "not a Word document"),
    "macros": (lambda: around(body(PLAIN), **{"word/vbaProject.bin": b"x"}), "holds macros"),
    "a bomb": (lambda: around(body("<w:p/>" * 2_000_000)), "unpack to far more"),
    "many parts": (lambda: archive({f"word/{number}": b"" for number in range(2_500)}), "unpack to far more"),
    "an entity": (lambda: around(body("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", ENTITY)), "declares what no"),
    "a billion laughs": (lambda: around(body("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", LAUGHS)), "declares what no"),
    "torn": (lambda: around(body(PLAIN))[:-40], "cannot be opened"),
    "not well formed": (lambda: around(b"<w:document"), "cannot be opened"),
    "without its text": (lambda: archive({"[Content_Types].xml": b"<x/>", "word/other.xml": b"<x/>"}), "cannot be opened"),
    "a hundred deep": (lambda: around(body("<w:sdt>" * 500 + PLAIN + "</w:sdt>" * 500)), "cannot be opened"),
    "a thesis": (thesis, "far longer than a page"),
    "nothing in it": (lambda: around(body("<w:p/>")), "no text"),
}  # fmt: skip
