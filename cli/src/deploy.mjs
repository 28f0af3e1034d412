import { randomUUID } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { Refused } from "./api.mjs";
import { group as groupOf } from "./named.mjs";
import { previewText, waitFor } from "./rollout.mjs";

/** What the file holds. */
export async function content(file) {
  try {
    return await readFile(file);
  } catch (e) {
    throw new Refused(e.code === "ENOENT" ? `there is no file ${file}` : `${file}: ${e.message}`);
  }
}

/** Publishes a version, which is where a manifest is checked; one that is there already is answered again. */
export async function publish(api, bundle, file, version) {
  const type = /\.ya?ml$/.test(file) ? "application/yaml" : "application/json";
  const answer = await api.send("POST", `/bundles/${encodeURIComponent(bundle)}/versions`, {
    query: { version },
    body: await content(file),
    type,
  });
  const published = await answer.json();
  if (version !== undefined && published.version !== version) {
    throw new Refused(`the manifest says version ${published.version}, not ${version}`);
  }
  return published;
}

async function strategyOf(file) {
  if (!file) return {};
  try {
    return JSON.parse((await content(file)).toString("utf8"));
  } catch (e) {
    if (e instanceof SyntaxError) throw new Refused(`${file} is no JSON: ${e.message}`);
    throw e;
  }
}

/**
 * Publishes a version, shows what a rollout would do, rolls it out and waits. In a workflow of GitHub its outputs and the
 * page of the run are written, too.
 * @returns the published version and the rollouts as they were at the end
 */
export async function deploy(api, { bundle, file, version, groups, rollout, previewOnly, waitSeconds }, output) {
  const strategy = await strategyOf(rollout);
  const published = await publish(api, bundle, file, version);
  output.say(`Published ${bundle} ${published.version} (${published.manifestDigest})`);
  await told("GITHUB_OUTPUT", `version=${published.version}\n`);
  const tell = async (text) => {
    output.say(`${text}\n`);
    await told("GITHUB_STEP_SUMMARY", `${text}\n\n`);
  };

  await told("GITHUB_STEP_SUMMARY", `### ${bundle} ${published.version}\n\n`);
  const requests = [];
  for (const named of groups) {
    const groupId = await groupOf(api, named);
    requests.push({ ...strategy, bundleId: bundle, version: published.version, target: { groupId } });
  }
  for (const request of requests) {
    const preview = await api.post("/rollouts/preview", request);
    await tell(`To group ${request.target.groupId}:\n\n${previewText(preview)}`);
    // One that is there already, of an earlier attempt, is no reason to end here.
    if (preview.refusal?.detail) output.say(`As it is now it would be refused: ${preview.refusal.detail}`);
  }
  const begun = [];
  for (const request of previewOnly ? [] : requests) {
    // The same attempt of the same run makes no second rollout, however often the request is sent.
    const run = process.env.GITHUB_RUN_ID ? `${process.env.GITHUB_RUN_ID}-${process.env.GITHUB_RUN_ATTEMPT ?? 1}` : randomUUID();
    const made = await api.post("/rollouts", request, { key: `${run}-${request.target.groupId}` });
    output.say(`Rollout ${made.id} to group ${request.target.groupId}`);
    begun.push(made);
  }
  await told("GITHUB_OUTPUT", `rollouts=${begun.map((made) => made.id).join(",")}\n`);

  const ended = [];
  for (const made of waitSeconds > 0 ? begun : []) {
    const texts = [];
    try {
      ended.push(await waitFor(api, made.id, waitSeconds, { now: (text) => output.say(text), end: (text) => texts.push(text) }));
    } finally {
      for (const text of texts) await tell(text);
    }
  }
  return { version: published, rollouts: waitSeconds > 0 ? ended : begun };
}

/** Written to the file that the runner names, where there is a runner. */
async function told(variable, text) {
  if (process.env[variable]) await appendFile(process.env[variable], text);
}
