// The three lists: findings, cycles, events. Each has a search and filters; their counts are the model's.
const CYCLE_FILTERS = {
  all: ["every cycle", () => true],
  telling: ["that findings name", (row, model) => model.telling.has(row.n)],
  created: ["that created something", (row) => row.i],
  repeated: ["with duplicates", (row) => row.u],
  failed: ["that failed", hasFailed],
};

class Lists {
  constructor(model, acts) {
    Object.assign(this, { model, acts, unfolded: new Set(), view: [-Infinity, Infinity], filters: { findings: "", cycles: "all", events: "" },
      searches: { findings: "", cycles: "", events: "" } });
    const list = (id, high, kind, row, words) => new RowList(byId(id), high, { row, words,
      isChosen: (item) => acts.isChosen(kind, item), choose: (item, clicked) => this.choose(kind, item, clicked) });
    this.lists = {
      findings: list("findings-list", 58, "finding", (one) => this.findingRow(one), (one) =>
        `${one.severity}, ${one.confidence}: ${one.rule} ${one.title}`),
      cycles: list("cycles-list", 30, "cycle", (row) => this.cycleRow(row), (row) => this.cycleWords(row)),
      events: list("events-list", 30, "event", (event) => this.eventRow(event), (event) => model.eventWords(event)),
    };
    this.counts = { findings: model.findings.length, cycles: model.cycles.length, events: model.events.length };
    this.tabs = Object.keys(this.lists);
    for (const name of this.tabs) {
      byId(`${name}-tab`).append(` ${this.counts[name].toLocaleString("en-US")}`);
      byId(`${name}-tab`).addEventListener("click", () => this.show(name));
      byId(`${name}-tab`).addEventListener("keydown", (event) => this.tabKey(event));
    }
    byId("search").addEventListener("input", () => { this.searches[this.name] = byId("search").value; this.fill(); });
    byId("seen").addEventListener("change", () => this.fill());
    byId("filter").addEventListener("change", () => { this.filters[this.name] = byId("filter").value; this.fill(); });
    this.name = this.counts.findings ? "findings" : "cycles";
    this.show(this.name);
  }

  get list() { return this.lists[this.name]; }

  tabKey(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.tabs[(this.tabs.indexOf(this.name) + by + this.tabs.length) % this.tabs.length];
    this.show(next);
    byId(`${next}-tab`).focus();
  }

  // Shows one of the lists; `filter` and an empty search where the caller names a filter.
  show(name, filter) {
    this.name = name;
    for (const one of this.tabs) {
      byId(`${one}-tab`).setAttribute("aria-selected", String(one === name));
      byId(`${one}-tab`).setAttribute("tabindex", one === name ? "0" : "-1");
      byId(`${one}-panel`).hidden = one !== name;
    }
    if (filter !== undefined) {
      this.filters[name] = filter;
      this.searches[name] = "";
    }
    byId("search").value = this.searches[name];
    byId("search").placeholder = `search the ${name}  ( / )`;
    byId("search").setAttribute("aria-label", `Search the ${name}`);
    const options = this.options();
    byId("filter").replaceChildren(...options.map(([value, words]) => element("option", { value }, words)));
    byId("filter").value = this.filters[name];
    byId("filter").hidden = options.length < 2;
    byId("seen-label").hidden = name === "findings";
    this.fill();
  }

  options() {
    const { model } = this, counted = (count) => ` (${count.toLocaleString("en-US")})`;
    if (this.name === "findings") {
      return [["", "every severity" + counted(model.findings.length)],
        ...Object.entries(model.severities).filter(([, count]) => count).map(([name, count]) => [name, name + counted(count)])];
    }
    if (this.name === "events") {
      return [["", "every event" + counted(model.events.length)],
        ...Object.entries(model.names).map(([letter, words]) => [letter, words + counted(model.counts[letter])])];
    }
    return Object.entries(CYCLE_FILTERS).map(([name, [words, test]]) => [name, model.sum((row) => (test(row, model) ? 1 : 0)), words])
      .filter(([name, count]) => count || name === "all").map(([name, count, words]) => [name, words + counted(count)]);
  }

  // Brings an item into its list, although the search or a filter would leave it out.
  reveal(kind, item) {
    const name = `${kind}s`;
    if (this.name !== name) this.show(name);
    if (kind === "cycle") {
      const fold = this.foldOf(item);
      if (fold && !this.unfolded.has(fold)) { this.unfolded.add(fold); this.fill(); }
    }
    if (!this.list.items.includes(item)) {
      byId("seen").checked = false;
      this.show(name, name === "cycles" ? "all" : "");
    }
    this.list.follow();
  }

  foldOf(row) {
    const { model } = this, at = model.byNumber.get(row.n);
    return at === undefined ? null : model.rows[model.rowOf[at]].fold;
  }

  choose(kind, item, clicked) {
    if (item.fold) {
      this.unfolded.add(item.fold);
      this.fill();
      return;
    }
    this.acts.choose(kind, item);
    if (clicked) this.acts.peek();
  }

