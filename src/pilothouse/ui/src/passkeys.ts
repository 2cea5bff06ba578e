/** Passkeys: between a button and its answer stands the browser's own dialog, which asks the device. */
import { all, csrfToken, one } from "./dom";
import { toast } from "./toast";

interface Answer {
  ok: boolean;
  told: Record<string, unknown>;
}

export function start(): void {
  if (!("PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential)) return;
  for (const button of all<HTMLButtonElement>("button[data-passkey]")) offer(button);
  for (const form of all<HTMLFormElement>("form[data-passkey]")) make(form);
}

/** Signing in: the device is asked which of its keys are of this site. */
function offer(button: HTMLButtonElement): void {
  const url = button.dataset["passkey"] ?? "";
  const goal = button.dataset["next"];
  button.closest("p")?.removeAttribute("hidden");
  button.addEventListener("click", () =>
    attempt(button, async () => {
      const options = await send(`${url}/options`);
      if (!options.ok) return options;
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.told["publicKey"] as PublicKeyCredentialRequestOptionsJSON);
      const key = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      return send(goal ? `${url}?next=${encodeURIComponent(goal)}` : url, JSON.stringify({ answer: key.toJSON() }));
    }),
  );
}

/** Adding: the form's password is checked first, then the device makes the key. */
function make(form: HTMLFormElement): void {
  form.closest("[data-scripted]")?.removeAttribute("hidden");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(form, async () => {
      const options = await send(form.action, new URLSearchParams(new FormData(form) as unknown as Record<string, string>));
      if (!options.ok) return options;
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.told["publicKey"] as PublicKeyCredentialCreationOptionsJSON);
      const key = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
      return send(form.dataset["passkey"] ?? "", JSON.stringify({ answer: key.toJSON() }));
    });
  });
}

/** Goes on where the answer says, or says why not; a dialog that was closed says nothing. */
async function attempt(from: HTMLElement, steps: () => Promise<Answer>): Promise<void> {
  try {
    const { ok, told } = await steps();
    if (ok && typeof told["next"] === "string") location.assign(told["next"]);
    else say(from, String(told["message"] ?? "This did not work. Try again."));
  } catch (problem) {
    const name = problem instanceof DOMException ? problem.name : "";
    if (name === "InvalidStateError") say(from, "This device has a passkey here already.");
    else if (name !== "NotAllowedError" && name !== "AbortError") {
      console.warn("Pilothouse: the passkey could not be used.", problem);
      say(from, "This device could not be asked. Sign in with your password.");
    }
  }
}

async function send(url: string, body: string | URLSearchParams = ""): Promise<Answer> {
  const headers: Record<string, string> = { "X-CSRFToken": csrfToken() };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const answer = await fetch(url, { method: "POST", headers, body, credentials: "same-origin" });
  return { ok: answer.ok, told: (await answer.json()) as Record<string, unknown> };
}

function say(from: HTMLElement, words: string): void {
  const place = one("[data-said]", from);
  if (!place) return toast(words, true);
  place.textContent = words;
  place.removeAttribute("hidden");
}
