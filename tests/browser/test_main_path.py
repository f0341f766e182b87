"""The main path in a browser: a new store from notice to feedback; the finished year's figures where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import CASE, House
from tests.browser.steps import figure, follow, funnel_figure, main, press, sign_in

DAY = "2021-01-14"
PASSWORD = "shi-yan-2021"
# sign-in name, staff number on the roster (their posts give their roles), role granted beside those
OFFICE = ("organiser", "", "organiser")
OTHERS = (
    ("secretary", "0001", ""),
    ("director", "0002", ""),
    ("discipline", "0005", ""),
    ("supervisor", "", "supervisor"),
    ("staff", "0100", ""),
)
# the office's files with the channel told at upload; the last tells its own, row by row
FILES = (
    ("01_branches_list.xlsx", "branch_meeting"),
    ("02_branches_titled.xlsx", "branch_meeting"),
    ("03_branches_multi.xlsx", "branch_meeting"),
    ("04_form_navigation.docx", "form"),
    ("05_form_operations.docx", "form"),
    ("06_seminar_backbone.csv", "seminar_backbone"),
    ("07_seminar_youth.txt", "seminar_youth"),
    ("08_carried_over.xlsx", ""),
)
TOTAL, SOLICITED = 143, 91
MOST_ROUNDS = 10


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    """A new store, standing in the season of the case, served."""
    house = House(tmp_path / "store")
    house.data.mkdir()
    (house.data / "store.json").write_text(json.dumps({"today": DAY}), encoding="utf-8")
    told = house.run("init", "--code", "center", "--name", "某研究中心")
    found = re.search(r"系统管理员：(\S+)\s+密码：([^（\s]+)", told)
    assert found, told
    house.passwords[found[1]] = found[2]
    house.start()
    yield house
    house.stop()


def open_account(admin: Page, house: House, username: str, staff_no: str, role: str) -> None:
    """As the administrator: an account, of somebody on the roster where told, and a role where told."""
    admin.goto(f"{house.desk}/center/accounts/open/")
    admin.locator("[name=username]").fill(username)
    admin.locator("[name=label]").fill(username)
    admin.locator("[name=password]").fill(PASSWORD)
    if staff_no:
        person = admin.locator("[name=person] option", has_text=f"{staff_no} ").first.get_attribute("value")
        admin.locator("[name=person]").select_option(person)
    press(admin, "保存")
    house.passwords[username] = PASSWORD
    if role:
        admin.goto(f"{house.desk}/center/accounts/grant/")
        admin.locator("[name=username]").fill(username)
        admin.locator("[name=role]").select_option(role)
        press(admin, "保存")


def prepare(page: Page, house: House) -> None:
    """The organiser's first hour: notice, roster, opening the year, the circular, the channels."""
    expect(page).to_have_url(f"{house.desk}/center/notice/")
    page.locator("[name=file]").set_input_files(CASE / "notice.docx")
    press(page, "导入")
    expect(page).to_have_url(f"{house.desk}/center/2020/")
    page.goto(f"{house.desk}/center/2020/plan/")
    follow(page, "导入花名册")
    page.locator("[name=file]").set_input_files(CASE / "roster.xlsx")
    press(page, "导入")
    expect(main(page)).to_contain_text("纪委书记")
    follow(page, "启动年度")
    press(page, "启动")
    page.goto(f"{house.desk}/center/2020/solicitation/")
    follow(page, "登记通知")
    page.locator("[name=number]").fill("党群〔2021〕1号")
    page.locator("[name=text]").fill("各支部请于1月15日前召开职工会议，逐条照录职工意见。")
    page.locator("[name=on]").fill(DAY)
    press(page, "保存")
    press(page, "开设常用渠道")


def bring_in(page: Page, house: House, name: str, channel: str) -> None:
    """One of the office's files: upload, look, confirm."""
    page.goto(f"{house.desk}/center/2020/solicitation/import/")
    page.locator("[name=file]").set_input_files(CASE / "opinions" / name)
    page.locator("[name=channel]").select_option(channel)
    press(page, "上传并查看")
    expect(main(page)).to_contain_text("待确认")
    press(page, "全部导入")


def act(page: Page, name: str, left: int) -> None:
    """Press one of the workbench's buttons, which answers in place; then so many opinions are left to place."""
    page.get_by_role("button", name=name, exact=True).first.click()
    expect(page.locator("#left-title")).to_have_text(f"待归并 {left} 条")
    expect(page.locator("li.slip input[name=point]").first).to_be_visible()


