// The API's reference page in a real browser, under its own content security policy: every tag and operation is there,
// nothing is asked of another host. Arguments: address of the API, folder for the pictures.
import assert from "node:assert/strict";
import { launch, open } from "./browser.mjs";

const [api, folder] = process.argv.slice(2);
const browser = await launch();
const complaints = [];
const strangers = [];

try {
  const document = await (await fetch(`${api}/api/openapi.json`)).json();
  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 360],
  ]) {
    const page = await open(browser, { colorScheme, width, complaints });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== new URL(api).origin && !["data:", "blob:"].includes(url.protocol))
        strangers.push(url.href);
    });
    await page.goto(`${api}/api/docs`);
    await page.getByRole("heading", { name: document.info.title, level: 1 }).waitFor();
    const operation = document.paths["/devices"].get;
    await page.goto(`${api}/api/docs#tag/${operation.tags[0].toLowerCase()}`);
    await page.getByRole("heading", { name: operation.summary }).first().waitFor();
    await page.waitForTimeout(500);
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/reference-${colorScheme}-${width}.png` });
    await page.context().close();
  }
  assert.deepEqual(strangers, [], "the page must ask nothing of anybody else");
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
} finally {
  await browser.close();
}
