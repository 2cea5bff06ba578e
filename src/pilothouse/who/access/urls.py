from django.urls import path

from pilothouse.who.access import views

urlpatterns = [
    path("me", views.me, name="me"),
    path("settings", views.settings, name="settings"),
]
