"""A person adds a passkey of their device, signs out, and comes in with it alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import PASSWORD


@pytest.fixture
def site(module_server: str) -> str:
    """Whoever has a passkey here is nobody else's concern."""
    return module_server


def test_a_device_is_added_and_signs_its_person_in_alone(page: Page, site: str) -> None:
    named = site.replace("127.0.0.1", "localhost")
    _give_a_device(page)
    page.goto(f"{named}/sign-in")
    page.get_by_label("E-mail address").fill("sven@ledgerline.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{named}/ledgerline/me")
    page.get_by_text("Add a passkey").first.click()
    page.get_by_label("What you call it").fill("Pocket phone")
    page.locator("#passkey-password").fill("not the password")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("This is not your current password")).to_be_visible()
    page.locator("#passkey-password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page).to_have_url(re.compile("/ledgerline/me"))
    expect(page.get_by_text("Pocket phone, since")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/ledgerline/desk"))


def _give_a_device(page: Page) -> None:
    """The browser's own stand-in for a phone whose owner has just shown their finger."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    kinds = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options = {"options": {**kinds, "isUserVerified": True, "automaticPresenceSimulation": True}}
    tools.send("WebAuthn.addVirtualAuthenticator", options)
