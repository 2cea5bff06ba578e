from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class ProjectsRoom(AppConfig):
    name = "pilothouse.when.projects"

    def ready(self) -> None:
        from pilothouse.commands.lens import register_closed
        from pilothouse.when.projects.closing.closed import why_closed
        from pilothouse.when.projects.closing.page import lessons
        from pilothouse.when.projects.programmes.queries import programmes
        from pilothouse.when.projects.raci.page import responsibilities
        from pilothouse.who.items.kinds import Kind, register_kind

        open_room(self)
        register_closed(why_closed)
        register_kind(Kind("responsibility", "responsibilities", "projects.responsibility", responsibilities))
        register_kind(Kind("lesson", "lessons", "projects.lesson", lessons))
        register_kind(Kind("programme", "programmes", "projects.programme", programmes))
