// The details of a cycle: its last runs, its requests with their answers, and what it created.
class CyclePane {
  constructor(model, acts) { Object.assign(this, { model, acts }); }

  // `event` is the event in question, whose place in the answers is marked; or null.
  show(row, event) {
    const { model } = this, more = model.details(row.n), id = event ? event.i : null;
    this.spelt = event ? event.q || event.i : null;
    const made = [this.heading(row, event)];
    if (!more) {
      made.push(element("p", {}, "Last run: ", element("span", { class: "mono" }, row.l || "unchanged")),
        element("p", {}, plural(row.r || 0, "request")));
      made.push(element("p", { class: "note" }, "This page holds the details of the telling cycles only. ",
        element("code", {}, "xfetch run … -o json:run.json"), " keeps those of every cycle."));
      return made;
    }
    made.push(this.lastRuns(more, row), ...this.requests(more, row, id), ...this.incidents(more, row, id));
    const trace = model.text(more.trace);
    if (trace.text) made.push(element("h3", {}, "Traceback"), element("pre", { class: "bad", tabindex: 0 }, trace.text), this.cut(trace));
    return made;
  }

  heading(row, event) {
    const facts = [`${clockWords(row.a, true)}, took ${lengthWords(row.d)}`, row.s];
    if (row.f) facts.push("first run");
    if (row.w !== undefined) facts.push(`asked from ${clockWords(row.w, true)}`);
    const about = this.model.findings.filter((one) => one.cycle === row.n || one.cycles.includes(row.n));
    return element("div", {},
      element("p", { class: "soft" }, facts.join(" · ")),
      element("p", { class: hasFailed(row) ? "bad" : "" }, row.m),
      about.map((one) => element("p", {}, element("span", { class: one.severity }, `${one.severity} `), this.acts.link("finding", one))),
      event ? element("p", { class: "question" }, "Marked: ", this.acts.link("event", event)) : null);
  }

  lastRuns(more, row) {
    const store = (reference, before) => {
      if (reference === null || reference === undefined) return element("pre", { class: "soft" }, "not set");
      const found = this.model.text(reference);
      return found.text === null ? this.cut(found) : found.text.length > 70 ? prettyText(found.text, null, null, before) : element("pre", { tabindex: 0 }, found.text);
    };
    const same = JSON.stringify(more.before) === JSON.stringify(more.after);
    const made = element("dl", { class: "last-runs" }, element("dt", {}, "Last run before"), element("dd", {}, store(more.before)));
    if ("asked" in more && JSON.stringify(more.asked) !== JSON.stringify(more.after)) {
      made.append(element("dt", { class: "bad" }, "Asked to save"), element("dd", {}, store(more.asked)));
    }
    made.append(element("dt", {}, row.k ? "Last run after (kept: the cycle failed)" : "Last run after"),
      element("dd", {}, same ? element("pre", { class: "soft" }, "unchanged") : store(more.after, this.model.text(more.before).text)));
    for (const words of more.forms || []) made.append(element("dd", { class: "bad" }, `another type or format: ${words}`));
    return made;
  }

  requests(more, row, id) {
    const count = row.r || 0, made = [element("h3", {}, plural(count, "request"))];
    const open = more.requests.findIndex((one) => id && (one.ids || []).includes(this.spelt));
    more.requests.forEach((item, at) => made.push(this.request(item, row, id, at === open || (open < 0 && more.requests.length === 1))));
    const hidden = count - more.requests.length;
    if (hidden > 0) made.push(element("p", { class: "note" }, `and ${plural(hidden, "more request")}; the JSON report has all`));
    for (const target of more.attempts || []) made.push(element("p", { class: "bad" }, `no answer: ${target}`));
    return made;
  }

