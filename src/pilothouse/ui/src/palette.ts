/** The palette: go, do and find from anywhere. A field that keeps the focus, a list it points into; what the server
 * finds comes as list items, keys of this page and what was opened before are known here and show in the next frame. */
import { all, fetchPart, one, store, stored } from "./dom";
import { matching, on, runAction, type Offered } from "./keys";

const WAIT_MS = 40;
const RECENT = 6;
let timer = 0;
let asked = 0;
let subject = "";
/** Enter came before the answer to what was typed: it is followed once it is there. */
let eager = false;
let answered = 0;

interface Recent {
  href: string;
  label: string;
  icon: string;
}

const dialog = (): HTMLDialogElement | null => one<HTMLDialogElement>("#palette");
const field = (): HTMLInputElement => one<HTMLInputElement>("#palette-field")!;
const list = (): HTMLElement => one("#palette-list")!;
const options = (): HTMLElement[] => all('#palette-list [role="option"]');
/** Where the pages of this workspace begin. */
export const home = (): string => one<HTMLAnchorElement>('[data-action="palette"][href]')?.getAttribute("href")?.replace(/search$/, "") ?? "";
const shelf = (): string => `recent:${home()}`;

function build(): HTMLDialogElement {
  const box = document.createElement("dialog");
  box.id = "palette";
  box.className = "palette";
  box.setAttribute("aria-label", "Find or do");
  box.innerHTML = `<div class="ask"><svg class="i" aria-hidden="true"><use href="#i-search"/></svg><span class="chip depth" id="palette-on" hidden></span><input id="palette-field" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" aria-label="Find or do" autocomplete="off" spellcheck="false" placeholder="Find or do"><kbd>Esc</kbd></div><ul id="palette-list" role="listbox" aria-label="Results"></ul><p role="status" id="palette-status"></p><footer aria-hidden="true"><span><kbd>↑</kbd> <kbd>↓</kbd> move</span><span><kbd>Enter</kbd> open</span><span><kbd>Tab</kbd> actions on it</span><span><kbd>&gt;</kbd> only actions</span><span><kbd>@</kbd> people</span><span><kbd>#</kbd> ids</span><span><kbd>?</kbd> all keys</span></footer>`;
  box.addEventListener("click", clicked);
  box.addEventListener("keydown", pressed);
  box.addEventListener("input", () => wait());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  return box;
}

export function open(): void {
  const there = dialog();
  if (there) return there.close();
  const about = selected();
  eager = false;
  build().showModal();
  turnTo(about);
  draw("");
  void ask();
}

/** The key of the row or page that is being looked at: commands on it come first. */
function selected(): string {
  const row = document.activeElement?.closest<HTMLElement>("[data-key]")?.dataset["key"];
  const chosen = one<HTMLElement>("[aria-selected=true][data-key]")?.dataset["key"];
  return row ?? chosen ?? /\/([A-Z][A-Z0-9]*-\d+)$/.exec(location.pathname)?.[1] ?? "";
}

function turnTo(key: string): void {
  subject = key;
  const chip = one("#palette-on")!;
  chip.textContent = key;
  chip.hidden = !key;
  field().placeholder = key ? `Find, or do something with ${key}` : "Find or do";
}

function wait(): void {
  clearTimeout(timer);
  eager = false;
  draw(field().value);
  timer = window.setTimeout(() => void ask(), WAIT_MS);
}

