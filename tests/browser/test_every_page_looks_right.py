"""Every page that a role can reach by links, at a phone's and a desk's width: measured, and kept as a picture."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.crawl import walk
from tests.browser.house import ROOT, House
from tests.browser.looks import DESK, PHONE, faults_at, faults_of_names
from tests.browser.steps import sign_in

PICTURES = ROOT / "test-results" / "screenshots"
ROLES = (
    "organiser", "secretary", "director", "discipline", "supervisor", "recorder", "branch", "head", "handler", "staff",
    "superior", "admin",
)  # fmt: skip
# How many kinds of page are drawn for a role; links beyond that are still asked for. What differs between roles are the
# main pages, which come first.
MOST = {"organiser": 100, "secretary": 30, "director": 20, "supervisor": 18}
MOST_OTHERS = 12
TALLEST = 5000


def picture(page: Page, role: str, kind: str, width: int) -> None:
    """Keep the page as it looks at the width it has now; a very long page to a height that can still be looked at."""
    slug = re.sub(r"[^0-9a-z]+", "-", kind.lower()).strip("-") or "home"
    path = PICTURES / role / str(width) / f"{slug}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    # Asked of the browser itself: a third of the time that the usual call takes.
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1}
    wish = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True, "clip": clip}
    path.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", wish)["data"]))
    session.detach()


def looked_at(page: Page, role: str, kind: str, faults: list[str]) -> None:
    """Measure the page at both widths and keep both pictures."""
    faults += [f"{kind}: {fault}" for fault in faults_of_names(page)]
    for width in (DESK, PHONE):
        faults += [f"{kind}: {fault}" for fault in faults_at(page, width)]
        picture(page, role, kind, width)


@pytest.mark.parametrize("role", ROLES)
def test_every_linked_page_when_opened_by_a_role_then_it_answers_and_fits_both_widths(
    role: str, reading_house: House, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), reading_house, role)
    years = [f"{reading_house.desk}/center/{year}/" for year in ("2021", "2020")]
    starts = [page.url, *(years if role != "superior" else [])]
    faults: list[str] = []
    found = walk(page, starts, lambda kind: looked_at(page, role, kind, faults), most=MOST.get(role, MOST_OTHERS))
    sys.stdout.write(f"{role}: {len(found.pages)} pages drawn, {len(found.left)} kinds only fetched: {found.left}\n")
    assert found.pages
    assert [*found.broken, *faults] == []


@pytest.mark.parametrize("language", ["", "/en"], ids=["chinese", "english"])
def test_every_page_of_the_box_when_opened_then_it_fits_both_widths_and_leaves_no_cookie(
    language: str, reading_house: House, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=PHONE)
    role, faults = f"box{language.replace('/', '-')}", list[str]()
    write = f"{reading_house.box}{language}/center/2021/"

    def look(kind: str) -> None:
        looked_at(page, role, kind, faults)

    def reach(step: str) -> None:
        page.locator(f"#step-{step}").wait_for(timeout=30_000)
        look(step)

    page.goto(write)
    reach("before")
    page.check("#same")
    page.click("#begin")
    reach("tokens")
    page.locator("#card").fill("AAAA")
    page.locator("#card-form button").click()
    page.locator("#card-error").wait_for()
    look("card refused")
    page.locator("#card").fill(reading_house.facts()["box_codes"][-2 if language else -1])
    page.locator("#card-form button").click()
    reach("write")
    page.locator("#form button").click()
    page.locator("#text-error").wait_for()
    look("write refused")
    page.locator("#text").fill("驾驶班的值班表只贴在门口，请在网上也能查到。联系电话 10012345678。")
    page.locator("#form button").click()
    reach("look")
    for more in ("draw/", "follow/"):
        page.goto(f"{write}{more}")
        page.locator("#step-wait").wait_for(state="hidden", timeout=30_000)
        look(more)
    page.goto(f"{reading_house.box}{language}/center/2020/")
    page.locator("#step-wait").wait_for(state="hidden", timeout=30_000)
    look("closed")
    assert faults == []
    assert page.context.cookies() == []


def test_page_that_is_not_there_when_asked_for_then_the_answer_fits_and_leads_on(
    reading_house: House, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), reading_house, "staff")
    faults: list[str] = []
    for kind, url, status in (
        ("missing", f"{reading_house.desk}/center/1999/", 404),
        ("denied", f"{reading_house.desk}/center/2020/statements/", 403),
        ("box missing", f"{reading_house.box}/center/1999/", 404),
    ):
        response = page.goto(url)
        assert response is not None
        assert response.status == status, (kind, response.status)
        looked_at(page, "errors", kind, faults)
    assert faults == []
