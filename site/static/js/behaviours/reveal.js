// Passwords can be looked at while they are typed. They are hidden again before the form is sent or kept in the history.
export function start(choice) {
  const box = choice.querySelector("input");
  const form = choice.closest("form");
  const fields = form.querySelectorAll("input[type=password]");
  const draw = () => fields.forEach((field) => { field.type = box.checked ? "text" : "password"; });
  const cover = () => { box.checked = false; draw(); };
  box.addEventListener("change", draw);
  form.addEventListener("submit", cover);
  window.addEventListener("pagehide", cover);
  choice.hidden = false;
}
