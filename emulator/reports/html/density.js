// Many cycles at once: no row a cycle, but two lanes. How many cycles did what, as stacked bars; and how far
// the saved position stood behind the clock.
const DENSITY = { most: 150, cycles: 110, gap: 44, lag: 120, least: 5, widest: 14 };
const DID = [["failed", "failed", hasFailed], ["repeated", "with duplicates", (row) => row.u],
  ["made", "that created something", (row) => row.i], ["quiet", "that created nothing", () => true]];

class Density {
  constructor(model, acts) { Object.assign(this, { model, acts }); }

  get height() { return DENSITY.cycles + DENSITY.gap + DENSITY.lag; }

  draw(svg, rows, frame) {
    const bins = [], { cycles } = this.model, count = rows.reduce((sum, row) => sum + row.to - row.from + 1, 0);
    this.bar = Math.max(DENSITY.least, Math.min(DENSITY.widest, (4 * (frame.right - frame.left)) / count));
    for (const row of rows) {
      for (let at = row.from; at <= row.to; at++) {
        const place = frame.x(cycles[at].a);
        if (place < frame.left || place > frame.right) continue;
        const column = Math.floor((place - frame.left) / this.bar);
        (bins[column] = bins[column] || []).push(cycles[at]);
      }
    }
    if (!bins.length) return;
    this.drawCycles(svg, bins, frame);
    this.drawLag(svg, bins, frame);
  }

  drawCycles(svg, bins, { left, top, width }) {
    // A folded stretch has many more cycles than other bars: it must not flatten them.
    const sizes = bins.filter(Boolean).map((bin) => bin.length).sort((one, other) => one - other);
    const most = Math.max(1, Math.min(sizes[sizes.length - 1], 2 * sizes[sizes.length >> 1])), base = top + DENSITY.cycles;
    const none = Object.fromEntries(DID.map(([name]) => [name, 0]));
    svg.append(word(`cycles, up to ${sizes[sizes.length - 1].toLocaleString("en-US")} a bar`, { class: "count", x: left, y: top + 2 }));
    const { w, a, n } = this.model.first;
    if (w !== undefined && a - w > 2 * this.model.interval) {
      svg.append(word(`cycle ${n} asked from ${clockWords(w, true)}, ${lengthWords(a - w)} before`, { class: "count", x: left, y: base + 16 }));
    }
    bins.forEach((bin, column) => {
      const counts = { ...none };
      for (const row of bin) counts[DID.find(([, , test]) => test(row))[0]]++;
      let y = base;
      const words = [];
      for (const [name, says] of DID) {
        if (!counts[name]) continue;
        words.push(`${counts[name].toLocaleString("en-US")} ${says}`);
        const share = Math.min(counts[name] / most, 1), least = name === "failed" || name === "repeated" ? 3 : 1;
        const tall = Math.max(Math.min(Math.max(share * (DENSITY.cycles - 12), least), y - top - 8), 0);
        y -= tall;
        svg.append(shape("rect", { class: `did ${name}`, x: left + column * this.bar, y, width: this.bar - 1, height: tall }));
      }
      const area = shape("rect", { class: "hit", x: left + column * this.bar, y: top, width: this.bar, height: this.height },
        `cycles ${bin[0].n} to ${bin[bin.length - 1].n}: ${words.join(", ")}`);
      area.addEventListener("click", () => this.acts.zoomTo(bin[0].a, this.model.endOf(bin[bin.length - 1])));
      svg.append(area);
    });
    svg.append(shape("line", { class: "axis", x1: left, x2: width, y1: base + 0.5, y2: base + 0.5 }));
  }

  drawLag(svg, bins, { left, top }) {
    const base = top + this.height, lags = [];
    bins.forEach((bin, column) => {
      const known = bin.filter((row) => row.c !== undefined).map((row) => row.a - row.c);
      if (known.length) lags.push([left + (column + 0.5) * this.bar, Math.max(...known)]);
    });
    if (!lags.length) return;
    const most = Math.max(...lags.map(([, lag]) => lag), this.model.interval);
    const path = lags.map(([x, lag], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${(base - Math.max(lag, 0) / most * (DENSITY.lag - 6)).toFixed(1)}`);
    svg.append(word(`the saved position, up to ${lengthWords(Math.max(...lags.map(([, lag]) => lag), 0))} behind the cycle`,
      { class: "count", x: left, y: base - DENSITY.lag - 6 }), shape("path", { class: "cursor", d: path.join("") }));
  }
}
