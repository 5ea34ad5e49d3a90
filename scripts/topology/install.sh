#!/bin/sh
# Builds the replacements for the images of deploy/temporal-compose.yml: install.sh FOLDER. Takes minutes, once.
set -eu
folder=$1
server=go.temporal.io/server
server_version=v1.31.2
ui=github.com/temporalio/ui-server/v2
ui_version=v2.53.3
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# build NAME PACKAGE@VERSION: Go names a program after its package's folder, and two of them are called `server`.
build() {
  [ ! -x "$folder/$1" ] || return 0
  echo "building $1, once"
  mkdir -p "$folder/new"
  GOBIN="$folder/new" go install "$2"
  set -- "$1" "$folder/new"/*
  mv "$2" "$folder/$1"
  rmdir "$folder/new"
}

rm -rf "$folder/new"
build temporal-server "$server/cmd/server@$server_version"
build temporal-sql-tool "$server/cmd/tools/sql@$server_version"
build ui-server "$ui/cmd/server@$ui_version"
# Reads compose files as `docker compose` does.
build compose-spec github.com/compose-spec/compose-go/v2/cmd@v2.16.2
# module_file MODULE@VERSION FILE NAME: copies a file that the image has from the program's own sources.
module_file() {
  [ ! -s "$folder/$3" ] || return 0
  module=$(cd / && go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p')
  install -m 0755 "$module/$2" "$folder/$3"
}

module_file "$server@$server_version" docker/scripts/sh/entrypoint.sh entrypoint.sh
module_file "$ui@$ui_version" config/docker.yaml ui.yaml
