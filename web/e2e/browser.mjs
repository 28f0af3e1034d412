// The browser that the tours drive, and where what it complains of ends up.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const browsers = [
  process.env.SIGNALBEAM_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export async function launch() {
  const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
  assert.ok(executablePath, "no Chromium is installed");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page of its own context; what its console and its scripts complain of is added to `complaints`. */
export async function open(browser, { colorScheme, width, complaints }) {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height: 860 },
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  return page;
}
