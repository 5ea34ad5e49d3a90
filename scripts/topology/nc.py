#!/usr/bin/python3
"""nc -z [-w SECONDS] HOST PORT, like Alpine's busybox; Debian's busybox has no -z."""

import getopt
import socket
import sys

options, (host, port) = getopt.getopt(sys.argv[1:], "zw:")
try:
    socket.create_connection((host, int(port)), timeout=float(dict(options).get("-w", 10))).close()
except OSError:
    sys.exit(1)
