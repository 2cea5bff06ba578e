"""What a proposal is called unless its author says: the sentence history would have, put as a request.

"moved Invoice export above Search" asks to "Move Invoice export above Search".
"""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.who.decisions.gate.run import Step

_VERBS = """
accepted accept, added add, agreed agree, answered answer, applied apply, asked ask, assigned assign,
attached attach, began begin, came come, cancelled cancel, changed change, chose choose, closed close,
commented comment, computed compute, confirmed confirm, copied copy, decides decide, declined decline,
deleted delete, discarded discard, dissents dissent, dropped drop, edited edit, emptied empty,
ended end, entered enter, estimated estimate, expects expect, filled fill, finished finish, found find,
gave give, has have, imported import, invited invite, is be, kept keep, labelled label, left leave,
let let, linked link, logged log, looked look, made make, marked mark, measured measure, merged merge,
moved move, muted mute, objects object, passed pass, planned plan, promised promise, put put,
raised raise, recorded record, released release, removed remove, renamed rename, reopened reopen,
replaced replace, restored restore, revised revise, revoked revoke, said say, saved save, scored score,
set set, settled settle, showed show, skipped skip, started start, stopped stop, suggested suggest,
ticked tick, took take, undid: undo:, waived waive, watches watch, withdrew withdraw, wrote write
"""
_ASKED = dict(pair.split() for pair in _VERBS.replace("\n", " ").split(","))
_BEFORE_A_VERB = ("no longer ", "will ")


def titled(steps: Sequence[Step]) -> str:
    """What is asked: the first change in its words, and how many more come with it."""
    more = len(steps) - 1
    first = as_request(steps[0].sentence, steps[0].command.meta.title)
    return first + (f" and {more} more" if more else "")


def as_request(sentence: str, title: str) -> str:
    """The sentence with its verb as one asks for it; behind its command's title if nobody knows the verb."""
    before = next((words for words in _BEFORE_A_VERB if sentence.startswith(words)), "")
    done, _, rest = sentence.removeprefix(before).partition(" ")
    asked = done if before == "will " else _ASKED.get(done)
    if asked is None:
        return f"{title}: {sentence}"
    words = f"{before.removeprefix('will ')}{asked} {rest}"
    return words[:1].upper() + words[1:]
