#!/usr/bin/python3
"""nc -z [-w SECONDS] HOST PORT, as Alpine's busybox has it; Debian's has no -z."""

import getopt
import socket
import sys

options, (host, port) = getopt.getopt(sys.argv[1:], "zw:")
try:
    socket.create_connection((host, int(port)), timeout=float(dict(options).get("-w", 10))).close()
except OSError:
    sys.exit(1)
