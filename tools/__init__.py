"""Tools of the house: they check and build, and are no part of the package."""
