// Markdown by button, and Ctrl-Enter to send. The text area is the document; the toolbar only types into it.
const MARKS = {
  bold: ["**", "**"],
  italic: ["_", "_"],
  link: ["[", "](https://)"],
  mention: ["@", ""],
};
const LINES = { quote: "> ", list: "- " };

function around(area, [before, after]) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  area.setRangeText(before + value.slice(start, end) + after, start, end, "end");
  if (start === end) area.selectionStart = area.selectionEnd = start + before.length;
}

function ahead(area, mark) {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const lines = value.slice(start, selectionEnd).split("\n").map((line) => mark + line);
  area.setRangeText(lines.join("\n"), start, selectionEnd, "end");
}

export function start(composer) {
  const area = composer.querySelector("textarea");
  const toolbar = composer.querySelector("[data-toolbar]");
  if (toolbar) toolbar.hidden = false;
  toolbar?.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.mark;
    if (!name) return;
    if (name in MARKS) around(area, MARKS[name]);
    else if (name in LINES) ahead(area, LINES[name]);
    else composer.closest("form").querySelector("input[type=file]")?.click();
    if (name !== "file") area.focus();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
  });
}
