"""Who asks and for what, read from the large workspace: printed as JSON."""

from __future__ import annotations

import json
from importlib import import_module

import django


def main() -> None:
    """A session, a token, and keys of items to open and to change."""
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from pilothouse.entrypoints.tokens import make_token
    from pilothouse.how.delivery.models import Task
    from pilothouse.what.backlog.models import Feature
    from pilothouse.who.people.models import Account, Unit

    account = Account.objects.get(email="steward@large.example")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    unstarted = Task.everything.filter(state="open", started=None).select_related("item")
    told = {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        "token": make_token(account),
        "project": str(Unit.everything.filter(kind="project").earliest("pk").pk),
        "task": unstarted.latest("position").item.key,
        "feature": Feature.everything.select_related("item").earliest("rank").item.key,
        "tasks": [task.item.key for task in unstarted.order_by("position")[:2000]],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
