from tests.small_world import built as built
from tests.small_world import world as world
