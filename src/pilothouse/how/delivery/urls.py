from django.urls import path

from pilothouse.how.delivery import views

urlpatterns = [
    path("features/<str:key>", views.feature, name="feature"),
    path("boards", views.boards, name="boards"),
    path("boards/move/<str:key>", views.move_card, name="move-card"),
    path("tasks/<str:key>", views.task, name="task"),
]
