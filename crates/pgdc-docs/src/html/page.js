"use strict";
// Search: sections and entries of the list that do not hold each word are hidden.
const search = document.getElementById("search");
const found = document.getElementById("found");
const entries = new Map([...document.querySelectorAll("nav li")].map(li => [li.firstChild.hash, li]));
const sections = [...document.querySelectorAll("main section")].map(section => ({
  section,
  entry: entries.get("#" + section.id),
  text: [...section.querySelectorAll(".s")].map(s => s.textContent).join("\n").toLowerCase(),
}));
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { section, entry, text } of sections) {
    const out = !words.every(word => text.includes(word));
    section.classList.toggle("out", out);
    if (entry) {
      entry.classList.toggle("out", out);
      count += out ? 0 : 1;
    }
  }
  for (const figure of document.querySelectorAll("figure")) figure.classList.toggle("out", words.length > 0);
  found.hidden = words.length === 0;
  found.textContent = count === 1 ? "1 relation found" : count + " relations found";
}
search.hidden = false;
search.addEventListener("input", filter);
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
// A link to what is hidden shows it.
document.addEventListener("click", event => {
  const link = event.target.closest("a");
  const target = link && document.getElementById(decodeURIComponent((link.getAttribute("href") || "").slice(1)));
  if (target && target.closest(".out")) {
    search.value = "";
    filter();
  }
});
// On a small window the list would fill it.
if (matchMedia("(max-width: 50rem)").matches) document.getElementById("contents").open = false;

// Diagrams: larger and smaller by the buttons or the wheel with Ctrl, moved by dragging.
for (const pan of document.querySelectorAll(".pan")) {
  const svg = pan.querySelector("svg");
  const natural = svg.viewBox.baseVal.width;
  const zoom = (factor, x = pan.clientWidth / 2, y = pan.clientHeight / 2) => {
    const before = svg.getBoundingClientRect().width;
    const width = Math.min(natural * 3, Math.max(200, before * factor));
    svg.classList.add("zoomed");
    svg.style.width = width + "px";
    const scale = width / before;
    pan.scrollLeft = (pan.scrollLeft + x) * scale - x;
    pan.scrollTop = (pan.scrollTop + y) * scale - y;
  };
  const fit = () => {
    const { width, height } = svg.viewBox.baseVal;
    zoom(Math.min(pan.clientWidth / width, pan.clientHeight / height, 1) * width / svg.getBoundingClientRect().width);
  };
  const buttons = pan.parentElement.querySelector(".buttons");
  if (buttons) {
    buttons.hidden = false;
    buttons.addEventListener("click", event => {
      const how = event.target.dataset.zoom;
      if (how === "fit") fit();
      else if (how) zoom(how === "in" ? 1.3 : 1 / 1.3);
    });
  }
  pan.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = pan.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  let from = null;
  let moved = false;
  pan.addEventListener("pointerdown", event => {
    moved = false;
    if (event.pointerType === "mouse" && event.button === 0) from = [event.clientX + pan.scrollLeft, event.clientY + pan.scrollTop];
  });
  addEventListener("pointermove", event => {
    if (!from) return;
    const [x, y] = [from[0] - event.clientX, from[1] - event.clientY];
    moved ||= Math.abs(x - pan.scrollLeft) + Math.abs(y - pan.scrollTop) > 4;
    if (moved) [pan.scrollLeft, pan.scrollTop] = [x, y];
  });
  addEventListener("pointerup", () => { from = null; });
  pan.addEventListener("dragstart", event => event.preventDefault());
  pan.addEventListener("click", event => { if (moved) event.preventDefault(); }, true);
}
