import { setTimeout as sleep } from "node:timers/promises";
import { Refused } from "./api.mjs";

const ENDED_BADLY = ["Failed", "Cancelled", "RolledBack", "Paused"];
const SHARES_SHOWN = 5;

/** What a preview says; without what is "0 devices …". */
export function previewText(preview) {
  const some = (count, what) => (count > 0 ? [`- ${count} ${what}`] : []);
  const mib = (bytes) => `${Math.round((bytes / 1048576) * 10) / 10} MiB`;
  return [
    `- ${preview.devices} devices, of which ${preview.unchanged} run the version already`,
    ...(preview.waves.length > 1 ? [`- waves: ${preview.waves.map((wave) => wave.devices).join(", ")} devices`] : []),
    ...some(preview.offline.devices, "are offline and follow when they are back"),
    ...some(preview.outsideWindow?.devices ?? 0, "wait for their maintenance window"),
    ...some(preview.tooFull.devices, "have too little room"),
    ...some(preview.wrongArchitecture.devices, "have an architecture that an image is not made for"),
    ...preview.containers
      .filter((container) => container.recreated + container.removed > 0)
      .map((one) => `- container ${one.name}: replaced on ${one.recreated}, removed from ${one.removed}`),
    ...(preview.pull.bytes > 0
      ? [`- to pull: ${mib(preview.pull.bytes)} in all, ${mib(preview.pull.mostPerDevice)} a device at the most`]
      : []),
    ...preview.images.filter((image) => image.unknown).map((image) => `- ${image.image}: ${image.unknown}`),
    ...preview.conflicts.map(
      (other) => `- rollout ${other.name} to ${other.version} (${other.status}) shares ${other.devices} devices`,
    ),
  ].join("\n");
}

/** How far it is, in a line. */
export function stateText(rollout) {
  const wave = rollout.wave && rollout.waves.length > 1 ? `, wave ${rollout.wave} of ${rollout.waves.length}` : "";
  const phase = rollout.phase ? ` (${rollout.phase})` : "";
  const waits = rollout.waitingFor ? `; ${rollout.waitingFor}` : "";
  return `${rollout.status}${wave}${phase}: ${progressText(rollout)}${waits}`;
}

export function progressText(rollout) {
  return Object.entries(rollout.progress)
    .filter(([, devices]) => devices > 0)
    .map(([status, devices]) => `${devices} ${status}`)
    .join(", ");
}

/** What the failed devices have in common, the most telling first. */
export function failuresText(failures) {
  return [
    `${failures.failed} of ${failures.tried} devices failed:`,
    ...failures.shares.slice(0, SHARES_SHOWN).map((share) => {
      const rate = share.failureRate === undefined ? "" : `, which is ${Math.round(share.failureRate * 100)} % of those`;
      return `- ${share.failed} with ${share.key === undefined ? "" : `${share.key} = `}${share.value}${rate}`;
    }),
  ].join("\n");
}

/**
 * Waits until it has ended, and tells of each change.
 * @param seconds at the most
 * @param tell `now(text)` of each state, `end(text)` of the last one and of what failures have in common
 * @throws Refused when it ended in any way but well, when it pauses, and when the time is over
 */
export async function waitFor(api, id, seconds, tell) {
  const end = Date.now() + seconds * 1000;
  const pause = Number(process.env.SIGNALBEAM_POLL_SECONDS || 5) * 1000;
  for (let told = ""; ; ) {
    const rollout = await api.get(`/rollouts/${id}`);
    const now = stateText(rollout);
    if (now !== told) tell.now(`${new Date().toTimeString().slice(0, 8)} ${now}`);
    told = now;
    if (rollout.status === "Succeeded") {
      tell.end(`Rollout ${id} succeeded. ${now}`);
      return rollout;
    }
    if (ENDED_BADLY.includes(rollout.status)) {
      const reason = rollout.reason ?? "";
      tell.end(`Rollout ${id}: ${now}. ${reason}`);
      const failures = await api.get(`/rollouts/${id}/failures`);
      if (failures.failed > 0) tell.end(failuresText(failures));
      throw new Refused(`rollout ${id}: ${rollout.status} ${reason}`);
    }
    if (Date.now() >= end) throw new Refused(`rollout ${id} is still ${now} after ${seconds} seconds`);
    await sleep(pause);
  }
}
