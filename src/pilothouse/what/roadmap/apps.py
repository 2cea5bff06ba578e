from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class RoadmapRoom(AppConfig):
    name = "pilothouse.what.roadmap"

    def ready(self) -> None:
        from pilothouse.what.roadmap import queries
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page

        open_room(self)
        register_kind(Kind("product", "products", "people.unit", queries.products))
        register_kind(Kind("release", "releases", "roadmap.release", queries.releases, item_page))
