from django.apps import AppConfig


class ScheduleRoom(AppConfig):
    name = "pilothouse.when.schedule"
