from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class DeliveryRoom(AppConfig):
    name = "pilothouse.how.delivery"

    def ready(self) -> None:
        from pilothouse.how.delivery import queries
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page

        open_room(self)
        register_kind(Kind("task", "tasks", "delivery.task", queries.tasks, item_page))
        register_kind(Kind("link", "links", "delivery.dependency", queries.links))
        register_kind(Kind("work log", "work-logs", "delivery.worklog", queries.work_logs))
