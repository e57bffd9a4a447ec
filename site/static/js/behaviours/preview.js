// The preview without leaving the page: the server renders it, this puts it where the page without script has it.
export function start(form) {
  const place = form.querySelector(".preview");
  const button = form.querySelector("button[name=preview]");
  button?.addEventListener("click", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: wanted(form) });
      if (!answer.ok) throw new Error(answer.statusText);
      place.querySelector("[data-shown]").innerHTML = await answer.text();
      place.hidden = false;
      place.querySelector("h2").focus();
    } catch {
      leave(form, button);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

function wanted(form) {
  const sent = new FormData();
  for (const name of ["csrfmiddlewaretoken", "body", "place"]) sent.set(name, form.elements[name].value);
  return sent;
}

// Whatever went wrong, the form itself still knows how to show a preview.
function leave(form, button) {
  const asked = document.createElement("input");
  asked.type = "hidden";
  asked.name = button.name;
  asked.value = button.value;
  form.append(asked);
  form.submit();
}
