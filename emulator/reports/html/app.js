// Brings the parts together: one choice of a cycle is shown by all of them.
(function () {
  const numbers = JSON.parse(document.getElementById("numbers").textContent);
  const run = numbers.run, summary = run.summary;
  const put = (id, text) => { document.getElementById(id).textContent = text; };
  put("name", run.name);
  put("what", `${run.command} · ${summary.cycles} cycles, every ${lengthWords(run.interval)} from ` +
    `${clockWords(run.start, true)} UTC${run.tz === "UTC" ? "" : ` (TZ=${run.tz})`}` +
    (run.stop === "complete" ? "" : ` · stopped: ${run.stop}`));
  put("facts", run.facts.join("  ·  "));
  put("foot", `xfetch ${run.version} · the simulated clock, in UTC`);

  const counts = [[summary.unique, run.noun === "event" ? "events created" : "created", "good"], [summary.duplicates, "duplicates", summary.duplicates ? "twice" : ""],
    [summary.missed === null ? "?" : summary.missed, summary.missed === null ? `missed: ${run.unknown}` : "missed",
      summary.missed ? "bad" : ""], [summary.failed, "failed runs", summary.failed ? "bad" : ""],
    [summary.findings.error, "errors", summary.findings.error ? "bad" : ""],
    [summary.findings.warning, "warnings", summary.findings.warning ? "twice" : ""]];
  for (const [number, words, kind] of counts) {
    const shown = number === 1 ? words.replace(/s( created)?$/, "$1") : words;
    document.getElementById("counts").append(element("li", { class: kind }, element("b", {}, number),
      element("span", {}, shown)));
  }

  const legend = [["dot d", "delivered"], ["dot u", "created twice"], ["dot m", "missed"], ["dot b", "blocked"],
    ["dot p", "to come, or out of scope"],
    ["window", "the window that a cycle asked for"], ["cursor", "the last run"], ["failed", "a failed cycle"]];
  for (const [kind, words] of legend) {
    const svg = shape("svg", { viewBox: "0 0 22 12" });
    svg.append(kind.startsWith("dot") ? shape("circle", { class: kind, cx: 11, cy: 6, r: 5 })
      : kind === "cursor" ? shape("path", { class: kind, d: "M1 2H11V10H21" })
        : shape("rect", { class: kind, x: kind === "failed" ? 9 : 1, y: 2, width: kind === "failed" ? 4 : 20, height: 8 }));
    document.getElementById("legend").append(element("li", {}, svg, words));
  }

  const told = document.getElementById("told");
  told.textContent = run.verdicts || "";
  const chart = new Chart(document.getElementById("chart"), numbers, (cycle, words) => choose(cycle, words));
  const history = new FetchHistory(numbers, (cycle) => { if (cycle) chart.pick(cycle); });
  const findings = new Findings(numbers, (cycle, words) => choose(cycle, words));
  function choose(cycle, words) {
    if (words) told.textContent = words;
    if (!cycle) return;
    history.goTo(cycle);
    chart.pick(cycle);
  }
  const moves = { earlier: () => chart.move(-0.5), later: () => chart.move(0.5), closer: () => chart.zoom(0.5),
    wider: () => chart.zoom(2), whole: () => chart.show(0, numbers.cycles.length) };
  for (const [id, move] of Object.entries(moves)) document.getElementById(id).addEventListener("click", move);
  const keys = { ArrowLeft: "earlier", ArrowRight: "later", "+": "closer", "-": "wider", 0: "whole" };
  document.getElementById("chart").addEventListener("keydown", (event) => {
    if (keys[event.key]) { event.preventDefault(); moves[keys[event.key]](); }
  });
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  chart.show(0, numbers.cycles.length);
  findings.draw();
  history.draw();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
