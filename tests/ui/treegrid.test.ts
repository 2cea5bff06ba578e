import { beforeEach, describe, expect, test, vi } from "vitest";
import { TreeGrid } from "../../src/pilothouse/ui/src/treegrid";

vi.mock("../../src/pilothouse/ui/src/toast", () => ({ toast: vi.fn() }));
vi.mock("../../src/pilothouse/ui/src/post", () => ({ refresh: vi.fn() }));

const ROWS: [string, number, boolean][] = [
  ["editor", 1, true],
  ["preview", 2, false],
  ["totals", 2, false],
  ["migration", 1, true],
  ["map", 2, false],
];
let grid: TreeGrid;

function press(key: string, init: KeyboardEventInit = {}): void {
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
}
const focused = (): string => document.activeElement!.id;
const rowOf = (id: string): HTMLTableRowElement => document.getElementById(id) as HTMLTableRowElement;
const shown = (): string[] => grid.visible().map((row) => row.id);

beforeEach(() => {
  document.body.innerHTML = `<table role="treegrid"><tbody>${ROWS.map(
    ([id, level, parent]) =>
      `<tr id="${id}" aria-level="${level}"${parent ? ' aria-expanded="true"' : ""}><th id="${id}-name"><a href="#x">${id}</a></th><td id="${id}-left">2–4 d</td><td class="bars"></td></tr>`,
  ).join("")}</tbody></table>`;
  grid = new TreeGrid(document.querySelector("table")!);
  rowOf("editor").focus();
});

describe("keyboard of the tree table", () => {
  test("has one tab stop, which follows the focus", () => {
    press("ArrowDown");
    expect([...document.querySelectorAll('[tabindex="0"]')].map((element) => element.id)).toEqual(["preview"]);
  });

  test("walks rows with arrows, Home and End, and stops at the ends", () => {
    press("ArrowUp");
    expect(focused()).toBe("editor");
    press("End");
    expect(focused()).toBe("map");
    press("ArrowDown");
    expect(focused()).toBe("map");
    press("Home");
    expect(focused()).toBe("editor");
  });

  test("folds with ← and unfolds with →, then enters the cells", () => {
    press("ArrowLeft");
    expect(shown()).toEqual(["editor", "migration", "map"]);
    press("ArrowDown");
    expect(focused()).toBe("migration");
    press("ArrowUp");
    press("ArrowRight");
    expect(shown()).toHaveLength(5);
    press("ArrowRight");
    expect(focused()).toBe("editor-name");
  });

  test("keeps the column when moving between rows, and leaves the cells with ←", () => {
    press("ArrowRight");
    press("ArrowRight");
    press("ArrowDown");
    expect(focused()).toBe("preview-left");
    press("ArrowRight");
    expect(focused()).toBe("preview-left");
    press("ArrowLeft");
    press("ArrowLeft");
    expect(focused()).toBe("preview");
  });

  test("goes to the parent with ← on a leaf", () => {
    press("End");
    press("ArrowLeft");
    expect(focused()).toBe("migration");
  });

  test("Ctrl+End stays in the column", () => {
    press("ArrowRight");
    press("End", { ctrlKey: true });
    expect(focused()).toBe("map-name");
  });

  test("selects with Shift+Space and tells it, without moving the focus", () => {
    const told: unknown[] = [];
    document.addEventListener("treegrid:select", (event) => told.push((event as CustomEvent).detail.row?.id), { once: true });
    press(" ", { shiftKey: true });
    expect(told).toEqual(["editor"]);
    expect(rowOf("editor").getAttribute("aria-selected")).toBe("true");
    expect(focused()).toBe("editor");
  });

  test("leaves keys to a field inside a cell", () => {
    rowOf("preview").cells[1]!.innerHTML = '<input id="field">';
    document.getElementById("field")!.focus();
    press("ArrowDown");
    expect(focused()).toBe("field");
  });
});
