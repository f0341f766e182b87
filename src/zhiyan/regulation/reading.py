"""Reading rule packs (规则包) from TOML: strict, with one sentence (file, rule, field) for each error.

A base pack holds whole rules; a pack with `over` lies on a base pack and holds changes by id. Both have a title (which
becomes the source) and a year.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Severity
from zhiyan.regulation import predicates
from zhiyan.regulation.rulebook import STAGES, Change, Parameter, Rule, as_number, refusals

PACKS = Path(__file__).parent / "packs"
BASE = "regulation"
MODES = ("constraint", "gate", "finding")
KINDS = tuple(str(kind) for kind in Severity)
CONFIDENCE = ("高", "中", "低")
NEEDED = ("title", "stage", "kind", "text")
HEAD = {"title": str, "year": int, "over": str, "aspects": list, "confidence": str, "note": str, "rules": dict}
RULE = {
    "title": str, "stage": str, "kind": str, "mode": str, "article": str, "confidence": str, "text": str, "begins": str,
    "remedy": str, "implies": list, "fixed": bool, "override": list, "parameters": dict, "check": dict,
}  # fmt: skip
CHANGE = {"kind": str, "parameters": dict, "off": str, "note": str}
PARAMETER: dict[str, type | tuple[type, ...]] = {
    "value": (int, str, list), "name": str, "unit": str, "least": (int, str), "most": (int, str),
    "choices": dict,
}  # fmt: skip


class PackError(ValueError):
    """A pack that cannot be used; `errors` are sentences that name file, rule and field."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Pack:
    """One file: a base pack has rules, a pack over another has changes; `aspects` is the year's check frame."""

    name: str
    title: str
    year: int
    rules: tuple[Rule, ...] = ()
    changes: tuple[Change, ...] = ()
    over: str = ""
    aspects: tuple[str, ...] = ()
    confidence: str = ""
    note: str = field(default="")


@cache
def shipped(name: str) -> Pack:
    """A pack that comes with the program. Raises PackError."""
    return load(PACKS / f"{name}.toml")


def names() -> list[str]:
    """The packs that come with the program."""
    return sorted(path.stem for path in PACKS.glob("*.toml"))


def of_year(label: str) -> Pack | None:
    """The notice pack of a year, where there is one."""
    name = f"notice-{label}"
    return shipped(name) if name in names() else None


