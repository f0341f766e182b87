from __future__ import annotations

from django.urls import path

from zhiyan.desk.statements import answers, reviewing, views, writing

BASE = "<slug:unit>/<slug:cycle>/statements/"
ONE = BASE + "<uuid:pk>/"

urlpatterns = [
    path(BASE, views.overview, name="page"),
    path(BASE + "start/", views.start, name="start"),
    path(BASE + "answers/", answers.items, name="answers"),
    path(BASE + "answers/<uuid:pk>/", answers.answer, name="answer"),
    path(BASE + "answers/<uuid:pk>/reply/", answers.reply, name="reply"),
    path(ONE, views.statement, name="statement"),
    path(ONE + "compare/", views.compare, name="compare"),
    path(ONE + "section/<uuid:part>/", writing.section, name="section"),
    path(ONE + "problem/", writing.add_problem, name="add_problem"),
    path(ONE + "problem/<uuid:part>/", writing.change_problem, name="change_problem"),
    path(ONE + "cause/", writing.add_cause, name="add_cause"),
    path(ONE + "cause/<uuid:part>/", writing.change_cause, name="change_cause"),
    path(ONE + "direction/", writing.add_direction, name="add_direction"),
    path(ONE + "direction/<uuid:part>/", writing.change_direction, name="change_direction"),
    path(ONE + "direction/<uuid:part>/measure/", writing.add_measure, name="add_measure"),
    path(ONE + "measure/<uuid:part>/", writing.change_measure, name="change_measure"),
    path(ONE + "remove/<slug:kind>/<uuid:part>/", writing.remove, name="remove"),
    path(ONE + "drafter/", writing.drafter, name="drafter"),
    path(ONE + "type/", writing.type_for, name="type"),
    path(ONE + "confirm/", writing.confirm, name="confirm"),
    path(ONE + "sheet/", writing.sheet, name="sheet"),
    path(ONE + "submit/", reviewing.submit, name="submit"),
    path(ONE + "review/", reviewing.review, name="review"),
    path(ONE + "approve/", reviewing.approve, name="approve"),
    path(ONE + "revise/", reviewing.revise, name="revise"),
]
