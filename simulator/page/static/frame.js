// The body of a phone: frame, head, conversation, input. No behaviour.

import { h, icon } from "./dom.js";

const NAMES = { telegram: "Telegram", whatsapp: "WhatsApp" };

/** The parts by name. */
export function drawPhone(app) {
  const worded = (tag, key, props = {}) => h(tag, { "data-word": key, ...props });
  const button = (name, key, props = {}) => h("button", { type: "button", class: "icon-button", "data-word-label": key, ...props }, icon(name));

  const status = h("p", { class: "status" });
  const more = button("more", "more");
  const head = h(
    "div",
    { class: "head" },
    h("span", { class: "avatar", "aria-hidden": "true" }, "SR"),
    h("div", { class: "who" }, h("h2", {}, "Sambung Rasa", h("span", { class: "unseen" }, ` — ${NAMES[app]}`)), status),
    more,
  );

  const welcome = drawWelcome(app, worded);
  const day = worded("p", "today", { class: "day" });
  const list = h("div", { class: "bubbles" });
  const dots = h("div", { class: "dots", hidden: true, "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const log = h("div", { class: "log", role: "log", tabindex: "0", "data-word-label": "conversation", "data-app": NAMES[app] }, h("div", { class: "log-inside" }, welcome.card, day, list, dots));

  const toast = h("p", { class: "toast", role: "status", hidden: true });
  const keyboard = h("div", { class: "keyboard", hidden: true });
  const commands = app === "telegram" ? h("button", { type: "button", class: "menu-button", hidden: true }, icon("list"), worded("span", "commands")) : null;
  const input = h("textarea", { rows: "1", maxlength: "4096", enterkeyhint: "send", "data-word-label": "writeTo", "data-word-placeholder": "write", "data-app": NAMES[app] });
  const attach = button(app === "telegram" ? "clip" : "plus", "attach", { class: "icon-button attach" });
  const send = h("button", { type: "submit", class: "send", "data-word-label": "send" }, icon("send"));
  const form = h("form", { class: "writing" }, commands, h("div", { class: "field" }, input, attach), send);
  const unblock = worded("button", "unblock", { type: "button", class: "unblock" });
  const blocked = h("div", { class: "blocked", hidden: true }, worded("p", "blocked"), unblock);
  const below = h("div", { class: "below" }, form, keyboard, blocked);

  const screen = h("div", { class: "screen" }, drawBar(), head, log, toast, below);
  const frame = h("div", { class: `phone ${app}` }, h("p", { class: "label", "aria-hidden": "true" }, NAMES[app]), h("div", { class: "case" }, screen));
  return { frame, screen, head, status, more, log, list, day, dots, welcome: welcome.card, start: welcome.start, toast, keyboard, commands, input, attach, form, blocked, unblock, below };
}

function drawWelcome(app, worded) {
  if (app === "whatsapp") return { card: h("div", { class: "welcome" }, worded("p", "welcomeWhatsapp")), start: null };
  const start = worded("button", "start", { type: "button", class: "start" });
  return { card: h("div", { class: "welcome" }, worded("strong", "welcomeTelegram"), worded("p", "welcomeTelegramText"), start), start };
}

function drawBar() {
  return h("div", { class: "bar", "aria-hidden": "true" }, h("span", { class: "bar-time" }), h("span", { class: "camera" }), h("span", { class: "bar-icons" }, h("i", { class: "signal" }), h("i", { class: "battery" })));
}
