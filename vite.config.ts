import { defineConfig } from "vitest/config";

const ui = "src/pilothouse/ui";

/** Two entries: `early` runs before the first paint as a classic script, `main` is everything else. */
export default defineConfig({
  root: ui,
  base: "./",
  publicDir: false,
  build: {
    outDir: "static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "baseline-widely-available",
    rolldownOptions: {
      checks: { eval: false }, // htmx holds one that its configuration (allowEval) never reaches
      input: { main: `${ui}/src/main.ts`, early: `${ui}/src/early.ts`, style: `${ui}/css/main.css` },
    },
  },
  test: { root: ".", include: ["tests/ui/**/*.test.ts"], environment: "happy-dom", testTimeout: 60_000 },
});
