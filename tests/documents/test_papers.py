"""Every kind of paper can be printed, for a year without records and for a full one."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from tests import builders
from zhiyan.documents.gbt9704 import render_docx, render_html, render_text, render_xlsx
from zhiyan.documents.registry import KINDS, compose, entries
from zhiyan.kernel.actor import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", KINDS)
def test_paper_of_a_year_without_records_opens_again(code):
    cycle = builders.make_cycle()
    kind = KINDS[code]
    for subject in kind.subjects(cycle):
        document = compose(kind, cycle, subject)
        assert docx.Document(io.BytesIO(render_docx(document))).paragraphs
        assert render_text(document).strip()
        assert render_html(document).startswith("<article")
        if kind.sheet:
            assert openpyxl.load_workbook(io.BytesIO(render_xlsx(document))).worksheets


def test_paper_of_a_unit_without_team_and_notice_opens_again():
    cycle = builders.make_cycle(team=(), notice=False, branches=False)
    for kind in KINDS.values():
        for subject in kind.subjects(cycle):
            render_docx(compose(kind, cycle, subject))


def test_administrator_sees_no_paper():
    cycle = builders.make_cycle()
    assert entries(builders.actor(cycle, Role.ADMINISTRATOR), cycle) == []
