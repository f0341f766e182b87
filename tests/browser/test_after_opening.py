"""After the opening: follow up by code, answer the office, verify a receipt, claim, be witnessed, rate anonymously."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.after_store import LATER, LETTER
from tests.browser.house import ROOT, House, environment
from tests.browser.looks import PHONE, faults_at, faults_of_names
from tests.browser.steps import main, press, sign_in

HERE = "center/2020"


@pytest.fixture(scope="module")
def after_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store of after_store.py, made once."""
    folder = tmp_path_factory.mktemp("after") / "store"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.after_store", str(folder)], env=environment(), cwd=ROOT, check=True
    )
    return folder


@pytest.fixture
def house(after_store: Path, tmp_path: Path) -> Iterator[House]:
    """A served copy of it."""
    house = House(after_store).copy(tmp_path / "store").start()
    yield house
    house.stop()


def step(page: Page, name: str) -> None:
    """Wait until the box shows this step."""
    expect(page.locator(f"#step-{name}")).to_be_visible()


def faults(page: Page, *widths: int) -> list[str]:
    """What is unnamed, cut or doubled; of a page of steps the headings of hidden steps do not count."""
    assert page.locator("h1:visible").count() == 1
    named = [fault for fault in faults_of_names(page) if " h1: " not in fault]
    return named + [fault for width in widths for fault in faults_at(page, width)]


