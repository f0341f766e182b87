"""The message catalogue: every Chinese sentence of code and templates with its English, one file, kept complete.

`python scripts/messages.py` brings locale/en/LC_MESSAGES/django.po up to date and compiles it;
`python scripts/messages.py --check` exits 1 where a sentence has no English or the compiled file is stale.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "zhiyan"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MARKERS = {"_", "_l", "_lazy", "gettext", "gettext_lazy", "gettext_noop"}
IN_TEMPLATE = re.compile(r"""(?<!\w)(?:_|p?gettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\)""")


def main() -> int:
    """Update or check the catalogue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    wanted = sentences()
    if given.check:
        return report(faults(wanted))
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else new_catalogue()
    update(catalogue, wanted)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    sys.stdout.write(f"{len(catalogue)} sentences, {len(catalogue.untranslated_entries())} without English\n")
    return 0


def sentences() -> dict[str, str]:
    """Every sentence → the file in which it first stands."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*")):
        where = path.relative_to(SOURCE).as_posix()
        if "/migrations/" in where or path.suffix not in (".py", ".html"):
            continue
        text = path.read_text(encoding="utf-8")
        for sentence in in_python(text) if path.suffix == ".py" else in_template(text):
            found.setdefault(sentence, where)
    return found


def in_python(text: str) -> Iterator[str]:
    """The constant first arguments of the marking functions."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(sentence)), *_]) if name in MARKERS:
                yield sentence


def in_template(text: str) -> Iterator[str]:
    """What translate, blocktranslate and _() mark, as the framework itself reads a template."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True, TEMPLATES=[])
    from django.utils.translation.template import templatize

    for match in IN_TEMPLATE.finditer(templatize(text)):
        yield ast.literal_eval(match[1])


def update(catalogue: polib.POFile, wanted: dict[str, str]) -> None:
    """Add what is new, drop what is gone, sort by file."""
    known = {entry.msgid: entry for entry in catalogue}
    del catalogue[:]
    for sentence, where in sorted(wanted.items(), key=lambda pair: (pair[1], pair[0])):
        entry = known.get(sentence) or polib.POEntry(msgid=sentence, msgstr="" if chinese(sentence) else sentence)
        entry.occurrences = [(where, "")]
        if "%(" in sentence and "python-format" not in entry.flags:
            entry.flags.append("python-format")
        catalogue.append(entry)


def chinese(sentence: str) -> bool:
    """Whether there is anything to translate."""
    return any("一" <= letter <= "鿿" for letter in sentence)


def faults(wanted: dict[str, str]) -> list[str]:
    """What keeps the catalogue from being complete."""
    catalogue = polib.pofile(str(CATALOGUE))
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    known = {entry.msgid: entry.msgstr for entry in catalogue}
    found = [f"{wanted[s]}: not in the catalogue: {s}" for s in wanted if s not in known]
    found += [f"{wanted[s]}: no English: {s}" for s in wanted if s in known and not known[s]]
    found += [f"stale in the catalogue: {s}" for s in known if s not in wanted]
    found += [f"compiled file differs: {s}" for s, t in known.items() if t and compiled.get(s) != t]
    found += [f"placeholders differ: {s}" for s, t in known.items() if t and holders(s) != holders(t)]
    return found


def holders(sentence: str) -> set[str]:
    """The named places of a sentence."""
    return set(re.findall(r"%\((\w+)\)", sentence))


def new_catalogue() -> polib.POFile:
    """An empty catalogue."""
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def report(found: list[str]) -> int:
    """Print faults; 1 where there are any."""
    for line in found[:50]:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
