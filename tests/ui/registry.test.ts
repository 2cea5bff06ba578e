import { describe, expect, test } from "vitest";
import entries from "../../src/pilothouse/ui/keys.json";
import { check, KeyClash, spell, spoken, type Key } from "../../src/pilothouse/ui/src/registry";

const key = (key: string, action: string, scope = "everywhere"): Key => ({ key, action, label: action, scope });

describe("the registry of keys", () => {
  test("has no clash as it is shipped", () => {
    expect(check(entries as Key[]).length).toBe(entries.length);
  });

  test("refuses a key taken twice in one scope", () => {
    expect(() => check([key("a", "accept", "decisions"), key("a", "ask", "decisions")])).toThrow(KeyClash);
  });

  test("lets a page use a letter that means something else elsewhere", () => {
    expect(() => check([key("d", "decline", "decisions"), key("d", "depend", "plan")])).not.toThrow();
  });

  test("refuses a page that redefines a key that never changes meaning", () => {
    expect(() => check([key("z", "zoom", "plan")])).toThrow(/means the same everywhere/);
  });

  test("refuses a key that begins a chord", () => {
    expect(() => check([key("g p", "go.plan"), key("g", "group", "plan")])).toThrow(/begins a chord/);
  });

  test("refuses one name for two keys", () => {
    expect(() => check([key("a", "accept"), key("b", "accept", "plan")])).toThrow(KeyClash);
  });
});

describe("the spelling of keys", () => {
  test.each([
    [{ key: "K", ctrlKey: true }, "Ctrl+k"],
    [{ key: "?", shiftKey: true }, "?"],
    [{ key: " ", shiftKey: true }, "Shift+Space"],
    [{ key: "ArrowDown" }, "ArrowDown"],
    [{ key: "+", shiftKey: true }, "+"],
  ])("%o is %s", (init, expected) => {
    expect(spell(new KeyboardEvent("keydown", init))).toBe(expected);
  });

  test.each([
    ["g p", "G then P"],
    ["Ctrl+k", "Ctrl K"],
    ["s", "S"],
    ["?", "?"],
  ])("%s is read %s", (written, read) => expect(spoken(written)).toBe(read));
});
