import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Api, Refused } from "./api.mjs";
import { deploy, publish } from "./deploy.mjs";
import { exportTenant } from "./export.mjs";
import { device as deviceOf, group as groupOf } from "./named.mjs";
import { ago, labels, line, sheet, table } from "./output.mjs";
import { failuresText, progressText, stateText, waitFor } from "./rollout.mjs";
import { connect, forget, keep } from "./session.mjs";

const API = { api: { type: "string", value: "URL", about: "Address of the API, such as https://fleet.example.com/api" } };
const LIMIT = { limit: { type: "string", value: "N", about: "At the most that many; all without it" } };
const WAIT = { wait: { type: "string", value: "SECONDS", about: "Wait for it that long at the most, and fail with it; 0 does not wait" } };
const COMMAND_POLL_MILLIS = 1000;
const COMMAND_ENDED = ["Succeeded", "Failed", "Expired", "Cancelled"];

/** What this program can do: operands in capitals, those that may be left out in brackets. */
export const commands = {
  login: {
    usage: "",
    about: "Keep a personal access token for the commands that follow; it is asked for, or read from standard input",
    options: { ...API },
    run: login,
  },
  logout: {
    usage: "",
    about: "Forget it",
    run: async (_, output) => {
      const was = await forget();
      output.result({ loggedOut: was }, () => (was ? "Logged out." : "There was no login."));
    },
  },
  whoami: {
    usage: "",
    about: "Who the token is for, and what it reaches",
    options: { ...API },
    run: async ({ options }, output) => {
      const me = await (await connect(options)).get("/me");
      output.result(me, meText);
    },
  },
  "devices list": {
    usage: "",
    about: "Devices and how they are",
    options: {
      ...API,
      q: { type: "string", value: "TEXT", about: "Part of a name, an id or a label's value" },
      selector: { type: "string", value: "SELECTOR", about: "Such as env=prod,site in (berlin,oslo)" },
      status: { type: "string", value: "STATUS", about: "Online, Degraded, Offline, Updating; commas between" },
      group: { type: "string", value: "GROUP", about: "Of this group, by name or id" },
      bundle: { type: "string", value: "BUNDLE", about: "That shall run it: id, or id@version" },
      ...LIMIT,
    },
    run: listDevices,
  },
  "devices show": {
    usage: "DEVICE",
    about: "One device, by name or id: what it shall run and what it runs",
    options: { ...API },
    run: async ({ operands: [named], options }, output) => {
      const api = await connect(options);
      output.result(await api.get(`/devices/${await deviceOf(api, named)}`), deviceText);
    },
  },
  "devices explain": {
    usage: "DEVICE",
    about: "Why it runs what it runs, and what it waits for",
    options: { ...API },
    run: async ({ operands: [named], options }, output) => {
      const api = await connect(options);
      const explained = await api.get(`/devices/${await deviceOf(api, named)}/explain`);
      output.result(explained, ({ steps }) => steps.map((step, i) => `${i + 1}. ${line(step.text)}`).join("\n"));
    },
  },
  "devices label": {
    usage: "DEVICE LABEL...",
    about: "Set labels (key=value), remove them (key-)",
    options: { ...API },
    run: labelDevice,
  },
  "devices run": {
    usage: "DEVICE KIND",
    about: "Have it do something and wait: Refresh, RestartContainer, FetchLogs, Diagnostics, Prune, Reboot",
    options: {
      ...API,
      bundle: { type: "string", value: "BUNDLE", about: "With FetchLogs and RestartContainer" },
      container: { type: "string", value: "CONTAINER", about: "With FetchLogs and RestartContainer" },
      ...WAIT,
    },
    run: runCommand,
  },
  logs: {
    usage: "DEVICE BUNDLE CONTAINER",
    about: "What a container wrote, where its bundle ships logs",
    options: {
      ...API,
      since: { type: "string", value: "DURATION", about: "Such as 90s, 10m, 6h; an hour without it" },
      follow: { type: "boolean", about: "Go on with what it writes, until ended by hand" },
    },
    run: logs,
  },
  export: {
    usage: "",
    about: "All that the tenant has, into a folder: asked for, waited for, fetched, and each file held against its hash",
    options: {
      ...API,
      to: { type: "string", value: "FOLDER", about: "signalbeam-export without it; what is there already is gone on with" },
      tenant: { type: "string", value: "ID", about: "A tenant that leaves, for platform administrators" },
    },
    run: takeAlong,
  },
  "groups list": {
    usage: "",
    about: "Groups",
    options: { ...API, ...LIMIT },
    run: async ({ options }, output) => {
      const groups = await (await connect(options)).list("/groups", {}, limit(options));
      output.result(groups, (rows) =>
        table(rows, [["NAME", (g) => g.name], ["DEVICES", (g) => g.memberCount], ["SELECTOR", (g) => g.selector], ["ID", (g) => g.id]]));
    },
  },
  "bundles list": {
    usage: "",
    about: "Bundles and their newest versions",
    options: { ...API, ...LIMIT },
    run: async ({ options }, output) => {
      const bundles = await (await connect(options)).list("/bundles", {}, limit(options));
      output.result(bundles, (rows) =>
        table(rows, [["BUNDLE", (b) => b.id], ["LATEST", (b) => b.latestVersion], ["DEVICES", (b) => b.deviceCount]]));
    },
  },
  "bundles show": {
    usage: "BUNDLE [VERSION]",
    about: "Its versions, or the manifest of one",
    options: { ...API },
    run: showBundle,
  },
  "bundles publish": {
    usage: "BUNDLE FILE",
    about: "Publish a version from a manifest (.json) or a Compose file (.yaml, .yml)",
    options: { ...API, version: { type: "string", value: "VERSION", about: "A Compose file needs it" } },
    run: async ({ operands: [bundle, file], options }, output) => {
      const made = await publish(await connect(options), bundle, file, options.version);
      output.result(made, () => `Published ${bundle} ${made.version} (${made.manifestDigest})`);
    },
  },
  "rollouts list": {
    usage: "",
    about: "Rollouts, the newest first",
    options: {
      ...API,
      bundle: { type: "string", value: "BUNDLE", about: "Of this bundle" },
      status: { type: "string", value: "STATUS", about: "Such as Running,Paused" },
      limit: { ...LIMIT.limit, about: "At the most that many; 20 without it" },
    },
    run: async ({ options }, output) => {
      const { bundle, status } = options;
      const rollouts = await (await connect(options)).list("/rollouts", { bundle, status }, limit(options) ?? 20);
      output.result(rollouts, (rows) =>
        table(rows, [
          ["ID", (r) => r.id],
          ["BUNDLE", (r) => `${r.bundleId} ${r.version}`],
          ["STATUS", (r) => r.status],
          ["DEVICES", progressText],
          ["BY", (r) => r.createdBy],
          ["MADE", (r) => ago(r.createdAt)],
        ]));
    },
  },
  "rollouts show": {
    usage: "ROLLOUT",
    about: "How far it is, and what its failures have in common",
    options: { ...API },
    run: async ({ operands: [id], options }, output) => {
      const api = await connect(options);
      const rollout = await api.get(`/rollouts/${encodeURIComponent(id)}`);
      const failures = await api.get(`/rollouts/${encodeURIComponent(id)}/failures`);
      output.result({ ...rollout, failures }, () => rolloutText(rollout, failures));
    },
  },
  "rollouts wait": {
    usage: "ROLLOUT",
    about: "Follow it until it has ended, and fail with it",
    options: { ...API, ...WAIT },
    run: async ({ operands: [id], options }, output) => {
      const say = (text) => output.say(text);
      const ended = await waitFor(await connect(options), encodeURIComponent(id), seconds(options.wait, 3600), { now: say, end: say });
      output.result(ended, () => "");
    },
  },
  ...Object.fromEntries(
    [
      ["approve", "Let its next wave begin"],
      ["start", "Start a draft"],
      ["pause", "Begin with no more devices"],
      ["resume", "Go on with one that is paused"],
      ["promote", "Skip the rest of a soak"],
      ["retry", "Try the failed devices again"],
      ["cancel", "End it; devices keep what they have"],
      ["rollback", "Take each device back to what it ran before"],
    ].map(([action, about]) => [`rollouts ${action}`, { usage: "ROLLOUT", about, options: { ...API }, run: act(action) }]),
  ),
  deploy: {
    usage: "BUNDLE FILE",
    about: "Publish a version, show what a rollout would do, roll it out to groups and wait",
    options: {
      ...API,
      version: { type: "string", value: "VERSION", about: "A Compose file needs it" },
      group: { type: "string", multiple: true, value: "GROUP", about: "By name or id; may be said again. Without it nothing is rolled out" },
      rollout: { type: "string", value: "FILE", about: "JSON with the fields of a new rollout, such as waves and errorThreshold" },
      "preview-only": { type: "boolean", about: "Publish, show, and roll nothing out" },
      wait: { type: "string", value: "SECONDS", about: "Wait that long at the most, and fail with the rollout; an hour without it, 0 does not wait" },
      trust: { type: "string", value: "ID", about: "In a workflow of GitHub: its deploy trust, in place of a token" },
      audience: { type: "string", value: "TEXT", about: "What SIGNALBEAM_CI_AUDIENCE is set to there" },
    },
    run: async ({ operands: [bundle, file], options }, output) => {
      const what = {
        bundle,
        file,
        version: options.version || undefined,
        groups: (options.group ?? []).flatMap((named) => named.split(",")).map((named) => named.trim()).filter((named) => named !== ""),
        rollout: options.rollout,
        previewOnly: options["preview-only"] ?? false,
        waitSeconds: seconds(options.wait, 3600),
      };
      output.result(await deploy(await connect(options), what, output), () => "");
    },
  },
};

