"""Whom a file names: members of the workspace, or placeholders that can be claimed later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from pilothouse.commands import Fault, Refused
from pilothouse.who.changes import derived
from pilothouse.who.people.models import Member

if TYPE_CHECKING:
    from pilothouse.when.schedule.importing.making import Maker

Named = Mapping[str, tuple[str, str]]
"""Name and address of whom the file names, by id there."""


class Everybody:
    """Finds them: as the mapping says, else by address, else by a name that one member has."""

    def __init__(self, maker: Maker, mapped: Mapping[str, str], named: Named) -> None:
        self.maker, self.ctx, self.mapped, self.named = maker, maker.ctx, mapped, named
        members = list(self.ctx.find(Member).exclude(kind="guest").select_related("account"))
        self._by_id: dict[str, Member] = {str(member.pk): member for member in members}
        self._by_address: dict[str, Member] = {
            m.account.email.casefold(): m for m in members if m.account is not None
        }
        self._by_name: dict[str, list[Member]] = {}
        for member in members:
            self._by_name.setdefault(member.name.casefold(), []).append(member)

    def known(self, external: str, name: str) -> Member | None:
        """The member a file means, who stands as they are; None for somebody new."""
        if external in self.mapped:
            return self._chosen(external)
        address = self.named.get(external, ("", ""))[1].casefold()
        if address and address in self._by_address:
            return self._by_address[address]
        namesakes = self._by_name.get(name.casefold(), [])
        return namesakes[0] if len(namesakes) == 1 else None

    def add_named(self) -> None:
        """Those who are only named, as authors of comments and logs: nothing is planned for them."""
        for external, (name, _) in self.named.items():
            if ("person", external) not in self.maker.rows:
                self._add(external, name or external)

    def id_of(self, external: str) -> UUID | None:
        """The member of somebody in the file; None for nobody."""
        return self.maker.rows.get(("person", external)) if external else None

    def author(self, external: str) -> UUID:
        """The same, where somebody must be named: who is not known is one placeholder of that name."""
        found = self.id_of(external)
        if found is not None:
            return found
        if ("person", "") not in self.maker.rows:
            self._add("", f"Somebody in {self.maker.changes.known.system}")
        return self.maker.rows["person", ""]

    def _add(self, external: str, name: str) -> None:
        member = self.known(external, name)
        if member is None:
            id = derived(self.maker.unit.pk, "person", external)
            member = Member(id=id, name=name[:200], kind="placeholder", plannable=False)
            self.maker.ctx.save(member)
        self.maker.remember("person", external, member.pk)

    def _chosen(self, external: str) -> Member | None:
        said = self.mapped[external]
        if not said:
            return None
        member = self._by_id.get(said)
        if member is None:
            message = f"“{external}” is mapped to a member who is not here. Choose another, or nobody."
            raise Refused(message, faults=(Fault("people", message),))
        return member
