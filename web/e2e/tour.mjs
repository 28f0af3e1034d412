// The first page in a real browser against a running cloud: signs in, looks at the fleet and at a device, and takes
// pictures. Arguments: address, e-mail, password, folder for the pictures.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { launch, open } from "./browser.mjs";

const [address, email, password, folder] = process.argv.slice(2);
const browser = await launch();
const complaints = [];

try {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) await tour(colorScheme, width);
  }
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
  await intruder();
} finally {
  await browser.close();
}

/** What a script that got into the page could do: the content security policy leaves it nothing. */
async function intruder() {
  const page = await open(browser, { colorScheme: "light", width: 1280, complaints: [] });
  const answer = await page.goto(address);
  const headers = answer.headers();
  for (const name of [
    "strict-transport-security",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
  ])
    assert.ok(headers[name], `${name} is missing`);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  const done = await page.evaluate(
    async (elsewhere) => {
      const script = document.createElement("script");
      script.textContent = "globalThis.intruded = true";
      document.body.append(script);
      const sent = await fetch(elsewhere, { mode: "no-cors" }).then(
        () => true,
        () => false,
      );
      return { ran: globalThis.intruded === true, sent };
    },
    new URL("/", address).href.replace("127.0.0.1", "localhost"),
  );
  assert.deepEqual(
    done,
    { ran: false, sent: false },
    "an inline script ran, or something left for another origin",
  );
  await page.context().close();
}

async function tour(colorScheme, width) {
  const page = await open(browser, { colorScheme, width, complaints });
  const shot = async (name) => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${name} at ${width} px scrolls sideways by ${overflow} px`);
    const axe = await new AxeBuilder({ page }).analyze();
    const serious = axe.violations.filter((found) => ["serious", "critical"].includes(found.impact ?? ""));
    assert.deepEqual(
      serious.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`),
      [],
      `axe on ${name}`,
    );
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png` });
  };

  await page.goto(address);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await shot("sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.origin !== new URL(address).origin);
  await page.locator('input[type="email"], input[name="email"], input[name="login"]').first().fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('input[type="password"]').press("Enter");

  await page.waitForURL((url) => url.origin === new URL(address).origin);
  await page.getByRole("heading", { name: "Fleet" }).waitFor();
  const rows = page.locator("tr[data-row]");
  await rows.first().waitFor();
  assert.ok((await rows.count()) >= 1);
  await shot("fleet");

  await page.getByLabel("Search by name, id or label").fill("no-such-device-at-all");
  await page.getByText("No device is like that").waitFor();
  await shot("fleet-nothing-found");
  await page.getByRole("button", { name: "Show all devices" }).click();
  await rows.first().waitFor();

  const name = await rows.first().getAttribute("data-row");
  await rows.first().click();
  await page.getByRole("heading", { name }).waitFor();
  await page.getByRole("region", { name: "Containers" }).waitFor();
  await page.getByRole("region", { name: "Events" }).waitFor();
  await page.locator("canvas").first().waitFor();
  await page.waitForTimeout(500);
  await shot("device");

  await page.goto(`${address}/devices/00000000-0000-7000-8000-000000000000`);
  await page.getByText("There is no such device").waitFor();
  await shot("device-unknown");
  // The browser itself logs the 404 that the page is made for.
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((text) => !text.includes("00000000-0000-7000")),
  );
  await page.context().close();
}
