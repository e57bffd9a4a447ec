"""A real SMTP server on a free port of this machine, that keeps what it is sent."""

from contextlib import contextmanager

from aiosmtpd.controller import Controller

from tests.run.processes import free_port


class _Keeps:
    def __init__(self, refuses):
        self.mails, self.refuses = [], refuses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        if self.refuses:
            return "554 No mail today"
        self.mails.append(envelope)
        return "250 Taken"


@contextmanager
def smtp_server(*, refuses=False):
    """(port, the list of envelopes taken so far) while it lasts."""
    handler = _Keeps(refuses)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, handler.mails
    finally:
        controller.stop()
