// Binds data-behaviour="name" to behaviours/name.js. Everything works without this file; it only makes things easier.
const BEHAVIOURS = new Set(["composer", "errors", "menu", "offer", "once", "passkey", "preview", "reveal"]);

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
document.addEventListener("htmx:afterSwap", (event) => bindAll(event.target));
