"""The documents say nothing that the code does not bear out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from zhiyan.accounts.models import ROLE_LABELS
from zhiyan.cli.main import main
from zhiyan.kernel.actor import Role

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhiyan"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*READMES, *sorted((ROOT / "docs").rglob("*.md")))
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"https?://")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|tmp|home|Users)(?:/|\b)")
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted|npmjs|crates\.io|proxy\.golang|rubygems|mirrors?\.\w+\.(?:com|cn|org|edu)", re.I
)
COMMAND = re.compile(r"`zhiyan ([a-z][^`]*)`")
WHERE = re.compile(r"`([a-z_]+/[\w./]*)`(?: ([A-Za-z_.]+))?")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def heading_ids(page: Path) -> set[str]:
    """Anchors as a code host makes them: lower case, spaces to dashes, punctuation dropped."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(page: Path) -> Iterator[tuple[str, str]]:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not OUTSIDE.match(target):
            path, _sign, anchor = target.partition("#")
            yield path, anchor


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_link_within_the_project_leads_to_something(page):
    lost = []
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in heading_ids(target)):
            lost.append(f"{path}#{anchor}" if anchor else path)
    assert lost == []


@pytest.mark.parametrize("page", [*PAGES, *PICTURES], ids=named)
def test_a_page_names_no_path_of_a_machine(page):
    assert MACHINE.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_names_no_host_of_a_package_registry(page):
    assert REGISTRIES.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("picture", PICTURES, ids=named)
def test_a_drawing_fetches_nothing(picture):
    text = picture.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|url\((?!#)|@import|@font-face|<image|<script|href=", text) == []


# ------------------------------------------------------------------------------------------------ command line


def leaves(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    """Every command by its words, groups opened."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        words = f"{prefix}{name}"
        found |= leaves(command, f"{words} ") if isinstance(command, click.Group) else {words: command}
    return found


def command_rows(page: Path) -> dict[str, str]:
    """The commands of the table -> what the row says of each."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `zhiyan ")]
    named_rows = {}
    for row in rows:
        words = COMMAND.search(row)[1].split()
        path = [word for word in words if word.islower() and word.isalpha()]
        named_rows[" ".join(path)] = row
    return named_rows


@pytest.mark.parametrize("page", READMES, ids=named)
def test_the_table_of_commands_names_exactly_the_commands_there_are(page):
    assert set(command_rows(page)) == set(leaves(main))


@pytest.mark.parametrize("page", READMES, ids=named)
def test_an_option_in_the_table_is_one_of_the_command(page):
    commands = leaves(main)
    unknown = []
    for name, row in command_rows(page).items():
        known = {option for parameter in commands[name].params for option in parameter.opts}
        unknown += [f"{name} {option}" for option in re.findall(r"--[a-z-]+", row) if option not in known]
    assert unknown == []


@pytest.mark.parametrize("page", [*READMES, ROOT / "docs" / "operations.md"], ids=named)
def test_a_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = set(re.findall(r"(?:^|`|FIND_LINKS=\S+ )make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert said <= targets


def test_every_command_in_operations_exists():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    firsts = {words.split()[0] for words in leaves(main)}
    said = re.findall(r"zhiyan(?: --data \S+)? ([a-z]+)", re.sub(r"zhiyan && cd zhiyan", "", text))
    assert set(said) - {"stands"} <= firsts


# ---------------------------------------------------------------------------------------------------- glossary


def glossary() -> str:
    return (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def record_names() -> list[str]:
    """Every record and every closed list of states in the stages' models."""
    names = []
    for path in sorted([*SOURCE.glob("*/models.py"), *SOURCE.glob("*/models/*.py")]):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.endswith("Manager"):
                names.append(node.name)
    return names


def test_the_glossary_has_every_record():
    said = re.findall(r"^\| ([A-Z]\w+) \|", glossary(), re.MULTILINE)
    assert sorted(set(record_names()) - set(said)) == []


def test_the_glossary_has_no_record_that_is_not_there():
    section = glossary().split("## Records, by stage")[1].split("## States")[0]
    said = re.findall(r"^\| ([A-Z]\w+) \|", section, re.MULTILINE)
    assert sorted(set(said) - set(record_names())) == []


def test_the_glossary_has_every_role_by_the_name_on_the_page():
    section = glossary().split("## Roles")[1].split("##")[0]
    rows = dict(re.findall(r"^\| (\w+) \| ([^|]+) \|", section, re.MULTILINE))
    assert {role.value: rows.get(role.value) for role in Role} == {role.value: str(ROLE_LABELS[role]) for role in Role}


def test_where_the_glossary_points_there_is_what_it_names():
    lost = []
    for path, symbol in WHERE.findall(glossary().split("## Words")[1]):
        target = SOURCE / path
        if not target.exists():
            lost.append(path)
        elif symbol and target.is_file():
            text = target.read_text(encoding="utf-8")
            lost += [f"{path} {part}" for part in symbol.split(".") if not re.search(rf"\b{part}\b", text)]
    assert lost == []


# --------------------------------------------------------------------------------------- permissions, decisions


def test_a_function_named_among_permissions_exists():
    text = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    lost = []
    for app, name in re.findall(r"`(\w+)\.((?:may|visible|readable|reads|for)_\w+)`", text):
        if not re.search(
            rf"^(?:def )?{name}\b", (SOURCE / app / "permissions.py").read_text(encoding="utf-8"), re.MULTILINE
        ):
            lost.append(f"{app}.{name}")
    assert lost == []


def test_decisions_are_numbered_without_gap():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_says_context_decision_consequences_and_what_would_change_it(page):
    text = page.read_text(encoding="utf-8")
    parts = ("**Context.**", "**Decision.**", "**Consequences**\n- ", "**What would change it.**")
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_every_locked_dependency_has_its_licence_told():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE)
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in text.splitlines() if line.startswith("| "))
    assert packages
    assert [
        name for name in packages if not re.search(rf"(?:^\| |, ){re.escape(name)}(?: |,)", rows, re.MULTILINE)
    ] == []


def test_the_architecture_names_every_package():
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Layers")[1].split("## Rooms")[0]
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    said = set(re.findall(r"`([a-z_]+)`", table))
    assert packages - said == set()
    assert {name for name in said if not (SOURCE / name).exists()} == set()
