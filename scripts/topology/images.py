"""The replacement for each image: programs of this machine under the paths and names of the image."""

import os
import shutil
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
POSTGRESQL = "/usr/lib/postgresql/15/bin"


@dataclass
class Image:
    """Files by their paths in the image, and the image's settings for its start."""

    files: dict = field(default_factory=dict)
    program: list = field(default_factory=list)
    environment: dict = field(default_factory=dict)
    workdir: str = "/"
    stop_signal: str = "SIGTERM"
    # Images on Alpine have busybox's shell, and its options differ from those of dash.
    alpine: bool = True


class Images:
    def __init__(self, tools):
        self.tools = tools

    def of(self, image):
        """The image by its name without the version; `make temporal-server` installs by that name."""
        name = image.rsplit(":", 1)[0]
        makers = {
            "postgres": self.postgres,
            "temporalio/server": self.server,
            "temporalio/admin-tools": self.admin_tools,
            "temporalio/ui": self.ui,
            "registry": self.registry,
        }
        if name not in makers:
            raise SystemExit(f"topology: there is no replacement for image {image}")
        made = makers[name]()
        for path, source in made.files.items():
            if not os.path.exists(source):
                raise SystemExit(f"topology: {source} is missing ({path} of {image}): run `make temporal-server`")
        return made

    def tool(self, name):
        return os.path.join(self.tools, name)

    def postgres(self):
        files = {"/usr/local/bin/docker-entrypoint.sh": os.path.join(HERE, "postgres-entrypoint.sh")}
        files[POSTGRESQL] = POSTGRESQL
        environment = {"PGDATA": "/var/lib/postgresql/data", "PATH": f"/usr/local/bin:/usr/bin:/bin:{POSTGRESQL}"}
        return Image(files, environment=environment, stop_signal="SIGINT", alpine=False)

    def server(self):
        files = {
            "/usr/local/bin/temporal-server": self.tool("temporal-server"),
            # The image's own script, from the server's module.
            "/etc/temporal/entrypoint.sh": self.tool("entrypoint.sh"),
        }
        return Image(self.alpine_files() | files, ["/etc/temporal/entrypoint.sh"], workdir="/etc/temporal")

    def admin_tools(self):
        files = {
            "/usr/local/bin/temporal-sql-tool": self.tool("temporal-sql-tool"),
            "/usr/local/bin/temporal": self.temporal(),
        }
        return Image(self.alpine_files() | files)

    def temporal(self):
        """The command, from another project than the server: PIM's own copy, or the one on the PATH."""
        own = os.path.join(self.tools, "..", "temporal-1.5.1", "temporal")
        return own if os.path.exists(own) else shutil.which("temporal") or own

    def ui(self):
        files = {
            "/usr/local/bin/ui-server": self.tool("ui-server"),
            "/home/ui-server/config/docker.yaml": self.tool("ui.yaml"),
            "/home/ui-server/start-ui-server.sh": os.path.join(HERE, "ui-entrypoint.sh"),
        }
        return Image(self.alpine_files() | files, ["/home/ui-server/start-ui-server.sh"], workdir="/home/ui-server")

    def registry(self):
        files = {"/usr/local/bin/registry": "/usr/bin/docker-registry"}
        files["/etc/docker/registry/config.yml"] = os.path.join(HERE, "registry.yml")
        return Image(self.alpine_files() | files, ["registry", "serve", "/etc/docker/registry/config.yml"])

    @staticmethod
    def alpine_files():
        return {"/usr/local/bin/nc": os.path.join(HERE, "nc.py")}
