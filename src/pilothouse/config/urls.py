"""All addresses: the derived ones, the API, and those of every room that has pages."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from pilothouse.entrypoints.web import problem_pages


def pages_of_rooms() -> list[str]:
    """The ``urls`` modules of installed rooms, and of the room that imports, where they have one."""
    modules = [f"{name}.urls" for name in (*settings.ROOMS, "pilothouse.interchange")]
    return [module for module in modules if find_spec(module)]


urlpatterns = [
    path("api/v1/", include("pilothouse.entrypoints.rest.urls")),
    path("", include("pilothouse.entrypoints.web.urls")),
    *(path("<slug:workspace>/", include(module)) for module in pages_of_rooms()),
]
handler400 = problem_pages.bad_request
handler403 = problem_pages.forbidden
handler404 = problem_pages.not_found
handler500 = problem_pages.broken
