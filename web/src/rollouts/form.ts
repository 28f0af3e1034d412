import { filled, given, typedNumber } from "../lib/given";
import type { Gate } from "./gates";
import type { NewRollout, Wave } from "./waves";

/** What the page's fields hold, as they were typed. */
export interface RolloutForm {
  name: string;
  bundleId: string;
  version: string;
  reach: "group" | "selector" | "devices";
  groupId: string;
  selector: string;
  deviceIds: string;
  waves: Wave[];
  gates: Gate[];
  maxUnavailable: string;
  errorThreshold: string;
  onErrors: "Pause" | "RollBack";
  deadlineMinutes: string;
  startAt: string;
  windowFrom: string;
  windowTo: string;
  draft: boolean;
}

/** The rollout that the fields describe. What cannot be right is left to the API, which names it. */
export function newRollout(form: RolloutForm): NewRollout {
  const minutes = typedNumber(form.deadlineMinutes);
  const at = filled(form.startAt);
  const from = filled(form.windowFrom);
  const to = filled(form.windowTo);
  const errors = amount(form.errorThreshold);
  return given({
    name: filled(form.name),
    bundleId: form.bundleId,
    version: form.version,
    target: target(form),
    waves: form.waves.length === 0 ? undefined : form.waves.map(sized),
    gates: form.gates.length === 0 ? undefined : form.gates,
    maxUnavailable: amount(form.maxUnavailable),
    errorThreshold: errors === undefined ? undefined : { ...errors, action: form.onErrors, minimum: 1 },
    deviceDeadlineSeconds: minutes === undefined ? 900 : Math.round(minutes * 60),
    startAt: at === undefined ? undefined : new Date(at).toISOString(),
    windows: from === undefined || to === undefined ? undefined : { label: "timezone", open: [{ from, to }] },
    draft: form.draft,
    priority: 0,
  });
}

function target({ reach, groupId, selector, deviceIds }: RolloutForm): NewRollout["target"] {
  switch (reach) {
    case "group":
      return { groupId };
    case "selector":
      return { selector: selector.trim() };
    case "devices":
      return { deviceIds: deviceIds.split(/[\s,]+/).filter((id) => id !== "") };
  }
}

/** Without what is undefined, which an emptied field leaves behind. */
function sized(wave: Wave): Wave {
  return given(wave);
}

/** `5` is so many devices, `5 %` so many of a hundred; nothing is no bound. */
export function amount(text: string): { count: number } | { percentage: number } | undefined {
  const [, number, percent] = /^\s*(\d+)\s*(%?)\s*$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return percent === "%" ? { percentage: Number(number) } : { count: Number(number) };
}

/** What is wrong with the fields before anything is asked, by the name of the field. */
export function formErrors(form: RolloutForm): Partial<Record<keyof RolloutForm, string>> {
  const errors: Partial<Record<keyof RolloutForm, string>> = {};
  if (form.bundleId === "") errors.bundleId = "choose one";
  else if (form.version === "") errors.version = "choose one";
  if (form.reach === "group" && form.groupId === "") errors.groupId = "choose one";
  if (form.reach === "selector" && form.selector.trim() === "") errors.selector = "must be given";
  if (form.reach === "devices" && form.deviceIds.trim() === "") errors.deviceIds = "must be given";
  for (const field of ["maxUnavailable", "errorThreshold"] as const)
    if (form[field].trim() !== "" && amount(form[field]) === undefined)
      errors[field] = "must be a number of devices, or of a hundred as in 5 %";
  if ((form.windowFrom === "") !== (form.windowTo === ""))
    errors[form.windowFrom === "" ? "windowFrom" : "windowTo"] = "must be given, too";
  return errors;
}
