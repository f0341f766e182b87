"""The office's files of opinions: previewed, then taken in as a whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import aspects
from zhiyan.kernel import clock, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Alias
from zhiyan.org.queries import branches
from zhiyan.solicitation import previews
from zhiyan.solicitation.channels import channel_of
from zhiyan.solicitation.codes import reply_code
from zhiyan.solicitation.importing import CHANNEL_NAMES
from zhiyan.solicitation.making import Incoming, Piece, make, members_by_role, target_of
from zhiyan.solicitation.matching import form_run_for, gathering_for
from zhiyan.solicitation.models import Channel, FormRun, Gathering, ImportFile, ImportState, KeptRow
from zhiyan.solicitation.permissions import may_solicit
from zhiyan.solicitation.standing import require_running


@action(may_solicit, "solicitation.import_previewed")
def preview_import(
    actor: Actor,
    cycle: Cycle,
    *,
    name: str,
    data: bytes,
    channel: str | None = None,
    aliases: previews.Aliases | None = None,
) -> ImportFile:
    """Keep the file, read it, and show what it would become; nothing counts yet.

    The same bytes again add nothing: the record that is there comes back, marked `already`, in its own state.
    Raises FileRefused where the file cannot be read.
    """
    require_running(cycle)
    digest = hashlib.sha256(data).hexdigest()
    there = find_same(cycle, digest)
    if there is not None:
        there.already = True
        return there
    preview = previews.read(cycle, data, name, channel=channel, aliases=aliases or {})
    return ImportFile.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        file=storage.store(cycle.unit_id, name, data),
        name=name[:255],
        sha256=digest,
        channel_code=preview["channel"] or "",
        preview=preview,
        imported_by_id=actor.user_id,
        at=clock.now(),
        reply_code=reply_code(),
    )


def find_same(cycle: Cycle, digest: str) -> ImportFile | None:
    """The file of these bytes that waits or was taken in already."""
    return ImportFile.objects.filter(cycle=cycle, sha256=digest).exclude(state=ImportState.DISCARDED).first()


@action(may_solicit, "solicitation.import_reread")
def reread_import(
    actor: Actor,
    import_file: ImportFile,
    *,
    channel: str | None = None,
    aliases: previews.Aliases | None = None,
    layout: previews.Layout | None = None,
) -> ImportFile:
    """Read the waiting file again with a channel told, names or columns explained; earlier explanations stay.

    Raises Invalid where a table was explained without a column of opinions.
    """
    _require_waiting(import_file)
    _require_texts(layout or {})
    before = import_file.preview.get("aliases", {})
    merged = {kind: {**before.get(kind, {}), **(aliases or {}).get(kind, {})} for kind in {*before, *(aliases or {})}}
    data = storage.read(import_file.file)
    import_file.preview = previews.read(
        import_file.cycle,
        data,
        import_file.name,
        channel=channel or None,
        aliases=merged,
        told={**previews.layout_of(import_file.preview), **(layout or {})},
    )
    import_file.channel_code = import_file.preview["channel"] or ""
    import_file.save(update_fields=["preview", "channel_code"])
    return import_file


@action(may_solicit, "solicitation.import_discarded")
def discard_import(actor: Actor, import_file: ImportFile) -> ImportFile:
    """Give up a waiting file: nothing of it counts; it may be brought again."""
    _require_waiting(import_file)
    import_file.state = ImportState.DISCARDED
    import_file.preview = {}
    import_file.save(update_fields=["state", "preview"])
    return import_file


@action(may_solicit, "solicitation.import_confirmed")
def confirm_import(
    actor: Actor, import_file: ImportFile, *, joins: Collection[str] = (), channel: str | None = None
) -> ImportFile:
    """Take the file in as a whole: submissions, opinions, rows kept aside; names explained are remembered.

    `joins` are the cells (previews.cell_key) whose suggested split is not wanted. `channel` is for the whole file, or,
    where rows name their own sources, for those that name none. A file always tells of what has taken place: the rules
    of later entry (补录) do not apply.
    Raises Invalid where an opinion has no channel or its channel is closed; then nothing is taken in.
    """
    _require_waiting(import_file)
    preview = import_file.preview
    if not preview["opinions"]:
        raise Invalid(
            "import.nothing", _("这个文件里没有可以导入的意见。"), remedy=_("请放弃这次导入，核对文件后再传。")
        )
    opinions = with_channel(preview, channel)
    made = make(import_file.cycle, _incoming(import_file, opinions, set(joins)))
    _keep_rows(import_file)
    _remember(import_file)
    import_file.state = ImportState.CONFIRMED
    import_file.imported_by_id = actor.user_id
    import_file.at = clock.now()
    import_file.channel_code = (channel or import_file.channel_code) if not previews.names_own_channels(preview) else ""
    # The opinions stand in their own records now; a second copy of their words would escape masks and handing over.
    import_file.preview = {
        "counts": {"opinions": len(made), "rejected": len(preview["rejected"]), "warnings": len(preview["warnings"])},
        "warnings": preview["warnings"],
    }
    import_file.save()
    return import_file


def with_channel(preview: previews.Preview, channel: str | None) -> list[dict[str, Any]]:
    """The preview's opinions with the channel told. Raises Invalid where one is left without."""
    own = previews.names_own_channels(preview)
    opinions = []
    for opinion in preview["opinions"]:
        code = (opinion["channel"] or channel) if own else (channel or opinion["channel"])
        source = opinion["source"] if code == opinion["channel"] else None
        opinions.append({**opinion, "channel": code, "source": source})
    lacking = sum(1 for opinion in opinions if not opinion["channel"])
    if lacking:
        raise Invalid(
            "import.channel",
            _("有 %(n)d 条意见不知道来自哪个渠道。") % {"n": lacking},
            fields={"channel": _("请选择渠道。")},
        )
    return opinions


