"""The fields of each kind of paper as a unit's own templates may name them, from the papers of a year."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from uuid import UUID

from zhiyan.cycle.models import Cycle
from zhiyan.documents.models import PaperTemplate, TemplateState
from zhiyan.documents.printing import UNHANDLED, print_docx, standing
from zhiyan.documents.registry import Kind, compose
from zhiyan.documents.templates import Checked, Field, catalogue, check, starter, values
from zhiyan.formalism.words import letters, sentences
from zhiyan.kernel import clock, storage
from zhiyan.kernel.files.words import Table, read_document
from zhiyan.kernel.models import StoredFile

LOOKED_AT = 8
"""Papers of one kind, about different people or places, whose fields are put together."""
SHORTEST = 10
"""Letters of a template's sentence that somebody could copy: less is a heading."""
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.S)


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


def statement_models(cycle: Cycle) -> tuple[str, ...]:
    """Sentences that stand in the unit's own template of a statement: whoever hands them in has copied them (R29)."""
    used = PaperTemplate.objects.filter(unit=cycle.unit_id, kind="statement", state=TemplateState.APPROVED)
    return tuple(sentence for file in used.values_list("file_id", flat=True) for sentence in sentences_in(file))


@lru_cache(maxsize=64)
def sentences_in(file_id: UUID) -> tuple[str, ...]:
    """The sentences of a stored template without its fields; a stored file never changes, so it is read once."""
    blocks = read_document(storage.read(StoredFile.objects.get(pk=file_id))).blocks
    lines = [
        line
        for block in blocks
        for line in ([cell.text for row in block.rows for cell in row] if isinstance(block, Table) else [block.text])
    ]
    text = _TAG.sub("", "\n".join(lines))
    found = (text[start:end].strip() for start, end in sentences(text))
    return tuple(dict.fromkeys(one for one in found if letters(one) >= SHORTEST))
