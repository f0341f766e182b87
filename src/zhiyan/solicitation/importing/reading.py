"""The one entrance: a file's bytes in, opinions, rejections and warnings out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.files import FileRefused, decode_text, sniff
from zhiyan.kernel.files.delimited import read_delimited
from zhiyan.kernel.files.sheets import read_workbook
from zhiyan.kernel.files.words import read_document

from . import forms, minutes, records, tables
from .channels import CarrySources, propose_channel
from .collect import Collector, RowTaker
from .context import ImportContext, ParsedFile, ParsedOpinion, ParseWarning, Rejection
from .messages import reason_sentence, warning_sentence
from .resolve import Resolver


def parse_opinions(data: bytes, name: str, context: ImportContext) -> ParsedFile:
    """Everything in one file of opinions. Raises FileRefused where the file as a whole cannot be read.

    A bad row is kept aside with its place and reason; nothing is dropped silently. Where no channel was told it is
    proposed from name and content, with a warning; sources named row by row (延续问题) come first.
    """
    found, parsed = _read(data, name, context)
    if not found:
        raise nothing_found()
    return parsed


def nothing_found() -> FileRefused:
    """The refusal of a file in which no opinion can be recognised."""
    return FileRefused(
        "no_opinions_found",
        _("文件里没有找到意见表或编号的意见。"),
        _(
            "请核对是否选错了文件；表格要有表头（如“意见建议内容”），纪要要有“意见建议如下：”和编号。"
            "表头叫法特殊的，在网页上传后可以逐列指明。"
        ),
    )


def look_at_file(data: bytes, name: str, context: ImportContext) -> ParsedFile:
    """The same, where nothing was recognised too: then `tables` say what stands in the file, for a person to explain.

    Raises FileRefused where the file cannot be read, or holds neither opinions nor a table.
    """
    found, parsed = _read(data, name, context)
    if not found and not any(len(table.columns) > 1 for table in parsed.tables):
        raise nothing_found()
    return parsed


def _read(data: bytes, name: str, context: ImportContext) -> tuple[bool, ParsedFile]:
    """Whether opinions were recognised, and all that came out."""
    kind = sniff(data, name)
    collector = Collector(context, Resolver(context), context.channel)
    if kind == "xlsx":
        found = _workbook(data, name, collector)
    elif kind == "docx":
        found = _document(data, name, collector)
    else:
        text = decode_text(data)[0]
        found = _records(text, name, collector) if kind == "csv" else _minutes(text, name, collector)
    return found, collector.result()


def _workbook(data: bytes, name: str, collector: Collector) -> bool:
    sheets = read_workbook(data)
    found = tables.find_tables(sheets, collector)
    raws = tables.source_names(found)
    sources = _sources(raws, collector)
    _settle_channel(name, tables.opening(sheets), collector, has_sources=sources is not None)
    for sheet, header in found:
        tables.read_table(sheet, header, collector, sources)
    return bool(found)


def _document(data: bytes, name: str, collector: Collector) -> bool:
    document = read_document(data)
    _settle_channel(name, forms.opening(document), collector)
    if forms.read_form(document, name, collector):
        return True
    return minutes.read_minutes([paragraph.text for paragraph in document.paragraphs], collector, "paragraph")


def _records(text: str, name: str, collector: Collector) -> bool:
    rows = read_delimited(text)
    header = records.find_records(rows, collector)
    if header is None:
        return False
    column = header.columns.get("source")
    raws = [row[column - 1] for row in rows[header.last_row :] if column and column <= len(row)]
    sources = _sources(raws, collector)
    opening = "\n".join(" ".join(row) for row in rows[: max(1, header.last_row)])
    _settle_channel(name, opening, collector, has_sources=sources is not None)
    records.read_records(rows, header, collector, RowTaker(collector, sources))
    return True


def _minutes(text: str, name: str, collector: Collector) -> bool:
    lines = text.splitlines()
    _settle_channel(name, "\n".join(lines[:12]), collector)
    return minutes.read_minutes(lines, collector)


def _sources(raws: list[str], collector: Collector) -> CarrySources | None:
    if not raws:
        return None
    context = collector.context
    return CarrySources(raws, context.aliases.get("carry_sources", {}), context.window)


def _settle_channel(name: str, opening: str, collector: Collector, *, has_sources: bool = False) -> None:
    """The channel told at upload stands; else one is proposed, unless every row names its own source."""
    if collector.channel is not None or has_sources:
        return
    collector.channel = propose_channel(name, opening)
    code = "channel_proposed" if collector.channel else "channel_unknown"
    collector.warn(code, {}, collector.channel)


def dry_run_dict(results: Iterable[tuple[str, ParsedFile]]) -> dict[str, Any]:
    """What an import would do, in the shape that the command line prints."""
    opinions: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    for file, parsed in results:
        opinions += [opinion_dict(file, opinion) for opinion in parsed.opinions]
        rejected += [rejection_dict(file, rejection) for rejection in parsed.rejected]
        warnings += [warning_dict(file, warning) for warning in parsed.warnings]
    return {"opinions": opinions, "rejected": rejected, "warnings": warnings}


def opinion_dict(file: str, opinion: ParsedOpinion) -> dict[str, Any]:
    """One opinion as plain data; `flags` from personal_data, praise."""
    flags = [name for name, on in (("personal_data", opinion.personal_data), ("praise", opinion.praise)) if on]
    return {
        "file": file,
        "locator": dict(opinion.locator),
        "text": opinion.text,
        "source_text": opinion.source_text,
        "aspect": opinion.aspect,
        "target": opinion.target,
        "branch": opinion.branch,
        "channel": opinion.channel,
        "source": opinion.source,
        "date": opinion.date.isoformat() if opinion.date else None,
        "flags": flags,
    }


def rejection_dict(file: str, rejection: Rejection) -> dict[str, Any]:
    """A row kept aside: `reason` is the code, `message` the sentence."""
    made: dict[str, Any] = {
        "file": file,
        "locator": dict(rejection.locator),
        "reason": rejection.reason,
        "text": rejection.text,
    }
    if rejection.first is not None:
        made["first"] = rejection.first
    return {**made, "message": reason_sentence(rejection)}


def warning_dict(file: str, warning: ParseWarning) -> dict[str, Any]:
    """A warning: `code` for programs, `message` the sentence."""
    made: dict[str, Any] = {"file": file, "locator": dict(warning.locator), "code": warning.code}
    if warning.value is not None:
        made["value"] = warning.value
    if warning.parts is not None:
        made["parts"] = warning.parts
    return {**made, "message": warning_sentence(warning)}


def channels_of(parsed: Sequence[ParsedOpinion]) -> dict[str, str]:
    """Channel code -> name, in the order in which they first occur."""
    return {opinion.channel: opinion.source or opinion.channel for opinion in parsed if opinion.channel}
