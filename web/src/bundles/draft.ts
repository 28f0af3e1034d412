import { lineOf, parseJson, placeOf, type Place } from "../lib/jsonPlaces";
import type { FieldError } from "./fields";
import { manifestErrors } from "./manifest";
import { nextVersion } from "./syntax";

export type Draft = Record<string, unknown>;

/** A complaint about a text, with where in it. */
export interface Complaint extends FieldError, Place {
  line: number;
  column: number;
}

export interface Checked {
  /** What the text says, where it is JSON at all. */
  draft: Draft | undefined;
  complaints: Complaint[];
}

/** All that is wrong with a manifest's text; `refused` is what the API has said about this very text. */
export function checked(text: string, bundleId: string | undefined, refused: FieldError[] = []): Checked {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const error = { field: "", code: "format", message: `not JSON: ${parsed.message}` };
    return { draft: undefined, complaints: [at(error, text, { from: parsed.at, to: parsed.at + 1 })] };
  }
  const errors = manifestErrors(parsed.value);
  const draft = parsed.value as Draft | null;
  if (bundleId !== undefined && typeof draft?.bundleId === "string" && draft.bundleId !== bundleId)
    errors.push({
      field: "bundleId",
      code: "conflict",
      message: `this page publishes versions of '${bundleId}'`,
    });
  const known = new Set(errors.map(({ field }) => field));
  errors.push(...refused.filter(({ field }) => !known.has(field)));
  return {
    draft: typeof draft === "object" && draft !== null && !Array.isArray(draft) ? draft : undefined,
    complaints: errors
      .map((error) => at(error, text, placeOf(parsed.places, error.field)))
      .sort((one, other) => one.from - other.from),
  };
}

function at(error: FieldError, text: string, place: Place): Complaint {
  return { ...error, ...place, ...lineOf(text, place.from) };
}

/** What an empty editor begins with. */
export function template(bundleId: string): string {
  return written({
    bundleId,
    version: "1.0.0",
    containers: [{ name: "app", image: "" }],
  });
}

/** The next version of one that is there. */
export function successor(manifest: object, version: string): string {
  return written({ ...manifest, version: nextVersion(version) });
}

export function written(draft: object): string {
  return JSON.stringify(draft, null, 2);
}

export function containersOf(draft: Draft): Draft[] {
  return Array.isArray(draft.containers)
    ? draft.containers.map((item) => (typeof item === "object" && item !== null ? (item as Draft) : {}))
    : [];
}

/** With a field set, or taken away where there is nothing in it. */
export function withField(draft: Draft, field: string, value: unknown): Draft {
  const nothing =
    value === undefined ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  if (!nothing) return { ...draft, [field]: value };
  return Object.fromEntries(Object.entries(draft).filter(([name]) => name !== field));
}

/** The first complaint about a field or anything inside it. */
export function complaintAbout(complaints: FieldError[], field: string): string | undefined {
  const found = complaints.find(
    (one) => one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`),
  );
  if (found === undefined) return undefined;
  const inside = found.field.slice(field.length).replace(/^\./, "");
  return inside === "" ? found.message : `${inside}: ${found.message}`;
}
