"""What the templates, stylesheets and scripts may not hold: inline code, outside addresses, unknown colours."""

import re
from pathlib import Path

import pytest

from zhiyan import web

ROOT = Path(web.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ASSETS = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
STYLES = [path for path in ASSETS if path.suffix == ".css"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_when_read_then_holds_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|<script(?![^>]*\ssrc=)", text, re.IGNORECASE
    )


@pytest.mark.parametrize("path", [*TEMPLATES, *ASSETS], ids=name)
def test_file_when_read_then_names_no_outside_address(path):
    text = path.read_text(encoding="utf-8")
    addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", text, re.IGNORECASE)
    assert [address for address in addresses if not address.startswith("http://www.w3.org/")] == []


@pytest.mark.parametrize("path", [path for path in STYLES if path.name not in {"tokens.css", "print.css"}], ids=name)
def test_stylesheet_when_it_colours_then_by_token(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-f]{3,8}\b", text, re.IGNORECASE) == []


def test_stylesheets_when_they_use_a_token_then_it_is_defined():
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    defined = set(re.findall(r"(--[a-z0-9-]+):", text))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) - defined == set()


def test_stylesheet_index_when_read_then_imports_every_part():
    index = (ROOT / "static/web/zhiyan.css").read_text(encoding="utf-8")
    assert sorted(re.findall(r"css/([a-z]+\.css)", index)) == sorted(
        path.name for path in STYLES if path.parent.name == "css"
    )


def test_stylesheets_when_read_then_no_letter_spacing_but_the_normal():
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    assert set(re.findall(r"letter-spacing:\s*([^;]+);", text)) <= {"normal", "inherit"}


@pytest.mark.parametrize("path", sorted((ROOT / "templates/web/c").glob("*.html")), ids=name)
def test_component_when_opened_then_names_its_parameters_at_the_top(path):
    assert path.read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_when_it_speaks_chinese_then_through_the_catalogue(path):
    text = re.sub(
        r"{% comment %}.*?{% endcomment %}|{% blocktranslate.*?{% endblocktranslate %}",
        "",
        path.read_text(encoding="utf-8"),
        flags=re.S,
    )
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    outside = set(re.findall(r"[\u4e00-\u9fff]+", text))
    assert outside <= {"直言", "中文"}  # the seal is a picture, and each language names itself
