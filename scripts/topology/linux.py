"""The system calls behind containers that Python 3.11 does not have."""

import ctypes
import fcntl
import os
import socket
import struct

NEWNS, NEWUTS, NEWPID, NEWNET = 0x20000, 0x4000000, 0x20000000, 0x40000000
RDONLY, REMOUNT, BIND, REC, PRIVATE = 1, 32, 4096, 16384, 1 << 18
PDEATHSIG, NO_NEW_PRIVS = 1, 38

LIBC = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags):
    check(LIBC.unshare(flags), "unshare")


def setns(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        check(LIBC.setns(descriptor, 0), f"setns {path}")
    finally:
        os.close(descriptor)


def mount(source, target, kind=None, flags=0, data=None):
    text = [None if t is None else t.encode() for t in (source, target, kind)]
    check(LIBC.mount(*text, ctypes.c_ulong(flags), None if data is None else data.encode()), f"mount {target}")


def bind(source, target, read_only=False):
    mount(source, target, flags=BIND | REC)
    if read_only:
        mount(source, target, flags=BIND | REMOUNT | RDONLY)


def own_mounts():
    """From now on, only this process and its children see new mounts."""
    mount(None, "/", flags=REC | PRIVATE)


def prctl(option, value):
    check(LIBC.prctl(option, value, 0, 0, 0), "prctl")


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # SIOCSIFFLAGS with IFF_UP | IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh22x", b"lo", 0x41))
