/** Writing to people: a list of names opens at @ and is walked by keys; files are dropped or pasted onto their form. */
import { all, fetchPart, one, say } from "./dom";

const MOST = 8;
let names: Promise<string[]> | null = null;
let list: HTMLUListElement | null = null;
let field: HTMLTextAreaElement | null = null;

/** What stands between the last @ and the caret; null when no name is being written. */
export function asked(text: string): string | null {
  const match = /(?:^|[\s(])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u.exec(text);
  return match ? match[1]! : null;
}

/** The names that begin with it, or have a word that does. */
export function fitting(known: readonly string[], typed: string): string[] {
  const wanted = typed.toLocaleLowerCase();
  return known.filter((name) => [name, ...name.split(" ")].some((word) => word.toLocaleLowerCase().startsWith(wanted))).slice(0, MOST);
}

function load(url: string): Promise<string[]> {
  names ??= fetchPart(url)
    .then((text) => (JSON.parse(text) as { names: string[] }).names)
    .catch(() => {
      names = null;
      return [];
    });
  return names;
}

async function typed(event: Event): Promise<void> {
  const target = event.target;
  if (!(target instanceof HTMLTextAreaElement) || !target.dataset["mentions"]) return;
  const written = asked(target.value.slice(0, target.selectionStart));
  if (written === null) return close();
  const found = fitting(await load(target.dataset["mentions"]), written);
  if (document.activeElement !== target || asked(target.value.slice(0, target.selectionStart)) !== written) return;
  if (found.length) open(target, found);
  else close();
}

function open(target: HTMLTextAreaElement, found: string[]): void {
  close();
  field = target;
  list = document.createElement("ul");
  list.id = "mention-list";
  list.className = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  found.forEach((name, place) => list!.append(option(name, place)));
  target.after(list);
  list.style.insetBlockStart = `${target.offsetTop + target.offsetHeight}px`;
  target.setAttribute("aria-controls", list.id);
  mark(0);
  say(`${found.length} ${found.length === 1 ? "name" : "names"}`);
}

function option(name: string, place: number): HTMLLIElement {
  const row = document.createElement("li");
  row.id = `mention-${place}`;
  row.setAttribute("role", "option");
  row.textContent = name;
  row.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose(name);
  });
  return row;
}

function mark(place: number): void {
  if (!list || !field) return;
  const rows = [...list.children];
  const at = (place + rows.length) % rows.length;
  rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
  field.setAttribute("aria-activedescendant", rows[at]!.id);
  rows[at]!.scrollIntoView({ block: "nearest" });
}

const marked = (): number => (list ? [...list.children].findIndex((row) => row.getAttribute("aria-selected") === "true") : -1);

function choose(name: string): void {
  if (!field) return;
  const end = field.selectionStart;
  const start = field.value.lastIndexOf("@", end - 1);
  field.setRangeText(`@${name} `, start, end, "end");
  close();
}

function close(): void {
  list?.remove();
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
  list = field = null;
}

function pressed(event: KeyboardEvent): void {
  if (event.target instanceof HTMLTextAreaElement && event.key === "Enter" && event.ctrlKey && event.target.closest("form.say")) {
    event.preventDefault();
    return event.target.form?.requestSubmit();
  }
  if (!list || event.target !== field) return;
  const moves: Record<string, () => void> = {
    ArrowDown: () => mark(marked() + 1),
    ArrowUp: () => mark(marked() - 1),
    Enter: () => choose(list!.children[marked()]?.textContent ?? ""),
    Tab: () => choose(list!.children[marked()]?.textContent ?? ""),
    Escape: close,
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  event.stopPropagation();
  move();
}

/** Puts files into a form's input and sends it, as choosing and pressing the button would. */
function send(form: HTMLFormElement, files: FileList): void {
  const input = one<HTMLInputElement>("input[type=file]", form);
  if (!input || !files.length) return;
  input.files = files;
  form.requestSubmit();
}

function dropOn(form: HTMLFormElement): void {
  if (form.dataset["ready"]) return;
  form.dataset["ready"] = "1";
  for (const name of ["dragenter", "dragover"] as const)
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  for (const name of ["dragleave", "drop"] as const) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer) send(form, event.dataTransfer.files);
  });
}

function pasted(event: ClipboardEvent): void {
  const form = one<HTMLFormElement>("form[data-attach]");
  const files = event.clipboardData?.files;
  if (!form || !files?.length) return;
  event.preventDefault();
  send(form, files);
}

export function start(): void {
  document.addEventListener("input", (event) => void typed(event));
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("focusout", (event) => event.target === field && close());
  document.addEventListener("paste", pasted);
  const ready = (): void => all<HTMLFormElement>("form[data-attach]").forEach(dropOn);
  ready();
  document.addEventListener("htmx:load", ready);
}
