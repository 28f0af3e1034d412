import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const SAVE_AFTER_MS = 200;

/** Sessions and tokens in memory, copied to one file soon after a change, so that a restart signs nobody out. */
export function fileStore(file) {
  const entries = new Map(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
  let pending;

  function save() {
    clearTimeout(pending);
    pending = undefined;
    const now = Date.now();
    for (const [key, entry] of entries) {
      if (entry.expiresAt !== null && entry.expiresAt <= now) {
        entries.delete(key);
      }
    }
    writeFileSync(`${file}.tmp`, JSON.stringify([...entries]), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  }

  function changed() {
    pending ??= setTimeout(save, SAVE_AFTER_MS);
  }

  class Adapter {
    constructor(model) {
      this.model = model;
    }

    key(id) {
      return `${this.model}:${id}`;
    }

    async upsert(id, payload, expiresIn) {
      const expiresAt = typeof expiresIn === 'number' ? Date.now() + expiresIn * 1000 : null;
      entries.set(this.key(id), { payload, expiresAt });
      changed();
    }

    async find(id) {
      const entry = entries.get(this.key(id));
      return entry && (entry.expiresAt === null || entry.expiresAt > Date.now())
        ? structuredClone(entry.payload)
        : undefined;
    }

    async findByUid(uid) {
      return this.findBy((payload) => payload.uid === uid);
    }

    async findByUserCode(userCode) {
      return this.findBy((payload) => payload.userCode === userCode);
    }

    async findBy(matches) {
      for (const [key, entry] of entries) {
        if (key.startsWith(`${this.model}:`) && matches(entry.payload)) {
          return this.find(key.slice(this.model.length + 1));
        }
      }
      return undefined;
    }

    async consume(id) {
      const entry = entries.get(this.key(id));
      if (entry) {
        entry.payload.consumed = Math.floor(Date.now() / 1000);
        changed();
      }
    }

    async destroy(id) {
      entries.delete(this.key(id));
      changed();
    }

    async revokeByGrantId(grantId) {
      for (const [key, entry] of entries) {
        if (entry.payload.grantId === grantId) {
          entries.delete(key);
        }
      }
      changed();
    }
  }

  return { Adapter, save };
}
