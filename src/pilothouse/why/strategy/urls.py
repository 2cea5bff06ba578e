from django.urls import path

from pilothouse.why.strategy import views

urlpatterns = [
    path("goals", views.goals_page, name="goals"),
    path("goals/<str:key>", views.goal, name="goal"),
]
