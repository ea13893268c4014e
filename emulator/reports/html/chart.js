// Time runs to the right. Above: the product's events, at their creation. Below: a row a cycle, going
// down; its bar is the window it asked for, its tick the moment it ran, the line the saved position.
const CHART = { axis: 26, row: 18, rows: 360, label: 12 };

class Chart {
  constructor(holder, model, acts) {
    Object.assign(this, { holder, model, acts, picked: null, marks: [], at: 0 });
    this.lane = new EventLane(model);
    this.density = new Density(model, acts);
    this.reset();
    new ResizeObserver(() => { if (holder.clientWidth !== this.width) this.draw(); }).observe(holder);
  }

  // The view opens on the cycles of the run, not on the long window of the first.
  reset() {
    const { model } = this;
    if (!model.scale) return;
    const from = model.scale.place(model.first.a) - model.interval * 0.4;
    this.view = { from, to: model.scale.place(model.endOf(model.last)) + model.interval * 0.2 };
    this.draw();
  }

  whole() { this.show(0, this.model.scale.length); }

  show(from, to) {
    const { model } = this, least = Math.min(model.interval / 20, 1), most = model.scale.length;
    const span = Math.min(Math.max(to - from, least), most);
    const middle = (from + to) / 2;
    const begin = Math.max(0, Math.min(middle - span / 2, most - span));
    this.view = { from: begin, to: begin + span };
    this.draw();
  }

  zoom(factor, share = null) {
    const span = this.view.to - this.view.from;
    const about = share === null ? this.focusShare() : share;
    const at = this.view.from + about * span;
    this.show(at - about * span * factor, at + (1 - about) * span * factor);
  }

  // Where zooming holds still: at what is selected if the view shows it, else in the middle.
  focusShare() {
    const time = this.pickedTime();
    if (time === null) return 0.5;
    const share = (this.model.scale.place(time) - this.view.from) / (this.view.to - this.view.from);
    return share >= 0 && share <= 1 ? share : 0.5;
  }

  move(share) {
    const by = share * (this.view.to - this.view.from);
    this.show(this.view.from + by, this.view.to + by);
  }

  pickedTime() {
    if (!this.picked) return null;
    return this.picked.event ? this.picked.event.c : this.picked.row ? this.picked.row.a : null;
  }

  // Marks what is selected: {event, row}. Moves the view only if it does not show it.
  pick(picked) {
    this.picked = picked;
    const time = this.pickedTime();
    if (time !== null && this.model.scale) {
      const place = this.model.scale.place(time), { from, to } = this.view;
      const tight = this.rowCount() > 60 ? 40 * this.model.interval : to - from;
      if (place < from || place > to) return this.show(place - tight / 2, place + tight / 2);
    }
    this.highlight();
  }

  rowCount() { return this.shown ? this.shown.length : 0; }

  draw() {
    const { model, holder } = this;
    this.width = holder.clientWidth;
    if (!model.scale) return holder.replaceChildren(element("p", {}, "No cycle ran."));
    if (this.width < 100) return;
    const left = this.width < 500 ? 62 : 78, right = this.width - 30, { from, to } = this.view;
    const x = (time) => left + ((model.scale.place(time) - from) / (to - from)) * (right - left);
    const begin = model.scale.time(from), end = model.scale.time(to);
    this.shown = model.rows.filter((row) => model.endOf(model.cycles[row.to]) > begin && model.cycles[row.from].a <= end);
    this.dense = this.shown.length > DENSITY.most;
    const count = Math.max(this.shown.length, 1);
    const top = LANE.height + CHART.axis, tall = Math.min(CHART.row, CHART.rows / count);
    const height = Math.ceil(top + (this.dense ? this.density.height : count * tall) + 8);
    // The drawing is no picture to a screen reader: its marks are buttons.
    const svg = shape("svg", { role: "none", width: this.width, height, viewBox: `0 0 ${this.width} ${height}` });
    const y = (number) => top + number * tall;
    Object.assign(this, { svg, x, y, left, right, top, tall, height });
    const first = this.shown.length ? model.rows.indexOf(this.shown[0]) : 0;
    this.firstRow = first;
    svg.append(this.overlay = shape("g", { class: "overlay" }));
    const rows = shape("g", { "aria-hidden": "true" });
    svg.append(rows);
    this.drawAxis(rows, begin, end);
    if (this.dense) this.density.draw(rows, this.shown, { x, left, right, top, width: right });
    else {
      this.drawRows(rows);
      this.drawCursor(rows);
    }
    const frame = { svg, left, right, x, from: begin, to: end, bottom: this.dense ? LANE.height : height - 8, rowMiddle: (cycle) => this.middle(cycle) };
    this.marks = this.lane.draw(frame);
    this.labels(rows, svg);
    this.marks.forEach((mark, at) => this.listen(mark, at));
    this.setTabStop(Math.min(this.at, this.marks.length - 1));
    const hadFocus = holder.contains(document.activeElement) && document.activeElement !== holder;
    holder.replaceChildren(svg);
    if (hadFocus && this.marks[this.at]) this.marks[this.at].element.focus({ preventScroll: true });
    this.highlight();
    this.acts.drawn(begin, end, this.shown);
  }

