import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats/dist/index.js';

/** An operation of the document. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  /** What it is filed under; for records the object. */
  tag: string;
  /** Whether nobody has to be signed in. */
  open: boolean;
  takesJson: boolean;
}

interface Node {
  operationId?: string;
  tags?: string[];
  security?: unknown[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: object }> }>;
}

interface Document {
  paths: Record<string, Record<string, Node>>;
  components: { responses: Record<string, { content?: Record<string, { schema?: object }> }> };
}

const METHODS = ['get', 'options', 'put', 'post', 'patch', 'delete'];
const ID = 'document.json';

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** A document, against which requests and answers are held as they pass. */
export class Contract {
  exchanges = 0;
  last: Response | undefined;

  readonly #ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    // A value over a step as small as 1e-20 has more digits than are counted by themselves.
    multipleOfPrecision: 15,
  });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(
    readonly document: Document,
    readonly tell: (problem: string) => void,
  ) {
    formats.default(this.#ajv);
    this.#ajv.addFormat('iri', true);
    this.#ajv.addSchema(document, ID);
  }

  operations(): Operation[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => {
        const node = item[method] as Node;
        return {
          id: node.operationId ?? `${method} ${path}`,
          method,
          path,
          tag: node.tags?.[0] ?? '',
          open: node.security?.length === 0,
          takesJson: Object.keys(node.requestBody?.content ?? {}).some((type) =>
            type.includes('json'),
          ),
        };
      }),
    );
  }

  /** Sends a request, and looks at it and at what comes back. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const response = await fetch(request);
    this.exchanges++;
    this.last = response;
    await this.#check(request, response.clone());
    return response;
  };

  #find(method: string, address: string): [string, Node] | undefined {
    const path = new URL(address).pathname;
    const fits = Object.keys(this.document.paths)
      .filter((template) => method in (this.document.paths[template] ?? {}))
      .filter((template) =>
        new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
      )
      .sort((a, b) => a.split('{').length - b.split('{').length);
    const [template] = fits;
    return template ? [template, this.document.paths[template]?.[method] as Node] : undefined;
  }

  async #check(request: Request, response: Response) {
    const method = request.method.toLowerCase();
    const found = this.#find(method, request.url);
    if (!found) {
      this.tell(`${method} ${request.url} is not in the document`);
      return;
    }
    const [path, node] = found;
    const name = node.operationId ?? path;
    const sent = (request.headers.get('content-type') ?? '').split(';')[0] as string;
    if (node.requestBody && sent && !(sent in node.requestBody.content)) {
      this.tell(`${name} is sent ${sent}, which it does not declare`);
    }
    const status = String(response.status);
    const declared = node.responses[status];
    if (!declared) {
      this.tell(`${name} answers ${status}, which it does not declare: ${await response.text()}`);
      return;
    }
    const at = declared.$ref
      ? declared.$ref
      : `#/paths/${escaped(path)}/${method}/responses/${status}`;
    const content = declared.$ref
      ? this.document.components.responses[declared.$ref.split('/').at(-1) as string]?.content
      : declared.content;
    await this.#body(`${name} ${status}`, at, content, response);
  }

  async #body(
    name: string,
    at: string,
    content: Record<string, { schema?: object }> | undefined,
    response: Response,
  ) {
    const type = (response.headers.get('content-type') ?? '').split(';')[0] as string;
    if (type === 'text/event-stream') {
      if (!content?.[type]) {
        this.tell(`${name} has ${type}, which it does not declare`);
      }
      return;
    }
    const text = await response.text();
    if (!content) {
      if (text !== '') {
        this.tell(`${name} has a body, which it does not declare: ${text.slice(0, 200)}`);
      }
      return;
    }
    const declared = content[type] ? type : Object.keys(content).find((range) => fits(type, range));
    if (!declared) {
      this.tell(`${name} has ${type || 'no type'}, which it does not declare`);
      return;
    }
    if (type.includes('json') && type !== 'application/x-ndjson') {
      const valid = this.#validator(`${at}/content/${escaped(declared)}/schema`);
      if (!valid(JSON.parse(text))) {
        const [error] = valid.errors ?? [];
        this.tell(
          `${name} is not as declared at ${error?.instancePath ?? ''}: ${error?.message ?? ''} (${error?.schemaPath ?? ''}) in ${text.slice(0, 300)}`,
        );
      }
    }
  }

  #validator(pointer: string): ValidateFunction {
    const known = this.#validators.get(pointer);
    if (known) {
      return known;
    }
    const made = this.#ajv.compile({ $ref: `${ID}${encodeURI(pointer)}` });
    this.#validators.set(pointer, made);
    return made;
  }
}

const fits = (type: string, range: string) =>
  range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
