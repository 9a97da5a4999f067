// Puts the page together: two phones, the road, the faults, one line to the simulator.

import { Line } from "./api.js";
import { h } from "./dom.js";
import { Faults } from "./faults.js";
import { clock } from "./format.js";
import { Phone } from "./phone.js";
import { Road } from "./road.js";
import { currentLanguage, setLanguage, translate, word } from "./words.js";

const EXAMPLES = [
  "ktp ilang di krl gmn", "jam buka?", "how long until my KTP is ready?", "cek status 261102-0137-8 lahir 17-8-1985",
  "mau lapor petugas galak", "mau ngomong sama petugas",
];
const CONNECT_MILLISECONDS = 1500;

const main = document.querySelector("main");
const narrow = matchMedia("(max-width: 899px)");
let target = "both";
let seen = "telegram"; // the phone whose tab was open last

const line = new Line(hear, () => Object.values(phones).forEach((phone) => phone.toast(word("lineLost"))));
const phones = Object.fromEntries(["telegram", "whatsapp"].map((app) => [app, new Phone(app, document.getElementById(app), line)]));
const road = new Road(document.getElementById("road"), line);
const faults = new Faults(document.getElementById("road"), line);

function hear(event) {
  if (event.kind === "state") showAll(event.state);
  else if (event.kind === "faults") faults.show(event.faults);
  else if (event.kind === "verified") phones.whatsapp.connected(true);
  else if (event.kind === "sight") {
    if (event.sight.what === "act") road.follow(event.channel);
    road.see(event.channel, event.sight);
  } else phones[event.channel].hear(event);
}

function showAll(state) {
  for (const [app, phone] of Object.entries(phones)) {
    phone.toast("");
    phone.show(state[app]);
  }
  road.show(state);
  faults.show(state.faults);
  document.body.dataset.ready = "true";
  if (!state.telegram.connected || !state.whatsapp.connected) setTimeout(lookForBot, CONNECT_MILLISECONDS);
}

/** The bot may start after the page: its commands and "online" appear then. */
async function lookForBot() {
  const state = await line.state().catch(() => null);
  if (state?.telegram.connected && state.whatsapp.connected) for (const [app, phone] of Object.entries(phones)) phone.show(state[app]);
  else setTimeout(lookForBot, CONNECT_MILLISECONDS);
}

function press(buttons, chosen, attribute, on) {
  for (const button of buttons) {
    if (attribute === "aria-current" && button !== chosen) button.removeAttribute(attribute);
    else button.setAttribute(attribute, button === chosen ? on : "false");
  }
}

function choose(selector, attribute, react) {
  const buttons = [...document.querySelectorAll(selector)];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      press(buttons, button, attribute, "true");
      react(button.dataset);
    });
  }
  return buttons;
}

choose(".tabs button", "aria-current", ({ show }) => {
  if (phones[show]) seen = show;
  main.dataset.shown = show;
  road.followSeen(seen);
});
choose(".examples .targets button", "aria-pressed", (data) => (target = data.target));
const languages = choose("[data-language]", "aria-pressed", ({ language }) => {
  setLanguage(language);
  for (const phone of Object.values(phones)) phone.redraw();
  road.draw();
  faults.draw();
});
press(languages, languages.find((button) => button.dataset.language === currentLanguage()), "aria-pressed", "true");

document.getElementById("restart").addEventListener("click", () => line.startOver());
phones.telegram.parts.start.addEventListener("click", () => phones.telegram.say("/start"));

const targets = () => (narrow.matches ? [phones[main.dataset.shown] ?? phones.telegram] : target === "both" ? Object.values(phones) : [phones[target]]);
const chip = (text) => h("li", {}, h("button", { type: "button", class: "chip", lang: text.startsWith("how") ? "en" : "id", click: () => targets().forEach((phone) => phone.say(text)) }, text));
document.getElementById("chips").append(...EXAMPLES.map(chip));

function tellTime() {
  for (const place of document.querySelectorAll(".bar-time")) place.textContent = clock(Date.now() / 1000);
}
tellTime();
setInterval(tellTime, 20_000);
translate(document);
line.open();
