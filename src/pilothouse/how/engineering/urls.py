from django.urls import path

from pilothouse.how.engineering import views

urlpatterns = [
    path("engineering", views.definition, name="engineering"),
    path("engineering/done", views.definition, name="definition-of-done"),
]
