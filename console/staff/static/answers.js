// The form of an answer: what is typed outlives a closed page and a lost connection; counters; places to insert.
// Small forms (why, words back) use data-draft; what was sent and taken is forgotten on the next page.

const person = document.body.dataset.person;
const form = document.getElementById("answers-form");
const keyOf = (topic) => `answers:${person}:${topic}`;

const done = document.querySelector("[data-answers-done]");
if (done) localStorage.removeItem(keyOf(done.dataset.answersDone));

// --- Small forms: forgotten when the page after them came from them, kept when it told a problem ----------------------
const sent = JSON.parse(sessionStorage.getItem("answers-sent") || "null");
sessionStorage.removeItem("answers-sent");
if (sent && document.referrer && new URL(document.referrer).pathname === sent.from && !document.querySelector("#content > .page > .problem")) {
  sent.keys.forEach((key) => localStorage.removeItem(key));
}
document.addEventListener("submit", (event) => {
  const fields = [...event.target.querySelectorAll("[data-draft]")];
  if (!fields.length) return;
  const keys = fields.map((field) => `draft:${person}:${field.dataset.draft}`);
  sessionStorage.setItem("answers-sent", JSON.stringify({ from: location.pathname, keys }));
});

// --- Counters ---------------------------------------------------------------------------------------------------------
function count(field) {
  const counter = document.querySelector(`[data-counter="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const most = Number(counter.dataset.most);
  const length = [...field.value.trim()].length;
  counter.textContent = `${length} / ${most}`;
  counter.classList.toggle("over", length > most);
}

function fields() {
  return [...form.elements].filter((each) => each.name && each.type !== "hidden" && each.tagName !== "BUTTON");
}

function onDevice() {
  return JSON.parse(localStorage.getItem(keyOf(form.dataset.answersTopic)) || "null");
}

function mark() {
  document.querySelectorAll(".slip").forEach((slip) => {
    const field = form.querySelector(`[aria-describedby~="${slip.id}"]`);
    if (field) field.toggleAttribute("aria-invalid", Boolean(slip.textContent.trim()));
    if (field?.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
  });
}

if (form) {
  let last = null;
  fields().forEach(count);
  form.addEventListener("input", (event) => {
    count(event.target);
    const kept = Object.fromEntries(fields().map((each) => [each.name, each.value]));
    localStorage.setItem(keyOf(form.dataset.answersTopic), JSON.stringify(kept));
  });
  form.addEventListener("focusin", (event) => { if (/^(TEXTAREA|INPUT)$/.test(event.target.tagName)) last = event.target; });

  // What the device has and the page has not: the server never got it.
  const kept = onDevice();
  const notice = document.getElementById("answers-device");
  const known = kept && fields().filter((each) => each.name in kept && each.value.trim() !== kept[each.name].trim());
  if (known?.length && notice) notice.hidden = false;

  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-answers]")?.dataset.answers;
    if (act) {
      if (act === "restore") {
        fields().forEach((each) => { if (kept && each.name in kept) { each.value = kept[each.name]; count(each); } });
        form.dispatchEvent(new Event("change", { bubbles: true }));
      } else localStorage.removeItem(keyOf(form.dataset.answersTopic));
      notice.hidden = true;
    }
    const place = event.target.closest("[data-insert]")?.dataset.insert;
    if (place && last) {
      last.focus();
      last.setRangeText(place, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  // The server has all of it: the device need not.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.requestConfig?.path?.endsWith("/draf")) {
      localStorage.removeItem(keyOf(form.dataset.answersTopic));
    }
  });
  document.body.addEventListener("htmx:afterSettle", mark);
}
