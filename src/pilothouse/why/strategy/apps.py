from django.apps import AppConfig


class StrategyRoom(AppConfig):
    name = "pilothouse.why.strategy"