  fill() {
    const words = this.searches[this.name].trim().toLowerCase(), filter = this.filters[this.name];
    const only = byId("seen").checked && this.name !== "findings" ? this.view : null;
    const items = this[`${this.name}Found`](words, filter).filter((item) => !only || this.isIn(only, item));
    this.list.set(items);
    const shown = items.length.toLocaleString("en-US"), all = this.counts[this.name].toLocaleString("en-US");
    const hasFolds = items.some((item) => item.fold);
    byId("found").textContent = words || only || (filter && filter !== "all") ? `${shown} of ${all}` : hasFolds ? "quiet cycles are folded" : "";
    byId("empty").hidden = items.length > 0;
    byId("empty").textContent = this.counts[this.name] ? "Nothing fits the search and the filter." : `No ${this.name}.`;
  }

  // The timeline shows another stretch.
  looked(from, to) {
    this.view = [from, to];
    if (byId("seen").checked) this.fill();
  }

  isIn([from, to], item) {
    const at = item.fold ? this.model.cycles[item.from].a : item.c !== undefined && item.v ? item.c : item.a;
    const end = item.fold ? this.model.cycles[item.to].a : at;
    return end >= from && at <= to;
  }

  findingsFound(words, severity) {
    return this.model.findings.filter((one) => (!severity || one.severity === severity) &&
      (!words || `${one.rule} ${one.name} ${one.title} ${one.message} ${one.line}`.toLowerCase().includes(words)));
  }

  eventsFound(words, letter) {
    return this.model.events.filter((event) => (!letter || event.v === letter) &&
      (!words || event.i.toLowerCase().includes(words) || this.model.eventWords(event).toLowerCase().includes(words)));
  }

  cyclesFound(words, filter) {
    const { model } = this, test = CYCLE_FILTERS[filter][1];
    if (words || filter !== "all") {
      return model.cycles.filter((row) => test(row, model) && (!words || String(row.n) === words ||
        `${row.m} ${row.l || ""} ${row.s} ${clockWords(row.a, true)}`.toLowerCase().includes(words)));
    }
    return model.rows.flatMap((row) => (row.fold && row.to > row.from && !this.unfolded.has(row.fold)
      ? [{ fold: row.fold, from: row.from, to: row.to, n: -1 }] : model.cycles.slice(row.from, row.to + 1)));
  }

  findingRow(one) {
    const possible = one.confidence === "certain" ? null : element("span", { class: "tag" }, one.confidence);
    return element("div", { class: "finding-row" },
      element("div", { class: "line" }, element("span", { class: `badge ${one.severity}` }, one.severity), " ",
        possible, possible ? " " : "", element("b", {}, one.rule), " ", one.title),
      element("div", { class: "line soft" }, one.story || this.model.rules[one.rule]?.meaning || ""));
  }

  cycleWords(row) {
    if (row.fold) return `${plural(row.to - row.from + 1, "cycle")} alike, folded`;
    return `${this.model.cycleWords(row)}, ${row.i || 0} new, ${plural(row.u || 0, "duplicate")}`;
  }

  cycleRow(row) {
    if (row.fold) {
      const { cycles } = this.model, first = cycles[row.from], last = cycles[row.to];
      return element("div", { class: "cycle-row folded" }, element("span", { class: "wide" },
        `⋯ ${first.n}–${last.n}: ${plural(row.to - row.from + 1, "cycle")} alike`, element("span", { class: "soft" }, ` · ${first.m}`)));
    }
    const failed = hasFailed(row), quiet = row.s !== "ok" && !row.i && !row.u;
    const tags = [row.f ? "first run" : "", row.k ? "last run kept" : ""].filter(Boolean);
    return element("div", { class: "cycle-row" }, element("span", {}, row.n), element("span", {}, clockWords(row.a)),
      element("span", { class: "num" }, quiet ? "–" : row.i || 0), element("span", { class: `num ${row.u ? "twice" : ""}` }, row.u || "–"),
      element("span", { class: `message ${failed ? "bad" : ""}`, title: row.m }, row.m),
      element("span", { class: "last mono", title: row.l || "unchanged" }, row.l || "(unchanged)",
        tags.map((tag) => element("span", { class: "tag" }, tag))));
  }

  eventRow(event) {
    const cycles = event.n ? `cycle${event.n.length > 1 ? "s" : ""} ${event.n.join(", ")}` : "–";
    return element("div", { class: "event-row" },
      element("span", { class: "mono" }, event.i), element("span", {}, clockWords(event.c, true)),
      element("span", {}, element("span", { class: `chip ${event.v}` }), this.model.run.names[event.v]),
      element("span", {}, cycles), element("span", { class: "soft" }, event.y ? `visible ${lengthWords(event.y)} later` : ""));
  }

  print(on) { for (const list of Object.values(this.lists)) list.print(on); }
}
