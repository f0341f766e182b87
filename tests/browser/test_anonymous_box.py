"""The anonymous box as people use it: draw at the desk, write on a phone, the keyholder opens, nobody learns who."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.box_store import AFTER_DAY, DRAW_DAY, POST_DAY
from tests.browser.house import ROOT, House, environment
from tests.browser.looks import PHONE, faults_at, faults_of_names
from tests.browser.steps import main, press, sign_in

HERE = "center/2020"
SLOW = 30_000
"""Milliseconds that blinding, slow digits and passphrases may take where the processor is shared."""
PASSPHRASE = "一句只有保密钥人知道的长话"
WORDS = "我们组的食堂太远，电话10000000052"


@pytest.fixture(scope="module")
def box_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store of box_store.py, made once."""
    folder = tmp_path_factory.mktemp("box") / "store"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.box_store", str(folder)], env=environment(), cwd=ROOT, check=True
    )
    return folder


@pytest.fixture
def house(box_store: Path, tmp_path: Path) -> Iterator[House]:
    """A served copy of it, on a day of drawing."""
    house = House(box_store).copy(tmp_path / "store")
    house.stand_on(DRAW_DAY)
    house.start()
    yield house
    house.stop()


def on_day(house: House, day: str) -> None:
    """The same store and address, on another day."""
    house.stop()
    house.stand_on(day)
    house.start()


def desk(page: Page, house: House, more: str) -> Page:
    page.goto(f"{house.desk}/{HERE}/solicitation/{more}")
    return page


def step(page: Page, name: str) -> None:
    """Wait until the box shows this step."""
    page.set_default_timeout(SLOW)
    expect(page.locator(f"#step-{name}")).to_be_visible(timeout=SLOW)


def draw(page: Page, house: House, how: str = "own") -> str:
    """Draw as whoever is signed in; the recovery phrase."""
    page.get_by_role("button", name="去领取").click()
    step(page, "start")
    page.check("#same")
    page.click("#begin")
    step(page, "made")
    phrase = page.inner_text("#made")
    page.check(f"[name=how][value={how}]")
    page.click("#go")
    page.locator("#sign").click(timeout=SLOW)
    step(page, "done")
    return phrase


def make_key(page: Page, file: Path) -> None:
    """Make a key in the browser, save it, try it, register it."""
    page.set_default_timeout(SLOW)
    for field in ("#passphrase", "#passphrase2"):
        page.fill(field, PASSPHRASE)
    page.click("#create")
    with page.expect_download() as saved:
        page.click("#save")
    saved.value.save_as(file)
    page.click("#saved")
    page.set_input_files("#tried", file)
    page.fill("#tried-passphrase", PASSPHRASE)
    page.get_by_role("button", name="试开").click()
    page.get_by_role("button", name="登记公钥").click()
    page.wait_for_url("**/solicitation/box/")


def open_posting(new_page: Callable[..., Page], house: House, keys: Path) -> dict[str, Page]:
    """Close the drawing, let supervisor and keyholder make keys, open the box; who is signed in."""
    office = desk(sign_in(new_page(), house, "organiser"), house, "box/")
    main(office).get_by_text("领取截止", exact=True).click()
    press(office, "确认截止")
    supervisor = desk(sign_in(new_page(), house, "supervisor"), house, "box/second-key/")
    make_key(supervisor, keys / "second.json")
    holder = desk(sign_in(new_page(), house, "holder"), house, "box/key/")
    make_key(holder, keys / "batch.json")
    desk(office, house, "box/")
    press(office, "开放投递")
    return {"office": office, "supervisor": supervisor, "holder": holder}


def write(page: Page, house: House, words: str) -> None:
    """Go to the box and look at the words once more."""
    page.goto(f"{house.box}/{HERE}/")
    step(page, "before")
    page.click("#begin")
    step(page, "write")
    page.fill("#text", words)
    page.locator("#form button[type=submit]").click()
    step(page, "look")


