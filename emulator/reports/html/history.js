// Fetch History: a page of rows at a time, each opening to what the cycle saw, asked for and got.
class FetchHistory {
  constructor(numbers, choose) {
    this.numbers = numbers;
    this.choose = choose;
    this.noun = numbers.run.noun;
    this.body = document.getElementById("history");
    this.button = document.getElementById("more");
    this.telling = new Set(numbers.findings.map((finding) => finding.cycle));
    this.open = null;
    this.start = 0;
    this.size = 100;
    if (numbers.run.key) document.getElementById("last-run-head").textContent = `Last Run: ${numbers.run.key}`;
    this.button.addEventListener("click", () => { this.size += 200; this.draw(); });
    document.getElementById("which").addEventListener("change", () => { this.start = 0; this.draw(); });
  }

  rows() {
    if (document.getElementById("which").value === "all") return this.numbers.cycles;
    return this.numbers.cycles.filter((row) => row.i || row.u || row.s !== "ok" || this.telling.has(row.n));
  }

  goTo(cycle) {
    this.open = cycle;
    const place = this.rows().findIndex((row) => row.n === cycle);
    if (place >= 0 && (place < this.start || place >= this.start + this.size)) this.start = Math.max(0, place - 20);
    this.draw();
    const row = document.getElementById(`cycle-${cycle}`);
    if (row) row.scrollIntoView({ block: "nearest" });
  }

  draw() {
    const rows = this.rows();
    const shown = rows.slice(this.start, this.start + this.size);
    const made = [];
    for (const row of shown) {
      made.push(this.row(row));
      if (row.n === this.open) made.push(this.details(row));
    }
    this.body.replaceChildren(...made);
    const left = rows.length - this.start - shown.length;
    this.button.hidden = left <= 0 && this.start === 0;
    this.button.textContent = left > 0 ? `show more (${left} left)` : "from the first cycle";
    this.button.onclick = left > 0 ? null : () => { this.start = 0; this.draw(); };
  }

  row(row) {
    const failed = ["error", "timeout", "crashed"].includes(row.s);
    const lastRun = element("td", { class: "mono" }, row.l || "(unchanged)");
    if (row.f) lastRun.append(element("span", { class: "tag" }, "FIRST RUN"));
    if (row.k) lastRun.append(element("span", { class: "tag" }, "LAST RUN KEPT"));
    // What a failed fetch of events has delivered at its call stays delivered.
    const quiet = row.s !== "ok" && !row.i && !row.u;
    const made = element("tr", { class: `row${row.n === this.open ? " chosen" : ""}`, id: `cycle-${row.n}`,
      tabindex: 0, "aria-expanded": row.n === this.open },
      element("td", {}, row.n), element("td", {}, clockWords(row.a + row.d)),
      element("td", {}, row.s === "skipped" ? "–" : lengthWords(row.d)),
      element("td", {}, quiet ? "–" : row.i), element("td", { class: row.u ? "twice" : "" }, row.u || "–"),
      lastRun, element("td", { class: failed ? "bad" : "" }, row.m));
    made.title = clockWords(row.a, true);
    const toggle = () => { this.open = this.open === row.n ? null : row.n; this.choose(this.open); this.draw(); };
    made.addEventListener("click", toggle);
    made.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); }
    });
    return made;
  }

  details(row) {
    const cell = element("td", { colspan: 7 });
    const more = row.more;
    if (!more) {
      cell.append(element("p", { class: "meaning" }, "The page holds the details of the telling cycles; -o json has all."));
    } else {
      const store = (text) => text ?? "not set";
      cell.append(element("pre", {}, `last run before  ${store(more.before)}\nasked to save    ${store(more.asked)}` +
        `\nlast run after   ${store(more.after)}`));
      for (const item of more.requests) cell.append(this.request(item, row.a));
      const hidden = more.requested - more.requests.length;
      if (hidden > 0) cell.append(element("p", { class: "meaning" }, `and ${hidden} more requests`));
      for (const item of more.incidents) cell.append(this.incident(item, row));
      if (more.trace) cell.append(element("pre", { class: "error" }, more.trace));
    }
    return element("tr", { class: "details" }, cell);
  }

  request(item, began) {
    const words = `+${lengthWords(Math.max(item.at - began, 0))}  ${item.asked}\n→ ${item.got}   ${item.line}` +
      `${item.body ? `\n> ${item.body}` : ""}${item.answer ? `\n< ${item.answer}` : ""}`;
    return element("pre", {}, words);
  }

  incident(item, row) {
    const kind = row.x ? "sent, not created" : this.noun;
    const summary = element("summary", {}, `${kind}: ${item.name}${item.occurred ? `, ${item.occurred}` : ""}`);
    return element("details", {}, summary, element("pre", {}, item.raw));
  }
}
