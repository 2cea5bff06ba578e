from django.urls import path

from pilothouse.what.backlog import views

urlpatterns = [
    path("backlog", views.backlog, name="backlog"),
    path("backlog/compare", views.compare, name="backlog-compare"),
]