def close_and_open(people: dict[str, Page], house: House, who: str, file: Path) -> None:
    """Close the box and open its only batch with a key file."""
    desk(people["office"], house, "box/")
    main(people["office"]).get_by_text("投递截止", exact=True).click()
    press(people["office"], "确认截止")
    page = desk(people[who], house, "box/open/")
    page.set_default_timeout(SLOW)
    page.set_input_files("#file", file)
    page.fill("#passphrase", PASSPHRASE)
    page.click("#lend")
    page.wait_for_url("**/solicitation/box/")


def test_opinion_when_drawn_for_and_posted_on_a_phone_then_the_office_reads_it_after_the_keyholder_opens(
    house: House, new_page: Callable[..., Page], tmp_path: Path
):
    phone = new_page(width=PHONE)
    at_the_box: list[Request] = []
    phone.on("request", lambda request: at_the_box.append(request) if request.url.startswith(house.box) else None)
    sign_in(phone, house, "staff")
    expect(phone).to_have_url(f"{house.desk}/{HERE}/solicitation/draw/")  # the first step of everybody's first sign-in
    draw(phone, house)
    expect(phone.locator("#got")).to_contain_text("2 份凭证")

    on_day(house, POST_DAY)
    people = open_posting(new_page, house, tmp_path)
    write(phone, house, WORDS)
    assert phone.locator("#said mark").all_inner_texts() == ["我们组"]
    assert phone.locator("#said s").all_inner_texts() == ["10000000052"]
    phone.click("#seal")
    step(phone, "done")
    receipt = json.loads(phone.locator("#receipt-text").text_content() or "")
    assert (receipt["kind"], receipt["unit"], receipt["batch"]) == ("receipt", "center", 1)

    posts = [request for request in at_the_box if request.url.endswith("/post")]
    assert len(posts) == 1
    assert len(posts[0].post_data_buffer or b"") == 8762
    assert all("cookie" not in request.all_headers() for request in at_the_box)
    assert phone.context.cookies(house.desk), "the same browser is signed in at the desk"
    assert phone.context.cookies(house.box) == []
    assert not any(WORDS.encode() in (request.post_data_buffer or b"") for request in at_the_box)

    on_day(house, AFTER_DAY)
    close_and_open(people, house, "holder", tmp_path / "batch.json")
    expect(main(people["holder"])).to_contain_text("密封件已清除")
    desk(people["office"], house, "opinions/")
    expect(main(people["office"])).to_contain_text("食堂太远")


def test_batch_when_the_keyholders_file_is_lost_then_the_second_keyholder_opens_it(
    house: House, new_page: Callable[..., Page], tmp_path: Path
):
    phone = new_page(width=PHONE)
    sign_in(phone, house, "staff")
    phrase = draw(phone, house, how="locked")
    on_day(house, POST_DAY)
    people = open_posting(new_page, house, tmp_path)
    phone.evaluate("sessionStorage.clear()")
    phone.goto(f"{house.box}/{HERE}/")
    phone.click("#begin")
    step(phone, "phrase")  # this device keeps the tokens, not the phrase
    phone.fill("#phrase", "0000-0000")
    phone.locator("#phrase-form button").click()
    expect(phone.locator("#phrase-error")).to_contain_text("恢复码不对")
    phone.fill("#phrase", phrase.lower().replace("-", " "))
    phone.locator("#phrase-form button").click()
    step(phone, "write")
    phone.fill("#text", "班车太少")
    phone.locator("#form button[type=submit]").click()
    phone.click("#seal")
    step(phone, "done")
    on_day(house, AFTER_DAY)
    close_and_open(people, house, "supervisor", tmp_path / "second.json")
    desk(people["office"], house, "opinions/")
    expect(main(people["office"])).to_contain_text("班车太少")


def test_post_when_the_network_fails_then_the_words_stay_and_the_same_slip_is_sent_again(
    house: House, new_page: Callable[..., Page], watch, tmp_path: Path
):
    phone = new_page(width=PHONE)
    sign_in(phone, house, "staff")
    draw(phone, house)
    on_day(house, POST_DAY)
    open_posting(new_page, house, tmp_path)
    write(phone, house, "食堂太远")
    bodies: list[bytes] = []

    def answer_lost(route) -> None:
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 1:
            route.fetch()  # the server takes it, the answer never arrives
            route.abort()
        else:
            route.continue_()

    phone.route("**/post", answer_lost)
    phone.click("#seal")
    step(phone, "failed")
    expect(phone.locator("#text")).to_have_value("食堂太远")
    phone.click("#retry")
    step(phone, "done")
    assert bodies[0] == bodies[1]
    phone.click("#another")
    expect(phone.locator("#left")).to_contain_text("还能投 1 条")
    watch.complaints[:] = [said for said in watch.complaints if "ERR_FAILED" not in said]


