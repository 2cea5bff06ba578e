import { expect, test } from "vitest";
import { elapsed } from "../../src/pilothouse/ui/src/elapsed";

test("a timer says hours and minutes, and never less than nothing", () => {
  const now = Date.parse("2027-03-10T12:00:00Z");
  expect(elapsed("2027-03-10T11:53:00Z", now)).toBe("0:07 h");
  expect(elapsed("2027-03-09T22:30:00Z", now)).toBe("13:30 h");
  expect(elapsed("2027-03-10T12:01:00Z", now)).toBe("0:00 h");
});
