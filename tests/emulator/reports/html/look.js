// What a test looks at in a page: a function of its window and its document.
(window, document) => {
  const all = (css) => [...document.querySelectorAll(css)];
  const seen = (one) => one.getClientRects().length > 0;
  const box = (one) => {
    const { left, right, width } = one.getBoundingClientRect();
    return { left, right, width };
  };
  const number = (text) => Number((text.match(/[\d,]+/) || ["-1"])[0].replace(/,/g, ""));
  const order = all("a[href], button, input, select, [tabindex]")
    .filter((one) => seen(one) && one.tabIndex >= 0);
  const counts = Object.fromEntries(all(".card").map((one) =>
    [one.querySelector("span").textContent, number(one.querySelector("b").textContent)]));
  const filters = {};
  for (const name of ["findings", "cycles", "events"]) {
    document.getElementById(`${name}-tab`).click();
    filters[name] = Object.fromEntries(all("#filter option").map((one) =>
      [one.value, number(one.textContent.match(/\(([\d,]+)\)$/)[1])]));
    const list = document.getElementById(`${name}-list`).querySelector("[role=option]");
    filters[name].listed = list ? Number(list.getAttribute("aria-setsize")) : 0;
  }
  document.getElementById("cycles-tab").click();
  const message = document.querySelector(".item.chosen .message");
  return {
    title: document.getElementById("details-title").textContent,
    address: window.location.hash,
    elements: document.querySelectorAll("*").length,
    inner: window.innerWidth,
    overflow: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    message: message && { ...box(message), text: message.textContent },
    wide: all("#lists .item, #pane pre, #pane details").map((one) => box(one).right),
    places: order.map((one) => (one.closest("header, #timeline, #pane, #lists") || one).id || "header"),
    marks: all("#chart [tabindex='0']").length,
    ordered: all("[tabindex]").every((one) => one.tabIndex <= 0),
    drawings: all("#chart [role='img'], #chart svg:not([role='none'])").length,
    marked: all("#pane pre mark").map((one) => one.textContent).join("\n"),
    drawn: all("#chart .mark").map((one) => one.getAttribute("aria-label")),
    counts, filters,
  };
}
