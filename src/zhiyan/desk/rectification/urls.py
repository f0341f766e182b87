from __future__ import annotations

from django.urls import path

from zhiyan.desk.rectification import measures, origins, plan, problems, views

HERE = "<slug:unit>/<slug:cycle>/rectification/"

urlpatterns = [
    path(HERE, views.overview, name="page"),
    path(HERE + "register/", views.register, name="register"),
    path(HERE + "mine/", views.mine, name="mine"),
    path(HERE + "handdown/", views.hand_down, name="hand_down"),
    path(HERE + "problems/", problems.problem_list, name="problems"),
    path(HERE + "problems/draw-up/", problems.draw_up, name="draw_up"),
    path(HERE + "problems/<uuid:pk>/", problems.problem, name="problem"),
    path(HERE + "problems/<uuid:pk>/edit/", problems.edit, name="edit_problem"),
    path(HERE + "problems/<uuid:pk>/correct/", problems.correct, name="correct_problem"),
    path(HERE + "problems/<uuid:pk>/items/", problems.link, name="link_items"),
    path(HERE + "problems/<uuid:pk>/unlink/", problems.unlink, name="unlink_item"),
    path(HERE + "problems/<uuid:pk>/measures/new/", measures.draft, name="draft_measure"),
    path(HERE + "origins/", origins.origins_page, name="origins"),
    path(HERE + "origins/<slug:kind>/<uuid:pk>/list/", origins.place, name="list_origin"),
    path(HERE + "origins/<slug:kind>/<uuid:pk>/exclude/", origins.leave_out, name="exclude_origin"),
    path(HERE + "exclusions/<uuid:pk>/withdraw/", origins.withdraw, name="withdraw_exclusion"),
    path(HERE + "items/", origins.items_page, name="items"),
    path(HERE + "plan/", plan.plan_page, name="plan"),
    path(HERE + "plan/text/", plan.write, name="write_plan"),
    path(HERE + "plan/adopt/", plan.adopt, name="adopt_plan"),
    path(HERE + "plan/<int:no>/", plan.version, name="plan_version"),
    path(HERE + "measures/<uuid:pk>/", measures.measure, name="measure"),
    path(HERE + "measures/<uuid:pk>/edit/", measures.edit, name="edit_measure"),
    path(HERE + "measures/<uuid:pk>/amend/", measures.amend, name="amend_measure"),
    path(HERE + "measures/<uuid:pk>/extend/", measures.extend, name="extend"),
    path(HERE + "measures/<uuid:pk>/start/", measures.start, name="start"),
    path(HERE + "measures/<uuid:pk>/progress/", measures.progress, name="progress"),
    path(HERE + "measures/<uuid:pk>/evidence/", measures.evidence, name="add_evidence"),
    path(HERE + "measures/<uuid:pk>/submit/", measures.submit, name="submit"),
    path(HERE + "measures/<uuid:pk>/verify/", measures.verify, name="verify"),
    path(HERE + "measures/<uuid:pk>/appoint/", measures.appoint, name="appoint"),
    path(HERE + "measures/<uuid:pk>/sign-off/", measures.sign_off, name="sign_off"),
    path(HERE + "measures/<uuid:pk>/long-term/", measures.long_term, name="long_term"),
    path(HERE + "measures/<uuid:pk>/reopen/", measures.reopen, name="reopen"),
    path(HERE + "evidence/<uuid:pk>/", measures.download, name="evidence"),
]
