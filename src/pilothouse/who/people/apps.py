from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "pilothouse.who.people"
