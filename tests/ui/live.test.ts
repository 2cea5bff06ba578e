import { describe, expect, test } from "vitest";
import { chainOf } from "../../src/pilothouse/ui/src/gantt";
import { concerns } from "../../src/pilothouse/ui/src/changes";

describe("which parts a change concerns", () => {
  test.each([
    ["task:1 plan", ["task:1"], true],
    ["task:1 plan", ["task:2"], false],
    ["task:1 plan", ["plan"], true],
    ["task:*", ["task:2"], true],
    ["task:*", ["tasklist:2"], false],
    ["plan forecast", ["forecast:7"], true],
    ["feature:3", ["*"], true],
    ["", ["plan"], false],
  ])("%s after %o: %s", (words, changed, expected) => {
    expect(concerns(words, new Set(changed))).toBe(expected);
  });
});

describe("the chain of a row", () => {
  test("holds what it waits for and what waits for it, not its siblings, and ends on a circle", () => {
    const row = (): HTMLElement => document.createElement("tr");
    const [a, b, c, d] = [row(), row(), row(), row()];
    const link = (from: HTMLElement, to: HTMLElement) => ({ from, to, type: "FS" });
    expect(chainOf(b, [link(a, b), link(b, c), link(a, d)])).toEqual(new Set([b, a, c]));
    expect(chainOf(a, [link(a, b), link(b, a)])).toEqual(new Set([a, b]));
  });
});
