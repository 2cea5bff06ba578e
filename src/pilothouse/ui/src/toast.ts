/** Toasts stay ten seconds, longer while pointed at or focused. Undo is a form; Z submits the newest, twenty deep. */
import htmx from "htmx.org";
import { all, csrfToken, one } from "./dom";
import { on } from "./keys";

const STAY_MS = 10_000;
const DEPTH = 20;
const undos: string[] = [];

function watch(toast: HTMLElement): void {
  if (toast.dataset["seen"]) return;
  toast.dataset["seen"] = "1";
  const form = one<HTMLFormElement>("form[data-undo]", toast);
  if (form) remember(form);
  const leave = (): void => {
    if (toast.matches(":hover, :focus-within")) schedule();
    else toast.remove();
  };
  const schedule = (): number => window.setTimeout(leave, STAY_MS);
  schedule();
}

function remember(form: HTMLFormElement): void {
  undos.push(form.action);
  undos.splice(0, undos.length - DEPTH);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    undo(form.action);
  });
}

function undo(url: string): void {
  const at = undos.lastIndexOf(url);
  if (at >= 0) undos.splice(at, 1);
  for (const form of all<HTMLFormElement>("form[data-undo]")) if (form.action === url) form.closest("[data-toast]")?.remove();
  void htmx.ajax("post", url, { target: "#toasts", swap: "beforeend", values: { csrfmiddlewaretoken: csrfToken() } });
}

/** Shows a toast made here, for messages that no answer of the server brings. */
export function toast(text: string, bad = false): void {
  const box = document.createElement("div");
  const words = document.createElement("span");
  box.className = bad ? "toast bad" : "toast";
  box.dataset["toast"] = "";
  words.textContent = text;
  box.append(words);
  one("#toasts")?.append(box);
}

export function start(): void {
  const shelf = one("#toasts");
  if (!shelf) return;
  all("[data-toast]", shelf).forEach(watch);
  new MutationObserver(() => all("[data-toast]", shelf).forEach(watch)).observe(shelf, { childList: true });
  shelf.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]")?.remove();
  });
  on("undo", () => {
    const last = undos.at(-1);
    if (last) undo(last);
  });
}
