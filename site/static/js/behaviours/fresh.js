// Says what came in a topic while its page is open. The server words it; this asks ever less often, and not at all in a
// tab that nobody looks at.
const SOON = 30_000;
const SELDOM = 300_000;

export function start(place) {
  let pause = SOON;
  let etag = "";
  let timer = 0;

  async function ask() {
    let answer;
    try {
      answer = await fetch(place.dataset.address, { headers: etag ? { "If-None-Match": etag } : {}, redirect: "error" });
    } catch {
      return later(pause * 2); // the line is down
    }
    if (answer.status === 304) return later(pause * 1.5);
    if (!answer.ok) return; // the topic is gone, or the session is over: the next click says so
    const isFirst = !etag;
    etag = answer.headers.get("ETag") ?? "";
    show(await answer.text());
    later(isFirst ? pause * 1.5 : SOON);
  }

  function show(line) {
    if (line.trim() === place.innerHTML.trim()) return;
    place.innerHTML = line;
    document.getElementById("live").textContent = place.textContent.trim();
  }

  function later(wanted) {
    pause = Math.min(wanted, SELDOM);
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, pause);
  }

  document.addEventListener("visibilitychange", () => later(SOON));
  later(SOON);
}
