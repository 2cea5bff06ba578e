from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class RisksRoom(AppConfig):
    name = "pilothouse.when.risks"

    def ready(self) -> None:
        from pilothouse.commands.lens import register_facet
        from pilothouse.when.risks import queries
        from pilothouse.when.risks.exposure import risks_of_tasks
        from pilothouse.when.risks.issues import assumptions, issues
        from pilothouse.when.risks.risk_page import risks_of_units
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page

        open_room(self)
        register_kind(Kind("risk", "risks", "risks.risk", queries.risks, item_page))
        register_kind(Kind("issue", "issues", "risks.issue", issues))
        register_kind(Kind("assumption", "assumptions", "risks.assumption", assumptions))
        register_facet("task", risks_of_tasks)
        register_facet("project", risks_of_units)
