"""Thirty hostile documents over all kinds; `python -m benchmarks.hostile_documents` makes two thousand."""

from __future__ import annotations

import io
import zipfile

import pytest

from benchmarks import wordprocessing
from benchmarks.hostile_documents import hostile, papers_of_a_year, run
from tests.documents.samples import EVERY_BLOCK, make_document
from zhiyan.documents.gbt9704 import render_docx


@pytest.mark.django_db
def test_hostile_documents_open_again_and_are_what_the_schema_allows():
    outcome = run(papers_of_a_year(), 30, seed=7)
    assert outcome.broken == []
    assert outcome.made == 30
    assert outcome.books > 5


def test_hostile_documents_are_the_same_for_the_same_seed():
    papers = [make_document(*EVERY_BLOCK)]
    assert list(hostile(papers, 3, seed=1)) == list(hostile(papers, 3, seed=1))


def with_document(change):
    """The file of a sound document with its main part changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(render_docx(make_document(*EVERY_BLOCK)))) as source,
        zipfile.ZipFile(out, "w") as made,
    ):
        for name in source.namelist():
            data = source.read(name)
            made.writestr(name, change(data.decode()).encode() if name == "word/document.xml" else data)
    return out.getvalue()


def test_sound_document_has_no_fault():
    assert wordprocessing.faults(with_document(lambda xml: xml)) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('<w:jc w:val="both"/></w:pPr>', '<w:jc w:val="middle"/></w:pPr>'),
        ("<w:widowControl", '<w:jc w:val="left"/><w:widowControl'),
        ('<w:tblLayout w:type="fixed"/>', '<w:unknown/><w:tblLayout w:type="fixed"/>'),
        ("</w:tr></w:tbl>", "<w:tc><w:tcPr/><w:p/></w:tc></w:tr></w:tbl>"),
        ('<w:vAlign w:val="center"/></w:tcPr>', '<w:vAlign w:val="center"/></w:tcPr><w:r/>'),
        ("<w:body>", "<w:body><w:sectPr/>"),
    ],
    ids=["value", "order", "unknown", "columns", "child", "place"],
)
def test_what_the_schema_forbids_is_found(was, becomes):
    changed = with_document(lambda xml: xml.replace(was, becomes, 1))
    assert changed != with_document(lambda xml: xml)
    assert wordprocessing.faults(changed)
