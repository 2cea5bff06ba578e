from django.apps import AppConfig


class DeliveryRoom(AppConfig):
    name = "pilothouse.how.delivery"
