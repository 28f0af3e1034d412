import { isMap, LineCounter, parseDocument } from "yaml";
import { lineOf, type Place } from "../lib/jsonPlaces";
import type { Complaint } from "./draft";
import type { FieldError } from "./fields";

/**
 * What can be known about a Compose file before the API reads it: whether it is YAML, and that each service has an
 * image. Everything else is the API's to say; what it refused is put where it belongs.
 */
export function composeComplaints(text: string, refused: FieldError[] = []): Complaint[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0)
    return document.errors.map(({ message, pos: [from, to] }) =>
      placed({ field: "", code: "format", message: `not YAML: ${message}` }, text, { from, to }),
    );
  const errors: FieldError[] = [];
  const services = document.get("services");
  if (!isMap(services) || services.items.length === 0)
    errors.push({ field: "services", code: "required", message: "must have 1 to 32 services" });
  else
    for (const { key } of services.items) {
      const name = String(key);
      if (document.getIn(["services", name, "image"]) === undefined)
        errors.push({ field: `services.${name}.image`, code: "required", message: "must have an image" });
    }
  const known = new Set(errors.map(({ field }) => field));
  return [...errors, ...refused.filter(({ field }) => !known.has(field))].map((error) => {
    for (let path = segments(error.field); path.length > 0; path = path.slice(0, -1)) {
      const node = document.getIn(path, true) as { range?: [number, number, number] | null } | undefined;
      if (node?.range) return placed(error, text, { from: node.range[0], to: node.range[1] });
    }
    return placed(error, text, { from: 0, to: 1 });
  });
}

/** `services.web.ports[0]` as the keys that lead there. */
function segments(field: string): (string | number)[] {
  return field
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function placed(error: FieldError, text: string, place: Place): Complaint {
  return { ...error, ...place, ...lineOf(text, place.from) };
}
