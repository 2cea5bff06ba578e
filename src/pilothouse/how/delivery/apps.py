from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class DeliveryRoom(AppConfig):
    name = "pilothouse.how.delivery"

    def ready(self) -> None:
        from pilothouse.commands.lens import register_facet
        from pilothouse.how.delivery import queries
        from pilothouse.how.delivery.boards.queries import boards, columns
        from pilothouse.how.delivery.checklists.queries import checklist_items
        from pilothouse.how.delivery.impediments.queries import impediments
        from pilothouse.how.delivery.iterations.queries import iterations
        from pilothouse.how.delivery.progress import work_of_features
        from pilothouse.how.delivery.recurring.queries import occurrences, recurrences
        from pilothouse.how.delivery.worklogs.queries import timers, work_logs
        from pilothouse.who.items.kinds import Kind, register_kind

        open_room(self)
        register_kind(Kind("task", "tasks", "delivery.task", queries.tasks, _page))
        register_kind(Kind("link", "links", "delivery.dependency", queries.links))
        register_kind(Kind("board", "boards", "delivery.board", boards))
        register_kind(Kind("column", "columns", "delivery.column", columns))
        register_kind(Kind("iteration", "iterations", "delivery.iteration", iterations))
        register_kind(Kind("impediment", "impediments", "delivery.impediment", impediments))
        register_kind(Kind("work log", "work-logs", "delivery.worklog", work_logs))
        register_kind(Kind("timer", "timers", "delivery.timer", timers))
        register_kind(Kind("checklist line", "checklist-lines", "delivery.checklistitem", checklist_items))
        register_kind(Kind("recurring work", "recurring", "delivery.recurrence", recurrences))
        register_kind(Kind("occurrence", "occurrences", "delivery.occurrence", occurrences))
        register_facet("feature", work_of_features)


def _page(workspace: str, key: str) -> str:
    return f"/{workspace}/tasks/{key}"