async function login({ options }, output) {
  const api = options.api || process.env.SIGNALBEAM_API;
  if (!api || !URL.canParse(api)) throw new Refused("which API? signalbeam login --api https://…/api");
  const { protocol, hostname } = new URL(api);
  if (protocol !== "https:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname)) {
    throw new Refused("a token is sent over https alone, but for this machine's own addresses");
  }
  const token = await asked("Personal access token (sbp_…): ");
  const me = await new Api(api, { token: async () => token }).get("/me");
  await keep({ api, token });
  output.result(me, meText);
}

/** A line of standard input; where somebody types it, it is not shown. */
async function asked(question) {
  const typed = process.stdin.isTTY;
  const lines = createInterface({ input: process.stdin, output: typed ? process.stderr : undefined, terminal: typed });
  if (typed) {
    process.stderr.write(question);
    lines._writeToOutput = () => {};
  }
  for await (const text of lines) {
    lines.close();
    if (typed) process.stderr.write("\n");
    if (text.trim() !== "") return text.trim();
    break;
  }
  throw new Refused("no token was given");
}

async function listDevices({ options }, output) {
  const api = await connect(options);
  const { q, selector, status, bundle } = options;
  const group = options.group === undefined ? undefined : await groupOf(api, options.group);
  const devices = await api.list("/devices", { q, selector, status, bundle, group }, limit(options));
  output.result(devices, (rows) =>
    table(rows, [
      ["NAME", (d) => d.name],
      ["STATUS", (d) => (d.lifecycle === "Active" ? d.status : d.lifecycle)],
      ["SEEN", (d) => ago(d.lastSeenAt)],
      ["RUNS", (d) => (d.bundles ?? []).map((b) => `${b.bundleId} ${b.reportedVersion ?? "-"}`).join(", ")],
      ["LABELS", (d) => labels(d.labels)],
      ["ID", (d) => d.id],
    ]));
}

