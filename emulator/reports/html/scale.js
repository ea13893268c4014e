// Times in seconds since 1970, in UTC, and how they become places and words.
const two = (number) => String(number).padStart(2, "0");

function clockWords(seconds, withDay) {
  const date = new Date(seconds * 1000);
  const millis = Math.round((seconds % 1) * 1000);
  let words = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  if (millis) words += "." + String(millis).padStart(3, "0").replace(/0+$/, "");
  return withDay ? `${date.toISOString().slice(0, 10)} ${words}` : words;
}

function lengthWords(seconds) {
  if (seconds < 60) return `${+seconds.toFixed(3)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${seconds % 60 ? Math.round(seconds % 60) + "s" : ""}`;
  return `${Math.floor(seconds / 3600)}h${Math.round((seconds % 3600) / 60)}m`;
}

function linear(from, to, left, right) {
  const span = to - from || 1;
  return (value) => left + ((value - from) / span) * (right - left);
}

const STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
  172800, 604800, 2592000, 31536000];

function ticksBetween(from, to, most) {
  const step = STEPS.find((one) => (to - from) / one <= most) || Math.ceil((to - from) / most);
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

function tickWords(seconds, from, to) {
  const date = new Date(seconds * 1000);
  if (to - from > 86400 * 2) return date.toISOString().slice(0, 10);
  if (to - from > 600) return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return clockWords(seconds);
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  for (const child of children) made.append(child);
  return made;
}

function shape(name, attributes, title) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (title) made.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"),
    { textContent: title }));
  return made;
}
