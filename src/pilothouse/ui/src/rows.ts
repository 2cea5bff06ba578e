/** Long plans: the table holds a window of its rows, and fetches others as focus or scroll comes near its edge.
 *
 * Rows know their place (aria-rowindex), the table how many there are (aria-rowcount). Where none are, a row of their
 * height keeps the room, so that the page scrolls as if all were there. The address says which are shown: a reload or
 * a live update brings the same. Rows in use (focused, selected, being edited) stay while others come and go. */
import { all, fetchPart, one } from "./dom";
import { refresh } from "./post";
import { toast } from "./toast";

type Row = HTMLTableRowElement;
const ROWS = "tr[aria-rowindex]";
const HEADERS = 2;
/** So near the edge of what is there, what follows is fetched; and so many more than fit the screen at least. */
const NEAR = 12;
const BESIDE = 6;
const IN_USE = ":focus, :focus-within, [aria-selected=true], :has([data-editing], .pick:checked)";

export const indexOf = (row: Element): number => Number(row.getAttribute("aria-rowindex")) - HEADERS;

/** The address with a group opened or folded. */
export function turned(address: string, id: string): URL {
  const url = new URL(address, location.href);
  const but = (url.searchParams.get("but") ?? "").split(",").filter(Boolean);
  const left = but.filter((each) => each !== id);
  const now = left.length < but.length ? left : [...but, id];
  if (now.length) url.searchParams.set("but", now.join(","));
  else url.searchParams.delete("but");
  return url;
}

/** The address of the window that begins with this row. */
export function beginning(address: string, first: number): URL {
  const url = new URL(address, location.href);
  if (first > 0) url.searchParams.set("first", String(first));
  else url.searchParams.delete("first");
  url.hash = "";
  return url;
}

export class Rows {
  private readonly usual: number;
  private coming: Promise<void> | null = null;
  private followed = "";
  private height = 28;

  /** `arrived` is called whenever other rows stand in the table. */
  constructor(private readonly table: HTMLElement, private readonly arrived: () => void) {
    this.usual = this.here().length;
    this.settle();
    document.addEventListener("live:morphed", () => this.again());
    document.addEventListener("scroll", () => requestAnimationFrame(() => this.follow()), { passive: true, capture: true });
    const first = this.here()[0];
    if (first && indexOf(first) > 0) (document.getElementById(location.hash.slice(1)) ?? first).scrollIntoView({ block: "center" });
    this.follow();
  }

  get count(): number {
    return Number(this.table.getAttribute("aria-rowcount")) - 1;
  }

  private body(): HTMLElement {
    return one("tbody", this.table)!;
  }

  here(): Row[] {
    return all<Row>(`tbody ${ROWS}`, this.table);
  }

  at(index: number): Row | undefined {
    return one<Row>(`tbody tr[aria-rowindex="${index + HEADERS}"]`, this.table) ?? undefined;
  }

  /** The row of that place, fetched when it is not there; undefined when it could not be. */
  async reach(index: number): Promise<Row | undefined> {
    while (this.coming) await this.coming;
    if (!this.at(index)) await this.show(index);
    return this.at(index);
  }

  /** Sees to it that rows around this one are there before they are needed. */
  near(row: Row): void {
    if (!this.coming && this.edgeNear(indexOf(row))) void this.show(indexOf(row));
  }

  /** Opens or folds a group: the server knows what lies in it. */
  async turn(row: Row): Promise<void> {
    while (this.coming) await this.coming;
    await this.bring(this.around(indexOf(row), turned(location.href, row.dataset["id"] ?? "")), true);
    this.follow();
  }

  /** So many rows at once: more on a tall screen. */
  private get size(): number {
    return Math.max(this.usual, Math.ceil(innerHeight / this.height) + 2 * (BESIDE + 2));
  }

  private edgeNear(index: number): boolean {
    const near = [index - NEAR, index + NEAR].map((each) => Math.min(Math.max(each, 0), this.count - 1));
    return near.some((each) => !this.at(each));
  }

  private around(index: number, address: URL | string): URL {
    const last = Math.max(this.count - this.size, 0);
    return beginning(String(address), Math.min(Math.max(index - Math.floor(this.size / 2), 0), last));
  }

  private show(index: number): Promise<void> {
    return this.bring(this.around(index, location.href), false);
  }

  private bring(address: URL, anew: boolean): Promise<void> {
    this.table.setAttribute("aria-busy", "true");
    this.coming = this.fetch(address, anew).finally(() => {
      this.coming = null;
      this.table.removeAttribute("aria-busy");
    });
    return this.coming;
  }

