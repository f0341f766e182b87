"""documents: every paper of a year in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from zhiyan.cli import base


@click.command()
@base.cycle_option
@base.unit_option
@click.option("--out", "out_dir", required=True, type=click.Path(path_type=Path, file_okay=False), help="输出目录。")
@click.option("--pdf", is_flag=True, help="每份文件另做 PDF：有 LibreOffice 就用它转换，没有就直接排版。")
@base.format_option
@base.command
def documents(label: str | None, code: str | None, out_dir: Path, pdf: bool, form: str) -> int:
    """打印一个年度的全部文件（空白表、通知、汇总、清单、台账、报告、新闻稿等）。"""
    from zhiyan.documents.bundle import bundle, contents_hash
    from zhiyan.documents.contents import CONTENTS
    from zhiyan.documents.packing import note_bundle

    base.need_store()
    unit = base.find_unit(code)
    cycle = base.find_cycle(unit, label)
    office = base.office(unit)
    try:
        written = with_bar(lambda wrote: bundle(office, cycle, out_dir, pdf=pdf, wrote=wrote))
    except OSError as error:
        base.refuse(f"不能写入 {out_dir}：{error.strerror}。", "请用 --out 换一个可以写的目录。", "out.unwritable")
        return base.REFUSED
    note_bundle(office, cycle, sha256=contents_hash(out_dir), files=len(written))
    if form == "json":
        base.dump([vars(one) for one in written])
    else:
        for one in written:
            base.say(f"  {one.name}")
        base.say(f"共 {len(written)} 个文件，目录和校验值在 {out_dir / CONTENTS}。")
    return base.DONE


def with_bar(do: Any) -> Any:
    """Show how many papers are done, on the error stream."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*shown, console=base.err, transient=True) as bar:
        task = bar.add_task("打印", total=None)
        return do(lambda done, total, title: bar.update(task, completed=done, total=total, description=title[:20]))


COMMANDS = [documents]
