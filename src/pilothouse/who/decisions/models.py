"""Rights as versioned rows, proposals with their options and voices, and the history of every change."""

from __future__ import annotations

from collections.abc import Container
from typing import ClassVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from pilothouse.who.decisions.gate.models import Answered as Answered
from pilothouse.who.decisions.rights.models import Delegation as Delegation
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.people.models import Member, Unit, Workspace
from pilothouse.who.rows import Row, Viewer

BANDS = {"baselined": ", once baselined", "beyond": ", beyond tolerance"}


class MatrixVersion(Row):
    """One dated state of the decision matrix of a unit; the nearest unit that says something wins.

    ``duties`` has for a role, where it differs from the preset, what it answers for and what is not its."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matrices")
    number = models.PositiveIntegerField()
    preset = models.CharField(max_length=40)
    tolerance = models.JSONField(default=dict)
    duties = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    lasting: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="one_version_once")]

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        """Who decides what is no secret."""
        return Q()


class MatrixRow(Row):
    """Who decides a family in a band, who must co-approve, is consulted, is told, and what is decided alone.

    ``alone_limit`` holds days, cost and effort (shares); all zero: always ask. ``consult_days`` is how many
    working days the consulted may hold a decision up."""

    version = models.ForeignKey(MatrixVersion, models.PROTECT, related_name="rows")
    position = models.PositiveSmallIntegerField()
    family = models.CharField(max_length=60)
    band = models.CharField(max_length=20, default="normal")
    decides = models.CharField(max_length=60)
    approves = models.JSONField(default=list)
    consults = models.JSONField(default=list)
    informs = models.JSONField(default=list)
    alone_limit = models.JSONField(default=dict)
    consult_days = models.PositiveSmallIntegerField(default=2)

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "family", "band"], name="one_row_a_band")]

    def __str__(self) -> str:
        known = preset(self.workspace.preset)["families"]
        return f"{known.get(self.family, self.family)}{BANDS.get(self.band, '')}"

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        """Who decides what is no secret."""
        return Q()

    @property
    def alone_days(self) -> float | None:
        """How many days later its decider settles alone."""
        return self._alone("days")

    @property
    def alone_cost(self) -> float | None:
        """Which share of cost its decider settles alone."""
        return self._alone("cost")

    @property
    def alone_effort(self) -> float | None:
        """Which share of effort its decider settles alone."""
        return self._alone("effort")

    def _alone(self, name: str) -> float | None:
        value: float | None = self.alone_limit.get(name)
        return value


DRAFT = "draft"
SCENARIO = "scenario"


class ChangeSet(Row):
    """A proposal: what is asked, by whom, and how it stands. Its key is ``PR-31``.

    As a draft it is its author's basket: nobody else knows of it, and it has no number yet. ``chosen`` is
    the option it stands for: the first, until somebody who decides takes another."""

    number = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500)
    why = models.TextField(blank=True)
    author = models.ForeignKey(Member, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, default="proposal")
    state = models.CharField(max_length=20, default="open")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    family = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    decide_by = models.DateTimeField(null=True, blank=True)
    chosen = models.UUIDField(null=True, blank=True)

    lasting: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="one_proposal_number_once"),
            models.UniqueConstraint(
                fields=["workspace", "author", "kind"],
                condition=Q(state=DRAFT, kind="basket"),
                name="one_basket_each",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        """Proposals; of drafts and scenarios one's own, and those shared with one."""
        if viewer.kind == "guest":
            return super().visible(viewer)
        told = Share.everything.filter(workspace=viewer.workspace, deleted_at=None)
        told = told.filter(Q(member=viewer.member) | Q(member=None))
        theirs = Q(author=viewer.member) | Q(pk__in=told.values("change_set"))
        return (~Q(state=DRAFT) & ~Q(kind=SCENARIO)) | theirs

    @classmethod
    def kept_from_undo(cls, change: RowChange, going: Container[UUID]) -> str:
        """A decision taken back comes again only where nobody went on meanwhile: its keys may be others."""
        before, after = change.before or {}, change.after or {}
        if after.get("state") != "open" or "state" not in before:
            return ""
        proposal = cls.everything.filter(pk=change.row).first()
        if proposal is None:
            return ""
        parts = [row.pk for part in (Voice, Option) for row in part.everything.filter(change_set=proposal)]
        later = RowChange.everything.filter(row__in=parts, entry__revision__gt=change.entry.revision)
        if not later.exists():
            return ""
        went_on = f"{proposal.key} was open again and people went on with it"
        return f"Cannot bring this decision back: {went_on}. Decide it anew."

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        """What is being gathered is of no unit yet, and its author's."""
        return super().in_reach(viewer) | Q(unit=None, author=viewer.member)

    @property
    def key(self) -> str:
        """The key people use: ``PR-31``."""
        return f"PR-{self.number}" if self.number else "your basket"

    @classmethod
    def named(cls, text: str) -> Q | None:
        prefix, _, number = text.upper().partition("-")
        return Q(number=int(number)) if prefix == "PR" and number.isdigit() else None


