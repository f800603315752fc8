"""C03 · Files with an abstract: cleaned of who made them, named by us, for those who may read it and nobody else."""

import io
import zipfile
import zlib
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from abstracts.models import AbstractFile, AbstractVersionFile, Call
from abstracts.queries.abstracts import find_abstract
from abstracts.queries.versions import versions_of
from abstracts.services import assigning, files, submission
from abstracts.services.personal import erase, held
from conference.demo.personas import DOMAIN, PASSWORD
from conference.queries.editions import find_edition
from core import personal, uploads
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from core.files import store
from people.models import Person
from people.services.personal import Erasure
from tests.support.marked_files import MARK, paper, picture, unfolded
from tests.support.visitor import Visitor, sign_in
from tests.support.writes import ABSTRACT, choices

MAIN, ADD = "main form[method=post]", "Save and add this file"
SLUG = "js-segou-8"
NAME = f"these-de-{MARK}.exe.jpg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SHAPES = [MARK.encode(encoding) for encoding in ("utf-8", "utf-16-be", "utf-16-le")]


# ── Files as people have them ───────────────────────────────────────────────────────────────────────────────────────


def archive():
    """Return an archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("a.txt", "a")
    return written.getvalue()


def folded(megabytes):
    """Return zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + one * megabytes + b"\x03\x00" + bytes(4)


def bomb(*, in_page):
    """Return a PDF that unfolds to a thousand times its size, when it is drawn or already when it is opened."""
    if in_page:
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.pages[0].Contents = pdf.make_stream(b"")
            pdf.pages[0].Contents.write(folded(250), filter=pikepdf.Name.FlateDecode)
            written = io.BytesIO()
            pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return written.getvalue()
    table = folded(400)
    facts = f"/Type /XRef /Size 9 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length {len(table)}"
    return (
        b"%PDF-1.7\n1 0 obj\n<<" + facts.encode() + b">>stream\n" + table + b"\nendstream endobj\nstartxref\n9\n%%EOF"
    )


def claiming(width, height):
    """Return a picture of a few bytes that says it is very large."""
    small = picture("PNG")
    head = small[12:16] + width.to_bytes(4) + height.to_bytes(4) + small[24:29]
    return small[:12] + head + zlib.crc32(head).to_bytes(4) + small[33:]


def says_mark(*texts):
    """Return the marks found in some bytes."""
    return [shape for text in texts for shape in SHAPES if shape.lower() in text.lower()]


def refused():
    """Return what is no figure and no paper, with what is said of it."""
    return {
        "a program": (b"MZ\x90\x00" + bytes(200), "neither a picture"),
        "a drawing": (SVG, "neither a picture"),
        "nothing": (b"", "Choose a file first."),
        "a picture and an archive": (picture() + archive(), "two things at once"),
        "a picture and a page": (picture(comment=b"<script>alert(1)</script>"), "two things at once"),
        "a PDF behind a picture's head": (b"\xff\xd8\xff\xe0 %PDF-1.7" + paper(), "two things at once"),
        "half a picture": (picture(size=(900, 900))[:900], "not a picture that can be read"),
        "a picture of eighty million points": (claiming(9_000, 9_000), "too many points"),
        "a WebP named JPEG": (picture("WEBP"), "neither a picture"),
        "too heavy": (picture() + bytes(5 * 1024 * 1024), "5 MB at most"),
        "a broken PDF": (b"%PDF-1.7\n" + bytes(100), "cannot be read"),
        "a locked PDF": (paper(encryption=pikepdf.Encryption(owner="a", user="b")), "locked by a password"),
        "a PDF that unfolds when drawn": (bomb(in_page=True), "asks for too much"),
        "a PDF that unfolds when opened": (bomb(in_page=False), "cannot be read"),
        "a thesis": (paper(pages=11), "10 pages at most"),
    }


# ── The story ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def author(demo_app):
    """Somebody nobody knows, who reads English, without JavaScript, with a draft kept."""
    visitor = Visitor(demo_app)
    visitor.get(f"/e/{SLUG}/submit/?lang=en")
    visitor.submit(MAIN, button="Save the draft", specialty=choices(visitor.page, "specialty")[0], **ABSTRACT)
    return visitor


