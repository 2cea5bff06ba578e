from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class BacklogRoom(AppConfig):
    name = "pilothouse.what.backlog"

    def ready(self) -> None:
        from pilothouse.commands.lens import register_facet
        from pilothouse.what.backlog import queries
        from pilothouse.what.backlog.claimed import claimed, measured
        from pilothouse.what.backlog.ranking import features_of_goals
        from pilothouse.who.items.kinds import Kind, register_kind

        open_room(self)
        register_kind(Kind("feature", "features", "backlog.feature", queries.features, _page))
        register_kind(Kind("claim", "claims", "backlog.claim", queries.claims))
        register_facet("goal", features_of_goals)
        register_facet("claims", claimed)
        register_facet("outlook", measured)


def _page(workspace: str, key: str) -> str:
    return f"/{workspace}/features/{key}"
