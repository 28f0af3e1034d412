// The inventory that both trees are put into to be compared: one record for each resource, with its type as Azure calls it,
// its name and the settings that matter, whatever the language has for them.

/** Azure's built-in roles that the trees assign, by id. */
export const ROLES = {
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'a638d3c7-ab3a-418d-83e6-5f17a39d4fde': 'Azure Event Hubs Data Receiver',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'db58b8e5-c6ad-4a2a-8342-4190687cbf4a': 'Storage Blob Delegator',
  '12cf5a90-567b-43ae-8102-96cf46c7d9b4': 'Web PubSub Service Owner',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  'de139f84-1756-47ae-9be6-808fbbe84772': 'Website Contributor',
  '4e3d2b60-56ae-4dc6-a233-09c8e5a82e68': 'Container Apps Jobs Contributor',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  'ec156ff8-a8d1-4d15-830c-5b80698ca432': 'CDN Profile Contributor',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull',
  '8311e382-0749-4cb8-b61a-304f252e45ec': 'AcrPush',
};

export const sorted = (list) => [...list].sort();

export const prefixed = (prefix, object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [prefix + key, value]));

/** Of the address of a container of packages what does not depend on the account. */
export const inAccount = (address) => /packages[a-z0-9-]*$/.exec(address)[0];

/** Settings that are not set are left out, so that it does not matter how a language says "nothing". */
export function record(type, name, settings) {
  const kept = {};
  for (const key of Object.keys(settings).sort()) {
    const value = settings[key];
    if (value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)) kept[key] = value;
  }
  return { type, name, settings: kept };
}

/** Sentences on what differs between two inventories; none when they say the same. */
export function differences(one, other, [nameOfOne, nameOfOther]) {
  const key = (r) => `${r.type} ${r.name}`;
  const index = (inventory) => {
    const map = new Map();
    for (const r of inventory) {
      if (map.has(key(r))) throw new Error(`${key(r)} is there twice`);
      map.set(key(r), r);
    }
    return map;
  };
  const a = index(one);
  const b = index(other);
  const said = [];
  for (const k of sorted(new Set([...a.keys(), ...b.keys()]))) {
    if (!b.has(k)) said.push(`${k}: only in ${nameOfOne}`);
    else if (!a.has(k)) said.push(`${k}: only in ${nameOfOther}`);
    else {
      const [x, y] = [a.get(k).settings, b.get(k).settings];
      for (const s of sorted(new Set([...Object.keys(x), ...Object.keys(y)]))) {
        const [v, w] = [text(x[s]), text(y[s])];
        if (v !== w) said.push(`${k}: ${s} is ${v} in ${nameOfOne} and ${w} in ${nameOfOther}`);
      }
    }
  }
  return said;
}

/** JSON with the keys of objects in order, also within strings that are JSON themselves. */
function text(value) {
  if (value === undefined) return 'not set';
  return JSON.stringify(typeof value === 'string' && /^[[{]/.test(value) ? parsed(value) : value, (_, v) =>
    v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1))) : v,
  );
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
