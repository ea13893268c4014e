// Brings the parts together: one selection, which the timeline, the lists, the details and the address show.
class App {
  constructor(numbers) {
    this.model = new Model(numbers);
    this.selected = { kind: null, item: null, event: null };
    const acts = {
      isChosen: (kind, item) => kind === this.selected.kind && item === this.selected.item,
      choose: (kind, item) => this.choose(kind, item),
      link: (kind, item, event, words) => this.link(kind, item, event, words),
      event: (event) => this.choose("event", event),
      cycle: (row) => this.choose("cycle", row),
      range: (mark) => this.range(mark),
      open: () => this.open(),
      peek: () => this.peek(),
      drawn: (begin, end, rows) => this.drawn(begin, end, rows),
      zoomTo: (from, to) => this.zoomTo(from, to),
    };
    this.panes = { cycle: new CyclePane(this.model, acts), event: new EventPane(this.model, acts), finding: new FindingPane(this.model, acts) };
    this.heading();
    this.chart = new Chart(byId("chart"), this.model, acts);
    this.overview = new Overview(byId("overview"), this.chart);
    this.overview.show();
    this.gestures = new Gestures(this.chart);
    this.lists = new Lists(this.model, acts);
    this.lists.looked(this.model.scale ? this.model.scale.time(this.chart.view.from) : 0,
      this.model.scale ? this.model.scale.time(this.chart.view.to) : 0);
    this.listen();
    if (!this.follow()) this.begin();
  }

  // Without an address the page opens on the gravest finding, else on the first cycle that failed.
  begin() {
    const { findings, cycles } = this.model;
    if (findings.length) this.choose("finding", findings[0], { quiet: true });
    else this.choose("cycle", cycles.find(hasFailed) || null, { quiet: true });
  }

  heading() {
    const { model } = this, { run } = model;
    byId("name").textContent = run.name;
    byId("what").textContent = `${run.command} · every ${lengthWords(run.interval)} from ${clockWords(run.start, true)} UTC` +
      (run.tz === "UTC" ? "" : ` (TZ=${run.tz})`);
    byId("facts").append(...run.facts.map((fact) => element("li", {}, fact)));
    byId("foot").prepend(`xfetch ${run.version} · times are of the simulated clock, in UTC. `);
    this.banner();
    const go = (name, filter) => () => { this.lists.show(name, filter); byId(`${name}-list`).focus({ preventScroll: true }); };
    const cards = [[model.cycles.length, "cycle", "cycles", "all", ""], [model.failed, "failed cycle", "cycles", "failed", "bad"],
      [model.created, run.noun === "event" ? "event" : "incident", "cycles", "created", "good", "created"],
      [model.duplicates, "duplicate", "cycles", "repeated", "twice"]];
    if (run.judged) {
      for (const letter of ["m", "b", "x", "y", "p"]) {
        if (model.counts[letter] || letter === "m") cards.push([model.counts[letter] || 0, "event", "events", letter, letter === "p" ? "" : "bad", run.names[letter]]);
      }
    }
    if (run.unknown) cards.push(["?", `missed: ${run.unknown}`, "events", "", "twice"]);
    for (const [name, count] of Object.entries(model.severities)) {
      if (name !== "info") cards.push([count, name, "findings", name, name === "error" ? "bad" : "twice"]);
    }
    for (const [count, noun, name, filter, kind, after] of cards) {
      if (count === 0 && name === "events" && run.unknown) continue;
      const words = typeof count === "number" ? plural(count, noun).replace(/^\S+ /, "") : noun;
      const shown = after ? `${words} ${after}` : words;
      const made = button([element("b", {}, count.toLocaleString("en-US")), element("span", {}, shown)], go(name, count ? filter : name === "cycles" ? "all" : ""),
        { class: `card ${count ? kind : "zero"}`, disabled: !count });
      byId("counts").append(element("li", {}, made));
    }
    this.legend();
    if (run.snapshots) this.snapshots(run.snapshots);
  }

