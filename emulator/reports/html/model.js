// All numbers of the page come from here: they are counted once, from the events, the cycles and the findings.
const FAILED = ["error", "timeout", "crashed"];
const hasFailed = (row) => FAILED.includes(row.s);

class Model {
  constructor(numbers) {
    Object.assign(this, numbers);
    this.byNumber = new Map(this.cycles.map((row, at) => [row.n, at]));
    this.byEvent = new Map();
    this.events.forEach((event, at) => { if (!this.byEvent.has(event.i)) this.byEvent.set(event.i, at); });
    this.counts = {};
    for (const event of this.events) this.counts[event.v] = (this.counts[event.v] || 0) + 1;
    this.names = Object.fromEntries(Object.entries(this.run.names).filter(([letter]) => this.counts[letter]));
    this.severities = { error: 0, warning: 0, info: 0 };
    this.findings.forEach((one, at) => {
      one.number = at + 1;
      this.severities[one.severity]++;
    });
    this.telling = new Set(this.findings.map((one) => one.cycle).filter(Boolean));
    this.created = this.sum((row) => row.i || 0);
    this.duplicates = this.sum((row) => row.u || 0);
    this.failed = this.sum((row) => (hasFailed(row) ? 1 : 0));
    this.interval = this.run.interval || 60;
    this.fold(true);
  }

  sum(count) { return this.cycles.reduce((total, row) => total + count(row), 0); }

  cycle(number) { return this.cycles[this.byNumber.get(number)]; }

  event(id) { return this.events[this.byEvent.get(id)]; }

  get first() { return this.cycles[0]; }

  get last() { return this.cycles[this.cycles.length - 1]; }

  endOf(row) { return row.a + Math.max(row.d, this.interval); }

  // Decides which cycles are quiet: like the one before, with nothing created. Long stretches of them are
  // folded, on the axis of time and into one row each.
  fold(on) {
    this.folded = on;
    const quiet = this.cycles.map((row, at) => at > 0 && this.isLike(row, this.cycles[at - 1]));
    const busy = [];
    this.cycles.forEach((row, at) => { if (!quiet[at] || at === this.cycles.length - 1) busy.push([row.a, this.endOf(row)]); });
    for (const event of this.events) busy.push([event.c, event.c + (event.y || 0)]);
    this.scale = busy.length ? foldedTime(busy, this.interval, on) : null;
    this.rows = [];
    let stretch = 0;
    const folds = this.scale ? this.scale.stretches.filter((one) => one.folded) : [];
    this.cycles.forEach((row, at) => {
      while (stretch < folds.length && folds[stretch].to < row.a + row.d) stretch++;
      const fold = folds[stretch], before = this.rows[this.rows.length - 1];
      if (fold && fold.from <= row.a && quiet[at]) {
        if (before && before.fold === fold) before.to = at;
        else this.rows.push({ from: at, to: at, fold });
      } else this.rows.push({ from: at, to: at, fold: null });
    });
    this.rowOf = new Array(this.cycles.length);
    this.rows.forEach((row, at) => { for (let one = row.from; one <= row.to; one++) this.rowOf[one] = at; });
  }

  isLike(row, before) {
    return !row.i && !row.u && !row.x && row.s === before.s && row.m === before.m && !this.telling.has(row.n);
  }

  // The part of the events, which are sorted by creation, that was created in [from, to).
  between(from, to) {
    const index = (time) => {
      let low = 0, high = this.events.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.events[middle].c < time) low = middle + 1; else high = middle;
      }
      return low;
    };
    return [index(from), index(to)];
  }

  countsOf(events) {
    const counts = {};
    for (const event of events) counts[event.v] = (counts[event.v] || 0) + 1;
    return counts;
  }

  // "2 missed, 10 delivered", in the order of the reports.
  countWords(counts) {
    return Object.entries(this.names).filter(([letter]) => counts[letter])
      .map(([letter, name]) => `${counts[letter].toLocaleString("en-US")} ${name}`).join(", ");
  }

  eventWords(event) {
    const cycles = event.n ? ` (cycle${event.n.length > 1 ? "s" : ""} ${event.n.join(", ")}${event.t > event.n.length ? ", …" : ""})` : "";
    return `event ${event.i}, created ${clockWords(event.c, true)}: ${this.run.names[event.v]}${cycles}`;
  }

  cycleWords(row) {
    return `cycle ${row.n}, ${clockWords(row.a, true)}: ${row.m}` +
      (row.w !== undefined ? `; asked from ${clockWords(row.w, true)}` : "");
  }

  // The details of a cycle, parsed when the first is asked for. Null where the page does not hold them.
  details(number) { return this.opened().cycles[number] || null; }

  life(id) { return this.opened().lives[id] || null; }

  opened() {
    if (!this.held) this.held = JSON.parse(byId("details").textContent);
    return this.held;
  }

  // {text, size}: a text by its index, with its size where it was cut; text is null where it was left out.
  text(reference) {
    if (reference === null || reference === undefined) return { text: null, size: 0 };
    if (typeof reference === "number") return { text: this.held.texts[reference], size: 0 };
    return { text: reference.t ? this.held.texts[reference.t] : null, size: reference.size };
  }
}
