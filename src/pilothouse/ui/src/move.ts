/** "Move to…": what a move asks, in a dialog, for the link of the row that has the focus or the pointer. */
import { fetchPart, one } from "./dom";
import { on } from "./keys";
import { post } from "./post";
import * as ref from "./ref";

/** The row that keys act on. */
export const current = (rows: string): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>(rows) ?? one(`${rows}:hover`);

/** Opens what `url` answers: a form, or a choice of forms, under its own heading or `title`; `done` runs after
 * one was sent. */
export async function ask(url: string, done: () => void, title = "Move to…"): Promise<void> {
  const back = document.activeElement as HTMLElement | null;
  const page = new DOMParser().parseFromString(await fetchPart(url), "text/html");
  const content = one("[data-moves-of]", page) ?? one("form", page);
  if (!content) throw new Error(`${url} holds no form.`);
  const dialog = made(one("h1, h2", page)?.textContent?.trim() || title, document.adoptNode(content));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back?.isConnected) back.focus();
  });
  dialog.addEventListener("click", (event) => clicked(event, dialog, done));
  dialog.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    void post(form.action || url, sent(form)).then((taken) => {
      if (!taken) return;
      dialog.close();
      done();
    });
  });
  dialog.showModal();
}

function made(words: string, content: Element): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  const [head, body, title] = [document.createElement("header"), document.createElement("div"), document.createElement("h2")];
  dialog.className = "sheet-dialog";
  dialog.setAttribute("aria-labelledby", "move-title");
  title.id = "move-title";
  title.textContent = words;
  head.append(title);
  body.className = "body";
  if (content instanceof HTMLFormElement) content.className = "form";
  body.append(content);
  dialog.append(head, body);
  document.body.append(dialog);
  ref.start();
  return dialog;
}

function clicked(event: MouseEvent, dialog: HTMLDialogElement, done: () => void): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-cancel], a[data-to]") : null;
  if (link) event.preventDefault();
  if (link || event.target === dialog) dialog.close();
  if (link?.matches("a[data-to]")) void ask(link.href, done, link.textContent?.trim());
}

function sent(form: HTMLFormElement): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (name !== "next" && typeof value === "string") data[name] = value;
  return data;
}

/** Lets the key for moving and the links of rows matching `rows` open the dialog. */
export function start(rows: string, done: () => void): void {
  const open = (row: Element | null): void => {
    const link = row && one<HTMLAnchorElement>("a[data-move-to]", row);
    if (link) void ask(link.href, done);
  };
  on("move", () => open(current(rows)));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-move-to]") : null;
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    void ask(link.href, done);
  });
}
