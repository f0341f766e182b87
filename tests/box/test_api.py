"""What the box's pages ask by script: the same for everybody, no cookie, refusals with a sentence."""

from __future__ import annotations

import io
import json

import pytest
from django.test import override_settings

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation.sealed import DRAW, Writer, drawing, open_box, staffed_cycle
from zhiyan.box.posting import TakePosts
from zhiyan.kernel import clock
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.ledger import keys
from zhiyan.solicitation import actions, box_queries, issuing
from zhiyan.solicitation.models import SealedSlip
from zhiyan.solicitation.receipts import verify_receipt

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}


@pytest.fixture
def opened():
    return open_box()


def address(cycle, more, prefix="/"):
    return f"{prefix}{cycle.unit.code}/{cycle.label}/{more}"


def send(client, opened, body, prefix="/"):
    return client.generic(
        "POST", address(opened.cycle, "post", prefix), body, content_type="application/octet-stream", **HOST
    )


def test_parameters_are_the_same_for_everybody_and_name_the_key_of_the_notice(client, opened):
    first = client.get(address(opened.cycle, "box.json"), **HOST)
    client.force_login(builders.member_user(opened.cycle, "主任"))
    again = client.get(address(opened.cycle, "box.json"), **HOST, HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR="127.0.0.77")
    assert first.content == again.content
    told = first.json()
    key = issuing.BlindKey.objects.get(cycle=opened.cycle)
    assert unb64(told["keys"]["writing"]["sha256"]).hex() == key.sha256
    assert (told["state"], told["mode"], told["batch"]["no"], told["s"]) == ("open", "keyholder", 1, 2)
    assert told["desk"].startswith("http://127.0.0.1")
    assert not again.cookies
    assert "ETag" not in again.headers


def test_a_post_gets_its_receipt_and_a_mutated_one_a_sentence_in_the_language_of_the_path(client, opened):
    body = opened.writers[0].body("食堂太远")
    answer = send(client, opened, body)
    assert answer.status_code == 200
    assert verify_receipt(answer.json(), keys.public_key(opened.cycle.unit, "receipts"))["batch"] == 1
    bad = send(client, opened, body[:60] + bytes([body[60] ^ 1]) + body[61:])
    assert (bad.status_code, bad.json()["code"]) == (403, "post.token")
    assert "凭证" in bad.json()["sentence"]
    assert send(client, opened, body[:-1]).json()["code"] == "post.malformed"
    assert send(client, opened, body).content == answer.content
    assert not answer.cookies


def test_a_spent_token_is_answered_with_evidence(client, opened):
    opened.writers[0].post("食堂太远")
    answer = send(client, opened, opened.writers[0].body("另一条"))
    assert answer.status_code == 409
    assert answer.json()["evidence"]["kind"] == "spent"


def test_a_refused_post_leaves_no_line_in_the_log(client, opened, caplog):
    assert send(client, opened, b"").status_code == 400
    assert client.post(address(opened.cycle, "redeem"), "{", content_type="application/json", **HOST).status_code == 422
    assert not caplog.records


def test_a_card_is_redeemed_by_script(client):
    cycle = staffed_cycle()
    drawing(cycle)
    office = make.organiser(cycle)
    with clock.at(DRAW[0]):
        code = actions.make_cards(office, cycle, count=1, first_person="甲", second_person="乙")[0]
        actions.hand_out_card(office, cycle, elector=box_queries.undrawn(cycle).first().elector)
    writer = Writer(cycle)
    asked = {"code": code, "blinded": [b64(one) for one in writer.blinded()]}
    answer = client.post(address(cycle, "redeem"), asked, content_type="application/json", **HOST)
    writer.finish([unb64(one) for one in answer.json()["signatures"]])
    wrong = client.post(address(cycle, "redeem"), {**asked, "code": "x"}, content_type="application/json", **HOST)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "card.unknown")


def test_drawing_at_the_desk_needs_a_session_of_ones_own(client):
    cycle = staffed_cycle()
    drawing(cycle)
    url = address(cycle, "draw/")
    asked = {"blinded": [b64(one) for one in Writer(cycle).blinded()]}
    assert client.post(url, asked, content_type="application/json").status_code == 302
    from tests.solicitation.sealed import electors

    person = electors(cycle)[0]
    client.force_login(builders.user_of(person))
    with clock.at(DRAW[0]):
        assert client.get(url).json() == {"s": 2, "state": "drawing", "drawn": False}
        assert len(client.post(url, asked, content_type="application/json").json()["signatures"]) == 2
        assert client.get(url).json()["drawn"] is True
        other = {"blinded": [b64(one) for one in Writer(cycle).blinded()]}
        refused = client.post(url, other, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "draw.again")


def test_published_lists_are_there_for_anybody_once_a_batch_is_open(client, opened):
    url = address(opened.cycle, "batches.json")
    opened.fill(15)
    assert client.get(url, **HOST).json()["batches"] == []
    opened.open()
    [batch] = client.get(url, **HOST).json()["batches"]
    assert len(batch["commitments"]) == len(batch["spent"]) == 15


# ------------------------------------------------------------------------------------------------- the short way


def by_wsgi(path, body, **environ):
    def further(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"further"]

    said = {}

    def start_response(status, headers):
        said.update(status=int(status[:3]), headers=dict(headers))

    full = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_HOST": "localhost:8000", "wsgi.url_scheme": "http",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), **environ,
    }  # fmt: skip
    content = b"".join(TakePosts(further)(full, start_response))
    return said["status"], content


def test_the_short_way_answers_as_the_framework_does_and_lets_everything_else_pass(client, opened):
    body = opened.writers[0].body("食堂太远")
    path = address(opened.cycle, "post")
    status, content = by_wsgi(path, body)
    assert (status, content) == (200, send(client, opened, body).content)
    assert SealedSlip.objects.count() == 1
    assert by_wsgi(path, body, HTTP_HOST="127.0.0.1:8000") == (200, b"further")
    assert by_wsgi(path, body, REQUEST_METHOD="GET") == (200, b"further")
    assert by_wsgi("/a/b/c/post", body) == (200, b"further")
    assert json.loads(by_wsgi(path, body + b"x")[1])["code"] == "post.malformed"


@override_settings(BOX_HOSTS=["box.example"], ALLOWED_HOSTS=["box.example"])
def test_beyond_this_machine_the_box_serves_https_or_refuses_and_says_what_to_do(client, opened):
    far = {"HTTP_HOST": "box.example"}
    body = opened.writers[0].body("食堂太远")
    page = client.get(address(opened.cycle, ""), **far)
    assert page.status_code == 403
    assert "https" in page.content.decode()
    status, content = by_wsgi(address(opened.cycle, "post"), body, HTTP_HOST="box.example")
    assert (status, json.loads(content)["code"]) == (403, "box.insecure")
    assert (
        by_wsgi(address(opened.cycle, "post"), body, HTTP_HOST="box.example", **{"wsgi.url_scheme": "https"})[0] == 200
    )
    assert client.get(address(opened.cycle, ""), **far, secure=True).status_code == 200


def test_three_hundred_people_behind_one_address_are_all_answered(opened):
    body = opened.writers[0].body("食堂太远")
    path = address(opened.cycle, "post")
    assert {by_wsgi(path, body, REMOTE_ADDR="10.0.0.1")[0] for _n in range(300)} == {200}
