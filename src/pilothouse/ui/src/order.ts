/** Rows in an order that people change: by dragging the handle, Alt and the arrow keys, a menu, or a dialog.
 *
 * [data-order]  the command's address, with data-order-item, what it calls the row that moves
 * [data-key]    a row, with data-title, data-group (rows move within one) and data-following, what comes after it
 *               in the whole order, which may hold more than is shown */
import { all, one, say } from "./dom";
import * as move from "./move";
import { post, refresh } from "./post";

const ROW = "[data-order] [data-key]";
let dragged: HTMLElement | null = null;
let last: Promise<void> = Promise.resolve();

/** One move after the other: where a row goes is known when the move before is drawn. */
function inTurn(move: () => Promise<void>): void {
  last = last.then(move, move);
}

const listOf = (row: Element): HTMLElement => row.closest<HTMLElement>("[data-order]")!;

const siblings = (row: HTMLElement): HTMLElement[] =>
  all(`[data-key][data-group="${CSS.escape(row.dataset["group"] ?? "")}"]`, row.parentElement ?? listOf(row));

/** Moves a row one place on from where it stands by then. */
async function step(key: string, by: 1 | -1): Promise<void> {
  const row = one<HTMLElement>(`[data-order] [data-key="${CSS.escape(key)}"]`);
  if (!row) return;
  const before = beside(siblings(row), row, by);
  if (before === null) say(`${row.dataset["title"]} cannot go further`);
  else await place(row, before);
}

/** Moves a row before the one with that key, "" for the end; focus stays on its handle. */
async function place(row: HTMLElement, before: string): Promise<void> {
  const list = listOf(row);
  const key = row.dataset["key"]!;
  const taken = await post(list.dataset["order"]!, { [list.dataset["orderItem"]!]: key, before });
  if (!taken) return;
  await refresh(list);
  const now = one<HTMLElement>(`[data-key="${CSS.escape(key)}"]`, list);
  if (!now) return;
  const rows = siblings(now);
  one<HTMLElement>("[data-grip]", now)?.focus();
  say(`${now.dataset["title"]}, ${rows.indexOf(now) + 1} of ${rows.length}`);
}

/** Before which key a row goes to stand one place further up or down; null where it cannot. */
export function beside(rows: readonly HTMLElement[], row: HTMLElement, by: 1 | -1): string | null {
  const other = rows[rows.indexOf(row) + by];
  if (!other) return null;
  return by < 0 ? other.dataset["key"]! : (other.dataset["following"] ?? "");
}

function pressed(event: KeyboardEvent): void {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>(ROW) : null;
  if (!row) return;
  event.preventDefault();
  inTurn(() => step(row.dataset["key"]!, event.key === "ArrowUp" ? -1 : 1));
}

function clear(): void {
  for (const row of all(".drop-before, .drop-after, .dragged")) row.classList.remove("drop-before", "drop-after", "dragged");
}

function over(event: PointerEvent): HTMLElement | null {
  const row = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>(ROW) ?? null;
  const fits = row && dragged && row !== dragged && row.dataset["group"] === dragged.dataset["group"];
  return fits && listOf(row) === listOf(dragged!) ? row : null;
}

const upper = (row: HTMLElement, event: PointerEvent): boolean => {
  const box = row.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
};

function grabbed(event: PointerEvent): void {
  const grip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grip]") : null;
  const row = grip?.closest<HTMLElement>(ROW);
  if (!row || !grip || event.button !== 0) return;
  event.preventDefault();
  grip.focus();
  grip.setPointerCapture(event.pointerId);
  dragged = row;
  row.classList.add("dragged");
}

function moved(event: PointerEvent): void {
  if (!dragged) return;
  const row = over(event);
  clear();
  dragged.classList.add("dragged");
  row?.classList.add(upper(row, event) ? "drop-before" : "drop-after");
}

function dropped(event: PointerEvent): void {
  if (!dragged) return;
  const [from, row] = [dragged, over(event)];
  clear();
  dragged = null;
  if (!row || event.type === "pointercancel") return;
  const before = upper(row, event) ? row.dataset["key"]! : (row.dataset["following"] ?? "");
  inTurn(() => place(from, before));
}

/** A menu's buttons do what they do without a script, on this page. */
function chosen(event: SubmitEvent): void {
  const form = event.target instanceof HTMLFormElement && event.target.matches("[data-moves]") ? event.target : null;
  const row = form?.closest<HTMLElement>(ROW);
  if (!row || !(event.submitter instanceof HTMLButtonElement)) return;
  event.preventDefault();
  form!.closest("details")?.removeAttribute("open");
  const before = event.submitter.value;
  inTurn(() => place(row, before));
}

export function start(): void {
  const lists = all("[data-order]");
  if (!lists.length) return;
  document.addEventListener("keydown", pressed);
  document.addEventListener("pointerdown", grabbed);
  document.addEventListener("pointermove", moved);
  for (const end of ["pointerup", "pointercancel"] as const) document.addEventListener(end, dropped);
  document.addEventListener("submit", chosen);
  move.start(ROW, () => lists.forEach((list) => void refresh(list)));
}
