"""All of it with one phone: draw, post, the keyholder opens, follow up, verify from a disk, claim what was dropped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.box_store import AFTER_DAY, POST_DAY
from tests.browser.house import House
from tests.browser.looks import PHONE
from tests.browser.steps import main, press, sign_in
from tests.browser.test_anonymous_box import (  # noqa: F401
    HERE,
    box_store,
    close_and_open,
    draw,
    house,
    on_day,
    open_posting,
    step,
    write,
)

CLAIM_DAY = "2021-01-25"


def posted(phone: Page, house: House, words: str) -> tuple[dict, str]:  # noqa: F811
    """Write, seal, post; receipt and follow-up code."""
    write(phone, house, words)
    phone.click("#seal")
    step(phone, "done")
    return json.loads(phone.locator("#receipt-text").text_content() or ""), phone.inner_text("#code")


def slips(house: House) -> set[bytes]:  # noqa: F811
    with sqlite3.connect(house.data / "zhiyan.sqlite3") as database:
        return {row[0] for row in database.execute("SELECT token FROM solicitation_sealedslip")}


def claim(phone: Page, house: House, receipt: dict) -> None:  # noqa: F811
    phone.goto(f"{house.box}/above/claims/")
    phone.locator("[name=receipt]").fill(json.dumps(receipt))
    press(phone, "提交核对")


def test_opinion_when_kept_then_it_is_followed_and_verified_and_when_dropped_then_its_receipt_convicts_the_office(
    house: House,  # noqa: F811
    new_page: Callable[..., Page],
    tmp_path: Path,
    watch,
):
    phone = new_page(width=PHONE)
    sign_in(phone, house, "staff")
    draw(phone, house)
    on_day(house, POST_DAY)
    people = open_posting(new_page, house, tmp_path)
    kept, code = posted(phone, house, "食堂太远")
    before = slips(house)
    dropped, _code = posted(phone, house, "班车太少")
    claim(phone, house, dropped)
    expect(main(phone)).to_contain_text("还没有到回执写明的日期")

    house.stop()  # the office throws the second slip away before the opening
    [thrown] = slips(house) - before
    with sqlite3.connect(house.data / "zhiyan.sqlite3") as database:
        database.execute("DELETE FROM solicitation_sealedslip WHERE token = ?", (thrown,))
    house.stand_on(AFTER_DAY)
    house.start()
    close_and_open(people, house, "holder", tmp_path / "batch.json")

    phone.goto(f"{house.box}/{HERE}/follow/#code={code}")
    step(phone, "found")
    expect(phone.locator("#chains")).to_contain_text("已开箱并录入")

    phone.goto(f"{house.box}/verify/")
    with phone.expect_download() as saved:
        phone.get_by_role("link", name="下载离线版").click()
    file, proof = tmp_path / "verify.html", tmp_path / "proof.json"
    saved.value.save_as(file)
    proof.write_text(phone.request.get(f"{house.box}/{HERE}/proof.json").text(), encoding="utf-8")
    alone = new_page(offline=True)
    alone.goto(file.as_uri())
    alone.set_input_files("#proof-file", proof)
    for receipt, verdict in ((kept, "核对通过"), (dropped, "核对没有通过")):
        alone.fill("#receipt", json.dumps(receipt))
        alone.locator("#verify-form button").click()
        expect(alone.locator("#verdict-title")).to_have_text(verdict)
    own = f"asked another host: {file.as_uri()}"
    watch.complaints[:] = [said for said in watch.complaints if said != own]

    on_day(house, CLAIM_DAY)
    claim(phone, house, kept)
    expect(main(phone)).to_contain_text("不需要申诉")
    claim(phone, house, dropped)
    expect(main(phone)).to_contain_text("申诉成立")
    office = sign_in(new_page(), house, "organiser")
    office.goto(f"{house.desk}/{HERE}/findings/")
    expect(main(office)).to_contain_text("意见没有入存证日志")
