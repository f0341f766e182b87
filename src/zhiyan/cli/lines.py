"""`zhiyan consolidate` on a file (逐行 JSON): opinions in, proposals out; no store, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhiyan.cli import base
from zhiyan.consolidation.engine import lines
from zhiyan.consolidation.engine.lines import Bad, Reason

WHY = {
    Reason.TOO_LONG: "太长（超过 1 MB）",
    Reason.NOT_UTF8: "不是 UTF-8 编码",
    Reason.NOT_JSON: "不是 JSON",
    Reason.NOT_OBJECT: "不是 JSON 对象",
    Reason.NO_ID: "没有编号 id",
    Reason.ID_TYPE: "编号 id 不是字符串",
    Reason.NO_TEXT: "没有原文 text",
    Reason.TEXT_TYPE: "原文 text 不是字符串",
    Reason.HALF_SIGN: "有不完整的字符（半个代理对）",
    Reason.ID_AGAIN: "编号 id 与第 {first} 行重复",
}


def run(source: Path, out: Path, aspects: Path | None, form: str) -> int:
    """Read, propose, write; exit status 1 where lines could not be read."""
    if out.resolve() == source.resolve():
        base.refuse("输出文件不能就是输入文件。", "请用 --out 指明另一个文件。", "lines.same_file")
    try:
        names = lines.read_aspects(aspects) if aspects else None
    except lines.NotRead:
        remedy = '请写成 JSON 对象：{"P1": "把握正确政治方向", …}。'
        base.refuse(f"{aspects} 不是对照检查方面的清单。", remedy, "lines.aspects")
    with source.open("rb") as stream:
        found = lines.read(stream)
    proposals = lines.in_order(propose(found.texts, names), found.texts) if found.texts else []
    try:
        written = lines.write(out, proposals)
    except OSError as error:
        base.refuse(f"写不了 {out}：{error.strerror}", "请检查目录是否存在、是否可写。", "lines.not_written")
    report(found, written, len({one.item for one in proposals}), out, form)
    return base.LOOK if found.bad else base.DONE


def propose(texts: Mapping[str, str], aspects: Mapping[str, str] | None) -> list[Any]:
    """The engine's proposals, with its progress on the error stream."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from zhiyan.consolidation.engine import Consolidator

    columns = (TextColumn("梳理"), BarColumn(), TextColumn("{task.percentage:.0f}%"), TimeElapsedColumn())
    with Progress(*columns, console=base.err, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        engine = Consolidator(texts, aspects, progress=lambda _step, share: bar.update(task, completed=share))
        return list(engine.proposals())


def report(found: lines.Opinions, written: int, items: int, out: Path, form: str) -> None:
    """What was read, what was not, what was written."""
    if form == "json":
        bad = [{"line": one.line, "reason": one.reason.value, "sentence": sentence(one)} for one in found.bad]
        base.dump({"opinions": len(found.texts), "lines": written, "items": items, "bad": bad, "out": str(out)})
        return
    for one in found.bad:
        base.err.print(f"第 {one.line} 行：{sentence(one)}，没有读入。", markup=False)
    base.say(
        f"读入意见 {len(found.texts)} 条，建议 {items} 个条目，写出 {written} 行：{out}"
        + (f"。有 {len(found.bad)} 行没有读入。" if found.bad else "。")
    )


def sentence(bad: Bad) -> str:
    """Why a line was not read, for the reader."""
    return WHY[bad.reason].format(first=bad.first)
