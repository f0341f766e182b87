"""log: exporting the log, its signed head, the superior's countersignature, keys."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiyan.cli import base, store

if TYPE_CHECKING:
    from zhiyan.kernel.actor import Actor
    from zhiyan.org.models import Unit

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)
purpose_argument = click.argument("purpose", type=click.Choice(["heads", "receipts", "witness"]))


@click.group()
def log() -> None:
    """存证日志：导出、树头、上级见证、密钥。"""


@log.command()
@base.unit_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="文件；或目录，每个单位一个文件。")
@base.command
def export(code: str | None, out: Path) -> int:
    """导出日志，供 zhiyan verify 离线核对；不含意见内容。"""
    from zhiyan.ledger.exporting import export as write
    from zhiyan.org.models import Unit

    base.need_store()
    if out.is_dir():
        units = [base.find_unit(code)] if code else list(Unit.objects.order_by("code"))
        targets = [(unit, out / f"{unit.code}-log.txt") for unit in units]
    else:
        targets = [(base.find_unit(code), out)]
    for unit, target in targets:
        base.say(f"{target}：{write(unit, target)} 条")
    return base.DONE


@log.command()
@base.unit_option
@base.format_option
@base.command
def head(code: str | None, form: str) -> int:
    """签一个当前的树头并显示；请存到别处。"""
    from zhiyan.ledger import heads
    from zhiyan.ledger.statements import printed

    base.need_store()
    signed = heads.sign_now(base.find_unit(code).pk)
    if signed is None:
        base.refuse("还没有日志。", "", "log.empty")
    elif form == "json":
        base.dump(signed)
    else:
        base.say(printed(signed))
    return base.DONE


@log.command()
@base.unit_option
@click.option("--out", required=True, type=NEW, help="交上级的文件。")
@base.command
def ask(code: str | None, out: Path) -> int:
    """写出请求上级见证的文件。"""
    from zhiyan.ledger import witness

    base.need_store()
    write(out, witness.request(base.find_unit(code)))
    base.say(f"已写到 {out}，请交上级党委办公室。")
    return base.DONE


@log.command()
@click.argument("request", type=FILE)
@base.unit_option
@click.option("--out", required=True, type=NEW, help="交回下级的文件。")
@click.option("--accept-gap", default="", help="下级恢复备份丢了条目时，写明为什么仍予见证。")
@base.command
def countersign(request: Path, code: str | None, out: Path, accept_gap: str) -> int:
    """上级：核对下级的请求文件，见证它的树头。"""
    from zhiyan.kernel.actor import Role
    from zhiyan.ledger import actions, witness

    base.need_store()
    superior = base.find_unit(code)
    made = actions.countersign_request(
        acting(superior, Role.SUPERIOR_OFFICE), superior, asked=read(request), accept_gap=accept_gap
    )
    write(out, witness.answer(made))
    base.say(f"已见证 {made.log} 的 {made.size} 条；请把 {out} 交回。")
    return base.DONE


@log.command()
@click.argument("answer", type=FILE)
@base.unit_option
@base.command
def take(answer: Path, code: str | None) -> int:
    """取回上级的见证，显示在意见箱的树头页上。"""
    from zhiyan.ledger import actions

    base.need_store()
    unit = base.find_unit(code)
    made = actions.take_countersignature(base.office(unit), unit, answer=read(answer))
    base.say(f"{made.witness} 已见证本单位日志的 {made.size} 条。")
    return base.DONE


@log.command()
@base.unit_option
@base.command
def keys(code: str | None) -> int:
    """显示公钥和它们的编号，供上级和保密钥人登记。"""
    from zhiyan.kernel.canonical import b64
    from zhiyan.kernel.signed import key_id
    from zhiyan.ledger import keys as own
    from zhiyan.ledger import sequencer

    base.need_store()
    unit = base.find_unit(code)
    for purpose in own.PURPOSES:
        public = own.public_key(unit, purpose)
        base.say(f"{purpose}：{b64(public.public_bytes_raw())}（编号 {key_id(public)}）")
    sequencer.flush(unit.pk)
    return base.DONE


@log.command()
@purpose_argument
@base.unit_option
@click.option("--lost", is_flag=True, help="旧密钥已丢失，不能签新密钥；要由上级另行确认。")
@base.command
def rotate(purpose: str, code: str | None, lost: bool) -> int:
    """换密钥：旧密钥签新密钥，记入日志。"""
    from zhiyan.kernel.actor import Role
    from zhiyan.ledger import actions, sequencer

    base.need_store()
    unit = base.find_unit(code)
    actor = acting(unit, Role.ADMINISTRATOR)
    if lost:
        made = actions.replace_lost_key(actor, unit, purpose=purpose)
    else:
        made = actions.rotate_key(actor, unit, purpose=purpose)
    sequencer.flush(unit.pk)
    base.say(f"新密钥编号 {made.key_id}。请重做纸质副本，并告知上级。")
    return base.DONE


@log.command()
@purpose_argument
@base.unit_option
@base.command
def paper(purpose: str, code: str | None) -> int:
    """显示密钥的纸质副本：抄写或打印后交保密钥人封存。"""
    from zhiyan.ledger import keys as own

    base.need_store()
    for line in own.on_paper(base.find_unit(code), purpose):
        base.say(line)
    return base.DONE


@log.command()
@purpose_argument
@base.unit_option
@base.command
def retype(purpose: str, code: str | None) -> int:
    """按纸质副本恢复密钥文件；从标准输入读入。"""
    from zhiyan.ledger import keys as own

    base.need_store()
    typed = sys.stdin.read()
    own.from_paper(base.find_unit(code), purpose, typed)
    base.say("密钥已恢复。")
    return base.DONE


def acting(unit: Unit, role: Any) -> Actor:
    """Whoever runs the command line on the server, in the role that the command needs."""
    from zhiyan.kernel.actor import Actor

    return Actor(unit_id=unit.pk, roles=frozenset({role}), label="命令行")


def read(path: Path) -> dict[str, Any]:
    """JSON of a file; refuses anything else."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        base.refuse(f"{path} 不是见证用的文件。", "", "log.unreadable")
    return dict(found)


def write(path: Path, value: Any) -> None:
    """JSON to a file, whole or not at all."""
    store.write_private(path, json.dumps(value, ensure_ascii=False, indent=1))


COMMANDS = [log]
