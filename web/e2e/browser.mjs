// The browser that the tours drive, and where what it complains of ends up.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** In milliseconds; who works on the suite may want to hear of a failure sooner. */
const PATIENCE = Number(process.env.SIGNALBEAM_PATIENCE ?? 60_000);

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

/**
 * A page of its own context; what its console and its scripts complain of is added to `complaints`. Without a worker,
 * because what one answers cannot be taken away from the page; `worker: true` allows it. With a `session` somebody has
 * signed in already.
 */
export async function open(
  browser,
  { colorScheme = "light", width = 1280, height = 860, worker = false, complaints = [], session } = {},
) {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height },
    deviceScaleFactor: 1,
    serviceWorkers: worker ? "allow" : "block",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  if (session !== undefined)
    await page.addInitScript((kept) => {
      for (const [key, value] of kept) sessionStorage.setItem(key, value);
    }, session);
  page.on("console", (message) => {
    // It drops what it asks for when the machine's networks change, by whomever; the app has to ask again.
    if (message.type() === "error" && !message.text().includes("net::ERR_NETWORK_CHANGED"))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  return page;
}

/** Through the provider's own pages, as a person does it. */
export async function signIn(page, address, email, password = "demo") {
  await page.goto(address);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.origin !== new URL(address).origin);
  await page.locator('input[type="email"], input[name="email"], input[name="login"]').first().fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('input[type="password"]').press("Enter");
  await page.waitForURL((url) => url.origin === new URL(address).origin);
  await page.getByRole("button", { name: "You" }).waitFor();
}

/** What a tab keeps of who has signed in, for another tab. */
export function sessionOf(page) {
  return page.evaluate(() => Object.entries(sessionStorage).filter(([key]) => key.startsWith("oidc.user:")));
}

/** Asks the API as the person who is signed in on a page, though not by its browser: status, ETag and body of the answer. */
export async function ask(page, method, path, body) {
  const token = await page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"));
    return JSON.parse(sessionStorage.getItem(key)).access_token;
  });
  const answer = await page.request.fetch(`${new URL(page.url()).origin}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { data: body }),
  });
  const text = await answer.text();
  return {
    status: answer.status(),
    etag: answer.headers().etag ?? null,
    body: text === "" ? null : JSON.parse(text),
  };
}

/** Takes out what a page was meant to complain of: the browser itself logs every refusal. */
export function expected(complaints, ...parts) {
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((text) => !parts.some((part) => text.includes(part))),
  );
}
