"""Fonts that the standard names, and what stands in for them on a machine that lacks them (GB/T 9704-2012, 5.2.2).

Word files name the standard's fonts and carry none. LibreOffice is told of stand-ins by a configuration of fontconfig
of its own; Typst is given the list.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

STAND_INS: dict[str, tuple[str, ...]] = {
    "仿宋_GB2312": ("FangSong_GB2312", "FangSong", "FandolFang R", "FandolFang", "Noto Serif CJK SC"),
    "楷体_GB2312": ("KaiTi_GB2312", "KaiTi", "FandolKai", "AR PL UKai CN", "AR PL KaitiM GB", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "FandolHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "FandolSong", "Noto Serif CJK SC"),
    "宋体": ("SimSun", "FandolSong", "Noto Serif CJK SC"),
}
"""For each font of the standard what may stand in for it, the best first."""

_BOLD = ("方正小标宋简体",)
"""Heavy by design: a stand-in of ordinary weight is taken bold."""


def fontconfig() -> str:
    """A configuration that reads the machine's own and lays the stand-ins over it."""
    rules = "\n".join(_rule(name, names) for name, names in STAND_INS.items())
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n{rules}\n</fontconfig>\n'
    )


def _rule(name: str, names: tuple[str, ...]) -> str:
    families = "".join(f"<string>{escape(each)}</string>" for each in (name, *names))
    weight = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>' if name in _BOLD else ""
    return (
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong">{families}</edit>{weight}</match>'
    )


def chinese_among(families: list[str]) -> bool:
    """Whether any of the fonts, or of their stand-ins, is there."""
    there = {family.casefold() for family in families}
    return any(each.casefold() in there for name, names in STAND_INS.items() for each in (name, *names))
