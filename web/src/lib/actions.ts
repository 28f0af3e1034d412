/** What was done, by the second half of an entry's action. */
const DONE: Record<string, string> = {
  add: "added",
  "add-members": "given members",
  assign: "assigned",
  cancel: "cancelled",
  change: "changed",
  "change-role": "given another role",
  complete: "brought",
  create: "created",
  decommission: "decommissioned",
  delete: "deleted",
  deliver: "delivered",
  disable: "disabled",
  enable: "enabled",
  enroll: "enrolled",
  "enroll-again": "enrolled again",
  exchange: "used for a token",
  expire: "ended",
  finish: "finished",
  issue: "sent",
  "key-rotated": "given a new key",
  "lift-quarantine": "taken out of quarantine",
  publish: "published",
  put: "set",
  quarantine: "put in quarantine",
  "rebuild-twins": "given its twins anew",
  refuse: "refused",
  remove: "removed",
  "remove-member": "left by a member",
  replace: "replaced",
  replay: "replayed",
  restore: "restored",
  revoke: "revoked",
  rotate: "rotated",
  "rotate-key": "asked for a new key",
  "set-quotas": "given quotas",
  unassign: "unassigned",
  update: "changed",
  upload: "uploaded",
};

/** An entry's action as words (`registry-credential.put`: "Registry credential set"); one that is not known as it is. */
export function actionText(action: string): string {
  const [thing = "", verb = ""] = action.split(".");
  const done = DONE[verb];
  if (done === undefined) return action;
  const words = thing.replaceAll("-", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${done}`;
}
