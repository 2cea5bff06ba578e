import pytest

from tests.registry.world import World, add_upkeep
from tests.small_world import built as built
from tests.small_world import world as world


@pytest.fixture
def upkeep(world: World) -> World:
    """The small world with work that comes back, a definition of done, a checklist and a running timer."""
    add_upkeep(world)
    return world
