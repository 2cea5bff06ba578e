from django.apps import AppConfig
from django.db.backends.signals import connection_created


class DecisionsRoom(AppConfig):
    name = "pilothouse.who.decisions"

    def ready(self) -> None:
        """Guard every connection. This is the one signal in the house: there is no other hook for it."""
        from pilothouse.commands.lens import register_facet, register_rights_lens
        from pilothouse.who.decisions.decision_log import queries as log
        from pilothouse.who.decisions.gate import guard
        from pilothouse.who.decisions.proposals import private, queries
        from pilothouse.who.decisions.rights import queries as queries_rights
        from pilothouse.who.decisions.rights import queries_delegation
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.queries import item_page
        from pilothouse.who.rooms import open_room

        open_room(self)
        register_facet("decided", log.decided_about)
        register_facet("area", queries.waiting_count)
        register_rights_lens(private.units_decided)
        register_kind(
            Kind("decision", "decisions", "decisions.decision", log.decisions, item_page, log.documents)
        )
        register_kind(Kind("family", "families", "", queries_delegation.families))
        register_kind(Kind("role", "roles", "", queries_rights.roles))
        register_kind(Kind("preset", "presets", "", queries_rights.presets))
        connection_created.connect(guard.watch, dispatch_uid="house tables")
