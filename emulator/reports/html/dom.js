// Makes elements. Text is always set as text, never as markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
  return made;
}

function shape(name, attributes, title) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  if (title) made.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"),
    { textContent: title }));
  return made;
}

function word(text, attributes) {
  const made = shape("text", attributes);
  made.textContent = text;
  return made;
}

const byId = (id) => document.getElementById(id);

function button(words, act, attributes) {
  return element("button", { type: "button", onclick: act, ...attributes }, words);
}

// A button that copies a text. Without the clipboard's permission the text is selected by the old way.
function copyButton(text, what) {
  const made = button("copy", async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = element("textarea", { class: "aside" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    made.textContent = "copied";
    setTimeout(() => { made.textContent = "copy"; }, 1500);
  }, { class: "small", "aria-label": `Copy ${what}` });
  return made;
}

function plural(count, noun) {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
