import { assert, fakeHost, hookContext, test } from "@armature/plugin-sdk/testing";
import { deal, type Deal } from "../src/deal.js";

const records = {
  pipeline: {
    p1: { name: "Partners", isDefault: false, active: true },
    p2: { name: "Sales", isDefault: true, active: true },
  },
  pipelineStage: {
    s1: { pipeline: "p2", position: 1, probability: 10, type: "open" },
    s2: { pipeline: "p2", position: 2, probability: 50, type: "open" },
    s3: { pipeline: "p2", position: 3, probability: 100, type: "won" },
    s4: { pipeline: "p2", position: 4, probability: 0, type: "lost" },
  },
};

const host = fakeHost({
  records,
  matches: (object, filter, record) =>
    object === "pipeline" || (filter === `pipeline == "${record.pipeline}" && type == "open"` && record.type === "open"),
});

function saved(record: Partial<Deal>, old: Partial<Deal> | null = null): Partial<Deal> {
  const context = hookContext<Deal>(record, old);
  deal.beforeSave(context, host);
  return context.record;
}

test("a new deal begins in the first open stage of the default pipeline", () => {
  assert.deepEqual(saved({}), { pipeline: "p2", stage: "s1", probability: 10 });
});

test("a new deal with a stage belongs to its pipeline", () => {
  assert.deepEqual(saved({ stage: "s2" }), { pipeline: "p2", stage: "s2", probability: 50 });
});

test("a new deal keeps the probability it came with", () => {
  assert.equal(saved({ stage: "s2", probability: 33 }).probability, 33);
});

test("another stage brings its probability", () => {
  assert.equal(saved({ stage: "s2", probability: 10 }, { stage: "s1", probability: 10 }).probability, 50);
});

test("another stage with another probability keeps the latter", () => {
  assert.equal(saved({ stage: "s2", probability: 70 }, { stage: "s1", probability: 10 }).probability, 70);
});

test("won and lost are certain, whatever is sent", () => {
  assert.equal(saved({ stage: "s3", probability: 70 }, { stage: "s1", probability: 10 }).probability, 100);
  assert.equal(saved({ stage: "s4", probability: 70 }, { stage: "s1", probability: 10 }).probability, 0);
  assert.equal(saved({ stage: "s3", probability: 70 }, { stage: "s3", probability: 100 }).probability, 100);
});

test("a probability written by hand stays when the stage stays", () => {
  assert.equal(saved({ stage: "s1", probability: 35 }, { stage: "s1", probability: 10 }).probability, 35);
  assert.equal(saved({ stage: "s1", probability: 35 }, { stage: "s1", probability: 35 }).probability, 35);
});

test("a deal whose stage was taken away is left alone", () => {
  assert.deepEqual(saved({ stage: null, probability: 10 }, { stage: "s1", probability: 10 }), {
    stage: null,
    probability: 10,
  });
});

test("without a pipeline there is no stage", () => {
  const context = hookContext<Deal>({});
  deal.beforeSave(context, fakeHost());
  assert.deepEqual(context.record, { pipeline: null, stage: null });
});
