// JSON laid out without parsing its numbers: a browser would round those beyond 2^53. Cut text works too.
const TOKENS = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g;
const MOST_LINES = 3000;

// [{depth, text, key, value}]: a line for each value.
function jsonLines(source) {
  const lines = [];
  let depth = 0, line = { depth: 0, text: "", key: null, value: null }, last = "";
  const flush = () => {
    if (line.text) lines.push(line);
    line = { depth, text: "", key: null, value: null };
  };
  for (const [token] of source.matchAll(TOKENS)) {
    if (token === "{" || token === "[") {
      line.text += token;
      depth++;
      flush();
    } else if (token === "}" || token === "]") {
      depth = Math.max(0, depth - 1);
      if ((last === "{" || last === "[") && lines.length) {
        line = lines.pop();
        line.text += token;
      } else {
        flush();
        line.text = token;
      }
    } else if (token === ",") {
      line.text += ",";
      flush();
    } else if (token === ":") {
      line.key = line.text;
      line.text += ": ";
    } else {
      line.text += token;
      line.value = token;
    }
    last = token;
    if (lines.length > MOST_LINES) break;
  }
  flush();
  return lines;
}

// The numbers of the lines that show the event: the object around its id. `leaf` is the key of the id.
function marksOf(lines, id, leaf) {
  const isId = (line) => line.value !== null && (line.value === id || line.value === JSON.stringify(id));
  let found = lines.map((line, at) => at).filter((at) => isId(lines[at]));
  const named = found.filter((at) => lines[at].key === JSON.stringify(leaf));
  if (named.length) found = named;
  const marks = new Set();
  for (const at of found) {
    const depth = lines[at].depth;
    let first = at, last = at;
    while (depth && first > 0 && lines[first].depth >= depth) first--;
    while (depth && last < lines.length - 1 && lines[last].depth >= depth) last++;
    for (let one = first; one <= last; one++) marks.add(one);
  }
  return marks;
}

// The numbers of the lines that are not in the text before.
function changesOf(lines, before) {
  const known = new Set(jsonLines(before).map((line) => `${line.depth} ${line.text.replace(/,$/, "")}`));
  return new Set(lines.map((line, at) => at).filter((at) => !known.has(`${lines[at].depth} ${lines[at].text.replace(/,$/, "")}`)));
}

// A <pre> of a text: JSON is laid out, and the lines of the event in question, or those that changed since the
// text `before`, are marked.
function prettyText(source, id, leaf, before) {
  const isJson = /^\s*[{[]/.test(source);
  const lines = isJson ? jsonLines(source)
    : source.split("\n").slice(0, MOST_LINES).map((text) => ({ depth: 0, text, key: null, value: null }));
  const marks = before && isJson ? changesOf(lines, before) : !id ? new Set() : isJson ? marksOf(lines, id, leaf)
    : new Set(lines.map((line, at) => at).filter((at) => lines[at].text.includes(id)));
  const pre = element("pre", { tabindex: 0 });
  let plain = "";
  lines.forEach((line, at) => {
    const text = "  ".repeat(line.depth) + line.text;
    if (!marks.has(at)) {
      plain += `${text}\n`;
      return;
    }
    pre.append(plain, element("mark", {}, text), "\n");
    plain = "";
  });
  pre.append(plain.replace(/\n$/, ""));
  if (lines.length > MOST_LINES) pre.append(`\n… more lines`);
  return pre;
}
