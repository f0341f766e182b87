"""What is wrong in a template, pointed to the paragraph or the cell, with the words around it and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes

from zhiyan.documents.templates.fields import LIST, TABLE, Field
from zhiyan.documents.templates.places import Place, Problem, Tag, tags_of
from zhiyan.documents.templates.safety import open_template, text_parts
from zhiyan.documents.templates.sandbox import DEEPEST_LOOP, FILTERS_ALLOWED, LOOP_ALLOWED, Environment, Forbidden
from zhiyan.kernel.files import FileRefused

MOST_TAGS = 2_000
LOOP = Field("loop", TABLE, columns=tuple(Field(name, "数字") for name in LOOP_ALLOWED))


@dataclass
class Checked:
    """What a template asks for and what is wrong in it; usable where nothing but advice is left."""

    problems: list[Problem] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether it may be put to use."""
        return all(problem.advice for problem in self.problems)


def check(data: bytes, name: str, fields: Iterable[Field]) -> Checked:
    """Look at a template against the fields of its kind of paper. A package that may not be opened is one problem."""
    checked = Checked()
    try:
        archive = open_template(data, name)
        parts = list(text_parts(archive))
    except FileRefused as refused:
        checked.problems.append(Problem(_("整个文件"), name, refused.sentence, refused.remedy))
        return checked
    reader = _Reader({each.name: each for each in fields}, checked)
    count = 0
    for part, root in parts:
        for found in tags_of(part, root):
            count += 1
            if count > MOST_TAGS:
                checked.problems.append(Problem(_("整个文件"), name, _("标签太多，超过%d个。") % MOST_TAGS))
                return checked
            reader.read(found)
        reader.finish()
    if not checked.names and checked.usable:
        checked.problems.append(
            Problem(_("整个文件"), name, _("没有找到任何字段。"), _("字段写成 {{ 标题 }} 的样子，名称见字段清单。"))
        )
    return checked


@dataclass
class _Open:
    """A loop or a choice that waits for its end."""

    word: str
    tag: Tag
    target: str = ""
    rows: Field | None = None


