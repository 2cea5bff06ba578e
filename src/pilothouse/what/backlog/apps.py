from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class BacklogRoom(AppConfig):
    name = "pilothouse.what.backlog"

    def ready(self) -> None:
        from pilothouse.what.backlog import queries
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page

        open_room(self)
        register_kind(Kind("feature", "features", "backlog.feature", queries.features, item_page))
        register_kind(Kind("claim", "claims", "backlog.claim", queries.claims))
