/** The board: arrow keys walk the cards, Alt with them moves one, as dragging, M and its menu do.
 *
 * [data-board]   where commands are sent; [data-column] takes cards from others by the commands in data-takes:
 *                "todo:task.start doing:task.finish"; [data-id] is sent along, [data-asks] what is finished first */
import { all, one, say } from "./dom";
import { on } from "./keys";
import * as move from "./move";
import { post, refresh } from "./post";
import { toast } from "./toast";

const CARD = "[data-board] [data-key]";
const FAR = 6;
const ASKS = ["task.reopen"];
const PULLS = ["task.start", "card.place"];
let held: { card: HTMLElement; x: number; y: number; far: boolean } | null = null;

const board = (): HTMLElement => one("[data-board]")!;
const columnOf = (card: Element): HTMLElement => card.closest<HTMLElement>("[data-column]")!;
const cardsOf = (column: Element): HTMLElement[] => all("[data-key]", column);

/** The columns of the lane a card is in, from left to right. */
const columnsBeside = (card: Element): HTMLElement[] => all("[data-column]", columnOf(card).parentElement!);

/** The command by which a column takes cards from another one, if there is any. */
export function commandOf(takes: string, from: string): string | undefined {
  return takes
    .split(" ")
    .map((each) => each.split(":"))
    .find(([source]) => source === from)?.[1];
}

async function update(key: string): Promise<void> {
  await refresh(board());
  const card = one<HTMLElement>(`[data-key="${CSS.escape(key)}"]`, board());
  if (!card) return;
  card.focus();
  say(`${card.dataset["title"]}, ${columnOf(card).dataset["label"]}`);
}

async function put(card: HTMLElement, column: HTMLElement | undefined): Promise<void> {
  if (!column || column.dataset["column"] === columnOf(card).dataset["column"]) return;
  const key = card.dataset["key"]!;
  const command = commandOf(column.dataset["takes"] ?? "", columnOf(card).dataset["column"]!);
  if (!command) return toast(`What is done is reopened first: it goes to the column before this one.`, true);
  const url = board().dataset["board"]! + command;
  const id = column.dataset["id"];
  if (column.dataset["asks"] !== undefined && PULLS.includes(command)) return pull(card, column);
  if (ASKS.includes(command)) return move.ask(`${url}?task=${key}${id ? `&column=${id}` : ""}`, () => void update(key));
  if (await post(url, { task: key, ...(id && { column: id }) })) await update(key);
}

/** Asks what will be finished first, where a column holds what was agreed. */
function pull(card: HTMLElement, column: HTMLElement): Promise<void> {
  const url = one<HTMLAnchorElement>("a[data-move-to]", card)!.href;
  const title = `${column.dataset["label"]} is full`;
  return move.ask(`${url}&to=${column.dataset["column"]}`, () => void update(card.dataset["key"]!), title);
}

/** Says what blocks a card, or that nothing does any more. */
async function block(card: HTMLElement | null): Promise<void> {
  if (!card) return;
  const key = card.dataset["key"]!;
  const url = board().dataset["board"]!;
  if (card.dataset["blocked"] === undefined)
    return move.ask(`${url}task.block?task=${key}`, () => void update(key), `Mark ${card.dataset["title"]} as blocked`);
  if (await post(`${url}task.unblock`, { task: key })) await update(key);
}

function walk(card: HTMLElement, key: string): HTMLElement | undefined {
  const column = columnOf(card);
  const at = cardsOf(column).indexOf(card);
  if (key === "ArrowDown") return cardsOf(column)[at + 1];
  if (key === "ArrowUp") return cardsOf(column)[at - 1];
  const by = key === "ArrowRight" ? 1 : -1;
  const columns = columnsBeside(card);
  const next = columns.slice(columns.indexOf(column)).filter((each) => each !== column && cardsOf(each).length);
  const before = columns.slice(0, columns.indexOf(column)).filter((each) => cardsOf(each).length);
  const goal = by > 0 ? next[0] : before.at(-1);
  return goal && cardsOf(goal)[Math.min(at, cardsOf(goal).length - 1)];
}

function pressed(event: KeyboardEvent): void {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>(CARD) : null;
  if (!card || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && event.target === card) return one<HTMLAnchorElement>("a", card)?.click();
  if (!event.key.startsWith("Arrow")) return;
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (event.altKey && !sideways) return;
  event.preventDefault();
  if (!event.altKey) return walk(card, event.key)?.focus();
  const columns = columnsBeside(card);
  void put(card, columns[columns.indexOf(columnOf(card)) + (event.key === "ArrowRight" ? 1 : -1)]);
}

function grabbed(event: PointerEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const card = target?.closest<HTMLElement>(CARD);
  if (!card || event.button !== 0 || event.pointerType !== "mouse" || target?.closest("button, input, a.btn")) return;
  held = { card, x: event.clientX, y: event.clientY, far: false };
}

const under = (event: PointerEvent): HTMLElement | undefined =>
  document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-column]") ?? undefined;

function moved(event: PointerEvent): void {
  if (!held) return;
  held.far ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
  if (!held.far) return;
  event.preventDefault();
  held.card.classList.add("dragged");
  const goal = under(event);
  for (const column of all("[data-column]")) column.classList.toggle("drop-here", column === goal);
}

function dropped(event: PointerEvent): void {
  if (!held) return;
  const { card, far } = held;
  held = null;
  card.classList.remove("dragged");
  for (const column of all(".drop-here")) column.classList.remove("drop-here");
  if (!far || event.type === "pointercancel") return;
  window.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
  void put(card, under(event));
}

export function start(): void {
  document.addEventListener("keydown", pressed);
  document.addEventListener("pointerdown", grabbed);
  document.addEventListener("pointermove", moved);
  for (const end of ["pointerup", "pointercancel"] as const) document.addEventListener(end, dropped);
  document.addEventListener("dragstart", (event) => event.target instanceof Element && event.target.closest(CARD) && event.preventDefault());
  move.start(CARD, () => void refresh(board()));
  on("block", () => void block(move.current(CARD)));
}