  private async fetch(address: URL, anew: boolean): Promise<void> {
    try {
      const part = new DOMParser().parseFromString(await fetchPart(address.href, { "X-Window": String(this.size) }), "text/html");
      const fresh = part.getElementById(this.table.id);
      if (!fresh) throw new Error("The answer holds no rows.");
      history.replaceState(history.state, "", address);
      if (fresh.dataset["span"] !== this.table.dataset["span"]) return await this.redraw();
      this.put(fresh, anew);
      one("#plan-pages")?.replaceWith(...all("#plan-pages", part).map((each) => document.adoptNode(each)));
    } catch (problem) {
      console.warn("Pilothouse: further rows could not be fetched.", problem);
      toast("Further rows could not be fetched. Try again in a moment.", true);
    }
  }

  /** The plan moved and has another time axis: everything is brought up to date. */
  private async redraw(): Promise<void> {
    await refresh(this.table.closest("[data-live]")!);
  }

  /** Rows that are here already stay as they are, for focus and typed text; far ones go unless they are in use. */
  private put(fresh: HTMLElement, anew: boolean): void {
    const known = new Map(this.here().map((row) => [row.id, row]));
    const rows = all<Row>(`tbody ${ROWS}`, fresh).map((row) => {
      const old = known.get(row.id);
      known.delete(row.id);
      return old ? placed(old, row) : document.adoptNode(row);
    });
    const used = [...known.values()].filter((row) => !anew && row.matches(IN_USE));
    for (const row of known.values()) if (!used.includes(row)) row.remove();
    this.table.setAttribute("aria-rowcount", fresh.getAttribute("aria-rowcount") ?? "");
    this.settle([...rows, ...used]);
    this.arrived();
  }

  /** The page was brought up to date: rows came anew, perhaps fewer than the screen has room for. */
  private again(): void {
    this.settle();
    this.followed = "";
    this.follow();
  }

  /** Puts rows in their order, and room where others are missing. Measured first: the page must not shrink. */
  private settle(rows: Row[] = this.here()): void {
    this.height = this.here()[0]?.getBoundingClientRect().height || this.height;
    this.order(rows.sort((a, b) => indexOf(a) - indexOf(b)));
    this.keepRoom();
    this.table.dataset["window"] = String(this.size);
  }

  /** The row with the focus is not moved, it would lose it. */
  private order(rows: Row[]): void {
    const fixed = rows.findIndex((row) => row.matches(":focus, :focus-within"));
    const body = this.body();
    if (fixed < 0) return body.replaceChildren(...rows);
    for (const other of [...body.children]) if (other !== rows[fixed]) other.remove();
    rows[fixed]!.before(...rows.slice(0, fixed));
    rows[fixed]!.after(...rows.slice(fixed + 1));
  }

  /** Rows without content, as high as all that are missing between those that are here. */
  private keepRoom(): void {
    const rows = this.here();
    if (!rows.length) return;
    let next = 0;
    for (const row of rows) {
      if (indexOf(row) > next) row.before(this.room(indexOf(row) - next));
      next = indexOf(row) + 1;
    }
    if (next < this.count) this.body().append(this.room(this.count - next));
  }

  private room(rows: number): Row {
    const row = document.createElement("tr");
    const cell = row.insertCell();
    row.className = "room";
    row.setAttribute("aria-hidden", "true");
    cell.style.blockSize = `${rows * this.height}px`;
    return row;
  }

  /** Fetches the rows that came into sight. */
  private follow(): void {
    if (this.coming) return;
    const { top } = this.body().getBoundingClientRect();
    const [first, last] = [-top, innerHeight - top].map((edge) => Math.floor(edge / this.height));
    if (last! < 0 || first! >= this.count) return;
    const seen = [first! - BESIDE, last! + BESIDE].map((each) => Math.min(Math.max(each, 0), this.count - 1));
    const missing = Array.from({ length: seen[1]! - seen[0]! + 1 }, (_, step) => seen[0]! + step).some((index) => !this.at(index));
    const centre = Math.round((first! + last!) / 2);
    const asked = `${centre} ${this.size} ${this.count}`;
    if (!missing || asked === this.followed) return;
    this.followed = asked;
    void this.show(centre).then(() => this.follow());
  }
}

/** The cells of the other row, the focus where it was. */
function refill(old: Row, fresh: Row): void {
  const at = [...old.cells].findIndex((cell) => cell.matches(":focus, :focus-within"));
  old.replaceChildren(...document.adoptNode(fresh.cloneNode(true)).childNodes);
  delete old.dataset["stale"];
  const cell = old.cells[at];
  if (cell) cell.tabIndex = 0;
  cell?.focus({ preventScroll: true });
}

/** A row that is here already, at the place it now has; brought up to date where the last update left it out. */
function placed(old: Row, fresh: Row): Row {
  if (old.dataset["stale"] !== undefined && !one("[data-editing]", old)) refill(old, fresh);
  for (const name of ["aria-rowindex", "aria-posinset", "aria-setsize", "aria-expanded"]) {
    const value = fresh.getAttribute(name);
    if (value !== null) old.setAttribute(name, value);
  }
  const twist = one<HTMLAnchorElement>("a.twist", fresh);
  if (twist) one("a.twist", old)?.replaceWith(document.adoptNode(twist));
  return old;
}
