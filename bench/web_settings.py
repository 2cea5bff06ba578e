"""The app's settings with two bare addresses beside its own: what pages and writes cost at least."""

from pilothouse.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.web_urls"
