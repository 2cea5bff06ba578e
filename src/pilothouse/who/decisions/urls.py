from django.urls import path, register_converter

from pilothouse.who.decisions import views
from pilothouse.who.decisions.decision_log import views as views_log
from pilothouse.who.decisions.decision_log import views_all_changes as views_history
from pilothouse.who.decisions.proposals import views_basket
from pilothouse.who.decisions.rights import views as views_rights
from pilothouse.who.decisions.rights import views_delegation


class DecisionKey:
    """``D-31`` in an address."""

    regex = r"[Dd]-\d{1,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(DecisionKey, "decision")

urlpatterns = [
    path("decisions", views.decisions, name="decisions"),
    path("decisions/mine", views.decisions, {"tab": "mine"}, name="decisions-mine"),
    path("decisions/open", views.decisions, {"tab": "open"}, name="decisions-open"),
    path("decisions/log", views_log.log, name="decisions-log"),
    path("decisions/log.zip", views_log.records, name="decisions-zip"),
    path("decisions/<decision:key>.md", views_log.record, name="decision-md"),
    path("decisions/<decision:key>", views_log.decision, name="decision"),
    path("decisions/rights", views_rights.rights, name="decisions-rights"),
    path("decisions/rights/versions", views_rights.history, name="rights-versions"),
    path("decisions/rights/start", views_rights.start, name="rights-start"),
    path("decisions/who", views_rights.who, name="who-decides"),
    path("decisions/wheel", views_rights.wheel, name="wheel"),
    path("decisions/delegations", views_delegation.delegations, name="delegations"),
    path("history", views_history.changes, name="history"),
    path("basket", views_basket.basket, name="basket"),
    path("PR-<int:number>", views.proposal, name="proposal"),
]