class Scenario(ChangeSet):
    """A private branch of the plan: edits that are computed together and have changed nothing yet.

    A change set with one option. History calls its rows by this name, and they are read there by nobody."""

    private: ClassVar[bool] = True

    class Meta:
        proxy = True
        base_manager_name = "everything"

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(title__iexact=text)

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return super().visible(viewer) & Q(kind=SCENARIO)

    @property
    def key(self) -> str:
        """None: it is called by its title, and named by its id."""
        return ""

    def unit_of_decision(self) -> None:
        """A draft is nobody's decision yet."""


class Share(Row):
    """Who else reads a draft: a member, or the whole workspace where none is named."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="shares")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    private: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["change_set", "member"], name="one_share_each")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(change_set__in=ChangeSet.objects.seen_by(viewer).values("pk"))


class ScenarioFigures(Row):
    """What a scenario would do, computed on a plan revision with so many runs; none: not yet.

    ``edits`` is the hash of what it held then, ``told`` what is broken, the row differences, who would decide
    and the impact. It names the scenario by id alone, so that it never keeps one from being undone."""

    scenario = models.UUIDField(unique=True)
    edits = models.CharField(max_length=64)
    plan_revision = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    runs = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=dict)

    derived: ClassVar[bool] = True

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(scenario__in=Scenario.objects.seen_by(viewer).values("pk"))


class Option(Row):
    """One way to do what a proposal asks: commands, the *before* they were priced on, their size and impact.

    ``verdict`` freezes who was asked and why; ``subjects`` are the ids of what it touches. Who reads
    ``commands`` is told them by ``private.told_commands``."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=200)
    commands = models.JSONField(default=list)
    before = models.JSONField(default=list)
    subjects = models.JSONField(default=list)
    verdict = models.JSONField(default=dict)
    plan_hash = models.CharField(max_length=64, blank=True)
    plan_revision = models.PositiveBigIntegerField(default=0)
    impact = models.JSONField(null=True, blank=True)
    seed = models.PositiveIntegerField(default=1)
    runs = models.PositiveIntegerField(default=0)
    priced_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    private: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"option {self.letter} {self.label!r}"

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return super().visible(viewer) & Q(change_set__in=ChangeSet.objects.seen_by(viewer).values("pk"))

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        """It lies where its change set does."""
        return Q()

    @property
    def letter(self) -> str:
        """What people call it: A, B, C."""
        return chr(ord("A") + self.position) if self.position < 26 else str(self.position + 1)


class Voice(Row):
    """What somebody asked for their say has said: to one option, or (none) to whatever becomes of it."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="voices")
    option = models.ForeignKey(Option, models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_as = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    @classmethod
    def kept_from_undo(cls, change: RowChange, going: Container[UUID]) -> str:
        """What somebody said stands while what was decided with it does."""
        about = (change.after or change.before or {}).get("change_set_id")
        proposal = ChangeSet.everything.filter(pk=about).exclude(state="open").first()
        if proposal is None or proposal.pk in going:
            return ""
        return f"Cannot undo: {proposal.key} was {proposal.state} since then. Undo that first."


class Snooze(Row):
    """Out of whose sight a proposal waits: until a day, or until ``awaits`` has answered. Theirs alone."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="snoozes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    until = models.DateField(null=True, blank=True)
    awaits = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    private: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["change_set", "member"], name="one_snooze_each")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return super().visible(viewer) & Q(member=viewer.member)


class Entry(Row):
    """One applied change, for ever. ``size`` is what it moved, counted against ``unit``.

    Written with every change, so it keeps no index that another one begins with."""

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="+", db_index=False)
    revision = models.PositiveBigIntegerField()
    group = models.UUIDField()
    at = models.DateTimeField()
    actor = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf_of = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=20)
    command = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    sentence = models.TextField()
    family = models.CharField(max_length=60, blank=True)
    matrix_version = models.PositiveIntegerField(null=True, blank=True)
    size = models.JSONField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    change_set = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    lasting: ClassVar[bool] = True

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace", "revision"], name="one_revision_once")]
        indexes = [
            models.Index(fields=["workspace", "group"], name="entries_by_group"),
            *(
                models.Index(fields=[name], condition=Q((f"{name}__isnull", False)), name=f"entries_{name}")
                for name in ("on_behalf_of", "change_set", "undoes")  # nearly always empty
            ),
            models.Index(
                fields=["workspace", "-at"],
                condition=Q(matrix_version__isnull=False, change_set=None),
                name="entries_decided_alone",
            ),
        ]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        drafted = Q(command__startswith="basket.") | Q(command__startswith="scenario.")
        return super().visible(viewer) & (~drafted | Q(actor=viewer.member))


class RowChange(Row):
    """What an entry did to one row: the changed columns before and after, in JSON values.

    Those of private tables are kept for undo alone."""

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    row = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["workspace", "row"], name="changes_by_row")]

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        private = [m._meta.label_lower for m in apps.get_models() if getattr(m, "private", False)]
        return super().visible(viewer) & ~Q(model__in=private)


class Outbox(models.Model):
    """What open pages and other listeners are told, in order; the number is the stream's event id."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey("people.Workspace", models.PROTECT, related_name="+")
    revision = models.PositiveBigIntegerField()
    event = models.JSONField()

    untracked: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(workspace=viewer.workspace)
