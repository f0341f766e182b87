from __future__ import annotations

from django.urls import path

from zhiyan.desk.solicitation import box, entering, imports, meetings, opinions, replies, views

HERE = "<slug:unit>/<slug:cycle>/solicitation/"

urlpatterns = [
    path(HERE, views.stage, name="page"),
    path(HERE + "circular/", views.circular, name="circular"),
    path(HERE + "channels/", views.set_up, name="set_up"),
    path(HERE + "channels/add/", views.add_channel, name="add_channel"),
    path(HERE + "channels/<uuid:pk>/", views.channel, name="channel"),
    path(HERE + "channels/<uuid:pk>/close/", views.close_channel, name="close_channel"),
    path(HERE + "channels/<uuid:pk>/reopen/", views.reopen_channel, name="reopen_channel"),
    path(HERE + "close/", views.close, name="close"),
    path(HERE + "meetings/new/", meetings.gathering, name="gathering"),
    path(HERE + "meetings/<uuid:pk>/", meetings.change_gathering, name="change_gathering"),
    path(HERE + "forms/new/", meetings.form_run, name="form_run"),
    path(HERE + "forms/<uuid:pk>/", meetings.change_form_run, name="change_form_run"),
    path(HERE + "paper-box/new/", meetings.paper_box, name="paper_box"),
    path(HERE + "paper-box/<uuid:pk>/", meetings.change_paper_box, name="change_paper_box"),
    path(HERE + "correct/<slug:kind>/<uuid:pk>/", meetings.correct, name="correct"),
    path(HERE + "box/codes/", box.codes, name="codes"),
    path(HERE + "box/open/", box.open_box, name="open_box"),
    path(HERE + "import/", imports.upload, name="upload"),
    path(HERE + "import/<uuid:pk>/", imports.preview, name="preview"),
    path(HERE + "import/<uuid:pk>/explain/", imports.explain, name="explain"),
    path(HERE + "import/<uuid:pk>/discard/", imports.discard, name="discard"),
    path(HERE + "opinions/", opinions.opinion_list, name="opinions"),
    path(HERE + "opinions/new/", entering.enter, name="enter"),
    path(HERE + "opinions/<uuid:pk>/", opinions.opinion, name="opinion"),
    path(HERE + "opinions/<uuid:pk>/classify/", opinions.classify, name="classify"),
    path(HERE + "opinions/<uuid:pk>/split/", opinions.split, name="split"),
    path(HERE + "opinions/<uuid:pk>/join/", opinions.join, name="join"),
    path(HERE + "opinions/<uuid:pk>/about-office/", opinions.about_office, name="about_office"),
    path(HERE + "replies/", replies.reply_list, name="replies"),
    path(HERE + "replies/<slug:kind>/<uuid:pk>/", replies.reply, name="reply"),
]
