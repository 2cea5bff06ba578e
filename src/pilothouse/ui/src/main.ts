/** Wires the page: htmx for forms and parts, keys, theme, toasts, live updates, inline edit; the plan when it is there. */
import htmx from "htmx.org";
import { all, csrfToken, one } from "./dom";
import * as edit from "./edit";
import * as inbox from "./inbox";
import * as keys from "./keys";
import * as live from "./live";
import * as morph from "./morph";
import * as palette from "./palette";
import * as peek from "./peek";
import * as ref from "./ref";
import * as theme from "./theme";
import * as toast from "./toast";
import * as walk from "./walk";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  // A refused form (422) or a conflict (409) comes back with its messages and is shown.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|422)", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

document.addEventListener("htmx:configRequest", (event) => {
  (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:beforeRequest", () => one("#busy")?.classList.add("htmx-request"));
document.addEventListener("htmx:afterRequest", () => one("#busy")?.classList.remove("htmx-request"));
document.addEventListener("htmx:responseError", (event) => toast.toast(`Not saved. Your text is kept; try again.${quote(event)}`, true));
document.addEventListener("htmx:sendError", () => toast.toast("Not saved: no connection. Your text is kept; try again.", true));

/** What to tell whoever runs the server, when it is the server that failed. */
function quote(event: Event): string {
  const xhr = (event as CustomEvent<{ xhr?: XMLHttpRequest }>).detail.xhr;
  const id = xhr && xhr.status >= 500 ? xhr.getResponseHeader("X-Request-Id") : null;
  return id ? ` If it stays so, quote ${id}.` : "";
}

/** Widgets that only some pages have, fetched when they are there. */
const WIDGETS: [selector: string, load: () => Promise<{ start: () => void }>][] = [
  ["[role=treegrid]", () => import("./treegrid")],
  [".plan-body", () => import("./gantt")],
  ["[role=grid]", () => import("./grid")],
  ["[data-history]", () => import("./history")],
  ["[data-board]", () => import("./board")],
  ["form[data-part], [data-outline], [data-since]", () => import("./parts")],
  ["[data-order]", () => import("./order")],
  ["form[data-select]", () => import("./select")],
  ["[data-passkey]", () => import("./passkeys")],
  ["table.list tr[data-peek-url]", () => import("./steps")],
  ["[data-mentions]", () => import("./talk")],
];

async function startWidgets(): Promise<void> {
  const needed = WIDGETS.filter(([selector]) => one(selector));
  await Promise.all(needed.map(async ([, load]) => (await load()).start()));
}

morph.start();
keys.start();
theme.start();
toast.start();
edit.start();
ref.start();
live.start();
peek.start();
palette.start();
inbox.start();
walk.start();
void startWidgets().finally(keys.catchUp);
for (const input of all<HTMLInputElement>("#zone")) if (["", "UTC"].includes(input.value)) input.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
one("[data-focus]")?.focus();
