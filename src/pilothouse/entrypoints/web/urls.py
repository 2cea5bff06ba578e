"""Addresses of the derived pages. What rooms add comes after them, in ``config/urls.py``."""

from django.urls import path

from pilothouse.entrypoints.web import health, importing, signing_in, views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("you", views.you, name="you"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("<slug:workspace>/", views.workspace_home, name="workspace"),
    path("<slug:workspace>/import", importing.import_page, name="import"),
    path("<slug:workspace>/do/<str:command>", views.do, name="do"),
    path("<slug:workspace>/undo/<uuid:group>", views.undo, name="undo"),
    path("<slug:workspace>/i/<str:key>", views.item, name="item"),
]
