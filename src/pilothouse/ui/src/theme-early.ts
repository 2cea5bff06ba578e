/* Runs before the first paint as a classic script, so that a stored theme never flashes. Imports nothing. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    // What the account chose goes before what this browser remembers.
    const theme = root.dataset["theme"] ? null : localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
    if (localStorage.getItem("keys") === "off") root.dataset["keys"] = "off";
  } catch {
    // A browser that refuses storage follows the system.
  }
})();
