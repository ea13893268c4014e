// The life of an event: what the product did, every request that concerned it, what became of it.
const GRAVE_MOMENTS = { sent: "good", again: "twice", dropped: "bad", left: "bad", passed: "bad" };

class EventPane {
  constructor(model, acts) { Object.assign(this, { model, acts }); }

  show(event) {
    const { model } = this, life = model.life(event.i);
    const made = [element("p", {}, element("span", { class: `chip ${event.v}` }), element("b", {}, model.run.names[event.v]),
      event.l ? " (late)" : "", life ? element("span", { class: "soft" }, ` · ${life.end}`) : "")];
    if (event.s) made.push(element("p", {}, event.s));
    const about = model.findings.filter((one) => one.events.includes(event.i));
    for (const one of about.slice(0, 5)) made.push(element("p", {}, this.acts.link("finding", one)));
    made.push(element("h3", {}, "Its life"));
    if (!life) {
      made.push(element("p", { class: "note" }, "Left out to keep this page small: ",
        element("code", {}, `xfetch run … --event ${event.i}`), " tells it."));
      return made;
    }
    const list = element("ol", { class: "life" });
    for (const moment of life.m) list.append(this.moment(moment, event));
    made.push(list);
    if (life.more) made.push(element("p", { class: "note" }, `and ${plural(life.more, "more moment")}`));
    if (life.asked) made.push(element("p", { class: "note" }, "Further requests whose window included it, in vain, are left out."));
    if (event.g) made.push(element("p", { class: "note" }, "The event has no time of its own: it stands at the time of its fetch."));
    return made;
  }

  moment([at, cycle, kind, words], event) {
    const row = cycle ? this.model.cycle(cycle) : null, anotherDay = dayWords(at) !== dayWords(event.c);
    return element("li", { class: GRAVE_MOMENTS[kind] || "" },
      element("span", { class: "when mono" }, clockWords(at, anotherDay)),
      element("span", {}, row ? this.acts.link("cycle", row, event) : null, row ? ": " : "", words));
  }

  // A bar of the timeline: several events at once.
  range(events) {
    const { model } = this, first = events[0], last = events[events.length - 1], shown = events.slice(0, 200);
    const made = [element("p", {}, model.countWords(model.countsOf(events))),
      element("p", {}, button("show this stretch", () => this.acts.zoomTo(first.c, last.c)))];
    const list = element("ul", {});
    const order = [...shown].sort((one, other) => STACK.indexOf(one.v) - STACK.indexOf(other.v));
    for (const event of order) list.append(element("li", {}, element("span", { class: `chip ${event.v}` }), this.acts.link("event", event),
      ` ${clockWords(event.c)} ${model.run.names[event.v]}`));
    made.push(list);
    if (events.length > shown.length) made.push(element("p", { class: "note" }, `and ${plural(events.length - shown.length, "more event")}: show the stretch`));
    return made;
  }
}
