// Space ticks the row that j and k moved to.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT|BUTTON|SUMMARY)$/.test(event.target.tagName) || document.querySelector("dialog[open]") || document.body.hasAttribute("data-no-keys")) return;
  const tick = document.querySelector("[data-row].here input[type=checkbox]");
  if (!tick) return;
  event.preventDefault();
  tick.click();
});
