// The column on the right: what happened to the last message, from what the simulator saw and the bot tells.

import { h } from "./dom.js";
import { duration, exact } from "./format.js";
import { currentLanguage, has, word } from "./words.js";

const NAMES = { telegram: "Telegram", whatsapp: "WhatsApp" };
const ASK_AFTER_MILLISECONDS = [120, 600, 1600];

export class Road {
  #app = "telegram";
  #sights = { telegram: [], whatsapp: [] };
  #steps = {}; // by app; null where the bot does not tell, undefined until it was asked
  #asking = [];

  constructor(place, line) {
    this.line = line;
    this.place = place;
    this.content = h("div", { class: "road" });
    place.prepend(this.content);
  }

  show(state) {
    for (const app of Object.keys(NAMES)) {
      this.#sights[app] = state[app].sights;
      this.#steps[app] = undefined;
    }
    const newest = (app) => this.#sights[app].at(-1)?.at ?? 0;
    this.follow(newest("whatsapp") > newest("telegram") ? "whatsapp" : "telegram");
  }

  /** The phone looked at, unless nothing was ever said on it and something was on the other. */
  followSeen(app) {
    const spoken = (each) => this.#sights[each].some((sight) => sight.what === "act");
    const other = Object.keys(NAMES).find((each) => each !== app);
    this.follow(!spoken(app) && spoken(other) ? other : app);
  }

  follow(app) {
    this.#app = app;
    this.draw();
    this.#askSoon();
  }

  see(app, sight) {
    this.#sights[app].push(sight);
    if (sight.what === "act") this.#steps[app] = undefined;
    if (app === this.#app) {
      this.draw();
      if (sight.what === "act" || sight.shown) this.#askSoon();
    }
  }

