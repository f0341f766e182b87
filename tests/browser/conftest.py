"""A demonstration made once, a browser for each file of tests, and a house of its own for a test that changes data."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.house import House
from tests.browser.watch import Watch

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
DESK_WIDTH, PHONE_WIDTH = 1280, 360


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The demonstration, made once for all workers of a run and never served: what is served is a copy.

    ZHIYAN_MADE names a folder with one that is made already, for whoever runs these tests again and again.
    """
    if os.environ.get("ZHIYAN_MADE"):
        return House(Path(os.environ["ZHIYAN_MADE"]))
    base = tmp_path_factory.getbasetemp()
    house = House((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made" / "store")
    house.data.parent.mkdir(exist_ok=True)
    done = house.data.with_name("done")
    with house.data.with_name("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            house.run("demo")
            done.touch()
    return house


@pytest.fixture(scope="session")
def reading_house(made: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A served demonstration for tests that only read."""
    house = made.copy(tmp_path_factory.mktemp("reading") / "store").start()
    yield house
    house.stop()


@pytest.fixture
def house(made: House, tmp_path: Path) -> Iterator[House]:
    """A served demonstration of this test's own."""
    house = made.copy(tmp_path / "store").start()
    yield house
    house.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. One for a file of tests, ended with it: other tests may not run beside its event loop."""
    path = os.environ.get("ZHIYAN_CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Fails the test when any page asked another host, complained, or broke."""
    watch = Watch()
    houses = [request.getfixturevalue(name) for name in ("house", "reading_house") if name in request.fixturenames]
    yield watch
    if any(complaint.startswith("5") for complaint in watch.complaints):
        sys.stdout.writelines(house.said() for house in houses)
    assert watch.complaints == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """A page in a context of its own (its own cookies): `new_page(width=360, **options of the context)`."""
    opened: list[BrowserContext] = []

    def open_one(width: int = DESK_WIDTH, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="light", locale="zh-CN", reduced_motion="reduce",
            **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        watch.attach(context)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()
