// A panel that slides up inside a phone: lists, attachments, commands. Escape or a click beside it closes it.

import { h, icon } from "./dom.js";
import { word } from "./words.js";

export class Sheet {
  #back = null;

  /** `screen` is the phone's screen; `rest` are its parts that wait behind an open sheet. */
  constructor(screen, rest) {
    this.rest = rest;
    this.panel = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", keydown: (event) => this.#key(event) });
    this.veil = h("div", { class: "veil", hidden: true, click: (event) => event.target === this.veil && this.close() }, this.panel);
    screen.append(this.veil);
  }

  get open() {
    return !this.veil.hidden;
  }

  show(title, opener, ...content) {
    this.#back = opener ?? document.activeElement;
    this.panel.setAttribute("aria-label", title);
    const head = h("div", { class: "sheet-head" }, h("h3", {}, title), h("button", { type: "button", class: "icon-button", "aria-label": word("close"), click: () => this.close() }, icon("close")));
    this.panel.replaceChildren(head, h("div", { class: "sheet-body" }, ...content));
    this.veil.hidden = false;
    for (const part of this.rest) part.inert = true;
    this.panel.querySelector(".sheet-body button")?.focus({ preventScroll: true });
  }

  close() {
    if (!this.open) return;
    this.veil.hidden = true;
    for (const part of this.rest) part.inert = false;
    if (this.#back?.isConnected) this.#back.focus({ preventScroll: true });
  }

  #key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...this.panel.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (step) {
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length].focus();
    } else if (event.key === "Tab") {
      event.preventDefault();
      buttons[(at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length].focus();
    }
  }
}

/** Rows with a title and a line below it, in titled groups. */
export function rows(groups, choose) {
  return groups.map(({ title, items }) =>
    h(
      "div",
      { class: "group", role: "group", "aria-label": title || null },
      title ? h("h4", {}, title) : null,
      ...items.map((item) =>
        h(
          "button",
          { type: "button", class: "row", click: () => choose(item) },
          h("span", { class: "row-text" }, h("span", { class: "row-title" }, item.title), item.description ? h("span", { class: "row-description" }, item.description) : null),
        ),
      ),
    ),
  );
}
