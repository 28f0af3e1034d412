// Every page in both themes and three widths: a silent console, nothing that scrolls sideways, nothing serious that axe
// finds, and a picture.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { expected } from "./browser.mjs";
import { PAGES } from "./pages.mjs";

const WIDTHS = [360, 768, 1440];
const THEMES = ["light", "dark"];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function everyPage(page, address, things, complaints, folder, only) {
  for (const spec of PAGES.filter((one) => only === undefined || one.name.startsWith(only))) {
    await page.goto(address + spec.path(things));
    await spec.ready(page).waitFor();
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await look(page, `${spec.name}-${colorScheme}-${width}`, folder, colorScheme === "dark");
      }
    }
    expected(complaints, ...(spec.expects === undefined ? [] : [spec.expects]));
    assert.deepEqual(complaints, [], `${spec.name}: the browser's console must stay silent`);
  }
}

/** One look at what is there now. */
export async function look(page, name, folder, colorsOnly = false) {
  // Charts follow the window's width in the next frames.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${name} scrolls sideways by ${overflow} px`);
  // No frames inside, so that the quicker way of asking is as good. A theme changes the colours alone.
  const axe = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({
      runOnly: colorsOnly ? { type: "rule", values: ["color-contrast"] } : { type: "tag", values: TAGS },
    })
    .analyze();
  const serious = axe.violations.filter((found) => ["serious", "critical"].includes(found.impact ?? ""));
  assert.deepEqual(
    serious.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`),
    [],
    `axe on ${name}`,
  );
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}
