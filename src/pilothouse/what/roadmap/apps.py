from django.apps import AppConfig


class RoadmapRoom(AppConfig):
    name = "pilothouse.what.roadmap"
