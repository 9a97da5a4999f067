// Talks to the simulator: this browser tab's visitor, its acts, the stream of events.

import { currentLanguage } from "./words.js";

const KEY = "visitor";

const post = (path, body) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** The visitor of this tab, or a new one. */
async function enter() {
  const known = sessionStorage.getItem(KEY);
  if (known) {
    const answer = await fetch(`/page/visitors/${known}`);
    if (answer.ok) return known;
  }
  return renew();
}

async function renew() {
  const answer = await post("/page/visitors", { language: currentLanguage() });
  const { visitor } = await answer.json();
  sessionStorage.setItem(KEY, visitor);
  return visitor;
}

export class Line {
  #visitor = "";
  #events = null;

  /** `onEvent` hears everything, the whole state first; `onLost` when the line breaks. */
  constructor(onEvent, onLost) {
    this.onEvent = onEvent;
    this.onLost = onLost;
  }

  async open() {
    try {
      this.#visitor = await enter();
    } catch {
      this.onLost();
      setTimeout(() => this.open(), 2000);
      return;
    }
    this.#listen();
  }

  async startOver() {
    sessionStorage.removeItem(KEY);
    await this.open();
  }

  #listen() {
    this.#events?.close();
    const events = new EventSource(`/page/visitors/${this.#visitor}/events`);
    this.#events = events;
    events.onmessage = (message) => this.onEvent(JSON.parse(message.data));
    events.onerror = () => {
      this.onLost();
      if (events.readyState === EventSource.CLOSED) {
        // The simulator was started anew and knows this visitor no more.
        setTimeout(() => this.open(), 2000);
      }
    };
  }

  /** Whether the simulator did it. */
  async act(channel, wish) {
    try {
      return (await post(`/page/visitors/${this.#visitor}/${channel}`, wish)).ok;
    } catch {
      return false;
    }
  }

  async road(channel) {
    try {
      const answer = await fetch(`/page/visitors/${this.#visitor}/${channel}/road`);
      return answer.ok ? (await answer.json()).steps : null;
    } catch {
      return null;
    }
  }

  async state() {
    const answer = await fetch(`/page/visitors/${this.#visitor}`);
    return answer.ok ? answer.json() : null;
  }

  async switchFault(wish) {
    try {
      await post("/control/faults", wish);
    } catch {
      this.onLost();
    }
  }
}
