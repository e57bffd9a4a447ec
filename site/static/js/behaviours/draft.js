// What is written is kept on the server every few seconds, for any device. While the line is down it is kept in this
// tab, except for places whose texts must leave no trace on a machine (no data-offline). What was chosen is kept with
// the text: one that came back signed by name, or with a looser label, would be worse than a lost one.
const PAUSE = 4000; // milliseconds after the last key
const CARRIED = ["csrfmiddlewaretoken", "once", "writer", "draft", "place", "read_by", "made_from"];

export function start(form) {
  const state = form.querySelector("[data-said]");
  const key = `draft:${form.elements.place.value}:${form.elements.writer.value.split(":")[0]}`;
  let kept = JSON.stringify(chosen(form)), timer, running;

  const say = (what) => {
    state.textContent = state.dataset[what];
    state.hidden = false;
  };

  const keepHere = () => {
    if (!("offline" in form.dataset)) return say("failed");
    try {
      sessionStorage.setItem(key, JSON.stringify([form.elements.draft.value, chosen(form)]));
      say("here");
    } catch {
      say("failed");
    }
  };

  async function keep() {
    const now = JSON.stringify(chosen(form));
    // A text that was emptied is told as well: its draft goes.
    if (now === kept || !(hasWords(form) || form.elements.draft.value)) return;
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.drafts, { method: "POST", body: wanted(form), signal: running.signal });
      if (answer.status === 429) return void later();
      if (answer.status !== 204) return void keepHere();
      kept = now;
      sessionStorage.removeItem(key);
      form.elements.draft.value = answer.headers.get("Draft-Version") ?? "";
      if (!form.elements.draft.value) state.hidden = true;
      else say(answer.headers.get("Draft-Other") === "yes" ? "other" : "kept");
    } catch (error) {
      if (error.name !== "AbortError") keepHere();
    }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };

  form.addEventListener("input", later);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
  });
  window.addEventListener("online", keep);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
    kept = JSON.stringify(chosen(form));
    if (navigator.onLine) sessionStorage.removeItem(key);
  });

  // With the version that it was made from: if another device has written meanwhile, the server keeps both.
  const [version, fields] = JSON.parse(("offline" in form.dataset && sessionStorage.getItem(key)) || "[]");
  if (Array.isArray(fields) && JSON.stringify(fields) !== kept) {
    form.elements.draft.value = version;
    for (const element of form.elements) putBack(element, fields);
    say("back");
    later();
  }
}

// [[name, value]] of what the writer has typed and chosen.
function chosen(form) {
  return [...wanted(form)].filter(([name]) => !CARRIED.includes(name));
}

function hasWords(form) {
  return [form.elements.title, form.elements.body].some((field) => field?.value.trim());
}

function putBack(element, fields) {
  if (!element.name || ["file", "submit", "hidden"].includes(element.type)) return;
  const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
  if (["checkbox", "radio"].includes(element.type)) {
    const isChosen = values.includes(element.value);
    if (isChosen !== element.checked) unfold(element);
    element.checked = isChosen;
  } else {
    element.value = values[0] ?? "";
  }
}

// What comes back is seen.
function unfold(element) {
  const fold = element.closest("details");
  if (fold) fold.open = true;
}

// All fields but files: those are large, and come with the form itself.
function wanted(form) {
  const sent = new FormData(form);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  return sent;
}