def place_by_hand(page: Page, house: House) -> None:
    """Three by hand: an item of its own, one put beside it, one set aside that somebody else must confirm."""
    page.goto(f"{house.desk}/center/2020/consolidation/")
    act(page, "开始梳理", TOTAL)
    words = page.locator("li.slip .slip__words").all_inner_texts()
    mark = page.locator("li.slip input[name=point]").first
    mark.check()
    page.get_by_label("归并表述", exact=True).fill("手工归并的第一条")
    act(page, "用选中的新建条目", TOTAL - 1)
    expect(page.locator(".bench__items")).to_contain_text("手工归并的第一条")
    mark.check()
    act(page, "把选中的放入这里", TOTAL - 2)
    expect(page.locator("li.slip .slip__words", has_text=words[1])).to_have_count(0)
    mark.check()
    page.locator("details summary", has_text="放入已有条目").click()
    page.get_by_label("另存理由").select_option("off_theme")
    page.get_by_label("另存说明").fill("说的是小区物业，与本次主题无关。")
    act(page, "另存选中的", TOTAL - 3)


def place_by_proposals(page: Page, house: House) -> None:
    """Everything else as proposed by the worker, a page of proposals at a time."""
    page.goto(f"{house.desk}/center/2020/consolidation/proposals/")
    press(page, "提出建议")
    expect(page.locator("input[name=group]").first).to_be_visible(timeout=60_000)
    for _round in range(MOST_ROUNDS):
        page.goto(f"{house.desk}/center/2020/consolidation/proposals/")
        marks = page.locator("input[name=group]")
        if not marks.count():
            return
        for mark in marks.all():
            mark.check()
        press(page, "采用勾选的建议")
    raise AssertionError("proposals never end")


def test_new_store_when_a_year_is_taken_from_notice_to_feedback_then_every_figure_is_computed(
    empty_house: House, new_page: Callable[..., Page]
) -> None:
    house = empty_house
    admin = sign_in(new_page(), house, "center-admin")
    expect(admin).to_have_url(f"{house.desk}/center/accounts/")
    open_account(admin, house, *OFFICE)
    office = sign_in(new_page(), house, "organiser")
    prepare(office, house)
    for row in OTHERS:
        open_account(admin, house, *row)

    for name, channel in FILES:
        bring_in(office, house, name, channel)
    office.goto(f"{house.desk}/center/2020/solicitation/")
    assert figure(main(office).inner_text(), "意见总数") == TOTAL
    assert figure(main(office).inner_text(), "本年征求") == SOLICITED
    opinions = house.status("2020")["opinions"]
    assert (opinions["total"], opinions["solicited"]) == (TOTAL, SOLICITED)
    office.goto(f"{house.desk}/center/2020/solicitation/close/")
    press(office, "确认截止")

    place_by_hand(office, house)
    place_by_proposals(office, house)
    office.goto(f"{house.desk}/center/2020/consolidation/closing/")
    office.get_by_role("button", name="确认梳理完成").click()
    expect(main(office)).to_contain_text("复核")  # refused: nobody else has looked at what was set aside

    other = sign_in(new_page(), house, "discipline")
    other.goto(f"{house.desk}/center/2020/consolidation/aside/")
    press(other, "同意另存")
    office.goto(f"{house.desk}/center/2020/consolidation/closing/")
    press(office, "确认梳理完成")
    office.goto(f"{house.desk}/center/2020/consolidation/feedback/")
    follow(office, "反馈给班子和成员")
    press(office, "反馈")

    secretary = sign_in(new_page(), house, "secretary")
    secretary.goto(f"{house.desk}/center/2020/consolidation/feedback/")
    follow(secretary, "领导班子")
    press(secretary, "我已阅读，签收")
    expect(main(secretary)).to_contain_text("书记 · 2021年1月14日")
    member = sign_in(new_page(), house, "director")
    member.goto(f"{house.desk}/center/2020/consolidation/feedback/")
    follow(member, "主任")
    press(member, "我已阅读，签收")

    for username in ("organiser", "secretary", "supervisor", "staff"):
        page = office if username == "organiser" else sign_in(new_page(), house, username)
        page.goto(f"{house.desk}/center/2020/")
        assert funnel_figure(page, "意见") == TOTAL
    staff = sign_in(new_page(), house, "staff")
    refused = staff.goto(f"{house.desk}/center/2020/consolidation/")
    assert refused is not None
    assert refused.status == 403
    counted = house.status("2020")["consolidation"]
    assert counted["unplaced"] == 0


