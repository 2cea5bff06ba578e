from django.urls import path

from pilothouse.together.notices import views

urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/read", views.read, name="notices-read"),
]
