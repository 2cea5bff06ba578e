/** Keyboard of a grid of values (ARIA practices, "grid"): arrows, Home and End lead from cell to cell, one of which is
 * in the tab order; Enter or F2 edits it, as everywhere. */
import { all } from "./dom";

type Cell = HTMLTableCellElement;
const CELL = "td[data-edit-url]";

const rowsOf = (table: Element): Cell[][] =>
  all<HTMLTableRowElement>("tbody tr", table).map((row) => all<Cell>(CELL, row)).filter((cells) => cells.length);

/** Where a key leads from a cell; undefined for keys that mean nothing here. */
export function goal(key: string, row: number, column: number, rows: number, columns: number): [number, number] | undefined {
  const within = (at: number, count: number): number => Math.min(Math.max(at, 0), count - 1);
  const steps: Record<string, [number, number]> = {
    ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
    Home: [row, 0], End: [row, columns - 1], "Ctrl+Home": [0, 0], "Ctrl+End": [rows - 1, columns - 1],
  };
  const step = steps[key];
  return step && [within(step[0], rows), within(step[1], columns)];
}

function pressed(event: KeyboardEvent): void {
  const cell = event.target;
  if (!(cell instanceof HTMLTableCellElement) || !cell.matches(CELL) || event.altKey || event.metaKey) return;
  const rows = rowsOf(cell.closest("table")!);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const at = goal((event.ctrlKey ? "Ctrl+" : "") + event.key, row, rows[row]!.indexOf(cell), rows.length, rows[row]!.length);
  if (!at) return;
  event.preventDefault();
  focus(rows, rows[at[0]]![at[1]]!);
}

function focus(rows: Cell[][], cell: Cell): void {
  for (const other of rows.flat()) other.tabIndex = other === cell ? 0 : -1;
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function start(): void {
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof Element && event.target.closest("[role=grid]")) pressed(event);
  });
}
