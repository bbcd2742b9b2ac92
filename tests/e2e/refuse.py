"""Runs a command on a kernel that refuses seccomp's filters: refuse.py COMMAND…

It is this kernel, told by a filter to say so (x86-64, arm64)."""

import ctypes
import os
import platform
import struct
import sys

CALL, ARCHITECTURE = {"x86_64": (317, 0xC000003E), "aarch64": (277, 0xC00000B7)}[platform.machine()]
EPERM, ALLOW, ERRNO = 1, 0x7FFF0000, 0x00050000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, FILTER = 22, 38, 2


def refuse():
    steps = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 3, ARCHITECTURE),
        (LOAD, 0, 0, 0),
        (EQUAL, 0, 1, CALL),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    code = ctypes.create_string_buffer(program)
    head = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.create_string_buffer(head)) != 0:
        sys.exit("refuse.py: " + os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    refuse()
    os.execvp(sys.argv[1], sys.argv[1:])
