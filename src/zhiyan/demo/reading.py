"""Parsed TOML or JSON as frozen dataclasses, strictly: every field known, present and of its type."""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, TypeVar

T = TypeVar("T")


def build(kind: Any, value: Any, where: str) -> Any:
    """`value` (parsed TOML or JSON) as `kind`.

    A missing, unknown or wrongly typed field raises ValueError with its place.
    """
    if is_dataclass(kind) and isinstance(kind, type):
        return _build_record(kind, value, where)
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        if value not in args:
            raise ValueError(f"{where}: {value!r} is none of {args}")
        return value
    if origin in (types.UnionType, typing.Union):
        return None if value is None else build(next(a for a in args if a is not type(None)), value, where)
    if origin is tuple:
        kinds = [args[0]] * len(value) if args[-1] is Ellipsis else list(args)
        if len(kinds) != len(value):
            raise ValueError(f"{where}: {len(value)} values, not {len(kinds)}")
        return tuple(build(k, v, f"{where}[{i}]") for i, (k, v) in enumerate(zip(kinds, value, strict=True)))
    if origin is dict:
        return dict(value)
    if not isinstance(value, kind):
        raise ValueError(f"{where}: {value!r} is not a {kind.__name__}")
    return value.strip() if isinstance(value, str) else value


def _build_record(kind: type[T], value: Mapping[str, Any], where: str) -> T:
    hints = typing.get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(value) - set(known):
        raise ValueError(f"{where}: unknown {sorted(unknown)}")
    for name, field in known.items():
        if name not in value and field.default is MISSING:
            raise ValueError(f"{where}: {name} is missing")
    return kind(**{name: build(hints[name], v, f"{where}.{name}") for name, v in value.items()})
