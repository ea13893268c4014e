// A list of any length: only the rows in sight are in the document. All rows have the same height.
class RowList {
  // `make`: {row(item) -> element, words(item), isChosen(item), choose(item)}
  constructor(holder, high, make) {
    Object.assign(this, { holder, high, make, items: [], at: -1, all: false });
    this.space = holder.appendChild(element("div", { class: "space", role: "presentation" }));
    holder.addEventListener("scroll", () => this.draw(), { passive: true });
    holder.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw(true)).observe(holder);
  }

  set(items) {
    this.items = items;
    this.space.style.height = `${items.length * this.high}px`;
    this.at = items.findIndex((item) => this.make.isChosen(item));
    this.draw(true);
  }

  draw(again) {
    const first = this.all ? 0 : Math.max(0, Math.floor(this.holder.scrollTop / this.high) - 8);
    const count = this.all ? 500 : Math.ceil(this.holder.clientHeight / this.high) + 16;
    if (!again && this.first === first && this.count === count) return;
    Object.assign(this, { first, count });
    const rows = this.items.slice(first, first + count).map((item, number) => this.row(item, first + number));
    this.space.replaceChildren(...rows);
    this.tell();
  }

  row(item, at) {
    const made = this.make.row(item), chosen = this.make.isChosen(item);
    made.id = `${this.holder.id}-${at}`;
    made.classList.add("item");
    made.classList.toggle("chosen", chosen);
    made.style.transform = `translateY(${at * this.high}px)`;
    made.style.height = `${this.high}px`;
    for (const [name, value] of Object.entries({ role: "option", "aria-selected": chosen, "aria-label": this.make.words(item),
      "aria-setsize": this.items.length, "aria-posinset": at + 1 })) made.setAttribute(name, value);
    made.addEventListener("click", () => { this.at = at; this.make.choose(item, true); });
    return made;
  }

  // A screen reader follows the row that is chosen.
  tell() {
    const inside = this.at >= this.first && this.at < this.first + this.count && this.at < this.items.length;
    if (inside && this.at >= 0) this.holder.setAttribute("aria-activedescendant", `${this.holder.id}-${this.at}`);
    else this.holder.removeAttribute("aria-activedescendant");
  }

  // Marks the chosen row again, and brings it into sight within the list.
  follow() {
    const at = this.items.findIndex((item) => this.make.isChosen(item));
    this.at = at >= 0 ? at : this.at;
    if (at >= 0) {
      const top = at * this.high, { scrollTop, clientHeight } = this.holder;
      if (top < scrollTop) this.holder.scrollTop = top - this.high;
      else if (top + this.high > scrollTop + clientHeight) this.holder.scrollTop = top - clientHeight + 2 * this.high;
    }
    this.draw(true);
  }

  move(by) {
    if (!this.items.length) return;
    this.at = Math.max(0, Math.min(this.items.length - 1, this.at + by));
    this.make.choose(this.items[this.at]);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.holder.clientHeight / this.high) - 1);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(by);
  }

  // On paper the first 500 rows are shown, whether in sight or not.
  print(on) {
    this.all = on;
    this.draw(true);
  }
}