  // The ledger of the asset snapshots, below the lists. The last cell of a row says what went wrong.
  snapshots({ head, rows, all }) {
    const numbers = (at) => (at > 0 && at < 4 ? "num" : null);
    const line = (kind, cells) => cells.map((cell, at) => element(kind, { class: numbers(at), scope: kind === "th" ? "col" : null }, cell));
    const table = element("table", {}, element("thead", {}, element("tr", {}, line("th", head))),
      element("tbody", {}, rows.map((cells) => element("tr", { class: cells[cells.length - 1] ? "bad" : null }, line("td", cells)))));
    byId("snapshots").append(element("div", { class: "wide" }, table));
    if (all > rows.length) byId("snapshots").append(element("p", { class: "soft" }, `${plural(all, "snapshot")} in all`));
    byId("snapshots").hidden = false;
  }

  legend() {
    const { model } = this;
    for (const [letter, words] of Object.entries(model.names)) {
      byId("legend").append(element("li", {}, element("span", { class: `chip ${letter}` }), `${model.counts[letter].toLocaleString("en-US")} ${words}`));
    }
    const block = (kind) => shape("rect", { class: kind, x: 5, y: 2, width: 10, height: 10 });
    const signs = [["rows", shape("rect", { class: "window", y: 3, width: 20, height: 8 }), "the window that a cycle asked for"],
      ["rows", shape("path", { class: "cursor", d: "M1 3H10V11H20" }), "the saved position"]];
    if (model.failed) signs.push(["rows", shape("rect", { class: "failed", x: 8, y: 2, width: 4, height: 10 }), "a failed cycle"]);
    for (const [name, says, test] of [...DID].reverse()) {
      if (model.cycles.some((row) => test(row))) signs.push(["dense", block(`did ${name}`), `cycles ${says.replace(/^failed/, "that failed")}`]);
    }
    for (const [when, sign, words] of signs) {
      const svg = shape("svg", { viewBox: "0 0 20 14", width: 20, height: 14, "aria-hidden": "true" });
      svg.append(sign);
      byId("legend").append(element("li", { class: `soft ${when}` }, svg, " ", words));
    }
  }

  // The verdict in the words of the terminal, and whether the scenario's expectation holds.
  banner() {
    const { run } = this.model;
    byId("banner").className = { PASSED: "holds", FAILED: "fails" }[run.verdict] || "doubt";
    byId("banner").append(element("p", { class: "verdict" }, run.headline));
    if (run.verdicts) byId("banner").append(element("p", {}, run.verdicts));
    if (run.stop !== "complete") byId("banner").append(element("p", {}, `stopped: ${run.stop}`));
    for (const words of run.differs || []) {
      const [what, why] = words.split(/: (.*)/s), said = `not as expected: ${what}`;
      byId("banner").append(why ? element("details", {}, element("summary", {}, said), element("p", { class: "soft" }, why))
        : element("p", {}, said));
    }
  }

  // Selects an item and shows it everywhere. `event` is the event in question in a cycle.
  choose(kind, item, { event = null, quiet = false } = {}) {
    if (!item) kind = null;
    item = item || null;
    this.selected = { kind, item, event };
    const row = kind === "cycle" ? item : kind === "finding" && item.cycle ? this.model.cycle(item.cycle) : null;
    const shown = kind === "event" ? item : event || (kind === "finding" ? this.model.event(item.events[0]) || null : null);
    if (quiet) this.chart.picked = { event: shown, row }, this.chart.highlight();
    else this.chart.pick({ event: shown, row: row || (shown && shown.n ? this.model.cycle(shown.n[0]) : null) });
    if (kind) this.lists.reveal(kind, item);
    this.details(this.titleOf(kind, item), kind ? this.panes[kind].show(item, event) : [element("p", { class: "soft" },
      "Select an event or a cycle in the timeline, or a row in a list.")]);
    if (!quiet) this.address(kind ? this.hash(kind, item, event) : "");
  }

