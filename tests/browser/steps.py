"""What a person does again and again: sign in, fill a form, press its button."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.house import House


def sign_in(page: Page, house: House, username: str) -> Page:
    """Sign in at the desk's one way in."""
    page.goto(f"{house.desk}/signin/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(house.password(username))
    page.get_by_role("button", name="登录").click()
    expect(page).not_to_have_url(re.compile("/signin/"))
    return page


def main(page: Page) -> Locator:
    """The page's own part, without navigation."""
    return page.locator("main")


def press(page: Page, name: str) -> None:
    """Press the main part's button of this name; the page that answers must not be a refusal."""
    with page.expect_navigation() as answered:
        main(page).get_by_role("button", name=name, exact=True).first.click()
    response = answered.value
    assert response is not None
    assert response.status < 400, f"{name}: {response.status} {response.url}\n{main(page).inner_text()[:1500]}"


def follow(page: Page, name: str) -> None:
    """Follow the main part's first link of this name."""
    with page.expect_navigation() as answered:
        main(page).get_by_role("link", name=name).first.click()
    response = answered.value
    assert response is not None
    assert response.status < 400, f"{name}: {response.status} {response.url}"


def figure(text: str, label: str) -> int:
    """The first number after a label in a text."""
    found = re.search(re.escape(label) + r"\D*?(\d+)", text)
    assert found, f"no number after {label}"
    return int(found[1])


def funnel_figure(page: Page, label: str) -> int:
    """A number of the cycle page's funnel, read from the table that says the same as the drawing."""
    row = page.locator(
        ".figure__table tr", has=page.get_by_role("rowheader", name=label, exact=True, include_hidden=True)
    )
    return int((row.locator("td").first.text_content() or "").strip())
