// Evaluates Bicep as far as it can be known before anything exists: which resources there will be, with which names and
// properties. What only Azure can tell (ids, endpoints, keys) stays a symbol, @{type/name}.properties.x.
//
// The parser is not ours: it comes with the checker of the infrastructure code, whose folder the caller names.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A value that is known only after the deployment. */
class Later {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
  toJSON() {
    return this.text;
  }
}

/** A resource that others refer to. */
class Resource {
  constructor(type, name, nested = {}) {
    Object.assign(this, { type, name, nested });
  }
  get symbol() {
    return `@{${this.type}/${this.name}}`;
  }
  property(name) {
    if (name === 'name') return this.name.split('/').pop();
    return new Later(name === 'id' ? this.symbol : `${this.symbol}.${name}`);
  }
}

/**
 * @param checker folder of the checker of the infrastructure code
 * @param parameters a .bicepparam file
 * @param environment what readEnvironmentVariable reads
 * @param further parameters beside those of the file, as a deployment may give them
 * @returns {{type: string, name: string, body: object, scope?: string}[]} in the order of the files
 */
export async function evaluate(checker, parameters, environment, further = {}) {
  const { parse } = await import(pathToFileURL(path.join(checker, 'lib', 'bicep-parser.mjs')));
  const files = new Map();
  const read = (file) => {
    if (!files.has(file)) {
      const parsed = parse(fs.readFileSync(file, 'utf8'));
      if (parsed.errors.length) throw new Error(`${file}: ${parsed.errors[0].message}`);
      files.set(file, parsed.statements);
    }
    return files.get(file);
  };
  const found = [];
  const given = { ...further };
  const statements = read(parameters);
  const scope = new Scope(parameters, {}, { read, environment, found });
  for (const s of statements) if (s.t === 'param') given[s.name] = scope.value(s.value);
  const main = path.resolve(path.dirname(parameters), statements.find((s) => s.t === 'using').path);
  new Scope(main, given, { read, environment, found }).deploy();
  return found;
}

class Scope {
  constructor(file, parameters, world) {
    Object.assign(this, { file, parameters, world, known: new Map(), locals: {} });
    this.declared = new Map();
    for (const s of world.read(file)) {
      // An output may share its name with a module.
      if (s.name && s.t !== 'output') this.declared.set(s.name, s);
      if (s.t === 'import') {
        for (const item of s.items) {
          const from = new Scope(this.beside(s.path), {}, world);
          if (from.declared.get(item.name)?.t === 'var') this.known.set(item.as, from.named(item.name));
        }
      }
    }
  }

  beside(relative) {
    return path.resolve(path.dirname(this.file), relative);
  }

  /** Meets every resource and module, and gives back the outputs. */
  deploy() {
    for (const s of this.declared.values()) if (s.t === 'resource' || s.t === 'module') this.named(s.name);
    const outputs = {};
    for (const s of this.world.read(this.file)) if (s.t === 'output') outputs[s.name] = this.value(s.value);
    return outputs;
  }

  named(name) {
    if (name in this.locals) return this.locals[name];
    if (this.known.has(name)) return this.known.get(name);
    const s = this.declared.get(name);
    if (!s) throw new Error(`${this.file}: ${name} is not declared`);
    const value = this.declaration(s);
    this.known.set(name, value);
    return value;
  }

  declaration(s) {
    switch (s.t) {
      case 'param':
        if (s.name in this.parameters) return this.parameters[s.name];
        return s.value ? this.value(s.value) : null;
      case 'var':
        return this.value(s.value);
      case 'module':
        return this.each(s.value, (body, scope) => ({
          outputs: new Scope(this.beside(s.path), scope.property(body, 'params') ?? {}, this.world).deploy(),
        }));
      case 'resource':
        return this.each(s.value, (body, scope) => this.resource(s, body, scope, null));
      default:
        throw new Error(`${this.file}: ${s.name} is no value`);
    }
  }

  /** A body, one under a condition, or one for each of a list. */
  each(node, make) {
    if (node.t === 'If') return this.value(node.cond) ? make(node.body, this) : null;
    if (node.t === 'For') return this.loop(node, (scope) => scope.each(node.body, make));
    return make(node, this);
  }

  loop(node, make) {
    return this.value(node.source).map((item, i) => make(this.with({ [node.item]: item, ...(node.index && { [node.index]: i }) })));
  }

  with(locals) {
    const inner = Object.create(this);
    inner.locals = { ...this.locals, ...locals };
    return inner;
  }

  property(object, name) {
    const found = object.props.find((p) => p.key?.name === name);
    return found ? this.value(found.value) : undefined;
  }

  resource(s, body, scope, outer) {
    const parent = outer ?? scope.property(body, 'parent');
    const own = s.typeStr.split('@')[0];
    const type = outer ? `${outer.type}/${own}` : own;
    const name = String(scope.property(body, 'name'));
    const resource = new Resource(type, parent ? `${parent.name}/${name}` : name);
    if (!s.existing) {
      const kept = {};
      for (const p of body.props) {
        if (['name', 'parent', 'scope', 'dependsOn'].includes(p.key?.name)) continue;
        if (p.spread) Object.assign(kept, scope.value(p.spread));
        else kept[scope.key(p.key)] = scope.value(p.value);
      }
      const target = scope.property(body, 'scope');
      this.world.found.push({ type, name: resource.name, body: kept, ...(target && { scope: target.symbol }) });
    }
    for (const inner of body.res ?? []) {
      resource.nested[inner.name] = scope.each(inner.value, (b, sc) => this.resource(inner, b, sc, resource));
    }
    return resource;
  }

