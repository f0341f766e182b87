"""What every shell needs, filled by the page that renders it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from zhiyan.kernel import clock


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's date, and the shell that the page's decorator prepared, if any."""
    day = clock.demonstration_date()
    return {"demonstration": day is not None, "today": day, **getattr(request, "shell", {})}
