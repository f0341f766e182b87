"""Addresses of the box (网上意见箱): Chinese at the root, English under /en/; the language is chosen by path alone."""

from __future__ import annotations

from django.urls import include, path

from zhiyan.box import views
from zhiyan.box.pages import client_page, manifest

pages = [
    path("", views.front, name="front"),
    path("client.json", manifest, name="client"),
    path("<slug:unit>/<slug:cycle>/", client_page("write"), name="write"),
    path("<slug:unit>/<slug:cycle>/draw/", client_page("draw"), name="draw"),
    path("<slug:unit>/<slug:cycle>/follow/", views.follow, name="follow"),
]

urlpatterns = [
    path("en/", include((pages, "box"), namespace="en")),
    path("", include((pages, "box"), namespace="zh")),
]

handler404 = views.not_found
handler500 = views.failed
