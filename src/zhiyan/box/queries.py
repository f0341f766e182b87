"""What the box shows beside its fixed pages: names that may point to a writer."""

from __future__ import annotations

from zhiyan.cycle.models import Cycle
from zhiyan.org.models import Branch, Department


def place_names(cycle: Cycle) -> list[str]:
    """Names of branches and departments, which may point to a writer."""
    names = [*Branch.objects.filter(unit=cycle.unit).values_list("name", flat=True)]
    names += Department.objects.filter(unit=cycle.unit, is_leadership=False).values_list("name", flat=True)
    return sorted({*names, *(name.removesuffix("党支部") for name in names)}, key=len, reverse=True)
