/** Keyboard of a tree table (ARIA practices, "treegrid"): rows first, cells with →, roving tabindex, focus ≠ selection.
 * Rows are <tr aria-level data-id>, parents have aria-expanded and a .twist button. Without script all are open. */
import { all, one } from "./dom";
import { peek } from "./peek";
import { indexOf, Rows } from "./rows";

const PAGE = 10;
type Row = HTMLTableRowElement;

export class TreeGrid {
  /** Of a long plan only some rows are here at a time. */
  private readonly window: Rows | null;
  /** Where keys have led while the rows there are still being fetched. */
  private ahead: number | null = null;

  constructor(readonly table: HTMLElement) {
    table.addEventListener("keydown", (event) => this.pressed(event));
    table.addEventListener("click", (event) => this.clicked(event));
    table.addEventListener("focusin", (event) => this.rove(event.target));
    this.refresh();
    this.window = table.dataset["span"] === undefined ? null : new Rows(table, () => this.arrived());
  }

  private arrived(): void {
    this.refresh();
    this.table.dispatchEvent(new CustomEvent("treegrid:rows", { bubbles: true }));
  }

  /** Sets roving tabindex and folds what was folded, also after rows were morphed. */
  refresh(): void {
    const rows = this.rows();
    const current = one('[tabindex="0"]:is(tr, td, th)', this.table);
    for (const row of rows) if (row !== current) row.tabIndex = -1;
    for (const inner of all("tbody :is(a, button, input.pick)", this.table)) inner.tabIndex = -1;
    if (!current && rows[0]) rows[0].tabIndex = 0;
    this.fold();
  }

  rows(): Row[] {
    return all<Row>("tbody tr[aria-level]", this.table);
  }

  visible(): Row[] {
    return this.rows().filter((row) => !row.hidden);
  }

  cells(row: Row): HTMLElement[] {
    return [...row.cells].filter((cell) => !cell.classList.contains("bars") && (cell.checkVisibility?.() ?? true));
  }

  /** Hides the rows under closed parents. */
  private fold(): void {
    let closed = Infinity;
    for (const row of this.rows()) {
      const level = levelOf(row);
      if (level <= closed) closed = Infinity;
      row.hidden = level > closed;
      if (!row.hidden && expanded(row) === "false") closed = level;
    }
  }

  expand(row: Row, open: boolean): void {
    if (expanded(row) === null || (expanded(row) === "true") === open) return;
    if (this.window) return void this.window.turn(row);
    row.setAttribute("aria-expanded", String(open));
    this.fold();
    this.table.dispatchEvent(new CustomEvent("treegrid:fold", { bubbles: true }));
  }

  select(row: Row | null): void {
    for (const other of all("tr[aria-selected=true]", this.table)) if (other !== row) other.setAttribute("aria-selected", "false");
    if (row) row.setAttribute("aria-selected", String(!chosenIs(row)));
    const chosen = row && chosenIs(row) ? row : null;
    this.table.dispatchEvent(new CustomEvent("treegrid:select", { bubbles: true, detail: { row: chosen } }));
  }

