"""Verbs that need the database start here: Django is loaded when one of them runs, and not before."""

from __future__ import annotations

import os

from .main import BadInput


def start(*, data: str = "") -> None:
    """Load the settings and the rooms. Raises BadInput with what to mend when that fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilothouse.config.settings")
    if data:
        os.environ["PILOTHOUSE_DATA"] = data
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        raise BadInput(str(error)) from None


def tables_missing() -> bool:
    """Whether the database lacks tables of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_tables() -> bool:
    """Bring the database to this version; whether there was anything to do."""
    from django.conf import settings
    from django.core.management import call_command

    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.decisions.gate.following import derive_missing

    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not tables_missing():
        return False
    with guard.opened():
        call_command("migrate", verbosity=0, interactive=False)
    derive_missing()
    return True


def need_tables() -> None:
    """Raise BadInput when the database is not of this version."""
    if tables_missing():
        raise BadInput("the database is not set up for this version; type: pilothouse setup-database")