  key(key) {
    return key.name ?? String(this.value(key.expr));
  }

  value(e) {
    switch (e.t) {
      case 'Str':
        return e.parts.length === 1 && typeof e.parts[0] === 'string'
          ? e.parts[0]
          : e.parts.map((p) => (typeof p === 'string' ? p : String(this.value(p)))).join('');
      case 'Int':
      case 'Bool':
        return e.v;
      case 'Null':
        return null;
      case 'Paren':
      case 'NonNull':
        return this.value(e.e);
      case 'Var':
        return this.named(e.name);
      case 'Obj': {
        const made = {};
        for (const p of e.props) {
          if (p.spread) Object.assign(made, this.value(p.spread));
          else made[this.key(p.key)] = this.value(p.value);
        }
        return made;
      }
      case 'Arr':
        return e.items.map((item) => this.value(item));
      case 'For':
        return this.loop(e, (scope) => scope.value(e.body));
      case 'Tern':
        return this.value(e.c) ? this.value(e.a) : this.value(e.b);
      case 'Un':
        return e.op === '!' ? !this.value(e.e) : -this.value(e.e);
      case 'Bin':
        return this.binary(e);
      case 'Prop':
        return this.member(this.value(e.base), e.name);
      case 'Nested':
        return this.value(e.base).nested[e.name];
      case 'Index':
        return this.value(e.base)[this.value(e.index)];
      case 'Lambda':
        return (...given) => this.with(Object.fromEntries(e.params.map((p, i) => [p.name, given[i]]))).value(e.body);
      case 'Call':
        return this.call(e);
      default:
        throw new Error(`${this.file}: cannot evaluate ${e.t}`);
    }
  }

  member(base, name) {
    if (base === null || base === undefined) return null;
    if (base instanceof Resource) return base.property(name);
    if (base instanceof Later) return new Later(`${base.text}.${name}`);
    return base[name] ?? null;
  }

  binary({ op, l, r }) {
    const left = this.value(l);
    switch (op) {
      case '&&':
        return left && this.value(r);
      case '||':
        return left || this.value(r);
      case '??':
        return left ?? this.value(r);
      default:
    }
    const right = this.value(r);
    switch (op) {
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '>':
        return left > right;
      case '<':
        return left < right;
      case '-':
        return left - right;
      case '+':
        return left + right;
      case '*':
        return left * right;
      default:
        throw new Error(`${this.file}: cannot evaluate ${op}`);
    }
  }

  call(e) {
    if (e.base) {
      const base = this.value(e.base);
      return new Later(`${base.symbol}.${e.name}()`);
    }
    const args = e.args.map((a) => this.value(a));
    switch (e.name) {
      case 'concat':
        return args.flat();
      case 'union':
        return Object.assign({}, ...args);
      case 'empty':
        return args[0] === null || args[0].length === 0;
      case 'range':
        return Array.from({ length: args[1] }, (_, i) => args[0] + i);
      case 'skip':
        return args[0].slice(args[1]);
      case 'map':
        return args[0].map((item, i) => args[1](item, i));
      case 'filter':
        return args[0].filter((item, i) => args[1](item, i));
      case 'contains':
        return Array.isArray(args[0]) ? args[0].includes(args[1]) : args[1] in args[0];
      case 'length':
        return args[0].length;
      case 'max':
        return Math.max(...args);
      case 'join':
        return args[0].join(args[1]);
      case 'string':
        return JSON.stringify(args[0]);
      case 'json':
        return JSON.parse(args[0]);
      case 'guid':
        return `guid(${args.join(', ')})`;
      case 'toLower':
        return String(args[0]).toLowerCase();
      case 'toObject':
        return Object.fromEntries(args[0].map((item) => [args[1](item), args[2] ? args[2](item) : item]));
      case 'loadTextContent':
        return fs.readFileSync(this.beside(args[0]), 'utf8');
      case 'loadJsonContent':
        return JSON.parse(fs.readFileSync(this.beside(args[0]), 'utf8'));
      case 'readEnvironmentVariable': {
        const value = this.world.environment[args[0]] ?? args[1];
        if (value === undefined) throw new Error(`${this.file}: ${args[0]} is not set`);
        return value;
      }
      case 'split':
        return args[0].split(args[1]);
      case 'replace':
        return args[0].replaceAll(args[1], args[2]);
      case 'resourceGroup':
        return { id: '@{resourceGroup}', location: this.world.environment.LOCATION };
      case 'subscription':
        return { tenantId: '@{tenant}' };
      case 'subscriptionResourceId':
        return `${args[0]}/${args[1]}`;
      case 'utcNow':
        return this.world.environment.BUDGET_START;
      default:
        throw new Error(`${this.file}: cannot evaluate ${e.name}()`);
    }
  }
}
