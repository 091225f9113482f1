import type { Host, HookContext, Id } from "@armature/plugin-sdk";

/** The fields of a message that its hook works with. */
export interface Message {
  channel: Id;
  body: string;
  threadRoot: Id | null;
  state: "visible" | "edited" | "hidden" | "deleted";
}

interface Channel {
  state: "open" | "closed" | "archived";
}

function checkChannel(channel: Id, host: Host): void {
  if (host.records.get<Channel>("channel", channel).state !== "open") {
    host.fail("The channel takes no more messages", { code: "channel_closed", field: "channel" });
  }
}

/** Threads are one deep and stay within their channel. */
function checkThread(root: Id, channel: Id | undefined, host: Host): void {
  const first = host.records.get<Message>("message", root);
  if (first.threadRoot) {
    host.fail("An answer cannot be answered itself", { code: "thread_nested", field: "threadRoot" });
  }
  if (first.channel !== channel) {
    host.fail("The thread is in another channel", { code: "thread_elsewhere", field: "threadRoot" });
  }
}

/** A message has something to say, in a channel that is open; once changed, it says so. */
function beforeSave({ record, old }: HookContext<Message>, host: Host): void {
  record.body = (record.body ?? "").trim();
  if (record.body === "") {
    host.fail("A message cannot be blank", { code: "message_blank", field: "body" });
  }
  if (old === null && record.channel) {
    checkChannel(record.channel, host);
  }
  if (record.threadRoot && record.threadRoot !== old?.threadRoot) {
    checkThread(record.threadRoot, record.channel, host);
  }
  if (old !== null && record.body !== old.body && record.state === "visible") {
    record.state = "edited";
  }
}

export const message = { beforeSave };
