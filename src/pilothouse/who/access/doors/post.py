"""Mail: written in the transaction of what it tells, sent by the worker, again when a server was away."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from pilothouse.who import clock
from pilothouse.who.access.models import Letter

log = logging.getLogger(__name__)
MOST_TRIES = 8
BATCH = 50


def write(to: str, subject: str, text: str, html: str = "", unsubscribe: str = "") -> None:
    """Put a mail on its way: it is sent once the transaction stands."""
    now = clock.now()
    line = " ".join(subject.split())[:200]
    Letter.objects.create(
        to=to, subject=line, text=text, html=html, unsubscribe=unsubscribe, made_at=now, next_try=now
    )


def link(path: str) -> str:
    """The whole address of a path, for mail. Never taken from a request: its host may be forged."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def send_waiting() -> int:
    """Send what is due; how many were sent."""
    return sum(
        _send_next() for _ in range(min(BATCH, Letter.objects.filter(next_try__lte=clock.now()).count()))
    )


def _send_next() -> bool:
    """Send one that no other process has taken: it is put off first, so that two never send it both."""
    with transaction.atomic():
        due = Letter.objects.select_for_update(skip_locked=_skips()).filter(next_try__lte=clock.now())
        letter = due.order_by("next_try", "id").first()
        if letter is None:
            return False
        letter.tries += 1
        letter.next_try = clock.now() + timedelta(minutes=2**letter.tries)
        letter.save(update_fields=["tries", "next_try"])
    try:
        _message(letter).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a mail could not be sent, try %s: %s", letter.tries, error)
        if letter.tries >= MOST_TRIES:
            letter.delete()
        return False
    letter.delete()
    return True


def _message(letter: Letter) -> EmailMultiAlternatives:
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{letter.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _skips() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
