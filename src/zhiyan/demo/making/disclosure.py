"""Placeholder."""

from zhiyan.demo.making.cast import Cast


def make(cast: Cast) -> None:
    """Nothing yet."""


def badly_rated(cast: Cast) -> list:
    return []
