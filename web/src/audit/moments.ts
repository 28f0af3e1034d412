/** A day of an `<input type="date">`, or with the time of a `datetime-local`, by the person's own clock, as the API takes it. */
export function instantOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const at = new Date(text.includes("T") ? text : `${text}T00:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The beginning of the day after, since the API leaves its `to` out and people mean the whole day. */
export function dayAfter(text: string | undefined): string | undefined {
  const begin = instantOf(text);
  if (begin === undefined) return undefined;
  const at = new Date(begin);
  at.setDate(at.getDate() + 1);
  return at.toISOString();
}
