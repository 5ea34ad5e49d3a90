"""Runs one program as a container would: container.py run SPEC, container.py exec SPEC WORD...

SPEC is a JSON file: name, root (an empty folder), pid_file, files, binds, folders, hosts, user, environment, workdir,
program, alpine. The program gets its own mount, host name and process namespaces, with this machine's files below and
the files of the image and the compose file on top. Its changes are in memory and are lost, except in folders.
"""

import json
import os
import shutil
import signal
import sys

import linux


def below(root, path):
    """The location of an absolute path in the container. Links in the path, such as /var/run, stay inside it."""
    place = root
    for part in path.strip("/").split("/"):
        place = os.path.join(place, part)
        if os.path.islink(place):
            place = below(root, os.path.join("/", os.path.relpath(os.path.dirname(place), root), os.readlink(place)))
    return place


def make_root(spec):
    top = spec["root"]
    linux.own_mounts()
    linux.mount("tmpfs", top, "tmpfs", data="mode=755")
    root, upper, work = (os.path.join(top, name) for name in ("root", "upper", "work"))
    for folder in (root, upper, work):
        os.mkdir(folder)
    linux.mount("overlay", root, "overlay", data=f"lowerdir=/,upperdir={upper},workdir={work}")
    linux.bind("/dev", os.path.join(root, "dev"))
    linux.mount("proc", os.path.join(root, "proc"), "proc")
    for folder in ("tmp", "run", "usr/local/bin", "var/lib", "root", "home"):
        linux.mount("tmpfs", os.path.join(root, folder), "tmpfs", data=f"mode={'1777' if folder == 'tmp' else '755'}")
    if spec["alpine"]:
        like_alpine(root)
    for path, source in spec["files"].items():
        place(root, path, source)
    for path, source in spec["binds"].items():
        place(root, path, source)
    for path, source in spec["folders"].items():
        target = below(root, path)
        os.makedirs(target, exist_ok=True)
        linux.bind(source, target)
    etc_hosts = os.path.join(root, "etc/hosts")
    with open(etc_hosts, "w", encoding="utf-8") as hosts:
        hosts.write("".join(f"{address} {name}\n" for name, address in spec["hosts"].items()))
    return root


def place(root, path, source):
    target = below(root, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        open(target, "a", encoding="utf-8").close()
    linux.bind(source, target, read_only=True)


def like_alpine(root):
    shell = below(root, "/bin/sh")
    os.remove(shell)
    shutil.copy("/usr/bin/busybox", shell)
    for missing in ("/usr/bin/curl", "/usr/bin/wget", "/bin/bash"):
        if os.path.lexists(below(root, missing)):
            os.remove(below(root, missing))


def become(spec, program):
    if spec["no_new_privileges"]:
        linux.prctl(linux.NO_NEW_PRIVS, 1)
    if spec["user"]:
        user, group = (int(number) for number in spec["user"].split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    os.umask(0o022)
    os.execvpe(program[0], program, spec["environment"])


def run(spec):
    linux.prctl(linux.PDEATHSIG, signal.SIGKILL)
    linux.unshare(linux.NEWNS | linux.NEWUTS | linux.NEWPID)
    child = os.fork()
    if child == 0:
        linux.prctl(linux.PDEATHSIG, signal.SIGKILL)
        os.setsid()
        set_host_name(spec["name"])
        root = make_root(spec)
        os.chroot(root)
        os.makedirs(spec["workdir"], exist_ok=True)
        os.chdir(spec["workdir"])
        become(spec, spec["program"])
    with open(spec["pid_file"], "w", encoding="utf-8") as file:
        file.write(str(child))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: os.kill(child, got))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def set_host_name(name):
    linux.check(linux.LIBC.sethostname(name.encode(), len(name)), "sethostname")


def execute(spec, words):
    with open(spec["pid_file"], encoding="utf-8") as file:
        pid = file.read()
    inside = f"/proc/{pid}/ns"
    descriptor = os.open(f"/proc/{pid}/root", os.O_RDONLY)
    for kind in ("uts", "pid", "mnt"):
        linux.setns(f"{inside}/{kind}")
    os.fchdir(descriptor)
    os.chroot(".")
    os.chdir("/")
    child = os.fork()
    if child == 0:
        become(spec, words)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        spec = json.load(file)
    if sys.argv[1] == "run":
        run(spec)
    else:
        execute(spec, sys.argv[3:])


main()
