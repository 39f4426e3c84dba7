"use strict";
// Elements, made part by part: a text of the data becomes a text node or an attribute and never markup.
const find = (id) => document.getElementById(id);

const filled = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

const html = (tag, attributes, ...children) => filled(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

// The font has one width; a letter of East Asia takes two columns.
const columns = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u1100" ? 2 : 1), 0);
const EM = 0.61;
const lengthOf = (text, size) => columns(text) * EM * size;
// Cuts a text in its middle: names of one kind often differ at their ends only.
const shorten = (text, longest) => {
  if (columns(text) <= longest) return text;
  const letters = [...text], tail = longest < 8 ? 0 : Math.floor(longest / 3);
  return `${letters.slice(0, Math.max(1, longest - 1 - tail)).join("")}…${letters.slice(letters.length - tail).join("")}`;
};
const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

// A line of text in a box: as large as `size` at most, smaller if the box is narrow, cut if it would be too small to be read beside the rest.
const fitted = (text, { x, y, width, size, least = size * 0.55, ...more }) => {
  const fit = Math.max(least, Math.min(size, width / (EM * Math.max(1, columns(text)))));
  return svg("text", { x, y, "font-size": fit.toFixed(2), ...more }, shorten(text, Math.floor(width / (EM * fit) + 0.01)));
};
