"""A form derived from a command: its widgets with what stands there now, and what a submission says.

A field whose text is still what it was is left out of the command; an emptied one is set to nothing. What it
was travels with the form in hidden inputs, so that the second saver of a value that moved meanwhile is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils import timezone

from pilothouse.commands import Command, Fault, Refused
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.forms.values import BLANK, UNSET, Typed, read, shown, text_of
from pilothouse.entrypoints.forms.widgets import hidden, widget
from pilothouse.entrypoints.shapes import Shape, creates, default_of, shapes_of
from pilothouse.who import clock
from pilothouse.who.items.kinds import word_for
from pilothouse.who.rows import Viewer

_SHOWN, _WAS, _ONLY = "shown", "was.", "only"


@dataclass
class Form:
    """One command's form for one viewer. ``only`` narrows it to some fields, as an edit in place does;
    ``many`` leaves out what it is about, as that is chosen elsewhere."""

    command: type[Command]
    viewer: Viewer
    subject: Any = None
    only: tuple[str, ...] = ()
    many: bool = False
    typed: dict[str, Typed] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    @property
    def subject_field(self) -> str | None:
        """The reference field the command is about."""
        return self.command.meta.subject

    @property
    def multipart(self) -> bool:
        """Whether files travel with it."""
        return any(shape.kind == "files" for shape in self.shapes())

    @property
    def says_why(self) -> bool:
        """Whether the reason is one of the command's own fields."""
        return "why" in self.command.model_fields

    def shapes(self) -> list[Shape]:
        """Fields a person fills in here."""
        fixed = {self.subject_field} if self.subject is not None or self.many else set()
        shown = [s for s in shapes_of(self.command) if s.typed and s.name not in fixed]
        return [s for s in shown if s.name in self.only] if self.only else shown

    def widgets(self) -> list[dict[str, Any]]:
        """All inputs as the form macros take them, the hidden ones first."""
        offered = self.shapes()
        carried = [hidden(_SHOWN, ",".join(shape.name for shape in offered))]
        carried += [hidden(f"{_WAS}{name}", json.dumps(value)) for name, value in self.was.items()]
        carried += [
            hidden(s.name, self.typed[s.name]) for s in self._carried(offered) if self.typed.get(s.name)
        ]
        if self.only:
            carried.append(hidden(_ONLY, ",".join(self.only)))
        return carried + [self._widget(shape) for shape in offered]

    def refuse(self, refused: Refused) -> None:
        """Put the gate's faults at their fields; the rest on top."""
        names = {shape.name for shape in self.shapes()}
        for fault in refused.faults:
            name = fault.field.partition(".")[0]
            if name in names:
                self.errors.setdefault(name, []).append(fault.message)
            else:
                self.others.append(fault.message)
        if not self.errors and not self.others:
            self.others.append(refused.message)

    def moved(self, stale: dict[str, dict[str, Any]]) -> None:
        """Show both values where somebody was faster; sending again then replaces theirs."""
        shapes = {shape.name: shape for shape in self.shapes()}
        for name, values in stale.items():
            if name in shapes:
                seen, now = (
                    shown(shapes[name], values[key], self.viewer) or "nothing" for key in ("seen", "now")
                )
                words = f"It was {seen} when you opened this and is {now} now. "
                words += "Save again to replace it with yours."
                self.errors.setdefault(name, []).append(words)
            self.was[name] = values["now"]

    def _carried(self, offered: list[Shape]) -> list[Shape]:
        names = {shape.name for shape in offered}
        wanted = [s for s in shapes_of(self.command) if s.name not in names]
        return [s for s in wanted if s.kind != "opaque" or s.name == self.subject_field]

    def _widget(self, shape: Shape) -> dict[str, Any]:
        made = widget(shape, self.typed.get(shape.name, BLANK), self.viewer)
        was, default = self.was.get(shape.name), default_of(self.command, shape)
        kept = shape.filled and (was not in (None, "") or (shape.name in self.was and bool(default)))
        required = made["required"] or kept
        return {**made, "required": required, "errors": self.errors.get(shape.name, [])}


def blank_form(
    command: type[Command], viewer: Viewer, query: Mapping[str, str], *, many: bool = False
) -> Form:
    """The form as it is first shown: filled from its subject, then from the address."""
    form = Form(command, viewer, only=_names(query.get(_ONLY, "")), many=many)
    form.subject = _subject(form, query)
    if form.subject is not None and form.subject_field:
        form.typed[form.subject_field] = queries.value_of(form.subject)
    _prefill(form)
    for shape in shapes_of(command):
        if shape.name in query and shape.name != form.subject_field and shape.kind != "opaque":
            form.typed[shape.name] = _asked(shape, query[shape.name], viewer)
        elif shape.hint.today and not form.typed.get(shape.name):
            form.typed[shape.name] = timezone.localtime(clock.now()).date().isoformat()
    return form


