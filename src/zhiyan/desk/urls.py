"""Addresses of the desk. Everything needs a sign-in except what OPEN lists."""

from __future__ import annotations

from django.urls import include, path

from zhiyan.desk import home

OPEN = {"signin", "set_language"}

# Pages of a unit stand before those of a year: /<unit>/accounts/ must not be read as the year "accounts".
STAGES = (
    "accounts", "jobs", "oversight", "cycle", "solicitation", "consolidation", "talks", "statements", "meeting",
    "rectification", "disclosure", "regulation", "documents",
)  # fmt: skip

urlpatterns = [
    path("", home.home, name="home"),
    path("signin/", home.SignIn.as_view(), name="signin"),
    path("signout/", home.sign_out, name="sign_out"),
    path("language/", home.language, name="set_language"),
    *(path("", include((f"zhiyan.desk.{stage}.urls", stage), namespace=stage)) for stage in STAGES),
]

handler404 = home.not_found
handler403 = home.forbidden
handler500 = home.failed
