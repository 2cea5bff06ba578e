from django.urls import path

from pilothouse.who.items import views

urlpatterns = [
    path("files/<uuid:id>", views.file, name="file"),
    path("mentions", views.mentions, name="mentions"),
    path("labels", views.labels, name="labels"),
    path("bin", views.bin, name="bin"),
]
