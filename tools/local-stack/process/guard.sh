#!/bin/sh
# Becomes the given command, and leaves a watcher beside it that ends it when the parent lets go.
#   guard.sh SIGNAL PAUSE GRACE SCRATCH COMMAND [ARGUMENT...]
# SIGNAL  asks the command to stop           PAUSE  seconds the watcher waits before it asks
# GRACE   seconds from asking to killing     SCRATCH  folder removed afterwards, or ''
# File descriptor 3 is a pipe held by the parent. End of file means that the parent died, however it
# died; a line means that it saw the command end by itself and only the leftovers of the group remain.
# The watcher stays in the command's process group, so that this number can't be given to anyone else.
signal=$1 pause=$2 grace=$3 scratch=$4
shift 4
(
  trap '' HUP INT TERM QUIT
  if ! read -r _ <&3; then
    [ "$pause" = 0 ] || sleep "$pause"
    kill -s "$signal" $$ 2>/dev/null
    tenths=0
    while kill -0 $$ 2>/dev/null && [ $tenths -lt $((grace * 10)) ]; do
      sleep 0.1
      tenths=$((tenths + 1))
    done
    kill -s KILL $$ 2>/dev/null
    [ -z "$scratch" ] || { sleep 0.2; rm -rf "$scratch"; }
  fi
  kill -s KILL -- -$$
) >/dev/null 2>&1 &
exec 3<&-
exec "$@"
