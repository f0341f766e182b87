"""The style page's own addresses."""

from django.http import HttpResponse
from django.urls import include, path

from zhiyan.web.views import styleguide

urlpatterns = [
    path("", styleguide, name="styleguide"),
    path("sign-out/", lambda request: HttpResponse(), name="sign_out"),
    path("i18n/", include("django.conf.urls.i18n")),
]
