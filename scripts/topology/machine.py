"""A machine of a fleet: machine.py NAME FOLDER. Prints the pid of its first process, and ends with its parent.

It has a network, process and mount namespace, a host name, a machine id and an empty network of its own. Its first
process does nothing but outlive all others; killing that one is a power failure. FOLDER gets the files that differ.
"""

import hashlib
import os
import signal
import sys

import linux


def own_files(name, folder):
    os.makedirs(folder, exist_ok=True)
    texts = {
        "machine-id": hashlib.sha256(f"{folder} {name}".encode()).hexdigest()[:32] + "\n",
        "hosts": f"127.0.0.1 localhost\n127.0.1.1 {name}\n",
        "hostname": name + "\n",
    }
    for file, text in texts.items():
        path = os.path.join(folder, file)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        target = os.path.join("/etc", file)
        if os.path.exists(target):
            linux.bind(path, target)


def first_process(name, folder, ready):
    linux.prctl(linux.PDEATHSIG, signal.SIGKILL)
    os.setsid()
    linux.LIBC.sethostname(name.encode(), len(name))
    linux.own_mounts()
    linux.mount("proc", "/proc", "proc")
    own_files(name, folder)
    linux.loopback_up()
    # The machine's orphans become its children, and nobody needs their exit status.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.write(ready, b"1")
    os.close(ready)
    while True:
        signal.pause()


def main():
    name, folder = sys.argv[1:]
    linux.prctl(linux.PDEATHSIG, signal.SIGKILL)
    linux.unshare(linux.NEWNS | linux.NEWUTS | linux.NEWPID | linux.NEWNET)
    made, ready = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(made)
        os.close(1)
        first_process(name, folder, ready)
    os.close(ready)
    if not os.read(made, 1):
        sys.exit(f"machine {name} could not be created")
    print(child, flush=True)
    os.waitpid(child, 0)


main()
