// Calls every operation of a document through the client that was generated from it, and holds what comes back against
// the document. The list of operations is the document's: one that there is no call for is told, and so is a call for
// one that there is not.
import { readFileSync } from 'node:fs';
import { account } from './account';
import type { Call } from './call';
import * as sdk from './client/sdk.gen';
import { Contract, type Operation } from './document';
import { identity } from './identity';
import { platform } from './platform';
import { records } from './records';
import { World, type Setting } from './world';

type Options = Record<string, unknown>;
type Answer = { response?: Response; error?: unknown; stream?: AsyncGenerator };
type Operate = (options: Options) => Promise<Answer>;

const FIXED = { ...account, ...identity, ...platform } as Record<string, Call<Options>>;

/** The call of an operation; those on records are the same for each object. */
function callOf({ id, path, tag }: Operation): Call<Options> | undefined {
  if (!path.startsWith('/api/v1/records/')) {
    return FIXED[id];
  }
  const verb = id
    .slice(0, id.length - tag.length)
    .replace(/^upsertBy.+/, 'upsertBy')
    .replace(/^read.+Of$/, 'read');
  return records(tag)[verb];
}

class Run {
  readonly problems: string[] = [];
  readonly world: World;
  readonly contract: Contract;

  constructor(setting: Setting, document: string) {
    this.contract = new Contract(JSON.parse(readFileSync(document, 'utf8')), (problem) =>
      this.problems.push(problem),
    );
    this.world = new World(setting, this.contract.fetch);
  }

  async all() {
    const operations = this.contract.operations();
    const known = new Set(operations.map(({ id }) => id));
    Object.keys(FIXED)
      .filter((name) => !known.has(name))
      .forEach((name) => this.problems.push(`there is a call for ${name}, which is no operation`));
    for (const operation of operations) {
      try {
        await this.#one(operation);
      } catch (error) {
        this.problems.push(`${operation.id}: ${String(error)}`);
      }
    }
    return operations.length;
  }

  async #one(operation: Operation) {
    const call = callOf(operation);
    const operate = (sdk as unknown as Record<string, Operate>)[operation.id];
    if (!call || !operate) {
      this.problems.push(
        `${operation.id} has no ${call ? 'function in the client' : 'call: give it one in contract/'}`,
      );
      return;
    }
    const options = await call.options(this.world);
    const client = options['client'] ?? (operation.open ? this.world.as() : this.world.admin);
    await this.#refused(operation, operate, { ...options, client });
    const { response, error } = await this.#call(operate, { ...options, client });
    if (!call.refused && !response?.ok) {
      this.problems.push(
        `${operation.id} answers ${String(response?.status)} ${JSON.stringify(error)}`,
      );
    }
  }

  /** What is wrong is answered as the document says, too. */
  async #refused(operation: Operation, operate: Operate, options: Options) {
    if (!operation.open) {
      const { response } = await this.#call(operate, { ...options, client: this.world.as() });
      if (response?.status !== 401) {
        this.problems.push(`${operation.id} answers ${String(response?.status)} to a stranger`);
      }
    }
    if (operation.takesJson) {
      await this.#call(operate, { ...options, body: { nobody: 'knows this' } });
    }
  }

  async #call(operate: Operate, options: Options): Promise<Answer> {
    const stop = new AbortController();
    const seen = this.contract.exchanges;
    const answer = await operate({ ...options, signal: stop.signal, sseMaxRetryAttempts: 1 });
    if (!answer.stream) {
      return answer;
    }
    await answer.stream.next();
    stop.abort();
    const response = this.contract.last;
    if (this.contract.exchanges === seen || !response) {
      throw new Error('nothing was sent');
    }
    return { response };
  }
}

async function main([settingFile = '', document = '']: string[]) {
  const run = new Run(JSON.parse(readFileSync(settingFile, 'utf8')) as Setting, document);
  const count = await run.all();
  [...new Set(run.problems)].forEach((problem) => console.log(problem));
  console.log(
    `${String(count)} operations called, ${String(run.contract.exchanges)} answers held against the document, ${String(new Set(run.problems).size)} problems`,
  );
  process.exit(run.problems.length === 0 ? 0 : 1);
}

void main(process.argv.slice(2));
