from django.apps import AppConfig


class BacklogRoom(AppConfig):
    name = "pilothouse.what.backlog"
