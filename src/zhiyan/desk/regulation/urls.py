from __future__ import annotations

from django.urls import path

from zhiyan.desk.regulation import views

urlpatterns = [
    path("<slug:unit>/<slug:cycle>/findings/", views.findings, name="page"),
    path("<slug:unit>/<slug:cycle>/findings/<slug:rule>/", views.rule, name="rule"),
]
