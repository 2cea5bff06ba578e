from django.urls import path

from pilothouse.how.delivery import views, views_flow
from pilothouse.how.delivery.recurring.views import recurring
from pilothouse.how.delivery.worklogs.views import hours

urlpatterns = [
    path("features/<str:key>", views.feature, name="feature"),
    path("boards", views.boards, name="boards"),
    path("boards/move/<str:key>", views.move_card, name="move-card"),
    path("boards/flow", views_flow.flow, name="flow"),
    path("boards/iterations", views_flow.iterations, name="iterations"),
    path("boards/impediments", views_flow.impediments, name="impediments"),
    path("hours", hours, name="hours"),
    path("recurring", recurring, name="recurring"),
    path("tasks/<str:key>", views.task, name="task"),
]
