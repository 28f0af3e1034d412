/** What a device needs to know of a fleet: where its API is, and a token that lets it in. */
export interface Handover {
  server: string;
  token: string;
}

/** For a shell on the device, where the agent is installed. */
export function enrolCommand({ server, token }: Handover): string {
  return `sudo signalbeam-agent enroll --server ${server} --token ${token}`;
}

/** What the agent reads from `signalbeam.yaml` on a boot partition; the QR code holds it, too. */
export function seedFile({ server, token }: Handover): string {
  return `server: ${server}\ntoken: ${token}\n`;
}

/** The dark modules of a QR code as one path of an SVG, a unit each. */
export function modulesPath(rows: readonly (readonly boolean[])[]): string {
  return rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
}
