"""What the first visit to the home page costs on the line, signed out, in a real Chromium with an empty cache.

`python -m benchmarks.first_visit [--posts N]`: the bytes of each answer as sent (headers and compressed body), and
their sum. Goal: under 60 kB.
"""

import argparse

from playwright.sync_api import sync_playwright

from benchmarks.machine import described
from benchmarks.place import PORT, Place
from tests.services import CHROMIUM_OPTIONS, chromium_path

GOAL = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    place = Place(parser.parse_args().posts)
    place.fill()
    with place.served():
        sizes = _visited(f"http://localhost:{PORT}/")
    print(f"\n## Home, signed out, first visit: {place.database}\n\n{described()}\n")
    print("| what | kB |\n|---|---|")
    for path, size in sorted(sizes.items(), key=lambda each: -each[1]):
        print(f"| {path} | {size / 1000:.1f} |")
    print(f"| **all** (goal: {GOAL}) | **{sum(sizes.values()) / 1000:.1f}** |")


def _visited(address):
    """{path: bytes on the line} of everything the page loads."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        context = browser.new_context(extra_http_headers={"X-Forwarded-Proto": "https"})
        page = context.new_page()
        requests = []

        def finished(request):  # playwright writes on what it calls, and cannot on a list's own method
            requests.append(request)

        page.on("requestfinished", finished)
        page.goto(address, wait_until="networkidle")
        sizes = {}
        for request in requests:
            path, sent = request.url.removeprefix(address.rstrip("/")).partition("?")[0], request.sizes()
            sizes[path] = sizes.get(path, 0) + sent["responseBodySize"] + sent["responseHeadersSize"]
        browser.close()
    return sizes


if __name__ == "__main__":
    main()
