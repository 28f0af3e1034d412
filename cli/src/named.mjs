import { Refused } from "./api.mjs";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of the device of that name or id. */
export async function device(api, named) {
  if (UUID.test(named)) return named;
  return only(await api.list("/devices", { q: named }), named, "device");
}

/** The id of the group of that name or id. */
export async function group(api, named) {
  if (UUID.test(named)) return named;
  return only(await api.list("/groups"), named, "group");
}

function only(candidates, named, kind) {
  const found = candidates.find((one) => one.name === named);
  if (found === undefined) throw new Refused(`there is no ${kind} named ${named}`);
  return found.id;
}
