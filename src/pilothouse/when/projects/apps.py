from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class ProjectsRoom(AppConfig):
    name = "pilothouse.when.projects"

    def ready(self) -> None:
        open_room(self)
