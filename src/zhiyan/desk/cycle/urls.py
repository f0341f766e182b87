from __future__ import annotations

from django.urls import path

from zhiyan.desk.cycle import overview, unit, views

CYCLE = "<slug:unit>/<slug:cycle>/"

urlpatterns = [
    path("<slug:unit>/", unit.front, name="front"),
    path("<slug:unit>/begin/", unit.begin, name="begin"),
    path("<slug:unit>/notice/", views.notice, name="notice"),
    path(CYCLE, overview.cycle_page, name="page"),
    path(CYCLE + "trace/opinion/<uuid:pk>/", overview.trace_opinion, name="trace_opinion"),
    path(CYCLE + "trace/measure/<uuid:pk>/", overview.trace_measure, name="trace_measure"),
    path(CYCLE + "plan/", views.plan, name="plan"),
    path(CYCLE + "plan/frame/", views.frame, name="frame"),
    path(CYCLE + "plan/open/", views.open_year, name="open"),
    path(CYCLE + "plan/roster/", views.roster, name="roster"),
    path(CYCLE + "plan/resolution/", views.resolution, name="resolution"),
    path(CYCLE + "plan/text/", views.write_plan, name="write_plan"),
    path(CYCLE + "plan/<uuid:pk>/adopt/", views.adopt, name="adopt"),
    path(CYCLE + "plan/<uuid:pk>/report/", views.report, name="report"),
    path(CYCLE + "plan/step/<uuid:pk>/", views.step, name="step"),
    path(CYCLE + "study/material/", views.material, name="material"),
    path(CYCLE + "study/", views.study, name="study"),
    path(CYCLE + "study/own/", views.self_study, name="self_study"),
    path(CYCLE + "team/join/", views.join, name="join"),
    path(CYCLE + "team/<uuid:pk>/leave/", views.leave, name="leave"),
    path(CYCLE + "next/", views.following, name="next"),
    path(CYCLE + "archive/", views.archive, name="archive"),
]
