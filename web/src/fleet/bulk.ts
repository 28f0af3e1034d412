import type { Device } from "../api/queries";

/** How far something done to many devices has come. */
export interface Bulk {
  done: Device[];
  failed: { device: Device; error: unknown }[];
}

const AT_ONCE = 4;

/** Does something to each device, a few at a time; what is refused for one does not stop the others. */
export async function toEach(
  devices: readonly Device[],
  act: (device: Device) => Promise<unknown>,
  onProgress: (count: number) => void,
): Promise<Bulk> {
  const result: Bulk = { done: [], failed: [] };
  const waiting = [...devices];
  const work = async () => {
    for (let device = waiting.shift(); device !== undefined; device = waiting.shift()) {
      try {
        await act(device);
        result.done.push(device);
      } catch (error) {
        result.failed.push({ device, error });
      }
      onProgress(result.done.length + result.failed.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
}

/** What gives a device back the labels that it had, as a merge patch over the same keys. */
export function undoing(device: Device, patch: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(Object.keys(patch).map((key) => [key, device.labels[key] ?? null]));
}

/** Reads `env=prod canary -old`: set, tag, take away; the words that make no sense are told apart. */
export function parsePatch(text: string): { patch: Record<string, string | null>; wrong: string[] } {
  const patch: Record<string, string | null> = {};
  const wrong: string[] = [];
  for (const word of text.split(/[\s,]+/).filter((one) => one !== "")) {
    const match = /^(-?)([A-Za-z0-9][A-Za-z0-9_./-]*)(?:=([A-Za-z0-9_.-]*))?$/.exec(word);
    const key = match?.[2];
    if (match === null || key === undefined || (match[1] === "-" && match[3] !== undefined)) wrong.push(word);
    else patch[key] = match[1] === "-" ? null : (match[3] ?? "");
  }
  return { patch, wrong };
}