class _Reader:
    """Goes through the tags in order, keeping what is open."""

    def __init__(self, fields: Mapping[str, Field], checked: Checked) -> None:
        self._fields, self._checked = fields, checked
        self._environment = Environment()
        self._open: list[_Open] = []

    def read(self, tag: Tag | Problem) -> None:
        """One tag, or what is wrong with how it is written."""
        if isinstance(tag, Problem):
            self._checked.problems.append(tag)
            return
        if tag.pieces > 1:
            remedy = _("按第一段的格式填写；要统一格式，请删去后一次输入。")
            self._say(tag.place, _("标签被拆成了%d段不同的格式。") % tag.pieces, remedy, advice=True)
        if tag.kind == "output":
            self._output(tag)
        else:
            self._statement(tag)

    def finish(self) -> None:
        """The part ends: whatever is open was never closed."""
        for each in self._open:
            end = "{% endfor %}" if each.word == "for" else "{% endif %}"
            what = _("循环没有结束。") if each.word == "for" else _("“如果”没有结束。")
            self._say(each.tag.place, what, _("请在后面补上 %s。") % end)
        self._open = []

    def _output(self, tag: Tag) -> None:
        tree = self._parse(tag, "{{ " + tag.body + " }}")
        if tree is None:
            return
        shown = next(tree.find_all(nodes.Output)).nodes[0]
        found = self._references(tag, tree)
        if isinstance(shown, nodes.Name) and found and found.kind in (TABLE, LIST):
            remedy = f"{{% for 行 in {shown.name} %}} … {{% endfor %}}"
            self._say(tag.place, _("“%s”是一张表，不能直接填写。") % shown.name, _("请用循环：%s") % remedy)

    def _statement(self, tag: Tag) -> None:
        word = tag.body.split(None, 1)[0] if tag.body else ""
        if word in ("endfor", "endif"):
            self._close(tag, word.removeprefix("end"))
        elif word in ("elif", "else"):
            self._between(tag, word)
        elif word in ("for", "if"):
            self._begin(tag, word)
        else:
            self._say(
                tag.place, _("不认识“%s”。") % word[:40], _("只能用 for、if、elif、else 和对应的 endfor、endif。")
            )

    def _begin(self, tag: Tag, word: str) -> None:
        tree = self._parse(tag, "{% " + tag.body + " %}{% end" + word + " %}")
        opened = _Open(word, tag)
        if tree is not None:
            found = self._references(tag, tree)
            loop = next(tree.find_all(nodes.For), None)
            if loop is not None and isinstance(loop.target, nodes.Name):
                opened.target, opened.rows = loop.target.name, found
                if found is not None and found.kind not in (TABLE, LIST):
                    self._say(tag.place, _("“%s”不是表，不能循环。") % found.name, _("请用 {{ %s }}。") % found.name)
        self._open.append(opened)
        if sum(each.word == "for" for each in self._open) > DEEPEST_LOOP:
            self._say(tag.place, _("循环套得太深（最多三层）。"), _("请拆成几个循环。"))

    def _between(self, tag: Tag, word: str) -> None:
        last = self._open[-1] if self._open else None
        if last is None or (word == "elif" and last.word != "if"):
            self._say(tag.place, _("“%s”前面没有对应的“如果”。") % word, _("请先写 {% if … %}。"))
        elif last.tag.scope != tag.scope:
            self._apart(tag, last)
        elif word == "elif":
            tree = self._parse(tag, "{% if " + tag.body.removeprefix("elif") + " %}{% endif %}")
            if tree is not None:
                self._references(tag, tree)

    def _close(self, tag: Tag, word: str) -> None:
        last = self._open[-1] if self._open else None
        if last is None or last.word != word:
            begin = "for" if word == "for" else "if"
            self._say(
                tag.place, _("这里结束了，前面却没有对应的开始。"), _("请检查 {%% %s … %%} 是否写在前面。") % begin
            )
            return
        self._open.pop()
        if last.tag.scope != tag.scope:
            self._apart(tag, last)

    def _apart(self, tag: Tag, opened: _Open) -> None:
        self._say(
            tag.place,
            _("与开始的标签（%s）不在同一段、同一格或同一张表里。") % opened.tag.place.where,
            _("整段循环两头用 {%p … %}，整行循环两头用 {%tr … %}，各占一段或一行。"),
        )

    def _parse(self, tag: Tag, source: str) -> nodes.Template | None:
        try:
            return self._environment.parse(source)
        except Forbidden as error:
            self._say(tag.place, _forbidden(error), _("模板里只能写字段、循环和“如果”。"))
        except TemplateSyntaxError:
            self._say(tag.place, _("标签写得不对。"), _("字段写成 {{ 名称 }}，循环写成 {% for 行 in 表名 %}。"))
        return None

    def _references(self, tag: Tag, tree: nodes.Template) -> Field | None:
        """Look up every field that the tag names; the last one found."""
        found: Field | None = None
        for name in tree.find_all(nodes.Name):
            if name.ctx == "load":
                found = self._field(tag, name.name)
        for attribute in tree.find_all(nodes.Getattr):
            found = self._column(tag, attribute)
        return found

    def _scope(self) -> dict[str, Field]:
        rows = {each.target: each.rows for each in self._open if each.target and each.rows is not None}
        return {**rows, "loop": LOOP} if any(each.word == "for" for each in self._open) else rows

    def _field(self, tag: Tag, name: str) -> Field | None:
        rows = self._scope()
        if name in rows:
            row = rows[name]
            return Field(name, "行" if row.columns else "文字", columns=row.columns)
        if any(each.target == name for each in self._open):
            return None  # its table was unknown, which has been said
        if name not in self._fields:
            self._unknown(tag, name, [*self._fields, *rows])
            return None
        self._checked.names[name] = None
        return self._fields[name]

    def _column(self, tag: Tag, attribute: Any) -> Field | None:
        owner = attribute.node.name if isinstance(attribute.node, nodes.Name) else ""
        row = self._scope().get(owner)
        if row is None:
            if owner in self._fields:
                self._say(tag.place, _("“%s”后面不能再加“.”。") % owner, _("请写 {{ %s }}。") % owner)
            return None
        column = next((each for each in row.columns if each.name == attribute.attr), None)
        if column is None and (row.columns or owner == "loop"):
            self._unknown(tag, f"{owner}.{attribute.attr}", [f"{owner}.{each.name}" for each in row.columns])
        return column

    def _unknown(self, tag: Tag, name: str, known: list[str]) -> None:
        near = difflib.get_close_matches(name, known, 1, 0.4)
        remedy = _("是不是“%s”？") % near[0] if near else _("请对照字段清单里的名称。")
        self._say(tag.place, _("没有“%s”这个字段。") % name[:60], remedy)

    def _say(self, place: Place, what: str, remedy: str, *, advice: bool = False) -> None:
        self._checked.problems.append(Problem(place.where, place.around, what, remedy, advice))


def _forbidden(error: Forbidden) -> str:
    sentences = {
        "call": _("模板里不能调用函数。"),
        "attribute": _("名称不能以下划线开头。"),
        "filter": _("不能用这个过滤器；可用的有：%s。") % "、".join(FILTERS_ALLOWED),
        "loop": _("循环写得不对，或套得太深（最多三层）。"),
        "long": _("标签或文字太长。"),
    }
    return sentences.get(error.what, _("模板里不能写运算、赋值、引用等语句。"))
