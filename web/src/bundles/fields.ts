/** A complaint as the API words it: the path of the field, a stable word, and a sentence. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/**
 * Reads the fields of one object of a document, and notes what is wrong with them instead of stopping: the same rules
 * and words as `FieldReader` of the API. Null counts as absent.
 */
export class Fields {
  readonly path: string;
  private readonly node: Record<string, unknown> | undefined;
  private readonly errors: FieldError[];
  private readonly asked = new Set<string>();

  constructor(node: unknown, path: string, errors: FieldError[]) {
    this.path = path;
    this.errors = errors;
    if (isObject(node)) this.node = node;
    else errors.push({ field: path, code: "type", message: `must be an object, not ${kindOf(node)}` });
  }

  error(field: string, code: string, message: string) {
    this.errors.push({ field: this.at(field), code, message });
  }

  has(field: string): boolean {
    return this.value(field) !== undefined;
  }

  isList(field: string): boolean {
    return Array.isArray(this.value(field));
  }

  refuseUnknown() {
    for (const name of Object.keys(this.node ?? {}))
      if (!this.asked.has(name)) this.error(name, "unknown", "there is no such field");
  }

  string(field: string, most: number): string | undefined {
    const value = this.value(field);
    return value === undefined ? undefined : this.text(value, this.at(field), most);
  }

  requiredString(field: string, most: number): string {
    const value = this.required(field);
    if (value === undefined) return "";
    const text = this.text(value, this.at(field), most);
    if (text === "") this.error(field, "required", "must not be empty");
    return text ?? "";
  }

  bool(field: string): boolean {
    const value = this.value(field);
    if (value === undefined) return false;
    if (typeof value !== "boolean") this.wrongType(this.at(field), "true or false", value);
    return value === true;
  }

  integer(field: string, least: number, most: number): number | undefined {
    return this.number(field, least, most, "a whole number");
  }

  requiredInteger(field: string, least: number, most: number): number {
    this.required(field);
    return this.integer(field, least, most) ?? least;
  }

  number(field: string, least: number, most: number, wanted = "a number"): number | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || (wanted !== "a number" && !Number.isInteger(value))) {
      this.wrongType(this.at(field), wanted, value);
      return undefined;
    }
    if (value < least || value > most) {
      this.error(field, "range", `must be from ${least} to ${most}, not ${value}`);
      return undefined;
    }
    return value;
  }

  strings(field: string, mostItems: number, most: number): string[] {
    return this.list(field, mostItems).map(
      (item, index) => this.text(item, `${this.at(field)}[${index}]`, most) ?? "",
    );
  }

  stringMap(field: string, mostEntries: number, most: number): Map<string, string> {
    const map = new Map<string, string>();
    const value = this.value(field);
    if (value === undefined) return map;
    if (!isObject(value)) {
      this.wrongType(this.at(field), "an object of texts", value);
      return map;
    }
    const entries = Object.entries(value);
    if (entries.length > mostEntries) {
      this.error(field, "range", `at most ${mostEntries} entries, not ${entries.length}`);
      return map;
    }
    for (const [key, item] of entries) {
      const text = this.text(item, `${this.at(field)}.${key}`, most);
      if (text !== undefined) map.set(key, text);
    }
    return map;
  }

  object(field: string): Fields | undefined {
    const value = this.value(field);
    return value === undefined ? undefined : new Fields(value, this.at(field), this.errors);
  }

  objects(field: string, mostItems: number): Fields[] {
    return this.list(field, mostItems).map(
      (item, index) => new Fields(item, `${this.at(field)}[${index}]`, this.errors),
    );
  }

  private at(field: string): string {
    return this.path === "" ? field : `${this.path}.${field}`;
  }

  private list(field: string, mostItems: number): unknown[] {
    const value = this.value(field);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.wrongType(this.at(field), "a list", value);
      return [];
    }
    if (value.length > mostItems) {
      this.error(field, "range", `at most ${mostItems} items, not ${value.length}`);
      return [];
    }
    return value;
  }

  private value(field: string): unknown {
    this.asked.add(field);
    return this.node?.[field] ?? undefined;
  }

  private required(field: string): unknown {
    const value = this.value(field);
    // An object that is not one has said so already.
    if (value === undefined && this.node !== undefined) this.error(field, "required", "must be given");
    return value;
  }

  private text(value: unknown, at: string, most: number): string | undefined {
    if (typeof value !== "string") {
      this.wrongType(at, "a text", value);
      return undefined;
    }
    if (value.length > most) {
      this.errors.push({
        field: at,
        code: "range",
        message: `at most ${most} characters, not ${value.length}`,
      });
      return undefined;
    }
    return value;
  }

  private wrongType(at: string, wanted: string, value: unknown) {
    this.errors.push({ field: at, code: "type", message: `must be ${wanted}, not ${kindOf(value)}` });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "boolean":
      return "true or false";
    case "number":
      return "a number";
    case "string":
      return "a text";
    case "undefined":
      return "nothing";
    default:
      return value === null ? "null" : "an object";
  }
}
