"""What surrounds every page: each view asks a permission, the box keeps nothing of a writer, headers close the rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.permissions.walking import named_patterns
from zhiyan.desk.urls import OPEN
from zhiyan.kernel.actor import Role
from zhiyan.web.surfaces import SurfaceMiddleware, is_box

FREE = {"home", "signin", "sign_out", "set_language"}
BOX = {"HTTP_HOST": "localhost:8000"}


def test_every_view_of_the_desk_asks_a_permission():
    open_doors = [name for name, found in named_patterns().items() if not hasattr(found.callback, "permission")]
    assert set(open_doors) == FREE


def test_what_is_open_without_a_sign_in_is_a_short_list_of_its_own():
    assert {"signin", "set_language"} == OPEN


def test_no_view_of_the_box_knows_who_is_signed_in():
    for name, found in named_patterns("zhiyan.box.urls").items():
        assert not hasattr(found.callback, "permission"), name


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST:8000", "localhost.", "LocalHost.:80"])
def test_the_boxs_host_is_the_box_however_it_is_written(host):
    assert is_box(RequestFactory().get("/", HTTP_HOST=host))


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "testserver", "localhost.example.invalid", ""])
def test_any_other_host_is_the_desk(host):
    assert not is_box(RequestFactory().get("/", HTTP_HOST=host))


TOLD = {
    "HTTP_COOKIE": "sessionid=abc", "HTTP_AUTHORIZATION": "Basic x", "HTTP_FORWARDED": "for=10.0.0.9",
    "HTTP_X_FORWARDED_FOR": "10.0.0.9", "HTTP_X_REAL_IP": "10.0.0.9", "HTTP_X_CLIENT_IP": "10.0.0.9",
    "HTTP_CF_CONNECTING_IP": "10.0.0.9", "HTTP_TRUE_CLIENT_IP": "10.0.0.9", "HTTP_VIA": "1.1 proxy",
    "HTTP_USER_AGENT": "Browser 99", "HTTP_ACCEPT_LANGUAGE": "de-CH", "HTTP_REFERER": "http://127.0.0.1/x/",
    "HTTP_SEC_CH_UA_MODEL": "Phone", "HTTP_DNT": "1", "HTTP_IF_NONE_MATCH": '"tag"',
    "HTTP_IF_MODIFIED_SINCE": "Mon, 11 Jan 2021 00:00:00 GMT", "REMOTE_ADDR": "10.0.0.9", "REMOTE_PORT": "5555",
    "REMOTE_HOST": "desk-of-somebody", "REMOTE_USER": "somebody",
}  # fmt: skip


def through_the_box(**told: str) -> tuple[HttpRequest, HttpResponse]:
    """What a view of the box is given, and what leaves after it answered with everything that could mark a reader."""
    given: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        given.append(request)
        response = HttpResponse("x")
        response.set_cookie("sessionid", "abc")
        response.headers["ETag"] = '"tag"'
        response.headers["Last-Modified"] = "Mon, 11 Jan 2021 00:00:00 GMT"
        return response

    response = SurfaceMiddleware(view)(RequestFactory().get("/", **{**BOX, **told}))
    return given[0], response


def test_nothing_that_tells_who_or_where_a_writer_is_reaches_a_view_of_the_box():
    request, _response = through_the_box(**TOLD)
    assert set(TOLD) & set(request.META) == set()
    assert request.COOKIES == {}
    assert not [value for value in map(str, request.META.values()) if "10.0.0.9" in value]


def test_what_a_form_needs_reaches_the_box():
    request, _response = through_the_box(CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH="3")
    assert request.META["CONTENT_TYPE"] == "application/x-www-form-urlencoded"
    assert request.get_host() == "localhost:8000"


def test_nothing_stays_with_the_writer():
    _request, response = through_the_box()
    assert not response.cookies
    assert {"ETag", "Last-Modified", "Set-Cookie"} & set(response.headers) == set()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/no/such/", "/no/2020/follow/", "/en/"])
def test_every_page_of_the_box_is_without_cookie_and_tag_also_the_errors(path):
    client = Client(**BOX)
    client.cookies["sessionid"] = "abc"
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path, HTTP_ACCEPT_LANGUAGE="en")
    assert not response.cookies
    assert {"ETag", "Last-Modified"} & set(response.headers) == set()
    assert_closed(response)
    assert not [query for query in asked if "django_session" in query["sql"] or "accounts_user" in query["sql"]]


def assert_closed(response: Any) -> None:
    """The headers that keep a page to itself."""
    policy = response.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/signin/", "/", "/nowhere/", "/nowhere/2020/"])
def test_pages_of_the_desk_close_the_rest_whether_they_open_or_refuse(path):
    assert_closed(Client().get(path))


@pytest.mark.django_db
def test_a_signed_in_page_is_closed_too_and_its_cookies_are_kept_from_scripts_and_other_sites():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM)
    user = builders.make_user(cycle.unit, Role.ORGANISER)
    from zhiyan.kernel import guard

    with guard.writing("test"):
        user.set_password("长长的密码1234")
        user.save()
    client = Client()
    response = client.post("/signin/", {"username": user.username, "password": "长长的密码1234"})
    assert response.status_code == 302
    for cookie in response.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
    assert_closed(client.get(f"/{cycle.unit.code}/{cycle.label}/plan/"))


@pytest.mark.django_db
def test_a_post_without_the_pages_token_is_refused_at_the_desk():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM)
    client = Client(enforce_csrf_checks=True)
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    response = client.post(f"/{cycle.unit.code}/{cycle.label}/study/material/", {"title": "文件汇编"})
    assert response.status_code == 403


@pytest.mark.django_db
def test_the_way_back_after_signing_in_never_leads_to_another_site():
    response = Client().post("/language/", {"language": "en", "next": "https://example.invalid/"})
    assert response["Location"] == "/"


@pytest.mark.django_db
def test_refusals_have_a_sentence_a_code_and_a_remedy():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM)
    client = Client()
    client.force_login(builders.make_user(cycle.unit, Role.STAFF))
    here = f"/{cycle.unit.code}/{cycle.label}"
    refused = client.get(f"{here}/plan/frame/")
    assert refused.status_code == 403
    assert "您没有查看这一页的权限" in refused.content.decode()
    assert "denied.page" in refused.content.decode()
    hidden = client.get("/other-unit/2020/")
    absent = client.get(f"/{cycle.unit.code}/1999/")
    assert hidden.status_code == absent.status_code == 404
    assert "没有找到这一页" in hidden.content.decode()
