// A long form: counters, words to put in, marks beside what is wrong; and what is typed outlives a closed page and a lost
// connection, on this device, until the server has all of it (data-kept names the copy).

const form = document.querySelector("form[data-kept]");
const key = `form:${document.body.dataset.person}:${form.dataset.kept}`;
const notice = document.querySelector("[data-device-notice]");
// Channels count UTF-16 units, as strings here do; the book of answers counts characters.
const lengthOf = form.dataset.counts === "units" ? (text) => text.length : (text) => [...text].length;

const ticked = (field) => /^(checkbox|radio)$/.test(field.type);
const nameOf = (field) => (ticked(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) => (ticked(field) ? field.checked : field.value.trim());

function fields() {
  return [...form.elements].filter((each) => each.name && !/^(hidden|file|submit|button|fieldset)$/.test(each.type));
}

// What goes with a text decides how long it may be, where its counter has no limit of its own.
function company() {
  if (form.elements.picture) return "picture";
  return fields().some((each) => each.name.startsWith("target.") && each.value) ? "buttons" : "plain";
}

function count(field) {
  const counter = document.querySelector(`[data-counter="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const most = Number(counter.dataset.most ?? counter.dataset[company()]);
  const length = lengthOf(field.value.trim());
  counter.textContent = `${length} / ${most}`;
  counter.classList.toggle("over", length > most);
}

function mark() {
  form.querySelectorAll(".slip").forEach((slip) => {
    form.querySelectorAll(`[aria-describedby~="${CSS.escape(slip.id)}"]`).forEach((field) => {
      if (slip.textContent.trim() && !slip.classList.contains("tells")) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  });
}

function put(words, field) {
  field.focus();
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// What the device has and the page has not: the server never got it.
const kept = JSON.parse(localStorage.getItem(key) || "{}");
const missing = () => fields().filter((each) => nameOf(each) in kept && kept[nameOf(each)] !== valueOf(each));

function restore() {
  missing().forEach((each) => {
    if (ticked(each)) each.checked = kept[nameOf(each)];
    else each.value = kept[nameOf(each)];
    count(each);
  });
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

let last = null;
fields().forEach(count);
mark();
notice.hidden = !missing().length;

form.addEventListener("focusin", (event) => { if (/^(TEXTAREA|INPUT)$/.test(event.target.tagName)) last = event.target; });
form.addEventListener("input", (event) => {
  count(event.target);
  localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((each) => [nameOf(each), valueOf(each)]))));
});
document.addEventListener("click", (event) => {
  const { insert, into } = event.target.closest("[data-insert]")?.dataset || {};
  const field = into ? document.getElementById(into) : last;
  if (insert && field) put(insert, field);
  const act = event.target.closest("[data-device]")?.dataset.device;
  if (act === "restore") restore();
  if (act === "forget") localStorage.removeItem(key);
  if (act) notice.hidden = true;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!/\/draft?$/.test(event.detail.requestConfig?.path)) return;
  if (event.detail.successful) { localStorage.removeItem(key); return; }
  const line = document.querySelector("[data-kept-line]");
  if (line) line.textContent = line.dataset.lost;
});
document.body.addEventListener("htmx:afterSettle", () => { mark(); fields().forEach(count); });
