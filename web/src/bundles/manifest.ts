import { readContainer, type ReadContainer, type ReadPort } from "./container";
import { Fields, type FieldError } from "./fields";
import { DNS_LABEL, isDnsLabel, isSemVer, mountProblem } from "./syntax";

const MOST_CONTAINERS = 32;
const MOST_ARTIFACTS = 64;
const ARCHITECTURES = ["amd64", "arm64", "arm/v7"];
const RETENTIONS = [1, 3, 7, 14, 30];
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}$/;

/**
 * Everything that the API would refuse about a manifest, while it is being typed: the rules of its `ManifestReader`.
 * `shared/src/test/resources/manifests/refused.json` says what they answer, case by case.
 */
export function manifestErrors(manifest: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const fields = new Fields(manifest, "", errors);
  const bundleId = fields.requiredString("bundleId", 1000);
  if (bundleId !== "" && !isDnsLabel(bundleId)) fields.error("bundleId", "format", DNS_LABEL);
  const version = fields.requiredString("version", 1000);
  if (version !== "" && !isSemVer(version))
    fields.error(
      "version",
      "format",
      "must be a version of SemVer 2.0.0 of at most 128 characters, such as 1.2.0",
    );
  fields.string("description", 2048);
  const carriesAgent = agent(fields);
  const before = errors.length;
  const containers = carriesAgent ? [] : fields.objects("containers", MOST_CONTAINERS).map(readContainer);
  if (!carriesAgent && containers.length === 0 && errors.length === before)
    fields.error("containers", "required", `must have 1 to ${MOST_CONTAINERS} containers`);
  const folders = artifacts(fields);
  logs(fields);
  fields.refuseUnknown();
  between(containers, folders, errors);
  return errors;
}

function artifacts(fields: Fields): Set<string> {
  const names = new Set<string>();
  const folders = new Set<string>();
  for (const artifact of fields.objects("artifacts", MOST_ARTIFACTS)) {
    const name = artifact.requiredString("name", 1000);
    if (name !== "" && (!FILE_NAME.test(name) || name.includes("..")))
      artifact.error(
        "name",
        "format",
        "must be a file name of at most 128 letters, digits, '.', '_', '+' or '-', without '..' and not starting with '.'",
      );
    else if (name !== "" && names.has(name))
      artifact.error("name", "duplicate", `another artifact has the name '${name}'`);
    names.add(name);
    sha256(artifact);
    artifact.requiredInteger("sizeBytes", 1, 2 ** 50);
    const path = artifact.requiredString("path", 4096);
    const problem = mountProblem(path);
    if (problem !== undefined) artifact.error("path", "format", problem);
    artifact.refuseUnknown();
    folders.add(path);
  }
  return folders;
}

function sha256(file: Fields) {
  const hash = file.requiredString("sha256", 1000);
  if (hash !== "" && !/^[0-9a-f]{64}$/.test(hash))
    file.error("sha256", "format", "must be 64 lower-case hexadecimal digits");
}

/** Whether it is an agent's bundle, which has nothing beside it. */
function agent(fields: Fields): boolean {
  const spec = fields.object("agent");
  if (spec === undefined) return false;
  for (const beside of ["containers", "artifacts", "logs"])
    if (fields.has(beside)) fields.error(beside, "conflict", "a bundle with an agent has nothing beside it");
  const version = spec.requiredString("version", 1000);
  if (version !== "" && !isSemVer(version))
    spec.error("version", "format", "must be a version of SemVer 2.0.0, such as 1.2.0");
  const seen = new Set<string>();
  const packages = spec.objects("packages", ARCHITECTURES.length);
  for (const each of packages) {
    const arch = each.requiredString("arch", 100);
    if (arch !== "" && !ARCHITECTURES.includes(arch))
      each.error("arch", "format", "must be amd64, arm64 or arm/v7");
    else if (arch !== "" && seen.has(arch)) each.error("arch", "duplicate", `another package is for ${arch}`);
    seen.add(arch);
    sha256(each);
    each.requiredInteger("sizeBytes", 1, 2 ** 32);
    each.refuseUnknown();
  }
  if (!spec.has("packages") || (packages.length === 0 && spec.isList("packages")))
    spec.error("packages", "required", "must have a package for each kind of machine");
  spec.refuseUnknown();
  return true;
}

