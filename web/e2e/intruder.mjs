import assert from "node:assert/strict";
import { open } from "./browser.mjs";

/** What a script that got into the page could do: the content security policy leaves it nothing. */
export async function intruder(browser, address) {
  const page = await open(browser);
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
