// What is written is kept on the server every few seconds, for any device. While the line is down it is kept in this tab,
// except for places whose texts must leave no trace on a machine (no data-offline).
const PAUSE = 4000; // milliseconds after the last key

export function start(form) {
  const state = form.querySelector("[data-said]");
  const area = form.elements.body;
  const key = `draft:${form.elements.place.value}:${form.elements.writer.value.split(":")[0]}`;
  let kept = area.value, timer, running;

  const say = (what) => {
    state.textContent = state.dataset[what];
    state.hidden = false;
  };

  const keepHere = () => {
    if (!("offline" in form.dataset)) return say("failed");
    try {
      sessionStorage.setItem(key, JSON.stringify([form.elements.draft.value, area.value]));
      say("here");
    } catch {
      say("failed");
    }
  };

  async function keep() {
    const text = area.value;
    if (!text.trim() || text === kept) return;
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.drafts, { method: "POST", body: wanted(form), signal: running.signal });
      if (answer.status === 429) return void later();
      if (answer.status !== 204) return void keepHere();
      kept = text;
      sessionStorage.removeItem(key);
      form.elements.draft.value = answer.headers.get("Draft-Version") ?? "";
      say(answer.headers.get("Draft-Other") === "yes" ? "other" : "kept");
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
    kept = area.value;
    if (navigator.onLine) sessionStorage.removeItem(key);
  });

  // With the version that it was made from: if another device has written meanwhile, the server keeps both.
  const [version, text] = JSON.parse(("offline" in form.dataset && sessionStorage.getItem(key)) || "[]");
  if (text && text !== area.value) {
    form.elements.draft.value = version;
    area.value = text;
    say("back");
    later();
  }
}

// All fields but files: those are large, and come with the form itself.
function wanted(form) {
  const sent = new FormData(form);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  return sent;
}
