"""What programs read of events without a token, and the description of all that programs may ask."""

import pytest

from tests.support.addresses import rules

EDITIONS = "/api/v1/editions"
PAST, UPCOMING, WORKSHOP = "js-segou-2024", "js-segou-8", "atelier-kaolack-2021"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def fits(value, schema, shapes):
    """Tell whether an answer is what the description says: nothing missing, nothing more, each of its kind."""
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rsplit("/", maxsplit=1)[-1]]
    if "anyOf" in schema:
        return any(fits(value, each, shapes) for each in schema["anyOf"])
    if not isinstance(value, KINDS[schema["type"]]):
        return False
    if schema["type"] == "array":
        return all(fits(each, schema["items"], shapes) for each in value)
    if schema["type"] == "object":
        known = schema.get("properties") or dict.fromkeys(value, schema["additionalProperties"])
        return set(value) <= set(known) and set(schema.get("required", ())) <= set(value) and all(
            fits(value[name], known[name], shapes) for name in value
        )  # fmt: skip
    return value in schema.get("enum", [value])


@pytest.fixture
def reader(demo_app):
    """A program without a token."""
    return demo_app.test_client()


@pytest.fixture
def description(reader):
    """What programs may ask, as it is told them."""
    return reader.get("/api/openapi.json").json


def test_editions_are_listed_the_latest_first_or_those_of_one_council(reader):
    everything = reader.get(EDITIONS).json
    of_segou = reader.get(f"{EDITIONS}?council=ordre-segou").json

    assert [each["slug"] for each in everything["items"]] == [UPCOMING, PAST, WORKSHOP]
    assert [each["slug"] for each in of_segou["items"]] == [UPCOMING, PAST]
    assert (everything["page"], everything["pages"], everything["next"]) == (1, 1, None)


def test_a_published_programme_is_told_whole(reader):
    told = reader.get(f"{EDITIONS}/{PAST}/programme").json
    talks = [talk for session in told["sessions"] for talk in session["talks"]]

    assert reader.get(f"{EDITIONS}/{PAST}").json["release"] == told["release"]
    assert len([talk for talk in talks if talk["code"].startswith("C")]) > 150
    assert {session["room"] for session in told["sessions"]} - {None} <= {room["id"] for room in told["rooms"]}
    assert all(talk["presenter"] in talk["authors"] for talk in talks if talk["presenter"])
    assert told["sessions"][0]["starts"].endswith("+00:00")


@SQLITE_ONLY
def test_what_is_not_published_or_not_there_is_not_found(reader):
    asked = [f"{EDITIONS}/{UPCOMING}/programme", f"{EDITIONS}/js-segou-0/programme", f"{EDITIONS}/js-segou-0"]

    answers = [reader.get(each) for each in asked]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.json["error"]["code"] for answer in answers} == {"not-found"}


@SQLITE_ONLY
def test_what_has_not_changed_is_not_sent_again(reader):
    first = reader.get(f"{EDITIONS}/{PAST}/programme")

    again = reader.get(f"{EDITIONS}/{PAST}/programme", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@SQLITE_ONLY
def test_the_list_asks_the_database_as_much_for_three_editions_as_for_one(reader, queries):
    with queries() as of_three:
        reader.get(EDITIONS)
    with queries() as of_two:
        reader.get(f"{EDITIONS}?council=ordre-segou")

    assert of_three.total + 1 == of_two.total  # the council is looked up


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("page=zero", {"page"}),
        ("page=0", {"page"}),
        ("page=-1&council=x%00", {"page", "council"}),
        (f"council={'x' * 300}", {"council"}),
        ("page=99999999999999999999&owner=me", {"page", "owner"}),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_naming_each_fault(reader, query, fields):
    answer = reader.get(f"{EDITIONS}?{query}")

    assert (answer.status_code, answer.json["error"]["code"]) == (422, "unreadable")
    assert set(answer.json["error"]["fields"]) == fields


@SQLITE_ONLY
def test_every_refusal_has_the_one_shape_and_says_its_language(reader, description):
    asked = [
        reader.get("/api/v1/nothing?lang=en"),
        reader.post(EDITIONS),
        reader.get("/api/"),
        reader.get("/api/v1/me"),
        reader.get(f"{EDITIONS}?x=1"),
        reader.get(EDITIONS, headers={"Host": "elsewhere.example"}),
    ]
    refused = description["components"]["schemas"]["Refused"]

    assert [answer.status_code for answer in asked] == [404, 405, 404, 401, 422, 400]
    assert all(fits(answer.json, refused, {}) for answer in asked)
    assert asked[0].json["error"]["message"] == "This page does not exist, or it is not open to you."
    assert not any("Set-Cookie" in answer.headers for answer in asked)


@SQLITE_ONLY
def test_a_fault_of_ours_is_said_in_the_same_shape(demo_installation, make_app, monkeypatch):
    app = make_app(demo_installation, environment="demo")
    monkeypatch.setitem(app.view_functions, "conference_api.edition", broken(app))

    answer = app.test_client().get(f"{EDITIONS}/{PAST}")

    assert (answer.status_code, answer.json["error"]["code"]) == (500, "our-fault")
    assert answer.json["error"]["request"] == answer.headers["X-Request-Id"]
    assert "secret of ours" not in answer.get_data(as_text=True)


def broken(app):
    """Return a view that fails, open as the one it stands for."""

    def view(**_address):
        raise RuntimeError("secret of ours")

    view.access = app.view_functions["conference_api.edition"].access
    return view


@SQLITE_ONLY
def test_every_address_for_programs_is_described_and_answers_as_described(demo_app, reader, description):
    served = {
        rule.rule.replace("<edition>", "{edition}").replace("<council>", "{council}")
        for _method, rule in rules(demo_app)
        if rule.rule.startswith("/api/v1/")
    }
    shapes = description["components"]["schemas"]
    by_token = {
        path: said["get"]["security"] for path, said in description["paths"].items() if said["get"].get("security")
    }
    answers = {path: reader.get(path.format(edition=PAST)) for path in description["paths"] if path not in by_token}

    assert set(description["paths"]) == served
    assert len(answers) == 3
    for path, answer in answers.items():
        said = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert fits(answer.json, said, shapes), path
    assert by_token == {
        "/api/v1/me": [{"token": []}],
        "/api/v1/councils/{council}/people": [{"token": ["people"]}],
        "/api/v1/editions/{edition}/clashes": [{"token": ["programme"]}],
    }
