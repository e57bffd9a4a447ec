"""A browser page under watch: every script of a stranger's, every request that leaves and every breach of the policy
is written down."""

from dataclasses import dataclass, field

# Told through a binding, which no policy of the page touches.
LISTEN = """
addEventListener("securitypolicyviolation", event =>
  told("violation", `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`), true);
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = () => told("script", name);
"""
# What Chromium's own reading of the page found; icons and static scripts are ours.
LOOK = """
() => {
  const found = [];
  for (const element of document.querySelectorAll("body, body *")) {
    const tag = element.tagName.toLowerCase();
    if (["iframe", "frame", "object", "embed", "base", "meta", "link", "style", "math", "marquee"].includes(tag))
      found.push(tag);
    if (tag === "script" && !element.src.startsWith(location.origin + "/static/")) found.push("script");
    if (tag === "svg" && !element.classList.contains("icon")) found.push("svg");
    if (tag === "img" && !element.src.startsWith(location.origin + "/")) found.push("img " + element.src);
    if (["a", "area"].includes(tag) && element.href && !/^(https?|mailto):/.test(String(element.href)))
      found.push("href " + element.href);
    for (const {name, value} of element.attributes) {
      if (/^on/i.test(name) || name === "style") found.push(`${tag} ${name}=${value}`);
      if (/^(data-)?hx-/i.test(name) && element.parentElement.closest("[hx-disable]")) found.push(`${tag} ${name}`);
    }
  }
  return found;
}
"""


@dataclass
class Watch:
    """Opens pages of one site in one browser context, and keeps what it saw."""

    context: object
    home: str
    scripts: list = field(default_factory=list)
    left: list = field(default_factory=list)
    violations: list = field(default_factory=list)
    elements: list = field(default_factory=list)

    def __post_init__(self):
        self.context.expose_binding("told", self._told)
        self.context.add_init_script(LISTEN)
        self.context.on("dialog", self._dialog)
        self.context.on("request", self._request)
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()

    def open(self, path):
        """Open a page and look at it; returns it."""
        self.page.goto(self.home + path)
        return self.look()

    def look(self):
        """Look at the page that is open; returns it."""
        self._stir()
        self.elements += self.page.evaluate(LOOK)
        return self.page

    @property
    def seen(self):
        """Everything that should not have been, by kind; empty lists if all is well."""
        return {
            "scripts": self.scripts, "left": self.left, "violations": self.violations, "elements": self.elements,
        }  # fmt: skip

    def _stir(self):
        """Move over the page and through it with the keyboard: some scripts wait for that."""
        self.page.mouse.move(300, 300)
        self.page.mouse.wheel(0, 4000)
        for _ in range(5):
            self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(100)

    def _told(self, source, kind, text):
        {"script": self.scripts, "violation": self.violations}[kind].append(text)

    def _dialog(self, dialog):
        self.scripts.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request):
        if not request.url.startswith(f"{self.home}/"):
            self.left.append(request.url)

    def _route(self, route):
        if route.request.url.startswith(f"{self.home}/"):
            route.continue_()
        else:
            route.abort()


NOTHING = {"scripts": [], "left": [], "violations": [], "elements": []}
