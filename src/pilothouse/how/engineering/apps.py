from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class EngineeringRoom(AppConfig):
    name = "pilothouse.how.engineering"

    def ready(self) -> None:
        from pilothouse.how.engineering import queries
        from pilothouse.who.items.kinds import Kind, register_kind

        open_room(self)
        register_kind(Kind("done check", "done-checks", "engineering.donecheck", queries.done_checks))
        register_kind(Kind("waiver", "waivers", "engineering.waiver", queries.waivers))
