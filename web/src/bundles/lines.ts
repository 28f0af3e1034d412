// Lists of a manifest as people write them: one entry a line. What cannot be read stays as it was typed, so that the
// rules of the manifest can name it.

type Entry = Record<string, unknown>;

/** `8080:80/tcp`, `127.0.0.1:8080:80`, `80`: address and port of the device, port inside, protocol. */
export function portLines(ports: unknown): string {
  return entries(ports)
    .map(({ container, host, protocol, hostIp }) => {
      const ip = hostIp === undefined ? "" : `${shown(hostIp)}:`;
      const outside = host === undefined ? "" : `${shown(host)}:`;
      return `${ip}${outside}${shown(container)}${protocol === undefined || protocol === "tcp" ? "" : `/${shown(protocol)}`}`;
    })
    .join("\n");
}

export function readPorts(text: string): Entry[] {
  return lines(text).map((line) => {
    const [places = "", protocol] = line.split("/");
    const parts = places.split(":");
    const container = parts.pop();
    const host = parts.pop();
    const hostIp = parts.join(":");
    return {
      container: number(container ?? ""),
      ...(host === undefined ? {} : { host: number(host) }),
      ...(protocol === undefined || protocol === "tcp" ? {} : { protocol }),
      ...(hostIp === "" ? {} : { hostIp }),
    };
  });
}

/** `state:/var/lib/app`, `/srv/in:/data:ro`: a name or a folder of the device, and where it is mounted. */
export function volumeLines(volumes: unknown): string {
  return entries(volumes)
    .map(
      ({ name, hostPath, path, readOnly }) =>
        `${shown(name ?? hostPath)}:${shown(path)}${readOnly === true ? ":ro" : ""}`,
    )
    .join("\n");
}

export function readVolumes(text: string): Entry[] {
  return lines(text).map((line) => {
    const [source = "", path = "", mode] = line.split(":");
    return {
      ...(source.startsWith("/") ? { hostPath: source } : { name: source }),
      path,
      ...(mode === "ro" ? { readOnly: true } : {}),
    };
  });
}

/** `KEY=value`, in the order in which they were written. */
export function mapLines(map: unknown): string {
  return typeof map === "object" && map !== null
    ? Object.entries(map as Entry)
        .map(([key, value]) => `${key}=${shown(value)}`)
        .join("\n")
    : "";
}

export function readMap(text: string): Record<string, string> {
  return Object.fromEntries(
    lines(text).map((line) => {
      const equals = line.indexOf("=");
      return equals < 0 ? [line, ""] : [line.slice(0, equals).trim(), line.slice(equals + 1)];
    }),
  );
}

export function listLines(list: unknown): string {
  return Array.isArray(list) ? list.map(shown).join("\n") : "";
}

export function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function entries(list: unknown): Entry[] {
  return Array.isArray(list)
    ? list.filter((item): item is Entry => typeof item === "object" && item !== null)
    : [];
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function number(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
