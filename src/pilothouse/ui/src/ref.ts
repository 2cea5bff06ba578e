/** Long reference lists become a search box: the select stays and is what is sent; the box filters its options. Where
 * there are too many for a list, the field takes a key, and what is typed finds items by their title. */
import { all, fetchPart, one } from "./dom";
import { home } from "./palette";

const LONG = 12;
const PAUSE_MS = 120;
let count = 0;

function enhance(box: HTMLElement): void {
  const select = box.querySelector("select");
  if (!select || select.options.length <= LONG || box.dataset["ready"]) return;
  box.dataset["ready"] = "1";
  const list = document.createElement("datalist");
  const input = document.createElement("input");
  list.id = `ref-list-${++count}`;
  for (const option of select.options) if (option.value) list.append(new Option(option.text, option.text));
  input.className = "input";
  input.setAttribute("list", list.id);
  input.value = select.value ? (select.selectedOptions[0]?.text ?? "") : "";
  input.required = select.required;
  input.autocomplete = "off";
  for (const name of ["aria-describedby", "aria-invalid"]) copy(select, input, name);
  input.id = select.id;
  select.id = `${select.id}-value`;
  select.required = false;
  box.firstElementChild!.setAttribute("hidden", "");
  box.append(input, list);
  input.addEventListener("input", () => choose(select, input));
}

function copy(from: Element, to: Element, name: string): void {
  const value = from.getAttribute(name);
  if (value !== null) to.setAttribute(name, value);
}

function choose(select: HTMLSelectElement, input: HTMLInputElement): void {
  const wanted = input.value.trim().toLocaleLowerCase();
  const match = [...select.options].find((option) => option.value !== "" && option.text.toLocaleLowerCase() === wanted);
  select.value = match?.value ?? "";
  input.setCustomValidity(wanted && !match ? "Choose one of the names in the list." : "");
}

/** Offers what the search finds; a title typed out stands for its key. */
async function find(input: HTMLInputElement): Promise<void> {
  const text = input.value.trim();
  if (text.length < 2) return;
  const page = new DOMParser().parseFromString(await fetchPart(`${home()}find?${new URLSearchParams({ q: text })}`), "text/html");
  if (input.value.trim() !== text) return;
  const found = all("[data-item]", page).map((line) => new Option(one("span", line)?.firstChild?.textContent ?? "", line.dataset["item"]));
  const same = found.filter((option) => option.text.toLocaleLowerCase() === text.toLocaleLowerCase());
  input.dataset["key"] = same.length === 1 ? same[0]!.value : "";
  offers(input).replaceChildren(...found);
}

function offers(input: HTMLInputElement): HTMLElement {
  const known = input.list;
  if (known) return known;
  const list = document.createElement("datalist");
  list.id = `ref-list-${++count}`;
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  input.after(list);
  return list;
}

let timer = 0;

function typed(event: Event): void {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.dataset["find"] === undefined) return;
  delete input.dataset["key"];
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void find(input).catch((problem: unknown) => console.warn("Pilothouse: nothing could be looked up.", problem)), PAUSE_MS);
}

/** What is sent is the key. */
function sent(event: Event): void {
  if (!(event.target instanceof HTMLFormElement)) return;
  for (const input of all<HTMLInputElement>("input[data-find][data-key]", event.target)) input.value = input.dataset["key"] || input.value;
}

export function start(): void {
  const run = (): void => all("[data-ref]").forEach(enhance);
  run();
  document.addEventListener("htmx:load", run);
  document.addEventListener("input", typed);
  document.addEventListener("submit", sent, true);
}
