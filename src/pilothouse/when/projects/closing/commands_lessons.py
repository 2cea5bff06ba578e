"""What a project taught, written down by anybody at any time while it runs."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.when.projects.models import Lesson
from pilothouse.when.schedule.commands_projects import project_of
from pilothouse.who.changes import columns, in_words
from pilothouse.who.fields import Minted, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item

LessonRef = Annotated[str, RefTo("projects.lesson")]
Went = Annotated[Literal["well", "badly"], Hint(label="It went")]
Happened = Annotated[Text, Hint(label="What happened", rows=3)]
Advice = Annotated[Text, Hint(label="The next time", rows=3, help="What to do again, or otherwise.")]


class AddLesson(Command, name="lesson.add", permission="member", subject="project"):
    """Write down a lesson."""

    id: Minted = Field(default_factory=uuid4)
    project: UnitRef
    title: Annotated[Title, Hint(label="In one line")]
    went: Went = "badly"
    happened: Happened = ""
    advice: Advice = ""

    def apply(self, ctx: Scope) -> None:
        item = open_item(ctx, Lesson.kind, self.id, project_of(ctx, self.project).unit, self.title)
        ctx.save(Lesson(item=item, went=self.went, happened=self.happened, advice=self.advice))

    def sentence(self, ctx: Scope) -> str:
        return f"wrote down a lesson of {ctx.title(self.project)}: {self.title}"


class EditLesson(Command, name="lesson.edit", permission="member"):
    """Change a lesson."""

    lesson: LessonRef
    title: Annotated[Title, Hint(label="In one line")] = ""
    went: Went = "badly"
    happened: Happened = ""
    advice: Advice = ""
    unit: Annotated[UnitRef, Hint(label="Lesson of")] = ""
    example: ClassVar[dict[str, Any]] = {"lesson": "Ask the printer first", "advice": "Ask in spring"}

    def apply(self, ctx: Scope) -> None:
        lesson: Lesson = ctx.get(self.lesson)
        ctx.update(lesson.item, **columns(self, "title"))
        if self.unit:
            ctx.update(lesson.item, unit=project_of(ctx, self.unit).unit)
        ctx.update(lesson, **columns(self, "went", "happened", "advice"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the lesson {ctx.title(self.lesson)}"


class DeleteLesson(Command, name="lesson.delete", permission="member"):
    """Delete a lesson."""

    lesson: LessonRef
    example: ClassVar[dict[str, Any]] = {"lesson": "Ask the printer first"}

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.lesson))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the lesson {ctx.title(self.lesson)}"
