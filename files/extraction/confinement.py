"""What the child that opens hostile files denies itself before it looks at one. Standard library only.

Limits hold everywhere. On Linux the child also gets a user and a network namespace of its own, so that there is no
network, and an empty root folder, so that there are no files; and it drops every right it has. Where the kernel
refuses that, it says so, and production takes no documents (files/extraction/health.py).
"""

import contextlib
import ctypes
import os
import resource
import sys

MEGABYTE = 1024 * 1024
CPU_SECONDS = 30
MOST_ADDRESSES = 768 * MEGABYTE
# Of those, what may be written to: what a hostile file makes grow, and near enough what the machine has to give.
MOST_MEMORY = 448 * MEGABYTE
# Threads are counted too; kreuzberg starts up to four.
MOST_PROCESSES = 16
MOST_OPEN = 64

CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWNS = 0x10000000, 0x40000000, 0x08000000, 0x00020000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SIGKILL = 9
NOBODY = 65534
_CAPABILITY_VERSION_3 = 0x20080522


class NotIsolated(Exception):
    """The kernel refuses namespaces of one's own; the text says which step it refused."""


def limit():
    """Bound this process: memory, processor time, files written, files open; no core dump; no way to more rights."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_OPEN),
        (resource.RLIMIT_AS, MOST_ADDRESSES),
        (resource.RLIMIT_DATA, MOST_MEMORY),
    ):
        _set(what, most, most)
    _set(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1)
    if sys.platform == "linux":
        _prctl(PR_SET_NO_NEW_PRIVS, 1)


def die_with(parent):
    """End with the process that started this one, however it ends."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, SIGKILL)
        if os.getppid() != parent:  # it was gone before it could be asked
            os._exit(1)


def isolate():
    """Own user, network, mount and message namespaces, and the empty folder this process stands in for a root: no
    network, no files, and every right given up, without which there is no way back. Raises NotIsolated.

    Comes once everything is loaded, for after it there is nothing to load from; and while there is one thread.
    """
    if sys.platform != "linux":
        raise NotIsolated("this system has no namespaces")
    _be_nobody()
    if _libc().unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS):
        raise NotIsolated(f"unshare: {os.strerror(ctypes.get_errno())}")
    # Counted in the new user namespace alone, whatever else the same user runs outside of it.
    _set(resource.RLIMIT_NPROC, MOST_PROCESSES, MOST_PROCESSES)
    try:
        os.chroot(".")
        os.chdir("/")
    except OSError as error:
        raise NotIsolated(f"chroot: {error.strerror}") from error
    _drop_rights()
    # No debugger attaches from inside, and /proc tells nobody of the same user.
    _prctl(PR_SET_DUMPABLE, 0)


def _be_nobody():
    """Root is bound by no number of processes, and owns files outside; so it is put down first."""
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        except OSError as error:
            raise NotIsolated(f"setuid: {error.strerror}") from error


def _set(what, soft, hard):
    """As low as asked, or as it is already where that is lower (macOS refuses some altogether)."""
    _, most = resource.getrlimit(what)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, hard))


def _drop_rights():
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _libc().capset(header, nothing):
        raise NotIsolated(f"capset: {os.strerror(ctypes.get_errno())}")


def _prctl(option, value):
    if _libc().prctl(option, value, 0, 0, 0) and option == PR_SET_NO_NEW_PRIVS:
        raise NotIsolated(f"no_new_privs: {os.strerror(ctypes.get_errno())}")


def _libc():
    return ctypes.CDLL(None, use_errno=True)
