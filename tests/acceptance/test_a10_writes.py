"""A10: every write survives a busy database, a double click, a stale form, and the death of its process.

The writes are those of tests/support/writes.py: every form that the application receives, open in the browser of who
sends it. What one did is read from the database as a whole: what is neither nothing nor all of what the same form does
undisturbed is half done.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import Engine, event

from core import repeats
from tests.support.addresses import rules
from tests.support.busy import busy_once, impatient, locked
from tests.support.forms import words
from tests.support.installation import close_app, open_app
from tests.support.live import live_visitor
from tests.support.pages import parse
from tests.support.processes import balanzan, wait_until
from tests.support.visitor import Visitor
from tests.support.writes import REVIEW, UPCOMING, Everybody, Look, change, together

# Endpoints outside the thread, with the reason why they need not be disturbed here.
NOT_DISTURBED = {
    **dict.fromkeys(
        (
            "call.prepare",
            "rules.window",
            "rules.limits",
            "rules.declarations",
            "rules.themes",
            "rules.kind",
            "rules.question",
            "rules.grid",
        ),
        "keep one part of the call, the same when kept twice, stale when overtaken; test_c02_the_call.py",
    ),
    "imports.listed": "keeps a file and takes nothing of it; test_d07_import.py",
    "imports.take": "takes a file once, and the same again changes nothing; test_d07_import.py",
    "programme_versions.printed": "printed again is printed; test_d06_releases.py",
    "programme_versions.tell": "people are told once of a version, told again is refused; test_d06_releases.py",
    **dict.fromkeys(
        ("absences.page", "absences.take_back"),
        "said twice is said, taken back twice is not found; tests/conference/test_own_absences.py sends both twice",
    ),
    "calendars.change": "gives another address, the last one counts; test_d06_releases.py",
    **dict.fromkeys(
        ("compositions.listed", "compositions.stop", "compositions.take_over", "compositions.leave"),
        "one search at a time, decided on once; test_d02_composing.py sends each twice",
    ),
    "rules.copy": "takes over what is not there yet; test_c02_the_call.py",
    "call.extend": "a deadline that is no later than the present one is refused; test_c12_more_time.py",
    **dict.fromkeys(
        ("call.end_invitation", "signatures.disown", "signatures.own_again"),
        "said twice is said; test_c12_more_time.py and test_c04_who_types_and_who_signs.py",
    ),
    "submit.take_off": "a name that is off is not found; test_c04_who_types_and_who_signs.py",
    **dict.fromkeys(
        ("lots.arrange", "lots.reviewer", "lots.conflicts", "review.profile", "review.tie"),
        "the same words kept twice are the same; test_c06_lots_and_readers.py",
    ),
    "lots.give": "a proposal that is no longer the one looked at is refused; test_c06_lots.py",
    "lots.remind": "nobody is reminded twice within two days; test_c06_lots_and_readers.py",
    **dict.fromkeys(
        ("lots.pass_on", "review.conflict"), "a reading that was passed on is not found again; test_c09_review.py"
    ),
    "review.remark": "one remark for one showing of the form; test_c09_review.py",
    "drafts.keep": "replaces the one draft of one form; tests/core/test_drafts.py sends it twice and late",
    "phases.page": "a step taken twice is refused the second time; tests/conference/test_phases.py",
    "identity.try_accent": "shows a colour and keeps nothing",
    **dict.fromkeys(
        (
            "timetable.move_talk",
            "timetable.unplace_talk",
            "timetable.pin_talk",
            "timetable.move_session",
            "timetable.shift_session",
            "timetable.pin_session",
            "timetable.undo",
            "timetable.redo",
            "sessions.new",
            "sessions.show",
            "sessions.shift",
            "sessions.close",
            "sessions.entrust",
            "sessions.relieve",
        ),
        "each is one step for one key, refused when overtaken; test_d05_editor.py and tests/conference/test_steps.py",
    ),
    **dict.fromkeys(
        (
            "hours.new_room",
            "hours.room",
            "hours.remove_room",
            "hours.block",
            "hours.unblock",
            "hours.absent",
            "hours.available",
            "hours.rules",
        ),
        "enter or change one row for one showing of the form; tests/conference/test_timetable_pages.py",
    ),
    "sign_in.who": "signs in as the form before it does; tests/acceptance/test_b01_sign_in.py sends it twice",
    **dict.fromkeys(
        ("recovery.sent", "recovery.choose", "data.confirm_email"),
        "take what a message says; test_b02_recovery.py and tests/people/test_personal_data.py send them twice",
    ),
    **dict.fromkeys(
        ("second_factor.page", "second_factor.enter", "second_factor.renew_codes", "second_factor.take_off"),
        "take a code of this half minute; tests/acceptance/test_b03_second_factor.py sends them twice",
    ),
    **dict.fromkeys(
        ("tokens.make", "tokens.end"),
        "a token follows from the form's key, and ended twice is ended; tests/people/test_tokens.py sends them twice",
    ),
    "roles.take_phone_off": "what is taken off already stays so",
    **dict.fromkeys(("account.end", "account.end_others"), "signed out twice is signed out"),
    **dict.fromkeys(
        ("people.new", "people.add_post"),
        "enter one row for one showing of the form; tests/people/test_people_pages.py sends them twice",
    ),
    **dict.fromkeys(
        ("order_register.receive", "order_register.columns", "order_register.write", "order_register.drop"),
        "a file is written once whatever is sent twice; tests/people/test_register.py and test_b06_register.py",
    ),
    **dict.fromkeys(
        ("order_register.decide", "order_register.say", "desk.order_number"),
        "done once, and refused or the same the second time; tests/people/test_register.py",
    ),
    "people.edit": "the same names kept twice are the same; test_people_pages.py meets another version",
    "people.remove_post": "what was removed is not found again",
    **dict.fromkeys(
        ("duplicates.compare", "duplicates.undo", "duplicates.apart"),
        "done once, and refused or the same the second time; tests/people/test_merging.py runs two at once",
    ),
    **dict.fromkeys(
        ("data.agree", "data.correct", "data.erase", "notice.filing", "notice.erase", "notice.refuse"),
        "the same words kept twice are the same, and a request is asked and answered once;"
        " tests/people/test_personal_data.py",
    ),
    **dict.fromkeys(
        ("notice.sheet_paper", "papers.paper", "papers.make_all", "printed.programme", "book.paper", "book.chapters"),
        "asks the worker for a paper: one job by its key",
    ),
    **dict.fromkeys(
        ("decisions.together", "decisions.take_back", "decisions.announce", "chair.merge", "chair.withdraw"),
        "done once, and refused the second time; tests/acceptance/test_c11_decisions.py has two chairs at once",
    ),
    **dict.fromkeys(
        ("book.welcome", "book.freeze"),
        "the same words kept twice are the same, and what has not changed is not frozen anew; test_d08_book.py",
    ),
    **dict.fromkeys(
        ("posters.boards", "posters.number", "chair.introduce"),
        "the same boards kept twice are the same, and a poster has one flash; test_d09_posters.py",
    ),
    **dict.fromkeys(
        ("prizes.new", "prizes.change", "jury.mark", "science.speaking"),
        "done once, and refused or the same the second time; tests/acceptance/test_c13_prizes.py",
    ),
    **dict.fromkeys(
        ("prizes.palmares", "science.remind"), "asks the worker or somebody once: one job, one message a day by its key"
    ),
    **dict.fromkeys(("decisions.reword", "decisions.ceilings"), "the same kept twice is the same"),
    "identity.page": "the same colour and words kept twice are the same",
    "identity.picture": "the same picture kept twice is the same",
    "identity.council_crest": "the same crest kept twice is the same",
    "council.new_council": "a second one of the same name is refused; tests/conference/test_setting_up.py",
    **dict.fromkeys(
        ("council.settings", "council.crest", "council.signature"),
        "the same kept twice is the same; tests/conference/test_setting_up.py meets another version",
    ),
    **dict.fromkeys(
        ("structures.edit", "structures.compare", "structures.undo"),
        "the same words kept twice are the same, and two are put together once; tests/people/test_structures.py",
    ),
    **dict.fromkeys(
        (f"council_messages.{name}" for name in ("edit", "resend", "drop", "by_hand", "again", "lift")),
        "are the views of an edition's outbox, which are disturbed below",
    ),
    "messages.lift": "an address lifted twice is lifted; tests/acceptance/test_b10_messages.py",
    **dict.fromkeys(
        (
            "register.badge",
            "register.receipt",
            "treasurer.receipt",
            "certificates.paper_of_holder",
            "certificates.paper_of_committee",
            "certificates.make_papers",
        ),
        "asks the worker for a paper: one job by its key, however often it is asked; tests/core/test_jobs.py",
    ),
}
TAKEN = {200, 302}
ALONE = "revocation"  # a certificate revoked is issued anew by whoever issues afterwards: not both at one moment


@pytest.fixture(scope="module")
def undisturbed(goldens, tmp_path_factory):
    """What each write does when nothing disturbs it: by how many rows each table grows."""
    installation = goldens.copy("sqlite", "demo", tmp_path_factory.mktemp("undisturbed"))
    app = open_app(installation)
    look = Look(installation)
    done = {}
    for write in Everybody(lambda: Visitor(app)).writes(installation):
        before = look.rows()
        answer = write.send()
        done[write.name] = change(before, look.rows())
        assert answer.status_code in TAKEN, f"{write.name}: {answer.status_code}"
    look.close()
    close_app(app)
    assert all(done.values()), done
    return done


@pytest.fixture
def look(demo_installation):
    """The database as somebody else sees it."""
    seen = Look(demo_installation)
    yield seen
    seen.close()


@pytest.fixture
def people(demo_app):
    """Everybody, at the application."""
    return Everybody(lambda: Visitor(demo_app))


@pytest.fixture
def at_a_server(demo_app, demo_installation, server):
    """A real server of two processes, and everybody at it."""
    running = server(demo_installation, workers=2)
    return running, Everybody(lambda: live_visitor(demo_app, running.url))


def send_all(writes, **how):
    """Send every form at the same moment; return how each was answered, or None when its process died meanwhile."""
    gate = threading.Barrier(len(writes))

    def send(write):
        gate.wait()
        with suppress(OSError):
            return write.name, write.send(**how)
        return write.name, None

    with ThreadPoolExecutor(len(writes)) as senders:
        return list(senders.map(send, writes))


def statuses(answers):
    """Return with which statuses forms were answered."""
    return {answer.status_code if answer is not None else None for _name, answer in answers}


def shown(answer):
    """Return what a page shows to the eye: not what its hidden fields hold."""
    return words(" ".join(parse(answer.text).find("body").itertext()))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a10_no_write_is_forgotten(demo_app, demo_installation, people):
    received = {rule.endpoint for method, rule in rules(demo_app) if method != "GET"}
    disturbed = {write.endpoint for write in people.writes(demo_installation)}

    assert disturbed | set(NOT_DISTURBED) == received, "add the form to tests/support/writes.py, or say why not"
    assert disturbed & set(NOT_DISTURBED) == set()


# ── A busy database ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a10_each_write_that_meets_a_busy_database_is_tried_again_and_has_its_effect_once(
    demo_app, demo_installation, people, look, undisturbed
):
    impatient(demo_app)
    wrong = []

    for write in people.writes(demo_installation):
        before = look.rows()
        with busy_once(demo_installation) as turned:
            answer = write.send()
        did = change(before, look.rows())
        if answer.status_code not in TAKEN or did != undisturbed[write.name]:
            wrong.append(f"{write.name}: {answer.status_code}, {did}, expected {undisturbed[write.name]}")
        if not turned.away:
            wrong.append(f"{write.name} was never turned away, so this proves nothing")

    assert wrong == []


def test_a10_when_the_database_stays_busy_everybody_is_told_so_and_can_send_the_same_again(
    demo_app, demo_installation, people, look, undisturbed
):
    impatient(demo_app)
    writes = people.writes(demo_installation)
    before = look.rows()

    with locked(demo_installation):
        answers = dict(send_all(writes))
    after = look.rows()
    again = [(write.name, write.send()) for write in writes]

    assert change(before, after) == {}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 503)
    assert {answer.headers["Retry-After"] for answer in answers.values()} == {"30"}
    assert "nothing you typed is lost" in shown(answers["submission"])
    assert statuses(again) <= TAKEN
    assert change(before, look.rows()) == together(undisturbed.values())


# ── Double clicks ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a10_a_double_click_on_each_form_has_one_effect_and_leads_where_one_click_leads(
    demo_installation, at_a_server, look, undisturbed
):
    """Both clicks arrive at once at two processes, and a third later, as when somebody goes back and sends again."""
    _server, people = at_a_server
    wrong = []

    for write in people.writes(demo_installation):
        before = look.rows()
        answers = [*send_all([write, write]), (write.name, write.send())]
        did = change(before, look.rows())
        led = {answer.headers.get("Location") or answer.headers.get("Content-Location") for _name, answer in answers}
        if did != undisturbed[write.name] or not statuses(answers) <= TAKEN or len(led) != 1:
            wrong.append(f"{write.name}: {answers}, led to {led}, {did}, expected {undisturbed[write.name]}")

    assert wrong == []


@pytest.mark.slow
@pytest.mark.prove
def test_a10_many_posts_of_one_form_at_once_have_one_effect_and_without_its_key_several(
    demo_installation, at_a_server, look, figure, at_size
):
    _server, people = at_a_server
    submission, many = people.submission(), at_size(small=50, full=500)
    before = look.rows()

    answers = send_all([submission] * many)
    keyed = change(before, look.rows())
    send_all([submission] * 8, keyed=False)
    unkeyed = change(before, look.rows())

    assert (keyed["abstract"], keyed["received_form"], statuses(answers)) == (1, 1, {302})
    assert unkeyed["abstract"] > 2, "the control: nothing but the key keeps the same text from arriving twice"
    figure(f"A10 {demo_installation.backend}: {many} parallel posts of one submission leave one abstract")


# ── A stale version ─────────────────────────────────────────────────────────────────────────────────────────────────


def sent_too_late(people, login, url, typed, saved):
    """Have the same form open twice, the one saved meanwhile, the other sent then; return how that was answered."""
    slow, quick = people.write("slow", login, url, **typed), people.write("quick", login, url, **saved)
    assert quick.send().status_code == 302
    return slow.send()


def test_a10_a_stale_abstract_shows_every_text_typed_beside_every_text_saved(people):
    url = people.draft_of("auteur")
    typed = {"title": "Mon titre", "keywords": "mien, deux, trois", "section-results": "Mes résultats, 126 cas."}
    saved = {"title": "Leur titre", "keywords": "leur, deux, trois", "section-results": "Leurs résultats, 127 cas."}

    answer = sent_too_late(people, "auteur", url, typed, saved)

    assert answer.status_code == 409
    assert [text for text in (*typed.values(), *saved.values()) if text not in shown(answer)] == []
    people.browser("auteur").get(f"{url}?lang=en")
    assert people.browser("auteur").page.one("[name=title]").text.strip() == "Leur titre"


def test_a10_a_stale_review_shows_both_comments_and_both_notes(people):
    url = f"{UPCOMING}/review/R-009"
    assert people.write("first", "evaluateur", url, **REVIEW).send().status_code == 302
    typed = {"comment": "Mon avis sur les méthodes.", "note": "Ma note au comité."}
    saved = {"comment": "L’avis déjà gardé.", "note": "La note déjà gardée."}

    answer = sent_too_late(people, "evaluateur", url, REVIEW | typed, REVIEW | saved)

    assert answer.status_code == 409
    assert [text for text in (*typed.values(), *saved.values()) if text not in shown(answer)] == []


# ── A process that dies ─────────────────────────────────────────────────────────────────────────────────────────────


class PowerCut(BaseException):
    """What ends everything at once, and what nobody may catch."""


@contextmanager
def power_cut(*, commits):
    """Cut the power when a request has committed so often and is about to commit again."""
    left = commits

    def committing(_connection):
        nonlocal left
        if left == 0:
            raise PowerCut
        left -= 1

    event.listen(Engine, "commit", committing)
    try:
        with suppress(PowerCut):
            yield
    finally:
        event.remove(Engine, "commit", committing)


def test_a10_each_write_cut_off_before_its_commit_is_absent_and_after_it_whole(
    demo_installation, people, look, undisturbed, monkeypatch
):
    monkeypatch.setattr(repeats, "MOMENTS", 1)  # whoever sends again need not wait long for an answer that was lost
    wrong = []

    for write in people.writes(demo_installation):
        before = look.rows()
        with power_cut(commits=0):
            write.send()
        absent = change(before, look.rows())
        with power_cut(commits=1):
            write.send()
        whole = change(before, look.rows())
        again = write.send()
        if absent or whole != undisturbed[write.name] or change(before, look.rows()) != whole:
            wrong.append(f"{write.name}: {absent}, then {whole}, expected {undisturbed[write.name]}")
        if again.status_code not in TAKEN:
            wrong.append(f"{write.name}, sent again: {again.status_code}")

    assert wrong == []


@pytest.mark.slow
def test_a10_writes_whose_process_is_killed_are_absent_or_whole_and_sent_again_have_one_effect(
    demo_installation, at_a_server, look, undisturbed, figure
):
    """All are sent at once to a server killed while they wait, when one of them is done, and when half of them are."""
    running, people = at_a_server
    writes = [write for write in people.writes(demo_installation) if write.name != ALONE]
    expected = together(did for name, did in undisturbed.items() if name != ALONE)
    before, known = look.rows(), look.keys()

    with ThreadPoolExecutor(1) as sender, locked(demo_installation):
        answers = sender.submit(send_all, writes)
        time.sleep(0.7)  # until the requests have reached the database, which nobody tells us
        running.kill()
        died = statuses(answers.result())
    absent = change(before, look.rows())
    for moment in (1, len(writes) // 2):
        running.restart()
        acknowledged = killed_when(running, writes, lambda moment=moment: len(look.keys() - known) >= moment)
        keys = look.keys()
        happened = {write.name for write in writes if write.key in keys}
        did = change(before, look.rows())

        assert did == together(undisturbed[name] for name in happened), f"half done among {sorted(happened)}"
        assert acknowledged <= happened, "what was acknowledged is durable"
        figure(f"A10 {demo_installation.backend}: killed, {len(happened)} of {len(writes)} writes whole, none half")
    running.restart()
    again = [(write.name, write.send()) for write in writes]

    assert (died, absent) == ({None}, {})
    assert statuses(again) <= TAKEN
    assert change(before, look.rows()) == expected
    assert "NOT" not in balanzan(demo_installation, "doctor").stdout


@pytest.mark.slow
@pytest.mark.prove
def test_a10_submissions_killed_at_random_moments_are_each_absent_or_whole(
    demo_installation, at_a_server, look, figure, at_size
):
    running, people = at_a_server
    for number in (0, 1000):  # the first also brings the structure
        before = look.rows()
        people.submission_of_somebody_new(number).send()
        once = change(before, look.rows())
    chance, kills, sent, whole = random.Random(8), at_size(small=2, full=100), 0, 0

    for kill in range(kills):
        writes = [people.submission_of_somebody_new(6 * kill + place) for place in range(1, 7)]
        before = look.rows()
        moment = time.monotonic() + chance.uniform(0, 0.6)
        killed_when(running, writes, lambda moment=moment: time.monotonic() > moment)
        happened = len({write.key for write in writes} & look.keys())
        assert change(before, look.rows()) == together([once] * happened)
        sent, whole = sent + len(writes), whole + happened
        running.restart()

    figure(f"A10 {demo_installation.backend}: {kills} kills at random moments, {whole} of {sent} whole, none half")


def killed_when(running, writes, happens):
    """Send all forms at once and kill the server when something happens; return the names of those answered."""
    with ThreadPoolExecutor(1) as sender:
        answers = sender.submit(send_all, writes)
        wait_until(lambda: happens() or answers.done(), seconds=30, what="some are done")
        running.kill()
        return {name for name, answer in answers.result() if answer is not None}
