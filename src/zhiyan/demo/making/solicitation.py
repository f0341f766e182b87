"""Channels, gatherings, forms, boxes, and the office's eight files."""

from __future__ import annotations

from zhiyan.demo.making.cast import CASE, Cast, day, on
from zhiyan.demo.texts import preparation
from zhiyan.solicitation import actions
from zhiyan.solicitation.models import Channel

# file → channel told at upload (the last tells its own, row by row)
FILES = (
    ("01_branches_list.xlsx", "branch_meeting"),
    ("02_branches_titled.xlsx", "branch_meeting"),
    ("03_branches_multi.xlsx", "branch_meeting"),
    ("04_form_navigation.docx", "form"),
    ("05_form_operations.docx", "form"),
    ("06_seminar_backbone.csv", "seminar_backbone"),
    ("07_seminar_youth.txt", "seminar_youth"),
    ("08_carried_over.xlsx", None),
)
SEMINARS = {"seminar_youth": "青年职工座谈会", "seminar_backbone": "科研骨干会"}


def make(cast: Cast) -> None:
    """Everything asked and received in January 2021; then the figures are closed."""
    text = preparation()
    with on(text.circular.on):
        actions.set_up_channels(cast.office, cast.cycle)
    for gathering in text.gatherings:
        with on(gathering.on):
            actions.record_gathering(
                cast.office,
                channel(cast, gathering.kind),
                on=gathering.on,
                name=f"{gathering.branch}职工会议" if gathering.branch else SEMINARS[gathering.kind],
                present=gathering.present,
                branch=cast.branch(gathering.branch) if gathering.branch else None,
                place=gathering.place,
                recorder=gathering.recorder,
            )
    for run in text.form_runs:
        with on(run.returned_on):
            actions.record_form_run(
                cast.office,
                channel(cast, "form"),
                on=run.returned_on,
                name=f"{run.branch}征求意见表",
                sent=run.sent,
                returned=run.returned,
                valid=run.valid,
                branch=cast.branch(run.branch),
            )
    open_boxes(cast)
    with on(day(2021, 1, 15)):
        for name, kind in FILES:
            take_in(cast, name, kind)
        actions.close_solicitation(cast.office, cast.cycle)


def open_boxes(cast: Cast) -> None:
    """Openings of the paper box: what was found is entered or set aside as unreadable."""
    for opening in preparation().box_openings:
        with on(opening.on):
            actions.record_box_opening(
                cast.office,
                channel(cast, "paper_box"),
                on=opening.on,
                first_person=opening.openers[0],
                second_person=opening.openers[1],
                found=opening.found,
                set_aside=opening.set_aside,
            )


def channel(cast: Cast, code: str) -> Channel:
    """A channel of the cycle."""
    return Channel.objects.get(cycle=cast.cycle, code=code)


def take_in(cast: Cast, name: str, kind: str | None) -> None:
    """Preview and confirm one file."""
    data = (CASE / "opinions" / name).read_bytes()
    found = actions.preview_import(cast.office, cast.cycle, name=name, data=data, channel=kind)
    actions.confirm_import(cast.office, found)