@pytest.fixture
def reviewer(demo_app):
    """The reviewer of the demonstration."""
    visitor = Visitor(demo_app)
    sign_in(visitor, f"evaluateur@{DOMAIN}", PASSWORD)
    return visitor


def code_of(author):
    """Return the code of the draft that is open."""
    return author.page.url.split("?")[0].split("#")[0].rsplit("/", maxsplit=1)[-1]


def joined(author, content, name=NAME, **typed):
    """Add a file to the draft as it stands, and return the page that comes back."""
    return author.submit(MAIN, button=ADD, file=(content, name), **typed)


def test_c03_a_file_is_kept_clean_and_given_to_those_who_may_read_it_alone(demo_app, author, reviewer):
    page = joined(author, picture(), title="Un titre tapé entre-temps")
    assert page.one("#title").text.strip() == "Un titre tapé entre-temps", "the text is kept by the same button"
    page, code = joined(author, paper(), "plan.pdf"), code_of(author)
    names = [f"{code}-figure-1.jpg", f"{code}-document-2.pdf"]
    assert [link.text for link in page.all(".files a")] == names
    assert not page.all("input[name=file]"), "the call of the demonstration takes two"
    addresses = [f"/e/{SLUG}/abstracts/{code}/files/{number}" for number in (1, 2)]

    chair = Visitor(demo_app)
    sign_in(chair, f"chaire@{DOMAIN}", PASSWORD)
    for stranger in (Visitor(demo_app), reviewer, chair):
        assert {stranger.client.get(each).status_code for each in addresses} == {404}, "a draft is its authors' own"
    author.submit(MAIN, button="Send")
    assert [link.text for link in author.page.all(".files a")] == names
    assert reviewer.client.get(addresses[0]).status_code == 404, "it is in nobody's lot"
    with demo_app.app_context(), transaction():
        persona = db.session.scalars(select(Person).filter_by(email=f"evaluateur@{DOMAIN}")).one()
        assigning.assign(find_abstract(find_edition(SLUG), code), persona, by=SYSTEM)

    read = reviewer.get(f"/e/{SLUG}/review/{code}")
    assert [link.text for link in read.all(".files a")] == names
    assert [link.text for link in chair.get(f"/e/{SLUG}/committee/abstracts/{code}").all(".files a")] == names
    assert Visitor(demo_app).client.get(addresses[0]).status_code == 404
    for who in (author, reviewer, chair):
        for address, name in zip(addresses, names, strict=True):
            answer = who.client.get(address)
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
            assert answer.headers["Content-Security-Policy"].startswith("sandbox")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers
            assert says_mark(str(answer.headers).encode(), answer.data) == []

    figure, document = (reviewer.client.get(each).data for each in addresses)
    assert Image.open(io.BytesIO(figure)).size == (60, 40)
    assert says_mark(unfolded(document)) == []
    assert b"JavaScript" not in unfolded(document)
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert Image.open(io.BytesIO(pdf.pages[0].Resources.XObject.Im.read_raw_bytes())).size == (60, 40)
    with demo_app.app_context():
        log = [f"{each.facts} {each.changes}" for each in db.session.scalars(select(AuditEntry))]
        assert says_mark("".join(log).encode()) == []
        assert f"{{'name': '{names[0]}'}}" in " ".join(log)
        assert says_mark(*(each.read_bytes() for each in store().rglob("*") if each.is_file())) == []
    assert says_mark(paper(), picture()), "the marks were there"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c03_what_is_no_figure_and_no_paper_gets_a_sentence_and_the_text_is_kept(demo_app, author):
    given = refused()
    with demo_app.test_request_context("/?lang=en"):
        for what, (content, sentence) in given.items():
            with pytest.raises(Refused) as refusal:
                uploads.clean(content)
            assert sentence in refusal.value.message, what
    for what in ("a program", "a drawing", "a picture and an archive"):
        page = joined(author, given[what][0], "figure.jpg", title=f"Avec {what}")
        assert given[what][1] in page.text
        assert page.one("#title").text.strip() == f"Avec {what}"
        assert not page.all(".files a"), what


