// Each role sees what it may do, and nothing that would be refused.
import assert from "node:assert/strict";
import { open, signIn } from "./browser.mjs";
import { everyLook } from "./every.mjs";

export async function everyRole(browser, address, things, looks) {
  await Promise.all([
    viewer(browser, address, things),
    operator(browser, address, things),
    platform(browser, address, looks),
  ]);
}

async function as(browser, address, email) {
  const complaints = [];
  const page = await open(browser, { complaints });
  await signIn(page, address, email);
  return { page, complaints };
}

async function viewer(browser, address, things) {
  const { page, complaints } = await as(browser, address, "vera@demo.example");
  await page.locator("tr[data-row]").first().waitFor();
  assert.equal(await page.getByRole("checkbox").count(), 0, "a viewer selects nothing");
  await page.goto(`${address}/devices/${things.device.id}?tab=settings`);
  await page.getByRole("region", { name: "Identity" }).waitFor();
  for (const name of ["Rename", "Change the labels", "New key", "Disable", "Decommission"]) {
    assert.equal(
      await page.getByRole("button", { name, exact: true }).count(),
      0,
      `a viewer is offered ${name}`,
    );
  }
  await everywhere(page, address, [
    "New bundle",
    "New version",
    "Deploy",
    "New rollout",
    "Roll back",
    "New group",
    "Change",
    "Add devices",
    "Assign",
    "New rule",
    "New silence",
    "Replay these",
    "New secret",
    "Save",
  ]);
  assert.deepEqual(complaints, [], "a viewer is refused nothing that the app asks for");
  await page.context().close();
}

async function operator(browser, address, things) {
  const { page, complaints } = await as(browser, address, "otto@demo.example");
  await page
    .getByRole("checkbox", { name: /^Select demo-/ })
    .first()
    .waitFor();
  await page.goto(`${address}/devices/${things.device.id}?tab=settings`);
  await page.getByRole("button", { name: "Rename" }).waitFor();
  await page.getByRole("button", { name: "Disable", exact: true }).waitFor();
  for (const name of ["New key", "Decommission"]) {
    assert.equal(
      await page.getByRole("button", { name, exact: true }).count(),
      0,
      `an operator is offered ${name}`,
    );
  }
  await page.goto(`${address}/bundles`);
  await page.getByRole("link", { name: "New bundle" }).waitFor();
  await page.goto(`${address}/settings?tab=secrets`);
  await page
    .getByRole("tabpanel")
    .getByText("No secret yet")
    .or(page.locator("tr[data-row]"))
    .first()
    .waitFor();
  assert.equal(
    await page.getByRole("button", { name: "New secret" }).count(),
    0,
    "an operator is offered secrets",
  );
  assert.deepEqual(complaints, [], "an operator is refused nothing that the app asks for");
  await page.context().close();
}

/** Stands outside all tenants, looks after them, and sees into none. */
async function platform(browser, address, looks) {
  const { page, complaints } = await as(browser, address, "pat@platform.example");
  await page.locator('tr[data-row="demo"]').waitFor();
  await everyLook(page, "tenants", looks);
  await page.setViewportSize({ width: 1280, height: 860 });
  const name = `shop-${Date.now().toString(36)}`;
  await page.getByRole("button", { name: "New tenant" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Named there").fill(name);
  await dialog.getByLabel("First admin's subject").fill("somebody");
  await dialog.getByRole("button", { name: "Make the tenant" }).click();
  await page.locator(`tr[data-row="${name}"]`).waitFor();
  await page.getByRole("button", { name: `More of ${name}` }).click();
  await page.getByRole("menuitem", { name: "Quotas" }).click();
  await dialog.getByLabel("Devices").fill("5");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("The quotas are set").waitFor();
  await leaves(page, name, looks);
  await page.goto(`${address}/bundles`);
  await page.getByText("You belong to no tenant").waitFor();
  assert.deepEqual(complaints, [], "a platform administrator is refused nothing that the app asks for");
  await page.context().close();
}

/** What is its own can be had until its removal begins. */
async function leaves(page, name, looks) {
  const more = page.getByRole("button", { name: `More of ${name}` });
  await more.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.locator(`tr[data-row="${name}"]`).getByText("Leaving").waitFor();
  await more.click();
  await page.getByRole("menuitem", { name: "Export" }).click();
  await dialog.getByText("No export yet").waitFor();
  await dialog.getByRole("button", { name: "Export everything" }).click();
  await dialog.getByText("Completed").waitFor();
  await everyLook(page, "export-leaving", looks);
  await page.setViewportSize({ width: 1280, height: 860 });
  await dialog.getByRole("button", { name: /^Show files/ }).click();
  await page.getByRole("link", { name: "manifest.json" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

/** Goes to every page that a role sees, and looks for what it must not be offered. */
async function everywhere(page, address, names) {
  const links = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").all();
  const paths = await Promise.all(links.map((link) => link.getAttribute("href")));
  for (const path of ["/enrolment", "/audit"]) assert.ok(!paths.includes(path), `a viewer is shown ${path}`);
  for (const path of [
    ...paths,
    "/bundles/store-front",
    "/alerts?tab=rules",
    "/alerts?tab=silences",
    "/settings?tab=secrets",
  ]) {
    await page.goto(address + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    // Skeletons have gone when everything that the page asked for is there.
    await page.waitForFunction(
      () => document.querySelector("main [role=status][aria-label$=loading]") === null,
    );
    for (const name of names) {
      const offered = page.getByRole("main").getByRole("button", { name, exact: true });
      assert.equal(await offered.count(), 0, `a viewer is offered ${name} on ${path}`);
      const led = page.getByRole("main").getByRole("link", { name, exact: true });
      assert.equal(await led.count(), 0, `a viewer is led to ${name} on ${path}`);
    }
  }
}