/** What is known without the server: recent places while nothing is typed, and what keys do on this page. */
function draw(text: string): void {
  const parts: HTMLElement[] = [];
  if (!text) parts.push(...section("Recent", recents().map((row) => line(row.label, row.icon, { href: row.href }))));
  if (!/^[@#]/.test(text)) parts.push(...section("On this page", matching(text.replace(/^>/, "")).slice(0, text ? 8 : 4).map(actionLine)));
  const local = document.createDocumentFragment();
  local.append(...parts);
  for (const old of all("#palette-list > [data-local]")) old.remove();
  list().append(local);
  number();
}

function section(title: string, rows: HTMLElement[]): HTMLElement[] {
  if (!rows.length) return [];
  const head = document.createElement("li");
  head.className = "find-group";
  head.setAttribute("role", "presentation");
  head.textContent = title;
  for (const part of [head, ...rows]) part.dataset["local"] = "";
  return [head, ...rows];
}

function line(label: string, icon: string, data: Record<string, string>, key = ""): HTMLElement {
  const row = document.createElement("li");
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.innerHTML = `<svg class="i" aria-hidden="true"><use/></svg><span></span>`;
  row.querySelector("use")!.setAttribute("href", `#i-${icon}`);
  row.querySelector("span")!.textContent = label;
  Object.assign(row.dataset, data);
  if (key) {
    const cap = document.createElement("kbd");
    cap.textContent = key;
    row.append(cap);
  }
  return row;
}

const actionLine = (offer: Offered): HTMLElement => line(offer.label, "bolt", { run: offer.action }, offer.key);

async function ask(): Promise<void> {
  const mine = ++asked;
  timer = 0;
  const query = new URLSearchParams({ q: field().value, on: subject });
  try {
    const html = await fetchPart(`${home()}find?${query}`);
    if (mine !== asked || !dialog()) return;
    const box = document.createElement("ul");
    box.innerHTML = html;
    const local = all("#palette-list > [data-local]");
    list().replaceChildren(...(field().value ? [...box.children, ...local] : [...local, ...box.children]));
    number();
    answered = mine;
    tell(options().length);
    if (eager) follow(chosen(), false);
  } catch (problem) {
    console.warn("Pilothouse: the palette could not ask the server.", problem);
    answered = mine;
    if (dialog()) one("#palette-status")!.textContent = "No connection. What was opened before can still be opened.";
  }
}

function tell(count: number): void {
  one("#palette-status")!.textContent = count ? "" : "Nothing is called that. The beginning of a word is enough.";
  field().setAttribute("aria-expanded", String(count > 0));
}

/** Every option has an id to be pointed at; the one chosen before stays chosen, else the first is. */
function number(): void {
  options().forEach((option, index) => (option.id = `palette-${index}`));
  choose(options()[0]);
}

function choose(option: HTMLElement | undefined): void {
  for (const other of all('#palette-list [aria-selected="true"]')) other.setAttribute("aria-selected", "false");
  if (!option) return field().removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", option.id);
}

const waiting = (): boolean => Boolean(timer) || answered !== asked;

const chosen = (): HTMLElement | null => one('#palette-list [aria-selected="true"]');

function step(by: number): void {
  const all = options();
  const here = all.indexOf(chosen() as HTMLElement);
  choose(all.at((here + by + all.length) % (all.length || 1)));
}

function pressed(event: KeyboardEvent): void {
  const moves: Record<string, () => unknown> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => (waiting() ? (eager = true) : follow(chosen(), event.ctrlKey || event.metaKey)),
  };
  const key = chosen()?.dataset["item"];
  if (event.key === "Tab" && key && !event.shiftKey) moves["Tab"] = () => take(key);
  if (event.key === "Backspace" && !field().value && subject) moves["Backspace"] = () => take("");
  if (event.key === "?" && !field().value) moves["?"] = () => (dialog()!.close(), runAction("keys"));
  const move = event.isComposing ? undefined : moves[event.key];
  if (!move) return;
  event.preventDefault();
  move();
}

/** From here on it is about that thing. */
function take(key: string): void {
  turnTo(key);
  field().value = "";
  draw("");
  void ask();
}

function clicked(event: MouseEvent): void {
  if (event.target === dialog()) return dialog()!.close();
  const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
  if (option) follow(option, event.ctrlKey || event.metaKey);
}

function follow(option: HTMLElement | null, aside: boolean): void {
  if (!option) return;
  const { href, run } = option.dataset;
  dialog()!.close();
  if (run) return runAction(run);
  if (!href) return;
  remember({ href, label: option.querySelector("span")?.firstChild?.textContent ?? href, icon: option.dataset["icon"] ?? "history" });
  if (aside) window.open(href, "_blank", "noopener");
  else location.assign(withReturn(href));
}

/** A form leads back to where it was asked for. */
function withReturn(href: string): string {
  if (!href.includes("/do/")) return href;
  return `${href}${href.includes("?") ? "&" : "?"}next=${encodeURIComponent(location.pathname + location.search)}`;
}

function recents(): Recent[] {
  try {
    return (JSON.parse(stored(shelf()) ?? "[]") as Recent[]).slice(0, RECENT);
  } catch {
    return [];
  }
}

function remember(row: Recent): void {
  if (!row.href.includes("/do/")) store(shelf(), JSON.stringify([row, ...recents().filter((old) => old.href !== row.href)].slice(0, RECENT)));
}

export function start(): void {
  if (!home()) return;
  on("palette", open);
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest('[data-action="palette"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}
