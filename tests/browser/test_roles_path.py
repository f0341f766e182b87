"""What only several people can do together: a talk, a statement, a measure closed; each at a browser of their own."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.steps import figure, follow, funnel_figure, main, press, sign_in

TALKED = "两个人都说到：院里布置的事先在班子里商量，再往下压。"
DRAFTED = "上一年答应台站的备件库房没有建成，责任在我催得不紧。"
MEASURE = "压减协调会和汇报会"


def test_talk_when_one_records_and_the_other_confirms_then_it_counts_and_nobody_else_reads_it(
    house: House, new_page: Callable[..., Page]
) -> None:
    office = sign_in(new_page(), house, "organiser")
    office.goto(f"{house.desk}/center/2021/talks/generate/")
    press(office, "生成")
    assert figure(main(office).inner_text(), "已确认") == 0

    secretary = sign_in(new_page(), house, "secretary")
    secretary.goto(f"{house.desk}/center/2021/talks/mine/")
    main(secretary).get_by_role("link", name="主任", exact=True).click()
    address = secretary.url
    follow(secretary, "记录谈话")
    for name, value in (
        ("on", "2022-01-06"),
        ("place", "书记办公室"),
        ("own_problems", "2"),
        ("named_problems", "3"),
        ("text", TALKED),
    ):
        secretary.locator(f"[name={name}]").fill(value)
    press(secretary, "保存")
    expect(main(secretary)).to_contain_text(TALKED)

    director = sign_in(new_page(), house, "director")
    director.goto(address)
    expect(main(director)).to_contain_text(TALKED)
    press(director, "确认谈话记录")

    office.goto(f"{house.desk}/center/2021/talks/")
    numbers = main(office).inner_text()
    assert (figure(numbers, "已谈"), figure(numbers, "已确认"), figure(numbers, "提出问题")) == (1, 1, 5)
    office.goto(address)
    assert TALKED not in main(office).inner_text()


def test_statement_when_still_a_draft_then_its_author_alone_reads_it(
    house: House, new_page: Callable[..., Page]
) -> None:
    office = sign_in(new_page(), house, "organiser")
    office.goto(f"{house.desk}/center/2021/statements/start/")
    press(office, "开始")
    director = sign_in(new_page(), house, "director")
    director.goto(f"{house.desk}/center/2021/statements/")
    follow(director, "我的材料")
    address = director.url
    follow(director, "写正文")
    director.locator("[name=text]").fill(DRAFTED)
    press(director, "保存")
    expect(main(director)).to_contain_text(DRAFTED)

    secretary = sign_in(new_page(), house, "secretary")
    for reader in (office, secretary):
        reader.goto(address)
        assert DRAFTED not in main(reader).inner_text()


def test_measure_when_verified_by_another_and_signed_off_then_the_year_counts_it_closed(
    house: House, new_page: Callable[..., Page]
) -> None:
    secretary = sign_in(new_page(), house, "secretary")
    secretary.goto(f"{house.desk}/center/2020/")
    closed = funnel_figure(secretary, "销号")
    secretary.goto(f"{house.desk}/center/2020/rectification/register/?state=submitted")
    secretary.locator("tbody tr", has_text=MEASURE).get_by_role("link").first.click()
    address = secretary.url
    assert main(secretary).get_by_role("link", name="销号").count() == 0  # nobody has verified it yet

    discipline = sign_in(new_page(), house, "discipline")
    discipline.goto(address)
    follow(discipline, "核验")
    discipline.get_by_label("通过", exact=True).check()
    discipline.locator("[name=note]").fill("抽查了三个研究室的会议登记，四季度平均十九场。")
    press(discipline, "核验")

    secretary.goto(address)
    follow(secretary, "销号")
    note = secretary.locator("[name=note]")
    if note.count():
        note.fill("同意销号。")
    press(secretary, "销号")
    secretary.goto(f"{house.desk}/center/2020/")
    assert funnel_figure(secretary, "销号") == closed + 1
    assert house.status("2020")["measures"]["signed_off"] == closed + 1

    member = sign_in(new_page(), house, "staff")
    member.goto(f"{house.desk}/center/2020/")
    assert funnel_figure(member, "销号") == closed + 1
