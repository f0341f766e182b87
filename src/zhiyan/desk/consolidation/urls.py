from __future__ import annotations

from django.urls import path

from zhiyan.desk.consolidation import aside, closing, items, letters, opinions, workbench

BASE = "<slug:unit>/<slug:cycle>/consolidation/"

urlpatterns = [
    path(BASE, workbench.overview, name="page"),
    path(BASE + "start/", workbench.start, name="start"),
    path(BASE + "place/", workbench.place, name="place"),
    path(BASE + "make/", workbench.make, name="make"),
    path(BASE + "put-aside/", workbench.put_aside, name="put_aside"),
    path(BASE + "merge/", workbench.merge, name="merge"),
    path(BASE + "take-aspect/", workbench.take_aspect, name="take_aspect"),
    path(BASE + "undo/", workbench.undo, name="undo"),
    path(BASE + "proposals/", workbench.proposals, name="proposals"),
    path(BASE + "items/", items.item_list, name="items"),
    path(BASE + "items/<uuid:pk>/", items.item, name="item"),
    path(BASE + "items/<uuid:pk>/retitle/", items.retitle, name="retitle"),
    path(BASE + "items/<uuid:pk>/assign/", items.assign, name="assign_item"),
    path(BASE + "items/<uuid:pk>/split/", items.split, name="split_item"),
    path(BASE + "items/<uuid:pk>/merge/", items.merge, name="merge_item"),
    path(BASE + "aside/", aside.set_aside, name="set_aside"),
    path(BASE + "aside/<uuid:pk>/confirm/", aside.confirm, name="confirm"),
    path(BASE + "aside/<uuid:pk>/back/", aside.take_back, name="take_back"),
    path(BASE + "handovers/", aside.handovers, name="handovers"),
    path(BASE + "handovers/<uuid:pk>/receive/", aside.receive, name="receive"),
    path(BASE + "handovers/<uuid:pk>/return/", aside.return_handover, name="return_handover"),
    path(BASE + "opinions/<uuid:pk>/", opinions.opinion, name="opinion"),
    path(BASE + "opinions/<uuid:pk>/mask/", opinions.mask, name="mask"),
    path(BASE + "opinions/<uuid:pk>/assign/", opinions.assign, name="assign_opinion"),
    path(BASE + "opinions/<uuid:pk>/split/", opinions.split, name="split"),
    path(BASE + "opinions/<uuid:pk>/join/", opinions.join, name="join"),
    path(BASE + "opinions/<uuid:pk>/hand-over/", opinions.hand_over, name="hand_over"),
    path(BASE + "opinions/<uuid:pk>/office/", opinions.office, name="office"),
    path(BASE + "opinions/<uuid:pk>/letter/", letters.write, name="write_letter"),
    path(BASE + "letters/", letters.letter_list, name="letters"),
    path(BASE + "letters/<uuid:pk>/pass/", letters.let_pass, name="pass_letter"),
    path(BASE + "letters/<uuid:pk>/return/", letters.give_back, name="return_letter"),
    path(BASE + "masks/<uuid:pk>/lift/", opinions.lift_mask, name="lift_mask"),
    path(BASE + "closing/", closing.closing, name="closing"),
    path(BASE + "closing/reopen/", closing.reopen, name="reopen"),
    path(BASE + "feedback/", closing.feedback, name="feedback"),
    path(BASE + "feedback/give/", closing.give, name="give_feedback"),
    path(BASE + "feedback/<uuid:pk>/", closing.feedback_sheet, name="feedback_sheet"),
    path(BASE + "feedback/<uuid:pk>/sign/", closing.sign, name="sign_feedback"),
]
