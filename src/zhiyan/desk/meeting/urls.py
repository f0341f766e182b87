from __future__ import annotations

from django.urls import path

from zhiyan.desk.meeting import agenda, planning, reading, sittings, speaking, views

BASE = "<slug:unit>/<slug:cycle>/meeting/"

urlpatterns = [
    path(BASE, views.overview, name="page"),
    path(BASE + "plan/", planning.plan, name="plan"),
    path(BASE + "change/", planning.change, name="change"),
    path(BASE + "sitting/", planning.add_sitting, name="add_sitting"),
    path(BASE + "sitting/<uuid:pk>/", sittings.sitting, name="sitting"),
    path(BASE + "sitting/<uuid:pk>/change/", planning.change_sitting, name="change_sitting"),
    path(BASE + "sitting/<uuid:pk>/attendee/", planning.add_attendee, name="add_attendee"),
    path(BASE + "sitting/<uuid:pk>/open/", sittings.open_it, name="open"),
    path(BASE + "sitting/<uuid:pk>/end/", sittings.end, name="end"),
    path(BASE + "sitting/<uuid:pk>/absence/<uuid:member>/", sittings.absence, name="absence"),
    path(BASE + "absence/<uuid:pk>/relay/", sittings.relay, name="relay"),
    path(BASE + "agenda/generate/", agenda.generate, name="generate_agenda"),
    path(BASE + "agenda/add/", agenda.add, name="add_agenda"),
    path(BASE + "agenda/<uuid:pk>/", agenda.change, name="agenda_item"),
    path(BASE + "agenda/<uuid:pk>/take/", agenda.take, name="take_agenda"),
    path(BASE + "agenda/<uuid:pk>/remove/", agenda.remove, name="remove_agenda"),
    path(BASE + "criticisms/", speaking.criticisms, name="criticisms"),
    path(BASE + "turn/<uuid:pk>/", speaking.turn, name="turn"),
    path(BASE + "criticisms/<uuid:pk>/accept/", speaking.accept, name="accept"),
    path(BASE + "comments/", reading.comments, name="comments"),
    path(BASE + "comments/add/", reading.add_comment, name="add_comment"),
    path(BASE + "minutes/", reading.minutes, name="minutes"),
    path(BASE + "minutes/write/", reading.write_minutes, name="write_minutes"),
    path(BASE + "minutes/sign/", reading.sign, name="sign"),
    path(BASE + "close/", reading.close, name="close"),
    path(BASE + "assess/", reading.assess, name="assess"),
    path(BASE + "correct/<slug:kind>/<uuid:pk>/<slug:field>/", reading.correct, name="correct"),
]
