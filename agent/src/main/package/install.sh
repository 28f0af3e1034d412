#!/bin/sh
# Installs the agent's package and makes this machine a device:
#
#   curl -fsS https://HOST/signalbeam-agent.deb -o agent.deb
#   sudo sh install.sh agent.deb https://fleet.example.com sbe_…  [NAME]
#
# or in one line, where this script lies beside the package:
#   curl -fsS https://HOST/install.sh | sudo sh -s -- https://HOST/signalbeam-agent.deb https://fleet.example.com sbe_…
set -eu

[ $# -ge 3 ] || { echo "usage: install.sh PACKAGE SERVER TOKEN [NAME]" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "only root can install it" >&2; exit 1; }

package=$1
case $package in
http://* | https://*)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    curl -fsSL --retry 5 "$package" -o "$folder/signalbeam-agent.deb"
    package=$folder/signalbeam-agent.deb
    ;;
*) package=$(readlink -f "$package") ;;
esac

# dpkg alone: it works without a list of packages and without a network, and Depends are on every system.
dpkg -i "$package"
set -- "$2" "$3" ${4:+"$4"}
signalbeam-agent enroll --server "$1" --token "$2" ${3:+--name "$3"}
if ! grep -q '^server:' /etc/signalbeam/agent.yaml; then
    printf 'server: %s\n' "$1" >>/etc/signalbeam/agent.yaml
fi
[ ! -d /run/systemd/system ] || systemctl restart signalbeam-agent
