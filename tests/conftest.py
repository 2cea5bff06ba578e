"""What every test gets. The folder and the database under test are chosen here, before Django reads settings.

``PILOTHOUSE_DATABASE_URL`` names another database than SQLite: ``python -m tests.postgres -- pytest`` does.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from hypothesis import settings

POSTGRES = os.environ.get("PILOTHOUSE_DATABASE_URL", "").startswith("postgres")


def _data_folder() -> str:
    """A folder for this process alone: xdist's workers share none."""
    folder = tempfile.mkdtemp(prefix="pilothouse-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


os.environ["PILOTHOUSE_DATA"] = _data_folder()
os.environ["PILOTHOUSE_SECRET_KEY"] = "only for tests"
os.environ["DJANGO_SETTINGS_MODULE"] = "pilothouse.config.settings"

django.setup()  # before the conftests of rooms, which import models

# No example may fail for being slow; CI judges every commit by the same examples.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs PostgreSQL when the database under test is another."""
    if POSTGRES:
        return
    needs_postgres = [item for item in items if item.get_closest_marker("postgres")]
    if needs_postgres:
        config.hook.pytest_deselected(items=needs_postgres)
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Files of other tools in ``../shared/data``, extra to our own: tests of them skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside this checkout: nothing to read from it")
    return folder
