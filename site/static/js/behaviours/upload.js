// Files are sent as soon as they are chosen, dropped or pasted, with their progress; the server answers with what the form
// carries along. What goes wrong leaves them in the plain field, which sends them with the form.
export function start(form) {
  const field = form.querySelector("input[type=file]");
  const place = form.querySelector("[data-arrived]");
  const bar = form.querySelector("[data-sending]");
  let again;

  const take = (files) => {
    if (!files.length || !bar.hidden) return;
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    field.files = carrier.files;
    send();
  };

  function send() {
    const request = new XMLHttpRequest();
    bar.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      bar.querySelector("progress").value = event.lengthComputable ? event.loaded / event.total : 0;
    });
    request.addEventListener("load", () => {
      if (request.status !== 200 && request.status !== 422) return;
      place.innerHTML = request.responseText;
      field.value = "";
      form.dispatchEvent(new Event("input"));
    });
    request.addEventListener("loadend", () => {
      bar.hidden = true;
      if (again) form.requestSubmit(again);
      again = undefined;
    });
    request.open("POST", form.dataset.upload);
    request.send(wanted(form, field));
  }

  field.addEventListener("change", () => field.files.length && send());
  form.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  form.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });
  // Whoever sends the form meanwhile sends it once the files are here.
  form.addEventListener("submit", (event) => {
    if (bar.hidden) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    again = event.submitter ?? form.querySelector("button[data-kind=primary]");
  }, true);
}

function wanted(form, field) {
  const all = new FormData(form), sent = new FormData();
  for (const name of ["csrfmiddlewaretoken", "kept", "told", "waited"]) {
    for (const value of all.getAll(name)) sent.append(name, value);
  }
  for (const file of field.files) sent.append("uploads", file);
  return sent;
}
