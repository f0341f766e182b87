"""Filling a template that was checked: docxtpl under our own language, with a budget, the result read again."""

from __future__ import annotations

import io
from typing import Any

import docx
from docxtpl import DocxTemplate
from lxml import etree

from zhiyan.documents.gbt9704.archive import repacked
from zhiyan.documents.templates.fields import Values
from zhiyan.documents.templates.safety import open_template
from zhiyan.documents.templates.sandbox import Budget, Environment, counted


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl carries no types
    """docxtpl that writes within a budget and takes no broken XML for good."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__(io.BytesIO(data))
        self._budget = budget

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """The part with its fields filled. Raises TooMuch, TemplateSyntaxError, etree.XMLSyntaxError."""
        made = jinja_env.from_string(src_xml)
        self.current_rendering_part = part
        xml: str = self.resolve_listing("".join(map(self._budget.write, made.generate(context))))
        etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        return xml


def fill(data: bytes, given: Values, *, modified: str = "2000-01-01", budget: Budget | None = None) -> bytes:
    """The filled document; the same template and values give the same bytes. `modified` is its day, in ISO form.

    Raises FileRefused for a package that may not be opened, TooMuch beyond the budget, TemplateSyntaxError for a tag
    that may not be there, etree.XMLSyntaxError where filling would break the document.
    """
    open_template(data, "template.docx")
    spent = budget or Budget()
    template = _Template(data, spent)
    template.render(counted(given, spent), Environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    docx.Document(io.BytesIO(out.getvalue()))
    return repacked(out.getvalue(), f"{modified}T00:00:00Z")
