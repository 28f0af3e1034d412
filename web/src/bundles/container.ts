import type { Fields } from "./fields";
import {
  DNS_LABEL,
  hostPathProblem,
  isDnsLabel,
  isImage,
  isIpAddress,
  mountProblem,
  variablesProblem,
} from "./syntax";

const MOST_ITEMS = 256;
const MOST_TEXT = 32 * 1024;
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]{0,255}$/;
const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,62})?$/;
const PERMISSIONS = /^(?!.*(.).*\1)[rwm]{1,3}$/;
const POLICIES = ["no", "on-failure", "always", "unless-stopped"];

export interface ReadPort {
  host: number | undefined;
  protocol: string;
  hostIp: string | undefined;
}

/** What the checks between containers look at. */
export interface ReadContainer {
  name: string;
  ports: ReadPort[];
  mounts: string[];
  dependsOn: string[];
}

/** Checks all that concerns one container alone, in the order and words of the API's `ContainerReader`. */
export function readContainer(fields: Fields): ReadContainer {
  const name = fields.requiredString("name", 1000);
  if (name !== "" && !isDnsLabel(name)) fields.error("name", "format", DNS_LABEL);
  const image = fields.requiredString("image", 1000);
  if (image !== "" && !isImage(image))
    fields.error("image", "format", "must be an image such as ghcr.io/org/app:1.2.0 or app@sha256:…");
  environment(fields);
  fields.strings("entrypoint", MOST_ITEMS, MOST_TEXT);
  fields.strings("command", MOST_ITEMS, MOST_TEXT);
  const readPorts = ports(fields);
  const mounts = volumes(fields);
  devices(fields);
  const networks = names(fields, "networks");
  const hostNetwork = fields.bool("hostNetwork");
  fields.bool("privileged");
  const user = fields.string("user", 1000);
  if (user !== undefined && !USER.test(user))
    fields.error("user", "format", "must be a user's name or number, or user:group");
  restart(fields);
  healthCheck(fields);
  limits(fields);
  labels(fields);
  const dependsOn = names(fields, "dependsOn");
  fields.integer("stopGraceSeconds", 0, 3600);
  fields.refuseUnknown();
  if (hostNetwork && readPorts.length > 0)
    fields.error("ports", "conflict", "a container on the host's network publishes no ports");
  if (hostNetwork && networks.length > 0)
    fields.error("networks", "conflict", "a container on the host's network joins no others");
  return { name, ports: readPorts, mounts, dependsOn };
}

function environment(fields: Fields) {
  const env = fields.stringMap("env", MOST_ITEMS, MOST_TEXT);
  for (const [name, value] of env) {
    variableName(fields, "env", name);
    const problem = variablesProblem(value);
    if (problem !== undefined) fields.error(`env.${name}`, "reference", problem);
  }
  for (const [name, secret] of fields.stringMap("secrets", MOST_ITEMS, 1000)) {
    variableName(fields, "secrets", name);
    if (!isDnsLabel(secret)) fields.error(`secrets.${name}`, "format", `the name of a secret ${DNS_LABEL}`);
    if (env.has(name)) fields.error(`secrets.${name}`, "conflict", `'${name}' is set in env too`);
  }
}

function variableName(fields: Fields, field: string, name: string) {
  if (!ENV_NAME.test(name))
    fields.error(
      `${field}.${name}`,
      "format",
      "the name of a variable has 1 to 256 letters, digits, '_', '-' or '.', and no digit first",
    );
}

function ports(fields: Fields): ReadPort[] {
  return fields.objects("ports", MOST_ITEMS).map((port) => {
    port.requiredInteger("container", 1, 65535);
    const host = port.integer("host", 1, 65535);
    const protocol = port.string("protocol", 1000) ?? "tcp";
    if (protocol !== "tcp" && protocol !== "udp") port.error("protocol", "format", "must be tcp or udp");
    const hostIp = port.string("hostIp", 1000);
    if (hostIp !== undefined && !isIpAddress(hostIp))
      port.error("hostIp", "format", "must be an IPv4 or IPv6 address");
    port.refuseUnknown();
    return { host, protocol, hostIp };
  });
}

