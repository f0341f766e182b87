"""A newcomer's three minutes: post an opinion at the box, open the box, place it, see it counted, follow it up."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.looks import PHONE, faults_at
from tests.browser.steps import follow, funnel_figure, main, press, sign_in

WORDS = "值班室的空调夏天不制冷，报修单交了两回没有人回话，请明确由谁负责回复。"
TITLE = "报修事项答复不及时"
SECONDS = 180


def post_at_the_box(page: Page, house: House, words: str) -> str:
    """Write, look once more, seal; the receipt code."""
    page.goto(f"{house.box}/")
    if not page.url.endswith("/center/2021/"):
        main(page).locator("a[href$='/center/2021/']").click()
    page.get_by_label("您的意见").fill(words)
    page.get_by_label("填写码").fill(house.facts()["box_codes"][0])
    assert faults_at(page, PHONE) == []
    press(page, "先看一遍，再投")
    expect(main(page)).to_contain_text(words)
    press(page, "投入意见箱")
    return page.locator(".receipt").inner_text().strip()


def open_the_box(page: Page, house: House) -> None:
    """Before two people; nothing of it can be read earlier."""
    page.goto(f"{house.desk}/center/2021/solicitation/")
    assert WORDS not in main(page).inner_text()
    follow(page, "网上意见箱开箱")
    page.get_by_label("开箱人一").fill("党务工作人员")
    page.get_by_label("开箱人二").fill("纪委书记")
    press(page, "开箱")


def place_in_the_workbench(page: Page, house: House) -> None:
    """Into an item of its own."""
    page.goto(f"{house.desk}/center/2021/consolidation/")
    start = page.get_by_role("button", name="开始梳理")
    if start.count():
        start.click()
        expect(page.get_by_text("意见已全部进入梳理。")).to_be_visible()
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
    receipt = post_at_the_box(phone, house, WORDS)
    assert phone.context.cookies() == []
    open_the_box(desk, house)
    place_in_the_workbench(desk, house)
    desk.goto(f"{house.desk}/center/2021/")
    after = {label: funnel_figure(desk, label) for label in before}
    seconds = time.monotonic() - begun
    sys.stdout.write(f"posted, opened, placed, counted in {seconds:.1f} s by machine\n")

    assert after == {label: number + 1 for label, number in before.items()}
    assert seconds < SECONDS

    phone.get_by_role("link", name="凭回执码查办理情况").click()
    phone.get_by_label("回执码").fill(receipt)
    with phone.expect_navigation() as answered:
        phone.get_by_role("button", name="查询").click()
    assert answered.value.status == 200
    # Received, opened, being placed: into which item is told once the whole of consolidation is done.
    told = main(phone).get_by_role("listitem").all_inner_texts()
    assert "开箱" in told[0]
    assert "正在梳理" in told[1]
    assert WORDS not in main(phone).inner_text()
    assert faults_at(phone, PHONE) == []
    assert phone.context.cookies() == []
