"""Without a mouse, without scripts, at the same time as somebody else, and in the other language."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.looks import PHONE
from tests.browser.steps import follow, funnel_figure, main, press, sign_in

MOST_TABS = 150
HERE = "(wanted) => document.activeElement !== null && document.activeElement.matches(wanted)"
RING = """() => { const s = getComputedStyle(document.activeElement);
  return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; }"""


def tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the element of this selector has the focus, which must show."""
    for _press in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate(HERE, wanted):
            assert page.evaluate(RING), f"the focus on {wanted} does not show"
            return
    raise AssertionError(f"{wanted} is not reached within {MOST_TABS} times Tab on {page.url}")


def unscripted(new_page: Callable[..., Page], house: House, username: str, width: int = 1280) -> Page:
    """Somebody signed in whose browser runs no scripts."""
    return sign_in(new_page(width=width, java_script_enabled=False), house, username)


def first_item(page: Page, house: House) -> str:
    """The address of the 2021 cycle's first item."""
    page.goto(f"{house.desk}/center/2021/consolidation/items/")
    address = main(page).locator("tbody a[href*='/items/']").first.get_attribute("href")
    assert address
    return f"{house.desk}{address}"


def test_sign_in_when_done_by_keyboard_alone_then_the_year_opens(reading_house: House, new_page: Callable[..., Page]):
    page = new_page()
    page.goto(f"{reading_house.desk}/")
    tab_to(page, "[name=username]")
    page.keyboard.type("organiser")
    tab_to(page, "[name=password]")
    page.keyboard.type(reading_house.password("organiser"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{reading_house.desk}/center/2021/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(HERE, "main"), "the first stop of Tab does not lead past the navigation"


def test_workbench_when_used_by_keyboard_alone_then_an_opinion_gets_its_item(
    house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), house, "organiser")
    page.goto(f"{house.desk}/center/2021/consolidation/")
    words = page.locator("li.slip .slip__words").first.inner_text()
    tab_to(page, "li.slip input[name=point]")
    page.keyboard.press("Space")
    tab_to(page, "#id_title", "Shift+Tab")
    page.keyboard.type("键盘归并的条目")
    page.keyboard.press("Enter")
    expect(page.locator(".bench__items")).to_contain_text("键盘归并的条目")
    expect(page.locator("li.slip .slip__words", has_text=words)).to_have_count(0)


def test_opinion_when_dragged_onto_an_item_then_it_stands_there_and_z_takes_it_back(
    house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), house, "organiser")
    page.goto(f"{house.desk}/center/2021/consolidation/")
    slip = page.locator("li.slip[data-card]").first
    slip.get_by_role("checkbox").check()
    page.get_by_label("归并表述", exact=True).fill("拖动归并的条目")
    page.get_by_role("button", name="用选中的新建条目").click()
    item = page.locator("[data-item]", has_text="拖动归并的条目")
    expect(item).to_contain_text("1 条")
    card = page.locator("section:first-child li.slip[data-card]").first
    words = card.locator(".slip__words").inner_text()
    card.locator(".slip__words").drag_to(item)
    expect(item).to_contain_text("2 条")
    expect(page.locator("li.slip[data-card] .slip__words", has_text=words)).to_have_count(0)
    page.locator("body").press("z")
    expect(item).to_contain_text("1 条")


def test_row_when_x_and_t_are_pressed_then_it_is_marked_and_the_title_waits(
    house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), house, "organiser")
    page.goto(f"{house.desk}/center/2021/consolidation/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("li.slip input[name=point]").first).to_be_checked()
    page.keyboard.press("t")
    assert page.evaluate(HERE, "#id_title")


def test_questions_when_answered_by_y_n_and_s_then_the_next_comes_each_time(
    house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), house, "organiser")
    for words in ("窗口排队太久", "窗口午间排队长", "窗口人手少，要排队", "窗口晚上不开"):
        page.goto(f"{house.desk}/center/2021/solicitation/opinions/new/")
        page.locator("[name=channel]").select_option(label="个别访谈")
        page.get_by_label("意见原文").fill(f"挂号{words}。")
        press(page, "保存，录下一条")
    page.goto(f"{house.desk}/center/2021/consolidation/")
    page.get_by_role("button", name="开始梳理").click()
    expect(page.get_by_text("意见已全部进入梳理。")).to_be_visible()
    page.goto(f"{house.desk}/center/2021/consolidation/proposals/")
    press(page, "提出建议")
    expect(page.locator("input[name=group]").first).to_be_visible(timeout=60_000)
    page.goto(f"{house.desk}/center/2021/consolidation/questions/")
    asking = page.locator("#asking")
    for key, told in (("y", "已答“是” 1 个，“不是” 0 个"), ("n", "已答“是” 1 个，“不是” 1 个")):
        page.keyboard.press(key)
        expect(asking).to_contain_text(told)
    left = int(re.findall(r"还有 (\d+) 个问题", asking.inner_text())[0])
    page.keyboard.press("s")
    expect(asking).to_contain_text(f"还有 {left - 1} 个问题")
    page.keyboard.press("z")
    expect(asking).to_contain_text(f"还有 {left} 个问题")


