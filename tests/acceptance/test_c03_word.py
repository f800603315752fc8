"""C03 · What authors bring from a word processor: pasted with its italics and levels, or a .docx that is sorted."""

import pytest
from playwright.sync_api import expect

from tests.support import chromium

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
