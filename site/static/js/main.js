// Binds data-behaviour="name" to behaviours/name.js. Everything works without this file; it only makes things easier.
const BEHAVIOURS = new Set([
  "composer",
  "draft",
  "errors",
  "fresh",
  "menu",
  "offer",
  "once",
  "passkey",
  "preview",
  "reveal",
  "similar",
  "upload",
]);

async function bind(element) {
  for (const name of element.dataset.behaviour.split(" ")) {
    if (!BEHAVIOURS.has(name)) continue;
    const behaviour = await import(`./behaviours/${name}.js`);
    behaviour.start(element);
  }
}

function bindAll(root) {
  root.querySelectorAll("[data-behaviour]").forEach(bind);
}

bindAll(document);
// Whoever signs out leaves no text behind in this tab. (The answer clears all else: Clear-Site-Data.)
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forgets]")) sessionStorage.clear();
});
document.addEventListener("htmx:afterSwap", (event) => bindAll(event.target));
