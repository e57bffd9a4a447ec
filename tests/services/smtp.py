"""A real SMTP server on a free port of this machine, that keeps what it is sent."""

import asyncio
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from tests.run.processes import free_port


class _Keeps:
    def __init__(self, refuses, fails_for, seconds, drops_at):
        self.mails, self.refuses, self.fails_for, self.seconds = [], refuses, fails_for, seconds
        self.drops_at = drops_at

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's name)
        if self.drops_at == "RCPT":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 Known"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        if self.refuses:
            return "554 No mail today"
        is_unlucky = self.fails_for in envelope.rcpt_tos
        if self.drops_at == "DATA" or (is_unlucky and not self.seconds):
            server.transport.abort()
            return "250 Nobody hears this"
        self.mails.append(envelope)
        await asyncio.sleep(self.seconds if is_unlucky else 0)
        return "250 Taken"


@contextmanager
def smtp_server(*, refuses=False, fails_for=None, seconds=0, drops_at=""):
    """(port, the list of envelopes taken so far) while it lasts. What is for the address `fails_for` it answers so many
    seconds late; where they are none it drops the connection instead, and does not take it.
    drops_at: RCPT or DATA, where it drops every connection."""
    handler = _Keeps(refuses, fails_for, seconds, drops_at)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, handler.mails
    finally:
        controller.stop()
