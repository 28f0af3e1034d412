/** How long ago a moment was, in the largest unit that says enough. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1_000));
  return seconds < 2 ? "just now" : `${duration(seconds)} ago`;
}

/** Made when it is first wanted: it takes long, and the first page does without. */
let moment: Intl.DateTimeFormat | undefined;

/** A moment in Unix milliseconds as people here write it, to the second. */
export function exact(at: number): string {
  moment ??= new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  return moment.format(at);
}

/** The same within a sentence: of today the time is enough. */
export function told(at: number, now = Date.now()): string {
  const day = (time: number) => new Date(time).toDateString();
  return day(at) === day(now) ? new Date(at).toLocaleTimeString() : exact(at);
}

/** A count before its noun: "1 device", "1,200 devices". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** A length of time in one or two units. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) {
    const minutes = Math.floor((seconds % 3_600) / 60);
    return `${Math.floor(seconds / 3_600)} h${minutes === 0 ? "" : ` ${minutes} min`}`;
  }
  const hours = Math.floor((seconds % 86_400) / 3_600);
  return `${Math.floor(seconds / 86_400)} d${hours === 0 ? "" : ` ${hours} h`}`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes in binary units, three digits at the most. */
export function bytes(value: number): string {
  let unit = 0;
  let left = value;
  while (left >= 1_024 && unit < UNITS.length - 1) {
    left /= 1_024;
    unit++;
  }
  const digits = unit === 0 || left >= 100 ? 0 : left >= 10 ? 1 : 2;
  return `${left.toFixed(digits)} ${UNITS[unit] ?? ""}`;
}

export function percent(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} %`;
}

/** Part of a whole in percent, or nothing where either is unknown. */
export function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : (100 * part) / whole;
}
