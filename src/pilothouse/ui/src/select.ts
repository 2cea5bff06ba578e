/** Selecting rows of a list: the boxes are a plain form's; keys, a range, all, and a toolbar that floats while
 * something is selected are added here. */
import { all, one, say, takesText } from "./dom";
import { on } from "./keys";

let last: HTMLInputElement | null = null;
let shift = false;

const bars = (): HTMLFormElement[] => all<HTMLFormElement>("form[data-select]");
const boxes = (bar: HTMLFormElement): HTMLInputElement[] => all<HTMLInputElement>(`input.pick[form="${bar.id}"]`);
const shown = (bar: HTMLFormElement): HTMLInputElement[] => boxes(bar).filter((box) => box.checkVisibility?.() ?? true);
const chosen = (bar: HTMLFormElement): HTMLInputElement[] => boxes(bar).filter((box) => box.checked);
const barOf = (box: Element): HTMLFormElement | null => one<HTMLFormElement>(`#${CSS.escape(box.getAttribute("form") ?? "")}`);

/** The box of the row that has the focus or lies under the pointer. */
function current(): HTMLInputElement | null {
  const row = document.activeElement?.closest("tr, li") ?? one("tr:hover:has(input.pick), li:hover:has(input.pick)");
  return row ? one<HTMLInputElement>("input.pick[form]", row) : null;
}

/** Marks rows, counts, and shows what can be done. */
function draw(bar: HTMLFormElement): void {
  const picked = chosen(bar);
  const matching = one<HTMLInputElement>("input[data-matching]", bar);
  const count = matching ? matching.value.split(",").length : picked.length;
  for (const box of boxes(bar)) box.closest("tr, li")?.toggleAttribute("data-picked", box.checked);
  bar.classList.toggle("on", count > 0);
  one("[data-select-count]", bar)!.textContent = count ? `${count} selected` : "Tick rows, then";
  for (const part of all<HTMLElement>("[data-select-clear], [data-select-matching]", bar)) part.hidden = !count;
  const head = one<HTMLInputElement>(`[data-select-all="${bar.dataset["select"]}"]`);
  if (!head) return;
  head.hidden = false;
  head.checked = picked.length > 0 && picked.length === boxes(bar).length;
  head.indeterminate = picked.length > 0 && !head.checked;
}

function pick(box: HTMLInputElement, checked: boolean, range: boolean): void {
  const bar = barOf(box);
  if (!bar) return;
  const here = shown(bar);
  const from = range && last ? here.indexOf(last) : -1;
  const to = here.indexOf(box);
  const group = from < 0 ? [box] : here.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const each of group) each.checked = checked;
  last = box;
  forgetMatching(bar);
  draw(bar);
  say(`${chosen(bar).length} selected`);
}

function pickAll(bar: HTMLFormElement, checked: boolean): void {
  for (const box of shown(bar)) box.checked = checked;
  if (!checked) for (const box of boxes(bar)) box.checked = false;
  forgetMatching(bar);
  draw(bar);
  say(`${chosen(bar).length} selected`);
}

/** Everything that matches, shown or not: only when somebody asked for it. */
function pickMatching(bar: HTMLFormElement, keys: string): void {
  pickAll(bar, true);
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "on", value: keys });
  input.dataset["matching"] = "";
  bar.append(input);
  draw(bar);
}

function forgetMatching(bar: HTMLFormElement): void {
  one("input[data-matching]", bar)?.remove();
}

function changed(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  if (box.dataset["selectAll"] !== undefined) {
    const bar = one<HTMLFormElement>(`form[data-select="${box.dataset["selectAll"]}"]`);
    if (bar) pickAll(bar, box.checked);
  } else if (box.matches("input.pick[form]")) pick(box, box.checked, shift);
}

function clicked(event: MouseEvent): void {
  shift = event.shiftKey;
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-select-clear], [data-select-matching]") : null;
  const bar = button?.closest<HTMLFormElement>("form[data-select]");
  if (!button || !bar) return;
  if (button.dataset["selectMatching"]) pickMatching(bar, button.dataset["selectMatching"]);
  else pickAll(bar, false);
}

function pressed(event: KeyboardEvent): void {
  shift = event.shiftKey;
  if (event.defaultPrevented || takesText(event.target) || one("dialog[open]")) return;
  const bar = bars()[0];
  if (!bar) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
    event.preventDefault();
    pickAll(bar, true);
  } else if (event.key === "Escape") bars().filter((each) => chosen(each).length).forEach((each) => pickAll(each, false));
}

function toggle(): void {
  const box = current();
  if (box) pick(box, shift && last ? true : !box.checked, shift);
}

const listed = (): void => undefined;

export function start(): void {
  if (!bars().length) return;
  document.addEventListener("change", changed);
  document.addEventListener("click", clicked, true);
  document.addEventListener("keydown", (event) => (shift = event.shiftKey), true);
  document.addEventListener("keydown", pressed);
  document.addEventListener("htmx:load", () => bars().forEach(draw));
  on("select.toggle", toggle);
  for (const action of ["select.range", "select.all", "select.none"]) on(action, listed);
  bars().forEach(draw);
}
