import { told } from "./format";

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A part of a sentence of the API; a moment in it in Unix milliseconds. */
export type Part = string | { at: number };

/** A sentence of the API taken apart at the moments in it, which it writes as machines do. */
export function parts(text: string): Part[] {
  return text.split(MOMENT).flatMap((part, index): Part[] => {
    const at = index % 2 === 1 ? Date.parse(part) : NaN;
    return part === "" ? [] : [Number.isNaN(at) ? part : { at }];
  });
}

/** A sentence of the API with the moments in it as people here write them. */
export function localised(text: string): string {
  return parts(text)
    .map((part) => (typeof part === "string" ? part : told(part.at)))
    .join("");
}
