// The bell, and the browser's own notifications: asked for by a click, told while a page of the console is open.
// A page in the background has no stream; it asks once a minute, and not for ever: a session nobody uses must end.

const TOLD = `told:${document.body.dataset.person}`;
const EVERY = 60000;
const LONGEST = 90 * 60000;
const able = "Notification" in window;
let hiddenSince = document.hidden ? Date.now() : 0;

function show({ count, newest }) {
  document.querySelectorAll("[data-news-count]").forEach((each) => { each.textContent = count ? String(count) : ""; });
  const last = Number(localStorage.getItem(TOLD) || 0);
  const fresh = newest.filter((each) => each.id > last);
  if (!fresh.length) return;
  localStorage.setItem(TOLD, String(Math.max(...fresh.map((each) => each.id))));
  // Who looks at the page sees the bell.
  if (!able || Notification.permission !== "granted" || !document.hidden) return;
  const told = new Notification(fresh[0].text, { tag: "sambung-rasa", body: fresh.slice(1).map((each) => each.text).join("\n") });
  told.addEventListener("click", () => { window.focus(); if (fresh[0].link) window.location.assign(fresh[0].link); told.close(); });
}

async function ask() {
  if (!document.hidden || !able || Notification.permission !== "granted" || Date.now() - hiddenSince > LONGEST) return;
  try {
    const answer = await fetch("/console/notices/news", { headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) show(await answer.json());
  } catch { /* the connection is gone: the next minute will tell */ }
}

function offer() {
  document.querySelectorAll("[data-notify]").forEach((box) => {
    const state = able ? Notification.permission : "none";
    box.hidden = false;
    box.querySelectorAll("[data-when]").forEach((each) => { each.hidden = each.dataset.when !== state; });
  });
}

document.body.addEventListener("live:news", (event) => show(event.detail));
document.addEventListener("visibilitychange", () => { hiddenSince = document.hidden ? Date.now() : 0; });
document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-notify-ask]")) return;
  await Notification.requestPermission();
  offer();
});
setInterval(ask, EVERY);
offer();
