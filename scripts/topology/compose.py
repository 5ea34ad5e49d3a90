"""Reads compose files with the features of deploy/temporal-compose.yml, and refuses all others."""

import re
from dataclasses import dataclass, field

import yaml

KNOWN = {
    "image", "user", "restart", "stop_grace_period", "security_opt", "environment", "entrypoint", "command", "secrets",
    "volumes", "ports", "healthcheck", "depends_on",
}
VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?:(:?[-?])([^}]*))?\}|(\w+))")
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


class Unsupported(Exception):
    """The file has a feature that this script does not support."""


@dataclass
class Health:
    test: list
    interval: float
    timeout: float
    retries: int
    start_period: float


@dataclass
class Service:
    name: str
    image: str
    user: str = ""
    restart: str = "no"
    grace: float = 10
    no_new_privileges: bool = False
    environment: dict = field(default_factory=dict)
    entrypoint: list = field(default_factory=list)
    command: list = field(default_factory=list)
    # Files on this machine, by their paths in the container.
    secrets: dict = field(default_factory=dict)
    # Pairs of a path on this machine, or a volume's name, and a path in the container.
    binds: list = field(default_factory=list)
    volumes: list = field(default_factory=list)
    ports: list = field(default_factory=list)
    health: Health = None
    depends_on: dict = field(default_factory=dict)

    def program(self):
        return self.entrypoint + self.command


def read(path, variables):
    """All services of the file, each after the services that it depends on."""
    with open(path, encoding="utf-8") as file:
        tree = yaml.safe_load(file)
    tree = interpolated({k: v for k, v in tree.items() if not k.startswith("x-")}, variables)
    refuse_unknown("the file", tree, {"services", "volumes", "secrets"})
    secrets = {name: secret["file"] for name, secret in tree.get("secrets", {}).items()}
    volumes = set(tree.get("volumes", {}))
    services = {name: service(name, raw, secrets, volumes) for name, raw in tree["services"].items()}
    return in_order(services)


def service(name, raw, secrets, volumes):
    refuse_unknown(f"service {name}", raw, KNOWN)
    made = Service(name, raw["image"])
    made.user = raw.get("user", "")
    made.restart = raw.get("restart", "no")
    made.grace = seconds(raw.get("stop_grace_period", "10s"))
    made.no_new_privileges = raw.get("security_opt") == ["no-new-privileges:true"]
    if "security_opt" in raw and not made.no_new_privileges:
        raise Unsupported(f"service {name}: security_opt {raw['security_opt']}")
    made.environment = {k: str(v) for k, v in raw.get("environment", {}).items()}
    made.entrypoint = words(raw.get("entrypoint", []))
    made.command = words(raw.get("command", []))
    made.secrets = {f"/run/secrets/{secret}": secrets[secret] for secret in raw.get("secrets", [])}
    for volume in raw.get("volumes", []):
        source, target, *mode = volume.split(":")
        if source in volumes:
            made.volumes.append((source, target))
        elif source.startswith((".", "/")) and mode == ["ro"]:
            made.binds.append((source, target))
        else:
            raise Unsupported(f"service {name}: volume {volume}: neither a named volume nor a read-only folder")
    for port in raw.get("ports", []):
        address, outer, inner = port.rsplit(":", 2)
        made.ports.append((address.strip("[]"), int(outer), int(inner)))
    made.health = health(raw.get("healthcheck"))
    made.depends_on = {k: v["condition"] for k, v in raw.get("depends_on", {}).items()}
    return made


def health(raw):
    if raw is None:
        return None
    refuse_unknown("healthcheck", raw, {"test", "interval", "timeout", "retries", "start_period"})
    if raw["test"][0] != "CMD":
        raise Unsupported(f"healthcheck {raw['test']}: not a CMD")
    return Health(
        raw["test"][1:], seconds(raw["interval"]), seconds(raw["timeout"]), int(raw["retries"]),
        seconds(raw["start_period"]))


def words(value):
    if not isinstance(value, list):
        raise Unsupported(f"'{value}' is not a list of words")
    return [str(word) for word in value]


def seconds(text):
    match = re.fullmatch(r"(\d+)(ms|s|m|h)", str(text))
    if not match:
        raise Unsupported(f"duration '{text}'")
    return int(match[1]) * SECONDS[match[2]]


def refuse_unknown(what, raw, known):
    unknown = set(raw) - known
    if unknown:
        raise Unsupported(f"{what}: {', '.join(sorted(unknown))}")


def in_order(services):
    ordered, pending = [], dict(services)
    while pending:
        free = [s for s in pending.values() if all(d not in pending for d in s.depends_on)]
        if not free:
            raise Unsupported(f"services that depend on each other: {', '.join(pending)}")
        for ready in free:
            ordered.append(pending.pop(ready.name))
    return ordered


def interpolated(value, variables):
    """Compose's rules: $NAME, ${NAME}, ${NAME:-default}, ${NAME:?error}, and $$ for a dollar sign."""
    if isinstance(value, dict):
        return {k: interpolated(v, variables) for k, v in value.items()}
    if isinstance(value, list):
        return [interpolated(v, variables) for v in value]
    if not isinstance(value, str):
        return value

    def replacement(match):
        if match[0] == "$$":
            return "$"
        found = variables.get(match[1] or match[4])
        how, default = match[2] or "", match[3]
        if found is None or (found == "" and how.startswith(":")):
            if how.endswith("?"):
                raise Unsupported(f"variable {match[1]} is not set: {default}")
            return default or ""
        return found

    return VARIABLE.sub(replacement, value)