  request(item, row, id, isOpen) {
    const [method, url] = item.asked.split(/ (.*)/s), [path, query] = url.split(/\?(.*)/s);
    const failed = !/^[23]/.test(item.got), has = id && (item.ids || []).includes(this.spelt);
    const summary = element("summary", {}, element("span", { class: "soft" }, `+${lengthWords(Math.max(item.at - row.a, 0))} `),
      element("b", {}, method), " ", element("span", { class: "mono" }, path.replace(/^https?:\/\/[^/]+/, "") || "/"),
      query ? element("span", { class: "mono soft" }, `?${query}`) : null, " → ",
      element("span", { class: failed ? "bad" : "" }, item.got), item.held ? `, ${plural(item.held, "event")}` : "",
      has ? element("mark", {}, "this event") : null);
    const made = element("details", { class: "request", open: isOpen }, summary);
    let full = false;
    const fill = () => { if (made.open && !full) { full = true; made.append(...this.requestBody(item, method, url, query, id)); } };
    made.addEventListener("toggle", fill);
    fill();
    return made;
  }

  requestBody(item, method, url, query, id) {
    const made = [element("p", { class: "url mono" }, url.split("?")[0], copyButton(url, "the URL"))];
    if (query) made.push(element("table", { class: "query" }, query.split("&").map((pair) => {
      const [name, value] = pair.split(/=(.*)/s);
      return element("tr", {}, element("th", { scope: "row" }, this.plain(name)), element("td", {}, this.plain(value || "")));
    })));
    if (item.line) made.push(element("p", { class: "soft" }, `asked in ${item.line}`, item.took ? `, answered after ${lengthWords(item.took)}` : ""));
    for (const words of item.tried || []) made.push(element("p", { class: "bad" }, words));
    made.push(...this.body(item.body, "sent", null), ...this.body(item.answer, "answer", id && this.spelt));
    return made;
  }

  plain(text) {
    try { return decodeURIComponent(text.replace(/\+/g, " ")); } catch { return text; }
  }

  body(reference, what, id) {
    if (reference === undefined || reference === null) return [];
    const found = this.model.text(reference), head = element("p", { class: "body-head soft" }, what);
    if (found.text === null) return [head, this.cut(found)];
    head.append(" ", copyButton(found.text, `the ${what}`));
    return [head, prettyText(found.text, id, this.model.run.leaf), this.cut(found)].filter(Boolean);
  }

  // Says what the page leaves out of a text, and where to find it.
  cut(found) {
    if (!found.size) return null;
    const size = found.size.toLocaleString("en-US");
    return element("p", { class: "note" }, found.text === null
      ? `${size} characters, left out to keep this page small: xfetch run … -o json:run.json has them`
      : `cut after ${found.text.length.toLocaleString("en-US")} of ${size} characters: xfetch run … -o json:run.json has all`);
  }

  incidents(more, row, id) {
    const { run } = this.model, noun = row.x ? `${run.noun} sent, not created` : run.noun;
    if (!more.incidents.length) return [];
    const made = [element("h3", {}, row.x ? `${more.sent} sent, not created` : plural(more.sent, run.noun))];
    for (const item of more.incidents) {
      const event = this.model.event(item.id), raw = this.model.text(item.raw);
      const summary = element("summary", {}, item.name, item.occurred ? element("span", { class: "soft" }, ` · ${item.occurred}`) : null,
        id && item.id === id ? element("mark", {}, "this event") : null);
      const box = element("details", { class: "request", "aria-label": noun }, summary);
      box.addEventListener("toggle", () => {
        if (box.childElementCount > 1) return;
        if (event) box.append(element("p", {}, this.acts.link("event", event)));
        box.append(raw.text === null ? element("p", { class: "note" }, "no rawJSON") : prettyText(raw.text, id && this.spelt, run.leaf));
        const cut = this.cut(raw);
        if (cut) box.append(cut);
      });
      made.push(box);
    }
    if (more.sent > more.incidents.length) made.push(element("p", { class: "note" }, `and ${more.sent - more.incidents.length} more`));
    return made;
  }
}
