// The grammars of what a manifest is made of, as the API has them (`LabelSyntax`, `ImageReference`, `MountPath`,
// `SemVer`, `Variables`, `IpAddress`).

export const DNS_LABEL =
  "must be a DNS label: 1 to 63 lower-case letters, digits or hyphens, no hyphen at the ends";

export function isDnsLabel(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

const SEMVER =
  /^(?:0|[1-9]\d{0,17})(?:\.(?:0|[1-9]\d{0,17})){2}(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

export function isSemVer(text: string): boolean {
  return text.length <= 128 && SEMVER.test(text);
}

/** The next patch of a version, without what stands behind it; a first one where there is none. */
export function nextVersion(text: string | undefined): string {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(text ?? "") ?? [];
  return patch === undefined ? "1.0.0" : `${major ?? "0"}.${minor ?? "0"}.${Number(patch) + 1}`;
}

const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]{1,5})?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isImage(text: string): boolean {
  if (text.length > 600) return false;
  const at = text.indexOf("@");
  const rest = at < 0 ? text : text.slice(0, at);
  if (at >= 0 && !DIGEST.test(text.slice(at + 1))) return false;
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  const name = colon < 0 ? rest : rest.slice(0, colon);
  if (name.length > 255 || /^[0-9a-f]{64}$/.test(name)) return false;
  if (colon >= 0 && !TAG.test(rest.slice(colon + 1))) return false;
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  // Docker's rule: what could be a host is one, and everything else is a user of Docker Hub.
  const hasDomain = slash >= 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  return (!hasDomain || DOMAIN.test(first)) && REPOSITORY.test(hasDomain ? name.slice(slash + 1) : name);
}

/** What is wrong with a folder inside a container; empty text has been refused elsewhere. */
export function mountProblem(path: string): string | undefined {
  return path === "/" ? "must not be the container's root" : hostPathProblem(path);
}

/** What is wrong with a path on the device, of which the root is one. */
export function hostPathProblem(path: string): string | undefined {
  if (path === "" || path === "/") return undefined;
  if (!path.startsWith("/")) return "must be absolute, starting with '/'";
  if (path.length > 1024) return "at most 1024 characters";
  if (
    path
      .slice(1)
      .split("/")
      .some((part) => part === "" || part === "." || part === "..")
  )
    return "must be normalised: no '..', no '.', no '//' and no '/' at the end";
  const plain = Array.from({ length: path.length }, (_, at) => path.charCodeAt(at)).every(
    (code) => code >= 0x20 && code !== 0x3a && code !== 0x7f,
  );
  return plain ? undefined : "must not hold ':' or control characters";
}

function isLabelName(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}

export function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const prefix = key.slice(0, Math.max(slash, 0));
  return (
    (slash < 0 || (prefix.length <= 253 && prefix.split(".").every(isDnsLabel))) &&
    isLabelName(key.slice(slash + 1))
  );
}

export function isLabelValue(value: string): boolean {
  return value === "" || isLabelName(value);
}

/** What is wrong with a text that may hold `${device.id}`, `${device.name}` and `${label.KEY}`; `$$` is a dollar. */
export function variablesProblem(text: string): string | undefined {
  for (let dollar = text.indexOf("$"), from; dollar >= 0; dollar = text.indexOf("$", from)) {
    if (text.startsWith("$$", dollar)) from = dollar + 2;
    else if (!text.startsWith("${", dollar)) from = dollar + 1;
    else {
      const end = text.indexOf("}", dollar);
      if (end < 0) return "'${' without '}'; write '$$' for a dollar sign";
      const name = text.slice(dollar + 2, end);
      const known =
        name === "device.id" ||
        name === "device.name" ||
        (name.startsWith("label.") && isLabelKey(name.slice(6)));
      if (!known)
        return `there is no variable '\${${name}}'; there are \${device.id}, \${device.name} and \${label.KEY}, and '$$' is a dollar sign`;
      from = end + 1;
    }
  }
  return undefined;
}

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

export function isIpAddress(text: string): boolean {
  if (IPV4.test(text)) return true;
  if (!/^[0-9a-fA-F:]{2,39}$/.test(text)) return false;
  const gap = text.indexOf("::");
  if (gap < 0) return groups(text) === 8;
  const before = groups(text.slice(0, gap));
  const after = groups(text.slice(gap + 2));
  return before >= 0 && after >= 0 && before + after <= 7;
}

/** How many groups of one to four digits; -1 when there is another kind between. */
function groups(text: string): number {
  if (text === "") return 0;
  const parts = text.split(":");
  return parts.every((part) => part.length >= 1 && part.length <= 4) ? parts.length : -1;
}
