"""Hostile documents: `python -m benchmarks.hostile_documents [--count 2000] [--office 100] [--seed 1]`.

Every kind of paper of a full year, its texts replaced at random by what breaks files elsewhere: control characters,
words without end, tables drawn with signs, emoji, right-to-left, XML, formulas, field codes, halves of characters.
Each must open again in python-docx, pass the check of the schema (benchmarks/wordprocessing.py), and as a workbook in
openpyxl; `--office` of them go through LibreOffice in one batch.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import docx
import openpyxl

from benchmarks import wordprocessing
from zhiyan.documents.gbt9704 import Document, Landscape, Table, render_docx, render_xlsx

SIGNS = (
    "\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x85\x9f\t\r\n \u2028\u2029\u202a\u202e\u2066\ufeff\u200b\u200d\ufffe\uffff"
    "\ud800\udfff\U0001fffe\U0010ffff中é̀العربيةעִבְרִית👩‍👩‍👧🏽𠮷〇<>&\"'=+-@{}%│┼_x"
)
WHOLE = (
    "", " ", "\n" * 40, "W" * 3000, "字" * 3000, "http://" + "a/" * 600,
    "é" * 700 + "̀" * 300, "👩‍👩‍👧" * 200, "؀" * 300,
    "│ 序号 │ 意见 │\n├───┼───┤\n│ 1 │ 排队 │",
    "序号\t意见\t条数\n1\t排队\t3", "=cmd|'/C calc'!A0", "@SUM(A1:A9)", "-1+1",
    "]]>&amp;<w:p/><w:sectPr/>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "_x0041_x000D_", "{{ x }}{% for a in b %}{%tr %}",
    ' PAGE \\* MERGEFORMAT "', "\\u202e", "1" * 400, "-99999999999999999999", "\ud83d",
    "第一行\r\n第二行\r第三行\u2028第四行",
)  # fmt: skip
KEPT = ("created", "align", "level", "width", "per_row", "data", "width_mm", "min_row_mm", "characters_per_line")
"""Fields that are measures or bytes, never a user's words."""


def hostile_text(chance: random.Random) -> str:
    """A text that breaks files elsewhere."""
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(WHOLE)
    if kind < 0.9:
        return "".join(chance.choice(SIGNS) for _ in range(chance.randrange(1, 60)))
    return "".join(chr(chance.choice((chance.randrange(0x250), chance.randrange(0x110000)))) for _ in range(30))


def spoiled(value: Any, chance: random.Random, share: float) -> Any:
    """The same data with this share of its texts replaced."""
    if isinstance(value, str):
        return hostile_text(chance) if chance.random() < share else value
    if isinstance(value, tuple):
        return tuple(spoiled(each, chance, share) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.name not in KEPT]
        return replace(value, **{name: spoiled(getattr(value, name), chance, share) for name in names})
    return value


def has_table(document: Document) -> bool:
    """Whether it makes a workbook too."""
    flat = (each for block in document.blocks for each in (block.blocks if isinstance(block, Landscape) else (block,)))
    return any(isinstance(block, Table) for block in flat)


def shortened(document: Document, rows: int = 12) -> Document:
    """The document with at most so many rows in each table: two thousand documents are about kinds, not length."""

    def cut(block: Any) -> Any:
        if isinstance(block, Landscape):
            return Landscape(tuple(cut(each) for each in block.blocks))
        return replace(block, rows=block.rows[:rows]) if isinstance(block, Table) else block

    return replace(document, blocks=tuple(cut(block) for block in document.blocks[:60]))


@dataclass
class Outcome:
    """How many documents were made, which broke, and the Word files for LibreOffice."""

    made: int = 0
    books: int = 0
    broken: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)


def hostile(papers: Sequence[Document], count: int, seed: int) -> Iterator[Document]:
    """So many hostile documents over all papers in turn; the same for the same seed."""
    chance = random.Random(seed)
    for at in range(count):
        share = chance.choice((0.05, 0.3, 1.0))
        try:
            yield spoiled(papers[at % len(papers)], chance, share)
        except ValueError:  # a red head without any letter is refused where it is made
            yield spoiled(papers[0], chance, share)


def run(papers: Sequence[Document], count: int, seed: int, keep: int = 0) -> Outcome:
    """Make them, open each again, and hold it against the schema."""
    outcome = Outcome()
    for at, document in enumerate(hostile(papers, count, seed)):
        content = b""
        try:
            content = render_docx(document)
            docx.Document(io.BytesIO(content))
            wrong = wordprocessing.faults(content)
            if has_table(document):
                openpyxl.load_workbook(io.BytesIO(render_xlsx(document)))
                outcome.books += 1
        except Exception as error:
            wrong = [f"{type(error).__name__}: {error}"]
        outcome.made += 1
        outcome.broken += [f"{at}: {fault}" for fault in wrong[:1]]
        if content and len(outcome.files) < keep and at % max(1, count // max(1, keep)) == 0:
            outcome.files.append(content)
    return outcome


def papers_of_a_year() -> list[Document]:
    """Every kind of paper of a full year, once, with at most a dozen rows in each table."""
    from tests.documents.builders import full_cycle
    from zhiyan.documents.registry import KINDS, compose

    cycle = full_cycle()
    return [shortened(compose(kind, cycle, kind.subjects(cycle)[0])) for kind in KINDS.values()]


def main() -> int:
    """Make, check, print; 1 where any document broke."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=2000)
    asked.add_argument("--office", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIYAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        papers = papers_of_a_year()
    begun = time.monotonic()
    outcome = run(papers, given.count, given.seed, keep=given.office)
    for fault in outcome.broken[:20]:
        sys.stdout.write(fault + "\n")
    sys.stdout.write(
        f"{outcome.made} documents over {len(papers)} kinds, {outcome.books} workbooks: "
        f"{len(outcome.broken)} broken, {time.monotonic() - begun:.0f} s\n"
    )
    lost = _office(outcome.files)
    return 1 if outcome.broken or lost else 0


def _office(files: list[bytes]) -> int:
    """Turn the files into PDF in one batch; how many did not come out."""
    from zhiyan.documents.pdf import by_office, office

    program = office()
    if not files or program is None:
        sys.stdout.write("no LibreOffice here\n" if files else "")
        return 0
    begun = time.monotonic()
    made = by_office(program, files)
    sys.stdout.write(f"LibreOffice: {len(made)} of {len(files)} in {time.monotonic() - begun:.0f} s\n")
    return len(files) - len(made)


if __name__ == "__main__":
    sys.exit(main())
