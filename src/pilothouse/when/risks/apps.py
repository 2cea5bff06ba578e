from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class RisksRoom(AppConfig):
    name = "pilothouse.when.risks"

    def ready(self) -> None:
        from pilothouse.when.risks import queries
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page

        open_room(self)
        register_kind(Kind("risk", "risks", "risks.risk", queries.risks, item_page))
