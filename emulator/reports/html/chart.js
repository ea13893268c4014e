// Time runs to the right. Above: the product's events, at their creation. Below: a row a cycle, going
// down; its bar is the window it asked for, its tick the moment it ran, the purple line the last run.
const CHART = { width: 1160, left: 62, right: 16, events: 86, axis: 22, most: 900, heaps: 240 };
const VERDICTS = { d: "delivered", u: "created twice", m: "missed", p: "still to come", b: "blocked",
  o: "out of scope", w: "before the first window", r: "removed before any fetch",
  x: "created although out of scope", y: "created although before the first window" };

class Chart {
  constructor(holder, numbers, choose) {
    this.holder = holder;
    this.numbers = numbers;
    this.choose = choose;
    this.from = 0;
    this.count = numbers.cycles.length;
    this.picked = null;
  }

  show(from, count) {
    const all = this.numbers.cycles.length;
    this.count = Math.max(1, Math.min(count, all));
    this.from = Math.max(0, Math.min(from, all - this.count));
    this.draw();
  }

  move(share) { this.show(this.from + Math.round(share * this.count), this.count); }

  zoom(factor) {
    const count = Math.max(5, Math.round(this.count * factor));
    this.show(this.from + Math.round((this.count - count) / 2), count);
  }

  pick(cycle) {
    this.picked = cycle;
    const place = this.numbers.cycles.findIndex((row) => row.n === cycle);
    if (place < 0) return this.draw();
    const count = Math.min(this.count, 40);
    const inside = place >= this.from && place < this.from + this.count && this.count <= 60;
    return inside ? this.draw() : this.show(place - Math.floor(count / 2), count);
  }

  draw() {
    const rows = this.numbers.cycles.slice(this.from, this.from + this.count);
    if (!rows.length) {
      this.holder.replaceChildren(element("p", {}, "No cycle ran."));
      return;
    }
    const [start, end] = this.bounds(rows);
    const x = linear(start, end, CHART.left, CHART.width - CHART.right);
    const top = CHART.events + CHART.axis;
    const height = Math.max(120, Math.min(rows.length * 18, 420));
    const y = linear(0, rows.length, top, top + height);
    const svg = shape("svg", { viewBox: `0 0 ${CHART.width} ${top + height + 8}` });
    this.drawAxis(svg, x, start, end, top, height);
    const step = Math.max(1, Math.ceil(rows.length / 300));
    this.drawRows(svg, rows, x, y, step, start, end);
    this.drawCursor(svg, rows, x, y, start, end);
    this.drawEvents(svg, rows, x, y, start, end);
    this.holder.replaceChildren(svg);
  }

  bounds(rows) {
    const last = rows[rows.length - 1];
    const end = last.a + Math.max(last.d, this.numbers.run.interval);
    const span = end - rows[0].a;
    const earliest = Math.min(...this.inside(rows[0].a - span, end).map((event) => event[0]), rows[0].a);
    const asked = Math.min(...rows.map((row) => row.w || row.a));
    return [Math.max(Math.min(earliest, asked), rows[0].a - span) - span * 0.02, end];
  }