def load(path: Path) -> Pack:
    """The pack in a file. Raises PackError with every error found."""
    try:
        return read(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise PackError([_("%(file)s：打不开，或者不是 UTF-8 文本。") % {"file": path.name}]) from error


def read(text: str, file: str) -> Pack:
    """The pack in a text. Raises PackError with every error found."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError([_("%(file)s：不是合格的 TOML：%(why)s。") % {"file": file, "why": error}]) from error
    errors = [_("%(file)s：%(what)s") % {"file": file, "what": what} for what in mistakes(data)]
    if errors:
        raise PackError(errors)
    return pack_of(data, Path(file).stem)


def pack_of(data: Mapping[str, Any], name: str) -> Pack:
    """A pack from data without mistakes."""
    over = data.get("over", "")
    rows: Mapping[str, Any] = data.get("rules", {})
    return Pack(
        name=name,
        title=data["title"],
        year=data["year"],
        over=over,
        aspects=tuple(data.get("aspects", ())),
        confidence=data.get("confidence", ""),
        note=data.get("note", ""),
        rules=() if over else tuple(rule_of(key, row, data["title"]) for key, row in rows.items()),
        changes=tuple(change_of(key, row, data["title"]) for key, row in rows.items()) if over else (),
    )


def rule_of(key: str, row: Mapping[str, Any], title: str) -> Rule:
    """One rule of a base pack."""
    words = {name: row[name] for name in ("mode", "confidence", "text", "begins", "remedy", "check") if name in row}
    return Rule(
        id=key,
        stage=row["stage"],
        title=row["title"],
        kind=Severity(row["kind"]),
        article=row.get("article", title),
        implies=tuple(row.get("implies", ())),
        fixed=row.get("fixed", False),
        override=tuple(row.get("override", ())),
        settings={name: Parameter(**parameter) for name, parameter in row.get("parameters", {}).items()},
        **words,
    )


def change_of(key: str, row: Mapping[str, Any], title: str) -> Change:
    """One change of a pack that lies over another."""
    kind = Severity(row["kind"]) if "kind" in row else None
    return Change(rule=key, source=title, kind=kind, parameters=row.get("parameters", {}), off=row.get("off", ""))


def mistakes(data: Mapping[str, Any]) -> Iterator[str]:
    """Everything wrong with a pack's data, each a sentence that names rule and field."""
    yield from fields(data, HEAD, _("文件头"))
    for key in ("title", "year"):
        if not data.get(key):
            yield _("文件头：缺少 %(field)s。") % {"field": key}
    rows, over = data.get("rules", {}), data.get("over")
    if not isinstance(rows, dict):
        return
    if over is not None and over not in names():
        yield _("文件头：over：没有名为“%(name)s”的规则包。") % {"name": over}
        return
    base = {rule.id: rule for rule in shipped(over).rules} if over else {}
    for key, row in rows.items():
        if not isinstance(row, dict):
            yield _("规则 %(id)s：应为一个表。") % {"id": key}
        elif over:
            yield from wrong_change(key, row, base)
        else:
            yield from wrong_rule(key, row, rows)


def fields(row: Mapping[str, Any], known: Mapping[str, type | tuple[type, ...]], where: str) -> Iterator[str]:
    """Unknown fields and fields of a wrong type."""
    for name, value in row.items():
        kind = known.get(name)
        if kind is None:
            yield _("%(where)s：%(field)s：没有这个字段。") % {"where": where, "field": name}
        elif not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            yield _("%(where)s：%(field)s：类型不对。") % {"where": where, "field": name}


def one_of(row: Mapping[str, Any], name: str, allowed: tuple[str, ...], where: str) -> Iterator[str]:
    """A field whose value is not among those allowed."""
    if name in row and row[name] not in allowed:
        yield _("%(where)s：%(field)s：应为 %(allowed)s 之一。") % {
            "where": where, "field": name, "allowed": "、".join(allowed),
        }  # fmt: skip


def wrong_rule(key: str, row: Mapping[str, Any], rows: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one rule of a base pack."""
    where = _("规则 %(id)s") % {"id": key}
    yield from fields(row, RULE, where)
    for name in NEEDED:
        if not row.get(name):
            yield _("%(where)s：缺少 %(field)s。") % {"where": where, "field": name}
    yield from one_of(row, "stage", STAGES, where)
    yield from one_of(row, "kind", KINDS, where)
    yield from one_of(row, "mode", MODES, where)
    yield from one_of(row, "confidence", CONFIDENCE, where)
    for other in as_list(row, "implies"):
        if other not in rows:
            yield _("%(where)s：implies：没有规则 %(id)s。") % {"where": where, "id": other}
    for role in as_list(row, "override"):
        if role not in set(Role):
            yield _("%(where)s：override：没有角色 %(role)s。") % {"where": where, "role": role}
    if row.get("override") and row.get("mode") != "gate":
        yield _("%(where)s：override：只有 gate 规则可以说明情况后继续。") % {"where": where}
    if isinstance(row.get("check"), dict):
        for sentence in predicates.mistakes(row["check"], list(row.get("parameters", {}))):
            yield _("%(where)s：check：%(what)s") % {"where": where, "what": sentence}
    parameters = row.get("parameters", {})
    for name, parameter in parameters.items() if isinstance(parameters, dict) else ():
        yield from wrong_parameter(f"{where}：parameters.{name}", parameter)


def as_list(row: Mapping[str, Any], name: str) -> list[Any]:
    """A field that is a list; empty where it is absent or something else (which `fields` tells)."""
    value = row.get(name, [])
    return value if isinstance(value, list) else []


def wrong_parameter(where: str, row: Any) -> Iterator[str]:
    """What is wrong with a parameter: its fields, and a value beyond its own floors."""
    if not isinstance(row, dict):
        yield _("%(where)s：应写成 { value = …, name = … }。") % {"where": where}
        return
    yield from fields(row, PARAMETER, where)
    for name in ("value", "name"):
        if name not in row:
            yield _("%(where)s：缺少 %(field)s。") % {"where": where, "field": name}
    floors = [name for name in ("least", "most") if name in row]
    unclear = [name for name in floors if as_number(row[name]) is None]
    for name in unclear:
        yield _("%(where)s：%(field)s：应为数或分数。") % {"where": where, "field": name}
    if unclear or "value" not in row:
        return
    limits = {name: row[name] for name in (*floors, "choices") if name in row}
    sentence = Parameter(row["value"], str(row.get("name", "")), **limits).refusal(row["value"])
    if sentence:
        yield f"{where}：value：{sentence}"


def wrong_change(key: str, row: Mapping[str, Any], base: Mapping[str, Rule]) -> Iterator[str]:
    """What is wrong with one change of a pack over another: unknown ids and fields, floors passed."""
    where = _("规则 %(id)s") % {"id": key}
    rule = base.get(key)
    if rule is None:
        yield _("%(where)s：原规则包里没有这条规则。") % {"where": where}
        return
    found = [*fields(row, CHANGE, where), *one_of(row, "kind", KINDS, where)]
    yield from found
    if not found:
        for name, sentence in refusals(rule, change_of(key, row, "")).items():
            yield f"{where}：{name}：{sentence}"
