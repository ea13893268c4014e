// The lane of events above the cycles. Few events are single marks; many are stacked bars with counts.
// Each event of the run is in exactly one of them: what lies outside the view is counted at its edges.
const LANE = { height: 104, top: 16, mark: 9, bar: 5, edge: 16 };
// The gravest verdicts stand at the bottom of a bar, where all bars begin.
const STACK = ["m", "x", "y", "b", "u", "k", "p", "d", "o", "w", "r"];

class EventLane {
  constructor(model) {
    this.model = model;
  }

  // `frame`: {svg, left, right, x, from, to, rowMiddle, bottom}; returns the marks, from left to right.
  draw(frame) {
    const { model } = this, [first, last] = model.between(frame.from, frame.to);
    const marks = [];
    const inside = model.events.slice(first, last);
    const single = this.fits(inside, frame), inner = [];
    // A single mark is as high as its share of the lane, so that the bars at the edges compare with it.
    const most = single ? (LANE.height - LANE.top) / LANE.mark : this.drawBars(frame, inner, inside);
    if (single) this.drawMarks(frame, inner, inside);
    this.edge(frame, marks, 0, first, "earlier", most);
    marks.push(...inner);
    this.edge(frame, marks, last, model.events.length, "later", most);
    // In the order of time, also for a screen reader.
    frame.svg.append(...marks.map((mark) => mark.element));
    return marks;
  }

  fits(events, frame) {
    if (events.length > 400) return false;
    const most = Math.floor((LANE.height - LANE.top) / LANE.mark) - 1, levels = new Map();
    for (const event of events) {
      const column = Math.round(frame.x(event.c) / LANE.mark);
      levels.set(column, (levels.get(column) || 0) + 1);
      if (levels.get(column) > most) return false;
    }
    return true;
  }

  // Events before or after the view, as one stacked bar at its edge.
  edge(frame, marks, first, last, word_, most) {
    if (first === last) return;
    const events = this.model.events.slice(first, last), x = word_ === "earlier" ? frame.left - LANE.edge - 4 : frame.right + 4;
    const group = this.bar(frame, x, LANE.edge, events, Math.max(most, events.length));
    const count = events.length.toLocaleString("en-US");
    const before = word_ === "earlier";
    group.append(word(before ? `‹ ${count}` : `${count} ›`, { class: "count", x: before ? x : x + LANE.edge, y: LANE.top - 4,
      "text-anchor": before ? "start" : "end" }));
    marks.push({ element: group, events, key: word_, edge: word_ });
    this.name(group, `${plural(events.length, "event")} ${word_} than this view: ${this.model.countWords(this.model.countsOf(events))}`);
    frame.svg.append(group);
  }

  drawBars(frame, marks, events) {
    const bins = new Map();
    for (const event of events) {
      const column = Math.floor((frame.x(event.c) - frame.left) / LANE.bar);
      if (!bins.has(column)) bins.set(column, []);
      bins.get(column).push(event);
    }
    const most = Math.max(...[...bins.values()].map((bin) => bin.length));
    for (const [column, bin] of bins) {
      const x = frame.left + column * LANE.bar;
      const group = this.bar(frame, x, LANE.bar - 1, bin, most);
      marks.push({ element: group, events: bin, key: `bar ${column}` });
      this.name(group, `${plural(bin.length, "event")} from ${clockWords(bin[0].c, true)} to ` +
        `${clockWords(bin[bin.length - 1].c, true)}: ${this.model.countWords(this.model.countsOf(bin))}`);
      frame.svg.append(group);
    }
    frame.svg.append(word(`bars: up to ${plural(most, "event")}`, { class: "count", x: frame.left, y: 10 }));
    return most;
  }

  // The counts of a bar, stacked; a verdict with few events is still seen.
  bar(frame, x, width, events, most) {
    const group = shape("g", { class: "mark bar" }), counts = this.model.countsOf(events);
    const room = LANE.height - LANE.top;
    let y = LANE.height;
    for (const letter of STACK) {
      if (!counts[letter]) continue;
      const tall = Math.min(Math.max((counts[letter] / most) * room, letter === "d" ? 2 : 4), y - LANE.top);
      y -= Math.max(tall, 0);
      group.append(shape("rect", { class: `v ${letter}`, x, y, width, height: Math.max(tall, 0) }));
    }
    group.append(shape("rect", { class: "hit", x: x - 1, y: 0, width: width + 2, height: LANE.height }));
    return group;
  }

  drawMarks(frame, marks, events) {
    const levels = new Map();
    for (const event of events) {
      const x = frame.x(event.c), column = Math.round(x / LANE.mark), level = levels.get(column) || 0;
      levels.set(column, level + 1);
      const y = LANE.height - 7 - level * LANE.mark;
      const group = shape("g", { class: "mark" });
      this.stems(frame, group, event, x, y);
      group.append(event.v === "m" || event.v === "b"
        ? shape("path", { class: `v ${event.v}`, d: `M${x} ${y - 5}l5 5l-5 5l-5 -5z` })
        : shape("circle", { class: `v ${event.v}`, cx: x, cy: y, r: 4 }));
      marks.push({ element: group, event, key: `event ${event.i}`, x, y });
      this.name(group, this.model.eventWords(event) + (event.y ? `, visible ${lengthWords(event.y)} later` : ""));
      frame.svg.append(group);
    }
  }

  // From the event down to the cycles that created it; to the right until it became visible.
  stems(frame, group, event, x, y) {
    if (event.y) {
      const visible = Math.min(frame.x(event.c + event.y), frame.right);
      group.append(shape("path", { class: "late", d: `M${x} ${y}H${visible}m0 -3v6` }));
    }
    (event.n || []).forEach((cycle, number) => {
      const foot = frame.rowMiddle(cycle);
      if (foot === null) return;
      const kind = number > 0 ? "u" : "xy".includes(event.v) ? event.v : "d";
      group.append(shape("path", { class: `stem ${kind}`, d: `M${x} ${y}V${foot}` }),
        shape("circle", { class: `v ${kind}`, cx: x, cy: foot, r: 3 }));
    });
    if (event.v === "m") group.append(shape("path", { class: "stem m", d: `M${x} ${y}V${frame.bottom}` }));
  }

  name(group, words) {
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.setAttribute("aria-label", words);
    group.prepend(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"), { textContent: words }));
  }
}
