from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class NoticesRoom(AppConfig):
    name = "pilothouse.together.notices"

    def ready(self) -> None:
        from pilothouse.together.notices import queries
        from pilothouse.who.items.kinds import Kind, register_kind

        open_room(self)
        register_kind(Kind("mute", "mutes", "notices.mute", queries.mutes))
