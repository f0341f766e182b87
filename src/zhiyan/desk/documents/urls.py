from __future__ import annotations

from django.urls import URLPattern, path

from zhiyan.desk.documents import archive, copies, issuing, packing, pdf, templates, views

HERE = "<slug:unit>/<slug:cycle>/documents/"

urlpatterns: list[URLPattern] = [
    path(HERE, views.index, name="page"),
    path(f"{HERE}issued/", views.issued_list, name="issued"),
    path(f"{HERE}issued/<uuid:pk>/", views.issued_one, name="issued_one"),
    path(f"{HERE}issued/<uuid:pk>/file/", views.issued_file, name="issued_file"),
    path(f"{HERE}issued/<uuid:pk>/sheet/", views.issued_sheet, name="issued_sheet"),
    path(f"{HERE}issued/<uuid:pk>/difference/", views.issued_difference, name="difference"),
    path(f"{HERE}drafts/", issuing.drafts, name="drafts"),
    path(f"{HERE}drafts/<uuid:pk>/", issuing.draft, name="draft"),
    path(f"{HERE}drafts/<uuid:pk>/change/", issuing.change, name="change_draft"),
    path(f"{HERE}drafts/<uuid:pk>/submit/", issuing.submit, name="submit_draft"),
    path(f"{HERE}drafts/<uuid:pk>/review/", issuing.review, name="review_draft"),
    path(f"{HERE}drafts/<uuid:pk>/back/", issuing.send_back, name="send_back"),
    path(f"{HERE}drafts/<uuid:pk>/sign/", issuing.sign, name="sign_draft"),
    path(f"{HERE}drafts/<uuid:pk>/withdraw/", issuing.withdraw, name="withdraw_draft"),
    path(f"{HERE}issued/<uuid:pk>/copies/", copies.handed, name="copies"),
    path(f"{HERE}issued/<uuid:pk>/copies/all/", copies.copies_file, name="copies_file"),
    path(f"{HERE}issued/<uuid:pk>/copies/<int:no>/", copies.copy_file, name="copy_file"),
    path(f"{HERE}issued/<uuid:pk>/copies/<int:no>/out/", copies.hand_out, name="hand_out"),
    path(f"{HERE}issued/<uuid:pk>/copies/<int:no>/back/", copies.take_back, name="take_back"),
    path(f"{HERE}templates/", templates.index, name="templates"),
    path(f"{HERE}templates/of/<slug:kind>/", templates.of_kind, name="templates_of"),
    path(f"{HERE}templates/of/<slug:kind>/starter/", templates.starter, name="starter"),
    path(f"{HERE}templates/<uuid:pk>/", templates.one, name="template"),
    path(f"{HERE}templates/<uuid:pk>/file/", templates.file, name="template_file"),
    path(f"{HERE}templates/<uuid:pk>/trial/", templates.trial, name="trial"),
    path(f"{HERE}templates/<uuid:pk>/approve/", templates.approve, name="approve_template"),
    path(f"{HERE}templates/<uuid:pk>/retire/", templates.retire, name="retire_template"),
    path(f"{HERE}archive/", archive.contents, name="archive"),
    path(f"{HERE}archive/all/", archive.whole, name="archive_file"),
    path(f"{HERE}archive/<int:no>/", archive.one, name="archived_file"),
    path(f"{HERE}pack/", packing.pack, name="pack"),
    path(f"{HERE}<slug:kind>/", views.preview, name="preview"),
    path(f"{HERE}<slug:kind>/issue/", issuing.issue, name="issue"),
    path(f"{HERE}<slug:kind>/register/", issuing.register, name="register"),
    path(f"{HERE}<slug:kind>/pdf/", pdf.pdf, name="pdf"),
    path(f"{HERE}<slug:kind>/download.<str:suffix>", views.download, name="download"),
]
