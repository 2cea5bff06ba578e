from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class OverviewRoom(AppConfig):
    name = "pilothouse.together.overview"

    def ready(self) -> None:
        from pilothouse.commands.lens import register_follower
        from pilothouse.together.overview.index import Index

        open_room(self)
        register_follower(Index())