  draw() {
    const app = this.#app;
    const sights = this.#sights[app];
    const start = sights.findLastIndex((sight) => sight.what === "act");
    const focused = this.content.contains(document.activeElement) ? document.activeElement.id : null;
    const open = this.content.querySelector("details")?.open ?? false;
    this.content.replaceChildren(
      h("h2", { id: "road-title" }, word("road")),
      this.#phones(),
      start < 0 ? beginning() : this.#story(sights[start], sights.slice(start + 1)),
      traffic(sights, open),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  #phones() {
    const choice = (app) => h("button", { type: "button", id: `road-${app}`, "aria-pressed": String(app === this.#app), click: () => this.follow(app) }, NAMES[app]);
    return h("div", { class: "targets", role: "group", "aria-label": word("whichPhone") }, ...Object.keys(NAMES).map(choice));
  }

  #story(act, after) {
    const told = new Map((this.#steps[this.#app] ?? []).map((step) => [step.step, step]));
    const fresh = (name) => {
      const step = told.get(name);
      // The bot may still tell about the message before this one.
      return step && Date.parse(step.at) / 1000 >= act.at - 0.5 ? step : null;
    };
    const words = act.text ? h("p", { class: "last" }, `“${act.text}”`) : null;
    const known = this.#steps[this.#app] !== null;
    return h(
      "div",
      {},
      h("p", { class: "last-head" }, word("roadOf", { app: NAMES[this.#app] }), " · ", h("time", {}, exact(act.at))),
      words,
      h("ol", { class: "steps" }, received(after), understood(fresh("understood"), fresh("answered"), known), answered(fresh("answered"), known), sent(act, after)),
    );
  }

  #askSoon() {
    for (const timer of this.#asking) clearTimeout(timer);
    const app = this.#app;
    this.#asking = ASK_AFTER_MILLISECONDS.map((wait) =>
      setTimeout(async () => {
        this.#steps[app] = await this.line.road(app);
        if (app === this.#app) this.draw();
      }, wait),
    );
  }
}

/** Before the first message: what the visitor is going to see. */
function beginning() {
  const titles = ["stepReceived", "stepUnderstood", "stepAnswered", "stepSent"];
  return h("div", {}, h("p", { class: "intro" }, word("roadIntro")), h("ol", { class: "steps" }, ...titles.map((key) => step("waiting", word(key), note(word(`${key}Hint`))))));
}

function step(state, title, ...detail) {
  return h("li", { class: `step ${state}` }, h("h3", {}, title), ...detail);
}

const note = (text) => h("p", {}, text);

function received(after) {
  const attempts = after.filter((sight) => sight.what === "webhook");
  const last = attempts.at(-1);
  const title = word("stepReceived");
  if (!last) return step("waiting", title, note(word("thinking")));
  if (last.status >= 200 && last.status < 300) {
    const text = last.ms ? word("stored", { status: last.status, ms: duration(last.ms) }) : word("polled");
    return step("done", title, note(text));
  }
  return step("trouble", title, note(word(last.status ? "refused" : "unreachable", { status: last.status, attempt: last.attempt })));
}

function understood(told, answer, known) {
  const title = word("stepUnderstood");
  const ranking = told?.detail?.ranking ?? [];
  if (ranking.length) return step("done", title, h("ul", { class: "guesses" }, ...ranking.slice(0, 3).map((each) => guess(each, told.titles))));
  if (told || answer) return step("done", title, note(word("noGuess")));
  return step("waiting", title, note(word(known ? "thinking" : "noRoad")));
}

/** A label in people's words; its id where the bot tells none. */
const titled = (id, titles) => h("span", { class: "label-title", title: id }, titles?.[id]?.[currentLanguage()] ?? id);

function guess({ id, confidence }, titles) {
  const percent = Math.round(confidence * 100);
  const fill = h("i");
  fill.style.width = `${Math.max(percent, 1)}%`;
  const gauge = h("span", { class: "gauge", "aria-hidden": "true" }, fill);
  return h("li", {}, titled(id, titles), gauge, h("span", { class: "number" }, `${percent}%`));
}

function answered(told, known) {
  const title = word("stepAnswered");
  if (!told) return step("waiting", title, note(word(known ? "thinking" : "noRoad")));
  const { band, answered: chosen } = told.detail ?? {};
  const key = `band_${band}`;
  return step("done", title, chosen ? h("p", { class: "chosen" }, titled(chosen, told.titles)) : null, band && has(key) ? note(word(key)) : null);
}

function sent(act, after) {
  const title = word("stepSent");
  const arrived = after.filter((sight) => sight.what === "request" && sight.shown);
  const refused = after.filter((sight) => sight.what === "request" && sight.status >= 400).at(-1);
  const failure = refused ? [h("p", { class: "bad" }, word("refusedSend", { method: refused.method, status: refused.status }))] : [];
  if (!arrived.length) return step(refused ? "trouble" : "waiting", title, ...(refused ? failure : [note(word("thinking"))]));
  const first = duration((arrived[0].at - act.at) * 1000);
  const parts = arrived.length > 1 ? ` · ${word("parts", { count: arrived.length })}` : "";
  return step("done", title, h("p", { class: "big" }, word("after", { ms: first }) + parts), ...failure);
}

function traffic(sights, open) {
  const line = (sight) => {
    const webhook = sight.what === "webhook";
    const text = webhook ? `webhook ${sight.update ?? ""}` : sight.method;
    const status = sight.status || "—";
    const bad = sight.status < 200 || sight.status >= 300;
    return h("li", { class: bad ? "bad" : "" }, h("time", {}, exact(sight.at)), ` ${webhook ? "→" : "←"} ${text} `, h("b", {}, String(status)), ` ${duration(sight.ms)}`, sight.error ? h("span", { class: "why" }, sight.error) : null);
  };
  const lines = sights.filter((sight) => sight.what !== "act").slice(-24).reverse();
  return h("details", { class: "traffic", open }, h("summary", { id: "road-traffic" }, word("traffic")), lines.length ? h("ol", {}, ...lines.map(line)) : note(word("noTraffic")));
}