def _require_texts(layout: previews.Layout) -> None:
    for place, told in layout.items():
        if told.columns and not {"text", "team", "member"} & set(told.columns.values()):
            raise Invalid(
                "import.columns",
                _("“%(place)s”里没有指明哪一列是意见。") % {"place": place},
                remedy=_("请把意见所在的列指为“意见内容”；如果这张表不是意见，每一列都留空。"),
            )


def _require_waiting(import_file: ImportFile) -> None:
    require_running(import_file.cycle)
    if import_file.state != ImportState.PREVIEW:
        raise Invalid(
            "import.settled",
            _("“%(name)s”%(state)s，不能再操作。")
            % {"name": import_file.name, "state": import_file.get_state_display()},
        )


def _incoming(import_file: ImportFile, opinions: list[dict[str, Any]], joins: set[str]) -> list[Incoming]:
    """One submission for each cell, with its opinions as spans."""
    cycle = import_file.cycle
    channels = _channels(cycle, opinions)
    lookup = {
        "aspects": {aspect.code: aspect for aspect in aspects(cycle)},
        "members": members_by_role(cycle),
        "branches": {branch.name: branch for branch in branches(cycle.unit)},
        "gatherings": list(Gathering.objects.filter(channel__cycle=cycle)),
        "runs": list(FormRun.objects.filter(channel__cycle=cycle)),
    }
    cells: dict[str, list[dict[str, Any]]] = {}
    for place, opinion in enumerate(opinions):
        key = previews.cell_key(opinion) if opinion["source_text"] else f"#{place}"
        cells.setdefault(key, []).append(opinion)
    return [
        _submission(import_file, channels[parts[0]["channel"]], parts, lookup, joined=key in joins)
        for key, parts in cells.items()
    ]


