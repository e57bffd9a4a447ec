"""One behaviour of the script with the piece of a page that it is for, in a browser and without Fora."""

from contextlib import contextmanager

from tests.run.processes import ROOT

HOST = "http://fora.test"
PAGE = """<!doctype html>{piece}<script type="module">
import {{ start }} from "/behaviour.js"; start(document.querySelector("[data-alone]"));</script>"""


@contextmanager
def alone(chromium, behaviour, piece, *, before="", **answers):
    """A page whose time stands still, with a piece of HTML whose element [data-alone] the behaviour is started on.

    before: script that runs first. answers: {name of a folder: function of a route}, for what is asked of the server.
    """
    script = (ROOT / "site" / "static" / "js" / "behaviours" / f"{behaviour}.js").read_text()
    context = chromium.new_context(base_url=HOST)
    page = context.new_page()
    page.clock.install()
    page.add_init_script(before)
    body = PAGE.format(piece=piece)
    context.route(f"{HOST}/", lambda route: route.fulfill(body=body, content_type="text/html"))
    context.route(f"{HOST}/behaviour.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    for name, answer in answers.items():
        context.route(f"{HOST}/{name}/", answer)
    try:
        with page.expect_response("**/behaviour.js"):
            page.goto("/")
        page.wait_for_load_state()  # a module has run by then
        yield page
    finally:
        context.close()
