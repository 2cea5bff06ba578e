/** Long reference lists become a search box: the select stays and is what is sent; the box filters its options. */
import { all } from "./dom";

const LONG = 12;
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

export function start(): void {
  const run = (): void => all("[data-ref]").forEach(enhance);
  run();
  document.addEventListener("htmx:load", run);
}
