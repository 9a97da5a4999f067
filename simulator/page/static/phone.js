// A phone: draws what its state says, and passes on what the visitor does.

import { drawBubble } from "./bubble.js";
import { drawPhone } from "./frame.js";
import { h, icon } from "./dom.js";
import { rows, Sheet } from "./sheet.js";
import { currentLanguage, word } from "./words.js";

const ATTACHMENTS = ["location", "photo", "voice", "sticker", "contact", "document"];
const TOAST_MILLISECONDS = 4000;

export class Phone {
  #bubbles = [];
  #state = { keyboard: null, blocked: false, connected: true, commands: [] };
  #typing = 0;
  #toast = 0;

  constructor(app, stage, line) {
    this.app = app;
    this.line = line;
    this.parts = drawPhone(app);
    stage.append(this.parts.frame);
    this.sheet = new Sheet(this.parts.screen, [this.parts.head, this.parts.log, this.parts.below]);
    this.parts.form.addEventListener("submit", (event) => this.#submit(event));
    this.parts.input.addEventListener("input", () => this.#grow());
    this.parts.input.addEventListener("keydown", (event) => this.#key(event));
    this.parts.attach.addEventListener("click", () => this.#attach());
    this.parts.commands?.addEventListener("click", () => this.#listCommands());
    this.parts.more.addEventListener("click", () => this.#options());
    this.parts.unblock.addEventListener("click", () => this.#do({ do: "unblock" }));
  }

  show(state) {
    this.#bubbles = state.bubbles;
    this.#state = { ...state, sights: undefined };
    this.#drawLog();
    this.#drawKeyboard();
    this.type(state.typing);
    this.#drawStanding();
  }

  /** The page's language changed. */
  redraw() {
    this.sheet.close();
    this.#drawLog();
    this.#drawStanding();
  }

  connected(on) {
    this.#state.connected = on;
    this.#drawStanding();
  }

  hear(event) {
    if (event.kind === "bubble") this.#put(event.bubble);
    else if (event.kind === "gone") this.#remove(event.id);
    else if (event.kind === "typing") this.type(event.seconds);
    else if (event.kind === "keyboard") this.#setKeyboard(event.keyboard);
    else if (event.kind === "toast") this.#answered(event.text);
  }

  async say(text) {
    this.sheet.close();
    await this.#do({ do: "say", text });
  }

  type(seconds) {
    clearTimeout(this.#typing);
    const on = seconds > 0;
    this.parts.dots.hidden = !on;
    if (on) this.#typing = setTimeout(() => this.type(0), seconds * 1000);
    this.#drawStatus();
    this.#toEnd();
  }

  toast(text) {
    clearTimeout(this.#toast);
    this.parts.toast.textContent = text;
    this.parts.toast.hidden = !text;
    if (text) this.#toast = setTimeout(() => this.toast(""), TOAST_MILLISECONDS);
  }

  #put(bubble) {
    const index = this.#bubbles.findIndex((known) => known.id === bubble.id);
    if (index >= 0) {
      this.#bubbles[index] = bubble;
      this.parts.list.querySelector(`[data-id="${CSS.escape(bubble.id)}"]`)?.replaceWith(this.#draw(bubble));
      return;
    }
    this.#bubbles.push(bubble);
    if (this.#bubbles.length === 1) this.#drawLog();
    else this.parts.list.append(this.#draw(bubble));
    const drawn = this.parts.list.lastElementChild;
    drawn.classList.add("new");
    if (bubble.by === "bot") this.type(0);
    this.#toEnd();
  }

  #remove(id) {
    this.#bubbles = this.#bubbles.filter((bubble) => bubble.id !== id);
    this.#drawLog();
  }

  #draw(bubble) {
    return drawBubble(this.app, bubble, {
      tap: (text, tapped, button) => this.#tap(text, tapped, button),
      openList: (opened) => this.#openList(opened),
      shareLocation: () => this.#do({ do: "location" }),
    });
  }

  #drawLog() {
    const empty = this.#bubbles.length === 0;
    this.parts.welcome.hidden = !empty;
    this.parts.day.hidden = empty;
    this.parts.list.replaceChildren(...this.#bubbles.map((bubble) => this.#draw(bubble)));
    this.#toEnd();
  }

  #drawStanding() {
    const { blocked, commands, commands_en: english } = this.#state;
    this.parts.form.hidden = blocked;
    this.parts.blocked.hidden = !blocked;
    if (this.parts.commands) this.parts.commands.hidden = !commands?.length && !english?.length;
    this.#drawStatus();
  }

  #drawStatus() {
    const idle = this.app === "telegram" ? "bot" : "online";
    const key = !this.#state.connected ? "waiting" : this.parts.dots.hidden ? idle : "typing";
    this.parts.status.textContent = word(key);
  }

  #setKeyboard(keyboard) {
    this.#state.keyboard = keyboard;
    this.#drawKeyboard();
    this.#toEnd();
  }

  #drawKeyboard() {
    const lines = this.#state.keyboard?.keyboard ?? [];
    this.parts.keyboard.hidden = lines.length === 0;
    const key = (button) => h("button", { type: "button", class: "key", click: () => this.#do({ do: "tap", text: button.text }) }, button.text);
    this.parts.keyboard.replaceChildren(...lines.map((line) => h("div", { class: "inline-row" }, ...line.map(key))));
  }

  #submit(event) {
    event.preventDefault();
    const text = this.parts.input.value.trim();
    if (!text) return;
    this.parts.input.value = "";
    this.#grow();
    this.#do({ do: "say", text });
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.parts.form.requestSubmit();
    }
  }

  #grow() {
    const { input } = this.parts;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 112)}px`;
    this.parts.form.classList.toggle("filled", input.value.trim() !== "");
  }

  #attach() {
    const tile = (kind) => h("button", { type: "button", class: `tile ${kind}`, click: () => this.#send({ do: kind }) }, h("span", { class: "tile-icon" }, icon(kind)), word(kind));
    this.sheet.show(word("attach"), this.parts.attach, h("div", { class: "tiles" }, ...ATTACHMENTS.map(tile)));
  }

  #listCommands() {
    const { commands, commands_en: english } = this.#state;
    const chosen = currentLanguage() === "en" && english?.length ? english : commands;
    const items = chosen.map(({ command, description }) => ({ title: `/${command}`, description }));
    this.sheet.show(word("commandList"), this.parts.commands, ...rows([{ title: "", items }], (item) => this.#send({ do: "say", text: item.title })));
  }

  #options() {
    const acts = [this.#state.blocked ? "unblock" : "block"];
    if (this.app === "whatsapp") acts.push(this.#state.stopped ? "resume" : "stop");
    const items = acts.map((act) => ({ title: word(act), act }));
    this.sheet.show(word("more"), this.parts.more, ...rows([{ title: "", items }], ({ act }) => this.#send({ do: act })));
  }

  #openList(bubble) {
    const groups = bubble.body.sections.map(({ title, rows: items }) => ({ title, items }));
    this.sheet.show(bubble.body.label, null, ...rows(groups, (row) => this.#send({ do: "tap", text: row.id, bubble: bubble.id })));
  }

  #send(wish) {
    this.sheet.close();
    this.#do(wish);
  }

  #tap(text, bubble, button) {
    if (this.app === "telegram") {
      // Telegram's button waits until the bot answers the press.
      button.classList.add("busy");
      setTimeout(() => button.classList.remove("busy"), TOAST_MILLISECONDS);
    }
    this.#do({ do: "tap", text, bubble: bubble.id });
  }

  #answered(text) {
    for (const button of this.parts.list.querySelectorAll(".busy")) button.classList.remove("busy");
    this.toast(text);
  }

  async #do(wish) {
    const done = await this.line.act(this.app, wish);
    if (!done) {
      this.toast(word("fault"));
    } else if (wish.do === "stop" || wish.do === "resume") {
      this.#state.stopped = wish.do === "stop";
      this.toast(word(this.#state.stopped ? "stopped" : "resumed"));
    } else if (wish.do === "block" || wish.do === "unblock") {
      this.#state.blocked = wish.do === "block";
      this.#drawStanding();
      (this.#state.blocked ? this.parts.unblock : this.parts.input).focus();
    }
  }

  #toEnd() {
    this.parts.log.scrollTop = this.parts.log.scrollHeight;
  }
}
