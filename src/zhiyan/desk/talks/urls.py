from __future__ import annotations

from django.urls import path

from zhiyan.desk.talks import views

BASE = "<slug:unit>/<slug:cycle>/talks/"

urlpatterns = [
    path(BASE, views.overview, name="page"),
    path(BASE + "mine/", views.mine, name="mine"),
    path(BASE + "generate/", views.generate, name="generate"),
    path(BASE + "group/", views.group, name="group"),
    path(BASE + "<uuid:pk>/", views.pair, name="pair"),
    path(BASE + "<uuid:pk>/plan/", views.plan, name="plan"),
    path(BASE + "<uuid:pk>/name/", views.name_other, name="name"),
    path(BASE + "<uuid:pk>/hold/", views.hold, name="hold"),
    path(BASE + "<uuid:pk>/write/", views.write, name="write"),
    path(BASE + "<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path(BASE + "<uuid:pk>/sheet/", views.sheet, name="sheet"),
    path(BASE + "<uuid:pk>/correct/", views.correct, name="correct"),
]