def _asked(shape: Shape, text: str, viewer: Viewer) -> Typed:
    """What an address fills in: names with commas between them where a field takes several."""
    if shape.kind != "refs" or shape.ref is None:
        return text
    return [queries.name_of(shape.ref, name.strip(), viewer)[0] for name in text.split(",") if name.strip()]


def read_form(
    command: type[Command], viewer: Viewer, data: Any, *, many: bool = False
) -> tuple[Form, dict[str, Any], dict[str, Any]]:
    """(the form as it was sent, the payload, values seen of the subject); faults are the form's errors."""
    form = Form(command, viewer, only=_names(data.get(_ONLY, "")), many=many)
    form.subject = _subject(form, data)
    form.was = {name[len(_WAS) :]: _loaded(data[name]) for name in data if name.startswith(_WAS)}
    shown = set(_names(data.get(_SHOWN, "")))
    payload: dict[str, Any] = {}
    for shape in shapes_of(command):
        _take(form, shape, data, shape.name in shown, payload)
    return (
        form,
        payload,
        {name: value for name, value in form.was.items() if name in payload and _own(form, name)},
    )


def _own(form: Form, name: str) -> bool:
    """Whether it was read from a column of the subject, which the gate can look at again."""
    return form.subject is not None and not creates(form.command) and queries.column_of(form.subject, name)[0]


def _take(form: Form, shape: Shape, data: Any, shown: bool, payload: dict[str, Any]) -> None:
    typed = _sent(shape, data, shown)
    if typed is None:
        return
    form.typed[shape.name] = typed
    try:
        value = read(
            shape,
            typed,
            text_of(shape, form.was[shape.name], form.viewer) if shape.name in form.was else None,
        )
    except ValueError as error:
        form.errors.setdefault(shape.name, []).append(str(error))
        return
    if value is not UNSET:
        payload[shape.name] = value


def _sent(shape: Shape, data: Any, shown: bool) -> Typed | None:
    """What was sent for a field; None when it was not part of the form at all."""
    if shape.kind == "range":
        parts = {part: data.get(f"{shape.name}.{part}") for part in ("optimistic", "likely", "pessimistic")}
        there = any(value is not None for value in parts.values())
        return {part: (value or "").strip() for part, value in parts.items()} if there else None
    if shape.kind == "texts" and shape.hint.choices:
        return ", ".join(data.getlist(shape.name)) if shown or shape.name in data else None
    if shape.kind in {"refs", "files"}:
        return data.getlist(shape.name) if shown or shape.name in data else None
    if shape.name in data:
        return str(data[shape.name]).strip()
    return "" if shown and shape.kind == "bool" else None


def _prefill(form: Form) -> None:
    """Show what stands there now: the subject's columns, or the workspace's for a command about nothing else.

    Where nothing stands yet, what the command takes by default; a new row gets its id here, so that sending
    the form twice makes one."""
    if form.many:
        return
    about, stands = form.subject, form.command.stands(form.viewer)
    if form.subject_field is None and stands is None:
        about = queries.workspace_of(form.viewer)
    for shape in form.shapes():
        if stands is not None and shape.name in stands:
            form.was[shape.name] = stands[shape.name]
        elif about is not None and not creates(form.command) and queries.has_column(about, shape.name):
            form.was[shape.name] = queries.column_of(about, shape.name)[1]
        elif default := default_of(form.command, shape):
            form.was[shape.name] = default
        else:
            continue
        form.typed[shape.name] = _offered(form, shape)
    if creates(form.command):
        form.typed["id"] = str(uuid4())


def _offered(form: Form, shape: Shape) -> Typed:
    """What stands there; where that is none of the choices, what the command takes by default."""
    text = text_of(shape, form.was[shape.name], form.viewer)
    fits = shape.kind != "choice" or text in shape.options
    return text if fits else text_of(shape, default_of(form.command, shape), form.viewer)


def _subject(form: Form, data: Mapping[str, str]) -> Any:
    name = form.subject_field
    if not name or form.many:
        return None
    text = data.get(name) or data.get("subject") or ""
    ref = next(shape.ref for shape in shapes_of(form.command) if shape.name == name)
    if not text or ref is None:
        return None
    row = queries.row_of(ref, text, form.viewer)
    if row is None and queries.is_gathered(ref, text, form.viewer):
        form.typed[name] = text
        return None
    if row is None:
        message = f"There is no {word_for(ref.kind)} {text!r} that you can see."
        raise Refused(message, faults=(Fault(name, message),), status=404)
    return row


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(
            "This form was changed on its way. Reload the page and fill it in again.", status=422
        ) from None
