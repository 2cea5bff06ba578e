/** Live updates: parts of the page with data-live fetch themselves anew when what they show has changed.
 *
 * data-live       words that name what a part shows: "task:<uuid> plan forecast", or "task:*" for any of a kind
 * data-live-src   where the part comes from; without it the page itself. A part needs an id.
 * Events of the stream (unnamed or named "change"): {revision, changed: ["task:<uuid>"], plan: true}
 * and (named "progress", or with `progress`): {progress: {id, value, max, text}} */
import { concerns, type Change, type Person, type Progress } from "./changes";
import { all, fetchPage, one, say } from "./dom";
import { renew } from "./morph";

const GATHER_MS = 60;
const RETRY_MS = 3_000;
const PRESENT = 3;
const names = new Set<string>();
let timer = 0;
let lastEventId = "";
let wasOffline = false;
let stream: EventSource | null = null;

function take(change: Change): void {
  if (change.present) showPresent(change.present);
  if (change.progress !== undefined) showProgress(typeof change.progress === "number" ? simulated(change.progress) : change.progress);
  for (const name of change.changed ?? []) names.add(name);
  if (change.plan) names.add("plan");
  if (change.forecast) names.add("forecast");
  if (change.revision !== undefined) document.body.dataset["revision"] = String(change.revision);
  if (names.size) soon(GATHER_MS);
}

function soon(delay: number): void {
  timer ||= window.setTimeout(() => void refresh(), delay);
}

async function refresh(): Promise<void> {
  timer = 0;
  const changed = new Set(names);
  names.clear();
  const parts = all("[data-live]").filter((part) => part.id && concerns(part.dataset["live"] ?? "", changed));
  const came = await Promise.all([...grouped(parts)].map(([source, group]) => refetch(source, group)));
  if (came.every(Boolean)) return;
  for (const name of changed) names.add(name);
  soon(RETRY_MS);
}

const sourceOf = (part: HTMLElement): string => part.dataset["liveSrc"] ?? location.href;

function grouped(parts: HTMLElement[]): Map<string, HTMLElement[]> {
  const groups = new Map<string, HTMLElement[]>();
  for (const part of parts) groups.set(sourceOf(part), [...(groups.get(sourceOf(part)) ?? []), part]);
  return groups;
}

/** Whether the parts came; those that did not stay as they were and are asked for again. */
async function refetch(source: string, parts: HTMLElement[]): Promise<boolean> {
  const isHere = source === location.href;
  try {
    const fetched = await fetchPage(source);
    // Other rows are shown by now: what came would take them away.
    if (isHere && source !== location.href) return await refetch(location.href, parts);
    for (const part of parts) renew(part, fetched);
    document.dispatchEvent(new CustomEvent("live:morphed"));
    if (stream?.readyState === EventSource.OPEN) offline(false);
    return true;
  } catch (problem) {
    console.warn("Pilothouse: a part could not be fetched and stays as it was until it can.", problem);
    offline(true);
    return false;
  }
}

const simulated = (share: number): Progress => ({ value: share, text: share < 1 ? `computing… ${Math.round(share * 100)}%` : "" });

function showProgress(progress: Progress): void {
  const match = progress.id ? `[data-live-progress="${CSS.escape(progress.id)}"]` : "[data-live-progress]";
  for (const bar of all<HTMLProgressElement>(`progress${match}`)) {
    if (progress.value === null) bar.removeAttribute("value");
    else bar.value = progress.value;
    bar.max = progress.max ?? 1;
    bar.hidden = progress.value !== null && progress.value >= bar.max;
    const words = bar.nextElementSibling;
    if (progress.text !== undefined && words?.hasAttribute("data-live-progress-text")) words.textContent = progress.text;
  }
}

/** Avatars of those who have the page open, too: three, and how many more. */
function showPresent(people: Person[]): void {
  const place = one("#present");
  if (!place) return;
  place.hidden = !people.length;
  place.replaceChildren(...people.slice(0, PRESENT).map(avatar));
  if (people.length > PRESENT) place.append(` +${people.length - PRESENT}`);
}

function avatar(person: Person): HTMLElement {
  const drawn = document.createElement("span");
  drawn.className = "av";
  drawn.dataset["hue"] = String(person.hue);
  drawn.textContent = person.initials;
  drawn.title = `${person.name} is here too`;
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", drawn.title);
  return drawn;
}

function offline(is: boolean): void {
  const chip = one("#live-state");
  if (chip) chip.hidden = !is;
  if (wasOffline && !is) say("Back online");
  wasOffline = is;
}

function read(event: MessageEvent<string>): void {
  lastEventId = event.lastEventId || lastEventId;
  offline(false);
  try {
    take(JSON.parse(event.data) as Change);
  } catch (problem) {
    console.warn("Pilothouse: an event of the stream could not be read.", event.data, problem);
  }
}

function readProgress(event: MessageEvent<string>): void {
  try {
    const data = JSON.parse(event.data) as Progress | Change;
    take("value" in data ? { progress: data } : (data as Change));
  } catch (problem) {
    console.warn("Pilothouse: a progress event could not be read.", event.data, problem);
  }
}

/** The browser replays by Last-Event-ID when the line drops; after a refusal we ask anew and name the event. Before
 * the first event the page's revision says where it stands: what changed while it was on its way is told too. */
function connect(url: string): void {
  const address = new URL(url, location.href);
  address.searchParams.set("at", location.pathname);
  if (lastEventId) address.searchParams.set("last_event_id", lastEventId);
  else address.searchParams.set("revision", document.body.dataset["revision"] ?? "");
  stream?.close();
  const opened = (stream = new EventSource(address, { withCredentials: true }));
  opened.onopen = () => {
    if (wasOffline && !lastEventId) take({ changed: ["*"] });
    offline(false);
  };
  opened.onmessage = read;
  opened.addEventListener("change", read as EventListener);
  opened.addEventListener("progress", readProgress as EventListener);
  opened.onerror = () => {
    offline(true);
    if (opened.readyState === EventSource.CLOSED) window.setTimeout(() => opened === stream && connect(url), RETRY_MS);
  };
}

export function start(): void {
  const url = document.body.dataset["liveUrl"];
  if (!url) return;
  connect(url);
  window.addEventListener("offline", () => offline(true));
  // A line that was cut may look open for minutes; a new one replays what the old one lost.
  window.addEventListener("online", () => connect(url));
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", (event) => event.persisted && connect(url));
}
