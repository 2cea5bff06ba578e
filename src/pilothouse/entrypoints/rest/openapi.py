"""The API's description: Ninja's, with one operation a command and a kind, and faults declared once."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from pilothouse.commands import Command, all_commands
from pilothouse.commands.lens import facets
from pilothouse.entrypoints.rest.answers import ANSWERS, REF, answers, described_json
from pilothouse.entrypoints.shapes import creates, shapes_of
from pilothouse.who.items.kinds import Kind, all_kinds

_MORE = {
    "why": {"type": "string", "description": "Why, told to those who decide."},
    "suggest": {"type": "boolean", "description": "Make a proposal even of what you could decide."},
    "seen": {
        "type": "object",
        "description": "The subject's values you looked at: refused with 409 if one moved.",
    },
}
_COMMAND, _PLURAL = "/{workspace}/commands/{name}", "/{workspace}/{plural}"


def described(schema: Any) -> Any:
    """The schema with what the registries hold."""
    paths = {path: dict(item) for path, item in schema["paths"].items()}
    commands = {
        name: command for name, command in all_commands().items() if command.meta.permission != "system"
    }
    prefix = next(path for path in paths if path.endswith(_COMMAND)).removesuffix(_COMMAND)
    generic = paths.pop(prefix + _COMMAND)["post"]
    for name, command in commands.items():
        paths[f"{prefix}/{{workspace}}/commands/{name}"] = {"post": _operation(generic, command)}
    listed, single = paths.pop(prefix + _PLURAL)["get"], paths.pop(f"{prefix}{_PLURAL}/{{key}}")["get"]
    whole = paths.pop(f"{prefix}{_PLURAL}/documents")["get"]
    document = paths.pop(f"{prefix}{_PLURAL}/{{key}}/document")["get"]
    for kind in all_kinds().values():
        paths[f"{prefix}/{{workspace}}/{kind.plural}"] = {"get": _of_kind(listed, kind, "list")}
        paths[f"{prefix}/{{workspace}}/{kind.plural}/{{key}}"] = {"get": _of_kind(single, kind, "get")}
        if kind.documents is not None:
            place = f"{prefix}/{{workspace}}/{kind.plural}"
            paths[f"{place}/documents"] = {"get": _as_file(whole, kind, "documents", "application/zip")}
            paths[f"{place}/{{key}}/document"] = {
                "get": _as_file(document, kind, "document", "text/markdown")
            }
    for (method, path), told in answers(_forecast_model().__name__).items():
        paths[f"{prefix}/{{workspace}}/{path}"][method]["responses"] = told
    for item in paths.values():
        for operation in item.values():
            operation["responses"] = _responses(operation)
    schema["paths"] = paths
    schema["components"] = _components(schema.get("components", {}), list(commands.values()))
    schema["security"] = [{"token": []}, {"session": []}]
    return schema


def _operation(generic: dict[str, Any], command: type[Command]) -> dict[str, Any]:
    parameters = [p for p in generic["parameters"] if p["name"] != "name"]
    body = {"application/json": {"schema": {"$ref": REF.format(model=_model(command))}}}
    return {
        "operationId": command.meta.name,
        "summary": command.meta.title,
        "description": inspect.getdoc(command) or "",
        "tags": [command.meta.name.partition(".")[0]],
        "parameters": parameters,
        "requestBody": {"content": body, "required": True},
        "x-family": command.meta.family,
        "x-permission": command.meta.permission,
        "responses": {
            "200": {"$ref": "#/components/responses/Applied"},
            "202": {"$ref": "#/components/responses/Proposed"},
        },
    }


def _of_kind(generic: dict[str, Any], kind: Kind, verb: str) -> dict[str, Any]:
    parameters = [p for p in generic["parameters"] if p["name"] != "plural"]
    words = f"All {kind.plural}" if verb == "list" else f"One of the {kind.plural}"
    return {
        **generic,
        "operationId": f"{kind.plural}.{verb}",
        "summary": words,
        "parameters": parameters,
        "tags": ["read"],
    }


def _as_file(generic: dict[str, Any], kind: Kind, verb: str, media: str) -> dict[str, Any]:
    found = _of_kind(generic, kind, verb)
    words = f"{kind.plural.capitalize()} as files" if verb == "documents" else f"A {kind.name} as a file"
    content = {media: {"schema": {"type": "string"}}}
    return found | {"summary": words, "responses": {"200": {"description": words, "content": content}}}


def _responses(operation: dict[str, Any]) -> dict[str, Any]:
    """What it answers when all is well, and the one fault document for everything else."""
    well = {str(code): answer for code, answer in operation["responses"].items() if str(code) < "400"}
    return {**well, "default": {"$ref": "#/components/responses/Problem"}}


def _forecast_model() -> type[BaseModel]:
    """What the room that forecasts says that it answers."""
    answer = get_type_hints(facets("forecast")[0])["return"]
    model: type[BaseModel] = get_args(answer)[0]
    return model


def _components(components: dict[str, Any], commands: list[type[Command]]) -> dict[str, Any]:
    forecast = models_json_schema([(_forecast_model(), "serialization")], ref_template=REF)[1]
    keys, definitions = models_json_schema([(c, "validation") for c in commands], ref_template=REF)
    schemas = {
        **components.get("schemas", {}),
        **definitions.get("$defs", {}),
        **forecast.get("$defs", {}),
        **ANSWERS,
    }
    for command in commands:
        name = keys[(command, "validation")]["$ref"].rpartition("/")[2]
        schemas[_model(command)] = _body(command, schemas.pop(name))
    return {
        **components,
        "schemas": schemas,
        "responses": {
            "Applied": described_json("It took effect.", "Outcome"),
            "Proposed": described_json(
                "It became a proposal: `deciders` and `because` say who decides and why.", "Outcome"
            ),
            "Problem": described_json(
                "What is wrong and how to mend it.", "Problem", "application/problem+json"
            ),
        },
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Made with `pilothouse token EMAIL`.",
            },
            "session": {"type": "apiKey", "in": "cookie", "name": "pilothouse_session"},
        },
    }


def _body(command: type[Command], schema: dict[str, Any]) -> dict[str, Any]:
    """A command's fields, with the words that go with every command; the id it mints may be left out."""
    required = [name for name in schema.get("required", []) if not (creates(command) and name == "id")]
    properties = {**_MORE, **schema.get("properties", {})}
    for shape in shapes_of(command):
        words = [
            shape.hint.help,
            f"A {shape.ref.kind.rpartition('.')[2]}: id, key or name." if shape.ref else "",
        ]
        if text := " ".join(word for word in words if word):
            properties[shape.name] = {**properties[shape.name], "description": text}
    return {**schema, "title": command.meta.title, "required": required, "properties": properties}


def _model(command: type[Command]) -> str:
    return command.meta.name
