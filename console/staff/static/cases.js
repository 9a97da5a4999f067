// Drafts of cases: once the server has the words, the copy on this device goes. Their names carry the state of the case
// they were written for, so an old one is never put into a newer form.
const person = document.body.dataset.person;
for (const page of document.querySelectorAll("[data-drafts-of]")) {
  const start = `draft:${person}:${page.dataset.draftsOf}`;
  const live = new Set([...document.querySelectorAll("[data-draft]")].map((field) => `draft:${person}:${field.dataset.draft}`));
  Object.keys(localStorage).filter((key) => key.startsWith(start) && !live.has(key)).forEach((key) => localStorage.removeItem(key));
}
