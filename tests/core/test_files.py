"""Files: under the name of their content, whole or absent, and never a danger to whoever opens them."""

import hashlib
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from core import files
from core.db import db, transaction
from core.files import StoredFile
from tests.support.installation import ROOT
from tests.support.parallel import run_at_once

PDF = b"%PDF-1.7 not much of a document"


def keep(content: bytes = PDF) -> StoredFile:
    with transaction():
        return files.keep(content, "application/pdf")


def stored() -> list[Path]:
    """Return every file that lies in the store."""
    return [path for path in files.store().rglob("*") if path.is_file()]


def test_bytes_come_back_as_they_were_kept(app_context):
    kept = keep()

    assert kept.read() == PDF
    assert (kept.sha256, kept.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert stored() == [files.store() / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256]


def test_the_same_bytes_twice_are_one_file(app_context):
    first, second = keep(), keep()

    assert first.id == second.id
    assert len(stored()) == 1


def test_a_row_that_was_not_kept_never_points_at_missing_bytes(app_context):
    with pytest.raises(ZeroDivisionError), transaction():
        files.keep(PDF, "application/pdf")
        1 / 0  # noqa: B018 - the failure

    db.session.rollback()
    assert db.session.scalars(select(StoredFile)).all() == []
    assert keep().read() == PDF


def test_no_draft_is_left_behind(app_context):
    for number in range(3):
        keep(PDF + bytes([number]))

    assert sorted(path.name for path in stored()) == sorted(
        hashlib.sha256(PDF + bytes([number])).hexdigest() for number in range(3)
    )


KEEP_THE_SAME = """
from core import files
from core.db import again_on_conflict

def keep(number):
    with transaction():
        return files.keep(b"paper %d" % number, "application/pdf").sha256

for paper in range(20):
    got.append(again_on_conflict(lambda: keep(paper)))
"""


def test_four_processes_keeping_the_same_bytes_leave_one_file_of_each(installation, tmp_path, app_context):
    digests = run_at_once(installation, tmp_path, KEEP_THE_SAME)

    expected = {hashlib.sha256(b"paper %d" % number).hexdigest() for number in range(20)}
    assert set(digests) == expected
    assert {row.sha256 for row in db.session.scalars(select(StoredFile))} == expected
    assert {path.name for path in stored()} == expected


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_file_is_whole_or_absent_to_whoever_reads_meanwhile(app_context, tmp_path):
    path, content = tmp_path / "aa" / "file", b"x" * 2_000_000
    seen, done = set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(len(path.read_bytes()) if path.exists() else 0)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        files.write_durably(path, content)
    done.set()
    reader.join()

    assert seen <= {0, len(content)}
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_could_not_be_written_leaves_nothing_behind(app_context, tmp_path):
    with pytest.raises(TypeError):
        files.write_durably(tmp_path / "aa" / "file", "not bytes")

    assert list((tmp_path / "aa").iterdir()) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("badge-R7K2Q9.pdf", "badge-R7K2Q9.pdf"),
        ("../../etc/passwd", "..-..-etc-passwd"),
        ('x"; filename="evil.exe', "x-filename-evil.exe"),
        ("x\r\nSet-Cookie: a=b.pdf", "x-Set-Cookie-a-b.pdf"),
        ("Ɛssa N’Diaye.pdf", "-ssa-N-Diaye.pdf"),
        ("<svg onload=alert(1)>.svg", "-svg-onload-alert-1-.svg"),
        ("a" * 300 + ".pdf", "a" * 300 + ".pdf"),
        ("\x00.pdf", "-.pdf"),
    ],
    ids=["plain", "traversal", "quote", "line break", "letters", "svg", "long", "nul"],
)
def test_a_file_is_given_to_be_saved_in_a_sandbox_under_a_plain_name(empty_app, app_context, name, plain):
    kept = keep()

    with empty_app.test_request_context("/"):
        answer = empty_app.process_response(files.as_attachment(kept, name))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{plain}"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.content_type, answer.get_data()) == ("application/pdf", PDF)


def test_nobody_but_the_store_opens_files_for_writing():
    packages = ("core", "people", "conference", "abstracts", "registration", "workshops")
    paths = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    writing = ("write_bytes", "write_text", 'open("w', '"wb"', "NamedTemporaryFile", "mkstemp", "send_file")

    writers = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if any(word in path.read_text(encoding="utf-8") for word in writing)
    }

    a_command_writes_where_it_is_told = {"conference/cli.py"}
    assert writers <= {"core/files.py", "core/seals.py", "core/tokens.py"} | a_command_writes_where_it_is_told