def test_finished_year_when_read_then_its_figures_stand_wherever_they_are_computed(
    reading_house: House, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), reading_house, "organiser")

    def text(path: str) -> str:
        page.goto(f"{reading_house.desk}/center/2020/{path}")
        return main(page).inner_text()

    solicitation, statements, bulletin = text("solicitation/"), text("statements/"), text("documents/bulletin/")
    assert (figure(solicitation, "意见总数"), figure(solicitation, "本年征求")) == (143, 91)
    said = tuple(figure(statements, label) for label in ("班子问题", "原因维度", "努力方向"))
    assert said == (14, 4, 5)
    assert "收到意见建议91条" in bulletin
    assert "共梳理意见建议143条" in bulletin
    assert re.search(r"形成14个问题，从4个方面.*?原因，提出了5个方面的整改措施和努力方向", bulletin), bulletin

    figures = reading_house.status("2020")
    assert (figures["opinions"]["total"], figures["opinions"]["solicited"]) == (143, 91)
    assert (figures["problems"]["team"], figures["cause_dimensions"], figures["directions"]) == (14, 4, 5)


def test_record_when_corrected_then_pages_and_papers_change_and_what_was_issued_does_not(
    house: House, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), house, "organiser")

    def text(path: str) -> str:
        page.goto(f"{house.desk}/center/2020/{path}")
        return main(page).inner_text()

    def present(words: str) -> int:
        found = re.search(r"支部职工会议14场，到会(\d+)人次", words)
        assert found, words
        return int(found[1])

    before = present(text("documents/bulletin/"))
    page.goto(f"{house.desk}/center/2020/solicitation/")
    row = page.locator("#meetings tbody tr", has_text="职工会议").first
    row.get_by_role("link").first.click()
    page.locator("[name=field]").select_option("present")
    shown = re.search(r"现为 (\d+)", page.locator("[name=field] option[value=present]").inner_text())
    assert shown
    was = int(shown[1])
    page.locator("[name=after]").fill(str(was + 7))
    page.locator("[name=reason]").fill("签到表补数后更正。")
    press(page, "保存")

    assert present(text("documents/bulletin/")) == before + 7
    assert figure(text("documents/statistics/"), "座谈会和支部会议到会") == 405 + 7
    page.goto(f"{house.desk}/center/2020/documents/issued/")
    follow(page, "召开2020年度")
    follow(page, "差异")
    expect(main(page)).to_contain_text(str(before))
    expect(main(page)).to_contain_text(str(before + 7))


def test_opinion_when_entered_then_every_page_and_paper_of_the_open_year_counts_it(
    house: House, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), house, "organiser")

    def counts() -> tuple[int, int, int, int]:
        page.goto(f"{house.desk}/center/2021/")
        funnel = funnel_figure(page, "意见")
        found = []
        for path, label in (("solicitation/", "意见总数"), ("documents/statistics/", "意见总数")):
            page.goto(f"{house.desk}/center/2021/{path}")
            found.append(figure(main(page).inner_text(), label))
        return funnel, *found, house.status("2021")["opinions"]["total"]

    before = counts()
    assert len(set(before)) == 1
    page.goto(f"{house.desk}/center/2021/solicitation/opinions/new/")
    page.locator("[name=channel]").select_option(label="个别访谈")
    page.get_by_label("意见原文").fill("台站的取暖费标准十年没有调过。")
    press(page, "保存，录下一条")
    assert counts() == tuple(number + 1 for number in before)


def test_measure_when_traced_back_then_the_opinions_stand_there_verbatim_and_lead_forward_to_it(
    reading_house: House, new_page: Callable[..., Page]
) -> None:
    page = sign_in(new_page(), reading_house, "organiser")
    page.goto(f"{reading_house.desk}/center/2020/rectification/register/")
    measure = page.locator("tbody tr a").first
    title = measure.inner_text()
    measure.click()
    follow(page, "措施来由")
    expect(main(page)).to_contain_text("中心组学习篇目不少，但领读原文多、联系授时主业讨论少")
    main(page).locator("a[href*='/trace/opinion/']").first.click()
    expect(main(page)).to_contain_text(title)
