// What the keyboard and the mouse do to a page: a function of its window and its document.
(window, document) => {
  const find = (id) => document.getElementById(id);
  const press = (one, key) => one.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const at = () => ({ focus: document.activeElement.id, address: window.location.hash, title: find("details-title").textContent });
  const range = () => find("range").textContent;
  const told = {};
  press(document.body, "/");
  told.slash = at();
  find("search").value = "XF101";
  find("search").dispatchEvent(new window.Event("input"));
  press(find("search"), "Enter");
  told.enter = at();
  press(find("pane"), "Escape");
  told.escape = at();
  press(find("findings-list"), "Escape");
  told.again = at();
  find("cycles-tab").click();
  press(find("cycles-list"), "End");
  told.end = at();
  press(find("cycles-list"), "ArrowUp");
  told.up = at();

  const chart = find("chart"), box = chart.getBoundingClientRect();
  const pointer = (kind, share, target) => target.dispatchEvent(new window.PointerEvent(kind, {
    clientX: box.left + share * box.width, clientY: box.top + 20, bubbles: true, button: 0, pointerType: "mouse" }));
  const wheel = (keys) => chart.dispatchEvent(new window.WheelEvent("wheel", {
    deltaY: -100, clientX: box.left + box.width / 2, bubbles: true, cancelable: true, ...keys }));
  told.whole = range();
  wheel({});
  told.scrolled = range();
  wheel({ ctrlKey: true });
  told.wheeled = range();
  chart.dispatchEvent(new window.MouseEvent("dblclick", { bubbles: true }));
  told.back = range();
  pointer("pointerdown", 0.3, chart);
  pointer("pointermove", 0.5, window);
  pointer("pointerup", 0.6, window);
  told.dragged = range();
  const mark = chart.querySelector("[tabindex='0']");
  mark.focus();
  press(mark, "ArrowRight");
  told.mark = { words: document.activeElement.getAttribute("aria-label"), ...at() };
  return told;
}
