import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

const FEATURES = [
  "alerts",
  "audit",
  "bundles",
  "device",
  "enrolment",
  "fleet",
  "groups",
  "parked",
  "platform",
  "rollouts",
  "settings",
];

export default defineConfig(
  { ignores: ["dist", "src/api/generated"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  hooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    // Plain scripts for Node.js, with pieces that run in a page.
    files: ["e2e/**/*.mjs"],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: "readonly",
        Buffer: "readonly",
        document: "readonly",
        innerWidth: "readonly",
        URL: "readonly",
        fetch: "readonly",
        console: "readonly",
        caches: "readonly",
        navigator: "readonly",
        sessionStorage: "readonly",
        requestAnimationFrame: "readonly",
        setTimeout: "readonly",
        globalThis: "readonly",
        performance: "readonly",
        PerformanceObserver: "readonly",
        MutationObserver: "readonly",
        CanvasRenderingContext2D: "readonly",
      },
    },
  },
  {
    // Runs in a worker of its own, as it is.
    files: ["public/sw.js"],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: {
      globals: { self: "readonly", caches: "readonly", fetch: "readonly", URL: "readonly" },
    },
  },
  // Features stay apart: what two of them need belongs to ui, lib or api.
  ...FEATURES.map((feature) => ({
    files: [`src/${feature}/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: FEATURES.filter((other) => other !== feature).map((other) => `**/${other}/*`) },
      ],
    },
  })),
);
