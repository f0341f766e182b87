"""Reading a PDF with a ruler: where its letters stand, which fonts it carries, where its lines are drawn."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Letter:
    """A character in millimetres from the top left corner of the page, and its font.

    Left and right are those of its ink, top and bottom those of its line.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str


@dataclass(frozen=True)
class Page:
    """A page: width and height in millimetres, its letters in reading order, its ruled lines and pictures as boxes."""

    number: int
    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[tuple[float, float, float, float], ...]
    pictures: tuple[tuple[float, float, float, float], ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    def lines(self) -> list[list[Letter]]:
        """Letters by line: those whose feet stand on one height; from the top, each from the left."""
        found: list[list[Letter]] = []
        for letter in sorted(self.letters, key=lambda each: (each.bottom, each.left)):
            if found and abs(found[-1][0].bottom - letter.bottom) < 1.5:
                found[-1].append(letter)
            else:
                found.append([letter])
        return [sorted(line, key=lambda each: each.left) for line in found]


def pages(pdf: bytes) -> list[Page]:
    """Every page of the PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return [_page(document[at], at + 1) for at in range(len(document))]


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    text = page.get_textpage()
    letters = [_letter(text, at, height) for at in range(text.count_chars())]
    rules, pictures = (
        tuple(_box(each.get_bounds(), height) for each in page.get_objects(filter=[kind]))
        for kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    )
    shown = tuple(each for each in letters if each.text.strip() and each.text.isprintable())
    return Page(number, width / MM, height / MM, shown, rules, pictures)


def _letter(text: pypdfium2.PdfTextPage, at: int, height: float) -> Letter:
    left, _top, right, _bottom = _box(text.get_charbox(at), height)
    _left, top, _right, bottom = _box(text.get_charbox(at, loose=True), height)
    code = raw.FPDFText_GetUnicode(text, at)
    name = ctypes.create_string_buffer(200)
    raw.FPDFText_GetFontInfo(text, at, name, 200, None)
    return Letter(
        chr(code), left, top, right, bottom, raw.FPDFText_GetFontSize(text, at), name.value.decode("utf-8", "replace")
    )


def _box(bounds: tuple[float, float, float, float], height: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = bounds
    return left / MM, (height - top) / MM, right / MM, (height - bottom) / MM


def fonts(pdf: bytes) -> dict[str, bool]:
    """Names of the fonts of all text, and whether each is in the file."""
    document = pypdfium2.PdfDocument(pdf)
    found: dict[str, bool] = {}
    for page in document:
        for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
            font = raw.FPDFTextObj_GetFont(each)
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            found[name.value.decode("utf-8", "replace")] = raw.FPDFFont_GetIsEmbedded(font) == 1
    return found


def faults(pdf: bytes, *, numbered: bool = True) -> list[str]:
    """What in a PDF is not as GB/T 9704-2012 wants it, for any document: nothing outside the type area but the foot.

    A4 with margins 37/35/28/26 mm (turned with the page), every font in the file, the page number at the outer side.
    """
    found = [f"font {name} is not in the file" for name, inside in fonts(pdf).items() if not inside]
    for page in pages(pdf):
        at = f"page {page.number}"
        sideways = page.width > page.height
        if {round(page.width), round(page.height)} != {210, 297}:
            found.append(f"{at} is {page.width:.0f} by {page.height:.0f} mm")
        top, right, bottom, left = (28, 37, 26, 35) if sideways else (37, 26, 35, 28)
        foot = page.height - bottom
        outside = [
            each for each in page.letters
            if each.left < left - _SLACK or each.right > page.width - right + _SLACK or each.top < top - _SLACK
        ]  # fmt: skip
        found += [f"{at}: {each.text} at {each.left:.1f}, {each.top:.1f} mm" for each in outside[:3]]
        below = [each for each in page.letters if each.bottom >= foot + _SLACK]
        numbers = "".join(each.text for each in below)
        if numbered and f"—{page.number}—" not in numbers:
            found.append(f"{at}: below the type area stands {numbers!r}")
        dashes = [each for each in below if each.text == "—"]
        if numbered and dashes and not _outside(page, dashes, left, page.width - right):
            found.append(f"{at}: page number from {dashes[0].left:.1f} to {dashes[-1].right:.1f} mm")
        found += [
            f"{at}: a line from {x:.1f} to {end:.1f} mm"
            for x, _y, end, _end in page.rules
            if x < left - _SLACK or end > page.width - right + _SLACK
        ]
    return found


_SLACK = 0.8
"""Millimetres by which a letter or the half of a line may stand over."""


def _outside(page: Page, dashes: list[Letter], left: float, right: float) -> bool:
    """Whether the number stands one character of 14 pt in from the right on odd pages, from the left on even ones."""
    character = 14 / MM
    if page.number % 2:
        return abs(right - character - max(each.right for each in dashes)) < 1
    return abs(min(each.left for each in dashes) - left - character) < 1
