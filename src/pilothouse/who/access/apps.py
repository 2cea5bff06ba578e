from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class AccessRoom(AppConfig):
    name = "pilothouse.who.access"

    def ready(self) -> None:
        """Register its commands and the kinds that they refer to."""
        from pilothouse.who.access import queries
        from pilothouse.who.items.kinds import Kind, register_kind

        open_room(self)
        register_kind(Kind("invitation", "invitations", "access.invitation", queries.invitations))
        register_kind(Kind("token", "tokens", "access.apitoken", queries.tokens))
