"""C03 · What authors bring from a word processor: pasted with its italics and levels, or a .docx that is sorted."""

import pytest
from playwright.sync_api import expect

from tests.support import chromium
from tests.support.forms import Form
from tests.support.visitor import Visitor
from tests.support.word_documents import CORPUS, HOSTILE, Said

MAIN, SORT = "main form[method=post]", "Sort it into the form"
SUBMIT = "/e/js-segou-8/submit/"

# What a clipboard holds, as each program fills it, and what is kept of it.
FROM_WORD = """<html xmlns:o='urn:schemas-microsoft-com:office:office'>
<head><style><!-- p.MsoNormal {mso-style-unhide:no;} --></style></head><body lang=FR><!--StartFragment-->
<p class=MsoNormal style='text-align:justify'><b>Introduction&nbsp;:</b> la résistance d’<i
style='mso-bidi-font-style:normal'>Escherichia
coli</i> à 10<sup>3</sup> UFC/ml&nbsp;; p&nbsp;&lt;&nbsp;0,05.<o:p></o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Symbol'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>un point
<del cite='mailto:Awa%20Seule'>biffé</del></p><!--EndFragment--></body></html>"""
FROM_LIBREOFFICE = """<!DOCTYPE html><html><head>
<meta http-equiv="content-type" content="text/html; charset=utf-8"/><title>Sans titre</title>
<style type="text/css">p { line-height: 115% }</style></head><body><p style="font-style: normal"><em>Aedes
aegypti</em> et CO<sub>2</sub>, 5&#8239;m<sup>2</sup> &eacute;tudi&eacute;s</p></body></html>"""
FROM_GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span
style="font-style:italic;vertical-align:baseline;">Plasmodium falciparum</span><span
style="font-style:normal;"> à 10</span><span style="font-size:0.6em;vertical-align:super;">-3</span></p></b>"""
FROM_AN_ENEMY = """<img src=x onerror="document.title='hurt'"><script>document.title='hurt'</script>
<i onclick=alert(1)>mot</i><iframe srcdoc="<script>alert(1)</script>"></iframe><a href="javascript:alert(1)">lien</a>"""
CLIPBOARDS = {
    FROM_WORD: "Introduction : la résistance d’<i>Escherichia coli</i> à 10<sup>3</sup> UFC/ml ; p < 0,05.\n– un point",
    FROM_LIBREOFFICE: "<i>Aedes aegypti</i> et CO<sub>2</sub>, 5 m<sup>2</sup> étudiés",
    FROM_GOOGLE: "<i>Plasmodium falciparum</i> à 10<sup>-3</sup>",
    FROM_AN_ENEMY: "<i>mot</i>lien",
    "<p>riche</p><p><b>gras</b></p>": "le texte simple",
}
PASTE = """([html]) => {
  const held = new DataTransfer();
  held.setData("text/html", html);
  held.setData("text/plain", "le texte\\nsimple");
  const paste = new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture
def form(demo_installation, server, open_page):
    """The form of the open call on a phone."""
    page = open_page(chromium.NARROW)
    page.goto(server(demo_installation).url + SUBMIT)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c03_pasting_keeps_italics_and_levels_drops_the_rest_and_three_buttons_set_them(form):
    kept = {}
    for html in CLIPBOARDS:
        form.fill("#section-results", "")
        form.evaluate(PASTE, [html])
        kept[html] = form.input_value("#section-results")
    assert kept == CLIPBOARDS
    assert "hurt" not in form.title()

    form.fill("#section-results", "")
    form.evaluate(PASTE, [FROM_GOOGLE])
    part = form.locator("[data-part=results]")
    expect(part.locator("[data-count]")).to_have_text("4")
    expect(part.locator("[data-printed] i")).to_have_text("Plasmodium falciparum")
    expect(part.locator("[data-printed] sup")).to_have_text("-3")
    form.keyboard.press("Control+z")
    expect(form.locator("#section-results")).to_have_value("")

    form.fill("#title", "Plasmodium")
    form.locator("#title").select_text()
    button = form.locator(".field:has(#title) [data-mark=i]")
    button.focus()
    form.keyboard.press("Enter")
    expect(form.locator("#title")).to_have_value("<i>Plasmodium</i>")
    button.click()
    expect(form.locator("#title")).to_have_value("Plasmodium")


# ── Documents ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def author(demo_app):
    """Somebody nobody knows, who reads English, without JavaScript, the form open."""
    visitor = Visitor(demo_app)
    visitor.get(f"{SUBMIT}?lang=en")
    return visitor


def brought(author, content, *, expect=200, **typed):
    """Bring a document to the form as it stands, and return the page that comes back."""
    return author.submit(MAIN, button=SORT, expect=expect, word=(content, "resume.docx"), **typed)


def read(page):
    """Return what the form says, in the words of the corpus."""
    values = Form(page.one(MAIN), page.url).values
    names = [
        (values[f"authors-{place}-{name}"])
        for place in range(3)
        for name in ("given_names", "family_name", "structure")
    ]
    authors = [tuple(names[place : place + 3]) for place in (0, 3, 6)]
    return Said(
        title=values["title"].replace("\r", ""),
        authors=[author for author in authors if author[1]],
        presenter=int(values.get("presenter") or 1) - 1,
        keywords=[word for word in values["keywords"].split(", ") if word],
        template=values.get("template") or "original",
        sections={name[8:]: values[name] for name in values if name.startswith("section-") and values[name]},
    )


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c03_nine_in_ten_documents_are_sorted_without_a_correction(author):
    wrong = {}
    for name, (make, said) in CORPUS.items():
        author.get(SUBMIT)
        found = read(brought(author, make()))
        if found != said:
            wrong[name] = found

    assert len(CORPUS) >= 20
    assert len(wrong) <= len(CORPUS) / 10, wrong


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c03_what_is_no_document_gets_a_sentence_and_changes_nothing(author):
    typed = {"title": "Tapé avant", "keywords": "un, deux"}
    for name, (make, sentence) in HOSTILE.items():
        page = brought(author, make(), expect=409, **typed)

        assert sentence in page.one(".error-summary").text_content(), name
        assert read(page) == Said(title="Tapé avant", authors=[], keywords=["un", "deux"], sections={}), name


def test_c03_what_is_typed_stays_unless_one_asks_and_what_is_not_understood_stands_beside(author):
    document = CORPUS["a list within the results, a table of figures below"][0]()

    kept = brought(author, document, title="Mon titre", **{"section-results": "Mes résultats"})
    beside = kept.one("[data-brought]").text_content()
    said = read(kept)
    replaced = brought(author, document, replace=True)

    assert (said.title, said.sections["results"]) == ("Mon titre", "Mes résultats")
    assert said.sections["conclusion"] == CORPUS["bold headings within the line"][1].sections["conclusion"]
    assert "Péritonites aiguës" in beside
    assert "E. coli | 12 | 60" in beside
    assert read(replaced) == CORPUS["a list within the results, a table of figures below"][1]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c03_nobody_who_corrected_the_document_is_named(author):
    page = brought(author, CORPUS["tracked changes of two people"][0]())

    assert "Relecteur Secret" not in page.html
    assert "mortalité" not in page.one("[name=keywords]").get("value")
