"""The look in a real Chromium: fits a phone, follows the theme, keeps text on the way, works from the keyboard."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The style page, served by itself: no database, no project settings."""
    port = free_port()
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.web.settings_styleguide", "PYTHONPATH": paths}
    command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield awaited(f"http://127.0.0.1:{port}/", server)
    finally:
        server.terminate()
        server.wait(10)


def awaited(url: str, server: subprocess.Popen[bytes]) -> str:
    for _attempt in range(100):
        assert server.poll() is None, "the style page's server ended before it answered"
        try:
            urlopen(url, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return url
    raise AssertionError("the style page did not answer within 20 seconds")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("ZHIYAN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light", locale="zh-CN")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    opened = context.new_page()
    opened.goto(address)
    return opened


def ground(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_style_page_when_opened_at_a_width_then_nothing_stands_out_sideways(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_style_page_when_opened_then_the_browser_has_nothing_to_complain_about(context: BrowserContext, address: str):
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda request: complaints.append(request.url))
    opened.goto(address, wait_until="networkidle")
    assert complaints == []


def test_style_page_when_opened_then_everything_comes_from_its_own_server(context: BrowserContext, address: str):
    asked: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address, wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


def test_theme_when_toggled_then_it_stays_after_a_reload(page: Page):
    light = ground(page)
    page.locator(".top__tools [data-theme-toggle]").click()
    dark = ground(page)
    page.reload()
    assert dark != light
    assert ground(page) == dark


def test_text_when_not_yet_sent_then_it_is_back_after_a_reload(page: Page):
    page.locator("#sample textarea").fill("写了一半的意见")
    page.reload()
    assert page.locator("#sample textarea").input_value() == "写了一半的意见"
    assert page.locator("#sample .banner").is_visible()


def test_text_when_brought_back_but_unwanted_then_it_is_gone_for_good(page: Page):
    page.locator("#sample textarea").fill("写了一半的意见")
    page.reload()
    page.locator("#sample [data-drop-kept]").click()
    page.reload()
    assert page.locator("#sample textarea").input_value() == ""


def test_text_when_signed_out_then_nothing_of_it_stays_in_the_browser(page: Page, address: str):
    page.locator("#sample textarea").fill("写了一半的意见")
    page.locator(".top__tools [data-sign-out] button").click()
    page.goto(address)
    assert page.locator("#sample textarea").input_value() == ""


def test_keys_when_question_mark_then_the_help_opens_and_escape_closes_it(page: Page):
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_keys_when_typing_in_a_field_then_they_stay_letters(page: Page):
    page.locator("#sample textarea").focus()
    page.keyboard.type("j?")
    assert page.locator("#sample textarea").input_value() == "j?"
    assert not page.locator("#keys").is_visible()


def test_keys_when_j_and_k_then_the_rows_are_walked(page: Page):
    for key in "jjk":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.querySelector('a').textContent") == "启动"


def test_page_when_tabbed_into_then_the_first_stop_leads_to_the_content(page: Page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_page_when_scripts_are_off_then_menu_opens_and_nothing_dead_is_shown(browser: Browser, address: str):
    plain = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    opened = plain.new_page()
    opened.goto(address)
    opened.locator(".menu > summary").click()
    assert opened.locator(".menu .nav__link").first.is_visible()
    assert not opened.locator(".menu [data-theme-toggle]").is_visible()
    plain.close()


def test_touch_targets_when_on_a_phone_then_buttons_and_fields_are_at_least_40_high(page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    heights = page.evaluate(
        "[...document.querySelectorAll('.button:not(.button--small), .tool, .nav__link, .field select, .tab')]"
        ".filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 40
