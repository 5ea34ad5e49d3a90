"""Starts services in the order of the compose file, checks their health, restarts and stops them, as Compose does."""

import json
import os
import select
import shlex
import signal
import subprocess
import sys
import time

CONTAINER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "container.py")
LOOK = 0.05
# While a service starts, it is checked more often than the compose file says, so that tests need not wait.
START_INTERVAL = 0.3
FIRST_BACKOFF, LAST_BACKOFF = 0.2, 10


class Run:
    """One service."""

    def __init__(self, service, spec_file, stop_signal, log):
        self.service, self.spec_file, self.log = service, spec_file, log
        self.stop_signal = getattr(signal, stop_signal)
        self.process = self.check = None
        self.healthy = self.wanted = False
        self.exit = None
        self.failures = self.restarts = 0
        self.started = self.check_at = self.start_at = 0.0

    def start(self):
        self.wanted, self.healthy, self.exit, self.failures = True, False, None, 0
        self.started = self.check_at = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, CONTAINER, "run", self.spec_file], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def is_up(self):
        return self.process is not None and self.exit is None

    def look(self):
        """Records an end and the result of a health check, and reports important changes."""
        if self.is_up() and self.process.poll() is not None:
            self.exit = self.process.returncode
            self.healthy = False
            return self.ended()
        if self.wanted and self.exit is not None and self.start_at and time.monotonic() >= self.start_at:
            self.start_at = 0.0
            self.start()
            return f"restarted {self.service.name}"
        if self.is_up() and self.service.health:
            return self.look_at_health()
        return None

    def ended(self):
        restart, _, limit = self.service.restart.partition(":")
        again = self.wanted and (restart in ("always", "unless-stopped") or (restart == "on-failure" and self.exit != 0))
        if again and limit and self.restarts >= int(limit):
            again = False
        if again:
            backoff = min(FIRST_BACKOFF * 2**self.restarts, LAST_BACKOFF)
            self.restarts += 1
            self.start_at = time.monotonic() + backoff
        elif self.wanted and self.exit == 0:
            return f"{self.service.name} has completed"
        return f"{self.service.name} ended with {self.exit}" + (", and starts again" if again else "")

    def look_at_health(self):
        now, health = time.monotonic(), self.service.health
        if self.check is None:
            if now >= self.check_at:
                self.check = subprocess.Popen(
                    [sys.executable, CONTAINER, "exec", self.spec_file, *health.test], stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                self.check_at = now + health.timeout
            return None
        result = self.check.poll()
        if result is None and now < self.check_at:
            return None
        if result is None:
            self.check.kill()
            self.check.wait()
            result = 1
        self.check = None
        self.check_at = now + (health.interval if self.healthy else START_INTERVAL)
        if result == 0:
            self.failures, self.restarts, was = 0, 0, self.healthy
            self.healthy = True
            return None if was else f"{self.service.name} is healthy after {now - self.started:.1f} s"
        self.failures += 1
        if self.healthy and self.failures >= health.retries:
            self.healthy = False
            return f"{self.service.name} is unhealthy"
        return None

    def satisfies(self, condition):
        return {
            "service_started": self.is_up(),
            "service_healthy": self.healthy,
            "service_completed_successfully": self.exit == 0,
        }[condition]

    def is_ready(self):
        if self.service.restart.startswith("on-failure"):
            return self.exit == 0
        return self.healthy if self.service.health else self.is_up()

    def has_failed(self):
        """Whether this is a job that has failed and does not start again."""
        return self.wanted and self.exit not in (None, 0) and not self.start_at

    def signal(self, number):
        """Sends a signal to the program itself, not to the process that waits for it."""
        try:
            with open(json.load(open(self.spec_file, encoding="utf-8"))["pid_file"], encoding="utf-8") as file:
                os.kill(int(file.read()), number)
        except (OSError, ValueError):
            pass

    def stop(self):
        self.wanted, self.start_at = False, 0.0
        if self.is_up():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.service.grace)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.exit = self.process.returncode
        self.healthy = False


class Manager:
    def __init__(self, runs, say, ready):
        self.runs = {run.service.name: run for run in runs}
        self.say, self.ready = say, ready
        self.ending = False

    def run(self, commands):
        """Runs until a signal, or until the end of `commands`, a file descriptor or None."""
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)
        said_ready, buffer = False, b""
        while not self.ending:
            for run in self.runs.values():
                if not run.wanted and run.exit is None and run.process is None and self.may_start(run):
                    run.start()
                news = run.look()
                if news:
                    self.say(news)
                if run.has_failed():
                    self.say(f"{run.service.name} has failed: see {run.log}")
                    return 1
            if not said_ready and all(run.is_ready() for run in self.runs.values()):
                said_ready = True
                self.ready()
            if commands is None:
                time.sleep(LOOK)
            elif select.select([commands], [], [], LOOK)[0]:
                more = os.read(commands, 4096)
                if not more:
                    break
                buffer += more
                while b"\n" in buffer:
                    line, buffer = buffer.split(b"\n", 1)
                    self.obey(shlex.split(line.decode()))
        return 0

    def end(self, *_):
        self.ending = True

    def may_start(self, run):
        return all(self.runs[name].satisfies(condition) for name, condition in run.service.depends_on.items())

    def obey(self, words):
        """Runs a command of a test: kill, pause, continue, stop, start SERVICE, exec SERVICE WORD..."""
        is_exec = len(words) > 2 and words[0] == "exec"
        if not (is_exec or len(words) == 2) or words[1] not in self.runs:
            self.say(f"no command: {' '.join(words)}")
            return
        action, run = words[0], self.runs[words[1]]
        signals = {"kill": signal.SIGKILL, "pause": signal.SIGSTOP, "continue": signal.SIGCONT}
        if action in signals:
            run.signal(signals[action])
        elif is_exec:
            self.execute(run, words[2:])
        elif action == "stop":
            run.stop()
        elif action == "start":
            if not run.is_up():
                run.restarts = 0
                run.start()
        else:
            self.say(f"no command: {' '.join(words)}")
            return
        self.say(f"{action} {words[1]}: done")

    def execute(self, run, words):
        """Runs a program in the service's container, and prints its output with a bar before each line."""
        done = subprocess.run(
            [sys.executable, CONTAINER, "exec", run.spec_file, *words], stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        for line in done.stdout.splitlines():
            self.say(f"| {line}")
        if done.returncode != 0:
            self.say(f"{words[0]} ended with {done.returncode}")

    def stop_all(self):
        for run in reversed(list(self.runs.values())):
            run.stop()