function logs(fields: Fields) {
  const spec = fields.object("logs");
  if (spec === undefined) return;
  spec.bool("ship");
  if (!RETENTIONS.includes(spec.integer("retentionDays", 1, 30) ?? 7))
    spec.error("retentionDays", "range", `must be one of [${RETENTIONS.join(", ")}] days`);
  spec.refuseUnknown();
}

/** What has to hold between the containers and artifacts of one bundle. */
function between(containers: ReadContainer[], folders: Set<string>, errors: FieldError[]) {
  const indexes = new Map<string, number>();
  containers.forEach(({ name }, index) => {
    const first = indexes.get(name);
    if (name === "") return;
    if (first === undefined) indexes.set(name, index);
    else
      errors.push({
        field: `containers[${index}].name`,
        code: "duplicate",
        message: `containers[${first}] has the name '${name}' too`,
      });
  });
  hostPorts(containers, errors);
  containers.forEach(({ mounts }, index) =>
    mounts.forEach((path, at) => {
      if (path !== "" && folders.has(path))
        errors.push({
          field: `containers[${index}].volumes[${at}].path`,
          code: "conflict",
          message: `artifacts are mounted on '${path}'`,
        });
    }),
  );
  dependencies(containers, indexes, errors);
}

function hostPorts(containers: ReadContainer[], errors: FieldError[]) {
  const taken: { place: string; port: ReadPort }[] = [];
  containers.forEach((container, index) =>
    container.ports.forEach((port, at) => {
      const place = `containers[${index}].ports[${at}]`;
      const first = taken.find((other) => clash(other.port, port));
      if (first !== undefined)
        errors.push({
          field: `${place}.host`,
          code: "duplicate",
          message: `${first.place} takes port ${port.host ?? 0}/${port.protocol} of the device too`,
        });
      taken.push({ place, port });
    }),
  );
}

/** A port taken on one address only leaves it free on another. */
function clash(one: ReadPort, other: ReadPort): boolean {
  const any = (ip: string | undefined) => ip === undefined || ip === "0.0.0.0" || ip === "::";
  return (
    one.host !== undefined &&
    one.host === other.host &&
    one.protocol === other.protocol &&
    (any(one.hostIp) || any(other.hostIp) || one.hostIp === other.hostIp)
  );
}

function dependencies(containers: ReadContainer[], indexes: Map<string, number>, errors: FieldError[]) {
  containers.forEach(({ dependsOn }, index) =>
    dependsOn.forEach((name, at) => {
      if (isDnsLabel(name) && !indexes.has(name))
        errors.push({
          field: `containers[${index}].dependsOn[${at}]`,
          code: "reference",
          message: `the bundle has no container '${name}'`,
        });
    }),
  );
  // With two containers of one name nobody can tell who waits for whom.
  if (indexes.size < containers.length) return;
  const seen = new Set<number>();
  const visit = (index: number, path: number[]) => {
    const entered = path.indexOf(index);
    if (entered >= 0) {
      const names = [...path.slice(entered), index].map((step) => containers[step]?.name ?? "");
      errors.push({
        field: `containers[${index}].dependsOn`,
        code: "conflict",
        message: `containers wait for each other: ${names.join(" → ")}`,
      });
      return;
    }
    if (seen.has(index)) return;
    for (const name of containers[index]?.dependsOn ?? []) {
      const next = indexes.get(name);
      if (next !== undefined) visit(next, [...path, index]);
    }
    seen.add(index);
  };
  containers.forEach((_, index) => visit(index, []));
}
