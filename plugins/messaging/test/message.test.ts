import { assert, fakeHost, hookContext, test } from "@armature/plugin-sdk/testing";
import { message, type Message } from "../src/message.js";

const host = fakeHost({
  records: {
    channel: { open: { state: "open" }, closed: { state: "closed" } },
    message: {
      root: { channel: "open", threadRoot: null },
      answer: { channel: "open", threadRoot: "root" },
      elsewhere: { channel: "closed", threadRoot: null },
    },
  },
});

function saved(record: Partial<Message>, old: Partial<Message> | null = null): Partial<Message> {
  const context = hookContext<Message>({ channel: "open", state: "visible", ...record }, old);
  message.beforeSave(context, host);
  return context.record;
}

test("a message is stored without blanks around it", () => {
  assert.equal(saved({ body: "  Hello\n" }).body, "Hello");
});

test("a blank message is refused", () => {
  assert.throws(() => saved({ body: " \n\t" }), { code: "message_blank", field: "body" });
  assert.throws(() => saved({}), { code: "message_blank" });
});

test("a closed channel takes no messages, but theirs can still be mended", () => {
  assert.throws(() => saved({ channel: "closed", body: "Hello" }), { code: "channel_closed" });
  assert.equal(saved({ channel: "closed", body: "Hi" }, { channel: "closed", body: "Hello" }).state, "edited");
});

test("threads are one deep and stay in their channel", () => {
  assert.equal(saved({ body: "Yes", threadRoot: "root" }).threadRoot, "root");
  assert.throws(() => saved({ body: "Yes", threadRoot: "answer" }), { code: "thread_nested" });
  assert.throws(() => saved({ body: "Yes", threadRoot: "elsewhere" }), { code: "thread_elsewhere" });
});

test("a message that was changed says so, unless it is hidden", () => {
  assert.equal(saved({ body: "B" }, { body: "A" }).state, "edited");
  assert.equal(saved({ body: "A" }, { body: "A" }).state, "visible");
  assert.equal(saved({ body: "B", state: "hidden" }, { body: "A" }).state, "hidden");
});
