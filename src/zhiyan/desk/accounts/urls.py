from __future__ import annotations

from django.urls import path

from zhiyan.desk.accounts import views

urlpatterns = [
    path("<slug:unit>/accounts/", views.grants, name="page"),
    path("<slug:unit>/accounts/open/", views.account, name="open"),
    path("<slug:unit>/accounts/grant/", views.grant, name="grant"),
    path("<slug:unit>/accounts/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
