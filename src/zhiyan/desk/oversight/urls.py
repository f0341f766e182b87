from __future__ import annotations

from django.urls import path

from zhiyan.desk.oversight import views, witnessing

# Outside any year: a superior may hold no meeting of its own. No year is called "-".
UNIT = "<slug:unit>/-/oversight/"
CYCLE = "<slug:unit>/<slug:cycle>/oversight/"

urlpatterns = [
    path(UNIT, views.of_unit, name="page"),
    path(UNIT + "units/<slug:code>/", views.unit, name="unit"),
    path(UNIT + "units/<slug:code>/order/", views.order, name="order"),
    path(UNIT + "orders/<uuid:pk>/reply/", views.reply, name="reply"),
    path(UNIT + "witness/", witnessing.heads, name="witness"),
    path(UNIT + "witness/<slug:code>/", witnessing.countersign, name="countersign"),
    path(UNIT + "reports/<uuid:pk>/", views.report, name="report"),
    path(CYCLE, views.of_cycle, name="page"),
    path(CYCLE + "progress/", views.send_progress, name="send_progress"),
    path(CYCLE + "report/", views.send_report, name="send_report"),
]
