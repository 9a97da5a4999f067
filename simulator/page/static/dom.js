// Builds elements; text never becomes markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: ["M4 12 20.500 4.500 15 20l-3.500-6.500z", "M11.500 13.500 20.500 4.500"],
  clip: ["M19.500 11.500 12 19a4.800 4.800 0 0 1-6.800-6.800l8-8a3.300 3.300 0 0 1 4.700 4.700l-7.900 7.900a1.700 1.700 0 0 1-2.400-2.400l7-7"],
  plus: ["M12 5v14", "M5 12h14"],
  more: ["M12 5v.010", "M12 12v.010", "M12 19v.010"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  location: ["M12 21s-7-6-7-11.500a7 7 0 0 1 14 0C19 15 12 21 12 21z", "M12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"],
  photo: ["M4 8a2 2 0 0 1 2-2h2l1.500-2h5L16 6h2a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z", "M12 16a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z"],
  voice: ["M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3z", "M6 11a6 6 0 0 0 12 0", "M12 17v4"],
  sticker: ["M12 21a9 9 0 1 1 9-9c0 3-6 9-9 9z", "M9 10v.010", "M15 10v.010", "M8.500 14.500q3 2.500 6 0"],
  contact: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M5 20q1-6 7-6t7 6"],
  document: ["M7 3h7l5 5v13H7z", "M14 3v5h5"],
  list: ["M9 7h11", "M9 12h11", "M9 17h11", "M5 7v.010", "M5 12v.010", "M5 17v.010"],
  reply: ["M10 8V4l-7 7 7 7v-4q7 0 11 5-1-11-11-11z"],
  play: ["M8 5l11 7-11 7z"],
  tick: ["M2 9.500 6 13.500 14 4.500"],
  ticks: ["M1 9.500 5 13.500 13 4.500", "M8.500 12.500l1 1 9-9"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3 3"],
  alert: ["M12 3v12", "M12 20v.010"],
};

/** An element; in `props` functions listen, the rest are attributes. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name, box = "0 0 24 24") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

export const hidden = (text) => h("span", { class: "unseen" }, text);
