import { element } from "./dom.mjs";

/**
 * Makes tabs of the buttons with these ids, each with its panel (aria-controls): one is open, arrow keys go between them.
 * @param {readonly string[]} ids
 * @returns {(id: string) => void} opens the tab of that id
 */
export function tabs(ids) {
  const buttons = ids.map((id) => element(id, HTMLButtonElement));
  const open = (/** @type {HTMLButtonElement} */ chosen) => {
    for (const button of buttons) {
      const isChosen = button === chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      element(button.getAttribute("aria-controls") ?? "", HTMLElement).hidden = !isChosen;
    }
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => {
      open(button);
    });
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step === undefined ? undefined : buttons.at((index + step) % buttons.length);
      if (next === undefined) return;
      event.preventDefault();
      open(next);
      next.focus();
    });
  });
  return (id) => {
    open(element(id, HTMLButtonElement));
  };
}
