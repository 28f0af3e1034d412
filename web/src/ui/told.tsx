import { exact, told } from "../lib/format";
import { parts } from "../lib/moments";

/** A sentence of the API, with the moments in it as people here write them; the exact local time on hover. */
export function Told({ text }: { text: string }) {
  return parts(text).map((part, index) =>
    typeof part === "string" ? (
      part
    ) : (
      <time key={index} dateTime={new Date(part.at).toISOString()} title={exact(part.at)}>
        {told(part.at)}
      </time>
    ),
  );
}
