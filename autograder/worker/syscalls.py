"""The system calls of a worker: an allowlist, by libseccomp.

What is not named here fails with EPERM. It was drawn up from what CPython, glibc, NumPy, torch (CPU), matplotlib and
IPython call, for x86_64 and aarch64; libseccomp passes over names that an architecture does not have.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import socket
from typing import Final

import pyseccomp
from pyseccomp import EQ, MASKED_EQ, Arg


def _names(text: str) -> list[str]:
    return text.split()


ALLOWED: Final = frozenset(
    _names("""
    mmap munmap mprotect mremap brk msync membarrier
    read pread64 readv preadv write pwrite64 writev pwritev lseek close close_range
    stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    getcwd chdir fchdir getdents getdents64 mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    symlink symlinkat truncate ftruncate fsync fdatasync umask sendfile copy_file_range
    dup dup2 dup3 pipe pipe2 eventfd eventfd2
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    recvfrom getsockname getpeername getsockopt shutdown
    exit exit_group getrlimit setrlimit futex set_tid_address set_robust_list rseq arch_prctl sched_yield
    restart_syscall getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgid getpgrp
    getsid wait4 waitid getrusage getpriority getcpu uname getrandom capget
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack pause
    getitimer setitimer alarm
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    """)
)

PRETENDED: Final = frozenset(
    _names("""
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat flock fadvise64
    """)
)
"""Calls that do nothing and say that they did: ``shutil.copy`` makes them, and needs no more.

Locks and advice on files that all may read are noticed by other processes, and so would carry words to them.
"""

ANSWERED: Final = {
    **dict.fromkeys(
        _names("clone3 openat2 memfd_create io_uring_setup pidfd_open statfs fstatfs sysinfo"), errno.ENOSYS
    ),
    **dict.fromkeys(_names("fallocate setxattr lsetxattr fsetxattr removexattr"), errno.EOPNOTSUPP),
    **dict.fromkeys(_names("getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr"), errno.EOPNOTSUPP),
}
"""Calls for which libraries have another way, which they take when they hear this."""

_CLONE_THREAD: Final = 0x10000
_CLONE_NEW: Final = 0x7E020080
"""All of clone's flags that make a namespace."""
_PR_SET_NAME: Final = 15
_HARMLESS_PRCTL: Final = (3, _PR_SET_NAME, 16, 21, 39, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS, PR_SET_VMA."""
_HARMLESS_IOCTL: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS (isatty), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_HARMLESS_FCNTL: Final = (0, 1, 2, 3, 1030, 1032)
"""Duplicates and flags; no locks, and not F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ."""
_LOCKS: Final = (6, 7, 37, 38)
"""F_SETLK, F_SETLKW and those of open file descriptions."""
_HARMLESS_MADVISE: Final = (0, 1, 2, 4, 8, 14, 15, 16, 17)
"""On memory of its own. Not MADV_WILLNEED, COLD, PAGEOUT: they change what of a shared file lies in memory."""
_F_SETFL: Final = 4
_O_ASYNC: Final = 0x2000
_O_TMPFILE: Final = 0x400000
"""Its own bit: Python's ``os.O_TMPFILE`` has that of O_DIRECTORY besides."""
_EVERY: Final = 0xFFFFFFFFFFFFFFFF
_SOCK_FLAGS: Final = socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK


CONDITIONS: Final = (
    ("clone", (Arg(0, MASKED_EQ, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD),)),
    *((name, (Arg(0, EQ, 0),)) for name in ("prlimit64", "sched_getaffinity", "sched_getparam", "sched_getscheduler")),
    *(("prctl", (Arg(0, EQ, option),)) for option in _HARMLESS_PRCTL),
    *(("ioctl", (Arg(1, EQ, request),)) for request in _HARMLESS_IOCTL),
    *(("fcntl", (Arg(1, EQ, command),)) for command in _HARMLESS_FCNTL),
    *(("madvise", (Arg(2, EQ, advice),)) for advice in _HARMLESS_MADVISE),
    # Without RWF_NOWAIT, which tells whether a page of a file lies in memory.
    *((name, (Arg(5, EQ, 0),)) for name in ("preadv2", "pwritev2")),
    # Files without a name would be counted by nobody where the scratch folder is no file system of its own.
    ("open", (Arg(1, MASKED_EQ, _O_TMPFILE, 0),)),
    ("openat", (Arg(2, MASKED_EQ, _O_TMPFILE, 0),)),
    ("fcntl", (Arg(1, EQ, _F_SETFL), Arg(2, MASKED_EQ, _O_ASYNC, 0))),
    ("socketpair", (Arg(0, EQ, socket.AF_UNIX), Arg(1, MASKED_EQ, _EVERY ^ _SOCK_FLAGS, socket.SOCK_STREAM))),
    # Without an address: a datagram socket could otherwise reach any socket that has a path.
    ("sendto", (Arg(4, EQ, 0),)),
)
"""Calls that are allowed with such arguments only; several entries of a name are alternatives."""
OF_ITSELF: Final = ("kill", "tgkill")
"""Calls whose first argument may only be the worker's own process."""


@functools.cache
def prepare() -> pyseccomp.SyscallFilter:
    """The filter but for what depends on the process: made once, in the zygote, as that takes 2 ms."""
    return allowlist()


def allowlist(architecture: int | None = None) -> pyseccomp.SyscallFilter:
    """A new filter, for this machine's architecture or for another one of ``pyseccomp.Arch``."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    if architecture is not None:
        rules.remove_arch(pyseccomp.Arch.NATIVE)
        rules.add_arch(architecture)
    rules.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    with contextlib.suppress(OSError):  # a tree of the calls, where libseccomp (2.5) can make one: each call costs less
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)
    actions = {
        **dict.fromkeys(ALLOWED, pyseccomp.ALLOW),
        **dict.fromkeys(PRETENDED, pyseccomp.ERRNO(0)),
        **{name: pyseccomp.ERRNO(number) for name, number in ANSWERED.items()},
    }
    for name, action in actions.items():
        _add(rules, action, name)
    for name, conditions in CONDITIONS:
        _add(rules, pyseccomp.ALLOW, name, *conditions)
    for command in _LOCKS:
        _add(rules, pyseccomp.ERRNO(0), "fcntl", Arg(1, EQ, command))
    return rules


def _add(rules: pyseccomp.SyscallFilter, action: int, name: str, *conditions: Arg) -> None:
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    if number != -1:  # a libseccomp older than the call does not know its name
        rules.add_rule(action, number, *conditions)


def allow_only_these() -> None:
    """Puts the filter on this process and every thread that it will start; OSError where the kernel has none."""
    rules = prepare()
    for name in OF_ITSELF:
        _add(rules, pyseccomp.ALLOW, name, Arg(0, EQ, os.getpid()))
    rules.load()
