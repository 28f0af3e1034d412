// Every page in both themes and several widths: a silent console, nothing that scrolls sideways, nothing serious that axe
// finds, and a picture.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { expected, open } from "./browser.mjs";
import { PAGES } from "./pages.mjs";

const THEMES = ["light", "dark"];
const WIDTHS = [360, 768, 1440];
/** Each theme and each end of the widths once: what is wrong in one theme at one width alone is left to the whole suite. */
const LEAN = [
  { colorScheme: "light", width: 1440 },
  { colorScheme: "dark", width: 360 },
];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** So many tabs at once: looking is mostly waiting for the browser's other processes. */
const TABS = 3;

/** In which themes and widths pages are looked at. */
export function sightsOf(lean) {
  if (lean) return LEAN;
  return THEMES.flatMap((colorScheme) =>
    // A theme changes the colours alone.
    WIDTHS.map((width) => ({ colorScheme, width, colorsOnly: colorScheme === "dark" })),
  );
}

/** All pages as the person of a session sees them; `only` is how the names of those begin that are wanted. */
export async function everyPage(browser, address, session, things, { folder, sights, only = "" }) {
  const left = PAGES.filter((spec) => spec.name.startsWith(only) && spec.path(things) !== undefined);
  const tab = async () => {
    const complaints = [];
    // Of the pages before, too: an answer may come when the page has been left.
    const refused = [];
    const page = await open(browser, { complaints, session });
    for (let spec = left.shift(); spec !== undefined; spec = left.shift()) {
      await page.goto(address + spec.path(things));
      await spec.ready(page).waitFor();
      await everyLook(page, spec.name, { folder, sights });
      if (spec.expects !== undefined) refused.push(spec.expects);
      expected(complaints, ...refused);
      assert.deepEqual(complaints, [], `${spec.name}: the browser's console must stay silent`);
    }
    await page.context().close();
  };
  await Promise.all(Array.from({ length: TABS }, tab));
}

/** What is there now, in these themes and widths. */
export async function everyLook(page, name, { folder, sights }) {
  for (const { colorScheme, width, colorsOnly = false } of sights) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await look(page, `${name}-${colorScheme}-${width}`, folder, colorsOnly);
  }
}

/** On a phone alone. */
export function onPhones({ folder, sights }) {
  return { folder, sights: sights.filter(({ width }) => width === 360) };
}

/** One look at what is there now. */
async function look(page, name, folder, colorsOnly) {
  // Charts follow the window's width in the next frames.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${name} scrolls sideways by ${overflow} px`);
  // No frames inside, so that the quicker way of asking is as good.
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
