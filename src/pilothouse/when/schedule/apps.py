from django.apps import AppConfig


class ScheduleRoom(AppConfig):
    name = "pilothouse.when.schedule"

    def ready(self) -> None:
        """Offer prices, panels of dates and kinds to the rooms below."""
        from pilothouse.commands.lens import register_facet, register_plan_lens
        from pilothouse.when.schedule import outcomes, queries, told, weighing
        from pilothouse.when.schedule.lens import Lens
        from pilothouse.who.decisions.scenarios import queries as queries_scenarios
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page
        from pilothouse.who.rooms import open_room

        open_room(self)
        register_plan_lens(Lens())
        for kind in ("feature", "task", "goal", "release", "milestone", "project"):
            register_facet(kind, queries.dates_of)
        register_facet("risk", weighing.risks_weighed)
        register_facet("forecast", told.forecast_told)
        register_facet("outlook", outcomes.outcomes)
        register_kind(Kind("project", "projects", "people.unit", queries.projects))
        register_kind(Kind("milestone", "milestones", "schedule.milestone", queries.milestones, item_page))
        register_kind(Kind("scenario", "scenarios", "decisions.scenario", queries_scenarios.listed))
        register_kind(Kind("baseline", "baselines", "schedule.baseline", queries.baselines))
