import { describe, expect, test } from "vitest";
import { asked, fitting } from "../../src/pilothouse/ui/src/talk";

describe("naming people in a comment", () => {
  test("a name is being written after @ at a word's beginning", () => {
    expect(asked("See @To")).toBe("To");
    expect(asked("@Tomás Ru")).toBe("Tomás Ru");
    expect(asked("(@")).toBe("");
  });

  test("an address and finished words are no names", () => {
    expect(asked("mail@To")).toBeNull();
    expect(asked("See @Tomás Ruiz, then")).toBeNull();
  });

  test("first and last names are found whatever their case", () => {
    expect(fitting(["Maya Berg", "Tomás Ruiz", "Ruth Ono"], "ru")).toEqual(["Tomás Ruiz", "Ruth Ono"]);
  });
});
