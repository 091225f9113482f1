// The calls on the records of an object. Each object of a tenant has the same ones, under names of its own, so they
// are told by what they do and not by their names.
import { does, type Call } from './call';
import { unique, type World } from './world';

type Options = Record<string, unknown>;

/** How a record of an object is made: what is given, as far as it has to be given or can be. */
type Maker = (world: World) => Promise<Options> | Options;

const MAKERS: Record<string, Maker> = {
  holder: () => ({ name: unique('Holder '), code: unique('o-') }),
  thing: (w) => ({
    ...w.setting.values,
    name: unique('Thing '),
    code: unique('t-'),
    state: 'new',
    secretField: 'a secret',
  }),
  entry: async (w) => ({ note: 'noted', thing: await w.record() }),
  parcel: () => ({ label: 'A parcel' }),
};

/** The calls of an object's operations, by their names without the object's. */
export function records(object: string): Record<string, Call<Options>> {
  const values: Maker = MAKERS[object] ?? (() => ({ name: unique('Made ') }));
  const make = async (w: World) => w.made(`/api/v1/records/${object}`, await values(w));
  const one = async (w: World) => ({ path: { id: await make(w) } });
  const within = async (w: World, kind: string, place: string, body: Options) => {
    const id = await make(w);
    return {
      path: { id, [place]: await w.made(`/api/v1/records/${object}/${id}/${kind}`, body) },
    };
  };
  const share = async (w: World) => ({ user: (await w.person()).id, access: 'read' });
  const field = async (w: World) =>
    Object.keys(await values(w)).find((name) => !['id', 'code'].includes(name)) as string;
  const csv = async (w: World) => `${await field(w)}\n`;
  const link = async (w: World) => ({
    fields: [await field(w)],
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const change = async (w: World) => {
    const name = await field(w);
    return { [name]: (await values(w))[name] };
  };
  return {
    list: does(() => ({ query: { limit: 5, count: 'exact' } })),
    create: does(async (w) => ({ body: await values(w) })),
    get: does(one),
    update: does(async (w) => ({ ...(await one(w)), body: await change(w) })),
    replace: does(async (w) => ({ ...(await one(w)), body: await values(w) })),
    delete: does(one),
    history: does(one),
    listShares: does(one),
    share: does(async (w) => ({ ...(await one(w)), body: await share(w) })),
    unshare: does(async (w) => within(w, 'shares', 'share', await share(w))),
    listLinks: does(one),
    makeLink: does(async (w) => ({ ...(await one(w)), body: await link(w) })),
    revokeLink: does(async (w) => within(w, 'links', 'link', await link(w))),
    restore: does(async (w) => {
      const id = await make(w);
      await fetch(`${w.setting.url}/api/v1/records/${object}/${id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${w.setting.token}` },
      });
      return { path: { id } };
    }),
    bulk: does(async (w) => ({
      body: { operations: [{ op: 'create', record: await values(w) }] },
    })),
    aggregate: does(() => ({ body: { measures: { count: 'count()' } } })),
    export: does(() => ({ query: { format: 'ndjson' } })),
    import: does(async (w) => ({ query: { dryRun: true }, body: await csv(w) })),
    previewImport: does(async (w) => ({ body: await csv(w) })),
    massUpdate: does(async (w) => ({
      body: { filter: 'false', set: await change(w), dryRun: true },
    })),
    massDelete: does(() => ({ body: { filter: 'false', dryRun: true } })),
    upsertBy: does(async (w) => {
      const { code, ...body } = await values(w);
      return { path: { value: code }, body };
    }),
    read: does(one),
  };
}
