"""Addresses of the box (网上意见箱): Chinese at the root, English under /en/; the language is chosen by path alone."""

from __future__ import annotations

from django.urls import include, path

from zhiyan.box import api, claims, heads, open_files, views
from zhiyan.box.pages import client_page, manifest

pages = [
    path("", views.front, name="front"),
    path("client.json", manifest, name="client"),
    path("verify/", client_page("verify", of_cycle=False), name="verify"),
    path("verify/download", open_files.offline, name="offline"),
    path("heads/<slug:unit>/", heads.page, name="heads"),
    path("heads/<slug:unit>.json", heads.data, name="heads_data"),
    path("heads/<slug:unit>/from/<int:old>.json", heads.data_from, name="heads_data_from"),
    path("<slug:unit>/claims/", claims.claims, name="claims"),
    path("<slug:unit>/<slug:cycle>/", client_page("write"), name="write"),
    path("<slug:unit>/<slug:cycle>/box.json", api.parameters, name="parameters"),
    path("<slug:unit>/<slug:cycle>/batches.json", api.batches, name="batches"),
    path("<slug:unit>/<slug:cycle>/redeem", api.redeem, name="redeem"),
    path("<slug:unit>/<slug:cycle>/post", api.post, name="post"),
    path("<slug:unit>/<slug:cycle>/draw/", client_page("draw"), name="draw"),
    path("<slug:unit>/<slug:cycle>/follow/", client_page("follow"), name="follow"),
    path("<slug:unit>/<slug:cycle>/rating/", client_page("rating"), name="rating"),
    path("<slug:unit>/<slug:cycle>/status.json", open_files.status, name="status"),
    path("<slug:unit>/<slug:cycle>/status-<int:part>.json", open_files.status_part, name="status_part"),
    path("<slug:unit>/<slug:cycle>/key-writing.json", open_files.key, {"purpose": "writing"}, name="key_writing"),
    path("<slug:unit>/<slug:cycle>/key-rating.json", open_files.key, {"purpose": "rating"}, name="key_rating"),
    path("<slug:unit>/<slug:cycle>/proof.json", open_files.proof, name="proof"),
    path("<slug:unit>/<slug:cycle>/rating.json", open_files.ballot, name="ballot"),
]

urlpatterns = [
    path("en/", include((pages, "box"), namespace="en")),
    path("", include((pages, "box"), namespace="zh")),
]

handler404 = views.not_found
handler500 = views.failed