async function labelDevice({ operands: [named, ...changes], options }, output) {
  const changed = {};
  for (const change of changes) {
    const [, key, value] = /^([^=]+?)(?:=(.*)|-)$/s.exec(change) ?? [];
    if (key === undefined) throw new Refused(`${change} is neither key=value nor key-`);
    changed[key] = value ?? null;
  }
  const api = await connect(options);
  const device = await api.json("PATCH", `/devices/${await deviceOf(api, named)}`, { body: { labels: changed } });
  output.result(device, () => `${device.name}: ${labels(device.labels) || "no labels"}`);
}

async function runCommand({ operands: [named, kind], options }, output) {
  const api = await connect(options);
  const device = await deviceOf(api, named);
  const { bundle: bundleId, container } = options;
  let command = await api.post(`/devices/${device}/commands`, { kind, bundleId, container }, { key: randomUUID() });
  const end = Date.now() + seconds(options.wait, 300) * 1000;
  for (let told; !COMMAND_ENDED.includes(command.status) && Date.now() < end; ) {
    if (command.status !== told) output.say(command.status);
    told = command.status;
    await sleep(COMMAND_POLL_MILLIS);
    command = await api.get(`/devices/${device}/commands/${command.id}`);
  }
  const text =
    (command.outputBytes ?? 0) > 0
      ? await (await api.send("GET", `/devices/${device}/commands/${command.id}/output`)).text()
      : undefined;
  output.result({ ...command, output: text }, () =>
    [`${command.status}${command.message ? `: ${line(command.message)}` : ""}`, ...(text ?? "").split("\n").map(line)].join("\n").trimEnd());
  if (["Failed", "Expired", "Cancelled"].includes(command.status)) throw new Refused(`the command ended as ${command.status}`);
}

async function takeAlong({ options }, output) {
  const taken = await exportTenant(await connect(options), {
    tenant: options.tenant,
    directory: options.to ?? "signalbeam-export",
    say: (text) => output.say(text),
  });
  output.result(
    taken,
    ({ export: of, directory, files, bytes, fetched }) =>
      `Export ${of.id} is in ${directory}: ${files} files, ${bytes} bytes, every hash is right; ${fetched} were fetched now.`,
  );
}

