/** Time that runs, in words. */
const MINUTE = 60_000;

/** How long ago, as hours and minutes: "0:07 h". */
export function elapsed(since: string, now: number): string {
  const minutes = Math.max(Math.floor((now - Date.parse(since)) / MINUTE), 0);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}
