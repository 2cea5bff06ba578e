import { beforeEach, expect, test, vi } from "vitest";
import { beginning, turned } from "../../src/pilothouse/ui/src/rows";
import { TreeGrid } from "../../src/pilothouse/ui/src/treegrid";

vi.mock("../../src/pilothouse/ui/src/toast", () => ({ toast: vi.fn() }));
vi.mock("../../src/pilothouse/ui/src/post", () => ({ refresh: vi.fn() }));

const COUNT = 300;
const SIZE = 60;

/** A server with a long plan: rows from `first` on; the group at the top, once folded, hides all others. */
function served(address: string): string {
  const query = new URL(address).searchParams;
  const folded = query.get("but") === "0";
  const count = folded ? 1 : COUNT;
  const first = Math.min(Number(query.get("first") ?? 0), Math.max(count - SIZE, 0));
  const rows = Array.from({ length: Math.min(SIZE, count) }, (_, step) => first + step).map(
    (n) =>
      `<tr id="row-${n}" data-id="${n}" aria-level="${n ? 2 : 1}" aria-rowindex="${n + 2}"${n ? "" : ` aria-expanded="${!folded}"`}><th>${n ? "" : '<a class="twist" href="#"></a>'}Row ${n}</th><td data-edit-url="/e"><a href="/e">1 d</a></td></tr>`,
  );
  return `<table id="plan-rows" role="treegrid" data-span="a" aria-rowcount="${count + 1}"><tbody>${rows.join("")}</tbody></table>`;
}

const asked: string[] = [];
const focused = (): string => document.activeElement!.id;
const here = (): number => document.querySelectorAll("tr[data-id]").length;
const row = (n: number): HTMLTableRowElement => document.getElementById(`row-${n}`) as HTMLTableRowElement;

function press(key: string, init: KeyboardEventInit = {}): void {
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
}

beforeEach(() => {
  asked.length = 0;
  history.replaceState(null, "", "/ws/plan?scale=months");
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(new Response(served(address)));
  });
  document.body.innerHTML = served("https://x/");
  new TreeGrid(document.querySelector("table")!);
  row(0).focus();
});

test("ArrowDown walks every row of the plan, and the table never holds many", async () => {
  for (let n = 1; n < COUNT; n++) {
    press("ArrowDown");
    await vi.waitFor(() => expect(focused()).toBe(`row-${n}`));
    expect(here()).toBeLessThanOrEqual(SIZE + 2);
  }
  expect(asked.length).toBeLessThan(COUNT / 10);
});

test("Ctrl+End reaches the last row and Home the first; the address says where one is and keeps the rest", async () => {
  press("End", { ctrlKey: true });
  await vi.waitFor(() => expect(focused()).toBe("row-299"));
  expect(location.search).toBe("?scale=months&first=240");
  press("Home");
  await vi.waitFor(() => expect(focused()).toBe("row-0"));
  await vi.waitFor(() => expect(location.search).toBe("?scale=months"));
});

test("rows that are not here leave room of their height, above and below", async () => {
  press("End", { ctrlKey: true });
  await vi.waitFor(() => expect(focused()).toBe("row-299"));
  const room = row(240).previousElementSibling!;
  expect(room.className).toBe("room");
  expect((room.firstElementChild as HTMLElement).style.blockSize).not.toBe("");
  expect(row(299).nextElementSibling).toBeNull();
});

test("a row that is being edited stays with what was typed while others come and go", async () => {
  const cell = row(3).cells[1]!;
  cell.dataset["editing"] = "";
  cell.innerHTML = '<form><input value=""></form>';
  cell.querySelector("input")!.value = "typed";
  press("End", { ctrlKey: true });
  await vi.waitFor(() => expect(focused()).toBe("row-299"));
  expect(row(3).querySelector("input")!.value).toBe("typed");
  expect(row(4)).toBeNull();
});

test("folding a group asks the server and keeps the focus on it", async () => {
  press("ArrowLeft");
  await vi.waitFor(() => expect(here()).toBe(1));
  expect(focused()).toBe("row-0");
  expect(row(0).getAttribute("aria-expanded")).toBe("false");
  expect(location.search).toBe("?scale=months&but=0");
  press("ArrowRight");
  await vi.waitFor(() => expect(here()).toBe(SIZE));
  expect(row(0).getAttribute("aria-expanded")).toBe("true");
});

test("addresses of windows and of folded groups", () => {
  expect(beginning("https://x/plan?first=3#row-1", 0).href).toBe("https://x/plan");
  expect(turned("https://x/plan?but=a,b", "a").search).toBe("?but=b");
  expect(turned("https://x/plan?but=b", "b").search).toBe("");
});
