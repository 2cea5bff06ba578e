from django.apps import AppConfig

from pilothouse.who.rooms import open_room


class ItemsRoom(AppConfig):
    name = "pilothouse.who.items"

    def ready(self) -> None:
        """Register items and, for the room below that knows no registry, the kinds of people."""
        from pilothouse.who.items import lists, queries
        from pilothouse.who.items.kinds import Kind, register_kind
        from pilothouse.who.items.saved_views import view_rows
        from pilothouse.who.people import queries as people

        open_room(self)
        register_kind(Kind("item", "items", "items.item", queries.items, queries.item_page))
        register_kind(Kind("comment", "comments", "items.comment", lists.comments))
        register_kind(Kind("label", "labels", "items.label", lists.labels))
        register_kind(Kind("item link", "item-links", "items.link", lists.links))
        register_kind(Kind("attachment", "attachments", "items.attachment", lists.attachments))
        register_kind(Kind("binned", "bin", "items.binned", lists.binned))
        register_kind(Kind("member", "members", "people.member", people.members))
        register_kind(Kind("unit", "units", "people.unit", people.units))
        register_kind(Kind("skill", "skills", "people.skill", people.skills))
        register_kind(Kind("calendar", "calendars", "people.calendar", people.calendars))
        register_kind(Kind("pool", "pools", "people.pool", people.pools))
        register_kind(Kind("leave", "leaves", "people.timeoff", people.leaves))
        register_kind(Kind("role holder", "role-holders", "people.roleholder", people.holders))
        register_kind(Kind("allocation", "allocations", "people.allocation", people.allocations))
        register_kind(Kind("view", "views", "items.savedview", view_rows))
