from django.apps import AppConfig


class ScheduleRoom(AppConfig):
    name = "pilothouse.when.schedule"

    def ready(self) -> None:
        """Offer prices, panels and kinds to the rooms below."""
        from pilothouse.commands.lens import register_plan_lens
        from pilothouse.when.schedule.lens import Lens
        from pilothouse.who.rooms import open_room

        open_room(self)
        register_plan_lens(Lens())
