from __future__ import annotations

from django.urls import path

from zhiyan.desk.jobs import views

urlpatterns = [
    path("<slug:unit>/jobs/<uuid:pk>/", views.job, name="job"),
    path("<slug:unit>/jobs/<uuid:pk>/bar/", views.bar, name="bar"),
    path("<slug:unit>/jobs/<uuid:pk>/stop/", views.stop, name="stop"),
    path("<slug:unit>/jobs/<uuid:pk>/resume/", views.resume, name="resume"),
    path("<slug:unit>/jobs/<uuid:pk>/file/", views.download, name="file"),
]
