from django.urls import path

from pilothouse.when.schedule import views, views_people, views_scenarios, views_units

urlpatterns = [
    path("plan", views.plan, name="plan"),
    path("plan/why/<str:key>", views.why, name="why"),
    path("plan/earlier/<str:key>", views.earlier, name="earlier"),
    path("plan/staffing/<str:key>", views.staffing, name="staffing"),
    path("plan/peek/<str:key>", views.peek, name="peek"),
    path("plan/<str:project>", views.plan, name="plan-of-project"),
    path("people/capacity", views_people.capacity, name="capacity"),
    path("people/capacity/<uuid:member>", views_people.leveling, name="leveling"),
    path("people/today", views_people.today, name="today"),
    path("roadmap", views.roadmap, name="roadmap"),
    path("forecast", views.forecast, name="forecast"),
    path("scenarios", views_scenarios.scenarios, name="scenarios"),
    path("scenarios/compare", views_scenarios.compare, name="compare-scenarios"),
    path("scenarios/leave", views_scenarios.leave_scenario, name="leave-scenario"),
    path("scenarios/<uuid:scenario>", views_scenarios.one, name="scenario"),
    path("scenarios/<uuid:scenario>/enter", views_scenarios.enter_scenario, name="enter-scenario"),
    path("projects/<str:project>/compare", views_units.compared, name="compare-project"),
    path("releases", views_units.releases, name="releases"),
    path("releases/<str:key>", views_units.release, name="release"),
    path("milestones/<str:key>", views_units.milestone, name="milestone"),
]
