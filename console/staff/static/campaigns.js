// The editor of a campaign: counters, {nama} by a button, and what is typed outlives a lost connection.

const form = document.getElementById("campaign-form");
const key = form && `campaign:${document.body.dataset.person}:${form.dataset.campaign}`;

function count(field) {
  const counter = document.querySelector(`[data-counter="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const most = Number(counter.dataset.most ?? counter.dataset[company()]);
  const length = field.value.trim().length; // in units of UTF-16, as both channels count
  counter.textContent = `${length} / ${most}`;
  counter.classList.toggle("over", length > most);
}

// What a text goes with decides how long it may be.
function company() {
  if (form.elements.picture) return "picture";
  return [0, 1, 2].some((number) => form.elements[`target.${number}`]?.value) ? "buttons" : "plain";
}

function fields() {
  return [...form.elements].filter((each) => each.name && !/^(hidden|file|submit|button)$/.test(each.type) && each.tagName !== "FIELDSET");
}

function valueOf(field) {
  return /^(checkbox|radio)$/.test(field.type) ? field.checked : field.value;
}

const nameOf = (field) => (/^(checkbox|radio)$/.test(field.type) ? `${field.name}=${field.value}` : field.name);

function mark() {
  form.querySelectorAll(".slip").forEach((slip) => {
    form.querySelectorAll(`[aria-describedby~="${CSS.escape(slip.id)}"]`).forEach((field) => {
      if (slip.textContent.trim() && !slip.classList.contains("tells")) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  });
}

if (form) {
  if (document.querySelector("[data-campaign-done]")) localStorage.removeItem(key);
  fields().forEach(count);
  mark();
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  const notice = document.getElementById("campaign-device");
  const missing = () => fields().filter((each) => kept && nameOf(each) in kept && kept[nameOf(each)] !== valueOf(each));
  if (missing().length) notice.hidden = false;

  form.addEventListener("input", (event) => {
    count(event.target);
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((each) => [nameOf(each), valueOf(each)]))));
  });
  document.addEventListener("click", (event) => {
    const insert = event.target.closest("[data-insert]");
    if (insert) {
      const field = document.getElementById(insert.dataset.into);
      field.focus();
      field.setRangeText(insert.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const act = event.target.closest("[data-device]")?.dataset.device;
    if (act === "restore") {
      missing().forEach((each) => {
        if (/^(checkbox|radio)$/.test(each.type)) each.checked = kept[nameOf(each)];
        else each.value = kept[nameOf(each)];
        count(each);
      });
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (act) {
      if (act === "forget") localStorage.removeItem(key);
      notice.hidden = true;
    }
  });
  // The server has all of it: the device need not.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.requestConfig?.path?.endsWith("/draft")) localStorage.removeItem(key);
  });
  document.body.addEventListener("htmx:afterSettle", () => { mark(); fields().forEach(count); });
}
