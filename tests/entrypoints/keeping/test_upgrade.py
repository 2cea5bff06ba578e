"""Whatever version somebody has, this one takes their rows over; and no model is without its migration."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.conftest import POSTGRES
from tools.drill.house import House
from tools.upgrade import checked_out, edited_migrations, git, ids, lost, tags, told_by

FIRST = """
import django; django.setup()
from uuid import uuid4
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from pilothouse.entrypoints.keeping.tables import bring_to
from pilothouse.who.decisions.gate import guard
graph = MigrationLoader(None).graph
rooms = {name.rpartition(".")[2] for name in settings.ROOMS}
later = {node for node in graph.nodes if node[0] in rooms and not node[1].startswith("0001")}
roots = {node for node in graph.nodes if node[0] in rooms} - later
first = {node for node in roots if not later & set(graph.forwards_plan(node))}
apps = bring_to(first)
def make(model, **values):
    row = apps.get_model(model)(id=uuid4(), **values)
    row.save(force_insert=True)
    return row
with guard.opened():
    house = make("people.Workspace", slug="ledgerline", name="Ledgerline", revision=1)
    account = make("people.Account", email="maya@ledgerline.example", password="!")
    unit = make("people.Unit", workspace=house, kind="organisation", name="Ledgerline", prefix="LED")
    maya = make("people.Member", workspace=house, account=account, name="Maya")
    item = make("items.Item", workspace=house, unit=unit, kind="task", prefix="LED", number=1, title="First")
    apps.get_model("delivery.Task")(item=item, workspace=house, position="a0").save(force_insert=True)
    make("decisions.Entry", workspace=house, revision=1, group=uuid4(), at="2026-11-02T09:00:00+00:00",
         channel="web", command="task.add", sentence="added First", actor=maya)
"""


@pytest.mark.django_db
def test_every_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.skipif(POSTGRES, reason="this house is embedded")
def test_the_first_tables_there_were_become_those_of_today_with_their_rows(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    env = {**house.environment(), "DJANGO_SETTINGS_MODULE": "pilothouse.config.settings"}
    made = subprocess.run([sys.executable, "-c", FIRST], env=env, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert len(ids(house)["items_item"]) == 1
    assert lost(house) == []
    house.type("do", "item.rename", "--item", "LED-1", "--title", "Still the first", "--as", "Maya")
    assert house.ask("SELECT title FROM items_item") == [("Still the first",)]


@pytest.mark.skipif(POSTGRES, reason="these houses are embedded")
@pytest.mark.parametrize("tag", tags())
def test_every_version_that_was_tagged_is_taken_over(tag: str, tmp_path: Path) -> None:
    assert edited_migrations(tag) == []
    house = House(tmp_path / "data")
    told_by(tag, house, tmp_path)
    assert lost(house) == []


def test_a_migration_that_was_edited_is_noticed(tmp_path: Path) -> None:
    with checked_out("HEAD", tmp_path) as place:
        assert edited_migrations("HEAD", place) == []
        first = place / "src/pilothouse/who/people/migrations/0001_initial.py"
        first.write_text(first.read_text() + "# edited\n")
        (place / "src/pilothouse/who/items/migrations/0001_initial.py").unlink()
        assert len(edited_migrations("HEAD", place)) == 2
    assert "HEAD" not in git("worktree", "list")
