"""A newcomer's three minutes: post an opinion at the box, open the box, place it, see it counted, follow it up."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.looks import PHONE, faults_at
from tests.browser.steps import funnel_figure, main, press, sign_in
from zhiyan.demo.texts import next_cycle

WORDS = "值班室的空调夏天不制冷，报修单交了两回没有人回话，请明确由谁负责回复。"
TITLE = "报修事项答复不及时"
SECONDS = 180


def step(page: Page, name: str) -> None:
    """Wait until the box shows this step."""
    expect(page.locator(f"#step-{name}")).to_be_visible(timeout=30_000)


def post_at_the_box(page: Page, house: House, words: str) -> str:
    """A card's code for tokens, write, look once more, seal; the code for following up."""
    page.goto(f"{house.box}/")
    if not page.url.endswith("/center/2021/"):
        main(page).locator("a[href$='/center/2021/']").click()
    step(page, "before")
    expect(page.locator("body")).to_contain_text("演示")
    page.check("#same")
    page.click("#begin")
    step(page, "tokens")
    page.get_by_label("卡上的码").fill(house.facts()["box_codes"][0])
    page.get_by_role("button", name="换成凭证").click()
    step(page, "write")
    page.get_by_label("您的意见").fill(words)
    assert faults_at(page, PHONE) == []
    page.get_by_role("button", name="先看一遍，再投").click()
    step(page, "look")
    expect(page.locator("#said")).to_contain_text(words)
    page.get_by_role("button", name="封好，投入意见箱").click()
    step(page, "done")
    return page.locator("#code").inner_text().strip()


def open_the_box(page: Page, house: House) -> None:
    """The keyholder's one click; nothing in the box can be read earlier."""
    page.goto(f"{house.desk}/center/2021/solicitation/box/open/")
    press(page, "开箱")


def place_in_the_workbench(page: Page, house: House) -> None:
    """Into an item of its own."""
    page.goto(f"{house.desk}/center/2021/consolidation/")
    start = page.get_by_role("button", name="开始梳理")
    if start.count():
        start.click()
        expect(page.get_by_text("意见已全部进入梳理。")).to_be_visible()
    page.goto(f"{house.desk}/center/2021/consolidation/?q={WORDS[:10]}")  # the whole batch waits on several pages
    slip = page.locator("li.slip", has_text=WORDS)
    slip.get_by_role("checkbox").check()
    page.get_by_label("归并表述", exact=True).fill(TITLE)
    page.get_by_role("button", name="用选中的新建条目").click()
    expect(page.locator(".bench__items")).to_contain_text(TITLE)
    expect(slip).to_have_count(0)


def test_opinion_posted_at_the_box_when_opened_and_placed_then_the_year_counts_it_and_its_receipt_tells(
    house: House, new_page: Callable[..., Page]
) -> None:
    desk = sign_in(new_page(), house, "organiser")
    desk.goto(f"{house.desk}/center/2021/")
    before = {label: funnel_figure(desk, label) for label in ("意见", "归并条目")}

    begun = time.monotonic()
    phone = new_page(width=PHONE)
    code = post_at_the_box(phone, house, WORDS)
    assert phone.context.cookies() == []
    desk.goto(f"{house.desk}/center/2021/solicitation/opinions/")
    assert WORDS not in main(desk).inner_text()
    open_the_box(sign_in(new_page(), house, "discipline"), house)
    place_in_the_workbench(desk, house)
    desk.goto(f"{house.desk}/center/2021/")
    after = {label: funnel_figure(desk, label) for label in before}
    seconds = time.monotonic() - begun
    sys.stdout.write(f"posted, opened, placed, counted in {seconds:.1f} s by machine\n")

    waiting = len(next_cycle().box.slips)
    assert after == {"意见": before["意见"] + waiting + 1, "归并条目": before["归并条目"] + 1}
    assert seconds < SECONDS

    phone.get_by_role("link", name="查办理情况").first.click()
    expect(phone.locator("#step-found, #step-code, #step-absent").locator("visible=true")).to_have_count(
        1, timeout=30_000
    )
    if phone.locator("#step-code").is_visible():
        phone.get_by_label("查询码").fill(code)
        phone.get_by_role("button", name="查询", exact=True).click()
    step(phone, "found")
    # Received, opened, being placed: into which item is told once the whole of consolidation is done.
    told = phone.locator("#chains").get_by_role("listitem").all_inner_texts()
    assert "开箱" in told[0]
    assert "正在梳理" in told[1]
    assert WORDS not in main(phone).inner_text()
    assert faults_at(phone, PHONE) == []
    assert phone.context.cookies() == []
