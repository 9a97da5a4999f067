// The page of a conversation: counters, the countdown of WhatsApp's window, and putting answers where the cursor is.
// The thread itself is swapped by htmx; everything here has a way without script, too.

document.documentElement.classList.add("scripted");
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Length: both channels count UTF-16 units, as strings here do ------------------------------------------------------
function count() {
  const field = $("#words");
  const line = $("#count");
  if (!field || !line) return;
  const length = field.value.length;
  const longest = Number(line.dataset.longest);
  line.classList.toggle("over", length > longest);
  $(".numbers", line).textContent = `${length}/${longest}${length > longest ? ` ${line.dataset.over}` : ""}`;
  $$(".limit", line).forEach((each) => {
    const parts = Math.ceil(length / Number(each.dataset.limit));
    each.textContent = parts > 1 ? `${each.dataset.name}: ${line.dataset.parts.replace("#", parts)}` : "";
  });
}

// --- WhatsApp's 24 hours ----------------------------------------------------------------------------------------------
const SOON = 3600;
// How far this device's clock is ahead of the server's, read off each time the server tells its own.
let ahead = 0;
let told = "";
function countDown() {
  const line = $("#window[data-closes]");
  if (!line) return;
  if (line.dataset.now !== told) {
    told = line.dataset.now;
    ahead = Date.now() - Date.parse(told);
  }
  const left = Math.floor((Date.parse(line.dataset.closes) - Date.now() + ahead) / 1000);
  line.classList.toggle("soon", left < SOON);
  if (left <= 0) {
    line.classList.add("closed");
    line.textContent = line.dataset.closedWords;
    return;
  }
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  const words = hours ? line.dataset.hours : line.dataset.minutes;
  line.textContent = `${line.dataset.openWords} ${words.replace("##", minutes).replace("#", hours)}`;
}

// --- Putting in -------------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const field = $("#words");
  if (!button || !field) return;
  event.preventDefault();
  const before = field.value.slice(0, field.selectionStart).trimEnd();
  const after = field.value.slice(field.selectionEnd).trimStart();
  const head = [before, button.dataset.insert].filter(Boolean).join("\n\n");
  field.value = [head, after].filter(Boolean).join("\n\n");
  button.closest("details")?.removeAttribute("open");
  field.focus();
  field.setSelectionRange(head.length, head.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// One tool open at a time; its field is ready to be typed in. Escape and a click elsewhere close what floats.
document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (!opened.open || !opened.matches(".tool, .popup")) return;
  $$(".tool[open], .popup[open]").filter((each) => each !== opened).forEach((each) => each.removeAttribute("open"));
  $("input[type=search], select, button", opened.querySelector(".tool-body, .choices") || opened)?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = $(".tool[open], .popup[open]");
  if (!open) return;
  open.removeAttribute("open");
  $("summary", open)?.focus();
});
document.addEventListener("click", (event) => {
  $$(".popup[open]").filter((each) => !each.contains(event.target)).forEach((each) => each.removeAttribute("open"));
});

// Enter in the search field looks for answers; it does not send the reply.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "faq-search") {
    event.preventDefault();
    $("#found [data-insert]")?.focus();
  }
});

// What was told of the former words does not hold for new ones.
document.addEventListener("input", (event) => {
  if (event.target.id !== "words") return;
  count();
  $("#preview")?.replaceChildren();
  $$("#composer > p.problem, #standing .notice").forEach((each) => each.remove());
});
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.target?.id === "standing") $("#more-acts").checked = false; });
document.addEventListener("htmx:afterSettle", () => { count(); countDown(); });
count();
countDown();
setInterval(countDown, 10000);