def test_c03_a_file_is_taken_away_by_its_author_or_by_age_with_its_bytes(demo_app, author):
    joined(author, picture())
    joined(author, picture("PNG"), "b.png")
    code = code_of(author)
    with demo_app.app_context():
        former = [each.file.path for each in find_abstract(find_edition(SLUG), code).files]
    author.submit(MAIN, button=f"Take away · {code}-figure-1.jpg")
    assert [link.text for link in author.page.all(".files a")] == [f"{code}-figure-2.png"]
    assert [each.exists() for each in former] == [False, True]
    assert author.client.get(f"/e/{SLUG}/abstracts/{code}/files/1").status_code == 404

    with demo_app.app_context():
        with transaction():
            db.session.scalars(select(Call).join(Call.edition).filter_by(slug=SLUG)).one().most_files = 0
    assert "This call takes no more." in author.get(f"/e/{SLUG}/submit/{code}").text
    with demo_app.app_context():
        with transaction():
            abstract = find_abstract(find_edition(SLUG), code)
            submission.withdraw(abstract, by=SYSTEM)
            abstract.call.edition.ends_on -= timedelta(days=1000)
            abstract.call.edition.starts_on -= timedelta(days=1000)
        with transaction():
            rule = next(each for each in personal.all_rules() if each.key == "abstracts not accepted")
            assert abstract.id in rule.due()
            rule.drop([abstract.id])
        assert len(db.session.scalars(select(AbstractFile)).all()) == 1, "the one of the demonstration"
    assert not former[1].exists()


def test_c03_a_version_keeps_the_files_it_was_sent_with(demo_app, author):
    joined(author, picture())
    joined(author, paper(), "plan.pdf")
    code = code_of(author)
    author.submit(MAIN, button="Send")
    edit, versions = f"/e/{SLUG}/submit/{code}", f"/e/{SLUG}/submit/{code}/versions"
    with demo_app.app_context():
        sent = [each.file.path for each in find_abstract(find_edition(SLUG), code).files]

    author.get(edit)
    author.submit(MAIN, button=f"Take away · {code}-document-2.pdf")
    joined(author, picture("PNG"), "b.png", title="Another title in the same moment")
    last = author.get(versions)
    assert last.texts(".changed-files li") == ["Figure 2 added"]
    assert last.texts(".changed h2") == ["Title"], "the text and the file that came together are one version"
    assert author.get(f"{versions}?from=1&to=2").texts(".changed-files li") == ["Document 2 removed"]
    whole = author.get(f"{versions}?from=1&to=3").texts(".changed-files li")
    assert whole == ["Document 2 removed", "Figure 2 added"]
    assert [each.exists() for each in sent] == [True, True], "what was sent stays for as long as its version"
    former = f"/e/{SLUG}/abstracts/{code}/versions/1/files/2"
    assert author.get(f"{versions}?from=1&to=3").one(f"a[href='{former}']").text == f"{code}-document-2.pdf"
    assert author.client.get(former).get_data() == sent[1].read_bytes()
    Visitor(demo_app).get(former, expect=404)
    author.get(former.replace("/1/", "/9/"), expect=404)

    author.get(edit)
    author.submit(MAIN, button=f"Take away · {code}-figure-1.jpg")
    joined(author, picture(size=(30, 20)))
    assert author.get(f"{versions}?from=1&to=5").texts(".changed-files li")[0] == "Figure 1 replaced"
    with demo_app.test_request_context():
        first, *_others = versions_of(find_abstract(find_edition(SLUG), code))
        kept = [(each.name, each.file.sha256, each.file.size) for each in first.files]
        assert kept == [
            (f"{code}-figure-1.jpg", sent[0].name, sent[0].stat().st_size),
            (f"{code}-document-2.pdf", sent[1].name, sent[1].stat().st_size),
        ]
        with transaction():
            files.forget([first.abstract_id])
        assert first.id not in db.session.scalars(select(AbstractVersionFile.version_id)).all()
    assert [each.exists() for each in sent] == [False, False]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_c03_somebody_is_handed_their_files_and_an_erasure_takes_those_they_signed_alone(demo_app, author):
    joined(author, picture())
    with demo_app.test_request_context():
        abstract = find_abstract(find_edition(SLUG), code_of(author))
        handed = [name for each in held(abstract.submitter) for name, _file in each.files]
        path = abstract.files[0].file.path
        assert handed == [f"{abstract.code}-figure-1.jpg"]
        assert path.exists()
        with transaction():
            erase(Erasure(abstract.submitter, SYSTEM))
        assert abstract.id not in db.session.scalars(select(AbstractFile.abstract_id)).all()
    assert not path.exists()
