// Every page in both themes and several widths: a silent console, nothing that scrolls sideways, nothing serious that axe
// finds, and a picture.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { expected, open } from "./browser.mjs";
import { PAGES } from "./pages.mjs";

const THEMES = ["light", "dark"];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** So many tabs at once: looking is mostly waiting for the browser's other processes. */
const TABS = 3;

/** All pages as the person of a session sees them; `only` is how the names of those begin that are wanted. */
export async function everyPage(browser, address, session, things, { folder, widths, only = "" }) {
  const left = PAGES.filter((spec) => spec.name.startsWith(only) && spec.path(things) !== undefined);
  const tab = async () => {
    const complaints = [];
    // Of the pages before, too: an answer may come when the page has been left.
    const refused = [];
    const page = await open(browser, { complaints, session });
    for (let spec = left.shift(); spec !== undefined; spec = left.shift()) {
      await page.goto(address + spec.path(things));
      await spec.ready(page).waitFor();
      await everyLook(page, spec.name, { folder, widths });
      if (spec.expects !== undefined) refused.push(spec.expects);
      expected(complaints, ...refused);
      assert.deepEqual(complaints, [], `${spec.name}: the browser's console must stay silent`);
    }
    await page.context().close();
  };
  await Promise.all(Array.from({ length: TABS }, tab));
}

/** What is there now, in both themes and all widths. */
export async function everyLook(page, name, { folder, widths }) {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await look(page, `${name}-${colorScheme}-${width}`, folder, colorScheme === "dark");
    }
  }
}

/** One look at what is there now. */
async function look(page, name, folder, colorsOnly) {
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
