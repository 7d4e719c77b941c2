// The clock of a paper. It counts what the server says is left, so that a wrong clock of the reader's does not matter.

// Minutes before the end at which the learner is told.
const WARNINGS = [10, 5, 1];

export class Clock {
  // `show` gets the seconds left, `warn` the minutes of a warning, `end` nothing.
  constructor({ show, warn, end }) {
    Object.assign(this, { show, warn, end });
  }

  set(seconds) {
    this.until = performance.now() + 1000 * seconds;
    // What had passed before the paper was opened is not told again.
    this.told ??= seconds;
    this.timer ??= setInterval(() => this.tick(), 1000);
    this.tick();
  }

  tick() {
    const left = Math.max(0, (this.until - performance.now()) / 1000);
    this.show(left);
    const due = WARNINGS.filter((minutes) => left && left <= 60 * minutes && 60 * minutes < this.told);
    this.told = Math.min(this.told, left);
    if (due.length) this.warn(due.at(-1));
    if (left) return;
    this.stop();
    this.end();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }
}

// Whole minutes while there is time, so that nothing on the page moves each second; then minutes and seconds.
export const timeLeft = (seconds, words) => {
  if (seconds > 300) return words.minutes.replace("{n}", Math.ceil(seconds / 60));
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

export const clockTime = (date, language) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);

// With the zone, since the server may stand in another one than the reader.
export const moment = (text, language) =>
  new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  })
    .format(new Date(text))
    .replace(/\((.)\)\s*/, "（$1）");
