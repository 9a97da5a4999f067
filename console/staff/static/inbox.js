// A list that is read again keeps what somebody has chosen in it, the line they are at, and the focus.
let kept = null;

const pickOf = (queue, id) => queue.querySelector(`[data-id="${CSS.escape(id)}"] input[type="checkbox"]`);

document.addEventListener("htmx:beforeSwap", (event) => {
  const queue = event.detail.target;
  if (!queue?.matches?.("[data-keeps]")) return;
  const focused = document.activeElement?.closest?.("[data-id]");
  kept = {
    chosen: [...queue.querySelectorAll("input:checked")].map((box) => box.value),
    here: queue.querySelector(".here")?.dataset.id,
    focus: focused && queue.contains(focused) ? { id: focused.dataset.id, tag: document.activeElement.tagName } : null,
  };
});

document.addEventListener("htmx:afterSwap", () => {
  const queue = document.querySelector("[data-keeps]");
  if (!kept || !queue) return;
  const line = (id) => id && queue.querySelector(`[data-id="${CSS.escape(id)}"]`);
  kept.chosen.forEach((id) => { const box = pickOf(queue, id); if (box) box.checked = true; });
  line(kept.here)?.classList.add("here");
  if (kept.focus) line(kept.focus.id)?.querySelector(kept.focus.tag)?.focus({ preventScroll: true });
  kept = null;
  tell();
});

// How many are chosen.
function tell() {
  const told = document.querySelector(".bulk-count");
  const count = document.querySelectorAll("[data-keeps] input:checked").length;
  if (told && count) told.textContent = `${count} ${told.dataset.one}`;
}
document.addEventListener("change", (event) => { if (event.target.closest("[data-keeps]")) tell(); });
tell();