def ask(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.locator("#code-form button").click()


def test_code_when_typed_on_a_phone_then_its_chain_and_letter_show_and_the_code_is_never_sent(
    house: House, new_page: Callable[..., Page]
):
    phone, sent = new_page(width=PHONE), []
    phone.on("request", lambda request: sent.append(request))
    code = house.facts()["code"]
    phone.goto(f"{house.box}/{HERE}/follow/")
    step(phone, "code")
    ask(phone, "")
    expect(phone.locator("#code-error")).to_contain_text("请填查询码")
    ask(phone, code[:-1] + ("0" if code[-1] != "0" else "1"))
    expect(phone.locator("#code-error")).to_contain_text("有一位抄错了")
    ask(phone, code.lower().replace("-", " "))
    step(phone, "found")
    expect(phone.locator("#chains")).to_contain_text("2021年1月18日 开箱")
    expect(phone.locator("#letters")).to_contain_text(LETTER)
    assert phone.locator("#letter-list a").count() == 0
    plain = code.replace("-", "")
    told = [f"{request.url} {request.post_data or ''}".upper().replace("-", "") for request in sent]
    assert not any(plain in text for text in told)
    assert [request.url for request in sent if request.url.endswith("status.json")], "the file is downloaded whole"
    assert faults(phone, PHONE, 1280) == []


def test_code_when_its_batch_is_not_there_then_the_page_says_what_may_be_and_what_to_do(
    house: House, new_page: Callable[..., Page]
):
    from tests.solicitation.codes import a_code

    page = new_page(width=PHONE)
    page.goto(f"{house.box}/{HERE}/follow/#code={a_code()}")
    step(page, "absent")
    assert "code=" not in page.url
    expect(page.locator("#batches")).to_contain_text("第 1 批")
    expect(page.locator("#step-absent")).to_contain_text("申诉页")


def test_letter_when_answered_then_the_answer_goes_as_a_sealed_slip_that_names_the_opinion(
    house: House, new_page: Callable[..., Page]
):
    page = new_page(width=PHONE)
    page.goto(f"{house.box}/{HERE}/follow/")
    ask(page, house.facts()["code"])
    step(page, "found")
    address = page.locator("#reply").get_attribute("href") or ""
    assert address.startswith(f"/{HERE}/#")
    assert len(address.partition("reply=")[2]) == 32


def verify(page: Page, paper: dict) -> None:
    page.fill("#receipt", json.dumps(paper))
    page.locator("#verify-form button").click()


def test_receipt_when_verified_at_the_box_then_each_check_passes_and_the_receipt_stays_in_the_page(
    house: House, new_page: Callable[..., Page]
):
    page, sent = new_page(width=PHONE), []
    page.on("request", lambda request: sent.append(request))
    receipt = house.facts()["receipt"]
    page.goto(f"{house.box}/verify/")
    verify(page, receipt)
    expect(page.locator("#verdict-title")).to_have_text("核对通过")
    assert page.locator("#checks .state--done").count() == 6
    expect(page.locator("#checks")).to_contain_text("某科学院")
    assert not any(receipt["c"] in f"{request.url}{request.post_data or ''}" for request in sent)
    verify(page, {**receipt, "batch": 7})
    expect(page.locator("#verdict")).to_contain_text("签名不对")
    verify(page, house.facts()["dropped"])
    expect(page.locator("#verdict")).to_contain_text("不在任何已公开的批次里")
    assert faults(page, PHONE, 1280) == []


def test_page_when_downloaded_then_it_verifies_from_the_disk_without_any_network(
    house: House, new_page: Callable[..., Page], tmp_path: Path, watch
):
    page = new_page()
    page.goto(f"{house.box}/verify/")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载离线版").click()
    file, proof = tmp_path / "zhiyan-verify.html", tmp_path / "proof.json"
    saved.value.save_as(file)
    proof.write_text(page.request.get(f"{house.box}/{HERE}/proof.json").text(), encoding="utf-8")
    house.stop()

    alone, sent = new_page(offline=True), []
    alone.on("request", lambda request: sent.append(request.url))
    alone.goto(file.as_uri())
    alone.fill("#receipt", json.dumps(house.facts()["receipt"]))
    alone.locator("#verify-form button").click()
    expect(alone.locator("#verify-error")).to_contain_text("没有核对资料")
    alone.set_input_files("#proof-file", proof)
    alone.locator("#verify-form button").click()
    expect(alone.locator("#verdict-title")).to_have_text("核对通过")
    assert [url for url in sent if not url.startswith("file:")] == []

    changed = json.loads(proof.read_text(encoding="utf-8"))
    changed["batches"][0]["commitments"].pop()
    proof.write_text(json.dumps(changed), encoding="utf-8")
    alone.set_input_files("#proof-file", proof)
    alone.locator("#verify-form button").click()
    expect(alone.locator("#verdict-title")).to_have_text("核对没有通过")
    own = f"asked another host: {file.as_uri()}"
    watch.complaints[:] = [said for said in watch.complaints if said != own]


def test_claim_when_a_receipt_was_not_honoured_then_superior_and_office_see_it_and_nobody_who_it_was(
    house: House, new_page: Callable[..., Page]
):
    phone, sent = new_page(width=PHONE), []
    phone.on("request", lambda request: sent.append(request))
    phone.goto(f"{house.box}/above/claims/")
    assert faults(phone, PHONE) == []
    phone.locator("[name=receipt]").fill(json.dumps(house.facts()["dropped"]))
    press(phone, "提交核对")
    expect(main(phone)).to_contain_text("申诉成立")
    assert phone.context.cookies() == []
    assert faults(phone, PHONE) == []
    posts: list[Request] = [request for request in sent if request.method == "POST"]
    assert "cookie" not in posts[0].all_headers()
    phone.locator("[name=receipt]").fill(json.dumps(house.facts()["receipt"]))
    press(phone, "提交核对")
    expect(main(phone)).to_contain_text("不需要申诉")

    superior = sign_in(new_page(), house, "superior")
    superior.goto(f"{house.desk}/above/-/oversight/")
    expect(main(superior)).to_contain_text("没有兑现")
    office = sign_in(new_page(), house, "organiser")
    office.goto(f"{house.desk}/{HERE}/findings/")
    expect(main(office)).to_contain_text("意见没有入存证日志")


def test_head_when_the_superior_countersigns_then_the_log_is_witnessed_up_to_now(
    house: House, new_page: Callable[..., Page]
):
    page = sign_in(new_page(), house, "superior")
    page.goto(f"{house.desk}/above/-/oversight/witness/")
    assert faults(page, PHONE, 1280) == []
    expect(main(page)).to_contain_text("某研究中心")
    if main(page).get_by_role("link", name="核对并见证").count():
        main(page).get_by_role("link", name="核对并见证").click()
        press(page, "核对并见证")
    expect(main(page)).to_contain_text("已见证到最新")


def test_measures_when_rated_on_a_phone_then_only_sums_and_the_comment_apart_are_left(
    house: House, new_page: Callable[..., Page]
):
    phone, sent = new_page(width=PHONE), []
    phone.on("request", lambda request: sent.append(request))
    sign_in(phone, house, "staff")
    phone.goto(f"{house.desk}/{HERE}/disclosure/rating/")
    assert faults(phone, PHONE) == []
    main(phone).get_by_role("link", name="领取或取回选票凭证").click()
    phone.get_by_role("button", name="去领取").click()
    step(phone, "start")
    phone.check("#same")
    phone.click("#begin")
    step(phone, "made")
    phone.check("[name=how][value=own]")
    phone.click("#go")
    phone.click("#sign")
    step(phone, "done")

    office = sign_in(new_page(), house, "organiser")
    one_press(office, house, "领取截止，开始投票")
    phone.goto(f"{house.box}/{HERE}/rating/")
    step(phone, "before")
    assert faults(phone, PHONE) == []
    phone.click("#begin")
    step(phone, "ballot")
    assert faults(phone, PHONE) == []
    phone.locator("#ballot button[type=submit]").click()
    expect(phone.locator("#ballot-error")).to_contain_text("还没有评价")
    phone.check("#m0-1")
    phone.check("#m1-3")
    phone.fill("#comment", "到现场还是太少")
    phone.locator("#ballot button[type=submit]").click()
    step(phone, "look")
    expect(phone.locator("#chosen")).to_contain_text("不满意")
    assert faults(phone, PHONE) == []
    phone.click("#seal")
    step(phone, "done")
    posts = [request for request in sent if request.url.endswith("/post")]
    assert [len(request.post_data_buffer or b"") for request in posts] == [8762]
    assert all("cookie" not in request.all_headers() for request in posts)
    phone.goto(f"{house.box}/{HERE}/rating/")
    phone.click("#begin")
    step(phone, "tokens")

    one_press(office, house, "投票截止")
    holder = sign_in(new_page(), house, "holder")
    holder.goto(f"{house.desk}/{HERE}/disclosure/rating/count/")
    press(holder, "开启并计票")
    main(holder).get_by_role("link", name="看留言").click()
    expect(main(holder)).to_contain_text("到现场还是太少")
    holder.goto(f"{house.desk}/{HERE}/disclosure/ratings/")
    expect(main(holder)).to_contain_text("保密钥人开启")


def one_press(page: Page, house: House, name: str) -> None:
    """A step of the rating that asks once more before it is done."""
    page.goto(f"{house.desk}/{HERE}/disclosure/rating/")
    main(page).locator("summary", has_text=name).click()
    with page.expect_navigation():
        main(page).get_by_role("button", name=name, exact=True).last.click()


def test_days_when_voting_is_over_then_the_ballot_page_says_so(house: House, new_page: Callable[..., Page]):
    house.stop()
    house.stand_on(LATER)
    house.start()
    page = new_page(width=PHONE)
    page.goto(f"{house.box}/{HERE}/rating/")
    step(page, "before")
    expect(page.locator("#closed")).to_be_visible()
    expect(page.locator("#begin")).to_be_disabled()
