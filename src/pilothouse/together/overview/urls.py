from django.urls import path

from pilothouse.together.overview import views

urlpatterns = [path("desk", views.desk, name="desk")]
