import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Refused } from "./api.mjs";

const PAGE = 50;
const AT_ONCE = 4;
const TRIES = 5;
/** A link that ends sooner is asked for anew. */
const GOOD_MILLIS = 5 * 60_000;
/** Which export a folder is of: a second run goes on with it. */
const NOTE = ".signalbeam-export.json";
const UNDER_WAY = ["Pending", "Running"];

/**
 * Brings a whole export into a folder, and holds each file against its hash. What is there already is not fetched again.
 * @param tenant one that leaves, for platform administrators; undefined for the caller's own
 * @param say what happens on the way
 * @return `{ export, directory, files, bytes, fetched }`
 */
export async function exportTenant(api, { tenant, directory, say }) {
  const base = tenant === undefined ? "/tenant/exports" : `/tenants/${encodeURIComponent(tenant)}/exports`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const begun = (await known(api, base, directory)) ?? (await begin(api, base));
  await writeFile(join(directory, NOTE), `${JSON.stringify({ id: begun.id })}\n`);
  const whole = await waitFor(api, `${base}/${begun.id}`, say);
  const seen = new Map();
  let fetched = 0;
  for await (const page of pages(api, `${base}/${whole.id}/files`)) {
    const links = { page, at: Date.now() };
    await each(page.items, AT_ONCE, async (file) => {
      if (seen.has(file.name)) return;
      seen.set(file.name, file);
      if (await bring(file, directory, () => fresh(api, page, links, file.name))) {
        fetched++;
        say(`${file.name}  ${file.bytes} bytes`);
      }
    });
  }
  await compare(directory, seen);
  const bytes = [...seen.values()].reduce((sum, file) => sum + file.bytes, 0);
  return { export: whole, directory, files: seen.size, bytes, fetched };
}

/** What the folder is of already, as long as it can be had; else what is under way. */
async function known(api, base, directory) {
  let noted;
  try {
    noted = JSON.parse(await readFile(join(directory, NOTE), "utf8")).id;
  } catch (e) {
    if (e.code !== "ENOENT") throw new Refused(`${join(directory, NOTE)} cannot be read: ${e.message}`);
  }
  const all = await api.list(base);
  const same = all.find((one) => one.id === noted);
  if (same !== undefined && same.status !== "Failed" && same.status !== "Expired") return same;
  if (noted !== undefined) {
    throw new Refused(
      `${directory} holds export ${noted}, which is ${same?.status ?? "not there any more"}: choose another folder with --to`,
    );
  }
  return all.find((one) => UNDER_WAY.includes(one.status));
}

async function begin(api, base) {
  return await api.post(base);
}

async function waitFor(api, path, say) {
  const pause = Number(process.env.SIGNALBEAM_POLL_SECONDS || 5) * 1000;
  for (let told = ""; ; ) {
    const now = await api.get(path);
    const text = `${now.status}: ${now.files} files, ${now.rows} rows, ${now.bytes} bytes`;
    if (text !== told) say(text);
    told = text;
    if (now.status === "Completed") return now;
    if (!UNDER_WAY.includes(now.status)) throw new Refused(`export ${now.id}: ${now.status}. ${now.failure ?? ""}`.trimEnd());
    await sleep(pause);
  }
}

/** One after another, each fetched when the one before is done: links are good for an hour. */
async function* pages(api, path) {
  let cursor;
  do {
    const query = { limit: PAGE, cursor };
    const page = await api.get(path, query);
    yield { path, query, items: page.items };
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

/** A link that is good for a while yet. */
async function fresh(api, page, links, name) {
  const link = () => links.page.items.find((file) => file.name === name);
  if (link() === undefined || Date.parse(link().urlExpiresAt) - Date.now() < GOOD_MILLIS || links.refused) {
    links.refused = false;
    links.page = await api.get(page.path, page.query);
  }
  const found = link();
  if (found === undefined) throw new Refused(`${name} is not in the export any more`);
  return { url: found.url, refused: () => (links.refused = true) };
}

/** Whether it had to be fetched. */
async function bring(file, directory, link) {
  const path = place(directory, file.name);
  if ((await size(path)) === file.bytes && (await hash(path)) === file.sha256) return false;
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    let problem;
    try {
      problem = await fetchRest(file, part, await link());
    } catch (e) {
      if (e instanceof Refused) throw e;
      problem = e.cause?.message ?? e.message;
    }
    if (problem === undefined) {
      if ((await hash(part)) === file.sha256) break;
      await rm(part);
      problem = "what came has another hash";
    }
    if (attempt === TRIES) throw new Refused(`${file.name}: ${problem}`);
    await sleep(2 ** attempt * 250);
  }
  await rename(part, path);
  return true;
}

/** What is missing of it; what went wrong, or nothing. */
async function fetchRest(file, part, { url, refused }) {
  let there = (await size(part)) ?? 0;
  if (there > file.bytes) {
    await rm(part);
    there = 0;
  }
  if (there === file.bytes) {
    if (file.bytes === 0) await writeFile(part, "");
    return undefined;
  }
  const answer = await fetch(url, there > 0 ? { headers: { range: `bytes=${there}-` } } : {});
  if (!answer.ok) {
    await answer.body?.cancel();
    if (answer.status === 403) refused();
    return `its link answered ${answer.status}`;
  }
  const rest = there > 0 && answer.status === 206;
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(part, { flags: rest ? "a" : "w", mode: 0o600 }));
  const now = await size(part);
  return now === file.bytes ? undefined : `${now} of ${file.bytes} bytes came`;
}

/** A name cannot lead out of the folder. */
function place(directory, name) {
  const root = resolve(directory);
  const path = resolve(root, name);
  if (!path.startsWith(root + sep) || name.split("/").includes("..")) throw new Refused(`${name} is no name of a file`);
  return path;
}

/** The export's own list says what there must be: a file that the server forgot would be missed otherwise. */
async function compare(directory, seen) {
  const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
  for (const file of manifest.files) {
    if (seen.get(file.name)?.sha256 !== file.sha256) throw new Refused(`${file.name} is in manifest.json, and not in the export`);
  }
}

async function size(path) {
  try {
    return (await stat(path)).size;
  } catch (e) {
    if (e.code === "ENOENT") return undefined;
    throw e;
  }
}

async function hash(path) {
  const digest = createHash("sha256");
  await pipeline(createReadStream(path), digest);
  return digest.digest("hex");
}

async function each(items, atOnce, work) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, worker));
}
