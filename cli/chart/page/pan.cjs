"use strict";

/**
 * Lets the mouse drag what the view shows; touch screens scroll by themselves. Gives whether the last press of a button was
 * such a drag, so that it does not count as a click.
 * @param {HTMLElement} view
 * @param {() => boolean} isAllowed
 * @returns {() => boolean}
 */
function pan(view, isAllowed) {
  let panned = false;
  view.addEventListener("pointerdown", (event) => {
    panned = false;
    if (event.pointerType !== "mouse" || event.button !== 0 || !isAllowed()) return;
    const from = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop };
    /** @param {PointerEvent} moved */
    const follow = (moved) => {
      const [x, y] = [moved.clientX - from.x, moved.clientY - from.y];
      if (!panned && Math.hypot(x, y) < 4) return;
      panned = true;
      view.classList.add("panning");
      view.scrollLeft = from.left - x;
      view.scrollTop = from.top - y;
    };
    const end = () => {
      view.classList.remove("panning");
      removeEventListener("pointermove", follow);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  });
  return () => panned;
}

exports.pan = pan;
