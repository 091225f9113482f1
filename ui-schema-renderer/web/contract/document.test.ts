import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Contract } from './document';

const REF = { $ref: '#/components/responses/Problem' };
const DOCUMENT = {
  paths: {
    '/things/{id}': {
      parameters: [],
      get: {
        operationId: 'getThing',
        responses: {
          200: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          404: REF,
        },
      },
      put: {
        operationId: 'putThing',
        requestBody: { content: { 'application/json': {} } },
        responses: { 204: {} },
      },
    },
    '/things/none': { get: { operationId: 'none', security: [], responses: { 201: {} } } },
  },
  components: {
    responses: {
      Problem: { content: { 'application/problem+json': { schema: { required: ['code'] } } } },
    },
    schemas: {
      Thing: { type: 'object', properties: { size: { type: 'integer' } }, required: ['size'] },
    },
  },
};

describe('what is held against a document', () => {
  let told: string[];
  let contract: Contract;

  beforeEach(() => {
    told = [];
    contract = new Contract(DOCUMENT as never, (problem) => told.push(problem));
  });

  const pass = async (status: number, body: string | null, type = 'application/json') => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response(body, { status, headers: body === null ? {} : { 'content-type': type } }),
      ),
    );
    await contract.fetch('http://localhost/things/1');
  };

  it('lists the operations that there are', () => {
    expect(contract.operations().map(({ id, open }) => [id, open])).toEqual([
      ['getThing', false],
      ['putThing', false],
      ['none', true],
    ]);
  });

  it('lets pass what is as declared, with its parameters or without', async () => {
    await pass(200, '{"size": 1}');
    await pass(404, '{"code": "not_found"}', 'application/problem+json; charset=utf-8');
    expect(told).toEqual([]);
    expect(contract.exchanges).toBe(2);
  });

  it('tells a status that is not declared', async () => {
    await pass(409, '{"code": "state_conflict"}');
    expect(told).toEqual([
      expect.stringContaining('getThing answers 409, which it does not declare'),
    ]);
  });

  it('tells a body that is not as declared, and where', async () => {
    await pass(200, '{"size": "large"}');
    await pass(404, '{}', 'application/problem+json');
    expect(told).toEqual([
      expect.stringContaining('getThing 200 is not as declared at /size: must be integer'),
      expect.stringContaining(
        "getThing 404 is not as declared at : must have required property 'code'",
      ),
    ]);
  });

  it('tells a media type that is not declared, of an answer and of a request', async () => {
    await pass(200, 'size 1', 'text/plain');
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 204 })));
    await contract.fetch('http://localhost/things/1', {
      method: 'PUT',
      body: 'size 1',
      headers: { 'content-type': 'text/plain' },
    });
    expect(told).toEqual([
      'getThing 200 has text/plain, which it does not declare',
      'putThing is sent text/plain, which it does not declare',
    ]);
  });

  it('tells a body where none is declared, and an address that is not in the document', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('surprise', { status: 201 })));
    await contract.fetch('http://localhost/things/1', { method: 'DELETE' });
    await contract.fetch('http://localhost/things/none');
    expect(told).toEqual([
      'delete http://localhost/things/1 is not in the document',
      'none 201 has a body, which it does not declare: surprise',
    ]);
  });
});
