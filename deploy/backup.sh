#!/bin/sh
# Copies the data folder of a running Lectern to a new folder, complete and at one point in time:
#   backup.sh /var/lib/lectern /backups/2026-05-01 "$(systemctl show -p MainPID --value lectern)"
# The database and its write-ahead log belong together and change together. So the process is paused for the few
# milliseconds of the copy, which browsers do not notice. The copy is in the state after a power cut: start Lectern
# on it, and it has everything that was acknowledged. Without a process id, Lectern must not be running.
set -eu

data=$1
target=$2
pid=${3:-}

resume() {
  [ -z "$pid" ] || kill -CONT "$pid"
}

[ ! -e "$target" ] || { echo "backup.sh: $target is there already" >&2; exit 1; }
umask 077
mkdir -p "$target"
if [ -n "$pid" ]; then
  trap resume EXIT
  kill -STOP "$pid"
  # The kernel needs a moment to pause it.
  until grep -q '^State:.*T' "/proc/$pid/status"; do :; done
fi
cp -p "$data"/lectern.db* "$target"/
[ ! -e "$data/presenter-key" ] || cp -p "$data/presenter-key" "$target"/
