from __future__ import annotations

from django.urls import path

from zhiyan.desk.regulation import rules, views

BASE = "<slug:unit>/<slug:cycle>/findings/"

urlpatterns = [
    path(BASE, views.findings, name="page"),
    path(BASE + "checklist/", views.checklist_file, name="checklist"),
    path(BASE + "passed/", views.passed, name="passed"),
    path(BASE + "rules/", rules.rulebook, name="rules"),
    path(BASE + "<slug:rule>/", rules.rule_page, name="rule"),
    path(BASE + "<slug:rule>/decide/", rules.decide, name="decide"),
    path(BASE + "<slug:rule>/<slug:key>/", views.finding, name="finding"),
]