  // Events are sorted by their creation: find those of a stretch without looking at the others.
  inside(from, to) {
    const events = this.numbers.events;
    let low = 0, high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events[middle][0] < from) low = middle + 1; else high = middle;
    }
    const found = [];
    for (let at = low; at < events.length && events[at][0] <= to; at++) found.push(events[at]);
    return found;
  }

  drawAxis(svg, x, start, end, top, height) {
    svg.append(shape("line", { class: "axis", x1: CHART.left, x2: CHART.width - CHART.right,
      y1: CHART.events + 2, y2: CHART.events + 2 }));
    for (const at of ticksBetween(start, end, 10)) {
      svg.append(shape("line", { class: "grid", x1: x(at), x2: x(at), y1: 8, y2: top + height }));
      const text = shape("text", { class: "tick", x: x(at), y: CHART.events + 16, "text-anchor": "middle" });
      text.textContent = tickWords(at, start, end);
      svg.append(text);
    }
    for (const [words, place] of [["events", 20], ["cycle ↓", CHART.events + 16]]) {
      const text = shape("text", { class: "lane", x: 6, y: place });
      text.textContent = words;
      svg.append(text);
    }
  }

  drawRows(svg, rows, x, y, step, start, end) {
    for (let at = 0; at < rows.length; at += step) {
      const group = rows.slice(at, at + step);
      const row = group.find((one) => one.s !== "ok" && one.s !== "skipped") || group[0];
      const top = y(at), tall = Math.max(y(at + group.length) - top - 1, 1);
      const chosen = group.some((one) => one.n === this.picked);
      if (chosen) svg.append(shape("rect", { class: "picked", x: 0, width: CHART.width, y: top, height: tall + 1 }));
      const asked = group.map((one) => one.w).filter(Boolean);
      const failed = ["error", "timeout", "crashed"].includes(row.s);
      if (asked.length) {
        const left = x(Math.max(Math.min(...asked), start));
        const right = x(Math.min(group[group.length - 1].a, end));
        svg.append(shape("rect", { class: failed ? "window gone" : "window", x: left, y: top,
          width: Math.max(right - left, 1), height: tall }));
      }
      const now = shape("rect", { class: failed ? "failed" : "now", x: x(row.a) - 1, y: top, width: failed ? 4 : 1.5,
        height: tall });
      svg.append(now);
      if (rows.length <= 24) {
        const text = shape("text", { class: "lane", x: 40, y: top + tall / 2 + 4, "text-anchor": "end" });
        text.textContent = row.n;
        svg.append(text);
      }
      const words = `cycle ${row.n}${group.length > 1 ? ` to ${group[group.length - 1].n}` : ""}, ` +
        `${clockWords(row.a)}: ${row.m}${row.w ? `; asked from ${clockWords(row.w, true)}` : ""}`;
      const area = shape("rect", { x: 0, y: top, width: CHART.width, height: tall + 1, fill: "transparent" }, words);
      area.addEventListener("click", () => this.choose(row.n));
      svg.append(area);
    }
  }

  drawCursor(svg, rows, x, y, start, end) {
    let path = "", last = null;
    rows.forEach((row, at) => {
      if (!row.c) return;
      const place = x(Math.min(Math.max(row.c, start), end)).toFixed(1);
      path += last === null ? `M${place} ${y(at).toFixed(1)}` : `V${y(at).toFixed(1)}H${place}`;
      path += `V${y(at + 1).toFixed(1)}`;
      last = place;
    });
    if (path) svg.append(shape("path", { class: "cursor", d: path }, "the last run"));
  }

  drawEvents(svg, rows, x, y, start, end) {
    const events = this.inside(start, end);
    const place = new Map(rows.map((row, at) => [row.n, at]));
    const telling = events.filter((event) => "mubxy".includes(event[2]));
    const crowd = events.length > CHART.most;
    if (crowd) this.drawHeaps(svg, events, x, start, end);
    const drawn = crowd ? telling.slice(0, CHART.most) : events;
    const levels = new Map();
    for (const event of drawn) {
      const level = levels.get(Math.round(x(event[0]))) || 0;
      levels.set(Math.round(x(event[0])), level + 1);
      this.drawEvent(svg, event, x, y, place, rows.length, CHART.events - 10 - Math.min(level, 6) * 10);
    }
  }

  drawEvent(svg, event, x, y, place, count, high) {
    const [created, delay, verdict, cycles, id, story] = event;
    const at = x(created);
    const words = `${id}, created ${clockWords(created, true)}` +
      `${delay ? `, visible ${lengthWords(delay)} later` : ""}: ${VERDICTS[verdict]}` +
      `${cycles.length ? ` (cycle ${cycles.join(", ")})` : ""}${story ? `\n${story}` : ""}`;
    if (delay) svg.append(shape("line", { class: "late", x1: at, x2: x(created + delay), y1: high, y2: high }));
    cycles.forEach((cycle, number) => {
      if (!place.has(cycle)) return;
      const foot = (y(place.get(cycle)) + y(place.get(cycle) + 1)) / 2;
      const kind = number > 0 ? "u" : verdict === "m" ? "d" : verdict;
      svg.append(shape("line", { class: `link ${kind}`, x1: at, x2: at, y1: high, y2: foot }));
      svg.append(shape("circle", { class: `dot ${kind}`, cx: at, cy: foot, r: 3.2 }, words));
    });
    if (verdict === "m") {
      svg.append(shape("line", { class: "link m", x1: at, x2: at, y1: high, y2: y(count) }));
    }
    const dot = verdict === "m"
      ? shape("path", { class: "dot m", d: `M${at} ${high - 6}l6 6l-6 6l-6 -6z`, tabindex: 0 }, words)
      : shape("circle", { class: `dot ${verdict}`, cx: at, cy: high, r: 4 }, words);
    dot.addEventListener("click", () => this.choose(cycles[0] || null, words));
    dot.addEventListener("focus", () => this.choose(null, words));
    svg.append(dot);
  }

  drawHeaps(svg, events, x, start, end) {
    const width = (end - start) / CHART.heaps;
    const heaps = new Array(CHART.heaps).fill(0);
    for (const event of events) heaps[Math.min(CHART.heaps - 1, Math.floor((event[0] - start) / width))]++;
    const most = Math.max(...heaps);
    heaps.forEach((count, at) => {
      if (!count) return;
      const tall = Math.max(2, (count / most) * (CHART.events - 26));
      svg.append(shape("rect", { class: "heap", x: x(start + at * width), y: CHART.events - tall,
        width: Math.max(x(start + width) - x(start) - 0.5, 0.5), height: tall }, `${count} events`));
    });
  }
}
