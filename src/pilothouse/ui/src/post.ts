/** Sends a command as a form would, and shows what became of it as a toast; nothing is drawn before the answer. */
import { all, csrfToken, fetchPage, one } from "./dom";
import { renew } from "./morph";
import { toast } from "./toast";

/** Whether the command was taken or became a proposal; else its message is shown. */
export async function post(url: string, data: Record<string, string>): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": csrfToken() },
      body: new URLSearchParams(data),
      credentials: "same-origin",
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const toasts = all("[data-toast]", page);
    one("#toasts")?.append(...toasts.map((each) => document.adoptNode(each)));
    if (!answer.ok && !toasts.length) toast(reason(page), true);
    return answer.ok;
  } catch (problem) {
    console.warn("Pilothouse: the change could not be sent.", problem);
    toast("Not saved: no connection. Nothing was changed; try again.", true);
    return false;
  }
}

const reason = (page: Document): string => {
  const said = all(".error, .callout, h1", page).map((each) => each.textContent?.replace(/^Error:\s*/, "").trim() ?? "");
  return said.find(Boolean) ?? "Not saved. Nothing was changed; try again.";
};

/** Brings a part of this page up to date; focus and scroll stay. */
export async function refresh(part: Element): Promise<void> {
  renew(part, await fetchPage(location.href));
  document.dispatchEvent(new CustomEvent("live:morphed"));
}
