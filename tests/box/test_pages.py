"""The box's pages that run in the phone: the same bytes for everybody, and nothing in them that tells who reads."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests import builders
from tests.solicitation import builders as make
from zhiyan.box import client as box_client
from zhiyan.box.client import PAGES, client_hash, manifest

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}
OF_THE_WRITER = {"write": "", "draw": "draw/"}


@pytest.fixture
def cycle():
    cycle = builders.make_cycle()
    make.channel(cycle, "box")
    return cycle


def address(cycle, more="", prefix="/"):
    return f"{prefix}{cycle.unit.code}/{cycle.label}/{more}"


def get(client, cycle, more="", prefix="/"):
    return client.get(address(cycle, more, prefix), **HOST)


@pytest.mark.parametrize("more", OF_THE_WRITER.values())
def test_a_page_sets_no_cookie_and_is_kept_nowhere(client, cycle, more):
    response = get(client, cycle, more)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_the_writing_page_tells_before_writing_what_anonymity_asks(client, cycle):
    page = get(client, cycle).content.decode()
    for told in (
        "不登录", "自己的手机和流量", "不要在微信里", "领导会读到您的原话", "支部人少的，不要选支部", "保密钥人",
        "任何人都无权要您出示", "恢复码丢了不能补", "上级单位的申诉页", "20 位数字", "装进信封封好",
    ):  # fmt: skip
        assert told in page


def test_without_scripts_the_page_says_why_and_where_paper_goes(client, cycle):
    page = get(client, cycle).content.decode()
    said = re.search(r"<noscript>(.*?)</noscript>", page, re.S)[1]
    assert "在离开您的手机之前就加封" in said
    assert "投入纸质意见箱" in said


def test_no_page_holds_a_form_that_a_browser_would_send_by_itself(client, cycle):
    for more in OF_THE_WRITER.values():
        page = get(client, cycle, more).content.decode()
        assert "method=" not in page
        assert ' name="text"' not in page


@pytest.mark.parametrize("name", OF_THE_WRITER)
def test_the_bytes_of_a_page_are_the_same_in_every_unit_and_for_somebody_signed_in(client, cycle, name):
    other = builders.make_cycle()
    stranger = get(client, cycle, OF_THE_WRITER[name]).content
    client.force_login(builders.member_user(cycle, "主任"))
    assert get(client, cycle, OF_THE_WRITER[name]).content == stranger
    assert get(client, other, OF_THE_WRITER[name]).content == stranger
    assert hashlib.sha256(stranger).hexdigest() == manifest()[f"pages/zh/{name}"]


def test_nothing_is_posted_to_a_page(client, cycle):
    assert client.post(address(cycle), {"text": "食堂太远"}, **HOST).status_code == 405


def test_english_is_chosen_by_path_alone(client, cycle):
    response = client.get(address(cycle, prefix="/en/"), HTTP_ACCEPT_LANGUAGE="zh", **HOST)
    assert b'lang="en"' in response.content
    assert b'lang="zh-hans"' in client.get(address(cycle), HTTP_ACCEPT_LANGUAGE="en", **HOST).content


def test_there_is_no_page_for_a_year_that_is_not_there(client, cycle):
    assert client.get(f"/{cycle.unit.code}/1999/", **HOST).status_code == 404
    assert client.get("/nobody/2020/draw/", **HOST).status_code == 404


def test_the_manifest_names_every_page_in_both_languages_and_every_script(client):
    told = client.get("/client.json", **HOST).json()
    assert told == {"hash": client_hash(), "files": manifest()}
    assert {f"pages/{language}/{name}" for language in ("zh", "en") for name in PAGES} <= set(told["files"])
    assert {"static/box/app/write.js", "static/box/seal.js", "static/box/box.css"} <= set(told["files"])


def test_another_script_gives_another_hash(monkeypatch):
    before = client_hash()
    changed = {**manifest(), "static/box/app/write.js": "0" * 64}
    client_hash.cache_clear()
    monkeypatch.setattr(box_client, "manifest", lambda: changed)
    try:
        assert client_hash() != before
    finally:
        client_hash.cache_clear()


def test_every_word_that_a_script_asks_for_is_on_its_page():
    from pathlib import Path

    scripts = Path(box_client.__file__).parent / "static/box/app"
    asked = re.compile(r"""word\((?:"([\w-]+)"|`([\w-]+-)\$)""")
    shared = ["page.js", "key.js", "phrase.js", "posting.js"]
    for name in OF_THE_WRITER:
        page = box_client.page(name, "zh").decode()
        for script in [*shared, f"{name}.js"]:
            for whole, start in asked.findall((scripts / script).read_text("utf-8")):
                assert f'data-word="{whole or start}' in page, f"{script} says {whole or start} on {name}"


def test_every_place_that_a_script_fills_is_on_its_page():
    from pathlib import Path

    scripts = Path(box_client.__file__).parent / "static/box/app"
    places = re.compile(r"""(?<!\.)(?:get|show|tell)\("([\w-]+)\"""")
    for name in OF_THE_WRITER:
        page = box_client.page(name, "zh").decode()
        for script in ["page.js", "key.js", "phrase.js", f"{name}.js"]:
            for place in places.findall((scripts / script).read_text("utf-8")):
                assert f'id="{place}"' in page, f"{script} fills {place} on {name}"
