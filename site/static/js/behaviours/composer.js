// Markdown by button, and Ctrl-Enter to send. The text area is the document; the toolbar only types into it.
const MARKS = {
  bold: ["**", "**"],
  italic: ["_", "_"],
  link: ["[", "](https://)"],
  mention: ["@", ""],
};
const LINES = { quote: () => "> ", list: () => "- ", ordered: (number) => `${number}. `, task: () => "- [ ] " };
const TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n";

// Typed as a key would be: it can be undone, and whoever listens to the text hears of it.
function type(area, text) {
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(area, [before, after]) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  type(area, before + value.slice(start, end) + after);
  if (start === end) area.selectionStart = area.selectionEnd = start + before.length;
}

function ahead(area, mark) {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  area.setSelectionRange(start, selectionEnd);
  type(area, value.slice(start, selectionEnd).split("\n").map((line, place) => mark(place + 1) + line).join("\n"));
}

function code(area) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  around(area, chosen.includes("\n") ? ["```\n", "\n```"] : ["`", "`"]);
}

function table(area) {
  const place = area.selectionEnd;
  const [before, after] = [area.value.slice(0, place), area.value.slice(place)];
  area.selectionStart = place;
  const above = before && !before.endsWith("\n\n") ? "\n\n" : "";
  const below = after && !after.startsWith("\n") ? "\n" : "";
  type(area, above + TABLE + below);
}

export function start(composer) {
  const area = composer.querySelector("textarea");
  const toolbar = composer.querySelector("[data-toolbar]");
  if (toolbar) toolbar.hidden = false;
  toolbar?.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.mark;
    if (!name) return;
    if (name === "file") return composer.closest("form").querySelector("input[type=file]")?.click();
    area.focus();
    if (name in MARKS) around(area, MARKS[name]);
    else if (name in LINES) ahead(area, LINES[name]);
    else if (name === "code") code(area);
    else table(area);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
  });
}
