#!/usr/bin/env python3
"""Installs from one of the project's ISOs in a real QEMU, boots the disk with each firmware, logs in.

usage: test-iso.py tiny|debian|di-netboot [--arch x86_64|arm64] [--iso FILE] [--quick] [--keep]
"""
import argparse, functools, http.server, json, os, pathlib, shutil, signal, socket, subprocess, sys, tempfile, threading, time

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {
    ("tiny", "x86_64"): "pim-tiny-amd64-netinst.iso",
    ("tiny", "arm64"): "pim-tiny-arm64-netinst.iso",
    ("debian", "x86_64"): "pim-debian-12-amd64-netinst.iso",
    ("di-netboot", "x86_64"): "debian-installer-12-amd64-netboot.iso",
}
MACHINES = {
    "x86_64": dict(qemu="qemu-system-x86_64", machine="q35", cpu="max", folder="install.amd", tty="ttyS0",
                   code="/usr/share/OVMF/OVMF_CODE_4M.fd", vars="/usr/share/OVMF/OVMF_VARS_4M.fd", firmwares=["bios", "uefi"]),
    "arm64": dict(qemu="qemu-system-aarch64", machine="virt", cpu="cortex-a72", folder="install.a64", tty="ttyAMA0",
                  code="/usr/share/AAVMF/AAVMF_CODE.fd", vars="/usr/share/AAVMF/AAVMF_VARS.fd", firmwares=["uefi"]),
}
USER, USER_PASSWORD, ROOT_PASSWORD = "ansible", "user\"$ecret\\'2", "root-Secret 1"
LIMIT = 900


class Seed(http.server.SimpleHTTPRequestHandler):
    """Serves the run's folder, and records the requests."""
    asked = []

    def do_GET(self):
        Seed.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


class Machine:
    """A QEMU of this run, which is killed at the end if it still runs."""
    started = []

    def __init__(self, run, name, spec, port, options):
        self.qmp = run / f"{name}.qmp"
        self.console = run / f"{name}.console"
        command = [spec["qemu"], "-machine", spec["machine"], "-accel", "tcg,thread=multi", "-cpu", spec["cpu"],
                   "-smp", "2", "-m", "1024", "-display", "none", "-nodefaults", "-no-reboot",
                   "-serial", f"file:{self.console}", "-qmp", f"unix:{self.qmp},server=on,wait=off",
                   "-drive", f"if=none,id=disk,file={run}/disk.qcow2,format=qcow2,cache=unsafe,discard=unmap",
                   "-device", "virtio-blk-pci,drive=disk,addr=0x5",
                   "-netdev", f"user,id=net,ipv6=off,hostfwd=tcp:127.0.0.1:{port}-:22",
                   "-device", "virtio-net-pci,netdev=net,romfile=,addr=0x6"] + options
        self.start = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        Machine.started.append(self)

    def age(self):
        return time.monotonic() - self.start

    def wait_end(self, limit):
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
            fail(f"QEMU did not end within {limit} s", self.console)
        if status:
            fail(f"QEMU ended with status {status}", self.console)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def command(self, name):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.qmp))
            stream = connection.makefile("rw")
            stream.readline()
            for execute in ("qmp_capabilities", name):
                stream.write(json.dumps({"execute": execute}) + "\n")
                stream.flush()
                while "return" not in (answer := json.loads(stream.readline())):
                    if "error" in answer:
                        fail(f"QMP {name}: {answer}", self.console)


def fail(reason, console=None):
    print(f"FAILED: {reason}", file=sys.stderr)
    if console and console.exists():
        print(console.read_text(errors="replace")[-4000:], file=sys.stderr)
    sys.exit(1)


def until(condition, limit, what, machine):
    """Polls, because QEMU does not report when a guest listens."""
    while not condition():
        if machine.process.poll() is not None:
            fail(f"QEMU ended before {what}", machine.console)
        if machine.age() > limit:
            machine.kill()
            fail(f"no {what} within {limit} s", machine.console)
        time.sleep(0.05)


