// What every page of the console can do: keys, live events, drafts, and telling when the connection is gone.
// Areas hook in with attributes: data-key, data-row, data-draft, data-open, data-confirm; and listen to "live:<event>".

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Keys -----------------------------------------------------------------------------------------------------------
// data-key="c" presses this button or follows this link; data-key="g i" wants g first. Rows are moved over with j and k.
// Keys of one character can be switched off, per person and device: who speaks to the computer, or hits keys by chance,
// would press buttons (WCAG 2.1.4). Other scripts ask the page for data-no-keys.
const SWITCH = `keys-off:${document.body.dataset.person}`;

function showSwitch() {
  const off = localStorage.getItem(SWITCH) === "1";
  document.body.toggleAttribute("data-no-keys", off);
  $$("[data-keys-switch]").forEach((each) => { each.checked = !off; each.closest("[hidden]")?.removeAttribute("hidden"); });
}
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  if (event.target.checked) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "1");
  showSwitch();
});
window.addEventListener("storage", (event) => { if (event.key === SWITCH) showSwitch(); });

let before = "";
let clear = 0;
let said = 0;

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

function rows() {
  return $$("[data-row]").filter((row) => row.offsetParent !== null);
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const index = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.min(Math.max(index + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.toggle("here", row === next));
  (next.matches("a, button") ? next : $("a, button", next))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// What stands behind "more" in the navigation has its key all the same.
const reachable = (each) => (each.offsetParent !== null || each.closest(".more")) && !each.disabled;

function press(key) {
  const all = $$("[data-key]").filter((each) => each.dataset.key === key && reachable(each));
  // What stands in a line is meant for the line one is at.
  const line = (each) => each.closest("[data-row]");
  const found = all.find((each) => line(each) && (line(each).contains(document.activeElement) || each.closest(".here"))) || all.find((each) => !line(each));
  if (!found) return false;
  if (typing(found)) found.focus();
  else found.click();
  // What it opened takes the next key at once, not when the browser tells that it is open.
  if (found.tagName === "SUMMARY" && found.parentElement.open) {
    $$("input:not([type=hidden]), textarea, select, button", found.parentElement).find((each) => each.offsetParent !== null)?.focus();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey) return;
  const active = document.activeElement;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && active?.form) {
    event.preventDefault();
    active.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && active && typing(active)) active.blur();
  if (typing(event.target) || $("dialog[open]") || document.body.hasAttribute("data-no-keys")) return;
  if (event.key === "?") return openDialog("keys", event);
  if (event.key === "j" || event.key === "k") { event.preventDefault(); return move(event.key === "j" ? 1 : -1); }
  const combined = before ? `${before} ${event.key}` : event.key;
  clearTimeout(clear);
  before = event.key === "g" && !before ? "g" : "";
  clear = setTimeout(() => { before = ""; }, 1500);
  if (event.key.length === 1 && press(combined)) event.preventDefault();
});

function openDialog(id, event) {
  const dialog = document.getElementById(id);
  if (!dialog) return;
  event?.preventDefault();
  if (id === "keys") {
    listKeys($("[data-keys]", dialog));
    $$("[data-keys-of-rows]", dialog).forEach((each) => { each.hidden = !rows().length; });
  }
  dialog.showModal();
}

function listKeys(list) {
  const told = new Map();
  $$("[data-key]").filter(reachable).forEach((each) => {
    const words = each.dataset.keyWords || each.getAttribute("aria-label") || each.title || each.placeholder || each.innerText || each.textContent;
    // A title names its key for those who point: "Tunda (s)".
    const bare = words.trim().split("\n")[0].replace(` (${each.dataset.key})`, "");
    if (bare && !told.has(each.dataset.key)) told.set(each.dataset.key, bare);
  });
  list.replaceChildren(...[...told].map(([key, words]) => {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    key.split(" ").forEach((each) => { const cap = document.createElement("kbd"); cap.textContent = each; term.append(cap, " "); });
    const described = document.createElement("dd");
    described.textContent = words;
    line.append(term, described);
    return line;
  }));
}

document.addEventListener("click", (event) => {
  $$("details.more[open]").forEach((each) => { if (!each.contains(event.target)) each.open = false; });
});
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && $("details.more[open]");
  if (open) { open.open = false; $("summary", open).focus(); }
});

// --- Clicks that open, close or ask first ----------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) openDialog(opener.dataset.open, event);
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
});
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-signs-out") && !leavesNothing(event.target)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const words = (event.submitter?.dataset.confirm) || event.target.dataset.confirm;
  if (words && !window.confirm(words)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  // A second click while the first is under way sends nothing; the key in the form makes a repeat harmless, too.
  if (event.target.method === "post" && !event.target.closest("[hx-post]") && !event.target.hasAttribute("hx-post")) {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 5000);
  }
}, true);

// Who signs out leaves nothing behind on a computer that others use; false for somebody who thought better of it.
function leavesNothing(form) {
  const own = ["draft", "form"].map((kind) => `${kind}:${document.body.dataset.person}:`);
  const kept = Object.keys(localStorage).filter((key) => own.some((start) => key.startsWith(start)));
  if (kept.length && !window.confirm(form.dataset.signsOut)) return false;
  kept.forEach((key) => localStorage.removeItem(key));
  return true;
}

