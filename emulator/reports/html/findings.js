// The findings, with filters by severity and by any text.
class Findings {
  constructor(numbers, choose) {
    this.numbers = numbers;
    this.choose = choose;
    this.list = document.getElementById("findings-list");
    this.shown = new Set(["error", "warning", "info"]);
    this.search = document.getElementById("search");
    this.search.addEventListener("input", () => this.draw());
    const holder = document.getElementById("severities");
    for (const severity of this.shown) {
      const count = numbers.findings.filter((one) => one.severity === severity).length;
      const button = element("button", { type: "button", "aria-pressed": "true", class: severity }, `${count} ${severity}`);
      button.addEventListener("click", () => {
        const on = !this.shown.has(severity);
        if (on) this.shown.add(severity); else this.shown.delete(severity);
        button.setAttribute("aria-pressed", String(on));
        this.draw();
      });
      holder.append(button);
    }
  }

  draw() {
    const wanted = this.search.value.trim().toLowerCase();
    const found = this.numbers.findings.filter((one) => this.shown.has(one.severity) &&
      (!wanted || `${one.rule} ${one.name} ${one.message} ${one.line}`.toLowerCase().includes(wanted)));
    const rows = found.slice(0, 200).map((one) => this.row(one));
    if (!rows.length) rows.push(element("li", { class: "meaning" },
      this.numbers.findings.length ? "No finding fits the filter." : "Nothing to complain about."));
    if (found.length > 200) rows.push(element("li", { class: "meaning" }, `and ${found.length - 200} more`));
    this.list.replaceChildren(...rows);
  }

  row(one) {
    const head = element("div", {}, element("span", { class: `badge ${one.severity}` }, one.severity),
      element("span", { class: "rule" }, `${one.rule} ${one.name}`));
    if (one.line) head.append(element("span", { class: "place mono" }, one.line));
    if (one.cycle) {
      const go = element("button", { type: "button", class: "place" }, `cycle ${one.cycle}`);
      go.addEventListener("click", () => this.choose(one.cycle, `${one.rule}: ${one.message}`));
      head.append(" ", go);
    }
    const made = element("li", {}, head, element("p", {}, one.message),
      element("p", { class: "meaning" }, one.meaning));
    if (one.source.length) {
      const source = this.source(one);
      made.append(one.severity === "info" ? element("details", {}, element("summary", {}, "the line"), source) : source);
    }
    return made;
  }

  source(one) {
    const here = Number(one.line.split(":").pop());
    const pre = element("pre", {});
    for (const [number, text] of one.source) {
      pre.append(element("span", { class: number === here ? "here" : "" },
        element("span", { class: "number" }, `${String(number).padStart(5)}  `), text || " "), "\n");
    }
    return pre;
  }
}
