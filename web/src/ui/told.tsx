import { Fragment } from "react";
import { exact } from "../lib/format";

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the API, with the moments in it as people here write them. */
export function Told({ text }: { text: string }) {
  return text.split(MOMENT).map((part, index) => {
    const at = index % 2 === 1 ? Date.parse(part) : NaN;
    return Number.isNaN(at) ? (
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <time key={index} dateTime={part} title={part}>
        {exact(at)}
      </time>
    );
  });
}
