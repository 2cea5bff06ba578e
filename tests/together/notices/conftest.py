from tests.small_world import built as built
from tests.small_world import world as world
from tests.who.access.conftest import letter_box as letter_box
from tests.who.access.conftest import time as time
