from django.urls import path

from pilothouse.when.projects import views

urlpatterns = [
    path("projects", views.projects, name="projects"),
    path("projects/<str:project>", views.project, name="project"),
    path("projects/<str:project>/brief", views.brief, name="project-brief"),
    path("projects/<str:project>/responsibilities", views.responsibilities, name="project-responsibilities"),
    path("projects/<str:project>/closing", views.closing, name="project-closing"),
    path("programmes", views.programmes, name="programmes"),
    path("programmes/<str:programme>", views.programme, name="programme"),
    path("lessons", views.lessons, name="lessons"),
]
