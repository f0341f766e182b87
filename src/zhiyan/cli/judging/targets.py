"""What the arguments of `zhiyan verify` are, and judging each by its kind."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiyan.cli import backups
from zhiyan.cli.judging import Report, bundles, counts, outside, proofs, stores
from zhiyan.cli.judging.outside import Unreadable
from zhiyan.kernel.canonical import unb64
from zhiyan.ledger.proving import Refused, judge_request
from zhiyan.ledger.statements import Head, is_signed, public_from
from zhiyan.ledger.verifying import Judged, judge, read_lines

JSON_KINDS = ("receipt", "proof", "heads", "witness-request")
IGNORED_IN_FOLDERS = ("head", "countersignature", "witness-answer")


@dataclass
class Given:
    """The arguments by kind."""

    logs: list[Path] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)
    databases: list[Path] = field(default_factory=list)
    bundles: list[Path] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Documents of a kind."""
        return [one for one in self.documents if one.get("kind") == kind]


def sort(targets: Iterable[str]) -> Given:
    """Look at each file, folder and address. Raises Unreadable where one is nothing that can be judged."""
    given = Given()
    for target in targets:
        if outside.is_url(target):
            given.documents.append(_document(outside.read_json(address(target)), target))
        elif Path(target).is_dir():
            _sort_folder(Path(target), given)
        elif Path(target).is_file():
            _sort_file(Path(target), given)
        else:
            raise Unreadable(f"没有 {target}。")
    return given


def address(url: str) -> str:
    """Where the data behind a page of the box are: of its heads, or of a year."""
    path = urlsplit(url).path
    if path.endswith(".json"):
        return url
    base = url.split("#")[0].split("?")[0].rstrip("/")
    return f"{base}.json" if "/heads/" in f"{path}/" else f"{base}/proof.json"


def _sort_folder(folder: Path, given: Given) -> None:
    if (folder / "store.json").exists():
        database = folder / backups.DATABASE
        if not database.exists():
            raise Unreadable(f"{folder} 的数据库不在文件里；请在这个数据目录上运行 zhiyan verify。")
        given.databases.append(database)
        return
    if bundles.is_bundle(folder):
        given.bundles.append(folder)
        return
    found = sorted(path for path in folder.iterdir() if path.is_file())
    for path in found:
        try:
            _sort_file(path, given)
        except Unreadable:
            continue
    if not any((given.logs, given.backups, given.bundles, given.documents)):
        raise Unreadable(f"{folder} 里没有可以核对的文件。")


def _sort_file(path: Path, given: Given) -> None:
    if bundles.is_bundle(path):
        given.bundles.append(path)
        return
    if zipfile.is_zipfile(path) or path.suffix == ".zip":
        given.backups.append(path)
        return
    if path.suffix == ".sqlite3":
        given.databases.append(path)
        return
    with path.open("rb") as stream:
        beginning = stream.readline(100_000)
    if b'"kind":"log"' in beginning:
        given.logs.append(path)
        return
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        # Whatever else is neither: a backup that is damaged beyond recognition is judged as one, and found wanting.
        given.backups.append(path)
        return
    given.documents.append(_document(value, str(path)))


def _document(value: Any, name: str) -> dict[str, Any]:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind not in JSON_KINDS:
        raise Unreadable(f"{name} 不是回执、核对资料或树头公布的文件。")
    return dict(value)


def judge_all(given: Given, known: Sequence[Head], witnesses: Sequence[Ed25519PublicKey]) -> Report:
    """Judge everything; heads in receipts and in handed out papers count as kept outside."""
    report = Report()
    known = [*known, *(head for one in given.of("receipt") for head in _own(one))]
    known += [head for path in given.bundles for head in bundles.heads_of(path)]
    judged = _judge_logs(given, known, witnesses, report)
    for source in given.backups:
        found = stores.judge_backup(source, known, witnesses)
        _merge(report, found)
    for path in given.bundles:
        bundles.judge_bundle(path, judged, report)
    for request in (*given.of("heads"), *given.of("witness-request")):
        _guarded(report, "树头", lambda one=request: _judge_heads(one, known, witnesses, report))
    years = given.of("proof")
    for proof in years:
        _guarded(report, "核对资料", lambda proof=proof: proofs.judge_proof(proof, report, known, witnesses))
    for receipt in given.of("receipt"):
        _guarded(report, "回执", lambda one=receipt: proofs.judge_receipt(one, report, years, judged))
    return report


def _own(receipt: dict[str, Any]) -> list[Head]:
    try:
        return list(outside.of_json(receipt))
    except (ValueError, KeyError, TypeError):
        return []


def _judge_logs(
    given: Given, known: Sequence[Head], witnesses: Sequence[Ed25519PublicKey], report: Report
) -> list[Judged]:
    judged = []
    for path in given.logs:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            try:
                judged.append(judge(read_lines(lines, name=path.name), known, witnesses))
            except (ValueError, KeyError) as error:
                report.judged += 1
                report.faults.append(f"{path.name} 不是完好的日志文件：{error}")
    for path in given.databases:
        judged += stores.judge_database(path, known, witnesses)
    for log in judged:
        report.take_log(log)
        counts.judge_counts(log, report)
    return judged


def _merge(report: Report, other: Report) -> None:
    report.faults += other.faults
    report.said += other.said
    report.logs += other.logs
    report.judged += other.judged
    report.unsure(*other.not_judged)


def _judge_heads(
    request: dict[str, Any], known: Sequence[Head], witnesses: Sequence[Ed25519PublicKey], report: Report
) -> None:
    """The public heads of a unit, held against heads kept outside."""
    report.judged += 1
    ours = [head for head in known if head.log in ("", request.get("log"))]
    seen = sorted((head for head in ours if head.whole), key=lambda head: (head.epoch, head.size))
    if request.get("head") is None:
        report.unsure("还没有签名的树头。")
        return
    try:
        shown = judge_request(request, seen, None)
    except Refused as error:
        report.faults.append(f"树头：{error.sentence}")
        return
    head = shown.head
    report.said.append(f"树头 {head.log}：{head.size} 条，根 {head.root}，{head.on}")
    if shown.gap:
        report.said.append(shown.gap)
    if not seen:
        report.unsure("没有外部保存的树头，不能判断整本日志是否被整体替换。")
    _judge_countersignatures(request, witnesses, report)


def _judge_countersignatures(request: dict[str, Any], witnesses: Sequence[Ed25519PublicKey], report: Report) -> None:
    """Each by the public key beside it, and that key against those given."""
    given = request.get("countersignatures") or []
    if not given:
        report.unsure("这本日志无外部见证。")
    trusted = {key.public_bytes_raw() for key in witnesses}
    for one in given:
        statement, raw = one["countersignature"], unb64(one["public"], 32)
        name = f"{statement['witness']} 对 {statement['size']} 条的见证"
        if not is_signed(statement, public_from(raw), "countersignature"):
            report.faults.append(f"{name}签名不对。")
        elif trusted and raw not in trusted:
            report.faults.append(f"{name}不是给出的公钥签的。")
        else:
            report.said.append(f"{name}签名相符。")
    if given and not trusted:
        report.unsure("见证用的公钥来自同一份资料；要判断它是不是上级的，请用 --key 给出上级的公钥。")


def _guarded(report: Report, name: str, judge_it: Any) -> None:
    """Whatever is malformed is a fault, not a crash."""
    try:
        judge_it()
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, InvalidSignature) as error:
        report.faults.append(f"{name}读不出来：{type(error).__name__}")
