import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// In development the local cloud serves the API and the settings; `./beam up` must run.
const local = process.env.SIGNALBEAM_WEB ?? "http://127.0.0.1:4280";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // Writes style elements, which the content security policy forbids; ours does without.
  resolve: {
    alias: { "react-remove-scroll": fileURLToPath(new URL("src/ui/scrollLock.tsx", import.meta.url)) },
  },
  server: { proxy: { "/api": local, "/config.json": local } },
  build: { target: "es2023", sourcemap: true },
  test: { testTimeout: 20_000, include: ["src/**/*.test.{ts,tsx}"] },
});