function volumes(fields: Fields): string[] {
  const paths: string[] = [];
  for (const volume of fields.objects("volumes", MOST_ITEMS)) {
    const name = volume.string("name", 1000);
    if (name !== undefined && !VOLUME_NAME.test(name))
      volume.error(
        "name",
        "format",
        "a volume's name has 1 to 63 letters, digits, '_', '.' or '-', a letter or digit first",
      );
    const hostPath = volume.string("hostPath", 4096);
    if (hostPath !== undefined)
      complain(volume, "hostPath", hostPath === "" ? mountProblem("empty") : hostPathProblem(hostPath));
    if (volume.has("name") === volume.has("hostPath"))
      volume.error("name", volume.has("name") ? "conflict" : "required", "give either name or hostPath");
    const path = volume.requiredString("path", 4096);
    complain(volume, "path", mountProblem(path));
    if (path !== "" && paths.includes(path))
      volume.error("path", "duplicate", `another volume of this container is mounted on '${path}'`);
    volume.bool("readOnly");
    volume.refuseUnknown();
    paths.push(path);
  }
  return paths;
}

function devices(fields: Fields) {
  const paths = new Set<string>();
  for (const device of fields.objects("devices", MOST_ITEMS)) {
    const host = device.requiredString("host", 4096);
    complain(device, "host", mountProblem(host));
    const container = device.has("container") ? device.requiredString("container", 4096) : host;
    if (device.has("container")) complain(device, "container", mountProblem(container));
    if (container !== "" && paths.has(container))
      device.error("container", "duplicate", `another device of this container is at '${container}'`);
    paths.add(container);
    if (!PERMISSIONS.test(device.string("permissions", 1000) ?? "rwm"))
      device.error("permissions", "format", "must be letters of rwm, each at most once");
    device.refuseUnknown();
  }
}

function names(fields: Fields, field: string): string[] {
  const found = fields.strings(field, MOST_ITEMS, 1000);
  const seen = new Set<string>();
  found.forEach((name, index) => {
    if (!isDnsLabel(name)) fields.error(`${field}[${index}]`, "format", DNS_LABEL);
    else if (seen.has(name)) fields.error(`${field}[${index}]`, "duplicate", `'${name}' is named twice`);
    seen.add(name);
  });
  return found;
}

function restart(fields: Fields) {
  const spec = fields.object("restart");
  if (spec === undefined) return;
  const policy = spec.requiredString("policy", 1000);
  const retries = spec.integer("maxRetries", 0, 10_000) ?? 0;
  if (policy !== "" && !POLICIES.includes(policy))
    spec.error("policy", "format", "must be no, on-failure, always or unless-stopped");
  else if (retries > 0 && policy !== "on-failure")
    spec.error("maxRetries", "conflict", "is for the policy on-failure only");
  spec.refuseUnknown();
}

function healthCheck(fields: Fields) {
  const check = fields.object("healthCheck");
  if (check === undefined) return;
  const command = check.strings("command", MOST_ITEMS, MOST_TEXT);
  if (!check.has("command")) check.error("command", "required", "must be given");
  else if (check.isList("command")) {
    const right =
      (command[0] === "CMD" && command.length >= 2) || (command[0] === "CMD-SHELL" && command.length === 2);
    if (!right)
      check.error("command", "format", 'must be ["CMD", program, arguments…] or ["CMD-SHELL", line]');
  }
  check.integer("intervalSeconds", 1, 3600);
  check.integer("timeoutSeconds", 1, 3600);
  check.integer("retries", 1, 100);
  check.integer("startPeriodSeconds", 0, 3600);
  check.refuseUnknown();
}

function limits(fields: Fields) {
  const spec = fields.object("limits");
  if (spec === undefined) return;
  spec.integer("memoryBytes", 6 * 1024 * 1024, 2 ** 50);
  spec.number("cpus", 0.01, 1024);
  spec.integer("pids", 1, 2 ** 22);
  spec.refuseUnknown();
}

function labels(fields: Fields) {
  for (const key of fields.stringMap("labels", MOST_ITEMS, 4096).keys()) {
    if (key.startsWith("io.signalbeam"))
      fields.error(`labels.${key}`, "conflict", "keys that start with io.signalbeam are the agent's own");
    else if (key.trim() === "" || key.length > 256)
      fields.error(`labels.${key}`, "format", "a key has 1 to 256 characters");
  }
}

function complain(fields: Fields, field: string, problem: string | undefined) {
  if (problem !== undefined) fields.error(field, "format", problem);
}