  range(mark) {
    this.selected = { kind: null, item: null, event: null };
    this.lists.list.draw(true);
    const [first, last] = [mark.events[0], mark.events[mark.events.length - 1]];
    this.details(`${plural(mark.events.length, "event")}, ${clockWords(first.c, true)} to ${clockWords(last.c, dayWords(first.c) !== dayWords(last.c))}`,
      this.panes.event.range(mark.events));
  }

  titleOf(kind, item) {
    if (kind === "cycle") return `Cycle ${item.n}`;
    if (kind === "event") return `Event ${item.i}`;
    return kind === "finding" ? item.title : "Details";
  }

  details(title, made) {
    byId("details-title").textContent = title;
    byId("details-body").replaceChildren(...made.flat().filter(Boolean));
    byId("pane").scrollTop = 0;
    for (const mark of byId("details-body").querySelectorAll("pre > mark:first-of-type")) mark.parentElement.scrollTop = mark.offsetTop - mark.parentElement.offsetTop - 40;
    byId("told").textContent = title;
    const { kind, item } = this.selected;
    const near = kind === "cycle" ? [-1, 1].map((by) => this.model.cycles[this.model.byNumber.get(item.n) + by]) : [null, null];
    ["before", "after"].forEach((id, at) => {
      byId(id).hidden = kind !== "cycle";
      byId(id).disabled = !near[at];
      byId(id).onclick = () => this.choose("cycle", near[at], { event: this.selected.event });
    });
  }

  link(kind, item, event, words) {
    const text = words || (kind === "cycle" ? `cycle ${item.n}` : kind === "event" ? `event ${item.i}` : `${item.rule}: ${item.title}`);
    const made = element("a", { href: this.hash(kind, item, event) }, text);
    made.addEventListener("click", (click) => {
      if (click.ctrlKey || click.metaKey || click.shiftKey) return;
      click.preventDefault();
      this.choose(kind, item, { event });
      this.open();
    });
    return made;
  }

  hash(kind, item, event) {
    if (kind === "finding") return `#finding-${item.number}`;
    if (kind === "event") return `#event-${encodeURIComponent(item.i)}`;
    return `#cycle-${item.n}${event ? `/event-${encodeURIComponent(event.i)}` : ""}`;
  }

  address(hash) {
    try { history.replaceState(null, "", hash || location.pathname + location.search); } catch { /* a page without an address */ }
  }

  // Opens what the address names. False where it names nothing of this run.
  follow() {
    const parts = /^#(cycle|event|finding)-(.+?)(?:\/event-(.+))?$/.exec(location.hash);
    if (!parts) return false;
    let [, kind, id, about] = parts;
    try { [id, about] = [decodeURIComponent(id), about && decodeURIComponent(about)]; } catch { return false; }
    const item = kind === "cycle" ? this.model.cycle(Number(id)) : kind === "event" ? this.model.event(id) : this.model.findings[id - 1];
    if (!item) return false;
    this.choose(kind, item, { event: about ? this.model.event(about) || null : null });
    return true;
  }

  // The details come into sight and get the focus.
  open() {
    const pane = byId("pane");
    pane.focus({ preventScroll: true });
    const box = pane.getBoundingClientRect();
    if (box.top < 0 || box.top > innerHeight * 0.6) pane.scrollIntoView({ block: "start" });
  }

  // On a narrow screen the details may be out of sight when something is selected.
  peek() {
    const box = byId("pane").getBoundingClientRect();
    if (box.bottom < 80 || box.top > innerHeight - 80) byId("pane").scrollIntoView({ block: "start" });
  }

