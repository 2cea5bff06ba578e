from django.apps import AppConfig


class ItemsRoom(AppConfig):
    name = "pilothouse.who.items"
