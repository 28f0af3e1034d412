import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// In development the local cloud serves the API and the settings; `./beam up` must run.
const local = process.env.SIGNALBEAM_WEB ?? "http://127.0.0.1:4280";

const main = fileURLToPath(new URL("src/main.tsx", import.meta.url));

/** Has the page fetch the app's own code beside the little that `src/start.ts` does meanwhile, and not after it. */
const besideStart: Plugin = {
  name: "beside-start",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) =>
      Object.values(bundle)
        .flatMap((chunk) =>
          chunk.type === "chunk" && chunk.name === "main" ? [chunk.fileName, ...chunk.imports] : [],
        )
        .filter((name) => !(bundle[name]?.type === "chunk" && bundle[name].isEntry))
        .map((name) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${name}` },
          injectTo: "head" as const,
        })),
  },
};

/** Has the page's font there before its first text, which would be laid out once more when it comes. */
const fontFirst: Plugin = {
  name: "font-first",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((name) => name.includes("inter-latin-wght"))
        .map((name) => ({
          tag: "link",
          attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${name}` },
          injectTo: "head-prepend" as const,
        })),
  },
};

/** Without what the app cannot begin: one chunk, for twenty cost more to fetch. */
function neededByMain(importsOf: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([main]);
  // A set goes on to what is added on the way.
  for (const id of found) for (const one of importsOf(id)) found.add(one);
  return found;
}

let needed: ReadonlySet<string> | undefined;

export default defineConfig({
  plugins: [react(), tailwindcss(), besideStart, fontFirst],
  // Writes style elements, which the content security policy forbids; ours does without.
  resolve: {
    alias: { "react-remove-scroll": fileURLToPath(new URL("src/ui/scrollLock.tsx", import.meta.url)) },
  },
  server: { proxy: { "/api": local, "/config.json": local } },
  build: {
    target: "es2023",
    sourcemap: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "start", tags: ["$initial"], priority: 1 },
            {
              debugName: "main",
              name: (id, modules) => {
                needed ??= neededByMain((one) => modules.getModuleInfo(one)?.importedIds ?? []);
                return needed.has(id) ? "main" : null;
              },
            },
          ],
        },
      },
    },
  },
  test: { testTimeout: 20_000, include: ["src/**/*.test.{ts,tsx}"] },
});
