from django.urls import path

from pilothouse.how.delivery import views

urlpatterns = [
    path("features/<str:key>", views.feature, name="feature"),
    path("tasks/<str:key>", views.task, name="task"),
]
