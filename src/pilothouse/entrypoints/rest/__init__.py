"""REST: every command and every kind of the registries, with an OpenAPI description derived from them."""
