from django.urls import path

from pilothouse.when.schedule import views

urlpatterns = [
    path("plan", views.plan, name="plan"),
    path("plan/why/<str:key>", views.why, name="why"),
    path("plan/peek/<str:key>", views.peek, name="peek"),
    path("plan/<str:project>", views.plan, name="plan-of-project"),
    path("roadmap", views.roadmap, name="roadmap"),
    path("forecast", views.forecast, name="forecast"),
]
