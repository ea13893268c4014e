// The mouse, the wheel and fingers on the timeline; and the strip above it that shows the whole run.
class Gestures {
  constructor(chart) {
    this.chart = chart;
    const { holder } = chart;
    holder.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    holder.addEventListener("pointerdown", (event) => this.down(event));
    holder.addEventListener("dblclick", () => chart.reset());
  }

  share(event) {
    const { chart } = this, box = chart.holder.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left - chart.left) / (chart.right - chart.left)));
  }

  // The wheel zooms with Ctrl, or once the timeline has the focus; else it scrolls the page.
  wheel(event) {
    const { chart } = this, active = event.ctrlKey || event.metaKey || chart.holder.contains(document.activeElement);
    if (!active || !chart.model.scale) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) chart.move(Math.sign(event.deltaX || event.deltaY) * 0.1);
    else chart.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.share(event));
  }

  // A mouse marks the stretch to show; with Shift, and with a finger, it moves the view.
  down(event) {
    const { chart } = this, { holder } = chart;
    if (event.button || !chart.model.scale) return;
    const moves = event.shiftKey || event.pointerType === "touch";
    const start = this.share(event), { from, to } = chart.view;
    let band = null, moved = false;
    const follow = (next) => {
      if (!moved && Math.abs(next.clientX - event.clientX) < 5) return;
      moved = true;
      const share = this.share(next);
      if (moves) return chart.show(from - (share - start) * (to - from), to - (share - start) * (to - from));
      band = band || chart.svg.appendChild(shape("rect", { class: "band", y: 0, height: chart.height }));
      const wide = chart.right - chart.left;
      band.setAttribute("x", chart.left + Math.min(start, share) * wide);
      band.setAttribute("width", Math.abs(share - start) * wide);
    };
    const done = (last) => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", done);
      window.removeEventListener("pointercancel", done);
      if (!moved) return;
      holder.addEventListener("click", (click) => { click.stopPropagation(); click.preventDefault(); }, { capture: true, once: true });
      setTimeout(() => holder.dispatchEvent(new Event("click")), 0);
      const share = this.share(last);
      if (!moves && last.type === "pointerup") {
        chart.show(from + Math.min(start, share) * (to - from), from + Math.max(start, share) * (to - from));
      }
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", done);
    window.addEventListener("pointercancel", done);
  }
}

// The whole run in a strip: its events as stacked bars, its failures, and the part that is shown.
class Overview {
  constructor(holder, chart) {
    this.holder = holder;
    this.chart = chart;
    holder.addEventListener("pointerdown", (event) => {
      const go = (next) => this.go(next);
      go(event);
      window.addEventListener("pointermove", go);
      window.addEventListener("pointerup", () => window.removeEventListener("pointermove", go), { once: true });
    });
  }

  go(event) {
    const box = this.holder.getBoundingClientRect(), { view, model } = this.chart;
    const place = ((event.clientX - box.left) / box.width) * model.scale.length, half = (view.to - view.from) / 2;
    this.chart.show(place - half, place + half);
  }

  show() {
    const { model, view } = this.chart;
    this.holder.hidden = !model.scale;
    if (this.holder.hidden || !this.holder.clientWidth) return;
    const width = this.holder.clientWidth, x = (place) => (place / model.scale.length) * width;
    if (this.drawn !== model.scale || this.width !== width) this.draw(width, x);
    this.window.setAttribute("x", x(view.from));
    this.window.setAttribute("width", Math.max(x(view.to) - x(view.from), 3));
  }

  draw(width, x) {
    const { model } = this.chart, height = 26, bins = [];
    for (const event of model.events) {
      const column = Math.floor(x(model.scale.place(event.c)) / 3);
      (bins[column] = bins[column] || []).push(event);
    }
    const svg = shape("svg", { width, height, "aria-hidden": "true" });
    const most = Math.max(1, ...bins.filter(Boolean).map((bin) => bin.length));
    bins.forEach((bin, column) => {
      const counts = model.countsOf(bin);
      let y = height;
      for (const letter of STACK) {
        if (!counts[letter]) continue;
        const tall = Math.max((counts[letter] / most) * (height - 6), 2);
        y -= tall;
        svg.append(shape("rect", { class: `v ${letter}`, x: column * 3, y, width: 2.5, height: tall }));
      }
    });
    let before = -9;
    for (const row of model.cycles.filter(hasFailed)) {
      const place = x(model.scale.place(row.a));
      if (place - before < 2) continue;
      before = place;
      svg.append(shape("rect", { class: "failed", x: place, y: 0, width: 2, height: 4 }));
    }
    this.window = shape("rect", { class: "shown", y: 0.5, height: height - 1 });
    svg.append(this.window);
    this.holder.replaceChildren(svg);
    this.drawn = model.scale;
    this.width = width;
  }
}