// --- Drafts: what is written in data-draft fields outlives a closed page and an ended session ------------------------
// Kept per person, on this device; areas with drafts on the server do both. Taken away when the server has it: what htmx
// sent tells so ("draft:done"), what a plain form sent is known by the next page, unless that one tells a problem.
const ownKey = (kind, name) => `${kind}:${document.body.dataset.person}:${name}`;
const draftKey = (field) => ownKey("draft", field.dataset.draft);

document.addEventListener("submit", (event) => {
  const fields = $$("[data-draft]", event.target);
  if (event.defaultPrevented || !fields.length || event.target.matches("[hx-post], [hx-post] *")) return;
  sessionStorage.setItem("sent", JSON.stringify({ from: location.pathname, keys: fields.map(draftKey) }));
});

function forgetSent() {
  const sent = JSON.parse(sessionStorage.getItem("sent") || "null");
  sessionStorage.removeItem("sent");
  const from = document.referrer && new URL(document.referrer).pathname;
  if (!sent || sent.from !== from || $("#content > .page > .problem, #content .problem[role='alert']")) return;
  sent.keys.forEach((key) => localStorage.removeItem(key));
}

// A page that names how its drafts begin keeps those it asks for: others were written for what has changed since. And one
// that names a long form (writing.js) tells that the server has it.
function forgetOld() {
  const live = new Set($$("[data-draft]").map(draftKey));
  $$("[data-drafts-of]").forEach((page) => {
    const old = Object.keys(localStorage).filter((key) => key.startsWith(ownKey("draft", page.dataset.draftsOf)) && !live.has(key));
    old.forEach((key) => localStorage.removeItem(key));
  });
  $$("[data-form-done]").forEach((each) => localStorage.removeItem(ownKey("form", each.dataset.formDone)));
}

function restoreDrafts(root = document) {
  if (!document.body.dataset.person) return;
  $$("[data-draft]", root).forEach((field) => {
    const kept = localStorage.getItem(draftKey(field));
    if (!kept || field.value) return;
    field.value = kept;
    say("restored");
  });
}
document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-draft]");
  if (!field) return;
  if (field.value) localStorage.setItem(draftKey(field), field.value);
  else localStorage.removeItem(draftKey(field));
});
document.addEventListener("draft:done", (event) => {
  $$("[data-draft]", event.target).forEach((field) => localStorage.removeItem(draftKey(field)));
});

// --- Live ------------------------------------------------------------------------------------------------------------
// Events of the stream arrive as "live:<name>" on the body with the told value in detail. Not while the tab is hidden:
// a browser opens few connections to one server.
let stream = null;
const EVENTS = (document.body.dataset.events || "").split(" ");

function listen() {
  const address = document.body.dataset.live;
  if (!address || stream || document.hidden) return;
  stream = new EventSource(address);
  const known = new Set(["counts", "inbox", "thread", "drafts", "news", "training", "health", "cases", "campaigns", ...EVENTS.filter(Boolean)]);
  known.forEach((name) => stream.addEventListener(name, (event) => {
    document.body.dispatchEvent(new CustomEvent(`live:${name}`, { detail: JSON.parse(event.data) }));
  }));
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) setTimeout(() => { if (document.hidden && stream) { stream.close(); stream = null; } }, 30000);
  else listen();
});
document.body.addEventListener("live:counts", (event) => {
  Object.entries(event.detail).forEach(([name, count]) => {
    $$(`[data-count="${CSS.escape(name)}"]`).forEach((each) => { each.textContent = count ? String(count) : ""; });
  });
});

// A page that is to be opened anew waits while somebody fills in a form on it: data-moved is shown instead.
const filling = () => $("main details[open] form, main form :focus");
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const moved = $("[data-moved]");
  if (!moved || event.detail.xhr.getResponseHeader("HX-Refresh") !== "true" || !filling()) return;
  event.preventDefault();
  moved.hidden = false;
});

// --- What happened by itself, told for a moment ------------------------------------------------------------------------
function say(what) {
  const line = document.getElementById("told");
  if (!line) return;
  line.textContent = line.dataset[what];
  clearTimeout(said);
  said = setTimeout(() => { line.textContent = ""; }, 8000);
}

// --- The connection ---------------------------------------------------------------------------------------------------
const offline = document.getElementById("offline");
function tell() {
  if (!offline) return;
  if (!offline.hidden && navigator.onLine) say("online");
  offline.hidden = navigator.onLine;
}
window.addEventListener("online", () => { tell(); listen(); });
window.addEventListener("offline", tell);
document.addEventListener("htmx:sendError", () => { if (offline) offline.hidden = false; });
// What went wrong stays until the element that told it gets through, or is gone: a page asks for many things by itself.
let troubled = null;
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, failed, xhr } = event.detail;
  if (failed && xhr.getResponseHeader("HX-Retarget") === "#problem") troubled = elt;
  if (!successful) return;
  tell();
  if (troubled && (troubled === elt || !troubled.isConnected)) {
    document.getElementById("problem")?.replaceChildren();
    troubled = null;
  }
});
document.addEventListener("htmx:afterSwap", (event) => restoreDrafts(event.target));

showSwitch();
forgetSent();
forgetOld();
restoreDrafts();
tell();
listen();
