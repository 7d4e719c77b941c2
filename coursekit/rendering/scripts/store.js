// What is not on the server yet: drafts (picked, not checked) and the outbox (checked, not acknowledged).
// Kept per learner, so that on a shared computer nobody's answers are sent in another one's name.

// Where the tag of the learner stands who was signed in last.
const WHO = "ck:who";
const EMPTY = { attempt: null, drafts: {}, outbox: [], finish: false };

// For browsers that refuse to store.
const memory = new Map();

const read = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key);
  }
};

const write = (key, text) => {
  memory.set(key, text);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: it lives as long as the page.
  }
};

export const readJson = (key, otherwise) => {
  try {
    return { ...otherwise, ...JSON.parse(read(key) || "{}") };
  } catch {
    return { ...otherwise };
  }
};

export const writeJson = (key, value) => write(key, value && JSON.stringify(value));

export class Store {
  static forget() {
    write(WHO, null);
  }

  constructor(course, quiz) {
    this.base = `ck:${course}:${quiz}:`;
    this.key = this.base;
  }

  get owned() {
    return this.key !== this.base;
  }

  // What was answered before it was known who answers becomes the learner's own. False: this is another one's.
  adopt(learner) {
    write(WHO, learner);
    return this.own(learner);
  }

  // Without an answer from the server it is taken to be the learner who was here last.
  assume() {
    const who = read(WHO);
    if (who) this.own(who);
  }

  own(who) {
    if (this.owned) return this.key === this.base + who;
    const { drafts, outbox, finish } = this.state;
    write(this.base, null);
    this.key += who;
    this.update((state) => {
      Object.assign(state.drafts, drafts);
      state.outbox.push(...outbox);
      state.finish ||= finish;
    });
    return true;
  }

  get state() {
    return readJson(this.key, structuredClone(EMPTY));
  }

  // Read anew each time: another tab may have written.
  update(change) {
    const state = this.state;
    change(state);
    writeJson(this.key, state);
  }

  clear() {
    writeJson(this.key, null);
  }
}
