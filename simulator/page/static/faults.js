// The menu of faults: everything a platform can do wrong, as switches.

import { h } from "./dom.js";
import { word } from "./words.js";

const FAULTS = ["throttled", "blocked", "server_error", "slow", "lost_answer", "duplicate", "shuffled"];
const NAMES = { telegram: "Telegram", whatsapp: "WhatsApp" };
const TIMES = [["3", "thrice"], ["1", "once"], ["", "until"]];

export class Faults {
  #state = { telegram: {}, whatsapp: {} };
  #app = "telegram";
  #times = "3";

  constructor(place, line) {
    this.line = line;
    this.menu = h("details", { class: "faults" });
    place.append(this.menu);
    this.draw();
  }

  show(state) {
    this.#state = state;
    this.draw();
  }

  draw() {
    const focused = this.menu.contains(document.activeElement) ? document.activeElement.id : null;
    const count = Object.values(this.#state).reduce((sum, board) => sum + Object.keys(board).length, 0);
    const badge = count ? h("span", { class: "badge" }, word("faultsActive", { count })) : null;
    this.menu.replaceChildren(
      h("summary", { id: "faults-summary" }, word("faults"), " ", badge),
      h("p", { class: "intro" }, word("faultsIntro")),
      h("div", { class: "settings" }, this.#select("faults-at", "faultsAt", Object.entries(NAMES), this.#app, (value) => (this.#app = value)), this.#select("faults-times", "faultsTimes", TIMES.map(([value, key]) => [value, word(key)]), this.#times, (value) => (this.#times = value))),
      h("ul", { class: "switches" }, ...FAULTS.map((fault) => h("li", {}, this.#switch(fault)))),
      h("button", { type: "button", id: "faults-off", class: "quiet", disabled: count === 0, click: () => this.#allOff() }, word("allOff")),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  #select(id, key, options, chosen, choose) {
    const change = (event) => {
      choose(event.target.value);
      this.draw();
    };
    return h("label", {}, h("span", {}, word(key)), h("select", { id, change }, ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
  }

  #switch(fault) {
    const on = this.#state[this.#app][fault];
    const left = on?.left ? ` · ${word("left", { count: on.left })}` : "";
    return h(
      "button",
      { type: "button", id: `fault-${fault}`, role: "switch", "aria-checked": String(Boolean(on)), class: "switch", click: () => this.#set(fault, !on) },
      h("span", { class: "switch-text" }, h("span", {}, word(`fault_${fault}`) + left), h("small", {}, word(`fault_${fault}_hint`))),
      h("span", { class: "knob", "aria-hidden": "true" }),
    );
  }

  #set(fault, on) {
    this.line.switchFault({ channel: this.#app, fault, on, times: this.#times ? Number(this.#times) : null });
  }

  #allOff() {
    for (const channel of Object.keys(NAMES)) this.line.switchFault({ channel, on: false });
    document.getElementById("faults-summary").focus();
  }
}
