"""backup, restore."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiyan.cli import backups, base, store
from zhiyan.cli.verifying import head_option

if TYPE_CHECKING:
    from zhiyan.ledger.statements import Head
    from zhiyan.ledger.verifying import Judged

PATH = click.Path(path_type=Path)
LOST = "outside.beyond"
"""The one thing that a restore may find: the head kept outside knows more entries than the backup."""


@click.command()
@click.argument("out", required=False, type=PATH)
@base.command
def backup(out: Path | None) -> int:
    """在线备份：数据库、文件和哈希清单，写成一个 .zip；不含密钥。"""
    from zhiyan.kernel import clock
    from zhiyan.ledger import heads, sequencer
    from zhiyan.ledger.models import LedgerHead
    from zhiyan.ledger.statements import printed

    base.need_store()
    out = out or Path(f"zhiyan-{clock.now():%Y%m%d-%H%M%S}.zip")
    if out.exists():
        base.refuse(f"{out} 已经存在。", "换一个文件名。", "backup.exists")
    sequencer.flush()
    signed = [heads.try_to_sign(unit_id) for unit_id in LedgerHead.objects.values_list("unit_id", flat=True)]
    count = backups.write(base.folder(), out)
    base.say(f"已备份 {count} 个文件到 {out}")
    for head in filter(None, signed):
        base.say(f"树头（请另处保存，恢复和核对时用）：{printed(head)}")
    return base.DONE


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@head_option
@click.option("--no-head", is_flag=True, help="没有外部树头；日志里会写明缺了多少不知道。")
@click.option("--keys", "keys_dir", type=click.Path(exists=True, file_okay=False, path_type=Path), help="密钥文件夹。")
@base.command
def restore(source: Path, heads: tuple[str, ...], no_head: bool, keys_dir: Path | None) -> int:
    """把备份恢复到一个空的数据目录；清单不符、与外部树头不符都不恢复。

    日志从此进入新的纪元，第一条写明比外部树头少了多少条。已用过的凭证仍是用过的。
    """
    from zhiyan.cli.judging import outside

    where = base.folder()
    if store.exists(where) or (where.exists() and any(path.name != "keys" for path in where.iterdir())):
        base.refuse(f"{where} 不是空目录。", "用 --data 指一个新目录。", "restore.not_empty")
    faults = backups.check(source)
    if faults:
        base.refuse("备份与清单不符，没有恢复：" + "；".join(faults[:5]), "换一份完好的备份。", "restore.mismatch")
    try:
        known = outside.heads(heads)
    except outside.Unreadable as error:
        base.refuse(str(error), "给出上级最后见证的树头，或文件上印的一行。", "restore.head_unreadable")
    kept = matched(source, known, no_head)
    backups.unpack(source, where)
    if keys_dir is not None:
        take_keys(keys_dir, where / "keys")
    store.create(where)
    store.migrate()
    base.say(f"已恢复到 {where}。登录会话已失效，请重新登录。")
    begin_epochs(kept, backups.digest(source))
    return base.DONE


def matched(source: Path, known: Sequence[Head], no_head: bool) -> list[tuple[Judged, Head | None]]:
    """Each log of the backup with the head kept outside. Refuses what does not fit, and a log without a head."""
    from zhiyan.cli.judging.stores import logs_of_backup

    logs = logs_of_backup(source, known)
    if len(logs) > 1 and any(not head.log for head in known):
        base.refuse("备份里有几本日志，树头要写明是哪个单位的。", "写成：单位代码·条数·根。", "restore.head_unnamed")
    found = []
    for log in logs:
        wrong = [fault.sentence for fault in log.faults if fault.code != LOST]
        if wrong:
            base.refuse(
                f"备份里 {log.code} 的日志不符，没有恢复：" + "；".join(wrong[:3]),
                "换一份备份。",
                "restore.log_mismatch",
            )
        ours = [head for head in known if head.log in ("", log.code)]
        if not ours and not no_head:
            base.refuse(
                f"没有 {log.code} 的外部树头，没有恢复。",
                "用 --head 给出上级最后见证的树头，或文件上印的一行；确实没有的，用 --no-head，日志里会写明。",
                "restore.no_head",
            )
        found.append((log, max(ours, key=lambda head: (head.epoch, head.size), default=None)))
    return found


def take_keys(source: Path, target: Path) -> None:
    """Copy key files, readable by their owner alone."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in source.glob("*.key"):
        shutil.copyfile(path, target / path.name)
        (target / path.name).chmod(0o600)


def begin_epochs(kept: Sequence[tuple[Judged, Head | None]], digest: str) -> None:
    """Start a new epoch in each log, with the entry that says what is missing; say so."""
    from zhiyan.kernel.errors import DomainError
    from zhiyan.ledger import keys, sequencer
    from zhiyan.ledger.verifying import epoch_sentence
    from zhiyan.org.models import Unit

    for log, head in kept:
        unit = Unit.objects.filter(code=log.code).first()
        if unit is None:
            continue
        facts = sequencer.begin_epoch(unit.pk, told(head), digest)
        base.say(f"{log.code}：{epoch_sentence(facts)}")
        for purpose in keys.PURPOSES:
            try:
                if keys.current(unit.pk, purpose):
                    keys.signer(unit, purpose)
            except DomainError as error:
                base.err.print(f"{log.code} {purpose}：{error.sentence}{error.remedy}", markup=False)


def told(head: Head | None) -> dict[str, Any] | None:
    """What the epoch's entry says of the head that the backup was held against."""
    return None if head is None else {"epoch": head.epoch, "size": head.size, "root": head.root, "on": head.on}


COMMANDS = [backup, restore]