async function logs({ operands: [named, bundle, container], options }, output) {
  const api = await connect(options);
  const device = await deviceOf(api, named);
  const path = `/devices/${device}/bundles/${encodeURIComponent(bundle)}/containers/${encodeURIComponent(container)}/logs`;
  const from = new Date(Date.now() - duration(options.since ?? "1h")).toISOString();
  let query = { from, limit: 2000, follow: options.follow ? "true" : undefined };
  for (;;) {
    const page = await api.get(path, query);
    for (const one of page.items) output.result(one, () => `${one.at} ${one.stream === "stdout" ? "" : `${one.stream}: `}${line(one.text)}`);
    if (page.nextCursor === undefined) return;
    query = { limit: 2000, cursor: page.nextCursor, follow: query.follow };
    if (page.items.length === 0) await sleep(COMMAND_POLL_MILLIS);
  }
}

async function showBundle({ operands: [bundle, version], options }, output) {
  const api = await connect(options);
  const path = `/bundles/${encodeURIComponent(bundle)}`;
  if (version !== undefined) {
    const one = await api.get(`${path}/versions/${encodeURIComponent(version)}`);
    output.result(one, () => JSON.stringify(one.manifest, null, 2));
    return;
  }
  output.result(await api.get(path), (whole) =>
    table(whole.versions ?? [], [
      ["VERSION", (v) => v.version],
      ["CONTAINERS", (v) => v.containers],
      ["DEVICES", (v) => v.deviceCount],
      ["BY", (v) => v.createdBy],
      ["MADE", (v) => ago(v.createdAt)],
    ]));
}

function act(action) {
  return async ({ operands: [id], options }, output) => {
    const rollout = await (await connect(options)).post(`/rollouts/${encodeURIComponent(id)}/${action}`);
    output.result(rollout, stateText);
  };
}

function meText(me) {
  return sheet({
    Subject: me.email ?? me.subject,
    Tenant: me.tenant?.name,
    Roles: me.platformAdministrator ? [...me.roles, "platform administrator"].join(", ") : me.roles.join(", "),
    "Let in by": me.credential?.kind,
    Bundles: me.credential?.bundles?.join(", "),
    Groups: me.credential?.groups?.join(", "),
  });
}

function deviceText(device) {
  const { facts } = device;
  const bundles = (device.bundles ?? []).map((bundle) => ({
    ...bundle,
    problem: bundle.error === undefined ? "" : `${bundle.error.code}: ${bundle.error.message}`,
  }));
  return [
    sheet({
      Name: device.name,
      Id: device.id,
      Status: device.lifecycle === "Active" ? device.status : device.lifecycle,
      Seen: ago(device.lastSeenAt),
      Labels: labels(device.labels),
      Groups: (device.groups ?? []).map((group) => group.name ?? group).join(", "),
      Machine: facts && `${facts.hostname}, ${facts.os} ${facts.arch}, agent ${facts.version}, ${facts.runtime ?? "no runtime"}`,
    }),
    "",
    table(bundles, [
      ["BUNDLE", (b) => b.bundleId],
      ["SHALL RUN", (b) => b.desiredVersion],
      ["RUNS", (b) => b.reportedVersion],
      ["STATE", (b) => b.state],
      ["PROBLEM", (b) => b.problem],
    ]),
  ].join("\n");
}

function rolloutText(rollout, failures) {
  const waves = rollout.waves.map((wave, i) => ({ number: i + 1, ...wave }));
  return [
    sheet({
      Rollout: `${rollout.bundleId} ${rollout.version}`,
      Id: rollout.id,
      State: stateText(rollout),
      Reason: rollout.reason,
      Made: `${ago(rollout.createdAt)} by ${rollout.createdBy}`,
    }),
    "",
    table(waves, [["WAVE", (w) => w.number], ["NAME", (w) => w.name], ["DEVICES", (w) => w.devices]]),
    ...(failures.failed > 0 ? ["", failuresText(failures)] : []),
  ].join("\n");
}

function limit({ limit: text }) {
  if (text === undefined) return undefined;
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new Refused(`--limit: ${text} is no count`);
  return Number(text);
}

function seconds(text, otherwise) {
  if (text === undefined || text === "") return otherwise;
  if (!/^[0-9]{1,6}$/.test(text)) throw new Refused(`--wait: ${text} is no number of seconds`);
  return Number(text);
}

function duration(text) {
  const [, count, unit] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new Refused(`--since: ${text} is no duration such as 90s, 10m or 6h`);
  return Number(count) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
}
