import { readFileSync } from 'node:fs';
import { answers, does, plain, type Calls, type Name } from './call';
import * as sdk from './client/sdk.gen';
import { good, secretOf, unique, type World } from './world';

const made = async (w: World) => ({ path: { object: await w.object() } });
const thing = () => ({ path: { object: 'thing' } });

/** A call on a part of an object that is made for it. */
const part = (kind: 'validations' | 'layouts' | 'views' | 'rules') => async (w: World) => {
  const object = await w.object();
  const bodies = {
    validations: VALIDATION,
    layouts: { name: 'brief', label: 'Brief', sections: [] },
    views: { name: 'few', label: 'Few', columns: ['name'] },
    rules: RULE,
  };
  const name = await w.made(`/api/v1/metadata/objects/${object}/${kind}`, bodies[kind]);
  return { path: { object, name } };
};

const VALIDATION = { name: 'some', expression: 'name != null', message: 'A name is needed' };
const RULE = {
  name: 'mark',
  label: 'Mark',
  moment: 'beforeSave',
  condition: 'false',
  actions: [{ type: 'setField', field: 'name', value: 'name' }],
};

const field = async (w: World) => {
  const object = await w.object();
  return {
    path: {
      object,
      field: await w.made(`/api/v1/metadata/objects/${object}/fields`, {
        name: 'more',
        type: 'text',
      }),
    },
  };
};

const aPackage = async (w: World, client = w.admin) => {
  const body = (await good(sdk.exportMetadata({ client, query: { format: 'json' } }))) as {
    objects?: Record<string, unknown>[];
  };
  const name = unique('packed');
  body.objects?.push({ name, label: 'Packed', fields: [{ name: 'name', type: 'text' }] });
  return { body };
};

const file = async (w: World) => ({ path: { id: await w.file() } });
const TUS = { 'Tus-Resumable': '1.0.0' } as const;
const NOTE = 'a note';
const begun = () => ({
  headers: { ...TUS, 'Upload-Length': NOTE.length, 'Upload-Metadata': 'filename bm90ZS50eHQ=' },
});

const upload = async (w: World) => {
  const { id } = await good(sdk.beginUpload({ client: w.admin, ...begun() }));
  return { path: { id } };
};

const importJob = async (w: World) => ({ path: { id: await w.imported() } });

async function install(w: World) {
  const body = new Blob([readFileSync(w.setting.plugin)]);
  const { data } = await sdk.getPlugin({ client: w.admin, path: { plugin: 'parcels' } });
  if (!data) {
    await good(sdk.installPlugin({ client: w.admin, body }));
  }
  return { path: { plugin: 'parcels' } };
}

const hook = async (w: World) => ({ path: { id: await w.webhook() } });

const delivered = async (w: World) => {
  const id = await w.webhook();
  await good(sdk.pingWebhook({ client: w.admin, path: { id } }));
  return {
    id,
    delivery: (await good(sdk.listWebhookDeliveries({ client: w.admin, path: { id } }))).data[0]
      ?.id as string,
  };
};

const form = async (w: World) => ({ path: { id: (await w.form()).id } });
const formToken = async (w: World) => secretOf((await w.form()).address);

