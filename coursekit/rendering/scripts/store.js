// What is not on the server yet: drafts (picked, not checked), the outbox (checked, not acknowledged), and what the
// server did not take, until the learner has read it. Kept per learner, so that on a shared computer nobody's answers
// are sent in another one's name. Each answer has a key of its own: two tabs cannot overwrite each other's.

// Where the tag of the learner stands who was signed in last.
const WHO = "ck:who";
const EMPTY = { attempt: null, drafts: {}, finish: false };

// What the browser refuses to store, being full or told not to: it lives as long as the page.
const memory = new Map();

const read = (key) => {
  try {
    return memory.has(key) ? memory.get(key) : localStorage.getItem(key);
  } catch {
    return null;
  }
};

const write = (key, text) => {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
};

// Whether answers or drafts would be lost with this page.
export const isVolatile = () => [...memory.values()].some((text) => text);

export const keysWith = (start) => {
  let stored = [];
  try {
    stored = Object.keys(localStorage);
  } catch {
    // Blocked: only memory is left.
  }
  return [...new Set([...stored, ...memory.keys()])].filter((key) => key.startsWith(start) && read(key));
};

export const readJson = (key, otherwise) => {
  try {
    return { ...otherwise, ...JSON.parse(read(key) || "{}") };
  } catch {
    return { ...otherwise };
  }
};

export const writeJson = (key, value) => write(key, value && JSON.stringify(value));

// The learner who was here last; nobody after somebody has signed out.
export const lastLearner = () => read(WHO);
export const setLearner = (learner) => write(WHO, learner);

// One tab at a time, where the browser can say so (over plain http it cannot): the others then find nothing to send.
export const alone = (store, work) => (navigator.locks ? navigator.locks.request(store.key, work) : work());

export class Store {
  constructor(course, quiz, who) {
    Object.assign(this, { course, quiz });
    this.base = `ck:${course}:${quiz}:`;
    this.key = this.base + (who ?? "");
  }

  get owned() {
    return this.key !== this.base;
  }

  // Without an answer from the server it is taken to be the learner who was here last.
  assume() {
    const who = lastLearner();
    if (who) this.adopt(who);
  }

  // What was answered before it was known who answers becomes the learner's own. False: this is another one's.
  adopt(who) {
    if (this.owned) return this.key === this.base + who;
    const { drafts, outbox, finish } = this.state;
    // First the copy, then the original goes.
    this.key += who;
    this.update((state) => {
      Object.assign(state.drafts, drafts);
      state.outbox.push(...outbox);
      state.finish ||= finish;
    });
    for (const key of keysWith(this.base + ":out:")) write(key, null);
    write(this.base, null);
    return true;
  }

  entries(kind) {
    return keysWith(`${this.key}:${kind}:`)
      .map((key) => readJson(key))
      .sort((one, other) => one.at - other.at);
  }

  get state() {
    return { ...readJson(this.key, structuredClone(EMPTY)), outbox: this.entries("out") };
  }

  // Read anew each time, and no more written than has changed: another tab may be writing too.
  update(change) {
    const state = this.state;
    const before = state.outbox;
    const was = JSON.stringify({ ...state, outbox: 0 });
    state.outbox = [...before];
    change(state);
    const { outbox, ...kept } = state;
    if (JSON.stringify({ ...kept, outbox: 0 }) !== was) writeJson(this.key, kept);
    const added = outbox.filter((entry) => !before.includes(entry));
    // Where an answer may be changed, the newer one is the one to send.
    const left = outbox.filter(
      (entry) => added.includes(entry) || !added.some(({ question, part }) => entry.question === question && entry.part === part),
    );
    let last = before.at(-1)?.at ?? 0;
    for (const entry of added) {
      entry.at ??= last = Math.max(Date.now(), last + 1);
      writeJson(`${this.key}:out:${entry.id}`, entry);
    }
    for (const entry of before) if (!left.includes(entry)) write(`${this.key}:out:${entry.id}`, null);
    if (added.length) document.dispatchEvent(new Event("ck-outbox"));
  }

  // These answers do not count; the learner is told why and can read them until they say that they have.
  refuse(entries, why) {
    for (const entry of entries) {
      writeJson(`${this.key}:no:${entry.id}`, { ...entry, ...why });
      write(`${this.key}:out:${entry.id}`, null);
    }
    if (entries.length) document.dispatchEvent(new Event("ck-outbox"));
  }

  // The attempt is over. An answer that is still here did not get into it.
  clear(code = "attempt_closed") {
    this.refuse(this.entries("out"), { code });
    write(this.key, null);
  }
}
