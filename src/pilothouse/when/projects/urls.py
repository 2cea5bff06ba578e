from django.urls import path

from pilothouse.when.projects import views

urlpatterns = [
    path("projects", views.projects, name="projects"),
    path("projects/<str:project>", views.project, name="project"),
    path("projects/<str:project>/brief", views.brief, name="project-brief"),
]