def _channels(cycle: Cycle, opinions: list[dict[str, Any]]) -> dict[str, Channel]:
    channels: dict[str, Channel] = {}
    for opinion in opinions:
        code = opinion["channel"]
        if code not in channels:
            name = CHANNEL_NAMES.get(code) or opinion["source"] or code
            channels[code] = channel_of(cycle, code, name)
    closed = [channel.name for channel in channels.values() if channel.closed]
    if closed:
        raise Invalid(
            "channel.closed",
            _("渠道已经关闭：%(names)s。") % {"names": "、".join(closed)},
            remedy=_("确需补录，请先重新开放这个渠道。"),
            fields={"channel": _("渠道已经关闭，请先重新开放，或选别的渠道。")},
        )
    return channels


def _submission(
    import_file: ImportFile,
    channel: Channel,
    parts: list[dict[str, Any]],
    lookup: Mapping[str, Any],
    *,
    joined: bool,
) -> Incoming:
    first = parts[0]
    text = first["source_text"] or first["text"]
    branch = lookup["branches"].get(first["branch"] or "")
    on = dt.date.fromisoformat(first["date"]) if first["date"] else None
    branch_id = branch.pk if branch else None
    return Incoming(
        text=text,
        channel=channel,
        pieces=(_joined(text, parts, lookup),) if joined else tuple(_piece(part, lookup) for part in parts),
        on=on,
        branch=branch,
        locator=_place(first),
        raw={**first["raw"], **({"source": first["source"]} if first["source"] else {})},
        links={
            "source_file": import_file,
            "gathering": gathering_for(lookup["gatherings"], channel.pk, branch_id, on),
            "form_run": form_run_for(lookup["runs"], channel.pk, branch_id),
        },
    )


def _place(opinion: Mapping[str, Any]) -> dict[str, Any]:
    """The cell; a part's number only where the file itself has parts (paragraphs), not where a split suggests them."""
    hidden = "part" if opinion["source_text"] else ""
    return {name: value for name, value in opinion["locator"].items() if name != hidden}


def _piece(part: Mapping[str, Any], lookup: Mapping[str, Any]) -> Piece:
    return Piece(
        start=part["start"],
        end=part["end"],
        aspect=lookup["aspects"].get(part["aspect"] or ""),
        target=target_of(part["target"], lookup["members"], part["target_source"] or ""),
        praise=part["praise"],
    )


def _joined(text: str, parts: list[dict[str, Any]], lookup: Mapping[str, Any]) -> Piece:
    """The whole cell as one opinion; aspect and target stay only where the parts agree."""
    start = len(text) - len(text.lstrip())
    aspect = {part["aspect"] for part in parts}
    target = {part["target"] for part in parts}
    return Piece(
        start=start,
        end=start + len(text.strip()),
        aspect=lookup["aspects"].get(parts[0]["aspect"] or "") if len(aspect) == 1 else None,
        target=target_of(
            parts[0]["target"] if len(target) == 1 else None, lookup["members"], parts[0]["target_source"] or ""
        ),
    )


def _keep_rows(import_file: ImportFile) -> None:
    KeptRow.objects.bulk_create(
        KeptRow(
            unit_id=import_file.unit_id,
            source=import_file,
            locator={**row["locator"], **({"first": row["first"]} if "first" in row else {})},
            reason=row["reason"],
            text=row["text"],
        )
        for row in import_file.preview["rejected"]
    )


def _remember(import_file: ImportFile) -> None:
    """Names explained for this file are known for the unit's next one (别名)."""
    names = {aspect.code: aspect.name for aspect in aspects(import_file.cycle)}
    told = {**import_file.preview.get("aliases", {}), previews.COLUMNS: previews.words_told(import_file.preview)}
    for kind, pairs in told.items():
        for raw, value in pairs.items():
            meant = names.get(value, value) if kind == "aspects" else value
            if raw:
                Alias.objects.update_or_create(
                    unit_id=import_file.unit_id, kind=kind, raw=raw[:120], defaults={"value": meant[:120]}
                )
