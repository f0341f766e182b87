"""The fields of each kind of paper as a unit's own templates may name them, from the papers of a year."""

from __future__ import annotations

import datetime as dt

from zhiyan.cycle.models import Cycle
from zhiyan.documents.models import PaperTemplate
from zhiyan.documents.printing import UNHANDLED, print_docx, standing
from zhiyan.documents.registry import Kind, compose
from zhiyan.documents.templates import Checked, Field, catalogue, check, starter, values
from zhiyan.kernel import clock, storage

LOOKED_AT = 8
"""Papers of one kind, about different people or places, whose fields are put together."""


def fields_of(cycle: Cycle, kind: Kind) -> tuple[Field, ...]:
    """Every field of this kind, as this year's papers have them; a table with rows counts before an empty one."""
    found: dict[str, Field] = {}
    for subject in list(kind.subjects(cycle))[:LOOKED_AT]:
        document = compose(kind, cycle, subject)
        for field in catalogue(values(document, standing(cycle, UNHANDLED, ""))):
            there = found.get(field.name)
            if there is None or (not there.columns and field.columns) or not there.sample:
                found[field.name] = field
    return tuple(found.values())


def check_template(cycle: Cycle, kind: Kind, name: str, data: bytes) -> Checked:
    """What a template of this kind asks for and what is wrong in it."""
    return check(data, name, fields_of(cycle, kind))


def check_stored(cycle: Cycle, kind: Kind, template: PaperTemplate) -> Checked:
    """The same of a stored one, against this year's papers."""
    return check_template(cycle, kind, template.file.name, storage.read(template.file))


def starter_of(cycle: Cycle, kind: Kind) -> bytes:
    """A first template with every field, to be changed in Word."""
    return starter(fields_of(cycle, kind), clock.today())


def trial(cycle: Cycle, kind: Kind, template: PaperTemplate, *, on: dt.date | None = None) -> bytes:
    """试填: the template filled with this year's data. Raises Invalid where it cannot be."""
    subjects = list(kind.subjects(cycle))
    document = compose(kind, cycle, subjects[0], on=on) if subjects else compose(kind, cycle, on=on)
    return print_docx(document, cycle, kind.code, own=template)