  // The axis' words are drawn last, so that no line crosses them.
  labels(rows, svg) {
    for (const text of [...rows.querySelectorAll("text")]) {
      text.setAttribute("aria-hidden", "true");
      svg.append(text);
    }
  }

  middle(cycle) {
    const at = this.model.byNumber.get(cycle);
    if (at === undefined) return null;
    const row = this.model.rowOf[at] - this.firstRow;
    return this.dense || row < 0 || row >= this.shown.length ? null : this.y(row + 0.5);
  }

  listen(mark, at) {
    const act = () => {
      this.setTabStop(at);
      if (mark.event) this.acts.event(mark.event); else this.acts.range(mark);
    };
    mark.element.addEventListener("click", (event) => { event.stopPropagation(); act(); });
    mark.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); act(); this.acts.open(); }
    });
  }

  setTabStop(at) {
    if (this.marks[this.at]) this.marks[this.at].element.setAttribute("tabindex", "-1");
    this.at = Math.max(at, 0);
    if (this.marks[this.at]) this.marks[this.at].element.setAttribute("tabindex", "0");
  }

  // To the next mark in time; at the edge of the view the view moves on.
  step_(by) {
    let next = this.at + by;
    const edge = this.marks[next] && this.marks[next].edge;
    if (edge && by === (edge === "earlier" ? -1 : 1) && this.marks.some((one) => !one.edge)) {
      this.move(by * 0.5);
      next = by > 0 ? this.marks.findIndex((one) => !one.edge) : this.marks.findLastIndex((one) => !one.edge);
    }
    if (!this.marks[next]) return;
    this.setTabStop(next);
    this.marks[next].element.focus({ preventScroll: true });
    if (this.marks[next].event) this.acts.event(this.marks[next].event);
  }

  drawAxis(svg, begin, end) {
    const { left, right, x, height } = this, base = LANE.height + 0.5;
    svg.append(shape("line", { class: "axis", x1: left, x2: right, y1: base, y2: base }));
    let taken = -Infinity, before = null;
    const label = (time, words) => {
      const at = x(time), wide = words.length * 6.4;
      if (!words || at - wide / 2 < taken || at - wide / 2 < left - 20 || at + wide / 2 > right + 28) return false;
      taken = at + wide / 2 + 8;
      svg.append(word(words, { class: "tick", x: at, y: LANE.height + 16, "text-anchor": "middle" }));
      return true;
    };
    for (const one of this.model.scale.stretches) {
      if (one.to < begin || one.from > end) continue;
      if (one.folded) {
        const middle = x((one.from + one.to) / 2), words = `⋯ ${lengthWords(one.to - one.from)} ⋯`;
        svg.append(shape("rect", { class: "fold", x: x(one.from), width: Math.max(x(one.to) - x(one.from), 0), y: 4, height: height - 8 }));
        if (middle > left && middle < right) label((one.from + one.to) / 2, words);
        continue;
      }
      const perSecond = (this.right - this.left) / (this.view.to - this.view.from);
      const [ticks, step] = ticksOf(Math.max(one.from, begin), Math.min(one.to, end), perSecond, before === null ? 84 : 70);
      for (const time of ticks) {
        svg.append(shape("line", { class: "grid", x1: x(time), x2: x(time), y1: 8, y2: height }));
        if (label(time, tickWords(time, step, before))) before = time;
      }
    }
  }

  drawRows(svg) {
    const { model, y, tall } = this, high = Math.max(tall - (tall > 4 ? 1.5 : 0), 1);
    let labelled = -Infinity;
    this.shown.forEach((row, at) => {
      const top = y(at), first = model.cycles[row.from], last = model.cycles[row.to];
      this.drawWindow(svg, row, top, high, at);
      if (top - labelled >= CHART.label || at === 0) {
        labelled = top;
        svg.append(word(row.fold ? `${first.n}–${last.n}` : first.n,
          { class: "lane", x: this.left - 26, y: top + Math.max(high, 10) / 2 + 4, "text-anchor": "end" }));
      }
      const words = first === last ? model.cycleWords(first)
        : `cycles ${first.n} to ${last.n}, alike: ${last.m}; from ${clockWords(first.a, true)}`;
      const area = shape("rect", { class: "hit", x: 0, y: top, width: this.width, height: high + 1 }, words);
      area.addEventListener("click", () => this.acts.cycle(first));
      svg.append(area);
    });
  }

  drawWindow(svg, row, top, high, at) {
    const { model, x, left, right } = this, first = model.cycles[row.from], last = model.cycles[row.to];
    const clamp = (place) => Math.max(left, Math.min(place, right)), bad = hasFailed(first);
    const start = first.w ?? (row.fold ? first.a : null), from = clamp(x(start ?? first.a)), to = clamp(x(last.a));
    const kind = `window${bad ? " gone" : ""}${row.fold ? " quiet" : ""}`;
    if (start !== null && x(start) < left - 1 && high >= 6) {
      // The window begins before the view: its bar is torn.
      const teeth = Math.max(2, Math.round(high / 4)), tooth = high / teeth;
      const edge = `M${from} ${top}` + `l5 ${tooth / 2}l-5 ${tooth / 2}`.repeat(teeth);
      svg.append(shape("path", { class: kind, d: `${edge}H${Math.max(to, from + 6)}V${top}z` }));
      if (high >= 11 && (at === 0 || first.f)) {
        svg.append(word(`asked from ${clockWords(start, true)} (${lengthWords(first.a - start)} before)`,
          { class: "start", x: from + 9, y: top + high / 2 + 4 }));
      }
    } else if (start !== null) svg.append(shape("rect", { class: kind, x: from, y: top, width: Math.max(to - from, 1), height: high }));
    for (const one of row.fold ? [first, last] : [first]) {
      const place = x(one.a);
      if (place < left - 1 || place > right + 1) continue;
      svg.append(shape("rect", { class: bad ? "failed" : "now", x: place - 1, y: top, width: bad ? 4 : 1.5, height: high }));
    }
  }

  drawCursor(svg) {
    const { model, x, y, left, right } = this;
    let path = "", before = null;
    this.shown.forEach((row, at) => {
      const place = model.cycles[row.to].c;
      if (place === undefined) return;
      const here = Math.max(left, Math.min(x(place), right)).toFixed(1);
      path += before === null ? `M${here} ${y(at).toFixed(1)}` : `V${y(at).toFixed(1)}H${here}`;
      path += `V${y(at + 1).toFixed(1)}`;
      before = here;
    });
    if (path) svg.append(shape("path", { class: "cursor", d: path }, "the saved position"));
  }

  highlight() {
    if (!this.overlay) return;
    const { event, row } = this.picked || {}, made = [];
    if (row) {
      const middle = this.middle(row.n), at = this.x(row.a);
      if (this.dense && at >= this.left && at <= this.right) {
        made.push(shape("rect", { class: "picked", x: at - 3, width: 6, y: this.top, height: this.height - this.top - 8 }));
      } else if (middle !== null) made.push(shape("rect", { class: "picked", x: 0, width: this.width, y: middle - this.tall / 2 - 1,
        height: Math.max(this.tall, 3) + 1 }));
    }
    if (event) {
      const at = this.x(event.c);
      if (at >= this.left && at <= this.right) made.push(shape("rect", { class: "picked", x: at - 6, width: 12, y: 0, height: this.height - 8 }));
      const mark = this.marks.findIndex((one) => one.event === event || (one.events && one.events.includes(event)));
      if (mark >= 0) this.setTabStop(mark);
    }
    this.overlay.replaceChildren(...made);
    for (const mark of this.marks) mark.element.classList.toggle("chosen", Boolean(event) && mark.event === event);
  }
}
