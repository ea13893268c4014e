// A finding: how often, the clearest event in full, the others by id, the code, and what to do.
const MOST_LINKS = 300;

class FindingPane {
  constructor(model, acts) { Object.assign(this, { model, acts }); }

  show(one) {
    const { model } = this, rule = model.rules[one.rule] || {};
    const made = [element("p", {}, element("span", { class: `badge ${one.severity}` }, one.severity), " ",
      element("b", {}, `${one.rule} ${one.name}`), one.confidence === "certain" ? "" : element("span", { class: "tag" }, one.confidence))];
    if (one.story) made.push(element("p", { class: "story" }, one.story));
    if (one.cycle && model.cycle(one.cycle)) {
      made.push(element("p", {}, "Seen in ", this.acts.link("cycle", model.cycle(one.cycle), model.event(one.events[0]))));
    }
    made.push(...this.links("Events", one.events.map((id) => ["event", model.event(id), id])),
      ...this.links("Cycles", one.cycles.length > 1 ? one.cycles.map((number) => ["cycle", model.cycle(number), number]) : []));
    const source = this.source(one.line);
    if (source) made.push(element("h3", {}, one.place, " ", copyButton(one.place, "the place")), source);
    if (one.remedy || rule.remedy) made.push(element("h3", {}, "What to do"));
    if (one.remedy) made.push(element("p", {}, element("b", {}, one.remedy), " ", copyButton(one.remedy, "the remedy")));
    const same = (text) => text.toLowerCase().replace(/\.$/, "");
    if (rule.remedy && same(rule.remedy) !== same(one.remedy)) made.push(element("p", { class: one.remedy ? "soft" : "" }, rule.remedy));
    if (rule.after) made.push(element("p", { class: "body-head soft" }, "for example ", copyButton(rule.after, "the example")),
      element("pre", { class: "code", tabindex: 0 }, rule.after));
    const command = `xfetch explain ${one.rule}`;
    made.push(element("p", { class: "soft" }, rule.meaning || ""),
      element("p", {}, element("code", {}, command), " ", copyButton(command, "the command"), " explains the rule"));
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

  source(line) {
    if (!line) return null;
    const [file, number] = line.split(/:(\d+)$/), here = Number(number), pre = element("pre", { class: "code", tabindex: 0 });
    for (let at = here - 3; at <= here + 3; at++) {
      const text = this.model.sources[`${file}:${at}`];
      if (text === undefined) continue;
      pre.append(element("span", { class: at === here ? "here" : "" },
        element("span", { class: "number" }, `${String(at).padStart(5)}  `), text || " "), "\n");
    }
    return pre.childNodes.length ? pre : null;
  }
}
