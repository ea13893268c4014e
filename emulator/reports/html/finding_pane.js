// A finding: how often, the clearest event in full, the others by id, the code, and what to do.
const MOST_LINKS = 300;

class FindingPane {
  constructor(model, acts) { Object.assign(this, { model, acts }); }

  show(one) {
    const { model } = this, rule = model.rules[one.rule] || {};
    const made = [element("p", {}, element("span", { class: `badge ${one.severity}` }, one.severity), " ",
      element("b", {}, `${one.rule} ${one.name}`), one.confidence === "certain" ? "" : element("span", { class: "tag" }, one.confidence))];
    const known = one.cause && one.cause.known;
    // A known cause tells what happened, and why: the story of the rule would tell it a second time.
    if (one.story && !known) made.push(element("p", { class: "story" }, one.story));
    if (one.cause) {
      if (one.cause.title) made.push(element("p", { class: "because" }, one.cause.title));
      made.push(element("p", { class: known ? "story" : "soft" }, one.cause.because));
      if (one.cause.when) made.push(element("p", { class: "soft" }, `When it happens: ${one.cause.when}.${one.cause.healthy ? ` When it does not: ${one.cause.healthy}.` : ""}`));
    }
    if (one.remedy || rule.remedy) made.push(element("h3", {}, "What to do"));
    if (one.remedy) made.push(element("p", {}, element("b", {}, one.remedy), " ", copyButton(one.remedy, "the remedy")));
    const same = (text) => text.toLowerCase().replace(/\.$/, "");
    if (rule.remedy && same(rule.remedy) !== same(one.remedy)) made.push(element("p", { class: one.remedy ? "soft" : "" }, rule.remedy));
    if (one.cycle && model.cycle(one.cycle)) {
      made.push(element("p", {}, "Seen in ", this.acts.link("cycle", model.cycle(one.cycle), model.event(one.events[0]))));
    }
    made.push(...this.links("Events", one.events.map((id) => ["event", model.event(id), id])),
      ...this.links("Cycles", one.cycles.length > 1 ? one.cycles.map((number) => ["cycle", model.cycle(number), number]) : []));
    const source = this.source(one);
    if (source) made.push(element("h3", {}, one.place, " ", copyButton(one.place, "the place")), source, ...this.values(one));
    if (rule.after) made.push(element("p", { class: "body-head soft" }, "for example ", copyButton(rule.after, "the example")),
      element("pre", { class: "code", tabindex: 0 }, rule.after));
    if (one.reproduce) made.push(element("p", {}, "To see just this: ", element("code", {}, one.reproduce), " ", copyButton(one.reproduce, "the command")));
    const command = `xfetch explain ${known ? one.cause.code : one.rule}`;
    made.push(element("p", { class: "soft" }, rule.meaning || ""),
      element("p", {}, element("code", {}, command), " ", copyButton(command, "the command"), known ? " explains the cause" : " explains the rule"));
    return made;
  }

  links(title, found) {
    if (!found.length) return [];
    const list = element("p", { class: "links" });
    for (const [kind, item, id] of found.slice(0, MOST_LINKS)) {
      list.append(item ? this.acts.link(kind, item, null, String(id)) : String(id), " ");
    }
    if (found.length > MOST_LINKS) list.append(`… ${(found.length - MOST_LINKS).toLocaleString("en-US")} more: the list has all`);
    return [element("h3", {}, `${title} (${found.length.toLocaleString("en-US")})`), list];
  }

  // The lines around those of the finding, each once; what a line did is written beside it.
  source(one) {
    const { sources } = this.model, pointed = new Map();
    for (const { line, role } of one.lines) {
      const [file, number] = line.split(/:(\d+)$/);
      if (!pointed.has(file)) pointed.set(file, new Map());
      const roles = pointed.get(file).get(Number(number)) || [];
      pointed.get(file).set(Number(number), role && !roles.includes(role) ? [...roles, role] : roles);
    }
    const pre = element("pre", { class: "code", tabindex: 0 });
    const wide = Math.max(0, ...[...pointed.values()].flatMap((roles) => [...roles.values()]).map((roles) => roles.join(", ").length));
    for (const [file, roles] of pointed) {
      let before = null;
      const near = [...roles.keys()].flatMap((at) => [-3, -2, -1, 0, 1, 2, 3].map((by) => at + by));
      for (const at of [...new Set(near)].sort((first, second) => first - second)) {
        const text = sources[`${file}:${at}`];
        if (text === undefined) continue;
        if (before !== null && at > before + 1) pre.append(element("span", { class: "number" }, "    ⋯"), "\n");
        before = at;
        const here = roles.get(at), did = here ? here.join(", ") : "";
        pre.append(element("span", { class: here ? "here" : "" }, element("span", { class: "number" }, `${String(at).padStart(5)} `),
          wide ? element("span", { class: "role" }, `${did.padEnd(wide)} `) : " ", text || " "), "\n");
      }
    }
    return pre.childNodes.length ? pre : null;
  }

  // The values that the parts of a line had.
  values(one) {
    const rows = one.lines.filter((place) => (place.text || (place.values || []).length) && place.text !== "setLastRun").map((place) => {
      const [, number] = place.line.split(/:(\d+)$/);
      const values = (place.values || []).map(([name, value]) => (name === place.text ? `= ${value}` : `${name} = ${value}`));
      return element("tr", {}, element("th", { scope: "row" }, place.role, number ? ` ${number}` : ""),
        element("td", { class: "mono" }, place.text, values.length ? element("div", { class: "soft" }, values.join("; ")) : null));
    });
    return rows.length ? [element("table", { class: "query" }, rows)] : [];
  }
}
