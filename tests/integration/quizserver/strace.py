"""Faults of the disk, made with strace: it lets chosen system calls of a process fail or take long."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

__all__ = ["with_calls"]


def with_calls(*faults: str) -> list[str]:
    """The words in front of a command, so that its system calls fail: "fdatasync:error=EIO:when=5..9"."""
    if sys.platform != "linux":
        pytest.skip("strace is a program of Linux")
    program = shutil.which("strace")
    assert program is not None, "strace is missing: apt-get install strace (./run test does it)"
    if subprocess.run([program, "-o", "/dev/null", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody trace a process")
    # strace (6.1) stops a thread at all its system calls until the thread makes its first traced one.
    # Every thread makes this one when it begins.
    names = ",".join(["set_robust_list", *(fault.partition(":")[0] for fault in faults)])
    injections = [word for fault in faults for word in ("-e", f"inject={fault}")]
    return [program, "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={names}", *injections]
