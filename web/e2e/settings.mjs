// Who and what gets in, and what is kept for devices: made in the dialogs of the settings, as an admin makes it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { expected } from "./browser.mjs";
import { everyLook } from "./every.mjs";

export async function settingsFlows(page, address, complaints, looks) {
  await person(page, address);
  await trust(page, address, complaints);
  await token(page, address);
  await secret(page, address);
  await login(page, address);
  await webhook(page, address);
  await tenant(page, address);
  await takeAlong(page, address, looks);
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
}

async function opened(page, address, path, name) {
  await page.goto(address + path);
  await page.getByRole("button", { name, exact: true }).click();
  return page.getByRole("dialog");
}

/** Invited by mail; the role is changed at once, in the row. */
async function person(page, address) {
  const dialog = await opened(page, address, "/settings?tab=people", "Add somebody");
  await dialog.getByLabel("Mail address").fill("nils@demo.example");
  await dialog.getByRole("button", { name: "Add" }).click();
  const row = page.locator('tr[data-row="nils@demo.example"]');
  await row.getByText("invited").waitFor();
  await row.getByLabel("Role of nils@demo.example").selectOption("Operator");
  await page.getByText("nils@demo.example is Operator").waitFor();
}

/** A repository that is none is refused at its field. */
async function trust(page, address, complaints) {
  const dialog = await opened(page, address, "/settings?tab=trusts", "New trust");
  await dialog.getByLabel("Name", { exact: true }).fill("shop-pipeline");
  const repository = dialog.getByLabel("Repository", { exact: true });
  await repository.fill("no repository");
  await dialog.getByLabel("Branch or tag").fill("refs/heads/main");
  await dialog.getByLabel("store-front").check();
  await dialog.getByLabel("staging").check();
  const sure = dialog.getByRole("button", { name: "Trust it" });
  await sure.click();
  await dialog.getByRole("alert").first().waitFor();
  assert.equal(await repository.getAttribute("aria-invalid"), "true");
  expected(complaints, "/settings");
  await repository.fill("demo-retail/store-front");
  await sure.click();
  await page.locator('tr[data-row="shop-pipeline"]').getByText("demo-retail/store-front").waitFor();
}

/** Shown once, and good until it is revoked. */
async function token(page, address) {
  for (const name of ["nightly report", "old script"]) {
    const dialog = await opened(page, address, "/settings?tab=tokens", "New token");
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByRole("button", { name: "Make the token" }).click();
    assert.match(await dialog.locator('[data-secret="Access token"]').textContent(), /^sb/);
    await dialog.getByRole("button", { name: "Done" }).click();
  }
  const row = page.locator('tr[data-row="old script"]');
  await row.getByRole("button", { name: "Revoke old script" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await row.getByText("revoked").waitFor();
}

async function secret(page, address) {
  const dialog = await opened(page, address, "/settings?tab=secrets", "New secret");
  await dialog.getByLabel("Name", { exact: true }).fill("till-password");
  await dialog.getByLabel("Value").fill("not to be read back");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await page.locator('tr[data-row="till-password"]').waitFor();
  assert.equal(await page.getByText("not to be read back").count(), 0);
}

async function login(page, address) {
  const dialog = await opened(page, address, "/settings?tab=registries", "New login");
  await dialog.getByLabel("Registry").fill("ghcr.io");
  await dialog.getByLabel("User name").fill("demo-retail");
  await dialog.getByLabel("Password").fill("a token");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await page.locator('tr[data-row="ghcr.io"]').getByText("as demo-retail").waitFor();
}

async function webhook(page, address) {
  const dialog = await opened(page, address, "/alerts?tab=webhooks", "New webhook");
  await dialog.getByLabel("Name", { exact: true }).fill("on call");
  await dialog.getByLabel("Address").fill("https://hooks.example.com/alerts");
  await dialog.getByRole("button", { name: "Make the webhook" }).click();
  await dialog.locator('[data-secret="Signing secret"]').waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.locator('tr[data-row="on call"]').waitFor();
}

/** What is saved is what is there after a reload. */
async function tenant(page, address) {
  await page.goto(`${address}/settings?tab=tenant`);
  const days = page.getByLabel("Samples stay for, in days");
  const before = await days.inputValue();
  await days.fill(String(Number(before) - 1));
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved").waitFor();
  await page.reload();
  // What was known last is shown first, and that may be what was there before.
  await days.and(page.locator(`[value="${Number(before) - 1}"]`)).waitFor();
}

/** Asked for once, and made while the page looks on; a link gives the file. */
async function takeAlong(page, address, looks) {
  await page.goto(`${address}/settings?tab=tenant`);
  const card = page.getByRole("region", { name: "Export", exact: true });
  await card.getByText("No export yet").waitFor();
  const ask = card.getByRole("button", { name: "Export everything" });
  await ask.click();
  await card.getByText(/Pending|Running/).waitFor();
  assert.ok(await ask.isDisabled(), "there is one at a time");
  await card.getByText("Completed").waitFor();
  assert.ok(await ask.isEnabled());
  await everyLook(page, "export-done", looks);
  await card.getByRole("button", { name: /^Show files/ }).click();
  const dialog = page.getByRole("dialog");
  const link = dialog.getByRole("link", { name: "manifest.json" });
  await link.waitFor();
  await everyLook(page, "export-files", looks);
  const [saved] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(saved.suggestedFilename(), "manifest.json");
  const manifest = JSON.parse(await readFile(await saved.path(), "utf8"));
  assert.equal(manifest.export.tenant.name, "demo");
  assert.ok(manifest.files.some(({ name, rows }) => name.startsWith("tables/devices.") && rows > 0));
  await dialog.getByRole("button", { name: "Close" }).click();
}
