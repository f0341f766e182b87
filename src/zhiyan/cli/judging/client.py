"""The box client that a server hands out, held against the one of this release: byte for byte."""

from __future__ import annotations

import hashlib
from urllib.parse import urljoin, urlsplit

from zhiyan.box import client
from zhiyan.cli.judging import Report
from zhiyan.cli.judging.outside import Unreadable, fetch

IN_YEAR = {"write": "", "draw": "draw/", "follow": "follow/", "rating": "rating/"}
"""Where a page of the client lies below the address of a year's box."""
ANYWHERE = {"verify": "verify/"}


def judge_client(url: str, report: Report) -> None:
    """Fetch every page and file of the client from the box at `url` (its front, or better a year's) and compare."""
    expected = client.manifest()
    compared = 0
    for name, wanted in expected.items():
        address = where(url, name)
        if address is None:
            report.unsure("没有给出年度的网址（如 https://…/单位/年度/），领取、填写、查询、测评页没有核对。")
            continue
        compared += 1
        try:
            got = hashlib.sha256(fetch(address)).hexdigest()
        except Unreadable as error:
            report.faults.append(f"意见箱网页程序：{error}")
            continue
        if got != wanted:
            report.faults.append(f"意见箱网页程序：{name} 与本版本的不同（{got[:16]}，应为 {wanted[:16]}）。")
    report.judged += 1
    report.said.append(f"意见箱网页程序：核对了 {compared} 个文件，本版本的校验值 {client.client_hash()}")
    report.unsure("服务器对别人、别的时候给出的是不是同一份，不能由这一次判断。")


def where(url: str, name: str) -> str | None:
    """The address of a page or file of the client; None where the year is not known."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    kind, _slash, rest = name.partition("/")
    if kind == "static":
        return urljoin(root, name)
    language, _slash, page = rest.partition("/")
    prefix = "en/" if language == "en" else ""
    if page in ANYWHERE:
        return urljoin(root, prefix + ANYWHERE[page])
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) < 2:
        return None
    return urljoin(root, f"{prefix}{steps[0]}/{steps[1]}/{IN_YEAR.get(page, page + '/')}")
