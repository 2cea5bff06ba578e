/** Listens for the registry's keys. Page keys come before keys that work everywhere; text fields keep their keys. */
import entries from "../keys.json";
import { all, one, say, store, takesText } from "./dom";
import { check, fits, spell, spoken, type Key } from "./registry";

const CHORD_MS = 1500;
const keys = check(entries as Key[]);
const handlers = new Map<string, () => void>();
let pending = "";
let timer = 0;

/** Gives an action a handler; without one its element (data-action) is clicked. */
export function on(action: string, handler: () => void): void {
  if (!keys.some((key) => key.action === action)) throw new Error(`"${action}" is not in keys.json.`);
  handlers.set(action, handler);
}

const scope = (): string => document.body.dataset["keysScope"] ?? "";

const target = (action: string): HTMLElement | undefined =>
  all(`[data-action="${CSS.escape(action)}"]`).find((element) => element.checkVisibility?.() ?? true);

const possible = (key: Key): boolean => Boolean(key.native && key.scope !== "everywhere") || handlers.has(key.action) || target(key.action) !== undefined;

function inScope(): Key[] {
  const here = keys.filter((key) => key.scope === scope());
  return [...here, ...keys.filter((key) => key.scope === "everywhere")];
}

function find(typed: string): Key | undefined {
  return inScope().find((key) => key.key === typed && !key.native && possible(key));
}

function run(key: Key): void {
  const handler = handlers.get(key.action);
  if (handler) return handler();
  const element = target(key.action);
  if (element && takesText(element)) element.focus();
  else element?.click();
}

export interface Offered {
  action: string;
  label: string;
  /** The key as people read it. */
  key: string;
}

/** What keys do on this page, by what it is called: the palette offers it too. */
export function matching(text: string): Offered[] {
  const rows = inScope().filter((key) => !key.native && !/^(go\.|palette$|up$|down$)/.test(key.action) && possible(key));
  return rows.filter((key) => fits(text, key.label)).map((key) => ({ action: key.action, label: key.label, key: spoken(key.key) }));
}

/** Does what the key of that action does. */
export function runAction(action: string): void {
  const key = keys.find((entry) => entry.action === action);
  if (key && possible(key)) run(key);
}

function forget(): void {
  pending = "";
  clearTimeout(timer);
}

function pressed(event: KeyboardEvent): void {
  const typed = spell(event);
  const plain = !typed.includes("+") || typed === "+";
  if (event.defaultPrevented || event.isComposing || (plain && takesText(event.target))) return;
  if (plain && (document.documentElement.dataset["keys"] === "off" || one("dialog[open]"))) return;
  const key = find(pending ? `${pending} ${typed}` : typed);
  const starts = !pending && keys.some((entry) => entry.key.startsWith(`${typed} `));
  forget();
  if (key) {
    event.preventDefault();
    run(key);
  } else if (starts) {
    event.preventDefault();
    pending = typed;
    timer = window.setTimeout(forget, CHORD_MS);
  }
}

function section(title: string, rows: Key[]): HTMLElement {
  const box = document.createElement("section");
  const heading = document.createElement("h3");
  const list = document.createElement("dl");
  heading.textContent = title;
  for (const row of rows) list.append(line(row));
  box.append(heading, list);
  return box;
}

function line(key: Key): HTMLElement {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const label = document.createElement("dd");
  for (const part of spoken(key.key).split(" then ")) {
    const cap = document.createElement("kbd");
    cap.textContent = part;
    term.append(cap);
  }
  label.textContent = key.label;
  row.append(term, label);
  return row;
}

function switchRow(): HTMLElement {
  const label = document.createElement("label");
  const box = document.createElement("input");
  label.className = "choice";
  box.type = "checkbox";
  box.checked = document.documentElement.dataset["keys"] !== "off";
  box.addEventListener("change", () => {
    store("keys", box.checked ? null : "off");
    if (box.checked) delete document.documentElement.dataset["keys"];
    else document.documentElement.dataset["keys"] = "off";
    say(box.checked ? "Single keys on" : "Single keys off");
  });
  label.append(box, "Use single keys");
  return label;
}

/** The `?` sheet: keys of this page first, then those that work everywhere; only what this page can do. */
export function showSheet(): void {
  one("#key-sheet")?.remove();
  const sheet = document.createElement("dialog");
  sheet.id = "key-sheet";
  sheet.className = "sheet-dialog";
  sheet.setAttribute("aria-labelledby", "key-sheet-title");
  sheet.innerHTML = `<header><h2 id="key-sheet-title">Keys</h2><form method="dialog" class="end"><button class="btn ghost sm">Close</button></form></header><div class="body key-sheet"></div><footer></footer>`;
  const rows = inScope().filter(possible);
  const body = one(".body", sheet)!;
  const here = rows.filter((key) => key.scope !== "everywhere");
  if (here.length) body.append(section("On this page", here));
  body.append(section("Everywhere", rows.filter((key) => key.scope === "everywhere")));
  one("footer", sheet)!.append(switchRow());
  sheet.addEventListener("close", () => sheet.remove());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  document.body.append(sheet);
  sheet.showModal();
}

/** Whether the browser itself has already done what this key does there. */
function doneByBrowser(event: KeyboardEvent): boolean {
  if (takesText(event.target)) return !/^(Ctrl|Meta|Alt)\+/.test(spell(event));
  return ["Enter", " "].includes(event.key) && event.target instanceof Element && event.target.matches("a, button, summary, input");
}

/** Does what was pressed while the page's scripts were still on their way. */
export function catchUp(): void {
  const held: KeyboardEvent[] = [];
  dispatchEvent(new CustomEvent("pilothouse:held-keys", { detail: held }));
  for (const event of held) if (!doneByBrowser(event)) event.target?.dispatchEvent(new KeyboardEvent("keydown", event));
}

export function start(): void {
  document.addEventListener("keydown", pressed);
  on("keys", showSheet);
}
