from django.apps import AppConfig


class RisksRoom(AppConfig):
    name = "pilothouse.when.risks"
