from __future__ import annotations

from django.urls import path

from zhiyan.desk.disclosure import bulletin, rating, views

HERE = "<slug:unit>/<slug:cycle>/disclosure/"

urlpatterns = [
    path(HERE, views.overview, name="page"),
    path(HERE + "new/", views.new, name="new"),
    path(HERE + "texts/<uuid:pk>/", views.disclosure, name="disclosure"),
    path(HERE + "texts/<uuid:pk>/edit/", views.edit, name="edit"),
    path(HERE + "ratings/", views.ratings, name="ratings"),
    path(HERE + "ratings/enter/", views.rate, name="rate"),
    path(HERE + "rating/", rating.overview, name="round"),
    path(HERE + "rating/open/", rating.open_rating, name="open_rating"),
    path(HERE + "rating/begin/", rating.begin_rating, name="begin_rating"),
    path(HERE + "rating/close/", rating.close_rating, name="close_rating"),
    path(HERE + "rating/key/", rating.key, name="rating_key"),
    path(HERE + "rating/count/", rating.count, name="count_ballots"),
    path(HERE + "rating/comments/", rating.comments, name="comments"),
    path(HERE + "bulletin/", bulletin.bulletin, name="bulletin"),
    path(HERE + "bulletin/edit/", bulletin.edit_bulletin, name="edit_bulletin"),
    path(HERE + "bulletin/photo/", bulletin.photo, name="photo"),
    path(HERE + "photos/<uuid:pk>/", bulletin.photo_file, name="photo_file"),
]
