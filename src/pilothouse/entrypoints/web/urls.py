"""Addresses of the derived pages. What rooms add comes after them, in ``config/urls.py``."""

from django.urls import path

from pilothouse.entrypoints.web import (
    bulk,
    finding,
    health,
    importing,
    joining,
    mail,
    own,
    resetting,
    setting_up,
    signing_in,
    views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("reset", resetting.ask, name="reset"),
    path("reset/<uuid:id>/<str:token>", resetting.choose, name="reset-choose"),
    path("join/<str:secret>", joining.join, name="join"),
    path("set-up", setting_up.set_up, name="set-up"),
    path("set-up/<str:token>", setting_up.set_up, name="set-up-link"),
    path("address/<str:token>", own.confirm_address, name="address"),
    path("you", views.you, name="you"),
    path("mail/stop/<str:token>", mail.stop, name="mail-stop"),
    path("you/sessions/end", own.end_session, name="end-session"),
    path("you/address", own.ask_address, name="ask-address"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("<slug:workspace>/", views.workspace_home, name="workspace"),
    path("<slug:workspace>/import", importing.import_page, name="import"),
    path("<slug:workspace>/bulk", bulk.bulk, name="bulk"),
    path("<slug:workspace>/find", finding.find, name="find"),
    path("<slug:workspace>/search", finding.search_page, name="search"),
    path("<slug:workspace>/do/<str:command>", views.do, name="do"),
    path("<slug:workspace>/undo/<uuid:group>", views.undo, name="undo"),
    path("<slug:workspace>/i/<str:key>", views.item, name="item"),
]
