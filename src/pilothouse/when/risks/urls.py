from django.urls import path

from pilothouse.when.risks import views

urlpatterns = [
    path("risks", views.risks, name="risks"),
    path("risks/issues", views.issues, name="issues"),
    path("risks/assumptions", views.assumptions, name="assumptions"),
    path("risks/dependencies", views.dependencies, name="dependencies"),
    path("risks/<str:key>", views.risk, name="risk"),
]
