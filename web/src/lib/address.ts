/** What an address holds beside its path: the texts of these names, and nothing else that somebody wrote there. */
export function texts<K extends string>(...names: K[]) {
  return (search: Record<string, unknown>): Partial<Record<K, string>> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
        return typeof text === "string" && text !== "" ? [[name, text]] : [];
      }),
    ) as Partial<Record<K, string>>;
}

/** The first of some words unless the address names another of them. */
export function chosen<T extends string>(known: readonly [T, ...T[]], text: string | undefined): T {
  return known.find((one) => one === text) ?? known[0];
}

/** A page whose state is in its address. */
export interface Addressed<K extends string> {
  search: Partial<Record<K, string>>;
  onSearch: (search: Partial<Record<K, string>>) => void;
}

/** The state of an address with some of it changed; what becomes nothing leaves it. */
export function changed<K extends string>(
  search: Partial<Record<K, string>>,
  change: Partial<Record<K, string | undefined>>,
): Partial<Record<K, string>> {
  return Object.fromEntries(
    Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== ""),
  ) as Partial<Record<K, string>>;
}
