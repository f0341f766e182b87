"""The style page: every component once, to be looked at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiyan.web.styleguide import sample_context


def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page, with invented content."""
    return render(request, "web/styleguide.html", sample_context())
