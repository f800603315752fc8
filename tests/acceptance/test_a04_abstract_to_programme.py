"""A04: from a physician nobody knows to the public programme and the day's calendar."""

import icalendar

from tests.acceptance.thread import EDITION, TITLE, Thread


def test_a04_an_unknown_physician_submits_is_accepted_and_stands_on_the_programme(demo_app, demo_visitor):
    thread = Thread(demo_app)

    abstract = thread.submit()
    code = thread.accept(abstract)
    thread.place(code)
    thread.publish()

    page = demo_visitor.get(f"{EDITION}/programme?day=all")
    talk = next(item for item in page.all("ol.talks li") if code in item.text_content())
    assert TITLE in page.text
    assert "F. Diarra-Thread" in [element.text_content() for element in talk.xpath(".//*[@class='presenter']")]
    assert "B. Traoré" not in [element.text_content() for element in talk.xpath(".//*[@class='presenter']")]
    assert description_with(demo_visitor, code)


def description_with(visitor, code):
    """Return the calendar entry that names a presentation, asked for by its day."""
    for link in visitor.get(f"{EDITION}/programme").all("a[href*='programme.ics']"):
        calendar = icalendar.Calendar.from_ical(visitor.get(link.get("href")).data)
        entries = [event for event in calendar.walk("VEVENT") if code in event.get("description", "")]
        if entries:
            (entry,) = entries
            assert TITLE in entry["description"]
            assert entry["location"]
            return entry
    return None


def test_a04_the_physician_is_told_at_each_step(demo_app):
    thread = Thread(demo_app)
    code = thread.accept(thread.submit())
    thread.work()

    chair = thread.as_("chaire")
    page = chair.get(f"{EDITION}/committee/messages?q=f.diarra@courriel.example")
    letters = [chair.get(link.get("href")).text for link in page.all("main tbody a[href*='/messages/']")]

    assert len(letters) == 2
    assert sum(code in letter for letter in letters) == 1