USE_AGAIN = """() => { for (const store of [localStorage, sessionStorage]) for (const name of Object.keys(store)) {
  const state = JSON.parse(store.getItem(name));
  for (const token of (state.tokens || {}).writing || []) token.used = false;
  store.setItem(name, JSON.stringify(state));
} }"""


def test_token_when_spent_for_other_words_then_the_page_shows_signed_evidence_and_takes_the_next(
    house: House, new_page: Callable[..., Page], tmp_path: Path
):
    phone = new_page(width=PHONE)
    sign_in(phone, house, "staff")
    draw(phone, house)
    on_day(house, POST_DAY)
    open_posting(new_page, house, tmp_path)
    write(phone, house, "食堂太远")
    phone.click("#seal")
    step(phone, "done")
    code = phone.inner_text("#code")
    phone.locator("#step-done > details > summary").click()
    phone.click("#keep-receipt")
    phone.evaluate(USE_AGAIN)
    write(phone, house, "班车太少")
    phone.click("#seal")
    step(phone, "spent")
    evidence = json.loads(phone.locator("#evidence").text_content() or "")
    assert (evidence["kind"], bool(evidence["sig"])) == ("spent", True)
    assert "食堂" not in json.dumps(evidence)
    phone.click("#next-token")
    step(phone, "done")
    assert phone.inner_text("#code") != code
    phone.goto(f"{house.box}/{HERE}/")
    step(phone, "before")
    assert phone.locator("#kept-list a").all_text_contents() == [code]


def test_box_when_its_key_is_not_the_papers_then_nothing_can_be_written(house: House, new_page: Callable[..., Page]):
    page = new_page(width=PHONE)
    page.goto(f"{house.box}/{HERE}/#k={'0' * 64}")
    step(page, "trouble")
    expect(page.locator("#trouble")).to_contain_text("公钥与通知上的不一样")
    expect(page.locator("#begin")).to_be_hidden()


def test_set_when_somebody_else_sent_it_to_the_desk_then_it_is_not_signed(house: House, new_page: Callable[..., Page]):
    page = sign_in(new_page(), house, "staff")
    page.goto(f"{house.desk}/{HERE}/solicitation/draw/#n=AAAA&b=AAAA")
    expect(main(page)).to_contain_text("这不是从本页开始的领取")
    expect(page.locator("#sign")).to_be_hidden()


def test_device_when_cleared_then_nothing_of_the_box_is_left_in_it(house: House, new_page: Callable[..., Page]):
    page = sign_in(new_page(width=PHONE), house, "staff")
    draw(page, house)
    assert page.evaluate("localStorage.length") == 1
    page.click("#forget")
    step(page, "cleared")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_drawing_when_looked_at_on_a_phone_and_a_desk_then_nothing_is_cut_or_unnamed(
    house: House, new_page: Callable[..., Page], scheme: str
):
    page = sign_in(new_page(width=PHONE), house, "staff")
    page.emulate_media(color_scheme=scheme)
    faults = faults_of_names(page) + faults_at(page, PHONE)
    page.get_by_role("button", name="去领取").click()
    step(page, "start")
    for width in (PHONE, 1280):
        faults += faults_at(page, width)
    page.check("#same")
    page.click("#begin")
    step(page, "made")
    faults += faults_of_names(page) + faults_at(page, PHONE)
    assert faults == []


def test_box_when_no_script_runs_then_it_says_where_paper_goes(house: House, new_page: Callable[..., Page]):
    page = new_page(width=PHONE, java_script_enabled=False)
    page.goto(f"{house.box}/{HERE}/")
    expect(main(page)).to_contain_text("投入纸质意见箱")
    expect(page.locator("textarea")).to_be_hidden()