  close() {
    const list = byId(`${this.lists.name}-list`), within = byId("pane").contains(document.activeElement);
    if (document.activeElement === byId("search") && byId("search").value) {
      this.lists.show(this.lists.name, this.lists.filters[this.lists.name]);
    } else if (within || document.activeElement === byId("search")) list.focus();
    else this.choose(null, null);
  }

  drawn(begin, end, rows) {
    const { model } = this, [first, last] = model.between(begin, end), day = dayWords(begin) !== dayWords(end);
    const cycles = rows.length ? `cycles ${model.cycles[rows[0].from].n}–${model.cycles[rows[rows.length - 1].to].n} of ${model.cycles.length.toLocaleString("en-US")}` : "no cycle";
    byId("range").textContent = `${clockWords(Math.round(begin), true)} – ${clockWords(Math.round(end), day)} · ${cycles} · ` +
      `${(last - first).toLocaleString("en-US")} of ${plural(model.events.length, "event")}`;
    byId("legend").classList.toggle("is-dense", this.chart ? this.chart.dense : rows.length > DENSITY.most);
    if (this.overview) this.overview.show();
    if (this.lists) this.lists.looked(begin, end);
  }

  zoomTo(from, to) {
    const { scale, interval } = this.model, room = Math.max((to - from) * 0.1, interval / 10);
    this.chart.show(scale.place(from - room), scale.place(to + room));
    this.open();
  }

  moveCycle(by) {
    const { selected, model } = this;
    const picked = this.chart.picked || {}, row = selected.kind === "cycle" ? selected.item : picked.row;
    const after = picked.event ? model.cycles.findIndex((one) => one.a >= picked.event.c) : 0;
    const at = row ? model.byNumber.get(row.n) + by : Math.max(after, 0);
    if (model.cycles[at]) this.choose("cycle", model.cycles[at]);
  }

  listen() {
    const { chart, model } = this;
    const moves = { earlier: () => chart.move(-0.5), later: () => chart.move(0.5), closer: () => chart.zoom(0.5),
      wider: () => chart.zoom(2), whole: () => chart.whole(), cycles: () => chart.reset() };
    for (const [id, move] of Object.entries(moves)) byId(id).addEventListener("click", () => model.scale && move());
    byId("fold").addEventListener("change", () => {
      model.fold(byId("fold").checked);
      chart.reset();
      this.lists.fill();
    });
    byId("chart").addEventListener("keydown", (event) => {
      const act = { ArrowRight: () => chart.step_(1), ArrowLeft: () => chart.step_(-1), ArrowDown: () => this.moveCycle(1),
        ArrowUp: () => this.moveCycle(-1), "+": moves.closer, "=": moves.closer, "-": moves.wider, 0: moves.cycles }[event.key];
      if (!act || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("hashchange", () => this.follow());
    addEventListener("beforeprint", () => this.lists.print(true));
    addEventListener("afterprint", () => this.lists.print(false));
    byId("back").addEventListener("click", () => {
      byId("lists").scrollIntoView({ block: "start" });
      byId(`${this.lists.name}-list`).focus({ preventScroll: true });
    });
    byId("theme").addEventListener("click", () => {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
    });
  }

  key(event) {
    const typing = event.target.matches?.("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return this.close();
    if (event.key === "Enter" && (event.target.matches?.("[role=listbox]") || event.target === byId("search"))) {
      if (event.target === byId("search")) this.lists.list.move(1);
      return this.open();
    }
    if (event.key === "ArrowDown" && event.target === byId("search")) {
      event.preventDefault();
      return byId(`${this.lists.name}-list`).focus();
    }
    if (typing) return;
    if (event.key === "/") {
      event.preventDefault();
      byId("search").focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target === document.body) {
      event.preventDefault();
      this.lists.list.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }
}

// A page of many runs has no numbers before one of them is chosen.
if (byId("numbers")) window.page = new App(JSON.parse(byId("numbers").textContent));
document.documentElement.dataset.ready = String(Math.round(performance.now()));
