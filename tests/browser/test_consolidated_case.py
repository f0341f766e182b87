"""The case decided at the workbench: 143 opinions proposed, placed by a person, followed both ways, given back."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.house import ROOT, House, environment
from tests.browser.steps import figure, follow, main, press, sign_in

EXPECTED = json.loads((ROOT / "tests/case/expected.json").read_text(encoding="utf-8"))
OPINIONS: list[dict[str, Any]] = [opinion for file in EXPECTED["files"].values() for opinion in file["opinions"]]
GOLD = {opinion["text"]: opinion for opinion in OPINIONS}
TEAM, MEMBERS = "班子", ("书记", "主任", "副主任A", "副主任B", "纪委书记", "党委委员")
SIGNINS = ("secretary", "director", "deputy-a", "deputy-b", "discipline", "committee")
TOTAL, ISSUES = 143, 105
COVERED = "▇▇▇"
# the opinions' words on several pages, read without showing each
READ = """addresses => Promise.all(addresses.map(async address => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html');
  return [...page.querySelectorAll('main .slip__words')].map(one => one.textContent); }))"""
WORDS = """quote => [...quote.childNodes].filter(one => !one.classList?.contains('quote__number'))
  .map(one => one.textContent).join('')"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The case with its opinions in and none placed, served."""
    made = tmp_path / "store"
    command = [sys.executable, "-m", "tests.browser.case_store", str(made)]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(command, env={**environment(), "PYTHONPATH": paths}, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    house = House(made).start()
    yield house
    house.stop()


def gold(shown: str) -> dict[str, Any]:
    """The opinion of the case that stands so, masked or not, on a page."""
    if shown in GOLD:
        return GOLD[shown]
    parts = [re.escape(part) for part in shown.split(COVERED)]
    found = [text for text in GOLD if len(parts) > 1 and re.fullmatch(".+".join(parts), text, re.DOTALL)]
    assert len(found) == 1, f"no opinion of the case reads {shown!r}"
    return GOLD[found[0]]


def masked(opinion: dict[str, Any]) -> str:
    """The opinion as everybody may read it: the writer's own data covered."""
    text: str = opinion["text"]
    for found in opinion["personal_data"]:
        text = text.replace(found["value"], COVERED)
    return text


def said(page: Page, inside: str) -> list[str]:
    """The opinions' words on a page, as they stand."""
    return [text.strip() for text in page.locator(f"{inside} .slip__words").all_text_contents()]


def patient(page: Page) -> Page:
    """A page that waits for a machine with much else to do: what is measured here is not speed."""
    page.set_default_timeout(60_000)
    return page


def at(page: Page, house: House, path: str) -> None:
    """Go to a page of the case's consolidation."""
    page.goto(f"{house.desk}/center/2020/consolidation/{path}")


# ----------------------------------------------------------------------------------------------------- deciding


def propose(page: Page, house: House) -> None:
    """All that came in is taken in, and the worker proposes."""
    at(page, house, "")
    page.get_by_role("button", name="开始梳理").first.click()
    expect(page.locator("#left-title")).to_have_text(f"待归并 {TOTAL} 条")
    at(page, house, "proposals/")
    press(page, "提出建议")
    expect(page.locator("input[name=group]").first).to_be_visible(timeout=60_000)


def take_one_page(page: Page) -> int:
    """Decide one page of proposals, and say how many were taken.

    Whoever is of another matter than most is left out; what is called praise and is none is not taken.
    """
    taken = 0
    for row in page.locator("ul.slips > li.slip", has=page.locator("input[name=group]")).all():
        found = [gold(text.strip()) for text in row.locator(".slip__words").all_text_contents()]
        issues = [opinion["issue"] for opinion in found]
        most = Counter(issues).most_common(1)[0][0]
        for issue, card in zip(issues, row.locator(".bench__members > li").all(), strict=True):
            if issue != most:
                card.get_by_label("这条不放进来").check()
        wanted = found[0]["praise"] or not row.get_by_text("作为表扬另存").count()
        row.locator("input[name=group]").set_checked(wanted)
        taken += wanted
    if taken:
        press(page, "采用勾选的建议")
    return taken


def place_by_hand(page: Page, house: House) -> None:
    """What no proposal was taken for gets an item of its own at the workbench."""
    at(page, house, "")
    for left in range(figure(page.locator("#left-title").inner_text(), "待归并"), 0, -1):
        words = page.locator("li.slip[data-card] .slip__words").first.inner_text()
        page.locator("li.slip input[name=point]").first.check()
        page.get_by_label("归并表述", exact=True).fill(words[:40])
        page.get_by_role("button", name="用选中的新建条目").click()
        expect(page.locator("#left-title")).to_have_text(f"待归并 {left - 1} 条")


def items(page: Page, house: House) -> dict[str, list[str]]:
    """Each item's address with the ids of the issues that its opinions are of."""
    found: dict[str, list[str]] = {}
    number = 1
    while True:
        at(page, house, f"items/?page={number}")
        links = page.locator("tbody a[href*='/items/']").all()
        addresses = [link.get_attribute("href") or "" for link in links]
        if not addresses or addresses[0] in found:
            break
        for address, texts in zip(addresses, page.evaluate(READ, addresses), strict=True):
            found[address] = [gold(text.strip())["issue"] for text in texts]
        number += 1
    return found


def merge_alike(page: Page, house: House) -> None:
    """Items of one matter become one; what an item holds beside its matter is split off."""
    by_issue: dict[str, list[str]] = defaultdict(list)
    for address, issues in items(page, house).items():
        assert len(set(issues)) == 1, f"{address} holds several matters: {set(issues)}"
        by_issue[issues[0]].append(address)
    for first, *others in by_issue.values():
        for other in others:
            page.goto(house.desk + other)
            number = figure(page.locator("dl.facts").inner_text(), "条目号")
            page.goto(house.desk + first)
            page.locator("#merge-no").fill(str(number))
            press(page, "合并")


# ------------------------------------------------------------------------------------------------------ the test


def test_case_when_decided_at_the_workbench_then_every_opinion_is_followed_and_given_back(
    house: House, new_page: Callable[..., Page]
) -> None:
    office = sign_in(patient(new_page()), house, "organiser")
    propose(office, house)
    at(office, house, "proposals/")
    while take_one_page(office):
        at(office, house, "proposals/")
    place_by_hand(office, house)
    merge_alike(office, house)
    at(office, house, "")
    expect(main(office)).to_contain_text("每条意见都在条目里，或者已写明理由另存，可以做完成确认。")

    placed = items(office, house)
    assert len(placed) == ISSUES - 1  # praise is no item
    assert all(len(set(issues)) == 1 for issues in placed.values())
    assert sum(len(issues) for issues in placed.values()) == TOTAL - 1
    at(office, house, "aside/")
    assert [gold(text)["praise"] for text in said(office, "main")] == [True]
    follow_both_ways(office, house, placed)

    at(office, house, "closing/")
    press(office, "确认梳理完成")
    at(office, house, "feedback/give/")
    press(office, "反馈")
    for username, role in zip(SIGNINS, MEMBERS, strict=True):
        read_and_sign(sign_in(patient(new_page()), house, username), house, role)
    at(office, house, "feedback/")
    assert Counter(re.findall(r"(\d+) / (\d+) 人", main(office).inner_text())) == {("6", "6"): 1, ("1", "1"): 6}


def follow_both_ways(page: Page, house: House, placed: dict[str, list[str]]) -> None:
    """From an item of several opinions to each of them, from each to its trace and back to the item; who did what."""
    address = max(placed, key=lambda one: (len(placed[one]), one))
    page.goto(house.desk + address)
    lineage = page.locator("ol.lineage li").all_inner_texts()
    assert sum(int(n) for line in lineage for n in re.findall(r"归入 (\d+) 条", line)) == len(placed[address])
    assert all("党务工作人员" in line for line in lineage)
    opinions = [link.get_attribute("href") or "" for link in page.get_by_role("link", name="看这条意见").all()]
    assert len(opinions) == len(placed[address])
    for opinion in opinions:
        page.goto(house.desk + opinion)
        follow(page, "意见去向")
        assert page.locator(f"main a[href='{address}']").count(), f"the trace of {opinion} does not lead to its item"


def read_and_sign(page: Page, house: House, role: str) -> None:
    """A member reads the own sheet, the secretary the team's too, as a page and as a paper; each signs for both."""
    own = [opinion for opinion in OPINIONS if opinion["target"] == role]
    team = [opinion for opinion in OPINIONS if (opinion["target"] or TEAM) == TEAM and not opinion["praise"]]
    for name, wanted in ((role, own), ("领导班子", team)):
        at(page, house, "feedback/")
        follow(page, name)
        sheet = page.url
        if name == role or role == MEMBERS[0]:
            read(page, sheet, wanted)
        press(page, "我已阅读，签收")
        expect(main(page)).to_contain_text(f"{role} · 2021年1月16日")


def read(page: Page, sheet: str, wanted: list[dict[str, Any]]) -> None:
    """The sheet holds what was said and nothing else, on the page and on paper, and nobody's numbers."""
    assert sorted(read_all(page)) == sorted(map(masked, wanted))
    page.goto(sheet)
    paper = printed(page)
    assert not [opinion["id"] for opinion in wanted if squeezed(masked(opinion)) not in paper]
    hidden = [found["value"] for opinion in OPINIONS for found in opinion["personal_data"]]
    assert not [value for value in hidden if value in paper or value in page.content()]
    page.goto(sheet)


def read_all(page: Page) -> list[str]:
    """All opinions of a sheet, page by page, each with the item that it went into."""
    found: list[str] = []
    while True:
        found += [quote.evaluate(WORDS).strip() for quote in page.locator("main blockquote").all()]
        assert main(page).get_by_text("归入：").count() == page.locator("main blockquote").count()
        onward = main(page).get_by_role("link", name="下一页")
        if not onward.count():
            return found
        follow(page, "下一页")


def printed(page: Page) -> str:
    """The words of the sheet's paper."""
    follow(page, "打印稿")
    link = main(page).locator("a[href*='download.docx']").first
    with page.expect_download() as told:
        link.click()
    paper = Document(io.BytesIO(Path(told.value.path()).read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return squeezed("\n".join([*(one.text for one in paper.paragraphs), *cells]))


def squeezed(text: str) -> str:
    """Without space: a paper breaks lines where it wants."""
    return "".join(text.split())
