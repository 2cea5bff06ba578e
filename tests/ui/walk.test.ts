import { describe, expect, test } from "vitest";
import { fits } from "../../src/pilothouse/ui/src/registry";
import { beside, listed } from "../../src/pilothouse/ui/src/walk";

describe("the list one came from", () => {
  test("holds the items of a page once, in their order", () => {
    document.body.innerHTML = `<main><a href="/w/features/LED-2">B</a><a href="/w/backlog">no item</a>
      <a href="/w/features/LED-1?tab=x">A</a><a href="/w/features/LED-2">again</a><a href="/w/PR-3">P</a></main>`;
    expect(listed(document)).toEqual(["/w/features/LED-2", "/w/features/LED-1", "/w/PR-3"]);
  });

  test("ends at its ends and knows nothing of other pages", () => {
    const list = ["/w/i/A-1", "/w/i/A-2"];
    expect(beside(list, "/w/i/A-1", 1)).toBe("/w/i/A-2");
    expect(beside(list, "/w/i/A-1", -1)).toBeUndefined();
    expect(beside(list, "/w/i/A-9", 1)).toBeUndefined();
  });
});

describe("what is typed into the palette", () => {
  test.each([
    ["dec", "Decline with reason", true],
    ["rea dec", "Decline with reason", true],
    ["", "Anything", true],
    ["ason", "Decline with reason", false],
    ["cafe", "Café", true],
  ])("%s fits %s: %s", (text, label, expected) => expect(fits(text, label)).toBe(expected));
});
