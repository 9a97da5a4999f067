// Times, and the text styles of both apps as elements.

import { h } from "./dom.js";
import { currentLanguage } from "./words.js";

const CLOCK = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta", hour12: false };
const ADDRESS = /https?:\/\/[^\s<>()]+[^\s<>().,;:!?]/g;
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code", spoiler: "span", blockquote: "q" };

const locale = () => (currentLanguage() === "en" ? "en-GB" : "id-ID");

/** Seconds since 1970 → 12.03, office time. */
export const clock = (at) => new Intl.DateTimeFormat(locale(), CLOCK).format(at * 1000);
export const exact = (at) => new Intl.DateTimeFormat(locale(), { ...CLOCK, second: "2-digit" }).format(at * 1000);

export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.max(1, Math.round(milliseconds))} ms`;
  const unit = currentLanguage() === "en" ? "s" : "dtk";
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(milliseconds / 1000)} ${unit}`;
}

const link = (url, ...children) =>
  /^(https?|tel|mailto|tg):/i.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children) : h("span", {}, ...children);

function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    nodes.push(text.slice(end, match.index), link(match[0], match[0]));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

/** Telegram's text with entities; offsets count UTF-16 units, as JavaScript does. */
export function telegramText(text, entities) {
  return span(text, entities, 0, text.length);
}

function span(text, entities, from, to) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const end = entity.offset + entity.length;
    if (entity.offset < at || end > to) continue;
    nodes.push(...withLinks(text.slice(at, entity.offset)));
    const inner = entities.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset + other.length <= end);
    const children = span(text, inner, entity.offset, end);
    if (entity.type === "text_link") nodes.push(link(entity.url, ...children));
    else nodes.push(h(TAGS[entity.type] ?? "span", { class: `entity ${entity.type}` }, ...children));
    at = end;
  }
  return [...nodes, ...withLinks(text.slice(at, to))];
}

const MARKS = [
  [/(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/, "strong"],
  [/(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])/, "em"],
  [/(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/, "s"],
  [/```([\s\S]+?)```/, "code"],
];

/** WhatsApp's *bold*, _italic_, ~struck~ and ```code```. */
export function whatsappText(text) {
  for (const [mark, tag] of MARKS) {
    const match = mark.exec(text);
    if (match) {
      const before = text.slice(0, match.index);
      const after = text.slice(match.index + match[0].length);
      const inside = tag === "code" ? [match[1]] : whatsappText(match[1]);
      return [...whatsappText(before), h(tag, {}, ...inside), ...whatsappText(after)];
    }
  }
  return withLinks(text);
}
