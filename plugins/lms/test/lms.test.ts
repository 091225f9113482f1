import { assert, fakeHost, hookContext, test } from "@armature/plugin-sdk/testing";
import { enrolment, type Enrolment } from "../src/enrolment.js";
import { lesson, type Lesson } from "../src/lesson.js";

function positionIn(lessons: Record<string, { course: string; position: number }>): number | null | undefined {
  const host = fakeHost({
    records: { lesson: lessons },
    matches: (_object, filter, record) => filter === `course == "${record.course}" && has(position)`,
  });
  const context = hookContext<Lesson>({ course: "c1" });
  lesson.beforeCreate(context, host);
  return context.record.position;
}

test("a lesson comes after the last one of its course", () => {
  assert.equal(positionIn({}), 1);
  assert.equal(positionIn({ l1: { course: "c1", position: 3 }, l2: { course: "c2", position: 9 } }), 4);
});

test("a lesson keeps the position it was given", () => {
  const context = hookContext<Lesson>({ course: "c1", position: 7 });
  lesson.beforeCreate(context, fakeHost());
  assert.equal(context.record.position, 7);
});

function keyOf(record: Partial<Enrolment>): string | null | undefined {
  const context = hookContext<Enrolment>({ course: "c1", email: "Ann@Example.com", ...record });
  enrolment.beforeSave(context);
  return context.record.liveKey;
}

test("one learner has one live enrolment in a course", () => {
  assert.equal(keyOf({ state: "active" }), "c1:ann@example.com");
  assert.equal(keyOf({ state: "completed" }), "c1:ann@example.com");
  assert.equal(keyOf({}), "c1:ann@example.com");
});

test("an enrolment that is over leaves room for another", () => {
  assert.equal(keyOf({ state: "expired" }), null);
  assert.equal(keyOf({ state: "cancelled", liveKey: "c1:ann@example.com" }), null);
  assert.equal(keyOf({ state: "refunded" }), null);
});
