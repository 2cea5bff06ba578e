from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class PeopleRoom(AppConfig):
    name = "pilothouse.who.people"

    def ready(self) -> None:
        open_room(self)