const publicLink = async (w: World, fields: string[], values: Record<string, unknown> = {}) => {
  await good(sdk.changePublicAccess({ client: w.admin, body: { links: true, forms: true } }));
  const body = { fields, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const link = await good(
    sdk.makeLinkThing({ client: w.admin, path: { id: await w.record(values) }, body }),
  );
  return secretOf(link.address);
};

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const scimUser = () => ({ schemas: [USER], userName: `${unique('scim')}@contract.example` });
const scimGroup = () => ({ schemas: [GROUP], displayName: unique('Scim team ') });
const scimUserId = async (w: World) => {
  const user = (await good(sdk.scimCreateUser({ client: w.admin, body: scimUser() }))) as {
    id: string;
  };
  return { path: { id: user.id } };
};
const scimGroupId = async (w: World) => {
  const group = (await good(sdk.scimCreateGroup({ client: w.admin, body: scimGroup() }))) as {
    id: string;
  };
  return { path: { id: group.id } };
};
const search = { body: { schemas: [SEARCH], startIndex: 1, count: 5 } };

export const platform = {
  search: does(() => ({ query: { q: 'thing' } })),
  listen: does(() => ({ query: { objects: 'thing' } })),
  listObjects: plain,
  createObject: does(() => ({
    body: { name: unique('made'), fields: [{ name: 'name', type: 'text' }] },
  })),
  getObject: does(thing),
  changeObject: does(async (w) => ({ ...(await made(w)), body: { label: 'Renamed' } })),
  deleteObject: does(made),
  restoreObject: does(async (w) => {
    const { path } = await made(w);
    await sdk.deleteObject({ client: w.admin, path });
    return { path };
  }),
  listFields: does(thing),
  createField: does(async (w) => ({ ...(await made(w)), body: { name: 'more', type: 'integer' } })),
  changeField: does(async (w) => ({ ...(await field(w)), body: { label: 'Renamed' } })),
  deleteField: does(field),
  restoreField: does(async (w) => {
    const { path } = await field(w);
    await sdk.deleteField({ client: w.admin, path });
    return { path };
  }),
  convertField: does(async (w) => ({ ...(await field(w)), body: { type: 'longText' } })),
  listValidations: does(thing),
  createValidation: does(async (w) => ({ ...(await made(w)), body: VALIDATION })),
  getValidation: does(part('validations')),
  changeValidation: does(async (w) => ({
    ...(await part('validations')(w)),
    body: { message: 'Other' },
  })),
  deleteValidation: does(part('validations')),
  listLayouts: does(thing),
  createLayout: does(async (w) => ({ ...(await made(w)), body: { name: 'brief', sections: [] } })),
  getLayout: does(part('layouts')),
  changeLayout: does(async (w) => ({ ...(await part('layouts')(w)), body: { label: 'Other' } })),
  deleteLayout: does(part('layouts')),
  listViews: does(thing),
  createView: does(async (w) => ({ ...(await made(w)), body: { name: 'few', columns: ['name'] } })),
  getView: does(part('views')),
  changeView: does(async (w) => ({ ...(await part('views')(w)), body: { label: 'Other' } })),
  deleteView: does(part('views')),
  listRules: does(thing),
  createRule: does(async (w) => ({ ...(await made(w)), body: RULE })),
  getRule: does(part('rules')),
  changeRule: does(async (w) => ({ ...(await part('rules')(w)), body: { label: 'Other' } })),
  deleteRule: does(part('rules')),
  recordSchema: does(thing),
  uiSchema: does(thing),
  getStorage: does(thing),
  moveStorage: does(async (w) => ({ ...(await made(w)), body: { place: 'dedicated' as const } })),
  exportMetadata: plain,
  appliedPackages: plain,
  planPackage: does((w) => aPackage(w)),
  applyPackage: does((w) => aPackage(w)),
  rollBackPackage: does(async (w) => {
    // Of a tenant in which nothing else changes meanwhile.
    const { client } = await w.tenant();
    await good(sdk.applyPackage({ client, ...(await aPackage(w, client)) }));
    return { client };
  }),
  openApi: plain,
  graphSchema: plain,
  graph: does(() => ({ body: { query: '{ thing_list { nodes { id } } }' } })),
  uploadFile: does(() => ({ query: { name: 'note.txt' }, body: new Blob(['a note']) })),
  getFile: does(file),
  deleteFile: does(file),
  getFileContent: does(file),
  linkFile: does(async (w) => ({ ...(await file(w)), body: {} })),
  readLinkedFile: does(async (w) => {
    const link = await good(sdk.linkFile({ client: w.admin, ...(await file(w)), body: {} }));
    return { path: { token: secretOf(link.url) } };
  }),
  uploadAbilities: plain,
  beginUpload: does(begun),
  getUpload: does(upload),
  continueUpload: does(async (w) => ({
    ...(await upload(w)),
    headers: { ...TUS, 'Upload-Offset': 0 },
    body: new Blob([NOTE]),
  })),
  deleteUpload: does(async (w) => ({ ...(await upload(w)), headers: TUS })),
  listJobs: plain,
  getJob: does(importJob),
  jobRefusals: does(importJob),
  cancelJob: answers('a job is over before it can be cancelled', importJob),
  retryJob: answers('no job fails here that could be tried again', importJob),
  undoJob: does(importJob),
  listPlugins: plain,
  installPlugin: does((w) => ({ body: new Blob([readFileSync(w.setting.plugin)]) })),
  getPlugin: does(install),
  disablePlugin: does(install),
  enablePlugin: does(install),
  pluginLogs: does(install),
  uninstallPlugin: does(install),
  listWebhooks: plain,
  createWebhook: does(() => ({ body: { name: 'A hook', url: 'https://127.0.0.1/none' } })),
  getWebhook: does(hook),
  changeWebhook: does(async (w) => ({ ...(await hook(w)), body: { name: 'Renamed' } })),
  deleteWebhook: does(hook),
  replaceWebhookSecret: does(hook),
  pingWebhook: does(hook),
  listWebhookDeliveries: does(async (w) => ({ path: { id: (await delivered(w)).id } })),
  replayWebhookDelivery: does(async (w) => ({ path: await delivered(w) })),
  listForms: plain,
  createForm: does(() => ({
    body: { object: 'holder', title: 'Tell us', fields: [{ field: 'name' }] },
  })),
  getForm: does(form),
  changeForm: does(async (w) => ({ ...(await form(w)), body: { title: 'Tell us more' } })),
  deleteForm: does(form),
  replaceFormAddress: does(form),
  readPublicForm: does(async (w) => ({ body: { token: await formToken(w) } })),
  sendFormFile: does(async (w) => {
    const fields = [{ field: 'name' }, { field: 'fileField' }];
    const { address } = await w.form({ object: 'thing', fields });
    return {
      headers: { 'Armature-Form': secretOf(address) },
      query: { field: 'fileField', name: 'note.txt' },
      body: new Blob(['a note']),
    };
  }),
  answerPublicForm: does(async (w) => {
    const token = await formToken(w);
    const { ticket, waitSeconds = 0 } = await good(
      sdk.readPublicForm({ client: w.as(), body: { token } }),
    );
    await new Promise((done) => setTimeout(done, waitSeconds * 1000 + 50));
    return { body: { token, ticket, values: { name: 'From outside' } } };
  }),
  readPublicLink: does(async (w) => ({ body: { token: await publicLink(w, ['name']) } })),
  readPublicLinkFile: does(async (w) => {
    const file = await w.file();
    return { body: { token: await publicLink(w, ['fileField'], { fileField: file }), file } };
  }),
  scimListUsers: plain,
  scimCreateUser: does(() => ({ body: scimUser() })),
  scimSearchUsers: does(() => search),
  scimGetUser: does(scimUserId),
  scimReplaceUser: does(async (w) => ({ ...(await scimUserId(w)), body: scimUser() })),
  scimChangeUser: does(async (w) => ({
    ...(await scimUserId(w)),
    body: {
      schemas: [PATCH],
      Operations: [{ op: 'replace', path: 'displayName', value: 'Renamed' }],
    },
  })),
  scimDeleteUser: does(scimUserId),
  scimListGroups: plain,
  scimCreateGroup: does(() => ({ body: scimGroup() })),
  scimSearchGroups: does(() => search),
  scimGetGroup: does(scimGroupId),
  scimReplaceGroup: does(async (w) => ({ ...(await scimGroupId(w)), body: scimGroup() })),
  scimChangeGroup: does(async (w) => ({
    ...(await scimGroupId(w)),
    body: {
      schemas: [PATCH],
      Operations: [{ op: 'replace', path: 'displayName', value: unique('Renamed ') }],
    },
  })),
  scimDeleteGroup: does(scimGroupId),
  scimConfiguration: plain,
  scimResourceTypes: plain,
  scimSchemas: plain,
  scimResourceType: does(() => ({ path: { id: 'User' } })),
  scimSchema: does(() => ({ path: { id: USER } })),
} satisfies Partial<Calls<Name>>;
