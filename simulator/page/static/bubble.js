// One message on a phone's screen.

import { h, hidden, icon } from "./dom.js";
import { clock, exact, telegramText, whatsappText } from "./format.js";
import { word } from "./words.js";

/** `tap(text, bubble)` and `openList(bubble)` and `shareLocation()` are what its buttons do. */
export function drawBubble(app, bubble, acts) {
  const { body } = bubble;
  const mine = bubble.by === "resident";
  const balloon = h("div", { class: `balloon ${bubble.kind}` }, hidden(word(mine ? "you" : "theBot")), ...content(app, bubble), foot(app, bubble, mine));
  const buttons = app === "telegram" ? inlineKeyboard(body.reply_markup?.inline_keyboard, bubble, acts) : replyButtons(bubble, acts);
  const looks = `bubble ${mine ? "mine" : "theirs"}${buttons.length ? " with-buttons" : ""}`;
  return h("div", { class: looks, "data-id": bubble.id, "data-tick": bubble.tick }, balloon, ...buttons);
}

function content(app, bubble) {
  const { body, kind } = bubble;
  const text = body.text ? [h("div", { class: "words", dir: "auto" }, ...styled(app, body))] : [];
  const quote = body.quote ? [h("div", { class: "quote" }, ...whatsappText(body.quote))] : [];
  const header = body.header ? [h("strong", { class: "heading" }, body.header)] : [];
  const footer = body.footer ? [h("div", { class: "footer-note" }, body.footer)] : [];
  const above = body.media && !MEDIA[kind] ? MEDIA.photo(body) : [];
  return [...quote, ...above, ...(MEDIA[kind]?.(body) ?? []), ...header, ...text, ...footer];
}

const styled = (app, body) => (app === "telegram" ? telegramText(body.text, body.entities ?? []) : whatsappText(body.text));

const picture = (body, size, alt) =>
  body.media ? [h("img", { src: `/page/media/${encodeURIComponent(body.media)}`, alt: word("photo"), class: "photo-picture sent" })] : body.picture ? [h("img", { src: `/static/${body.picture}`, alt: word(alt), ...size })] : [h("div", { class: "card" }, icon("photo"), word("photo"))];

const MEDIA = {
  photo: (body) => picture(body, { width: 480, height: 320, class: "photo-picture" }, "samplePhoto"),
  sticker: (body) => picture(body, { width: 256, height: 256, class: "sticker-picture" }, "sampleSticker"),
  voice: () => [h("div", { class: "wave", role: "img", "aria-label": word("sampleVoice") }, icon("play"), h("span", { class: "wave-bars" }), h("span", {}, "0:04"))],
  document: (body) => [h("div", { class: "card" }, icon("document"), h("span", {}, body.document?.file_name ?? word("file")))],
  contact: (body) => [h("div", { class: "card" }, icon("contact"), h("span", {}, body.contact?.first_name || word("sampleContact")))],
  location: ({ location }) => [
    h("div", { class: "map" }, h("span", { class: "pin" }, icon("location"))),
    h("div", { class: "place" }, `${word("location")} ${location.latitude.toFixed(4)}, ${location.longitude.toFixed(4)}`),
  ],
};

function foot(app, bubble, mine) {
  const edited = bubble.body.edited ? `${word("edited")} ` : "";
  const time = h("time", { datetime: new Date(bubble.at * 1000).toISOString(), title: exact(bubble.at) }, edited + clock(bubble.at));
  return h("span", { class: "foot" }, time, mine ? tick(app, bubble.tick) : null);
}

const TICKS = { sent: "tick", accepted: "ticks", read: "ticks", retrying: "clock", failed: "alert" };

function tick(app, state) {
  if (!TICKS[state]) return null;
  const drawn = state === "sent" || state === "accepted" || state === "read" ? "0 0 19 18" : "0 0 24 24";
  return h("span", { class: `tick ${state}`, title: word(state) }, icon(TICKS[state], drawn), hidden(word(state)));
}

function inlineKeyboard(rows, bubble, acts) {
  if (!rows?.length) return [];
  const button = (item) =>
    item.url
      ? h("a", { class: "inline-button", href: item.url, target: "_blank", rel: "noopener noreferrer" }, item.text)
      : h("button", { type: "button", class: "inline-button", click: (event) => acts.tap(item.callback_data, bubble, event.currentTarget) }, item.text);
  return [h("div", { class: "inline-keyboard" }, ...rows.map((row) => h("div", { class: "inline-row" }, ...row.map(button))))];
}

function replyButtons(bubble, acts) {
  const { body, kind } = bubble;
  const wide = (name, text, click) => h("button", { type: "button", class: "reply-button", click }, icon(name), h("span", {}, text));
  if (body.buttons) return body.buttons.map((item) => wide("reply", item.title, (event) => acts.tap(item.id, bubble, event.currentTarget)));
  if (kind === "list") return [wide("list", body.label, () => acts.openList(bubble))];
  if (kind === "location_request") return [wide("location", word("shareLocation"), () => acts.shareLocation())];
  return [];
}
