#!/bin/sh
# Replaces start-ui-server.sh of the image `temporalio/ui`.
exec ui-server --root /home/ui-server --config config --env docker start
