from django.urls import path

from pilothouse.who.people import views

urlpatterns = [
    path("people", views.people, name="people"),
    path("people/calendars", views.calendars, name="calendars"),
    path("people/<uuid:id>", views.member, name="member"),
]
