/** Keyboard of a tree table (ARIA practices, "treegrid"): rows first, cells with →, roving tabindex, focus ≠ selection.
 * Rows are <tr aria-level data-id>, parents have aria-expanded and a .twist button. Without script all are open. */
import { all, one } from "./dom";
import { peek } from "./peek";

const PAGE = 10;
type Row = HTMLTableRowElement;

export class TreeGrid {
  constructor(readonly table: HTMLElement) {
    table.addEventListener("keydown", (event) => this.pressed(event));
    table.addEventListener("click", (event) => this.clicked(event));
    table.addEventListener("focusin", (event) => this.rove(event.target));
    this.refresh();
  }

  /** Sets roving tabindex and folds what was folded, also after rows were morphed. */
  refresh(): void {
    const rows = this.rows();
    const current = one('[tabindex="0"]:is(tr, td, th)', this.table);
    for (const row of rows) if (row !== current) row.tabIndex = -1;
    for (const inner of all("tbody :is(a, button)", this.table)) inner.tabIndex = -1;
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
    // What lies in a group of a long plan is fetched with the page that shows it.
    const elsewhere = one<HTMLAnchorElement>("a.twist", row);
    if (elsewhere) return location.assign(elsewhere.href);
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
    if (target.closest(".twist")) this.expand(row, expanded(row) === "false");
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
    const rows = this.visible();
    const at = rows.indexOf(row);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, "Ctrl+Home": -at, "Ctrl+End": rows.length };
    if (!cell) Object.assign(steps, { Home: -at, End: rows.length });
    const step = steps[key];
    if (step !== undefined) return this.goTo(rows[Math.min(Math.max(at + step, 0), rows.length - 1)]!, row, cell);
    if (key === "ArrowRight") return this.right(row, cell);
    if (key === "ArrowLeft") return this.left(row, cell);
    if (cell && (key === "Home" || key === "End")) this.focus(this.cells(row).at(key === "Home" ? 0 : -1));
    return key === "Home" || key === "End";
  }

  private goTo(goal: Row, row: Row, cell: HTMLElement | null): boolean {
    this.focus(cell ? this.cells(goal)[this.cells(row).indexOf(cell)] : goal);
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
    else this.focus(this.parentOf(row));
    return true;
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
  document.addEventListener("live:morphed", () => grids.forEach((grid) => grid.refresh()));
}
