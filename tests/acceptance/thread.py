"""The thread of A04 to A06, step by step, through the pages everybody uses, on the edition whose call is open."""

import io
import re
from dataclasses import dataclass, field

import cv2
import numpy as np
import pypdf
import pypdfium2
import zxingcpp
from flask import Flask

from core import jobs
from tests.support.visitor import Visitor, sign_in

EDITION = "/e/js-segou-8"
TITLE = "Césariennes en contexte d’insécurité dans le cercle de Niono : à propos de 126 cas"
SECTIONS = {
    "section-introduction": "Décrire les césariennes pratiquées en zone d’insécurité.",
    "section-methods": "Étude transversale descriptive de janvier à décembre, dans un cercle isolé.",
    "section-results": "Nous avons enregistré 126 césariennes sur 1 050 accouchements (12 %).",
    "section-conclusion": "L’insécurité retarde l’évacuation ; un dispositif local est nécessaire.",
}
AUTHORS = {
    "authors-0-given_names": "Fatoumata",
    "authors-0-family_name": "Diarra-Thread",
    "authors-0-structure": "CSRéf de Niono",
    "authors-0-phone": "76 12 34 56",
    "authors-0-email": "f.diarra@courriel.example",
    "authors-1-given_names": "Bakary",
    "authors-1-family_name": "Traoré",
    "authors-1-structure": "CSRéf de Niono",
}


@dataclass
class Thread:
    """Who takes part: a physician nobody knows, and the committee's people, each in a browser of their own."""

    app: Flask
    physician: Visitor = field(init=False)
    staff: dict[str, Visitor] = field(default_factory=dict)

    def __post_init__(self):
        self.physician = Visitor(self.app)

    def as_(self, login):
        """Return the browser in which one of the demonstration's people is signed in."""
        if login not in self.staff:
            self.staff[login] = Visitor(self.app)
            sign_in(self.staff[login], f"{login}@demo.example", "balanzan")
        return self.staff[login]

    def work(self):
        """Have the worker do what waits."""
        with self.app.app_context():
            return jobs.drain()

    # ── A04 ──

    def submit(self):
        """Submit an abstract without an account; return its code."""
        self.physician.get(f"{EDITION}/submit/")
        specialty = option_named(self.physician.page, "specialty", "Gynécologie-obstétrique")
        page = self.physician.submit(
            "main form[method=post]",
            button="Envoyer",
            title=TITLE,
            template="original",
            specialty=specialty,
            keywords="césarienne, insécurité, Niono",
            presenter="1",
            declares_consent=True,
            **SECTIONS,
            **AUTHORS,
        )
        assert page.url.endswith("/receipt"), page.text
        return re.search(r"R-\d{3}", page.url).group()

    def accept(self, code):
        """Have the chair accept an abstract as an oral communication; return the code of the presentation."""
        chair = self.as_("chaire")
        chair.get(f"{EDITION}/committee/abstracts/{code}")
        page = chair.submit("form[action$='/decision']", outcome="oral")
        return re.search(r"CO-\d{3}", page.text).group()

    def place(self, code):
        """Have the programme's committee put a presentation into a session."""
        visitor = self.as_("programme")
        page = visitor.get(f"{EDITION}/committee/programme/{code}")
        first = page.one("select[name=session]").xpath("option")[0].get("value")
        visitor.submit("main form[method=post]", session=first)

    def publish(self):
        """Have the programme published."""
        visitor = self.as_("programme")
        visitor.get(f"{EDITION}/committee/versions/next")
        return visitor.submit("form[action$='/versions/next']")

    # ── A05 ──

    def register(self):
        """Register the physician; return the code of the registration."""
        self.physician.get(f"{EDITION}/register/")
        category = radio_named(self.physician.page, "category", "Médecin généraliste")
        page = self.physician.submit(
            "main form[method=post]",
            title="Dr",
            given_names="Fatoumata",
            family_name="Diarra-Thread",
            phone="76 12 34 56",
            email="f.diarra@courriel.example",
            category=category,
        )
        return page.url.rsplit("/", 1)[1]

    def pay(self, code, reference="OM-THREAD-1"):
        """Declare the payment, and have the treasurer validate it."""
        self.physician.get(f"{EDITION}/register/{code}")
        self.physician.submit("form[action$='/payments']", method="orange-money", reference=reference, amount="30000")
        treasurer = self.as_("tresor")
        page = treasurer.get(f"{EDITION}/committee/payments")
        row = next(row for row in page.all("form[action$='/validate']") if reference in around(row))
        treasurer.submit(row)

    def badge(self, code):
        """Return the badge's PDF, once the worker has made it."""
        self.work()
        return self.physician.get(f"{EDITION}/register/{code}/badge.pdf").data

    def scan(self, text, gate="A"):
        """Have a volunteer read a badge at a door; return the page."""
        desk = self.as_("accueil")
        desk.get(f"{EDITION}/desk/")
        return desk.submit("form#scan", text=text, gate=gate)

    # ── A06 ──

    def deliver(self, code):
        """Have the room's secretary note that a presentation was given."""
        secretary = self.as_("salle")
        secretary.get(f"{EDITION}/desk/rooms/")
        for address in sorted({a.get("href") for a in secretary.page.all("main a[href*='/desk/rooms/']")}):
            page = secretary.get(address)
            for form in page.all(f"form[action$='/presentations/{code}']"):
                if form.xpath(".//*[@value='delivered']"):
                    return secretary.submit(form)
        raise AssertionError(f"{code} is in no session")

    def attest(self):
        """Have the secretary general issue the certificates that wait."""
        secretary = self.as_("secretariat")
        secretary.get(f"{EDITION}/committee/certificates")
        return secretary.submit("form[action$='/committee/certificates']")


def option_named(page, select, label):
    """Return the value of a menu's line by its words."""
    return next(
        option.get("value")
        for option in page.one(f"select[name={select}]").iter("option")
        if option.text_content().strip() == label
    )


def radio_named(page, name, label):
    """Return the value of the radio button whose label begins with these words."""
    for radio in page.all(f"input[type=radio][name={name}]"):
        if label in page.one(f"label[for='{radio.get('id')}']").text_content():
            return radio.get("value")
    raise AssertionError(f"no {name} is called {label}")


def around(element):
    """Return the words of the row or card an element stands in."""
    for parent in element.iterancestors():
        if parent.tag in {"tr", "article", "li"}:
            return parent.text_content()
    return ""


def pdf_text(content):
    """Return what is written in a PDF."""
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def picture(content, dpi=200):
    """Return the first page of a PDF as a grey picture."""
    page = pypdfium2.PdfDocument(content)[0]
    return np.array(page.render(scale=dpi / 72, grayscale=True).to_pil())


def codes_in(content):
    """Return what two independent decoders read in the QR codes of a PDF's first page."""
    image = picture(content)
    found, texts, _points, _codes = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(image)
    return {code.text for code in zxingcpp.read_barcodes(image)}, set(texts) if found else set()
