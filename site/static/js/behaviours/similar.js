// While a title is typed, what there is already on it: the server finds it, this puts it below the field.
const PAUSE = 600;

export function start(place) {
  const field = place.querySelector("input[name=title]");
  const form = field?.form;
  const shown = place.querySelector("[data-shown]");
  let waiting;
  let asked = 0;
  field?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++asked;
      const found = await ask(place.dataset.similar, form, field.value);
      if (turn === asked && found !== null) shown.innerHTML = found;
    }, PAUSE);
  });
}

// Whatever goes wrong, nobody is kept from writing.
async function ask(address, form, title) {
  const sent = new FormData();
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  sent.set("title", title);
  try {
    const answer = await fetch(address, { method: "POST", body: sent });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
