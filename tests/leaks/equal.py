"""Whether an answer is that to an address that doesn't exist: status, headers and body, but for what names the address
itself."""

import re
from urllib.parse import quote, urlencode

UNEQUAL = {"Date", "Content-Length"}


def sent_to(client, method, address, form):
    """The response to a page that is asked for, or to a form that is sent as browsers send one without files."""
    if method == "get":
        return client.get(address)
    return client.post(address, urlencode(form), content_type="application/x-www-form-urlencoded")


def answer_to(client, address, method="get"):
    """(status, headers, body) with the address masked."""
    response = getattr(client, method)(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name not in UNEQUAL}
    return response.status_code, headers, _masked(body.decode("utf-8", "replace"), address)


def unknown_to(client, address, method="get"):
    """What this client is told at an address that nobody ever had, asked for in the same way."""
    path, mark, query = address.partition("?")
    return answer_to(client, f"/no-such/{'x' * max(1, len(path) - 10)}/{mark}{query}", method)


def _masked(body, address):
    for shape in (address, quote(address), quote(address, safe=""), address.replace("&", "&amp;")):
        body = body.replace(shape, "PATH")
    return re.sub(r"next=[^\"'&]*", "next=PATH", body)