def test_rows_when_walked_by_j_and_opened_by_enter_then_the_record_is_shown(
    reading_house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), reading_house, "organiser")
    page.goto(f"{reading_house.desk}/center/2020/consolidation/items/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    title = page.evaluate("document.activeElement.querySelector('a').textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_reading_pages_when_scripts_are_off_then_they_say_everything(
    reading_house: House, new_page: Callable[..., Page]
):
    page = unscripted(new_page, reading_house, "secretary")
    for path, words in (
        ("2020/", "143"),
        ("2020/solicitation/", "91"),
        ("2020/consolidation/items/", "归并表述"),
        ("2020/statements/", "领导班子"),
        ("2020/meeting/", "批评意见"),
        ("2020/rectification/register/", "完成情况"),
        ("2020/documents/bulletin/", "民主生活会"),
    ):
        response = page.goto(f"{reading_house.desk}/center/{path}")
        assert response is not None
        assert response.status == 200
        expect(main(page)).to_contain_text(words)


def test_menu_when_scripts_are_off_on_a_phone_then_it_opens_and_leads_on(
    reading_house: House, new_page: Callable[..., Page]
):
    page = unscripted(new_page, reading_house, "secretary", width=PHONE)
    page.locator("details.menu summary", has_text="菜单").click()
    page.locator("details.menu").get_by_role("link", name="征求意见").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("征求意见")


def test_forms_when_scripts_are_off_then_they_post(house: House, new_page: Callable[..., Page]):
    page = unscripted(new_page, house, "organiser")
    page.goto(f"{house.desk}/center/2021/")
    before = funnel_figure(page, "意见")
    page.goto(f"{house.desk}/center/2021/solicitation/opinions/new/")
    page.locator("[name=channel]").select_option(label="个别访谈")
    page.get_by_label("意见原文").fill("机房备用电源的切换演练两年没有做过。")
    press(page, "保存，录下一条")
    page.goto(f"{house.desk}/center/2021/")
    assert funnel_figure(page, "意见") == before + 1

    page.goto(f"{house.desk}/center/2021/consolidation/")
    if page.get_by_role("button", name="开始梳理").count():
        press(page, "开始梳理")
    slip = page.locator("li.slip", has_text="切换演练两年没有做过")
    slip.get_by_role("checkbox").check()
    page.get_by_label("归并表述", exact=True).fill("备用电源演练缺失")
    press(page, "用选中的新建条目")
    expect(page.locator(".bench__items")).to_contain_text("备用电源演练缺失")


def test_form_when_refused_then_the_reason_stands_beside_the_field_and_what_was_typed_stays(
    house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), house, "organiser")
    page.goto(f"{house.desk}/center/2021/plan/resolution/")
    page.get_by_label("议题").fill("审议征求意见情况")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[name=present]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=subject]")).to_have_value("审议征求意见情况")
    described = page.locator("[name=present]").get_attribute("aria-describedby") or ""
    assert any("error" in name for name in described.split()), described


def test_item_when_two_browsers_edit_it_then_the_second_sees_the_difference_and_overwrites_nothing(
    house: House, new_page: Callable[..., Page]
):
    first, second = (sign_in(new_page(), house, "organiser") for _browser in range(2))
    address = first_item(first, house)
    for page in (first, second):
        page.goto(f"{address}retitle/")
    first.get_by_label("归并表述").fill("先保存的人写的表述")
    press(first, "保存")
    second.get_by_label("归并表述").fill("后保存的人写的表述")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(main(second)).to_contain_text("先保存的人写的表述")
    expect(second.get_by_label("归并表述")).to_have_value("后保存的人写的表述")
    first.goto(address)
    expect(first.get_by_role("heading", level=1)).to_have_text("先保存的人写的表述")
    # Having seen both, the second may save on purpose.
    press(second, "保存")
    first.goto(address)
    expect(first.get_by_role("heading", level=1)).to_have_text("后保存的人写的表述")


def test_language_when_switched_then_the_page_comes_again_in_it_and_back(
    reading_house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), reading_house, "secretary")
    page.goto(f"{reading_house.desk}/center/2020/solicitation/")
    page.locator(".top__tools").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{reading_house.desk}/center/2020/solicitation/")
    heading = page.get_by_role("heading", level=1).inner_text()
    assert not re.search("[一-鿿]", heading), heading
    page.locator(".top__tools").get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("征求意见")


def test_link_in_the_top_corner_when_followed_then_home_is_the_running_year(
    reading_house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), reading_house, "secretary")
    page.goto(f"{reading_house.desk}/center/2020/solicitation/")
    page.locator(".top__home").click()
    expect(page).to_have_url(f"{reading_house.desk}/center/2021/")
    follow(page, "征求意见")
    expect(page.get_by_role("heading", level=1)).to_contain_text("征求意见")
