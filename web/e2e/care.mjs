// What people look after beside the software: what devices fetch, who gets in, what belongs together, what is watched.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ask, expected } from "./browser.mjs";

export async function careFlows(page, address, complaints) {
  await bringing(page, address, complaints);
  await enrolling(page, address);
  await conflict(page, address, complaints);
  await refusal(page, address, complaints);
  await watching(page, address);
  assert.deepEqual(complaints, [], "the browser's console must stay silent");
}

/** A file by its hash, brought as the page says, and checked; and one that is not what it says it is. */
async function bringing(page, address, complaints) {
  const file = Buffer.from(`a small model ${Date.now()}`);
  await page.goto(`${address}/artifacts`);
  await page.getByRole("button", { name: "New artifact" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("SHA-256").fill(createHash("sha256").update(file).digest("hex"));
  await dialog.getByLabel("Size in bytes").fill(String(file.length));
  await dialog.getByRole("button", { name: "Where to?" }).click();
  const line = await dialog.locator('[data-secret="In a shell"]').textContent();
  const [, url] = /"(.*)"/.exec(line);
  await dialog.getByRole("button", { name: "It is there: check it" }).click();
  await dialog.getByRole("alert").waitFor();
  expected(complaints, "409");
  const put = await fetch(url, { method: "PUT", headers: { "x-ms-blob-type": "BlockBlob" }, body: file });
  assert.equal(put.status, 201);
  await dialog.getByRole("button", { name: "It is there: check it" }).click();
  await page.getByText("The artifact is ready").waitFor();
  await page.getByRole("row").getByText("ready").first().waitFor();
}

/** A token and its QR code, shown once; then it is revoked. */
async function enrolling(page, address) {
  await page.goto(`${address}/enrolment`);
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it is for").fill("Two kiosks");
  await dialog.getByLabel("Devices").fill("2");
  await dialog.getByLabel("Labels").fill("site=oslo, canary");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByRole("img", { name: "QR code of signalbeam.yaml" }).waitFor();
  const token = await dialog.locator('[data-secret="Enrollment token"]').textContent();
  assert.match(token ?? "", /^sbe_/);
  const line = await dialog.locator('[data-secret^="On a device"]').textContent();
  assert.equal(line, `sudo signalbeam-agent enroll --server ${address} --token ${token}`);
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: /Two kiosks/ });
  await row.getByText("0 of 2").waitFor();
  await row.getByRole("button", { name: "Revoke Two kiosks" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await row.getByText("revoked").waitFor();
}

/** What somebody else has changed meanwhile is not overwritten. */
async function conflict(page, address, complaints) {
  const group = (await ask(page, "POST", "/groups", { name: "kiosks" })).body;
  await page.goto(`${address}/groups/${group.id}`);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Description").fill("Ours");
  await ask(page, "PATCH", `/groups/${group.id}`, { description: "Theirs" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Somebody has changed this since you opened it").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Theirs").waitFor();
  expected(complaints, "412");

  await page.getByRole("button", { name: "Add devices" }).click();
  await dialog
    .getByRole("button", { name: /^Add demo-/ })
    .first()
    .click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "Devices (1)" }).waitFor();
  await page.getByRole("button", { name: /^Remove demo-/ }).click();
  await page.getByText("No device is in it").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: "Devices (1)" }).waitFor();
}

/** A refusal stays where it was asked for, in words. */
async function refusal(page, address, complaints) {
  await page.goto(`${address}/bundles/store-front`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete bundle" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type store-front to confirm").fill("store-front");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expected(complaints, "409");
}

/** A rule, a silence of it, and the trail of all this. */
async function watching(page, address) {
  await page.goto(`${address}/alerts?tab=rules`);
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Busy");
  await dialog.getByLabel("Bound").fill("95");
  await dialog.getByRole("button", { name: "Make the rule" }).click();
  await page.getByText("cpuPercent, on average over 5 min, is above 95 %").waitFor();
  await page.getByRole("tab", { name: "Silences" }).click();
  await page.getByRole("button", { name: "New silence" }).click();
  await dialog.getByLabel("Rule").selectOption({ label: "Busy" });
  await dialog.getByLabel("Why").fill("Known");
  await dialog.getByRole("button", { name: "Silence" }).click();
  await page.getByRole("row", { name: /Busy/ }).getByText("active").waitFor();

  await page.goto(`${address}/audit`);
  await page.getByLabel("What was done").fill("alert-rule.create");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "alert-rule.create" }).first().click();
  await dialog.getByText("Busy").first().waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Check the chain" }).click();
  await page.getByText("The chain is sound").waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  assert.match((await saved).suggestedFilename(), /^audit-.*\.jsonl$/);
}
