from django.urls import path

from pilothouse.who.decisions import views

urlpatterns = [
    path("decisions", views.decisions, name="decisions"),
    path("decisions/mine", views.decisions, {"tab": "mine"}, name="decisions-mine"),
    path("decisions/open", views.decisions, {"tab": "open"}, name="decisions-open"),
    path("decisions/log", views.log, name="decisions-log"),
    path("decisions/rights", views.rights, name="decisions-rights"),
    path("PR-<int:number>", views.proposal, name="proposal"),
]