def banner(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.settimeout(2)
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def ssh(port, user, command, password=None, key=None):
    options = ["-p", str(port), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
               "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=60"]
    if key:
        command_line = ["ssh", *options, "-o", "BatchMode=yes", "-i", str(key)]
    else:
        command_line = ["sshpass", "-e", "ssh", *options, "-o", "PubkeyAuthentication=no"]
    done = subprocess.run([*command_line, f"{user}@127.0.0.1", command], capture_output=True, text=True,
                          env={**os.environ, "SSHPASS": password or ""}, timeout=180)
    if done.returncode:
        fail(f"ssh {user}: {command}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Run:
    def __init__(self, kind, arch, iso, folder):
        self.kind, self.spec, self.iso, self.folder, self.port = kind, MACHINES[arch], iso, folder, free_port()
        self.web = folder / "web" / "s3cret"
        self.web.mkdir(parents=True)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                 functools.partial(Seed, directory=str(self.web.parent)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.base = f"http://10.0.2.2:{server.server_port}/s3cret"

    def machine(self, name, options):
        return Machine(self.folder, name, self.spec, self.port, options)

    def serve_preseed(self, change=lambda text: text):
        text = (HERE / "testdata" / f"{self.kind}.cfg").read_text().replace("@BASE@", self.base)
        (self.web / "preseed.cfg").write_text(change(text))
        shutil.copy(HERE / "testdata" / "install.sh", self.web)

    def installer(self, name, preseed="preseed.cfg"):
        for part in ("vmlinuz", "initrd.gz"):
            subprocess.run(["xorriso", "-osirrox", "on", "-indev", str(self.iso), "-extract",
                            f"/{self.spec['folder']}/{part}", str(self.folder / part)], check=True, capture_output=True)
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(self.folder / "disk.qcow2"), "4G"], check=True)
        return self.machine(name, [
            "-kernel", str(self.folder / "vmlinuz"), "-initrd", str(self.folder / "initrd.gz"), "-append",
            f"auto=true priority=critical preseed/url={self.base}/{preseed} hostname=pim-test domain=example.test "
            f"DEBIAN_FRONTEND=text console={self.spec['tty']},115200n8 ---",
            "-device", "virtio-scsi-pci,addr=0x7", "-device", "scsi-cd,drive=cd",
            "-drive", f"if=none,id=cd,media=cdrom,readonly=on,file={self.iso}"])

    def install(self):
        self.serve_preseed()
        machine = self.installer("install")
        machine.wait_end(LIMIT)
        text = machine.console.read_text(errors="replace")
        if "PIM-INSTALLER: DONE" not in text or "WARNING" in text:
            fail("the installation did not end well", machine.console)
        size = (self.folder / "disk.qcow2").stat().st_size >> 20
        print(f"install: {machine.age():.1f} s, disk {size} MB", flush=True)

    def refuse(self, name, preseed, reason, change=lambda text: text):
        """An installation that must fail, report why, power off, and leave a disk that does not boot."""
        self.serve_preseed(change)
        machine = self.installer(name, preseed)
        machine.wait_end(LIMIT)
        if f"PIM-INSTALLER: FAILED: {reason}" not in machine.console.read_text(errors="replace"):
            fail(f"expected: FAILED: {reason}", machine.console)
        start = subprocess.run(["qemu-img", "dd", "-f", "qcow2", "-O", "raw", "bs=512", "count=1",
                                f"if={self.folder}/disk.qcow2", f"of={self.folder}/start"], capture_output=True)
        if start.returncode or any((self.folder / "start").read_bytes()):
            fail("a failed installation left a boot sector", machine.console)
        print(f"refused: {reason} ({machine.age():.1f} s)", flush=True)

    def boot(self, name, firmware, options=()):
        options = list(options)
        if firmware == "uefi":
            variables = self.folder / "vars.fd"
            shutil.copy(self.spec["vars"], variables)
            options += ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={self.spec['code']}",
                        "-drive", f"if=pflash,format=raw,unit=1,file={variables}"]
        machine = self.machine(name, options)
        until(lambda: banner(self.port), 300, "SSH banner", machine)
        print(f"boot {name}: SSH banner after {machine.age():.1f} s", flush=True)
        return machine

    def power_off(self, machine):
        start = time.monotonic()
        machine.command("system_powerdown")
        machine.wait_end(120)
        print(f"  power button to power off: {time.monotonic() - start:.1f} s", flush=True)

    def check_installed(self):
        for firmware in self.spec["firmwares"]:
            machine = self.boot(firmware, firmware)
            login, password = ("root", ROOT_PASSWORD) if self.kind == "tiny" else (USER, USER_PASSWORD)
            facts = ssh(self.port, login, "hostname; cat /etc/pim-late-command; cat /etc/timezone; "
                        "cat /proc/sys/kernel/random/boot_id; test ! -d /sys/firmware/efi; echo $?", password).splitlines()
            print(f"  ssh {login} with password after {machine.age():.1f} s: {facts}", flush=True)
            expected = ["pim-test", "installed from the late command", "Europe/Berlin"]
            if facts[:3] != expected or facts[4] != str(int(firmware == "uefi")):
                fail(f"expected {expected} and {firmware}", machine.console)
            if ssh(self.port, USER, "whoami", USER_PASSWORD) != USER:
                fail("user login")
            if self.kind == "debian":
                self.check_debian(machine)
            self.power_off(machine)

    def check_debian(self, machine):
        print(ssh(self.port, USER, "sudo -S -p '' sh -c 'id -un; cloud-init status; systemd-analyze; "
                  "systemctl list-units --failed --no-legend; cat /etc/network/interfaces.d/*' <<'P'\n"
                  + USER_PASSWORD + "\nP", USER_PASSWORD), flush=True)

    def check_cloud_instance(self):
        """Boots as a cloud instance: NoCloud over HTTP, and a login with the instance's own key."""
        key = self.folder / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        seed = self.web / "seed"
        seed.mkdir()
        (seed / "meta-data").write_text("instance-id: iid-test-1\nlocal-hostname: cloudy\n")
        public = pathlib.Path(f"{key}.pub").read_text()
        (seed / "user-data").write_text(f"#cloud-config\nssh_authorized_keys:\n  - {public}")
        (seed / "vendor-data").write_text("")
        # cloud-init 22.4 of Debian 12 accepts a URL only with nocloud-net.
        serial = ["-smbios", f"type=1,serial=ds=nocloud-net;s={self.base}/seed/"]
        machine = self.boot("cloud", self.spec["firmwares"][-1], serial)
        login = "root" if self.kind == "tiny" else "debian"
        facts = ssh(self.port, login, "cloud-init status --wait; hostname; cat /var/lib/cloud/data/instance-id", key=key)
        print(f"  ssh {login} with key, cloud-init done after {machine.age():.1f} s: {facts.splitlines()}", flush=True)
        if "cloudy" not in facts or "iid-test-1" not in facts:
            fail("cloud-init did not do its work", machine.console)
        if self.kind == "debian":
            clients = ssh(self.port, login, "pgrep -c dhclient; systemctl list-units --failed --no-legend", key=key)
            if clients != "1":
                fail(f"expected one dhclient and no failed unit: {clients}", machine.console)
        self.power_off(machine)

    def real_installer(self):
        """debian-installer itself must read the preseed and reach its mirror without a question."""
        (self.web / "preseed.cfg").write_text(
            (HERE / "testdata/debian.cfg").read_text().replace("@BASE@", self.base)
            + f"\nd-i mirror/country string manual\nd-i mirror/protocol string http\nd-i mirror/http/hostname string "
            f"{self.base.split('/')[2]}\nd-i mirror/http/directory string /mirror\nd-i mirror/http/proxy string\n")
        machine = self.installer("install")
        until(lambda: any(path.startswith("/mirror/") for path in Seed.asked), LIMIT, "request to the mirror", machine)
        machine.kill()
        print(f"debian-installer asked its mirror after {machine.age():.1f} s: {Seed.asked}", flush=True)


def main():
    # A run that is asked to end also ends its QEMU.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["tiny", "debian", "di-netboot"])
    parser.add_argument("--arch", choices=list(MACHINES), default="x86_64")
    parser.add_argument("--iso", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="leave out the installations that must fail")
    parser.add_argument("--keep", action="store_true", help="keep the folder of the run")
    options = parser.parse_args()
    iso = options.iso or HERE.parent / "build" / "isos" / NAMES[options.kind, options.arch]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pim-test-iso."))
    run = Run(options.kind, options.arch, iso, folder)
    try:
        if options.kind == "di-netboot":
            run.real_installer()
        else:
            if not options.quick:
                run.refuse("no-preseed", "missing.cfg", "cannot fetch the preseed")
                run.refuse("bad-late", "preseed.cfg", "preseed/late_command ended with status 3",
                           lambda text: text.replace("wget -qO", "in-target sh -c 'exit 3' && wget -qO"))
            run.install()
            run.check_installed()
            run.check_cloud_instance()
        print("passed", flush=True)
    finally:
        for machine in Machine.started:
            machine.kill()
        if options.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
