from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class StrategyRoom(AppConfig):
    name = "pilothouse.why.strategy"

    def ready(self) -> None:
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page
        from pilothouse.why.strategy import queries

        open_room(self)
        register_kind(Kind("goal", "goals", "strategy.goal", queries.goals, item_page))
        register_kind(Kind("measure", "measures", "strategy.measure", queries.measures))
