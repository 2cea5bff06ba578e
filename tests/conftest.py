"""What every test gets. The folder and the database under test are chosen here, before Django reads settings.

``PILOTHOUSE_DATABASE_URL`` names another database than SQLite: ``python -m tests.postgres -- pytest`` does.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from hypothesis import settings as examples

from tests.databases import copy_of_tables, postgres_database

DATABASE = {"db", "transactional_db", "django_db_setup"}
"""The fixtures without one of which a test of this process touches no database."""
POSTGRES = os.environ.get("PILOTHOUSE_DATABASE_URL", "").startswith("postgres")


def _data_folder() -> str:
    """A folder for this process alone: xdist's workers share none."""
    folder = tempfile.mkdtemp(prefix="pilothouse-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


OWN = Path(_data_folder())
os.environ["PILOTHOUSE_DATA"] = str(OWN)
os.environ["PILOTHOUSE_SECRET_KEY"] = "only for tests"
os.environ["DJANGO_SETTINGS_MODULE"] = "pilothouse.config.settings"

django.setup()  # before the conftests of rooms, which import models

# Of passwords tests ask whether they fit, not how long guessing them would take.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

# No example may fail for being slow; CI judges every commit by the same examples.
examples.register_profile("house", deadline=None, derandomize="CI" in os.environ)
examples.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On SQLite all that does not need PostgreSQL; on PostgreSQL what asks for a database, for no other test
    could tell which one it is: pytest-django lets none near it."""
    wanted = _asks_for_a_database if POSTGRES else _needs_no_postgres
    left_out = [item for item in items if not wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if wanted(item)]


def _needs_no_postgres(item: pytest.Item) -> bool:
    return not item.get_closest_marker("postgres")


def _asks_for_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "both"))
    return marked or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of the plugin's, which runs all migrations in every process: a copy of tables made once."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock(), ExitStack() as after:
        connection.close()
        if POSTGRES:
            name = f"test_pilothouse_{worker}_{os.getpid()}"
            after.enter_context(postgres_database(os.environ["PILOTHOUSE_DATABASE_URL"], name))
        else:
            name = str(OWN / "test.sqlite3")
            copy_of_tables(Path(name))
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        after.callback(connection.close)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Files of other tools in ``../shared/data``, extra to our own: tests of them skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside this checkout: nothing to read from it")
    return folder
