export type Change = { path: string; name: string } & (
  | { kind: "added"; after: string }
  | { kind: "removed"; before: string }
  | { kind: "changed"; before: string; after: string }
);

/** A container, or the bundle itself, with what is different about it. */
export interface Part {
  title: string;
  kind: "added" | "removed" | "changed" | "same";
  changes: Change[];
}

interface Named {
  name: string;
}

interface Comparable {
  description?: string;
  containers?: Named[];
  artifacts?: Named[];
  logs?: object;
  agent?: object;
}

/**
 * What of two versions is different, container by container; containers and artifacts are the same when their names
 * are, wherever they stand. Version and order are no difference.
 */
export function difference(before: Comparable, after: Comparable): Part[] {
  const own = part("Bundle", bare(before), bare(after));
  return [
    ...(own.changes.length > 0 ? [own] : []),
    ...byName("", before.containers ?? [], after.containers ?? []),
    ...byName("artifact ", before.artifacts ?? [], after.artifacts ?? []),
  ];
}

function bare({ description, logs, agent }: Comparable): object {
  return {
    ...(description === undefined ? {} : { description }),
    ...(logs === undefined ? {} : { logs }),
    ...(agent === undefined ? {} : { agent }),
  };
}

function byName(word: string, before: Named[], after: Named[]): Part[] {
  const names = [...new Set([...after, ...before].map((item) => item.name))];
  return names.map((name) => {
    const old = before.find((item) => item.name === name);
    const now = after.find((item) => item.name === name);
    const title = `${word}${name}`;
    if (old === undefined) return { ...part(title, {}, now ?? {}), kind: "added" };
    if (now === undefined) return { ...part(title, old, {}), kind: "removed" };
    return part(title, old, now);
  });
}

function part(title: string, before: object, after: object): Part {
  const old = leaves(before);
  const now = leaves(after);
  const changes = [...new Set([...now.keys(), ...old.keys()])]
    .sort((a, b) => a.localeCompare(b))
    .flatMap((path): Change[] => {
      const was = old.get(path);
      const is = now.get(path);
      const name = path.split(".")[0] ?? path;
      if (was === is) return [];
      if (was === undefined) return [{ kind: "added", path, name, after: is ?? "" }];
      if (is === undefined) return [{ kind: "removed", path, name, before: was }];
      return [{ kind: "changed", path, name, before: was, after: is }];
    });
  return { title, kind: changes.length === 0 ? "same" : "changed", changes };
}

/** Each value at the end of a path; lists are values as a whole, since their order means something. */
function leaves(value: object, path = "", found = new Map<string, string>()): Map<string, string> {
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    const at = path === "" ? key : `${path}.${key}`;
    if (typeof item === "object" && item !== null && !Array.isArray(item)) leaves(item, at, found);
    else if (item !== undefined && item !== null)
      found.set(at, typeof item === "string" ? item : JSON.stringify(item));
  }
  return found;
}