  focus(element: HTMLElement | undefined): void {
    if (!element) return;
    element.tabIndex = 0;
    element.focus();
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private rove(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement) || !target.matches("tbody tr, tbody td, tbody th")) return;
    for (const other of all('tbody [tabindex="0"]:is(tr, td, th)', this.table)) if (other !== target) other.tabIndex = -1;
    target.tabIndex = 0;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const row = target.closest<Row>("tbody tr[aria-level]");
    if (!row) return;
    if (target.closest(".twist")) {
      event.preventDefault();
      this.expand(row, expanded(row) === "false");
    }
    else if (!target.closest("a, button, input, select, textarea, form, [data-edit-url]")) {
      this.focus(row);
      this.select(row);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (!target.matches("tbody tr, tbody td, tbody th") || event.altKey || event.metaKey) return;
    const row = target.closest<Row>("tr")!;
    const cell = target === row ? null : target;
    const key = (event.ctrlKey ? "Ctrl+" : "") + (event.shiftKey ? "Shift+" : "") + (event.key === " " ? "Space" : event.key);
    if (this.move(key, row, cell) || this.act(key, row, cell)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private move(key: string, row: Row, cell: HTMLElement | null): boolean {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, "Ctrl+Home": -Infinity, "Ctrl+End": Infinity };
    if (!cell) Object.assign(steps, { Home: -Infinity, End: Infinity });
    const step = steps[key];
    if (step !== undefined) return this.window ? this.walk(this.window, step, row, cell) : this.step(step, row, cell);
    if (key === "ArrowRight") return this.right(row, cell);
    if (key === "ArrowLeft") return this.left(row, cell);
    if (cell && (key === "Home" || key === "End")) this.focus(this.cells(row).at(key === "Home" ? 0 : -1));
    return key === "Home" || key === "End";
  }

  private step(step: number, row: Row, cell: HTMLElement | null): boolean {
    const rows = this.visible();
    return this.goTo(rows[Math.min(Math.max(rows.indexOf(row) + step, 0), rows.length - 1)]!, this.columnOf(row, cell));
  }

  /** A step to a row that may have to be fetched first; steps taken meanwhile lead on from there. */
  private walk(window: Rows, step: number, row: Row, cell: HTMLElement | null): boolean {
    const place = Math.min(Math.max((this.ahead ?? indexOf(row)) + step, 0), window.count - 1);
    const goal = window.at(place);
    if (this.ahead !== null) this.ahead = place;
    else if (!goal) void this.reach(window, place, this.columnOf(row, cell));
    else {
      this.goTo(goal, this.columnOf(row, cell));
      window.near(goal);
    }
    return true;
  }

  private async reach(window: Rows, place: number, column: number | null): Promise<void> {
    this.ahead = place;
    let found: Row | undefined;
    let asked: number;
    do {
      asked = this.ahead;
      found = await window.reach(asked);
    } while (found && this.ahead !== asked);
    this.ahead = null;
    if (found) this.goTo(found, column);
  }

  private columnOf(row: Row, cell: HTMLElement | null): number | null {
    return cell && this.cells(row).indexOf(cell);
  }

  private goTo(goal: Row, column: number | null): boolean {
    this.focus(column === null ? goal : this.cells(goal)[column]);
    return true;
  }

  private right(row: Row, cell: HTMLElement | null): boolean {
    const cells = this.cells(row);
    if (cell) this.focus(cells[cells.indexOf(cell) + 1]);
    else if (expanded(row) === "false") this.expand(row, true);
    else this.focus(cells[0]);
    return true;
  }

  private left(row: Row, cell: HTMLElement | null): boolean {
    const cells = this.cells(row);
    if (cell) this.focus(cells[cells.indexOf(cell) - 1] ?? row);
    else if (expanded(row) === "true") this.expand(row, false);
    else void this.toParent(row);
    return true;
  }

  /** The rows above are fetched until the parent is among them. */
  private async toParent(row: Row): Promise<void> {
    let first = this.rows()[0]!;
    while (this.window && levelOf(row) > 1 && !this.parentOf(row) && indexOf(first) > 0) {
      if (!(await this.window.reach(indexOf(first) - 1))) return;
      first = this.rows()[0]!;
    }
    this.focus(this.parentOf(row));
  }

  parentOf(row: Row): Row | undefined {
    const rows = this.rows();
    const above = rows.slice(0, rows.indexOf(row)).reverse();
    return above.find((other) => levelOf(other) < levelOf(row));
  }

  private act(key: string, row: Row, cell: HTMLElement | null): boolean {
    if (key === "Shift+Space") this.select(row);
    else if (key === "Space") void (row.dataset["peekUrl"] && peek(row.dataset["peekUrl"], row));
    else if (key === "Enter" || key === "F2") return this.enter(key, row, cell);
    else if (key === "Escape" && chosenIs(row)) this.select(row);
    else return false;
    return true;
  }

  /** Enter or F2 edits an editable cell (edit.ts listens first); otherwise Enter follows the link or folds. */
  private enter(key: string, row: Row, cell: HTMLElement | null): boolean {
    if (key === "F2") return false;
    const link = one<HTMLAnchorElement>("a[href]", cell ?? row.cells[0]!);
    if (link) link.click();
    else this.expand(row, expanded(row) === "false");
    return true;
  }
}

const expanded = (row: Row): string | null => row.getAttribute("aria-expanded");

const chosenIs = (row: Row): boolean => row.getAttribute("aria-selected") === "true";

const levelOf = (row: Row): number => Number(row.getAttribute("aria-level") ?? 1);

export function start(): void {
  const grids = all("[role=treegrid]").map((table) => new TreeGrid(table));
  // Whoever comes back from a form about a row goes on there.
  if (location.hash.startsWith("#row-")) document.getElementById(location.hash.slice(1))?.focus();
  document.addEventListener("live:morphed", () => grids.forEach((grid) => grid.refresh()));
}
