// A file with the pages of many runs: shows the one that the address names. Without one the overview stays.
{
  const asked = /[?&]run=([^&]*)/.exec(location.search), run = asked ? asked[1] : "";
  // Other parts of the address are kept: some servers sign it.
  const addressOf = (path) => {
    const others = location.search.slice(1).split("&").filter((part) => part && !part.startsWith("run="));
    return `?${[...others, path && `run=${path}`].filter(Boolean).join("&")}`;
  };
  let path = run;
  try { path = decodeURIComponent(run); } catch { /* not encoded as an address is */ }
  const numbers = byId(`numbers?run=${run}`);
  if (numbers) {
    numbers.id = "numbers";
    byId(`details?run=${run}`).id = "details";
    byId("scenarios").replaceWith(byId("page").content);
    document.querySelector(".heading").prepend(element("nav", { class: "soft" },
      element("a", { href: addressOf("") }, "‹ overview"), ` · ${path}`));
    const { name, headline } = JSON.parse(numbers.textContent).run;
    document.title = `${name}: ${headline}`;
  } else {
    byId("absent").textContent = run ? `This file has no page of ${path}.` : "";
    for (const link of document.querySelectorAll("#scenarios a")) {
      const [, path, rest] = /^\?run=([^#]*)(.*)$/.exec(link.getAttribute("href"));
      link.href = addressOf(path) + rest;
    }
  }
}
